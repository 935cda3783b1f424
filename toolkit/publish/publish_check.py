"""Everything that must hold before an office publishes its report, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.document.model import Grid
from toolkit.document.overview_page import render_check_page
from toolkit.document.proofread_result import Asked
from toolkit.document.read_word import count_leftovers
from toolkit.folder.which_form import form_of
from toolkit.folder.work_folder import named_year
from toolkit.form.finding import ERROR, HINT
from toolkit.form.words import format_distinctly, format_number, is_same_number
from toolkit.merge.companion import companion_needed
from toolkit.merge.cover_scope import counted_units_text
from toolkit.merge.manifest import OWN, is_line_counted, is_line_excused
from toolkit.publish.freshness import open_report_in_folder, report_freshness
from toolkit.publish.made_from_report import outdated_outputs
from toolkit.publish.rulings import CONFIRMED, DISMISSED, apply_rulings
from toolkit.text.normal_text import normalize_text
from toolkit.text.personal_data import mask_personal_data

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.document.model import Document
    from toolkit.document.proofread_result import Proofread
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.merge.companion import Companion
    from toolkit.merge.report_source import Source
    from toolkit.publish.freshness import OutdatedNote, ReportFreshness

PAGE = "发布前核对.html"
VERSIONS = {".docx": "Word 文档", ".html": "网页"}
HOLDS, OPEN, KNOW = "holds", "open", "know"
OF_CLAIMS = "E"
"""How the rules are numbered that hold prose to the tables."""
UNLIKE = ("list_differs", "stale_cache", "total_in_formula")
"""The warnings that say that parts of the workbook contradict each other: no reason makes that publishable."""
SAID = {HOLDS: "✓ 通过", OPEN: "✕ 要处理", KNOW: "！请知悉"}


class PublishCheckPoint(NamedTuple):
    """One thing that must hold: its *state* of ``SAID``, in *few* words, and each thing that is open.

    *dismissed* is what somebody ruled to be no fault, each with the reason.
    """

    name: str
    state: str
    few: str
    open: tuple[str, ...] = ()
    dismissed: tuple[str, ...] = ()

    @property
    def details(self) -> tuple[str, ...]:
        """Return all there is to list: what is open, then what was dismissed."""
        return (*self.open, *self.dismissed)


NOT_WRITTEN = PublishCheckPoint("写好的报告", OPEN, "没有写好的 Word 文档和网页，先运行 toolkit report")


@dataclass(frozen=True)
class PublishCheckResult:
    """What must hold before publishing, and whether it does. *freshness* is None where no work folder tells it."""

    title: str
    today: str
    points: tuple[PublishCheckPoint, ...]
    freshness: ReportFreshness | None = None

    @property
    def ready(self) -> bool:
        """Tell whether nothing is open."""
        return all(p.state != OPEN for p in self.points)

    @property
    def open(self) -> tuple[str, ...]:
        """Return what is open, a line a point."""
        return tuple(f"{p.name}：{p.few}" for p in self.points if p.state == OPEN)

    @property
    def dismissed(self) -> tuple[str, ...]:
        """Return what was ruled to be no fault, with the reasons, a line each; what two documents share once."""
        return tuple(dict.fromkeys(said for p in self.points for said in p.dismissed))

    def plain(self) -> dict[str, Any]:
        """Return the result as JSON-ready values."""
        points = [
            {
                "name": p.name,
                "state": p.state,
                "few": p.few,
                "open": list(p.open),
                "dismissed": list(p.dismissed),
            }
            for p in self.points
        ]
        fresh = self.freshness.plain() if self.freshness else None
        said = {"title": self.title, "today": self.today, "ready": self.ready, "points": points}
        return {**said, "freshness": fresh}

    def page(self) -> str:
        """Return the result as one page to print."""
        verdict = "可以发布" if self.ready else "还不能发布"
        rows = [(p.name, p.state, SAID[p.state], p.few, p.details) for p in self.points]
        return render_check_page(
            f"发布前核对：{self.title}", f"{verdict}（{self.today}）", ready=self.ready, rows=rows
        )


def check_publish_readiness(
    workbook: Path,
    documents: list[Path],
    today: datetime.date,
    rulings: Path,
    last: Path | None,
    folder: WorkFolder | None = None,
) -> PublishCheckResult:
    """Hold the report in *workbook* and its published *documents* against what must be; *last* as ``proofread`` takes it.

    Where *workbook* belongs to the work folder *folder* (the one it lies in, if none is named) both are held against
    what merging would come to now.
    """
    source, own = open_report_in_folder(workbook, folder)
    form = own.form if own else form_of(workbook, source.who, folder)
    companion = companion_needed(form, "toolkit report --publish-check")
    fresh = report_freshness(own, source) if own else None
    old = outdated_outputs(own, source) if own else {}
    read = [
        apply_rulings(
            companion.proofread_report(d, form, Asked(source.who.name, int(source.who.year)), last), rulings
        )
        for d in documents
    ]
    texts = [companion.read_published(d.read_bytes(), d.suffix.casefold()) for d in documents]
    about_documents = (
        *(_check_document(r) for r in read),
        _check_bound_numbers(source, documents, texts, read, old),
        _check_word_and_page(documents, texts),
        _check_personal_data(read),
        _check_leftovers(documents),
    )
    points = (
        _check_freshness(fresh),
        _check_all_reported(source),
        _check_workbook(source),
        _check_open_questions(source),
        *(about_documents if documents else (NOT_WRITTEN,)),
        *_check_other_outputs(documents, old),
        _check_deadline(companion, source, today),
        *_check_printed_day(documents, [companion.day_printed(t) for t in texts], today),
    )
    return PublishCheckResult(
        f"{source.who.name}{named_year(form, source.who.year)}", today.isoformat(), points, fresh
    )


def _check_freshness(fresh: ReportFreshness | None) -> PublishCheckPoint:
    if fresh is None:
        return PublishCheckPoint(
            "数是最新的", KNOW, "工作簿不在汇总它的工作目录里，看不出各单位后来有没有报来新的"
        )
    if fresh.fresh:
        return PublishCheckPoint("数是最新的", HOLDS, "汇总以后，各单位的数、名册和设置都没有变")
    return PublishCheckPoint("数是最新的", OPEN, fresh.said, fresh.details)


def _check_all_reported(source: Source) -> PublishCheckPoint:
    left = [
        (u["单位名称"], u["状态"]) for u in source.units if not is_line_counted(u) and not is_line_excused(u)
    ]
    if not source.units:
        return PublishCheckPoint("单位报齐", KNOW, "工作簿里没有报送情况，看不出有没有报齐")
    counted, excused = (sum(map(test, source.units)) for test in (is_line_counted, is_line_excused))
    few = counted_units_text(len(source.units), counted, excused)
    if left:
        return PublishCheckPoint("单位报齐", OPEN, few, tuple(f"{name}：{state}" for name, state in left))
    return PublishCheckPoint("单位报齐", HOLDS, few)


def _check_workbook(source: Source) -> PublishCheckPoint:
    told = (f for f in source.findings if f.severity == ERROR or f.to_explain or f.code in UNLIKE)
    wrong = tuple(f.sentence for f in told)
    if wrong:
        return PublishCheckPoint("汇总工作簿的勾稽关系", OPEN, f"{len(wrong)} 处没有改正或说明", wrong)
    hints = sum(f.severity == HINT and bool(f.rule) for f in source.findings)
    also = f"；另有参考 {hints} 处" if hints else ""
    return PublishCheckPoint("汇总工作簿的勾稽关系", HOLDS, f"全部成立，或已说明{also}")


def _check_other_outputs(documents: list[Path], old: dict[Path, OutdatedNote]) -> Iterator[PublishCheckPoint]:
    """Tell what else was made from the report and would be another one now: it may be sent on by mistake."""
    known = {d.resolve() for d in documents}
    if others := tuple(note.line for path, note in old.items() if path not in known):
        yield PublishCheckPoint(
            "由报告写出的其他文件", KNOW, f"{len(others)} 个是按以前的汇总写的，不要再用", others
        )


def _check_open_questions(source: Source) -> PublishCheckPoint:
    """Hold open what a unit or the office must still answer: copies, rows twice, far-off figures, warnings of rules."""
    waiting = [x for x in source.waiting if not x["单位"].endswith(OWN)]
    open_ = tuple(
        f"{said['单位']}：{said['在哪里'] and said['在哪里'] + '：'}{said['提示']}（{said['规则']}）"
        for said in waiting
    )
    if open_:
        few = f"{len(open_)} 处没有答复：由单位在退回件里说明或改正，或用 toolkit permit 代为说明，再 toolkit merge"
        return PublishCheckPoint("各单位的提示", OPEN, few, open_)
    return PublishCheckPoint("各单位的提示", HOLDS, "都有答复")


def _check_document(read: Proofread) -> PublishCheckPoint:
    name = f"报告核对（{VERSIONS.get(read.path[read.path.rfind('.') :].casefold(), read.path)}）"
    confirmed = {f.digest for f, what, _ in read.decided if what == CONFIRMED}
    dismissed = _dismissed_findings(read, personal=False)
    also = f"；另有 {len(dismissed)} 处不一致，已写明理由" if dismissed else ""
    wrong = [f for f in read.findings if f.severity != "hint" and f.code != "personal_data"]
    open_ = tuple(f.line + ("（已确认属实，待改）" if f.digest in confirmed else "") for f in wrong)
    if open_:
        few = f"{len(open_)} 处要改，或核对后用 toolkit check --dismiss 写明理由{also}"
        return PublishCheckPoint(name, OPEN, few, open_, dismissed)
    if dismissed:
        few = f"正文 {read.claims} 处说到表里的数，没有要改的{also}"
        return PublishCheckPoint(name, KNOW, few, dismissed=dismissed)
    hints = sum(f.severity == HINT and f.rule.startswith(OF_CLAIMS) for f in read.findings)
    if hints:
        return PublishCheckPoint(
            name, HOLDS, f"正文 {read.claims} 处说到表里的数，没有要改的；另有参考 {hints} 处"
        )
    return PublishCheckPoint(name, HOLDS, f"正文 {read.claims} 处说到表里的数，都一致")


def _dismissed_findings(read: Proofread, *, personal: bool) -> tuple[str, ...]:
    """Return what somebody ruled to be no fault, with the reason; what looks like personal data, or all the rest."""
    return tuple(
        f"{f.line}（不是问题：{why}）"
        for f, what, why in read.decided
        if what == DISMISSED and (f.code == "personal_data") == personal
    )


def _check_bound_numbers(
    source: Source,
    documents: list[Path],
    texts: list[Document],
    read: list[Proofread],
    old: dict[Path, OutdatedNote],
) -> PublishCheckPoint:
    """Hold against the workbook every number that names its figure, and every cell of the tables whether it does or not."""
    wrong = [old[d.resolve()].line for d in documents if d.resolve() in old]
    late = len(wrong)
    count = 0
    for path, document, told in zip(documents, texts, read, strict=True):
        named = {cell for cell, _ in _named_figures(document)}
        for cell, printed in told.figures.items():
            expected = source.figures.get(cell)
            count += cell not in named
            if cell not in named and not is_same_number(printed, expected):
                here, there = format_distinctly(printed, expected)
                wrong.append(f"{path.name}：{'.'.join(cell)} 是 {here}，工作簿里是 {there}")
        for cell, text in _named_figures(document):
            count += 1
            value = source.figures.get(cell)
            expected = format_number(value) if isinstance(value, float) else ""
            if text.strip().replace(",", "") != expected:
                wrong.append(
                    f"{path.name}：{'.'.join(cell)} 是 {text.strip() or '空'}，工作簿里是 {expected or '空'}"
                )
    if wrong:
        parts = [f"{late} 份是按以前的汇总写的"] if late else []
        parts += [f"{len(wrong) - late} 个数与工作簿不同"] if wrong[late:] else []
        return PublishCheckPoint("与汇总工作簿一致", OPEN, f"{'，'.join(parts)}，请重新生成", tuple(wrong))
    return PublishCheckPoint("与汇总工作簿一致", HOLDS, f"{count} 个数都与工作簿相同")


def _named_figures(document: Document) -> Iterator[tuple[Any, str]]:
    for block in document.blocks:
        if isinstance(block, Grid):
            yield from ((b.cell, b.text) for row in block.rows for b in row if b and b.cell)
        else:
            yield from ((r.cell, r.text) for r in block.runs if r.cell)


def _check_word_and_page(documents: list[Path], texts: list[Document]) -> PublishCheckPoint:
    """H3: the Word document and the page must say the same."""
    said = [[normalize_text(_block_words(b)) for b in t.blocks] for t in texts]
    if len(said) < 2:
        return PublishCheckPoint("各版本一致", KNOW, "只有一个版本")
    first = said[0]
    for path, other in zip(documents[1:], said[1:], strict=True):
        off = [
            a or b
            for a, b in zip([*first, *[""] * len(other)], [*other, *[""] * len(first)], strict=False)
            if a != b
        ]
        if off:
            few = f"{documents[0].name} 与 {path.name} 不同"
            return PublishCheckPoint(
                "各版本一致", OPEN, few, tuple(mask_personal_data(x)[:60] for x in off[:5])
            )
    return PublishCheckPoint("各版本一致", HOLDS, "Word 文档与网页内容相同")


def _block_words(block: Any) -> str:
    if isinstance(block, Grid):
        return "|".join(b.text for row in block.rows for b in row if b)
    return str(block.text)


def _check_leftovers(documents: list[Path]) -> PublishCheckPoint:
    """Comments, tracked changes, texts drawn through or hidden are published with the file that holds them."""
    found = tuple(
        f"{d.name}：{'、'.join(f'{what} {n} 处' for what, n in left.items())}"
        for d in documents
        if d.suffix.casefold() == ".docx" and (left := count_leftovers(d.read_bytes()))
    )
    if found:
        return PublishCheckPoint(
            "批注和修订", OPEN, "Word 文档里还有批注、修订、划掉或隐藏的字，接受或删除后再发布", found
        )
    return PublishCheckPoint("批注和修订", HOLDS, "没有批注，没有修订痕迹")


def _check_personal_data(read: list[Proofread]) -> PublishCheckPoint:
    found = tuple(f.line for r in read for f in r.findings if f.code == "personal_data")
    dismissed = tuple(said for r in read for said in _dismissed_findings(r, personal=True))
    if found:
        return PublishCheckPoint("个人信息", OPEN, f"{len(found)} 处像是个人信息", found, dismissed)
    if dismissed:
        few = f"有 {len(dismissed)} 处像是个人信息，已写明理由"
        return PublishCheckPoint("个人信息", KNOW, few, dismissed=dismissed)
    return PublishCheckPoint("个人信息", HOLDS, "没有发现身份证号、手机号")


def _check_deadline(companion: Companion, source: Source, today: datetime.date) -> PublishCheckPoint:
    until = companion.publish_until(source.who.name.partition("（")[0], int(source.who.year))
    left = (until - today).days
    if left < 0:
        # A late report must go out all the same: nothing here can be mended any more.
        return PublishCheckPoint(
            "公布期限", KNOW, f"应在 {until.isoformat()} 前公布，已过 {-left} 天，请尽快公布"
        )
    return PublishCheckPoint("公布期限", HOLDS, f"{until.isoformat()} 前公布，还有 {left} 天")


def _check_printed_day(
    documents: list[Path], printed: list[datetime.date | None], today: datetime.date
) -> Iterator[PublishCheckPoint]:
    """Tell of a day of publication that a document bears and that is not *today*, the day it goes public."""
    days = {d.name: day for d, day in zip(documents, printed, strict=True) if day}
    if not days:
        return
    other = tuple(f"{name}：印的是 {day.isoformat()}" for name, day in days.items() if day != today)
    if not other:
        yield PublishCheckPoint("印的公布日期", HOLDS, f"与发布日期相同（{today.isoformat()}）")
        return
    few = (
        f"不是 {today.isoformat()}（按这一天发布来核对）；要改的，用 toolkit report --date 发布日期 再写一次"
    )
    yield PublishCheckPoint("印的公布日期", KNOW, few, other)
