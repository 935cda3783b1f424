"""What a person wrote into the report that stands is kept by the next merge; where units changed the same, it is asked.

Three are compared: what the units (and last year's report) came to when the report was made last (kept in the ledger), the
file as it is now, and what they come to now. What only one side changed is taken; what both changed differently is told, and nothing is overwritten.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.foreign.older_edition import read_edition
from toolkit.form.finding import make_finding
from toolkit.form.layout import ADJUSTED, ANY_EARLIER, TICK
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.words import format_distinctly, format_number, is_same_number
from toolkit.merging.merge_basis import rows_to_plain
from toolkit.merging.unkept_edits import READ_ANYWAY, find_unkept_edits, refuse_unkept_edits
from toolkit.reading.by_unit_figures import PooledSheets
from toolkit.reading.identity import report_version_mark
from toolkit.submissions.examine import open_or_refuse
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from toolkit.figures.rollup import MergedReport
    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, PriorCell
    from toolkit.form.submission import Identity, Row, Submission, Value
    from toolkit.ledger.ledger import Ledger
    from toolkit.ledger.originals import OriginalsStore
    from toolkit.ledger.records import ReportVersion
    from toolkit.sheets.by_unit_sheets import Adjustment
    from toolkit.xlsx.open_workbook import Book

Rolled = dict[str, Any]
"""What units came to, by the name of a figure or a list."""
SHOWN = 40
"""How much of a text a question shows."""
NOT_WRITTEN_OVER = "里面可能有写好的说明，没有覆盖它。请移走或改名后再运行。"
BOTH = "报告里改过的地方，各单位报的（上年报告里的）也变了，没有覆盖：\n"
UNKNOWN = (
    "台账里没有现有这份报告的汇总记录（不是用这个台账汇总的，或者文件的内部标识没有了），"
    "分不出下面这些是报告里改过，还是各单位报的变了，没有覆盖：\n"
)
REPORT_SIDE, UNITS_SIDE = "report", "units"
"""Whose change counts where both changed the same."""


class EditQuestion(NamedTuple):
    """A *place* both sides changed: what it was, what the report says and units come to; *mark* stands for what words leave out."""

    place: str
    was: str
    stands: str
    comes: str
    said: str
    mark: str = ""

    @property
    def digest(self) -> str:
        """Return what an answer holds for: another change on either side is another question."""
        return hashlib.sha256(repr(tuple(self)).encode()).hexdigest()[:16]

    @property
    def line(self) -> str:
        """Return it as it is told."""
        return f"{self.place}：{self.said}"


class EditChoice(NamedTuple):
    """Whose change counts at a *place*: the *side*; with a *digest* only for the question that was asked."""

    place: str
    side: str
    digest: str = ""


class BothChangedError(WorkFolderError):
    """The report and the units changed the same, and nobody decided: the *questions*."""

    def __init__(self, said: str, questions: tuple[EditQuestion, ...]) -> None:
        """Keep what is to be decided."""
        super().__init__(said)
        self.questions = questions


@dataclass(frozen=True)
class ExistingReport:
    """The report as it is now, what units came to when it was made, and the numbers put in the place of sums.

    *made* is None where the ledger does not know this report: nobody can tell which side changed what differs.
    *unkept* is what a fresh workbook will not hold of the file, whose bytes are *data*; *told* how cells were read.
    """

    now: Submission | None = None
    made: Rolled | None = None
    adjusted: dict[Cell, Adjustment] = field(default_factory=dict)
    unkept: tuple[Finding, ...] = ()
    data: bytes = b""
    told: tuple[Finding, ...] = ()

    @property
    def explanations(self) -> dict[str, str]:
        """Return what was written to the warnings of the report."""
        return dict(self.now.explanations) if self.now else {}


def read_existing_report(
    path: Path, grounded: GroundedForm, who: Identity, ledger: Ledger, store: OriginalsStore
) -> ExistingReport:
    """Return what stands in the report at *path*.

    Raise WorkFolderError where that is no report of this office, or holds what cannot be kept.
    """
    if not path.is_file():
        return ExistingReport()
    file = open_or_refuse(path, NOT_WRITTEN_OVER, "现有的 ")
    said, data, book = file.who, file.data, file.book
    if said is None or (said.kind, said.unit, said.period) != (REPORT, who.unit, who.period):
        raise WorkFolderError(f"{path} 已经有别的文件，没有覆盖它。请移走，或用 -o 指明另一个文件。")
    reading = read_edition(grounded, book, said)
    version = _version_of_file(file.sha256, report_version_mark(book), ledger)
    unkept: tuple[Finding, ...] = ()
    if version is None or version.sha256 != file.sha256:
        refuse_unkept_edits(grounded, reading, book)
        drawn = store.read(version.sha256) if version else None
        unkept = find_unkept_edits(grounded, reading, book, data, drawn)
    told = tuple(f for f in reading.submission.findings if f.code in READ_ANYWAY)
    made = json.loads(version.rolled) if version else None
    return ExistingReport(reading.submission, made, _adjusted_figures(grounded, book), unkept, data, told)


def _adjusted_figures(grounded: GroundedForm, book: Book) -> dict[Cell, Adjustment]:
    sheets, found = PooledSheets(book), {}
    for cell in grounded.inputs:
        figure = grounded.form.figure(cell)
        worked = sheets.worked(cell, grounded.way(cell), figure.places, figure.unit)
        if worked and worked.adjusted:
            found[cell] = worked.adjusted
    return found


def _version_of_file(sha256: str, mark: str, ledger: Ledger) -> ReportVersion | None:
    """Return which version was drawn as this file, by what it is or the *mark* in it.

    One that was edited and published as it stood is a version too: what was drawn is the first of its mark.
    """
    known = ledger.versions()
    found = next((v for v in reversed(known) if v.sha256 == sha256), None)
    drawn_as = found.mark if found else mark
    return next((v for v in known if v.mark == drawn_as), None)


def rebase_adjustments(held: ExistingReport, merged: MergedReport) -> dict[Cell, Adjustment]:
    """Return the numbers put in the place of sums, each beside the sum *merged* comes to now: words say what the sheet says."""
    comes = merged.report.figures
    sums = {c: v if isinstance(v := comes.get(c), float) else None for c in held.adjusted}
    return {c: said._replace(before=sums[c]) for c, said in held.adjusted.items()}


def carry_report_edits(
    held: ExistingReport,
    merged: MergedReport,
    grounded: GroundedForm,
    *,
    keep_edits: bool,
    decided: Iterable[EditChoice] = (),
) -> tuple[MergedReport, ExistingReport]:
    """Return *merged* with what somebody wrote into the report, and *held* as far as it goes on.

    Where units changed the same, *decided* says whose change counts, else *keep_edits* decides for the report.
    Raise BothChangedError with every place that is left.
    """
    if held.now is None:
        return merged, held
    choices = {c.place: c for c in decided}
    carrier = _ReportEditCarrier(held, held.now, merged, grounded, choices, keep_edits=keep_edits)
    return carrier.whole(), replace(
        held, adjusted=carrier.still_adjusted, unkept=(*held.unkept, *carrier.given_up)
    )


class _ReportEditCarrier:
    """Takes of every place what only one side changed, and collects what is to be asked."""

    def __init__(
        self,
        held: ExistingReport,
        now: Submission,
        merged: MergedReport,
        grounded: GroundedForm,
        choices: dict[str, EditChoice],
        *,
        keep_edits: bool,
    ) -> None:
        self.made, self.known = held.made or {}, held.made is not None
        self.held, self.now, self.merged, self.grounded = held, now, merged, grounded
        self.layout, self.keep_edits = lay_out_workbook(grounded.form, grounded.kind), keep_edits
        self.choices, self.questions = choices, dict[str, EditQuestion]()
        self.asked: list[EditQuestion] = []
        self.still_adjusted = dict(held.adjusted)
        self.given_up: list[Finding] = []

    def whole(self) -> MergedReport:
        texts, (rows, zero), prior = self.texts(), self.lists(), self.earlier_figures()
        figures = self.merged.report.figures | texts | self.adjusted()
        if self.asked:
            raise BothChangedError(self.told(), tuple(self.asked))
        if strange := [p for p, c in self.choices.items() if not c.digest and p not in self.questions]:
            raise WorkFolderError(
                f"没有要定的“{visible_text(strange[0], SHOWN)}”。"
                "位置照提示里写的写，如“表名 B7=报告”；没有列出来的不用定。"
            )
        report = replace(self.merged.report, figures=figures, rows=rows, zero=zero, prior=prior)
        return replace(self.merged, report=report)

    def told(self) -> str:
        """Return every question in words, and how it is answered."""
        last = self.of_earlier("上年报告")
        return (
            self.of_earlier(BOTH if self.known else UNKNOWN)
            + "\n".join(f"  {q.line}" for q in self.asked)
            + f"\n以报告里改过的为准，加 --keep-edits 再运行；以各单位（{last}）为准，把报告里的这几处清空、保存后再运行；"
            + f'一处一处定的，一处写一个 --decide "{self.asked[0].place}=报告"（或“=各单位”）。'
        )

    def report_counts(self, question: EditQuestion) -> bool:
        """Tell whether the report's change counts at the place of *question*; nobody decided: it is asked."""
        self.questions[question.place] = question
        choice = self.choices.get(question.place)
        side = choice.side if choice and choice.digest in ("", question.digest) else ""
        if side == UNITS_SIDE:
            told = {"value": question.stands, "expected": question.comes, "said": question.said}
            self.given_up.append(make_finding("report_edit_given_up", label=question.place, **told))
        elif not side and not self.keep_edits:
            self.asked.append(question)
        return side == REPORT_SIDE or (not side and self.keep_edits)

    def stays(
        self, was: object, is_now: object, comes: object, where: str, said: str = "各单位报的是"
    ) -> bool:
        """Tell whether what stands in the report counts; where both sides changed it, ask."""
        if is_now is None or is_same_number(is_now, was):
            return False
        if self.agree(was, is_now, comes, None):
            return True
        told = [was, is_now, comes] if self.known else [is_now, comes]
        words = ("原来 {}，报告里改为 {}，现在" if self.known else "报告里是 {}，现在") + said + " {}"
        shown = [_quoted_value(v) for v in told]
        was_shown = shown[0] if self.known else ""
        return self.report_counts(EditQuestion(where, was_shown, shown[-2], shown[-1], words.format(*shown)))

    def agree(self, was: object, is_now: object, comes: object, nothing: object) -> bool:
        """Tell whether what stands may be taken without asking: units say the same as before, or nothing."""
        unmoved = is_same_number(comes, is_now) or comes == nothing
        return unmoved or (self.known and is_same_number(comes, was))

    def texts(self) -> dict[Cell, Value]:
        """Return the figures that are no sums and were written here."""
        made, comes, now = self.made, self.merged.report.figures, self.now.figures
        found = {}
        for cell in (c for c in self.grounded.inputs if c not in self.merged.ways and c in now):
            at = self.layout.at[cell]
            if self.stays(made.get(cell.name), now[cell], comes.get(cell), f"{at.sheet} {at.a1}"):
                found[cell] = now[cell]
        return found

    def earlier_figures(self) -> dict[PriorCell, float]:
        """Return the figures of earlier periods: typed once, they stay until a report of that period says otherwise."""
        known = self.merged.report.prior
        found = dict(known)
        for cell, at in self.layout.priors.items():
            is_now = self.now.prior.get(cell)
            was = self.made.get(cell.name)
            if is_now is None or is_same_number(is_now, known.get(cell)):
                continue
            said = (f"{at.sheet} {at.a1}", self.of_earlier("上年报告里是"))
            if cell not in known or self.stays(was, is_now, known[cell], *said):
                found[cell] = is_now
        return found

    def of_earlier(self, text: str) -> str:
        """Return *text*, which speaks of the year before, as it is said of earlier periods of this form."""
        return self.grounded.form.periods.reword_years(text, ANY_EARLIER)

    def lists(self) -> tuple[dict[str, tuple[Row, ...]], frozenset[str]]:
        """Return the lists' rows, and which lists are said to have none; a list with rows is never said to."""
        comes = self.merged.report
        found: dict[str, tuple[Row, ...]] = {}
        zero: set[str] = set()
        for name in self.layout.strips:
            rows, ticked = self.now.rows.get(name, ()), name in self.now.zero
            emptied = ticked and not rows and name not in self.made.get(TICK, ())
            theirs = comes.rows.get(name, ())
            mine = (rows or emptied) and self.rows_stay(name, rows_to_plain(rows), rows_to_plain(theirs))
            if kept_rows := rows if mine else theirs:
                found[name] = kept_rows
            elif self.tick_stays(name, ticked=ticked):
                zero.add(name)
        return found, frozenset(zero)

    def rows_stay(self, name: str, is_now: list[object], comes: list[object]) -> bool:
        """Tell whether a list's rows stay as they stand; where both sides changed them, ask."""
        was = self.made.get(name, [])
        if is_now == was:
            return False
        if self.agree(was, is_now, comes, []):
            return True
        sheet = self.grounded.form.register(name).sheet
        said = "报告里改过若干行，各单位报的也变了" if self.known else "报告里的行与各单位报的不同"
        rows = [f"{len(some)} 行" for some in (was, is_now, comes)]
        mark = hashlib.sha256(repr((was, is_now, comes)).encode()).hexdigest()
        was_shown = rows[0] if self.known else ""
        return self.report_counts(EditQuestion(sheet, was_shown, rows[1], rows[2], said, mark))

    def tick_stays(self, name: str, *, ticked: bool) -> bool:
        """Tell whether a list without rows is said to have none: what one side changed counts."""
        comes, sheet = name in self.merged.report.zero, self.grounded.form.register(name).sheet
        was = name in self.made[TICK] if TICK in self.made else comes
        gone = any(f.code == "sheet_missing" and f.sheet == sheet for f in self.now.findings)
        return comes if gone or ticked == was else ticked

    def adjusted(self) -> dict[Cell, Value]:
        """Return the numbers put in the place of sums."""
        for cell, said in self.held.adjusted.items():
            comes = self.merged.report.figures.get(cell)
            if cell in self.merged.ways and not is_same_number(comes, said.before):
                before, now = format_distinctly(said.before, comes, "空白")
                stands = format_number(said.value)
                words = f"各单位合计由 {before} 变为 {now}，人工调整为 {stands}"
                place = f"{ADJUSTED} {self.grounded.form.label(cell)}"
                if not self.report_counts(EditQuestion(place, before, stands, now, words)):
                    del self.still_adjusted[cell]
        return {cell: said.value for cell, said in self.still_adjusted.items()}


def _quoted_value(value: object) -> str:
    if value is None:
        return "空白"
    return format_number(value) if isinstance(value, float) else f"“{visible_text(value, SHOWN)}”"
