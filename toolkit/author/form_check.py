"""What a form author wants to know: every fault at once, and of a sound form what it leaves unwatched and unused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.author.blank_look import blank_submission, draw_blanks, draw_unit_blanks, look_at_blanks
from toolkit.author.rule_fixtures import find_rule_fixtures
from toolkit.definition_book.question_sheets import tell_open_questions
from toolkit.errors import FormError, WorkFolderError
from toolkit.figures.check import judge_submissions
from toolkit.folder.files import safe_file_name_part, write_atomically
from toolkit.folder.work_folder import form_from
from toolkit.form.grounding import ground_form, is_said_of_each_cell
from toolkit.form.model import REPORT
from toolkit.form.rule_language import parse_expression
from toolkit.form.rule_trees import is_additive, needed_cells, tally_columns, walk_tallies
from toolkit.form.verdict import Verdict
from toolkit.sheets.formula_writer import why_no_formula
from toolkit.submissions.redraw import draw_filled_workbook
from toolkit.text.plain_values import pick_plain

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.author.blank_look import BlankLook
    from toolkit.author.rule_fixtures import RuleFixture
    from toolkit.folder.work_folder import Tell
    from toolkit.form.model import Cell, Form
    from toolkit.form.period import Period


@dataclass(frozen=True)
class FormCheck:
    """A form's faults; without any, how its rules fare.

    *additive*, *by_row*, *by_level*: the rules that hold above when they hold below, that hold row by row, and the
    rest with the levels at which they hold. *later*: rules no formula can say, and why. *unwatched*: figures and
    list columns no rule looks at. *open_questions*: what a definition that was read out of a blank still asks. *unread*: those nothing is made of: they go up nowhere, start no figure, and no
    rule needs them. *fixtures* is None where none were asked for; *blanks* then is what the blank workbooks show.
    """

    faults: tuple[str, ...] = ()
    form: Form | None = None
    additive: tuple[str, ...] = ()
    by_row: tuple[str, ...] = ()
    by_level: tuple[tuple[str, tuple[str, ...]], ...] = ()
    later: tuple[tuple[str, str], ...] = ()
    unwatched: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    fixtures: tuple[RuleFixture, ...] | None = None
    blanks: tuple[BlankLook, ...] = ()
    open_questions: tuple[str, ...] = ()

    @property
    def lacking(self) -> tuple[RuleFixture, ...]:
        """Return the fixtures of rules that could not be kept, or not be broken; a formula in a list's row always keeps its own."""
        lists = {r.id for r in self.form.registers} if self.form else set()
        made = self.fixtures or ()
        heals = {f.rule.id for f in made if f.rule.works_out and lists & set(f.rule.over)}
        return tuple(f for f in made if f.keeps is None or (f.breaks is None and f.rule.id not in heals))

    def plain(self) -> dict[str, Any]:
        """Return the result as JSON-ready values."""
        return pick_plain(
            self,
            "faults rules blank additive by_row by_level judged_later=later unwatched unread blanks open_questions fixtures",
            rules=len(self.form.rules) if self.form else 0,
            blank=self.form.blank if self.form else "",
            by_level=dict(self.by_level),
            judged_later=dict(self.later),
        )


def check_form(path: Path, folder: Path | None, today: datetime.date, tell: Tell) -> FormCheck:
    """Look at the definition in *path*; with a *folder*, find the fixtures of every rule and draw them there."""
    try:
        data = path.read_bytes()
        form = form_from(data, path.name, path.parent)
    except OSError as error:
        raise WorkFolderError(f"读不了 {path}：{error.strerror}。请检查文件权限。") from error
    except FormError as error:
        return FormCheck(error.faults, open_questions=tell_open_questions(data))
    period = form.periods.around(today).previous
    try:
        draw_unit_blanks(form, period)
    except FormError as error:
        return FormCheck(error.faults, open_questions=tell_open_questions(data))
    rows = {r.id for r in form.registers}
    by_row = [r for r in form.rules if rows & set(r.over)]
    others = [r for r in form.rules if r not in by_row]
    summing = [r for r in others if is_additive(parse_expression(r.must))]
    blanks = () if folder is None else _draw_and_look_at_blanks(form, folder, period)
    shown = (f"类别 {b.kind} 的空白工作簿里有公式出错：{'、'.join(b.errors)}" for b in blanks if b.errors)
    whys = [
        (r.id, why_no_formula(parse_expression(r.must), arrays=r in by_row or is_said_of_each_cell(r)))
        for r in form.rules
    ]
    return FormCheck(
        tuple(f"{path.name}：{fault}" for fault in (*_blanks_that_pass(form, period), *shown)),
        form,
        tuple(r.id for r in summing),
        tuple(r.id for r in by_row),
        tuple((r.id, r.levels) for r in others if r not in summing),
        tuple((rule, why) for rule, why in whys if why),
        tuple(_unwatched_data(form)),
        tuple(_unused_data(form)),
        None if folder is None else _draw_rule_fixtures(form, folder, period, tell),
        blanks,
        tell_open_questions(data),
    )


