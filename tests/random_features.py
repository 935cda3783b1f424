"""What real forms have beside tables, lists and rules: rates, units as rows, printed codes, tables side by side, worked-out columns.

Each function adds one of them to a definition, or nothing, as chance has it.
"""

from random_words import (
    LABELS,
    NAMES,
    ODD,
    RATE,
    REPORT,
    columns_of,
    kinds_of,
    maybe,
    new_lines,
    new_sheet,
    rows_of,
    some,
    type_in,
)

NUMBERS = ("count", "number")
NO_RATES = ("/", "//", "—", "——", "-", "--", "")


def add_beside(rng, d):
    """Put some tables right of the one before them."""
    for left, right in zip(d["table"][1:], d["table"][2:], strict=False):
        if (
            rng.random() < 0.35
            and not (left.get("across") or right.get("across"))
            and left["sheet"] != "封面"
        ):
            right |= {"sheet": left["sheet"], "beside": left["id"]}
            if rng.random() > ODD:
                right["kinds"] = [k for k in left["kinds"] if k in right["kinds"]] or left["kinds"]


def add_negatives(rng, d):
    """Let some numbers be below 0."""
    for table in d["table"][1:]:
        types = {type_in(table, c) for c in table["columns"]}
        if types <= set(NUMBERS) and rng.random() < 0.15:
            table["negative"] = True
        for column in table["columns"]:
            if type_in(table, column) in NUMBERS and rng.random() < 0.1:
                column["negative"] = rng.random() < 0.9


def add_rates(rng, d):
    """Add to some tables a column of rates, worked out of their others."""
    for table in d["table"][1:]:
        of = columns_of(table, *NUMBERS)
        left = [n for n in NAMES if n.casefold() not in {c["id"].casefold() for c in table["columns"]}]
        if len(of) < 2 or rng.random() < 0.55:
            continue
        percent, name = rng.random() < 0.5, rng.choice(left)
        rate = {"id": name, "type": "number", "places": rng.choice((0, 1, 2)), "up": "none"}
        if percent:
            rate["percent"] = True
        else:
            rate["unit"] = "%"
        maybe(rng, rate, "when_zero", NO_RATES, 0.7)
        maybe(rng, rate, "negative", (True,), 0.1)
        table["columns"].insert(rng.randint(0, len(table["columns"])), rate)
        for key in ("usual", "marks"):
            table.pop(key, None)
        top, below = rng.sample(of, 2)
        over = rng.choice((below, below, f"({below} + {top})", f"({below} - {top})", f"({below} * 3)"))
        rule = {
            "id": f"{RATE}{len(d['rule']) + 1}", "over": table["id"], "works_out": name, "levels": [x["id"] for x in d["levels"]],
            "must": f"{name} = {'' if percent else '100 * '}{top} / {over}", "why": rng.choice(LABELS), "remedy": "核对", "source": "测试",
        }  # fmt: skip
        rows = [r["id"] for r in rows_of(table)]
        if not rows and rng.random() < 0.3:
            rule["kinds"] = [k["id"] for k in d["kinds"]]
        if rows and "when_zero" not in rate and rng.random() < 0.15:
            rule["rows"] = some(rng, rows, 1, len(rows))
        d["rule"].append(rule)


def add_units_as_rows(rng, d):
    """Add a table whose rows are the units of the roster."""
    if rng.random() < 0.6:
        return
    kinds = kinds_of(rng, d)
    table = {
        "id": rng.choice(("收益", "各村", "B2")),
        "sheet": new_sheet(rng, d) if rng.random() < 0.7 else rng.choice(d["table"][1:])["sheet"],
        "kinds": kinds if REPORT in kinds or rng.random() < ODD else [*kinds, REPORT],
        "columns": new_lines(rng, some(rng, NAMES, 2, 5), rng.choice((1, 2))),
        "rows": "名册",
    }
    for column in table["columns"]:
        column["type"] = rng.choice(("count", "count", "number", "number", "text", "date", "option"))
        if column["type"] == "option" and not d["options"]:
            column["type"] = "count"
        if column["type"] == "option":
            column["options"] = rng.choice(list(d["options"]))
        if column["type"] == "number":
            column["places"] = rng.choice((0, 1, 2))
        if column["type"] in NUMBERS:
            maybe(rng, column, "up", ("sum", "max", "min", "none"), 0.3)
            maybe(rng, column, "negative", (True,), 0.15)
    if not any(c["type"] in NUMBERS for c in table["columns"]):
        table["columns"][0] |= {"type": "count"}
    maybe(rng, table, "title", LABELS, 0.5)
    if not _says(table, "甲", *map(str, range(1, 7))):
        maybe(rng, table, "numbered", ("甲", "栏次"), 0.4)
    maybe(rng, table, "corner", ("村名", "单位"), 0.3)
    d["table"].append(table)


