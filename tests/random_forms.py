"""Forms nobody thought of: small definitions put together by chance, awkward in every way a definition may be.

``make_definition`` asks a ``random.Random`` (a seed's, or hypothesis's, which shrinks). Each part of a form is added by
a function of ``PARTS``, each kind of rule by one of ``RULE_WAYS``: what the definition language learns is one more of them.
"""

import copy
import json

from random_features import (
    add_beside,
    add_lines,
    add_negatives,
    add_periods,
    add_printed,
    add_rates,
    add_unasked,
    add_units_as_rows,
    add_worked_columns,
)
from random_words import (
    BOUNDS,
    LABELS,
    LISTS,
    NAMES,
    ODD,
    ODD_NAMES,
    OPTIONS,
    PATTERNS,
    REPORT,
    UNITS,
    columns_of,
    kinds_of,
    maybe,
    names_of_place,
    new_lines,
    new_sheet,
    rates_of,
    rows_of,
    say_type,
    some,
    type_in,
)


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


def _skeleton(rng):
    kinds = some(rng, ("村", "站所", "村（社区）", "A&B", "办公室 一"), 1, 2)
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
    maybe(rng, d, "period", ("年", "半年", "季", "月", "旬", "时点"), 0.6)
    if d.get("period") in ("半年", "季", "月"):
        maybe(rng, d, "cumulative", (True,), 0.55)
    for kind in d["kinds"]:
        maybe(rng, kind, "label", LABELS)
        maybe(rng, kind, "help", LABELS, 0.2)
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
    for name in some(rng, ("类", "是否", "A&B", "选项 一"), 0, 2):
        d["options"][name] = some(rng, OPTIONS, 1, 5)


def _add_tables(rng, d):
    sheets = [new_sheet(rng, d) for _ in range(rng.randint(1, 2))]
    for at, usual in enumerate(rng.sample(("人口", "情况", "A1", "表三", "T_1", "TRUE"), rng.randint(1, 3))):
        name = rng.choice(ODD_NAMES) if rng.random() < ODD else usual
        across = rng.random() < 0.2
        table = {
            "id": name,
            "sheet": sheets[at] if at < len(sheets) else rng.choice([*sheets, "封面"]),
            "kinds": kinds_of(rng, d),
            "columns": new_lines(rng, names_of_place(rng, 1, 4), rng.choice((1, 1, 2, 3))),
            "rows": new_lines(rng, names_of_place(rng, 1, 4), rng.choice((1, 1, 2, 3))),
        }
        if across:
            table["across"] = True
        say_type(rng, d, table)
        for column in table["columns"]:
            say_type(rng, d, column, 0.35)
        if any("type" in c for c in table["columns"]) and rng.random() > ODD:
            for key in ("usual", "marks"):  # what is said of numbers would be said of those columns too
                table.pop(key, None)
        maybe(rng, table, "title", LABELS, 0.5)
        maybe(rng, table, "unit", UNITS, 0.3)
        maybe(rng, table, "corner", LABELS, 0.3)
        maybe(rng, table, "blank", (True, False), 0.15)
        d["table"].append(table)


