"""Everything that must hold before an office publishes its report, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.document.proofread_result import Asked
from toolkit.folder.work_folder import name_report
from toolkit.form.finding import ERROR, HINT
from toolkit.merging.companion import companion_needed
from toolkit.merging.cover_scope import counted_units_text
from toolkit.merging.manifest import OWN, is_line_counted, is_line_excused
from toolkit.publishing.check_documents import (
    check_documents,
    check_edited_words,
    check_pictures,
    check_printed_copy,
    check_printed_day,
)
from toolkit.publishing.check_point import HOLDS, KNOW, OPEN, PublishCheckPoint, PublishCheckResult
from toolkit.publishing.freshness import report_freshness
from toolkit.publishing.made_from_report import outdated_outputs
from toolkit.publishing.rulings import apply_rulings

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.merging.companion import Companion
    from toolkit.merging.report_source import Source
    from toolkit.publishing.freshness import OpenedReport, OutdatedNote, ReportFreshness

UNLIKE = ("list_differs", "stale_cache", "total_in_formula")
"""The warnings that say that parts of the workbook contradict each other: no reason makes that publishable."""


def check_publish_readiness(
    report: OpenedReport, documents: list[Path], today: datetime.date, rulings: Path, last: Path | None
) -> PublishCheckResult:
    """Hold *report* and its published *documents* against what must be; *last* as ``proofread_report`` takes it.

    Where it belongs to a work folder both are held against what merging would come to now.
    """
    workbook, form, source, own = report
    companion = companion_needed(form, "toolkit report --publish-check")
    period = form.periods.read(source.who.period)
    fresh = report_freshness(own, source) if own else None
    old = outdated_outputs(own, source) if own else {}
    asked = Asked(source.who.name, period.year, figures=source.numbers)
    read = [apply_rulings(companion.proofread_report(d, form, asked, last), rulings) for d in documents]
    texts = [companion.read_published(d.read_bytes(), d.suffix.casefold()) for d in documents]
    points = (
        _check_freshness(fresh),
        _check_all_reported(source),
        _check_workbook(source),
        _check_open_questions(source),
        *check_documents(source, documents, texts, read, old),
        *check_edited_words(workbook, documents),
        *check_pictures(documents),
        *check_printed_copy(documents),
        *_check_other_outputs(documents, old),
        _check_deadline(companion, source.who.name, period.year, today),
        *check_printed_day(documents, [companion.day_printed(t) for t in texts], today),
    )
    title = f"{source.who.name}{name_report(form, period)}"
    return PublishCheckResult(title, today.isoformat(), points, fresh)


def _check_freshness(fresh: ReportFreshness | None) -> PublishCheckPoint:
    if fresh is None:
        few = "工作簿不在汇总它的工作目录里，看不出各单位后来有没有报来新的"
        return PublishCheckPoint("数是最新的", KNOW, few)
    if fresh.fresh:
        return PublishCheckPoint("数是最新的", HOLDS, "汇总以后，各单位的数、名册和设置都没有变")
    return PublishCheckPoint("数是最新的", OPEN, fresh.said, fresh.details)


def _check_all_reported(source: Source) -> PublishCheckPoint:
    left = [u for u in source.units if not is_line_counted(u) and not is_line_excused(u)]
    if not source.units:
        return PublishCheckPoint("单位报齐", KNOW, "工作簿里没有报送情况，看不出有没有报齐")
    counted, excused = (sum(map(test, source.units)) for test in (is_line_counted, is_line_excused))
    few = counted_units_text(len(source.units), counted, excused)
    if left:
        named = tuple(f"{u['单位名称']}：{u['状态']}" for u in left)
        return PublishCheckPoint("单位报齐", OPEN, few, named)
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
        few = f"{len(others)} 个是按以前的汇总写的，不要再用"
        yield PublishCheckPoint("由报告写出的其他文件", KNOW, few, others)


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


def _check_deadline(companion: Companion, office: str, year: int, today: datetime.date) -> PublishCheckPoint:
    until = companion.publish_until(office.partition("（")[0], year)
    left = (until - today).days
    if left < 0:
        # A late report must go out all the same: nothing here can be mended any more.
        few = f"应在 {until.isoformat()} 前公布，已过 {-left} 天，请尽快公布"
        return PublishCheckPoint("公布期限", KNOW, few)
    return PublishCheckPoint("公布期限", HOLDS, f"{until.isoformat()} 前公布，还有 {left} 天")