def _draw_and_look_at_blanks(form: Form, folder: Path, period: Period) -> tuple[BlankLook, ...]:
    blanks = draw_blanks(form, period)
    for kind, data in blanks.items():
        write_atomically(folder / f"空白-{safe_file_name_part(kind)}.xlsx", data)
    return look_at_blanks(form, blanks)


def _blanks_that_pass(form: Form, period: Period) -> Iterator[str]:
    """Yield the kinds whose workbook passes before anything is typed: nobody would notice one that was never filled in."""
    for kind in (k for k in form.kinds if k.id != REPORT):
        if any(kind.id not in r.optional for r in form.registers_of(kind.id)):
            continue  # a list asks for its rows, or for 本表无内容
        grounded, blank = blank_submission(form, kind, period)
        if Verdict.BROKEN not in judge_submissions(grounded, [blank], period)[0].verdicts.all:
            yield f"类别 {kind.id} 的空白工作簿什么都不填就全部通过。请加一条要求填写的规则，如 已填(本格)"


def _watched_data(form: Form) -> tuple[set[Cell], set[tuple[str, str]]]:
    """Return the figures, and the list columns, that some rule speaks of."""
    cells: set[Cell] = set()
    columns: set[tuple[str, str]] = set()
    for kind in form.kinds:
        grounded = ground_form(form, kind.id)
        for known in grounded.checks:
            cells |= {*known.cells, *grounded.inputs_of(known.cells)}
            columns |= {(t.list, c) for t in walk_tallies(known.expr) for c in tally_columns(t)}
        columns |= {(k.list, c) for k in grounded.row_checks for c in k.columns}
    return cells, columns


def _unwatched_data(form: Form) -> Iterator[str]:
    cells, columns = _watched_data(form)
    yield from (f"{c.name}（{form.label(c)}）" for t in form.tables for c in t.cells if c not in cells)
    yield from (f"{r.id}.{f.id}" for r in form.registers for f in r.fields if (r.id, f.id) not in columns)


def _unused_data(form: Form) -> Iterator[str]:
    """Yield what nobody makes anything of: asked for, and then forgotten."""
    cells, columns = _watched_data(form)
    places = [*(k.id for k in form.kinds), *(x.id for x in form.levels)]
    for place in places:
        kind = place if place in {k.id for k in form.kinds} else REPORT
        level = place if kind == REPORT and place != REPORT else None
        grounded = ground_form(form, kind, level)
        for tree in (*grounded.worked_out.values(), *grounded.starts.values()):
            cells |= {c for c in needed_cells(tree) if c.table}
            columns |= {(t.list, c) for t in walk_tallies(tree) for c in tally_columns(t)}
    for table in form.tables:
        for cell in table.cells:
            kept = table.by_unit and REPORT in table.kinds  # the report prints it in the unit's row
            if form.figure(cell).up in ("", "none") and cell not in cells and not kept:
                yield f"{cell.name}（{form.label(cell)}）"
    for register in form.registers:
        for f in register.fields:
            known = register.up == "rows" or f.id in register.key or (register.id, f.id) in columns
            if not known and f is not register.anchor:
                yield f"{register.id}.{f.id}"


def _draw_rule_fixtures(form: Form, folder: Path, period: Period, tell: Tell) -> tuple[RuleFixture, ...]:
    found: list[RuleFixture] = []
    for i, kind in enumerate(form.kinds):
        tell(i, len(form.kinds), kind.label)
        grounded = ground_form(form, kind.id, form.levels[0].id if kind.id == REPORT else None)
        for fixture in find_rule_fixtures(form, kind.id, period):
            found.append(fixture)
            for word, made in (("成立", fixture.keeps), ("不符", fixture.breaks)):
                if made is not None:
                    rule, of = safe_file_name_part(fixture.rule.id), safe_file_name_part(kind.id)
                    path = folder / f"{rule}-{word}-{of}.xlsx"
                    write_atomically(path, draw_filled_workbook(grounded, made, ""))
    tell(len(form.kinds), len(form.kinds), "")
    return tuple(found)