def _add_lists(rng, d):
    for name in rng.sample(LISTS, rng.choice((0, 1, 1, 2))):
        fields = []
        for field in names_of_place(rng, 1, 5):
            one = {"id": field, "type": rng.choice(("text", "text", "date", "option", "count", "number"))}
            if one["type"] == "option" and not d["options"]:
                one["type"] = "text"
            if one["type"] == "option":
                one["options"] = rng.choice(list(d["options"]))
            if one["type"] == "number":
                one["places"] = rng.choice((0, 2))
            if one["type"] in ("date", "option", "count", "number"):
                maybe(rng, one, "marks", ("blank", "return"), 0.2)
            maybe(rng, one, "label", LABELS, 0.5)
            maybe(rng, one, "unit", UNITS, 0.2)
            maybe(rng, one, "private", (True,), 0.15)
            maybe(rng, one, "required", (True, False), 0.4)
            maybe(rng, one, "help", LABELS, 0.2)
            maybe(rng, one, "width", (6, 18, 50), 0.2)
            fields.append(one)
        if not any(f.get("required") and not f.get("private") for f in fields):
            fields[0] |= {"required": True, "private": False}
        if len(fields) > 1 and rng.random() < 0.2:
            fields[0]["together"] = fields[-1]["id"]
        kinds = kinds_of(rng, d)
        made = {
            "id": name,
            "title": rng.choice(LABELS),
            "sheet": new_sheet(rng, d)
            if rng.random() < 0.8
            else rng.choice([t for t in d["table"][rng.random() > ODD :] if rows_of(t)])["sheet"],
            "kinds": kinds,
            "columns": fields,
            "up": rng.choice(("rows", "none")),
        }
        ids = [f["id"] for f in fields]
        if rng.random() < 0.4:
            made["key"] = some(rng, ids, 1, 2)
        if rng.random() < 0.2:
            made["alike"] = [some(rng, ids, 1, 2)]
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
        rates = rates_of(d, table)
        free = [c for c in table["columns"] if c["id"] not in rates]
        if not all(type_in(table, c) in ("count", "number") for c in free) and rng.random() > ODD:
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
        part = (
            rng.choice(free)
            if rates
            else table
            if rng.random() < 0.5
            else rng.choice([*rows_of(table), *free])
        )
        part["from"] = {at: text}
        chosen = [f for f in of["columns"] if f["type"] == "option" and f["id"] in NAMES]
        if chosen and rng.random() < 0.6:
            for line, option in zip(rows_of(table), d["options"][chosen[0]["options"]], strict=False):
                if "'" not in option:
                    line["when"] = f"{chosen[0]['id']}='{option}'"
        elif days := [f["id"] for f in of["columns"] if f["type"] == "date" and f["id"] in NAMES]:
            day, bound = rng.choice(days), rng.choice(BOUNDS)
            for line, when in zip(
                rows_of(table),
                (
                    f"{day} < {bound}",
                    [
                        f"{day} >= {rng.choice((bound, bound, *BOUNDS))}",
                        rng.choice((f"空({day})", f"{day} < {bound}")),
                    ],
                ),
                strict=False,
            ):
                maybe(rng, line, "when", (when,), 0.5)


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


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _addable(d, table):
    """Return the columns of numbers that are no rates."""
    rates = rates_of(d, table)
    return [c for c in columns_of(table, "count", "number") if c not in rates]


def _numeric(d, table):
    found = _addable(d, table)
    return found if len(found) > 1 else None


def _some_rows(rng, table):
    """Return now and then the rows alone a rule is to range over."""
    rows = [r["id"] for r in rows_of(table)]
    return {"rows": some(rng, rows, 1, len(rows))} if rows and rng.random() < 0.25 else {}


def _sum_across(rng, d, table):
    found = _numeric(d, table)
    if found:
        total, *parts = found if rng.random() < 0.5 else found[::-1]
        span = f"合计({parts[0]}:{parts[-1]})" if rng.random() < 0.5 else " + ".join(parts)
        out = {"works_out": total} if rng.random() < 0.8 else {}
        return {"must": f"{total} = {span}", **out, **_some_rows(rng, table)}
    return None


def _sum_down(rng, d, table):
    rows, numbers = [r["id"] for r in rows_of(table)], _addable(d, table)
    if len(rows) < 2 or not set(rows) <= set(NAMES) or not numbers:
        return None
    only = len(numbers) < len(table["columns"]) or rng.random() < 0.2
    ranged = {"columns": some(rng, numbers, 1, len(numbers))} if only and rng.random() > ODD else {}
    total, *parts = rows if rng.random() < 0.5 else rows[::-1]
    if rng.random() < 0.5 and total == rows[0]:
        right = f"合计([{parts[0]}]:[{parts[-1]}])"
    else:
        right = " + ".join(f"[{p}]" for p in parts)
    if rng.random() < 0.3:
        one = rng.choice(numbers)
        if one:
            return {
                "must": f"[{total}].{one} = {' + '.join(f'[{p}].{one}' for p in parts)}",
                "works_out": one,
            }
    out = {"works_out": total} if rng.random() < 0.8 else {}
    return {"must": f"[{total}] = {right}", **out, **ranged}


def _rate(rng, d, table):
    found = _numeric(d, table)
    if not found:
        return None
    rate, *of = found
    if rng.random() > ODD:
        next(c for c in table["columns"] if c["id"] == rate)["up"] = "none"
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
    found = columns_of(table, "count", "number")
    if not found:
        return None
    rows = [r["id"] for r in rows_of(table) if r["id"] in NAMES]
    if rows and rng.random() < 0.2:
        return {"must": f"[{rng.choice(rows)}].{found[0]} >= {rng.choice(found)} - 5"}
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
    return {"must": said, **_some_rows(rng, table)}


