"""One return copy, made in a worker: a unit's own file marked, or, where that cannot be, its figures in one drawn anew."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import ERROR, HINT, WARNING, sort_findings
from toolkit.form.layout import CellPlace
from toolkit.reading.read_figures import kind_reading
from toolkit.reading.return_notice import Notice, NoticeItem, RestoredFormula
from toolkit.reading.worked_columns import list_cells_without_formula
from toolkit.returns.marked_copies import WorkbookMarker
from toolkit.returns.open_lines import OpenLineFormulas
from toolkit.returns.unit_requests import findings_to_act_on, findings_to_know, remedy_for_unit
from toolkit.submissions.examine import examine, judge_afresh
from toolkit.submissions.open_file import OpenedFile, load_form_desk, read_job_bytes, read_opened_book
from toolkit.submissions.redraw import current_identity, places_in, redraw_workbook
from toolkit.submissions.right_workbook import move_to_right_workbook
from toolkit.submissions.unit_questions import BETWEEN, questions_to_submission, relocate_questions
from toolkit.text.named_lines import list_briefly
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.patching import Unpatchable
from toolkit.xlsx.text_table import open_book_or_text_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout
    from toolkit.form.model import Form
    from toolkit.form.submission import Identity, Submission
    from toolkit.sheets.verdict_formulas import CheckCompiler
    from toolkit.submissions.open_file import FormDesk, OpenFileJob
    from toolkit.submissions.right_workbook import MovedWorkbook, RightWorkbook
    from toolkit.xlsx.open_workbook import Book

RESHAPED = {
    "cell_deleted": "有格子被删去了",
    "cell_moved": "有格子被挪动过",
    "legacy_format": "不是 .xlsx 格式",
    "lines_deleted": "有行列被删去了",
    "made_elsewhere": "不是下发的工作簿",
    "older_edition": "是旧版次的表",
    "other_kind": "是另一类单位的工作簿",
    "others_workbook": "是下发给别的单位的工作簿",
    "realigned": "行列变动过",
    "sheet_missing": "缺工作表",
    "sheet_renamed": "工作表改过名",
    "wrong_kind": "是另一类单位的工作簿",
}
"""What makes a file one that is drawn anew, not marked as it is, and how that is said to the unit."""
ANOTHER_BOOK = {
    "wrong_period": "不是本年度的工作簿",
    "wrong_form": "不是本年度的表样",
    "wrong_office": "不是本级的报告工作簿",
}
"""What says that the unit filled in another workbook than its own: what fits is moved into that one."""
ODD = "文件的内部结构特殊，没法在上面标注"
LEFT = (
    *("not_placed", "not_of_kind", "outside", "moved", "two_readings", "sheet_copied", "rows_elsewhere"),
    *("extra_sheet", "replaced", "row_struck", "not_a_record", "sum_as_record", "total_differs"),
)
"""What of the old file does not come over into one drawn anew."""
ANSWERED_BESIDE = ("options_otherwise",)
"""The errors that an answer beside the line settles as well as mending the cells does."""
BESIDE = "写在右边黄底的格里"
"""Where a return copy says a warning is answered."""
TICK = "改好了在右边黄底的格里填“是”"
ASKED_WHEN = "逐张看一遍：是 {when}的数，在右边黄底的格里填“是”；不是的，请填 {when}的数"
FILL_IN = "{source}漏填的请补填，这里会跟着变；没有漏的，不用改，在右边黄底的格里填“没有”"


NAMED = 60
"""How many cells that were given their formula back are named."""
BACK = "已恢复自动计算，不用改"
TOTAL_IS_BACK = (
    "总计原来是手工填的，已恢复自动计算。核对相加的各格，填错的改正；各格都对的，在右边黄底的格里填“是”"
)


class FormulaRepair(NamedTuple):
    """Formulas put back, and the *names* under which nothing is wrong once they are."""

    restored: tuple[RestoredFormula, ...] = ()
    names: frozenset[str] = frozenset()


class ReturnCopy(NamedTuple):
    """A return copy: *why* it was drawn anew ("" where it is the unit's own file), how many things it asks for."""

    data: bytes
    why: str
    errors: int
    warnings: int
    macros: bool = False


class WorkbookToMark(NamedTuple):
    """A workbook laid out as handed out, to be marked: its bytes, and what was read of them."""

    data: bytes
    book: Book


class ReturnCopyTask(NamedTuple):
    """A file to be marked, for a worker, and what it *sent* as it was recorded.

    *right* is the workbook the unit should have used, if it did not; *worked*: how its formulas look.
    """

    job: OpenFileJob
    name: str
    findings: tuple[Finding, ...]
    deadline: str
    came: str
    right: RightWorkbook | None = None
    worked: str = "灰底的"
    sent: Submission | None = None


def make_return_copy(task: ReturnCopyTask) -> ReturnCopy:
    """Mark a unit's file; where it cannot be marked as it is, move what it says into a workbook drawn anew."""
    data, desk = read_job_bytes(task.job), load_form_desk(task.job.form)
    book = open_book_or_text_table(data)
    why = next((RESHAPED[f.code] for f in task.findings if f.code in RESHAPED), "")
    if not why and not task.right and task.sent:
        try:
            return _mark_own_file(desk, WorkbookToMark(data, book), task.sent, task)
        except Unpatchable:
            why = ODD
    made = read_opened_book(desk, book, OpenedFile(hashlib.sha256(data).hexdigest()), task.job)
    if made.facts.who is None:
        raise ValueError(f"{task.came}: nothing to move")
    if task.right:
        return _move_to_right_workbook(desk, book, made.facts.who, task, task.right)
    fresh, who = _redraw_from_file(desk, book, made, task), current_identity(desk.form, made.facts.who)
    found = _findings_after_redraw(desk, fresh.book, who, task.findings)
    told = f"原来的文件{why}，已换成新的工作簿，读得到的数都搬过来了。请在这一份上改。"
    return _add_notice_and_marks(desk, fresh, who, found, task, (told, why))


def _mark_own_file(desk: FormDesk, own: WorkbookToMark, sent: Submission, task: ReturnCopyTask) -> ReturnCopy:
    """Mark the unit's own file, formulas of ours that are gone put back."""
    healed = _repair_formulas(desk, sent.who, sent)
    in_lists = _list_formulas_gone(desk, own.book, sent.who, sent)
    healed = healed._replace(restored=(*healed.restored, *in_lists))
    return _add_notice_and_marks(desk, own, sent.who, task.findings, task, (), healed)


def _repair_formulas(desk: FormDesk, who: Identity, sent: Submission) -> FormulaRepair:
    """Return the formulas that are gone, and under which names nothing is wrong any more once they are back."""
    grounded, layout = desk.kind(who.kind, who.level)
    gone = {*sent.typed_over, *sent.stated}
    if not gone:
        return FormulaRepair()
    judged = judge_afresh(grounded, sent)
    compiler, worked = _compiler(grounded, layout, who), judged.figures
    restored = tuple(
        RestoredFormula(layout.at[c], compiler.worked_out(c), worked.get(c, ""))
        for c in grounded.worked_out
        if c in gone
    )
    names, broken = (
        {c.instance(desk.form) for c in checks}
        for checks in (grounded.checks, judged.broken(grounded.checks))
    )
    return FormulaRepair(restored, frozenset(names - broken))


def _compiler(grounded: GroundedForm, layout: Layout, who: Identity) -> CheckCompiler:
    """Return what writes the formulas of *who*'s kind, worked out once for all its workbooks."""
    return kind_reading(grounded, layout, grounded.form.periods.read(who.period)).compiler


def _list_formulas_gone(
    desk: FormDesk, book: Book, who: Identity, sent: Submission
) -> Iterator[RestoredFormula]:
    """Yield the formulas of lists, in rows that are filled in and above them, in whose place something else stands."""
    grounded, layout = desk.kind(who.kind, who.level)
    for strip in [s for s in layout.strips.values() if s.worked or s.totals]:
        sheet = book.sheet(strip.register.sheet)
        if sheet is not None:
            rows = sent.rows.get(strip.register.id, ())
            compiler = _compiler(grounded, layout, who)
            for at, formula, comes in list_cells_without_formula(compiler, strip, sheet, rows):
                yield RestoredFormula(at, formula, comes if isinstance(comes, float) else "")


def _move_to_right_workbook(
    desk: FormDesk, sent: Book, was: Identity, task: ReturnCopyTask, right: RightWorkbook
) -> ReturnCopy:
    """Move what the unit wrote into its right workbook, and ask whether it is of this year."""
    book = move_to_right_workbook(desk, sent, was, right, task.deadline)
    fresh = WorkbookToMark(book.data, open_book(book.data))
    why = next(desk.form.periods.reword_years(w) for f in task.findings if (w := ANOTHER_BOOK.get(f.code)))
    found = _findings_after_redraw(desk, fresh.book, right.who, ())
    told = _moved_workbook_texts(desk.form, (was, right.who), why, book)
    return _add_notice_and_marks(desk, fresh, right.who, found, task, told, when=book)


def _moved_workbook_texts(
    form: Form, who: tuple[Identity, Identity], why: str, book: MovedWorkbook
) -> tuple[str, str]:
    was, now = (form.periods.read(w.period) for w in who)
    when = now.spaced_in_title
    this = f"这一份是 {now.spaced_name}、下发给您的工作簿"
    lines = (
        f"您报来的那份{why}（{was.spaced_name}），不能算作 {when}的报送。{this}，请在这一份上填，报这一份。"
    )
    if book.stale:
        return lines + f"原来那份里带日期的都不是 {when}的，所以没有搬过来，请填 {when}的数。", why
    came, left = "、".join(book.came) or "没有能搬的", "；".join(book.left)
    lines += f"日期不用改。已经搬过来的：{came}。" + (f"没有搬的：{left}。" if left else "")
    return lines, why


def _add_notice_and_marks(
    desk: FormDesk,
    target: WorkbookToMark,
    who: Identity,
    findings: Iterable[Finding],
    task: ReturnCopyTask,
    anew_because: tuple[str, str] | tuple[()],
    healed: FormulaRepair | None = None,
    when: MovedWorkbook | None = None,
) -> ReturnCopy:
    """Put the first sheet and the marks into *target*, which is laid out as handed out."""
    grounded, layout = desk.kind(who.kind, who.level)
    still = OpenLineFormulas(grounded, layout, grounded.form.periods.read(who.period), target.book)
    healed = healed or FormulaRepair()
    items = [_notice_item(f, still, healed) for f in findings_to_act_on(findings)]
    if when and not when.stale:
        period = grounded.form.periods.read(who.period).spaced_in_title
        told = f"这些数是从您报来的那份工作簿搬来的，要请您说一声是不是 {period}的"
        items.append(NoticeItem(WARNING, (), (), "全本", told, ASKED_WHEN.format(when=period)))
    items += [_known_notice_item(f, healed) for f in findings_to_know(findings)]
    said = _build_notice(task, items, anew_because, healed.restored)
    columns = layout.todo_columns
    todo = tuple(tuple(CellPlace(t.sheet, t.row, t.column + c) for c in columns) for t in layout.todo)
    said = said._replace(restored=healed.restored, verdict=layout.verdict, todo=todo)
    why = anew_because[1] if anew_because else ""
    marker = WorkbookMarker(target.data)
    return ReturnCopy(marker.marked(said), why, said.errors, said.questions, marker.has_macros)


def _redraw_from_file(desk: FormDesk, book: Book, made: OpenedFile, task: ReturnCopyTask) -> WorkbookToMark:
    """Draw a workbook of this edition with what the unit's file says."""
    if made.facts.who is None or made.reading is None:
        raise ValueError(task.came)
    grounded, given = desk.kind(made.facts.who.kind, made.facts.who.level)
    layout, who = places_in(grounded, given, book, made.reading), current_identity(desk.form, made.facts.who)
    data = redraw_workbook(grounded, book, layout, made.reading.submission, who, task.deadline)
    return WorkbookToMark(data, open_book(data))


def _findings_after_redraw(
    desk: FormDesk, fresh: Book, who: Identity, before: Iterable[Finding]
) -> tuple[Finding, ...]:
    """Return what is to be mended in a workbook drawn anew, where it stands there."""
    drawn = examine(desk, fresh, who)
    found = [
        *drawn.findings,
        *questions_to_submission(drawn.grounded, drawn.layout, drawn.sent),
        *relocate_questions((f for f in before if f.code in BETWEEN), drawn.layout),
    ]
    answered = {f.digest for f in before if f.digest and f.explanation}
    codes, rules = {f.code for f in found}, {f.rule for f in found}
    totals = {r.id for r in desk.form.rules if r.works_out} - rules
    unplaced = [
        f._replace(cell="", label=f.place, at=(), among=(), about=())
        for f in before
        if f.code in LEFT
        or f.rule in totals  # a total typed by hand is worked out here: what it said is asked about
        or (not f.sheet and f.code not in RESHAPED and f.code not in codes)
    ]
    told = [f for f in found if f.digest not in answered or not f.digest]
    return tuple(sort_findings([*(f for f in unplaced if f.severity != HINT), *told]))


def _build_notice(
    task: ReturnCopyTask,
    items: list[NoticeItem],
    anew_because: tuple[str, str] | tuple[()],
    restored: tuple[RestoredFormula, ...],
) -> Notice:
    asks = Notice("", (), tuple(items))
    lines = [
        f"{task.name}：您报来的 {task.came}，有下面这些地方要处理。从上往下一处一处来，前面的改好了，后面的可能跟着就好了。"
    ]
    lines += anew_because[:1]
    if restored:
        cells = list_briefly([f"{r.at.sheet} {r.at.a1}" for r in restored], NAMED, "格")
        lines.append(f"{task.worked}格子是自动算的，不用填。被改掉的已经恢复自动计算：{cells}。")
    if asks.errors:
        lines.append(
            "“要改”：红底的格子填错了；浅橙色的格子与它有关，错也可能在那里。点“在哪里”就跳到那一格，那一格的批注也写着怎么改。"
        )
    if asks.questions:
        lines.append("“要说明”：请核对。有错的改数；没有错的，在这张表右边黄底的格里写明原因，不用改数。")
    due = f"，{task.deadline} 前发回" if task.deadline else "，尽快发回"
    lines.append(f"都做完后把这个文件保存{due}。标记和这张表不用删。")
    title = f"请改这 {asks.errors} 处" if asks.errors else f"请说明这 {asks.questions} 处"
    if asks.errors and asks.questions:
        title += f"，说明 {asks.questions} 处"
    return Notice(title if asks.errors + asks.questions else "请核对后发回", tuple(lines), tuple(items))


def _notice_item(f: Finding, still: OpenLineFormulas, healed: FormulaRepair) -> NoticeItem:
    names = _answered_instances(f)
    instances = "、".join(names) if f.to_explain or f.code in ANSWERED_BESIDE else ""
    well = bool(names) and healed.names.issuperset(names)
    watched = () if well else still.of(names, (*f.at, *_other_row_places(f)), f.severity)
    do = remedy_for_unit(f, BESIDE if instances else "")
    if f.code == "replaced":
        watched, do = (), FILL_IN.format(**dict(f.args))
    elif well and f.severity == ERROR:
        do = TOTAL_IS_BACK
    elif not watched and f.severity == ERROR:
        do = f"{do}；{TICK}"
    elif f.to_explain and not instances:
        do = f"{do}（{BESIDE}）"
    return NoticeItem(f.severity, f.at, f.among, f.place, f.message, do, f.rule, instances, watched)


def _known_notice_item(f: Finding, healed: FormulaRepair) -> NoticeItem:
    do = BACK if set(f.at) & {r.at for r in healed.restored} else f.todo
    answer = dict(f.args).get("answered", "")  # stays in the copy, or the next reading would ask again
    spoken_to = "、".join(f.instances) if answer else ""
    item = NoticeItem(f.severity, f.at, f.among, f.place, f.message, do, f.rule, known=True)
    return item._replace(instances=spoken_to, answer=answer)


def _other_row_places(f: Finding) -> list[CellPlace]:
    """Return the cell of the other row that bears the same key: either may be the wrong one."""
    other = dict(f.args).get("other", "")
    return [f.at[0]._replace(row=int(other) - 1)] if f.at and other.isdigit() else []


def _answered_instances(f: Finding) -> tuple[str, ...]:
    """Return what an answer to *f* speaks to; nothing for what a rule said of cells that are not there any more."""
    return f.instances if f.about or not f.rule else ()
