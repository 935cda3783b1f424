"""Forms nobody thought of: small definitions put together by chance, awkward in every way a definition may be.

``make_definition`` asks a ``random.Random`` (a seed's, or hypothesis's, which shrinks). Each part of a form is added by
a function of ``PARTS``, each kind of rule by one of ``RULE_WAYS``: what the definition language learns is one more of them.
"""

import json

REPORT = "报告"
ODD = 0.02
"""How often something is said that no workbook could hold: it must be refused, with its place."""
NAMES = (
    *(
        "甲",
        "乙",
        "丙",
        "丁",
        "常住",
        "户籍",
        "合计",
        "小计",
        "r1",
        "A1",
        "AB12",
        "R1C1",
        "c",
        "TRUE",
        "当年",
        "非农",
    ),
    *(
        "且末",
        "其中",
        "_x",
        "sum1",
        "人数",
        "金额",
        "年初数",
        "率",
        "其他",
        "Ａ",
        "a",
        "第二",
        "count1",
        "名称",
        "A",
    ),
)
ODD_NAMES = (
    "零报告",
    "来源单位",
    "甲（乙）",
    "甲 乙",
    "甲&乙",
    "<甲>",
    "“甲”",
    "1、甲",
    "甲-乙",
    "甲'乙",
    "100",
    "字" * 40,
    "=甲",
    "甲，乙",
    "甲/乙",
    '甲"乙',
)
LABELS = (
    *(
        "其中：A&B<C>",
        "（一）“其中”：甲、乙（含丙）",
        "'甲'",
        "=1+1",
        "-5",
        "+甲",
        "@甲",
        "合  计",
        "%",
        "100%",
        "甲（人）",
    ),
    *(
        "Ａ",
        "a",
        "A",
        "甲\n乙",
        "😀",
        "{甲}",
        "%s",
        "【甲】",
        "1.甲",
        "（一）甲",
        "一、甲",
        "2025年",
        "共 计",
        "甲\\n",
        "NULL",
    ),
    *(
        "长" * 60,
        "甲：乙；丙，丁。",
        '"甲"',
        "甲/乙",
        "#甲",
        "--",
        "0",
        "单位名称",
        "年度",
        "填报说明",
        "合计",
        "备注",
        "无",
    ),
)
BOUNDS = ("年初", "年末", "期初", "期末")
LISTS = ("台账", "名单", "登记簿", "L1")
UNITS = ("人", "件", "万元", "%", "平方米", "", "m²", "元/亩")
SHEETS = (
    "表一",
    "表（一）",
    "A&B",
    "<表>",
    "统计 表",
    "一、表",
    "=表",
    "Sheet1",
    "“表”",
    "甲" * 31,
    "-表",
    "表,1",
    "2025",
    "A1",
    "R1C1",
    "#表",
)
ODD_SHEETS = ("it's", "表!", '表"', "甲/乙", "长" * 32, "History", "校验", "封面 ", "[表]")
OPTIONS = (
    "甲",
    "乙",
    "是",
    "否",
    "√",
    "有&无",
    "'甲'",
    "甲，乙",
    "甲,乙",
    '"甲"',
    "1",
    "0.5",
    "2025-01-01",
    "无",
    "-",
    "甲（乙）",
    "TRUE",
    "选" * 30,
)
PATTERNS = ("[0-9]{6}", "甲.*", "\\\\d+", ".{1,5}", "[^甲]+")


def make_definition(rng):
    """Return one form's definition, as tomllib would read it."""
    d = _skeleton(rng)
    for add in PARTS:
        add(rng, d)
    return d


def to_toml(definition):
    """Write a definition as TOML text."""
    return "".join(f"{_key(k)} = {_value(v)}\n" for k, v in definition.items())


def _key(name):
    return json.dumps(name, ensure_ascii=False)


