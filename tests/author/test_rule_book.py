"""The rule book, the check sheet, the terminal and the findings speak of one rule with one number and the same words."""

import json
import re

from draw import PERIOD, draw, submission
from forms import xxgk
from typer.testing import CliRunner

from toolkit.author.rule_book import build_rule_book, rule_book_markdown
from toolkit.cli import app
from toolkit.form.layout import BOOK, CHECKS
from toolkit.form.period import Period
from toolkit.sheets.check_lines import ANSWERED, TYPED
from toolkit.sheets.check_sheet import COLUMNS, FIRST, REMEDY, SAID
from toolkit.sheets.verdict_formulas import LATER
from toolkit.xlsx.open_workbook import open_book


def check_sheet(kind):
    """The check sheet of a blank workbook: rule → its statements, remedies, sources."""
    cells = open_book(draw(xxgk(), submission(xxgk(), kind))).sheet(CHECKS).cells
    told = {}
    for row in sorted({r for r, _ in cells if r >= FIRST}):
        texts = tuple(
            cells[row, c].raw if (row, c) in cells else "" for c in (SAID, REMEDY, len(COLUMNS) - 1)
        )
        told.setdefault(cells[row, 0].raw, set()).add(texts)
    return told


def test_every_workbook_says_what_the_book_says():
    book = {e.rule: e for e in build_rule_book(xxgk(), PERIOD)}
    for kind in xxgk().kinds:
        told = check_sheet(kind.id)
        told = {k: v for k, v in told.items() if k not in (ANSWERED, TYPED)}
        assert {r for r, e in book.items() if kind.label in {w.kind for w in e.where}} == told.keys()
        for rule, texts in told.items():
            assert {(book[rule].statement, book[rule].remedy, book[rule].source)} == texts


def test_the_formulas_of_the_book_are_those_of_the_workbook():
    for kind in xxgk().kinds:
        sheet = open_book(draw(xxgk(), submission(xxgk(), kind.id))).sheet(CHECKS)
        formulas = {"=" + c.formula for c in sheet.cells.values() if c.formula}
        for entry in build_rule_book(xxgk(), PERIOD):
            assert {w.formula for w in entry.where if w.kind == kind.label and not w.later} <= formulas


def test_every_workbook_carries_its_own_rule_book():
    """Its sheet says of each rule what the page says, and its formula is the one that judges."""
    for kind in xxgk().kinds:
        cells = open_book(draw(xxgk(), submission(xxgk(), kind.id))).sheet(BOOK).cells
        rows = sorted({r for r, _ in cells if r >= 3})
        told = {cells[r, 0].raw: [cells[r, c].raw if (r, c) in cells else "" for c in range(9)] for r in rows}
        entries = {
            e.rule: e for e in build_rule_book(xxgk(), PERIOD) if kind.label in {w.kind for w in e.where}
        }
        assert entries.keys() == told.keys()
        for rule, (_, grade, places, statement, why, remedy, source, evidence, formula) in told.items():
            e = entries[rule]
            mine = [w for w in e.where if w.kind == kind.label]
            said = (grade, statement, why, remedy, source, evidence)
            assert (e.grade, e.statement, e.why, e.remedy, e.source, e.evidence) == said
            assert all(w.cells in places and w.sheet in places for w in mine)
            assert formula == (f"{LATER}：{mine[0].later}" if mine[0].later else mine[0].formula)


def test_every_rule_names_its_evidence():
    assert [] == [e.rule for e in build_rule_book(xxgk(), PERIOD) if not e.evidence]
    page = rule_book_markdown(xxgk(), build_rule_book(xxgk(), PERIOD))
    known = {
        "B1",
        "B2",
        "B3",
        "B4",
        "B5",
        "B6",
        *(f"C{i}" for i in (1, 2, 3, 4, 5, 7, 8)),
        "D1",
        "D2",
        "D3",
        "F1",
        "F2",
    }
    known |= {f"J{i}" for i in range(1, 10)}
    assert set() == {number for number in known if not re.search(rf"\b{number}\b", page)}


def test_every_rule_is_in_the_book_once_and_holds_somewhere():
    entries = build_rule_book(xxgk(), PERIOD)
    assert [r.id for r in xxgk().rules] == [e.rule for e in entries]
    assert [] == [e.rule for e in entries if not e.where]
    identities = {e.rule: sum(w.checks for w in e.where) for e in entries}
    assert {"I1": 7, "I2": 7, "I3": 25, "I4": 3} == {k: identities[k] for k in ("I1", "I2", "I3", "I4")}


def test_page_terminal_and_json_agree(monkeypatch):
    monkeypatch.setenv("COLUMNS", "1200")
    run = CliRunner()
    entries = build_rule_book(xxgk(), Period.of_year(2025))
    page = run.invoke(app, ["rules", "--form", "xxgk", "--markdown"]).stdout
    assert rule_book_markdown(xxgk(), entries).split("\n\n        =")[0] == page.split("\n\n        =")[0]
    plain = json.loads(run.invoke(app, ["rules", "--form", "xxgk", "--json"]).stdout)
    assert [(e.rule, e.grade, e.statement, e.remedy) for e in entries] == [
        (p["rule"], p["grade"], p["statement"], p["remedy"]) for p in plain
    ]
    table = run.invoke(app, ["rules", "--form", "xxgk"]).stdout
    for e in entries:
        assert f"## {e.rule}　{e.statement}" in page
        assert e.rule in table
        assert e.grade in table
        assert e.statement in table
