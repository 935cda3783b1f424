"""What a blank was taken for, held against what was written down before: figure by figure, rule by rule."""

import re
import tomllib
from collections import Counter
from pathlib import Path

from published_blanks import PUBLISHED

from toolkit.adopting.proposal import propose_definition
from toolkit.blanks.blank_book import read_blank_book
from toolkit.form.layout import parse_a1

WRITTEN = tomllib.loads((Path(__file__).parent / "data" / "blanks" / "published.toml").read_text("utf-8"))
RIGHT, ASKED, TOLD, WRONG = "right", "asked", "told", "wrong"


def proposed(name, **answers):
    return propose_definition(read_blank_book(PUBLISHED[name](), name), answers)


def path(said):
    return "".join(("/".join(said) if not isinstance(said, str) else said).split())


def expected_figures(name, first):
    """Every figure as it was written down: where it stands, and what it is called."""
    found = {}
    for table in WRITTEN[name]["tables"]:
        sheet, merged = table.get("sheet", first), {*table.get("holes", ()), *table.get("merged", ())}
        if table["shape"] == "卡片":
            found |= {(sheet, a1): (path(label), "") for a1, label in table["fields"].items()}
            continue
        rows = table.get("rows") or {str(r): "" for r in range(table["first"], table["last"] + 1)}
        for row, head in rows.items():
            for column, label in table["columns"].items():
                if f"{column}{row}" not in merged:
                    found[sheet, f"{column}{row}"] = (path(head), path(label))
    return found


def found_figures(said):
    """Every figure as it was proposed."""
    heads = {}
    for part in (*said.data["table"], *said.data.get("list", ())):
        rows = part.get("rows", ())
        for row in rows if isinstance(rows, list) else ():
            heads[part["id"], row["id"]] = path(row.get("head", row["id"]))
        for column in part["columns"]:
            shown = column.get("head") or column.get("label", column["id"]).replace("·", "/")
            heads[part["id"], "", column["id"]] = path(shown)
    found = {}
    cards = {t["id"] for t in said.data["table"] if [c["id"] for c in t["columns"]] == ["内容"]}
    for figure, (sheet, a1) in said.places["figures"].items():
        table, row, column = figure.split(".")
        found[sheet, a1] = (heads[table, row], "" if table in cards else heads[table, "", column])
    for table, place in said.places["lists"].items():
        for column, letters in place["columns"].items():
            for row in range(place["first"], place["last"] + 1):
                found[place["sheet"], f"{letters}{row}"] = ("", _without_unit(heads[table, "", column]))
    return found


def _without_unit(label):
    return re.sub(r"[（(](?:元|万元|平方米|人)[)）]$", "", label)


def score(name):
    """How many figures and rules are right, asked, told and wrong, and which are wrong."""
    said = proposed(name)
    first = read_blank_book(PUBLISHED[name](), name).sheets[0].name
    wanted, found = expected_figures(name, first), found_figures(said)
    told = {(c.sheet, *parse_a1(c.a1)) for c in said.odd_cells}
    asked = " ".join(f"{g.places} {g.said}" for g in said.guesses)
    asked_at = {parse_a1(a1) for a1 in re.findall(r"[A-Z]{1,2}[0-9]{1,3}", asked)}
    asked_rows = {int(n) - 1 for n in re.findall(r"第 (\d+) 行", asked)}
    counted, wrong = Counter(), []

    def judge(place, what):
        sheet, a1 = place
        row, column = parse_a1(a1)
        if (
            (row, column) in asked_at
            or row in asked_rows
            or any(c == column and r <= row for r, c in asked_at)
        ):
            counted[ASKED] += 1
        elif any(s == sheet and (r == row or (c == column and r < row)) for s, r, c in told):
            counted[TOLD] += 1
        else:
            counted[WRONG] += 1
            wrong.append((*place, what))

    for place, heads in wanted.items():
        got = found.get(place)
        if got is not None and tuple(map(_without_unit, got)) == tuple(map(_without_unit, heads)):
            counted[RIGHT] += 1
        else:
            judge(place, (heads, got))
    for place in found.keys() - wanted.keys():
        judge(place, "nobody fills it in")
    rules = [r["must"] for r in said.data.get("rule", ()) if not r["id"].startswith(("填", "空"))]
    counted[RIGHT] += len([r for r in rules if r in WRITTEN[name]["rules"]])
    for rule in WRITTEN[name]["rules"]:
        if rule not in rules:
            formulas = any(c.text.startswith("=") for c in said.odd_cells)
            how = ASKED if "加一条规则" in asked or "没有变成规则" in asked else TOLD if formulas else WRONG
            counted[how] += 1
            wrong += [(rule, "missing")] if how == WRONG else []
    for rule in rules:
        if rule not in WRITTEN[name]["rules"]:
            counted[WRONG] += 1
            wrong.append((rule, "more"))
    return counted, wrong


if __name__ == "__main__":
    whole = Counter()
    for one in PUBLISHED:
        counts, faults = score(one)
        whole += counts
        print(one, dict(counts))
        for fault in faults[:8]:
            print("    ", fault)
    print("all", dict(whole))