def _each_cell(rng, d, table):
    only = some(rng, [c["id"] for c in table["columns"]], 1, 2) if rng.random() < 0.5 else []
    types = {type_in(table, c) for c in table["columns"] if not only or c["id"] in only}
    if types <= {"count", "number"}:
        own = columns_of(table, "count", "number") or ["甲"]
        beside = (
            f"本格 <= {rng.choice(own)} + 5",
            f"{rng.choice(own)} >= 本格 - 9",
            f"本格 / 3 <= {rng.choice(own)}",
        )
        said = rng.choice(("本格 >= 0", *rng.sample(beside, 2), "整数(本格)", "本格 <= 1234567", "已填(本格)", "0 <= 本格 <= 100", "非 (本格 = 3)",
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
    return {"must": said, **({"columns": only} if only else {}), **_some_rows(rng, table)}


def _texts(rng, d, table):
    texts, dates = columns_of(table, "text"), columns_of(table, "date")
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
        for r in rows_of(t)
        for c in columns_of(t, "count", "number")
        if r["id"] in NAMES
    ]
    places += [f"{t['id']}.{c}" for t in others if not rows_of(t) for c in columns_of(t, "count", "number")]
    own = columns_of(table, "count", "number")
    if not places or not own:
        return None
    return {
        "must": f"{rng.choice(own)} {rng.choice(('<=', '=', '>='))} {rng.choice(places)} + {rng.choice(places)}"
    }


def _against_list(rng, d, table):
    lists = [x for x in d["list"] if x["id"] in LISTS]
    own = columns_of(table, "count", "number")
    if not lists or not own:
        return None
    of = rng.choice(lists)
    return {
        "must": f"{rng.choice(own)} {rng.choice(('<=', '=', '>='))} count({of['id']}{_conditions(rng, d, of)})"
    }


def _against_earlier(rng, d, table):
    own = columns_of(table, "count", "number")
    if not own:
        return None
    one = rng.choice(own)
    yearly = d.get("period", "年") == "年"
    word = rng.choice(
        ("上年", "上期", "上年同期") if yearly or rng.random() < ODD else ("上期", "上期", "上年同期")
    )
    said = (
        f"{one} >= {word}({one})",
        f"{one} <= {word}({one}) * 10 + 5",
        f"{one} - {word}({one}) <= 1000",
        f"{one} = {word}({one}) + {own[-1]}",
    )
    return {"must": rng.choice((*said, f"本格 >= {word}(本格)")), **_some_rows(rng, table)}


RULE_WAYS = [
    _sum_across, _sum_down, _rate, _comparison, _each_cell, _each_cell, _texts, _across_tables, _against_list, _against_earlier,
    _against_earlier,
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
        known = [o for o in d["options"][f["options"]] if "'" not in o]
        others = [x["id"] for x in of["columns"] if x["id"] in NAMES and x is not f]
        if known:
            said += [f"{f['id']} = '{rng.choice(known)}'", f"{f['id']} <> '{rng.choice(known)}'"]
            said += [
                f"当 {f['id']} = '{rng.choice(known)}' 则 {rng.choice(('已填', '空'))}({o})" for o in others
            ]
    return {"must": rng.choice(said)} if said else None


def _add_rules(rng, d):
    tables = d["table"][1:]
    for _ in range(rng.randint(0, 7)):
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
        if rng.random() < 1 - ODD and not (made.get("works_out") and over in d["list"]):
            rule.setdefault("levels", [x["id"] for x in d["levels"]])
        if over.get("rows") == "名册" and rng.random() < 0.6:
            rule["kinds"] = [k["id"] for k in d["kinds"][:-1]]
        maybe(rng, rule, "severity", ("error", "warning", "hint"), 0.6)
        maybe(rng, rule, "kinds", [[k["id"]] for k in d["kinds"]], 0.1)
        maybe(rng, rule, "beta", (True,), 0.05)
        d["rule"].append(rule)


def _drop_empty_sheets(rng, d):
    used = {"封面", *(x["sheet"] for x in (*d["table"], *d["list"]))}
    d["sheet"] = [s for s in d["sheet"] if s["id"] in used]


PARTS = [
    _add_options, _add_tables, add_beside, add_negatives, add_units_as_rows, add_rates, _add_lists, add_worked_columns, _add_counts,
    add_periods, _add_rules, add_printed, _drop_empty_sheets, add_lines, add_unasked,
]  # fmt: skip
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
            holder.append(copy.deepcopy(holder[key]))
        case "unknown" if isinstance(holder, dict):
            holder["新项"] = 1
        case _:
            there, name = rng.choice(places)
            try:
                holder[key] = copy.deepcopy(there[name])
            except (KeyError, IndexError):
                del holder[key]
