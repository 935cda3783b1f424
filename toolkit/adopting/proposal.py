"""From a blank to a definition: proposed, with the place of every figure, what is guessed and what was not understood."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.adopting.definition_pages import (
    cover_part,
    rules_that_ask,
    sheet_part,
    unit_kinds,
    without_places,
)
from toolkit.adopting.definition_parts import UNIT_KIND, describe_table, matrix_part, settle_kinds
from toolkit.adopting.formula_cells import TOO_ODD
from toolkit.adopting.formula_relations import relations_of_formulas
from toolkit.adopting.list_parts import list_part
from toolkit.adopting.named_totals import relations_of_names
from toolkit.adopting.naming import make_identifier, name_lines, sheet_name
from toolkit.adopting.negative_results import compare_amounts_alone, mark_negative_results
from toolkit.adopting.printed_relations import column_number_relations, printed_relations
from toolkit.adopting.relation import rules_at_fault
from toolkit.adopting.tally_formulas import drop_tallies, take_tallies
from toolkit.blanks.account import CellAccount
from toolkit.blanks.blank_book import FEW, WIDE, label_text
from toolkit.blanks.figure_types import option_cells
from toolkit.blanks.found_table import LIST, MATRIX, count_blank_figures, places_of_figures
from toolkit.blanks.page_words import (
    PageWords,
    find_period_kind,
    is_page_of_notes,
    read_page_words,
    strip_period,
)
from toolkit.blanks.read_tables import read_region
from toolkit.blanks.regions import find_regions
from toolkit.definition.fault import DefinitionError
from toolkit.definition.load_form import build_form
from toolkit.form.layout import COVER, MEASURE
from toolkit.form.model import REPORT
from toolkit.form.period import YEAR, PeriodKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.adopting.relation import Relation
    from toolkit.blanks.account import CountedCells, Guess, OddCell
    from toolkit.blanks.blank_book import BlankBook, BlankSheet, Spot
    from toolkit.blanks.found_table import FoundTable

LEVELS = (("township", "乡镇"), ("district", "县区"))
MOST_TRIES = 8
"""How often rules the loader refuses are taken out again."""


@dataclass(frozen=True)
class Proposal:
    """What a blank was understood to ask: a definition as its TOML gives it, and all that a person should look at.

    *places* says of every figure of the definition where it stands in the blank; *faults* is empty unless the loader
    refuses the definition.
    """

    data: dict[str, Any]
    places: dict[str, Any]
    guesses: tuple[Guess, ...]
    odd_cells: tuple[OddCell, ...]
    tables: tuple[str, ...]
    cells: int
    understood: int
    account: CountedCells
    faults: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {
            "definition": self.data,
            "places": self.places,
            "guesses": [g._asdict() for g in self.guesses],
            "not_understood": [c._asdict() for c in self.odd_cells],
            "tables": list(self.tables),
            "cells": self.cells,
            "understood": self.understood,
            "account": dict(self.account.by_role),
            "faults": list(self.faults),
        }


def propose_definition(book: BlankBook, answers: Mapping[str, bool] | None = None) -> Proposal:
    """Propose a definition for a blank; *answers* are what a person said of the guesses of an earlier proposal, by their keys."""
    return _Proposing(book, CellAccount(book, answers or {})).proposal()


@dataclass
class _Proposing:
    book: BlankBook
    account: CellAccount
    tables: list[FoundTable] = field(default_factory=list)
    pages: dict[str, PageWords] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    tallied: list[tuple[BlankSheet, Spot]] = field(default_factory=list)
    kinds: tuple[str, ...] = (UNIT_KIND, REPORT)

    def proposal(self) -> Proposal:
        for sheet in self.book.sheets:
            if not sheet.hidden:
                self.read(sheet)
        name_lines(self.tables)
        self.relate()
        data = self.definition()
        faults = self.without_refused_rules(data)
        account = self.account
        return Proposal(
            data,
            places_of_figures(self.tables),
            tuple(account.guesses) if self.tables else (),
            account.odd_cells,
            tuple(f"{t.sheet.name}：{describe_table(t)}" for t in self.tables),
            account.cells,
            account.cells - len(account.odd_cells),
            account.count_cells(count_blank_figures(self.tables)),
            faults,
        )

    def read(self, sheet: BlankSheet) -> None:
        """Read one sheet; a sheet of nothing but the options of drop-downs has none of ours."""
        if sheet.name in self.pages or not sheet.values:
            return
        if sheet.cut:
            said = f"“{sheet.name}”只看了前 {FEW} 行、{WIDE} 列，后面的没有看"
            self.account.ask(f"{sheet.name}·太大", said, "空表一般没有这么大", sheet.name)
        checks = ((other, check) for other in self.book.sheets for check in other.validations)
        lists = {
            where.name
            for other, check in checks
            if check.kind == "list"
            for where, _ in option_cells(self.book, other, check.source)
            if where is not other
        }
        regions = [] if sheet.name in lists else find_regions(sheet)
        if not regions:
            if is_page_of_notes(sheet):
                for spot in sheet.values:
                    self.account.take(sheet, spot, "说明")
            return
        words = read_page_words(sheet, regions, self.account)
        found = [t for r in regions for t in read_region(sheet, r, words, self.account)]
        kept = [t for t in found if t.columns and (t.rows or t.shape == LIST)]
        for table in kept:
            over = self.line_over(sheet, table) if len(kept) > 1 and table.beside is None else ""
            table.title = over or words.title or sheet.name
        self.pages[sheet.name] = words
        self.tables += kept

    def line_over(self, sheet: BlankSheet, table: FoundTable) -> str:
        """Return the line of words that stands over one of several tables of a sheet, and take it for its title."""
        head = min(
            (s[0] for (name, s), role in self.account.roles.items() if name == sheet.name and role == "表头" and s[0] < table.first and s[1] >= table.left),
            default=table.first,
            key=lambda row: table.first - row if row < table.first else 10**6,
        )  # fmt: skip
        while self.account.roles.get((sheet.name, sheet.own(head - 1, table.left))) == "表头":
            head -= 1
        for row in (head - 1, head - 2):
            text = sheet.text(row, table.left)
            spot = sheet.own(row, table.left)
            if text and self.account.roles.get((sheet.name, spot), "标题") == "标题":
                self.account.take(sheet, spot, "标题")
                return label_text(text)
        return ""

    # ── relations ──

    def relate(self) -> None:
        account = self.account
        self.tallied = take_tallies(self.tables, account)
        self.relations = relations_of_formulas(self.tables, account)
        for table in self.tables:
            self.add(column_number_relations(table, account))
        for sheet in self.book.sheets:
            words = self.pages.get(sheet.name)
            for spot, text in words.relations if words else ():
                self.add(printed_relations(sheet, spot, text, self.tables, account))
        for table in self.tables:
            self.add(relations_of_names(table, self.relations, account))
            settle_kinds(table, self.worked_out(table), account)
        for table in self.tables:
            mark_negative_results(table, self.relations, account)
        for table in self.tables:
            compare_amounts_alone(table, self.relations)

    def add(self, more: list[Relation]) -> None:
        """Add relations, each once: what a formula says already is not said again."""
        known = {(r.over.id if r.over else "", r.must): r for r in self.relations}
        for relation in more:
            key = (relation.over.id if relation.over else "", relation.must)
            if key in known:
                known[key].source += f"；{relation.source}"
            else:
                known[key] = relation
                self.relations.append(relation)

    def worked_out(self, table: FoundTable) -> set[str]:
        """Return the columns of a table that are worked out in every row."""
        return {
            r.worked_out
            for r in self.relations
            if r.over is table and r.worked_out and not r.rows and r.target in table.columns
        }

    # ── the definition ──

    def definition(self) -> dict[str, Any]:
        title = next((w.title for w in self.pages.values() if w.title), self.book.name)
        title = self.without_period(title)
        papers = dict.fromkeys(p for w in self.pages.values() for p in w.papers)
        data: dict[str, Any] = {"id": make_identifier(title, set()), "edition": "1", "title": title}
        data["source"] = "；".join(papers) or f"{self.book.name}（空表）"
        data |= {"blank": f"{self.book.name}.xlsx", "blank_hash": self.book.hash} | self.period()
        data["kinds"] = [
            {"id": UNIT_KIND, "label": "填报单位"},
            {"id": REPORT, "label": "汇总表", "help": "把各单位的汇总成一份，交上一级"},
        ]
        data["levels"] = [{"id": i, "label": label} for i, label in LEVELS]
        data["options"] = {}
        data["sheet"] = [{"id": COVER, "title": title}]
        data["table"] = [cover_part(self.pages, self.kinds, self.account)]
        data["list"] = []
        self.sheets(data)
        names = [f"G{i}" for i in range(1, len(self.relations) + 1)]
        levels, kinds = [i for i, _ in LEVELS], unit_kinds(self.kinds)
        data["rule"] = [r.rule(n, levels, kinds) for n, r in zip(names, self.relations, strict=True)]
        data["rule"] += rules_that_ask(self.tables, self.relations, levels, kinds, self.account)
        said = {k: v for k, v in data.items() if v not in ([], {})}
        # the cells of a card are no rows of a list
        listed = any(t.card and t.shape == LIST for t in self.tables)
        return without_places(said) if listed else said

    def without_period(self, title: str) -> str:
        """Return a title without the period it names: the next one is of another."""
        bare = strip_period(title)
        ground = "去掉了写死的报告期，每一期的由工具写上"
        if bare == title or not self.account.ask("标题", f"标题写作“{bare}”", ground, title):
            return title
        for table in self.tables:
            table.title = strip_period(table.title)
        for words in self.pages.values():
            words.title = strip_period(words.title)
        return bare

    def period(self) -> dict[str, Any]:
        said = " ".join(w.before for w in self.pages.values())
        found = find_period_kind(said)
        kind, word = found or (PeriodKind(YEAR), "")
        shown = kind.kind + ("，从 1 月起累计" if kind.cumulative else "")
        by_days = re.search("周报|每周|日报|每日", said)
        unsaid = "还没有按周、按日的期" if by_days else "标题里没有写期"
        ground = f"标题里有“{word}”" if word else f"{unsaid}，先按年"
        if not self.account.ask("报告期", f"按{shown}填报", ground, "标题") or kind.kind == YEAR:
            return {}
        return {"period": kind.kind} | ({"cumulative": True} if kind.cumulative else {})

    def sheets(self, data: dict[str, Any]) -> None:
        """Add the sheets with their tables: a list, or a table of units, goes on below and has a sheet of its own."""
        taken = {COVER.casefold()}
        for name, words in self.pages.items():
            page, full = "", False
            for table in (t for t in self.tables if t.sheet.name == name):
                open_ended = table.shape != MATRIX
                if not page or full or open_ended:
                    page = sheet_name(name, words.title or table.title, taken)
                    data["sheet"].append(sheet_part(page, table, words, self.account))
                full = open_ended
                table.page = page
                if table.shape == LIST:
                    worked = self.worked_out(table)
                    part = list_part(table, page, self.kinds, worked, data["options"], self.account)
                    data["list"].append(part)
                else:
                    title = words.title if table.beside is None else table.title
                    options = data["options"]
                    part = matrix_part(table, page, title, self.kinds, options, self.account)
                    data["table"].append(part)

        for sheet in data["sheet"][1:]:
            here = [x for x in (*data["table"], *data["list"]) if x["sheet"] == sheet["id"]]
            said = [(x, *x["columns"], *(r for r in x.get("rows", ()) if isinstance(r, dict))) for x in here]
            if MEASURE in sheet["above"] and not any(line.get("unit") for part in said for line in part):
                sheet["above"].remove(MEASURE)

    def without_refused_rules(self, data: dict[str, Any]) -> tuple[str, ...]:
        """Take out the rules the loader refuses, each told; return the faults that are left."""
        faults: tuple[str, ...] = ()
        by_name = {f"G{i}": r for i, r in enumerate(self.relations, 1)}
        for _ in range(MOST_TRIES):
            try:
                build_form(copy.deepcopy(data), self.book.name)
            except DefinitionError as error:
                faults, found = error.faults, error.found
            else:
                return ()
            refused = {name: fault for fault in found for name in rules_at_fault(fault, by_name)}
            if not refused:
                break
            data["rule"] = [r for r in data["rule"] if r["id"] not in refused]
            for name, fault in refused.items():
                self.refuse(by_name[name], name, fault.what.rpartition("：")[2])
        if faults and self.tallied:
            drop_tallies(data, self.tallied, self.account)
            self.tallied = []
            return self.without_refused_rules(data)
        return faults

    def refuse(self, relation: Relation, name: str, why: str) -> None:
        for sheet, spot in relation.cells:
            if sheet.formula(*spot):
                self.account.refuse(sheet, spot, f"{TOO_ODD}：{why}")
        said = f"{relation.source}没有变成规则"
        self.account.ask(f"没有变成规则·{name}", said, why, relation.source)
        if relation.target is not None and relation.worked_out:
            relation.target.when_zero = None
