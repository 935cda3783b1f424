"""A workbook of ours back to a submission, with an account of every cell. Judges no rule.

A figure is read where the codes and labels of its row and column stand as they were handed out; where they do not,
``locate`` finds them again, or the sheet is not read and says so: never a wrong figure.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import CODES, WARNING, Finding, make_finding
from toolkit.form.layout import (
    COVER,
    EXPLAINED,
    NO_ROWS,
    ORIGIN,
    OURS,
    PRIOR,
    TICK,
    CellPlace,
    Layout,
    ListStrip,
    lay_out_workbook,
    parse_reference,
)
from toolkit.form.model import Cell, Field, Figure, Option
from toolkit.form.submission import ACCOUNT, ASKED, BESIDE, Row, Submission, Value
from toolkit.form.words import format_number, is_same_number
from toolkit.reading import return_notice, stray_cells, unlisted_marks
from toolkit.reading.by_unit_sheets import PooledSheets, RecomputedFigure
from toolkit.reading.cell_values import CellReading, ExpectedValue, read_cell_value
from toolkit.reading.moved_cells import printed_text_test
from toolkit.reading.record_rows import ListedRows, no_record_findings
from toolkit.reading.second_copies import second_copy_findings
from toolkit.reading.sheet_places import find_sheet_places, is_sheet_in_place, raw_cell_text
from toolkit.sheets.verdict_formulas import CheckCompiler
from toolkit.xlsx.blank_cells import is_blank
from toolkit.xlsx.sheet_xml import NUMBER, CellKind, SheetCells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.submission import Identity
    from toolkit.xlsx.open_workbook import Book
    from toolkit.xlsx.sheet_xml import CellValue

YES = (Option("是", "是"),)
NOTHING_CONFIRMED: Mapping[str, str] = MappingProxyType({})
"""What the office said of marks where it said nothing."""


class SubmissionReading(NamedTuple):
    """A submission as read, and the cached results of our own formulas, to be compared once recomputed.

    *layout* is where things are in this workbook, should that not be where they were handed out.
    """

    submission: Submission
    cached: dict[Cell, str]
    layout: Layout | None = None


def read_submission(
    grounded: GroundedForm, book: Book, who: Identity, confirmed: Mapping[str, str] = NOTHING_CONFIRMED
) -> SubmissionReading:
    """Read every input cell and list of *grounded*'s kind out of *book*.

    *confirmed* is what the office said of marks in the place of options, by what it speaks to.
    """
    return SubmissionReader(
        grounded, lay_out_workbook(grounded.form, grounded.kind), book, who, confirmed
    ).whole()


class SubmissionReader:
    """Reads one workbook laid out as *layout* says."""

    def __init__(
        self,
        grounded: GroundedForm,
        layout: Layout,
        book: Book,
        who: Identity,
        confirmed: Mapping[str, str] = NOTHING_CONFIRMED,
    ) -> None:
        """Begin with nothing read."""
        self.grounded, self.form, self.book, self.who = grounded, grounded.form, book, who
        self.layout = self.given = layout
        self.where: dict[str, SheetCells] = {}
        self.loose: frozenset[str] = frozenset()
        self.compiler = CheckCompiler(grounded, self.layout, int(who.year))
        self.pooled = PooledSheets(book)
        self.figures: dict[Cell, Value] = {}
        self.sources: dict[Cell, str] = {}
        self.stated: set[Cell] = set()
        self.typed_over: dict[Cell, Value] = {}
        self.unread: set[Cell] = set()
        self.rows: dict[str, tuple[Row, ...]] = {}
        self.zero: set[str] = set()
        self.no_records: dict[str, set[int]] = {}
        self.account: Counter[str] = Counter(dict.fromkeys((ASKED, *ACCOUNT, *BESIDE), 0))
        self.findings: list[Finding] = []
        self.broken: list[CellPlace] = []
        self.sums_as_values: list[CellPlace] = []
        self.cached: dict[Cell, str] = {}
        self.prior: dict[Cell, float] = {}
        self.explanations: dict[str, str] = {}
        self.from_1904 = False
        self.answers, self.confirmed = return_notice.read_unit_answers(book), confirmed
        self.marks_asked: dict[str, list[unlisted_marks.UnlistedMark]] = {}
        self.marks_read: dict[str, list[unlisted_marks.UnlistedMark]] = {}

    def whole(self) -> SubmissionReading:
        """Read everything."""
        self.pages()
        for sheet in dict.fromkeys(p.sheet for p in self.broken):
            places = [p for p in self.broken if p.sheet == sheet]
            self.findings.append(stray_cells.make_brief_finding("formula_broken", places))
        if self.sums_as_values and not self.book.other:
            first, count = self.sums_as_values[0], str(len(self.sums_as_values))
            self.findings.append(
                make_finding("sums_as_values", value=f"{first.sheet} {first.a1}", count=count)
            )
        if self.from_1904:
            self.findings.append(make_finding("dates_from_1904"))
        self.year_before()
        self.explained()
        self.others()
        self.account[ASKED] = self.asked()
        submission = Submission(
            self.who,
            self.figures,
            frozenset(self.stated),
            frozenset(self.unread),
            self.sources,
            self.rows,
            frozenset(self.zero),
            dict(self.account),
            tuple(self.findings),
            self.prior,
            self.explanations,
            bool(self.pooled.at),
            self.typed_over,
        )
        return SubmissionReading(submission, self.cached, self.where_now())

    def where_now(self) -> Layout | None:
        """Return where things are, those that are gone where they were; None where nothing was moved."""
        if self.layout is self.given:
            return None
        at, strips = {**self.given.at, **self.layout.at}, {**self.given.strips, **self.layout.strips}
        return replace(self.layout, at=at, strips=strips)

    def pages(self) -> None:
        """Read the sheets of the form, each where it is now."""
        found = find_sheet_places(self.grounded, self.given, self.book)
        self.findings += found.findings
        self.where, self.loose = found.sheets, found.moved
        if found.moved:  # formulas then point to where things are now
            self.layout = found.layout
            self.compiler = CheckCompiler(self.grounded, self.layout, int(self.who.year))
        if self.book.other:
            self.findings.append(make_finding("legacy_format", value=self.book.other))
        for said in self.form.sheets_of(self.grounded.kind):
            sheet = self.where.get(said.id)
            if sheet is None:
                self.lose(said.id)
                continue
            if sheet.state != "visible":
                self.findings.append(make_finding("hidden", sheet=sheet.name))
            for table in self.form.tables_of(self.grounded.kind):
                if table.sheet == said.id:
                    for cell in table.cells:
                        self.cell(sheet, cell)
            for strip in self.layout.strips.values():
                if strip.register.sheet == sheet.name:
                    self.strip(sheet, strip)
            gone = self.given.strips.keys() - self.layout.strips.keys()
            self.account["not_understood"] += sum(
                self.given.strips[k].register.sheet == said.id for k in gone
            )
            self.besides(sheet, said.id)

    def year_before(self) -> None:
        """Read last year's figures: what they are compared with, no part of what was asked for."""
        if not self.layout.priors:
            return
        sheet = self.book.sheet(PRIOR)
        if sheet is None:
            self.findings.append(make_finding("sheet_missing", sheet=PRIOR))
            return
        if not is_sheet_in_place(self.given, sheet):
            self.findings.append(make_finding("moved", sheet=PRIOR))
            return
        for cell, at in self.layout.priors.items():
            self.before(sheet, cell, at)

    def before(self, sheet: SheetCells, cell: Cell, at: CellPlace) -> None:
        """Read one of last year's figures."""
        value = self.typed(sheet, at, self.wanted(self.form.figure(cell)))
        self.tell(value, at, f"上年 {self.form.label(cell)}")
        if isinstance(value.value, float):
            self.prior[cell] = value.value

    def explained(self) -> None:
        """Read what the unit wrote to warnings: no figures, so nothing of the account."""
        names = [c.instance(self.form) for c in self.grounded.checks if c.rule.weight == WARNING]
        names += [c.instance for c in self.grounded.row_checks if c.rule.weight == WARNING]
        beside_the_warning = self.answers
        # What no rule asks is answered beside it alone: its name begins with the kind of finding.
        names += [n for n in beside_the_warning if n not in names and n.partition(".")[0] in CODES]
        for name in names:
            texts = (self.explanation(name), beside_the_warning.get(name, ""))
            if said := "；".join(dict.fromkeys(filter(None, texts))):
                self.explanations[name] = said

    def explanation(self, name: str) -> str:
        """Return the explanation of one instance on the check sheet."""
        at = parse_reference(self.book.names.get(f"{EXPLAINED}.{name}", ""))
        sheet = self.book.sheet(at.sheet) if at else None
        return raw_cell_text(sheet, at.row, at.column).strip() if sheet and at else ""

    def others(self) -> None:
        """Tell the sheets nobody reads: a copy of ours may hold the figures that were meant."""
        known = {s.id for s in self.form.sheets_of(self.grounded.kind)} | OURS
        known |= {s.name for s in self.where.values()} | {
            f.sheet for f in self.findings if f.code == "sheet_copied"
        }
        for sheet in self.book.sheets:
            if (
                sheet.name not in known
                and sheet.cells
                and sheet is not return_notice.find_notice_sheet(self.book)
            ):
                told = tuple(second_copy_findings(self.grounded, self.layout, self.where, sheet))
                self.findings += told or (make_finding("extra_sheet", sheet=sheet.name),)

    def lose(self, sheet: str) -> None:
        """Account for every input cell of a sheet that was not read."""
        for table in self.form.tables_of(self.grounded.kind):
            if table.sheet == sheet:
                lost = [c for c in table.cells if c not in self.grounded.worked_out]
                self.unread.update(lost)
                self.account["not_understood"] += len(lost)
        ticks = [s for s in self.given.strips.values() if s.register.sheet == sheet]
        self.account["not_understood"] += len(ticks)

    def asked(self) -> int:
        """Count the cells to be accounted for: every figure typed, every tick, every column of every row found."""
        return len(self.grounded.inputs) + len(self.given.strips) + self.listed()

    def listed(self) -> int:
        """Count those of the lists' rows."""
        return sum(len(self.layout.strips[k].columns) * len(found) for k, found in self.rows.items())

    def cell(self, sheet: SheetCells, cell: Cell) -> None:
        """Read one figure."""
        at, wanted = self.layout.at.get(cell), self.wanted(self.form.figure(cell))
        if at is None:  # its row or column was deleted, and that is told
            self.unread.update({cell} - self.grounded.worked_out.keys())
            self.account["not_understood"] += cell not in self.grounded.worked_out
            return
        if cell in self.grounded.worked_out:
            self.worked(cell, sheet, at, wanted)
            return
        if (worked := self.pooled_at(cell, wanted)) is not None:
            self.brought(cell, sheet, at, worked)
            return
        value = self.take(sheet, wanted, at, self.form.label(cell))
        if value.value is not None:
            self.figures[cell] = value.value
            self.sources[cell] = f"{at.sheet}!{at.a1}"
        elif value.lost:
            self.unread.add(cell)

    def pooled_at(self, cell: Cell, wanted: ExpectedValue) -> RecomputedFigure | None:
        """Return what the rows of a report say a figure comes to."""
        return self.pooled.worked(cell, self.grounded.way(cell), wanted.places, wanted.unit)

    def brought(self, cell: Cell, sheet: SheetCells, at: CellPlace, worked: RecomputedFigure) -> None:
        """Take a figure of a report that adds up what its units brought: worked out again, whatever the cell shows."""
        found, label = sheet.cells.get((at.row, at.column)), self.form.label(cell)
        self.sources[cell] = f"{at.sheet}!{at.a1}"
        if worked.said is not None:
            typed_there, there = worked.said
            read = typed_there.code in ("cleaned", "shown_otherwise")
            code = typed_there.code if read else "adjusted_unread"
            self.findings.append(make_finding(code, [there], label=label, **dict(typed_there.said)))
        if worked.bad is not None:
            self.account["not_understood"] += 1
            self.unread.add(cell)
            if worked.said is not None:
                return
            bad = worked.bad
            stands = self.pooled.text(bad)
            self.findings.append(make_finding("not_a_number", [bad], label=label, value=stands[:60]))
            return
        if worked.value is None:
            self.account["blank"] += 1
            return
        self.account["cleaned" if worked.said else "number" if worked.value else "zero"] += 1
        self.figures[cell] = worked.value
        unseen = found is not None and (found.formula is None or bool(self.book.other))
        if found is not None and unseen and _is_number(found, worked.value):
            self.sums_as_values.append(at)  # its program keeps no formulas: nobody typed that
        elif (
            found is None
            or found.formula is None
            or not self.pooled.ours(cell, self.grounded.way(cell), found.formula)
        ):
            shown = found.raw[:60] if found else "空白"
            self.findings.append(
                make_finding(
                    "pool_replaced", [at], label=label, value=shown, expected=format_number(worked.value)
                )
            )
        elif found.kind != CellKind.BLANK:
            self.cached[cell] = found.raw
        if worked.adjusted:
            why, by = worked.adjusted.why, worked.adjusted.by
            code = "adjusted" if why and by else "adjusted_unsaid"
            total = format_number(worked.total) if worked.total is not None else "空白"
            told = {"value": format_number(worked.value), "expected": total, "why": why, "by": by}
            self.findings.append(make_finding(code, [at], label=label, **told))

    def wanted(self, asked: Figure | Field) -> ExpectedValue:
        """Return what the form declares of a figure or a list's column."""
        options = self.form.options.get(asked.options, ())
        return ExpectedValue(asked.type, asked.unit, asked.places, options, asked.marks, int(self.who.year))

    def typed(
        self, sheet: SheetCells, at: CellPlace, wanted: ExpectedValue, *, in_struck_row: bool = False
    ) -> CellReading:
        """Read what stands at a place; of a row that is drawn through the row is asked about, not each cell."""
        found, above = (sheet.cells.get((row, at.column)) for row in (at.row, at.row - 1))
        if in_struck_row and found is not None and found.seen is not None:
            found = found._replace(seen=found.seen._replace(struck=False))
        self.from_1904 |= self.book.epoch_1904 and found is not None and found.kind == CellKind.DATE
        return read_cell_value(found, wanted, epoch_1904=self.book.epoch_1904, above=above)

    def worked(self, cell: Cell, sheet: SheetCells, at: CellPlace, wanted: ExpectedValue) -> None:
        """Take a worked-out cell: our own formula counts afresh; what stands in its place, even nothing, is judged."""
        self.account["worked_out"] += 1
        found = sheet.cells.get((at.row, at.column))
        if found is not None and found.formula is not None and self.ours(cell, found.formula):
            if found.kind != CellKind.BLANK:
                self.cached[cell] = found.raw
            self.sources[cell] = f"{at.sheet}!{at.a1}"
            return
        if found is not None and found.formula is not None and found.kind == CellKind.ERROR:
            self.broken.append(at)  # our formula, cut off from its cells: nobody typed that
            self.sources[cell] = f"{at.sheet}!{at.a1}"
            return
        value = self.typed(sheet, at, wanted)
        if self.grounded.heals(cell):
            stands = found.raw.strip()[:60] if found else ""
            if stands or not self.book.other:
                self.typed_over[cell] = stands if value.value is None else value.value
            self.sources[cell] = f"{at.sheet}!{at.a1}"
            return
        label = self.form.label(cell)
        shown = found.raw[:60] if found else "空白"
        if not self.book.other:  # formats that do not tell formulas do not tell that one is gone either
            self.findings.append(make_finding("formula_lost", [at], label=label, value=shown, again=""))
        self.stated.add(cell)
        if value.value is not None:
            self.figures[cell] = value.value
            self.sources[cell] = f"{at.sheet}!{at.a1}"
        elif value.code:
            self.tell(value, at, label)
            self.unread.add(cell)

    def ours(self, cell: Cell, formula: str) -> bool:
        """Tell whether a worked-out cell still holds the formula we gave it."""
        if self.loose:  # a program that inserts rows rewrites formulas in ways of its own
            return bool(formula)
        return normalize_formula(formula) == normalize_formula(self.compiler.worked_out(cell))

    def take(
        self,
        sheet: SheetCells,
        wanted: ExpectedValue,
        at: CellPlace,
        label: str,
        *,
        in_struck_row: bool = False,
    ) -> CellReading:
        """Type one input cell, put it to the account, and tell what is to be told."""
        value = self.typed(sheet, at, wanted, in_struck_row=in_struck_row)
        found = sheet.cells.get((at.row, at.column))
        self.account[value.how] += 1
        self.tell(value, at, label)
        if found is not None and found.formula is not None and value.value is not None:
            said = {"value": found.raw[:60], "formula": found.formula[:60]}
            self.findings.append(make_finding("formula_input", [at], label=label, **said))
        return value

    def tell(self, value: CellReading, at: CellPlace, label: str) -> None:
        """Add the finding a cell's content calls for."""
        if value.code:
            said = dict(value.said)
            if value.code == "shown_otherwise":
                said["digest"] = _evidence_digest([label, said["shown"], said["value"]])
            self.findings.append(make_finding(value.code, [at], label=label, **said))

    # ── lists ──────────────────────────────────────────────────────────────────────────────────────────────

    def strip(self, sheet: SheetCells, strip: ListStrip) -> None:
        """Read a list downward to its last filled row; a wholly blank row is no row."""
        name, title = strip.register.id, strip.register.title
        columns = {c for _, c in strip.columns}
        found: dict[int, list[str]] = {}
        columns_of: dict[int, list[int]] = {}
        for (r, c), v in sheet.cells.items():
            if r >= strip.first and c in columns and not is_blank(v):
                found.setdefault(r, []).append(v.raw)
                columns_of.setdefault(r, []).append(c)
        ours = printed_text_test(self.given, self.given.strips[name].register.sheet) if self.loose else bool
        filled = sorted(r for r, said in found.items() if not (self.loose and all(map(ours, said))))
        yes = ExpectedValue("option", options=YES)
        tick = self.take_option(sheet, strip, TICK, yes, strip.tick, NO_ROWS, empty=not filled)
        aside = self.set_aside(sheet, strip, {r: sorted(columns_of[r]) for r in filled})
        rows = tuple(self.row(sheet, strip, r) for r in filled if r not in aside)
        self.asked_of_marks(strip)
        if rows:
            self.rows[name] = rows
            self.keys(strip, rows)
        at, said = [strip.tick._replace(sheet=sheet.name)], {"label": NO_ROWS, "list": title}
        if tick.value and rows:
            self.findings.append(make_finding("list_contradicts", at, value=str(len(rows)), **said))
        elif tick.value:
            self.zero.add(name)
        elif not rows and self.grounded.kind not in strip.register.optional:
            self.findings.append(make_finding("list_unanswered", at, **said))

    def set_aside(self, sheet: SheetCells, strip: ListStrip, filled: dict[int, list[int]]) -> set[int]:
        """Tell the rows of a list that are no records, and count what stands in them beside the account."""
        listed = ListedRows(
            sheet,
            strip,
            filled,
            lambda row, field: self.typed(sheet, strip.place(field.id, row), self.wanted(field)),
        )
        aside = {r for r, verdict in listed.verdicts().items() if not verdict.counts}
        self.findings += no_record_findings(listed)
        self.account["outside"] += sum(len(filled[r]) for r in aside)
        self.no_records.setdefault(sheet.name, set()).update(aside)
        return aside

    def row(self, sheet: SheetCells, strip: ListStrip, row: int) -> Row:
        """Read one row of a list."""
        values: dict[str, Value] = {}
        unread, origin = [], ""
        fields = {f.id: f for f in strip.register.fields}
        struck = _is_row_struck([sheet.cells.get((row, c)) for _, c in strip.columns])
        for name, column in strip.columns:
            field = fields.get(name, Field(name, name, "text"))
            at = CellPlace(sheet.name, row, column)
            label = f"第 {row + 1} 行 {field.label}"
            value = self.take_listed(sheet, strip, field, at, label, in_struck_row=struck)
            if name == ORIGIN:
                origin = str(value.value or "")
            elif value.value is not None:
                values[name] = value.value
            elif value.lost:
                unread.append(name)
        for field in (f for f in strip.register.fields if f.id in dict(strip.columns)):
            asked = field.required or field.together in {*values, *unread}
            if asked and field.id not in values and field.id not in unread:
                since = f"填了“{fields[field.together].label}”，" if not field.required else ""
                place = strip.place(field.id, row)._replace(sheet=sheet.name)
                said = {"row": str(row + 1), "label": field.label, "since": since}
                self.findings.append(make_finding("row_incomplete", [place], **said))
        return Row(row + 1, values, tuple(unread), origin, struck)

    def take_listed(
        self,
        sheet: SheetCells,
        strip: ListStrip,
        field: Field,
        at: CellPlace,
        label: str,
        *,
        in_struck_row: bool = False,
    ) -> CellReading:
        """Type one cell of a list; what is not among its options may be another mark for one."""
        if field.type == "option":
            wanted = self.wanted(field)
            return self.take_option(sheet, strip, field.id, wanted, at, label, in_struck_row=in_struck_row)
        return self.take(sheet, self.wanted(field), at, label, in_struck_row=in_struck_row)

    def take_option(
        self,
        sheet: SheetCells,
        strip: ListStrip,
        field: str,
        wanted: ExpectedValue,
        at: CellPlace,
        label: str,
        *,
        in_struck_row: bool = False,
        empty: bool = False,
    ) -> CellReading:
        """Type one cell with options; another mark is kept to be asked about with all of its column, unless it was."""
        found = sheet.cells.get((at.row, at.column))
        value = self.typed(sheet, at, wanted, in_struck_row=in_struck_row)
        # 无 is a mark: the form says what it means, but for 本表无内容 itself
        no_option = value.code == "not_an_option" and (value.how == "not_understood" or empty)
        mark = None
        if found and no_option:
            mark = unlisted_marks.find_unlisted_mark(found, at, value, wanted.options, empty=empty)
        if mark is None:
            return self.take(sheet, wanted, at, label, in_struck_row=in_struck_row)
        column = f"{strip.register.id}.{field}"
        name = unlisted_marks.mark_instance(column, mark)
        said = name in self.confirmed or unlisted_marks.is_plain_yes(self.answers.get(name, ""))
        (self.marks_read if said else self.marks_asked).setdefault(column, []).append(mark)
        option = mark.meant.id if mark.meant else None
        value = CellReading(option, "cleaned") if said else CellReading(None, "not_understood")
        self.account[value.how] += 1
        return value

    def asked_of_marks(self, strip: ListStrip) -> None:
        """Ask what the other marks of a list's columns mean, one question a column; tell those that were answered."""
        labels = {f.id: f.label for f in strip.register.fields} | {TICK: NO_ROWS}
        title = strip.register.title
        for field, label in labels.items():
            column = f"{strip.register.id}.{field}"
            if column in self.marks_asked:
                marks = self.marks_asked[column]
                self.findings.append(
                    unlisted_marks.ask_about_marks(column, title, label, marks, self.answers)
                )
            by_word: dict[str, list[unlisted_marks.UnlistedMark]] = {}
            for mark in self.marks_read.get(column, ()):
                word = self.confirmed.get(unlisted_marks.mark_instance(column, mark), "")
                by_word.setdefault(word, []).append(mark)
            for word, marks in by_word.items():
                told = unlisted_marks.tell_marks_read(column, title, label, marks, self.answers)
                self.findings.append(unlisted_marks.by_the_office(told, word) if word else told)

    def keys(self, strip: ListStrip, rows: tuple[Row, ...]) -> None:
        """Tell the rows whose key stands twice."""
        seen: dict[tuple[Value, ...], int] = {}
        if not set(strip.register.key) <= dict(strip.columns).keys():
            return  # an older edition did not ask for it
        for row in rows:
            key = tuple(row.values[k] for k in strip.register.key if k in row.values)
            if not key or len(key) < len(strip.register.key):
                continue
            key += (row.origin,)  # in a report, two units may each have the document they issued together
            if key in seen:
                at = strip.place(strip.register.key[0], row.number - 1)
                labels = "、".join(strip.register.field(k).label for k in strip.register.key)
                said = {"value": " ".join(map(str, key[:-1])), "other": str(seen[key]), "label": labels}
                self.findings.append(make_finding("key_twice", [at], **said))
            seen.setdefault(key, row.number)

    # ── what stands where nothing is asked ─────────────────────────────────────────────────────────────────

    def besides(self, sheet: SheetCells, name: str) -> None:
        """Count and tell what was typed outside the form, and what hides what was typed inside it."""
        found = self.stray(sheet, name)
        self.account["outside"] += len(found)
        aside = self.no_records.get(sheet.name, set())
        hides = (
            stray_cells.hidden_cell_findings(self.layout, sheet, aside),
            stray_cells.merged_cell_findings(self.layout, sheet, aside),
        )
        told = stray_cells.stray_cell_findings(found), *hides
        for findings in told:
            self.findings += findings

    def stray(self, sheet: SheetCells, name: str) -> list[tuple[CellPlace, CellValue]]:
        """Return what was typed where nothing is asked; *name* is what the form calls the sheet."""
        known = (
            self.placed(sheet, name)
            if name in self.loose
            else set(stray_cells.printed_cells(self.layout, name))
        )
        return stray_cells.find_stray_cells(
            self.layout, sheet, known | set(stray_cells.cover_scope_cells(self.layout, sheet))
        )

    def placed(self, sheet: SheetCells, name: str) -> set[tuple[int, int]]:
        """Return the cells of a sheet where something was moved that are ours: figures, ticks, our own texts."""
        ours = printed_text_test(self.given, name)
        known = {(p.row, p.column) for p in self.layout.at.values() if p.sheet == sheet.name}
        known |= {
            (s.tick.row, s.tick.column) for s in self.layout.strips.values() if s.tick.sheet == sheet.name
        }
        texts = {
            at for at, c in sheet.cells.items() if c.kind == CellKind.TEXT and (name == COVER or ours(c.raw))
        }
        return known | texts


def _is_number(found: CellValue, value: float) -> bool:
    """Tell whether a cell holds this very number."""
    raw = found.raw.strip()
    return found.kind == CellKind.NUMBER and bool(NUMBER.fullmatch(raw)) and is_same_number(float(raw), value)


def _is_row_struck(cells: Iterable[CellValue | None]) -> bool:
    """Tell whether a row is drawn through: most of what stands in it; 作废 may be written beside it."""
    filled = [c for c in cells if c is not None and not is_blank(c)]
    return sum(c.seen is not None and c.seen.struck for c in filled) * 2 > len(filled)


def _evidence_digest(evidence: list[str]) -> str:
    return hashlib.sha256(json.dumps(evidence, ensure_ascii=False).encode()).hexdigest()[:16]


def normalize_formula(text: str) -> str:
    """Return a formula without what programs change in saving: quotes round sheet names, spaces, prefixes."""
    return re.sub(r"_xlfn\.|['\s$]", "", text.removeprefix("=")).upper()
