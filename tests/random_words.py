"""The words forms are put together of by chance, and how a chance is taken: awkward ones among them."""

REPORT = "报告"
RATE = "率"
"""How the ids of the rules begin that work rates out."""
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
UNITS = ("人", "件", "万元", "平方米", "", "m²", "元/亩")
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


def maybe(rng, part, key, values, chance=0.3):
    if rng.random() < chance:
        part[key] = rng.choice(values)


def some(rng, values, least=1, most=3):
    return rng.sample(values, rng.randint(least, min(most, len(values))))


def names_of_place(rng, least, most):
    """Names of one place: now and then one that no rule could refer to."""
    found = some(rng, NAMES, least, most)
    if rng.random() < ODD:
        found[-1] = rng.choice(ODD_NAMES)
    return found


def type_in(table, column=None):
    """Return the type of a table's figures, or of those of a column."""
    return (column or {}).get("type") or table.get("type", "count")


def new_sheet(rng, d):
    left = [s for s in SHEETS if s not in {x["id"] for x in d["sheet"]}]
    sheet = {"id": rng.choice(ODD_SHEETS if rng.random() < ODD else left), "title": rng.choice(LABELS)}
    for key, values in (
        ("intro", LABELS),
        ("reported", LABELS),
        ("landscape", (True, False)),
        ("spaced", (True,)),
    ):
        maybe(rng, sheet, key, values)
    d["sheet"].append(sheet)
    return sheet["id"]


def kinds_of(rng, d):
    own = [k["id"] for k in d["kinds"][:-1]]
    below = own if rng.random() < 0.6 else some(rng, own, 1, len(own))
    return [*below, REPORT] if rng.random() < 0.85 else below


def _head(rng, depth):
    return [rng.choice(LABELS) for _ in range(rng.randint(1, depth))]


def new_lines(rng, ids, depth):
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
        maybe(rng, line, "help", LABELS, 0.15)
        maybe(rng, line, "unit", UNITS, 0.2)
        found.append(line)
    return found


def say_type(rng, d, part, chance=1.0):
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
        maybe(rng, part, "usual", (5, 100, 0.5), 0.15)
    if kind != "text":
        marks = ("return", "blank", "zero") if kind in ("count", "number") else ("return", "blank")
        maybe(rng, part, "marks", marks, 0.2)


def columns_of(table, *types):
    return [c["id"] for c in table["columns"] if type_in(table, c) in types and c["id"] in NAMES]


def rows_of(table):
    """Return the rows of a table; none where they are the units of the roster."""
    return table["rows"] if isinstance(table["rows"], list) else []


def rates_of(d, table):
    """Return the columns of a table that are rates."""
    return {r["works_out"] for r in d["rule"] if r["over"] == table["id"] and r["id"].startswith(RATE)}