def add_worked_columns(rng, d):
    """Work out columns of some lists, and add up some above their rows."""
    for of in d["list"]:
        by = {}
        for field in of["columns"]:
            by.setdefault({"count": "number"}.get(field["type"], field["type"]), []).append(field)
        numbers, days = by.get("number", []), by.get("date", [])
        sums = [f["id"] for f in numbers if f is not of["columns"][0]]
        if sums and rng.random() < 0.5:
            of["total"] = some(rng, sums, 1, len(sums))
        known = [f["id"] for f in numbers if f["id"] in NAMES]
        asked = {f.get("together") for f in of["columns"]}
        free = [
            f for f in numbers + days
            if f["id"] in NAMES and not f.get("required") and "together" not in f and f["id"] not in asked
        ]  # fmt: skip
        for field in free:
            others = [n for n in known if n != field["id"]]
            said = []
            if field in numbers and others:
                a, b = rng.choice(others), rng.choice(others)
                said += [
                    f"{a} * {b}",
                    f"{a} + {b}",
                    f"{a} - {b} * 2",
                    f"{a} / {b}",
                    f"{a} * 0.03",
                    f"{a} / 3",
                ]
            if field["type"] == "count" and len(days) > 1 and {days[0]["id"], days[1]["id"]} <= set(NAMES):
                said += [f"{days[1]['id']} - {days[0]['id']}"] * 3
            if field in days:
                said += [
                    f"{x['id']} + {rng.choice((*others, 5))}"
                    for x in days
                    if x is not field and x["id"] in NAMES
                ]
            if not said or rng.random() < 0.6:
                continue
            if field in numbers and rng.random() < 0.4:
                field["negative"] = True
            d["rule"].append(
                {
                    "id": f"L{len(d['rule']) + 1}", "over": of["id"], "works_out": field["id"], "why": rng.choice(LABELS),
                    "must": f"{field['id']} = {rng.choice(said)}", "remedy": "核对", "source": "测试",
                }
            )  # fmt: skip


def add_periods(rng, d):
    """Ask of some days that they are in the period."""
    for of in d["list"]:
        worked = {r["works_out"] for r in d["rule"] if r["over"] == of["id"]}
        for field in of["columns"]:
            if field["type"] == "date" and field["id"] in NAMES and field["id"] not in worked:
                maybe(rng, field, "in_period", (True,), 0.3)


def add_printed(rng, d):
    """Print codes and units beside the rows of some tables, and numbers below their heads."""
    for table in d["table"][1:]:
        rows = rows_of(table)
        if not rows or (table.get("across") and rng.random() > ODD):
            continue
        heads = []
        if rng.random() < 0.25:
            for n, row in enumerate(rows, rng.choice((1, 11))):
                row["code"] = f"{n:02}"
            heads.append({"of": "code", "head": rng.choice(("代码", "编号", "行次"))})
        if rng.random() < 0.2:
            for row in rows:
                row["unit"] = rng.choice(("人", "件", "万元"))
            heads.append({"of": "unit", "head": "计量单位"})
        if heads:
            rng.shuffle(heads)
            table["printed"] = heads
        if rng.random() < ODD or not _says(table, "甲", *map(str, range(1, 7))):
            maybe(rng, table, "numbered", ("甲", "栏次", "序"), 0.2)


def add_unasked(rng, d):
    """Cross out a cell of some tables: nobody fills it in."""
    for table in d["table"][1:]:
        rows, columns = rows_of(table), table["columns"]
        if len(rows) > 1 and len(columns) > 1 and not table.get("across") and rng.random() < 0.25:
            cells = [f"{rng.choice(rows)['id']}.{rng.choice(columns)['id']}"]
            table["unasked"] = cells * 2 if rng.random() < ODD else cells


def _says(table, *texts):
    """Tell whether a row or column is called one of *texts*."""
    lines = (*rows_of(table), *table["columns"])
    return any({line["id"], *line.get("head", ())} & set(texts) for line in lines)


def add_lines(rng, d):
    """Repeat on some sheets, above or below their tables, what the cover says."""
    listed = {x["sheet"] for x in d["list"]} | {t["sheet"] for t in d["table"] if not rows_of(t)}
    for sheet in d["sheet"]:
        if sheet["id"] == "封面" or rng.random() < 0.6:
            continue
        words = rng.sample(("填报单位", "报告期", "填报人", "联系电话"), rng.randint(1, 3))
        tables = [t for t in d["table"] if t["sheet"] == sheet["id"]]
        if tables and all(t.get("unit") for t in tables):
            words.insert(rng.randint(0, len(words)), "计量单位")
        at = rng.randint(0, len(words)) if sheet["id"] not in listed else len(words)
        if words[:at]:
            sheet["above"] = words[:at]
        if words[at:]:
            sheet["below"] = words[at:]