def _value(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _maybe(rng, part, key, values, chance=0.3):
    if rng.random() < chance:
        part[key] = rng.choice(values)


def _some(rng, values, least=1, most=3):
    return rng.sample(values, rng.randint(least, min(most, len(values))))


def _names(rng, least, most):
    """Names of one place: now and then one that no rule could refer to."""
    found = _some(rng, NAMES, least, most)
    if rng.random() < ODD:
        found[-1] = rng.choice(ODD_NAMES)
    return found


def _skeleton(rng):
    kinds = _some(rng, ("村", "站所", "村（社区）", "A&B", "办公室 一"), 1, 2)
    levels = ("township", "district", "city")[: rng.randint(1, 2)]
    d = {
        "id": rng.choice(("t", "yb", "月报1", "F_2")),
        "edition": "1",
        "title": rng.choice(("测试表", "“十四五”情况（A&B）统计表", "年报<一>", "12345热线")),
        "source": "测试",
        "kinds": [{"id": k} for k in (*kinds, REPORT)],
        "levels": [{"id": x} for x in levels],
        "options": {},
        "sheet": [{"id": "封面", "title": "封面"}],
        "table": [],
        "list": [],
        "rule": [],
    }
    _maybe(rng, d, "period", ("年", "半年", "季", "月", "旬", "时点"), 0.6)
    if d.get("period") in ("半年", "季", "月"):
        _maybe(rng, d, "cumulative", (True,), 0.4)
    for kind in d["kinds"]:
        _maybe(rng, kind, "label", LABELS)
        _maybe(rng, kind, "help", LABELS, 0.2)
    for level, label in zip(d["levels"], ("乡镇", "区县"), strict=False):
        level["label"] = label
    d["table"].append(
        {
            "id": "封面", "sheet": "封面", "kinds": [k["id"] for k in d["kinds"]], "up": "none", "type": "text",
            "columns": [{"id": "内容"}], "rows": [{"id": "填报人"}, {"id": "联系电话"}],
        }
    )  # fmt: skip
    return d


def _add_options(rng, d):
    for name in _some(rng, ("类", "是否", "A&B", "选项 一"), 0, 2):
        d["options"][name] = _some(rng, OPTIONS, 1, 5)


def _new_sheet(rng, d):
    left = [s for s in SHEETS if s not in {x["id"] for x in d["sheet"]}]
    sheet = {"id": rng.choice(ODD_SHEETS if rng.random() < ODD else left), "title": rng.choice(LABELS)}
    for key, values in (
        ("intro", LABELS),
        ("reported", LABELS),
        ("landscape", (True, False)),
        ("spaced", (True,)),
    ):
        _maybe(rng, sheet, key, values)
    d["sheet"].append(sheet)
    return sheet["id"]


def _kinds_of(rng, d):
    own = [k["id"] for k in d["kinds"][:-1]]
    below = own if rng.random() < 0.6 else _some(rng, own, 1, len(own))
    return [*below, REPORT] if rng.random() < 0.85 else below


def _head(rng, depth):
    return [rng.choice(LABELS) for _ in range(rng.randint(1, depth))]


def _lines(rng, ids, depth):
    found, outer = [], rng.choice(LABELS)
    for name in ids:
        line = {"id": name}
        if rng.random() < 0.5:
            line["head"] = _head(rng, depth)
            if depth > 1 and rng.random() < 0.6:
                line["head"] = [outer, *line["head"]][:depth]
        if rng.random() < 0.15:
            line["width"] = rng.choice((6, 20, 60.5))
        if rng.random() < 0.1:
            line["also"] = [rng.choice(LABELS)]
        _maybe(rng, line, "help", LABELS, 0.15)
        _maybe(rng, line, "unit", UNITS, 0.2)
        found.append(line)
    return found


def _typed(rng, d, part, chance=1.0):
    """Say what a part holds, and how it goes up."""
    if rng.random() >= chance:
        return
    kind = rng.choice(("count", "count", "count", "number", "number", "text", "date", "option"))
    if kind == "option" and not d["options"]:
        kind = "count"
    part["type"] = kind
    if kind == "option":
        part["options"] = rng.choice(list(d["options"]))
    if kind == "number":
        part["places"] = rng.choice((0, 1, 2, 2, 4, 6))
    ways = {"count": ("sum", "sum", "max", "min", "same", "none"), "text": ("texts", "same", "none")}
    part["up"] = rng.choice(ways.get("count" if kind == "number" else kind, ("same", "none")))
    if kind in ("count", "number"):
        _maybe(rng, part, "usual", (5, 100, 0.5), 0.15)
    if kind != "text":
        marks = ("return", "blank", "zero") if kind in ("count", "number") else ("return", "blank")
        _maybe(rng, part, "marks", marks, 0.2)


def _add_tables(rng, d):
    sheets = [_new_sheet(rng, d) for _ in range(rng.randint(1, 2))]
    for at, usual in enumerate(rng.sample(("人口", "情况", "A1", "表三", "T_1", "TRUE"), rng.randint(1, 3))):
        name = rng.choice(ODD_NAMES) if rng.random() < ODD else usual
        across = rng.random() < 0.2
        table = {
            "id": name,
            "sheet": sheets[at] if at < len(sheets) else rng.choice([*sheets, "封面"]),
            "kinds": _kinds_of(rng, d),
            "columns": _lines(rng, _names(rng, 1, 4), rng.choice((1, 1, 2, 3))),
            "rows": _lines(rng, _names(rng, 1, 4), rng.choice((1, 1, 2, 3))),
        }
        if across:
            table["across"] = True
        _typed(rng, d, table)
        for column in table["columns"]:
            _typed(rng, d, column, 0.35)
        if any("type" in c for c in table["columns"]) and rng.random() > ODD:
            for key in ("usual", "marks"):  # what is said of numbers would be said of those columns too
                table.pop(key, None)
        _maybe(rng, table, "title", LABELS, 0.5)
        _maybe(rng, table, "unit", UNITS, 0.3)
        _maybe(rng, table, "corner", LABELS, 0.3)
        _maybe(rng, table, "blank", (True, False), 0.15)
        d["table"].append(table)
    d["sheet"] = [s for s in d["sheet"] if s["id"] == "封面" or s["id"] in {t["sheet"] for t in d["table"]}]


def _add_lists(rng, d):
    for name in rng.sample(LISTS, rng.choice((0, 1, 1, 2))):
        fields = []
        for field in _names(rng, 1, 5):
            one = {"id": field, "type": rng.choice(("text", "text", "date", "option", "count", "number"))}
            if one["type"] == "option" and not d["options"]:
                one["type"] = "text"
            if one["type"] == "option":
                one["options"] = rng.choice(list(d["options"]))
            if one["type"] == "number":
                one["places"] = rng.choice((0, 2))
            if one["type"] in ("date", "option", "count", "number"):
                _maybe(rng, one, "marks", ("blank", "return"), 0.2)
            _maybe(rng, one, "label", LABELS, 0.5)
            _maybe(rng, one, "unit", UNITS, 0.2)
            _maybe(rng, one, "private", (True,), 0.15)
            _maybe(rng, one, "required", (True, False), 0.4)
            _maybe(rng, one, "help", LABELS, 0.2)
            _maybe(rng, one, "width", (6, 18, 50), 0.2)
            fields.append(one)
        if not any(f.get("required") and not f.get("private") for f in fields):
            fields[0] |= {"required": True, "private": False}
        if len(fields) > 1 and rng.random() < 0.2:
            fields[0]["together"] = fields[-1]["id"]
        kinds = _kinds_of(rng, d)
        made = {
            "id": name,
            "title": rng.choice(LABELS),
            "sheet": _new_sheet(rng, d)
            if rng.random() < 0.8
            else rng.choice(d["table"][rng.random() > ODD :])["sheet"],
            "kinds": kinds,
            "columns": fields,
            "up": rng.choice(("rows", "none")),
        }
        ids = [f["id"] for f in fields]
        if rng.random() < 0.4:
            made["key"] = _some(rng, ids, 1, 2)
        if rng.random() < 0.2:
            made["alike"] = [_some(rng, ids, 1, 2)]
        if REPORT in kinds and rng.random() < 0.4:
            made["optional"] = [REPORT]
        dates = [f["id"] for f in fields if f["type"] == "date" and f["id"] in NAMES]
        if dates and rng.random() < 0.5:
            made["carry"] = rng.choice(
                (f"空({dates[0]})", f"{dates[0]} > 年末", f"空({dates[0]}) 或 {dates[0]} > 年末")
            )
        d["list"].append(made)


def _add_counts(rng, d):
    """Begin some tables by counting or adding up a list: at a kind or at the first level."""
    for table in d["table"][1:]:
        lists = [x for x in d["list"] if set(x["kinds"]) & set(table["kinds"]) and x["id"] in LISTS]
        if not lists or rng.random() < 0.4 or rng.random() < 0.1:
            continue
        if not all(type_in(table, c) in ("count", "number") for c in table["columns"]) and rng.random() > ODD:
            continue
        of = rng.choice(lists)
        text = f"count({of['id']}{_conditions(rng, d, of)})"
        numbers = [f["id"] for f in of["columns"] if f["type"] in ("count", "number") and f["id"] in NAMES]
        if numbers and rng.random() < 0.4:
            text = f"sum({of['id']}.{rng.choice(numbers)}{_conditions(rng, d, of)})" + rng.choice(
                ("", " / 10000", " * 2")
            )
        both = [k for k in table["kinds"] if k != REPORT and k in of["kinds"]]
        at = rng.choice([*both, d["levels"][0]["id"]])
        part = table if rng.random() < 0.5 else rng.choice([*table["rows"], *table["columns"]])
        part["from"] = {at: text}
        chosen = [f for f in of["columns"] if f["type"] == "option" and f["id"] in NAMES]
        if chosen and rng.random() < 0.6:
            for line, option in zip(table["rows"], d["options"][chosen[0]["options"]], strict=False):
                if "'" not in option:
                    line["when"] = f"{chosen[0]['id']}='{option}'"


def _conditions(rng, d, of):
    said = []
    for field in (f for f in of["columns"] if f["id"] in NAMES):
        name = field["id"]
        if rng.random() < 0.5:
            continue
        match field["type"]:
            case "date":
                said.append(
                    rng.choice(
                        (
                            f"{rng.choice(BOUNDS)}<={name}<={rng.choice(BOUNDS)}",
                            f"{name}>年末",
                            f"空({name})",
                            f"已填({name})",
                        )
                    )
                )
            case "option":
                said.append(f"{name}{rng.choice(('=', '<>'))}'{rng.choice(d['options'][field['options']])}'")
            case "text":
                said.append(rng.choice((f"空({name})", f"已填({name})", f"{name}='甲'")))
            case _:
                said.append(
                    rng.choice(
                        (f"{name}>0", f"{name}<=12.5", f"{name}=1234567", f"1<={name}<=3", f"空({name})")
                    )
                )
    return "".join(f", {x}" for x in said)


def type_in(table, column=None):
    """Return the type of a table's figures, or of those of a column."""
    return (column or {}).get("type") or table.get("type", "count")


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _columns(table, *types):
    return [c["id"] for c in table["columns"] if type_in(table, c) in types and c["id"] in NAMES]


def _numeric(rng, table):
    found = _columns(table, "count", "number")
    return found if len(found) > 1 else None


def _sum_across(rng, d, table):
    found = _numeric(rng, table)
    if found:
        total, *parts = found if rng.random() < 0.5 else found[::-1]
        span = f"合计({parts[0]}:{parts[-1]})" if rng.random() < 0.5 else " + ".join(parts)
        out = {"works_out": total} if rng.random() < 0.8 else {}
        return {"must": f"{total} = {span}", **out}
    return None


def _sum_down(rng, d, table):
    rows = [r["id"] for r in table["rows"]]
    if (
        len(rows) < 2
        or not set(rows) <= set(NAMES)
        or not all(type_in(table, c) in ("count", "number") for c in table["columns"])
    ):
        return None
    total, *parts = rows if rng.random() < 0.5 else rows[::-1]
    if rng.random() < 0.5 and total == rows[0]:
        right = f"合计([{parts[0]}]:[{parts[-1]}])"
    else:
        right = " + ".join(f"[{p}]" for p in parts)
    if rng.random() < 0.3:
        one = rng.choice(_columns(table, "count", "number") or [""])
        if one:
            return {
                "must": f"[{total}].{one} = {' + '.join(f'[{p}].{one}' for p in parts)}",
                "works_out": one,
            }
    out = {"works_out": total} if rng.random() < 0.8 else {}
    return {"must": f"[{total}] = {right}", **out}


def _rate(rng, d, table):
    found = _numeric(rng, table)
    if not found:
        return None
    rate, *of = found
    must = f"{rate} = {rng.choice(('100 * ', '', '1000000 * '))}{of[0]} / {of[-1] if len(of) > 1 else f'({of[0]} + 1)'}"
    return {
        "must": must,
        "levels": [x["id"] for x in d["levels"]],
        **({"works_out": rate} if rng.random() < 0.8 else {}),
    }


def _value_of(rng, names, depth=2):
    if not depth or rng.random() < 0.4:
        return rng.choice(names) if rng.random() < 0.8 else rng.choice(("0", "1", "0.5", "1234567.25", "3"))
    left, right = (_value_of(rng, names, depth - 1) for _ in range(2))
    return rng.choice(
        (
            f"{left} + {right}",
            f"({left} - {right})",
            f"({left}) * ({right})",
            f"({left}) / ({right})",
            f"-({left})",
        )
    )


def _comparison(rng, d, table):
    found = _columns(table, "count", "number")
    if not found:
        return None
    sign = rng.choice(("<=", ">=", "<", ">", "=", "<>"))
    said = f"{_value_of(rng, found)} {sign} {_value_of(rng, found)}"
    if rng.random() < 0.2:
        said = f"{said} {sign} {rng.choice(found)}"
    if rng.random() < 0.2:
        said = rng.choice(
            (f"非 ({said})", f"{said} 或 空({rng.choice(found)})", f"{said} 且 已填({rng.choice(found)})")
        )
    if rng.random() < 0.25:
        said = f"当 {rng.choice((f'已填({found[0]})', f'{found[-1]} > 0', f'整数({found[0]})'))} 则 {said}"
    return {"must": said}


def _each_cell(rng, d, table):
    types = {type_in(table, c) for c in table["columns"]}
    if types <= {"count", "number"}:
        said = rng.choice(("本格 >= 0", "整数(本格)", "本格 <= 1234567", "已填(本格)", "0 <= 本格 <= 100", "非 (本格 = 3)",
                           "当 本格 > 0 则 整数(本格)", "本格 * 2 <= 100 或 本格 = 1"))  # fmt: skip
    elif types <= {"text", "option"}:
        said = rng.choice(("已填(本格)", "本格 <> '甲'"))
        if types == {"text"} and rng.random() < 0.6:
            said = rng.choice(
                ("长度(本格) <= 5", f"符合(本格, '{rng.choice(PATTERNS)}')", "长度(本格) >= 2 或 空(本格)")
            )
    elif types == {"date"}:
        said = rng.choice(("期初 <= 本格 <= 期末", "年初 <= 本格 <= 年末", "本格 - 年初 >= 3", "已填(本格)"))
    else:
        said = "已填(本格)"
    return {"must": said}


def _texts(rng, d, table):
    texts, dates = _columns(table, "text"), _columns(table, "date")
    said = [f"长度({t}) <= 3" for t in texts] + [f"已填({t})" for t in texts]
    said += [f"{texts[0]} <> {texts[-1]}"] if len(texts) > 1 else []
    said += [f"{t} >= 年初" for t in dates] + [f"当 已填({t}) 则 {t} <= 年末 + 31" for t in dates]
    said += [f"{dates[0]} <= {dates[-1]}"] if len(dates) > 1 else []
    return {"must": rng.choice(said)} if said else None


def _across_tables(rng, d, table):
    others = [
        t for t in d["table"][1:] if t is not table and t["id"] in ("人口", "情况", "A1", "表三", "T_1")
    ]
    places = [
        f"{t['id']}[{r['id']}].{c}"
        for t in others
        for r in t["rows"]
        for c in _columns(t, "count", "number")
        if r["id"] in NAMES
    ]
    own = _columns(table, "count", "number")
    if not places or not own:
        return None
    return {
        "must": f"{rng.choice(own)} {rng.choice(('<=', '=', '>='))} {rng.choice(places)} + {rng.choice(places)}"
    }


def _against_list(rng, d, table):
    lists = [x for x in d["list"] if x["id"] in LISTS]
    own = _columns(table, "count", "number")
    if not lists or not own:
        return None
    of = rng.choice(lists)
    return {
        "must": f"{rng.choice(own)} {rng.choice(('<=', '=', '>='))} count({of['id']}{_conditions(rng, d, of)})"
    }


def _against_earlier(rng, d, table):
    own = _columns(table, "count", "number")
    if not own:
        return None
    one = rng.choice(own)
    word = rng.choice(("上年", "上期", "上年同期"))
    return {
        "must": rng.choice(
            (f"{one} >= {word}({one})", f"{one} <= {word}({one}) * 10 + 5", f"{one} - {word}({one}) <= 1000")
        )
    }


RULE_WAYS = [
    _sum_across, _sum_down, _rate, _comparison, _each_cell, _texts, _across_tables, _against_list, _against_earlier,
]  # fmt: skip
"""The kinds of rules over tables; each gives what is particular to its rule, or None where the table has nothing for it."""


def _list_rule(rng, d, of):
    by = {}
    for f in of["columns"]:
        if f["id"] in NAMES:
            by.setdefault({"count": "number"}.get(f["type"], f["type"]), []).append(f)
    said = []
    for f in by.get("number", ()):
        said += [f"{f['id']} >= 0", f"{f['id']} * 2 < 1234567", f"整数({f['id']})", f"{f['id']} / 3 <= 100"]
    for f in by.get("date", ()):
        said += [
            f"{f['id']} >= 年初",
            f"当 已填({f['id']}) 则 期初 <= {f['id']} <= 期末",
            f"空({f['id']}) 或 {f['id']} - 年初 > 30",
        ]
    for f in by.get("text", ()):
        said += [f"长度({f['id']}) <= 6", f"符合({f['id']}, '{rng.choice(PATTERNS)}')", f"{f['id']} <> '甲'"]
    for f in by.get("option", ()):
        some = [o for o in d["options"][f["options"]] if "'" not in o]
        others = [x["id"] for x in of["columns"] if x["id"] in NAMES and x is not f]
        if some:
            said += [f"{f['id']} = '{rng.choice(some)}'", f"{f['id']} <> '{rng.choice(some)}'"]
            said += [
                f"当 {f['id']} = '{rng.choice(some)}' 则 {rng.choice(('已填', '空'))}({o})" for o in others
            ]
    return {"must": rng.choice(said)} if said else None


def _add_rules(rng, d):
    tables = d["table"][1:]
    for _ in range(rng.randint(0, 5)):
        if d["list"] and rng.random() < 0.25:
            over, made = (of := rng.choice(d["list"])), _list_rule(rng, d, of)
        else:
            over, made = (t := rng.choice(tables)), rng.choice(RULE_WAYS)(rng, d, t)
        if made is None:
            continue
        if (
            any(made.get("works_out") and r.get("works_out") and r["over"] == over["id"] for r in d["rule"])
            and rng.random() < 0.8
        ):
            del made["works_out"]
        rule = {
            "id": f"R{len(d['rule']) + 1}", "over": over["id"], "why": rng.choice(LABELS), "remedy": rng.choice(LABELS), "source": "测试",
            **made,
        }  # fmt: skip
        if rng.random() < 1 - ODD:
            rule.setdefault("levels", [x["id"] for x in d["levels"]])
        _maybe(rng, rule, "severity", ("error", "warning", "hint"), 0.6)
        _maybe(rng, rule, "kinds", [[k["id"]] for k in d["kinds"]], 0.1)
        _maybe(rng, rule, "beta", (True,), 0.05)
        d["rule"].append(rule)


PARTS = [_add_options, _add_tables, _add_lists, _add_counts, _add_rules]
"""What a form is made of, in the order in which it is added."""


# ── spoiled ───────────────────────────────────────────────────────────────────────────────────────────────────

WRONG = (
    "",
    " ",
    "无",
    "年报.a",
    0,
    -1,
    1.5,
    True,
    [],
    {},
    ["甲"],
    [[]],
    [1],
    {"id": "x"},
    None,
    "封面",
    REPORT,
    "'",
    "x" * 300,
    "合计(",
    "\x00",
    "sum",
)


def spoil(rng, d):
    """Change, drop or add one thing somewhere in a definition."""
    places = [(d, k) for k in d]
    for holder, key in places:
        inner = holder[key]
        steps = (
            inner.items() if isinstance(inner, dict) else enumerate(inner) if isinstance(inner, list) else ()
        )
        places += [(inner, k) for k, _ in steps]
    holder, key = rng.choice(places)
    match rng.choice(("wrong", "wrong", "drop", "again", "other", "unknown")):
        case "wrong":
            wrong = rng.choice(WRONG)
            holder[key] = wrong if wrong is not None else 1e400
        case "drop":
            del holder[key]
        case "again" if isinstance(holder, list):
            holder.append(holder[key])
        case "unknown" if isinstance(holder, dict):
            holder["新项"] = 1
        case _:
            there, name = rng.choice(places)
            try:
                holder[key] = there[name]
            except (KeyError, IndexError):
                del holder[key]
