"""Everything that must hold before an office publishes its report, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.document.model import Grid
from toolkit.document.overview_page import sheet
from toolkit.document.proofread_result import Asked
from toolkit.document.read_word import leftovers
from toolkit.folder.which_form import form_of
from toolkit.folder.work_folder import named_year
from toolkit.form.finding import ERROR, HINT
from toolkit.form.words import number, same_number, told_apart
from toolkit.merge.companion import companion_needed
from toolkit.merge.cover_scope import asked
from toolkit.merge.manifest import OWN, is_counted, is_excused
from toolkit.publish.freshness import freshness_of, open_in_folder
from toolkit.publish.made_from_report import outdated_outputs
from toolkit.publish.rulings import CONFIRMED, DISMISSED, ruled
from toolkit.text.normal_text import normal
from toolkit.text.personal_data import masked

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.document.model import Document
    from toolkit.document.proofread_result import Proofread
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.merge.companion import Companion
    from toolkit.merge.report_source import Source
    from toolkit.publish.freshness import Freshness

PAGE = "发布前核对.html"
VERSIONS = {".docx": "Word 文档", ".html": "网页"}
HOLDS, OPEN, KNOW = "holds", "open", "know"
OF_CLAIMS = "E"
"""How the rules are numbered that hold prose to the tables."""
UNLIKE = ("list_differs", "stale_cache", "total_in_formula")
"""The warnings that say that parts of the workbook contradict each other: no reason makes that publishable."""
SAID = {HOLDS: "✓ 通过", OPEN: "✕ 要处理", KNOW: "！请知悉"}


class Point(NamedTuple):
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


NOT_WRITTEN = Point("写好的报告", OPEN, "没有写好的 Word 文档和网页，先运行 toolkit report")


@dataclass(frozen=True)
class Precheck:
    """What must hold before publishing, and whether it does. *freshness* is None where no work folder tells it."""

    title: str
    today: str
    points: tuple[Point, ...]
    freshness: Freshness | None = None

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
        return sheet(f"发布前核对：{self.title}", f"{verdict}（{self.today}）", ready=self.ready, rows=rows)


def precheck(
    workbook: Path,
    documents: list[Path],
    today: datetime.date,
    rulings: Path,
    last: Path | None,
    folder: WorkFolder | None = None,
) -> Precheck:
    """Hold the report in *workbook* and its published *documents* against what must be; *last* as ``proofread`` takes it.

    Where *workbook* belongs to the work folder *folder* (the one it lies in, if none is named) both are held against
    what merging would come to now.
    """
    source, own = open_in_folder(workbook, folder)
    form = own.form if own else form_of(workbook, source.who, folder)
    companion = companion_needed(form, "toolkit report --publish-check")
    fresh = freshness_of(own, source) if own else None
    old = outdated_outputs(own, source) if own else {}
    read = [
        ruled(companion.proofread(d, form, Asked(source.who.name, int(source.who.year)), last), rulings)
        for d in documents
    ]
    texts = [companion.read_published(d.read_bytes(), d.suffix.casefold()) for d in documents]
    about_documents = (
        *(_document(r) for r in read),
        _bound(source, documents, texts, read, old),
        _versions(documents, texts),
        _personal(read),
        _leftovers(documents),
    )
    points = (
        _latest(fresh),
        _units(source),
        _workbook(source),
        _asked_of_units(source),
        *(about_documents if documents else (NOT_WRITTEN,)),
        *_others(documents, old),
        _deadline(companion, source, today),
        *_printed_day(documents, [companion.day_printed(t) for t in texts], today),
    )
    return Precheck(f"{source.who.name}{named_year(form, source.who.year)}", today.isoformat(), points, fresh)


def _latest(fresh: Freshness | None) -> Point:
    if fresh is None:
        return Point("数是最新的", KNOW, "工作簿不在汇总它的工作目录里，看不出各单位后来有没有报来新的")
    if fresh.fresh:
        return Point("数是最新的", HOLDS, "汇总以后，各单位的数、名册和设置都没有变")
    return Point("数是最新的", OPEN, fresh.said, fresh.details)


def _units(source: Source) -> Point:
    left = [(u["单位名称"], u["状态"]) for u in source.units if not is_counted(u) and not is_excused(u)]
    if not source.units:
        return Point("单位报齐", KNOW, "工作簿里没有报送情况，看不出有没有报齐")
    counted, excused = (sum(map(test, source.units)) for test in (is_counted, is_excused))
    few = asked(len(source.units), counted, excused)
    if left:
        return Point("单位报齐", OPEN, few, tuple(f"{name}：{state}" for name, state in left))
    return Point("单位报齐", HOLDS, few)


def _workbook(source: Source) -> Point:
    wrong = tuple(
        f"{f.place}：{f.message}。{f.remedy}"
        for f in source.findings
        if f.severity == ERROR or f.to_explain or f.code in UNLIKE
    )
    if wrong:
        return Point("汇总工作簿的勾稽关系", OPEN, f"{len(wrong)} 处没有改正或说明", wrong)
    hints = sum(f.severity == HINT and bool(f.rule) for f in source.findings)
    also = f"；另有参考 {hints} 处" if hints else ""
    return Point("汇总工作簿的勾稽关系", HOLDS, f"全部成立，或已说明{also}")


def _others(documents: list[Path], old: dict[Path, str]) -> Iterator[Point]:
    """Tell what else was made from the report and would be another one now: it may be sent on by mistake."""
    known = {d.resolve() for d in documents}
    if others := tuple(said for path, said in old.items() if path not in known):
        yield Point("由报告写出的其他文件", KNOW, f"{len(others)} 个是按以前的汇总写的，不要再用", others)


def _asked_of_units(source: Source) -> Point:
    """Hold open what a unit or the office must still answer: copies, rows twice, far-off figures, warnings of rules."""
    waiting = [x for x in source.waiting if not x["单位"].endswith(OWN)]
    open_ = tuple(
        f"{said['单位']}：{said['在哪里'] and said['在哪里'] + '：'}{said['提示']}（{said['规则']}）"
        for said in waiting
    )
    if open_:
        few = f"{len(open_)} 处没有答复：由单位在退回件里说明或改正，或用 toolkit permit 代为说明，再 toolkit merge"
        return Point("各单位的提示", OPEN, few, open_)
    return Point("各单位的提示", HOLDS, "都有答复")


def _document(read: Proofread) -> Point:
    name = f"报告核对（{VERSIONS.get(read.path[read.path.rfind('.') :].casefold(), read.path)}）"
    confirmed = {f.digest for f, what, _ in read.decided if what == CONFIRMED}
    dismissed = _dismissed(read, personal=False)
    also = f"；另有 {len(dismissed)} 处不一致，已写明理由" if dismissed else ""
    wrong = [f for f in read.findings if f.severity != "hint" and f.code != "personal_data"]
    open_ = tuple(
        f"{f.place}：{f.message}" + ("（已确认属实，待改）" if f.digest in confirmed else "") for f in wrong
    )
    if open_:
        few = f"{len(open_)} 处要改，或核对后用 toolkit check --dismiss 写明理由{also}"
        return Point(name, OPEN, few, open_, dismissed)
    if dismissed:
        few = f"正文 {read.claims} 处说到表里的数，没有要改的{also}"
        return Point(name, KNOW, few, dismissed=dismissed)
    hints = sum(f.severity == HINT and f.rule.startswith(OF_CLAIMS) for f in read.findings)
    if hints:
        return Point(name, HOLDS, f"正文 {read.claims} 处说到表里的数，没有要改的；另有参考 {hints} 处")
    return Point(name, HOLDS, f"正文 {read.claims} 处说到表里的数，都一致")


def _dismissed(read: Proofread, *, personal: bool) -> tuple[str, ...]:
    """Return what somebody ruled to be no fault, with the reason; what looks like personal data, or all the rest."""
    return tuple(
        f"{f.place}：{f.message}（不是问题：{why}）"
        for f, what, why in read.decided
        if what == DISMISSED and (f.code == "personal_data") == personal
    )


def _bound(
    source: Source,
    documents: list[Path],
    texts: list[Document],
    read: list[Proofread],
    old: dict[Path, str],
) -> Point:
    """Hold against the workbook every number that names its figure, and every cell of the tables whether it does or not."""
    wrong = [old[d.resolve()] for d in documents if d.resolve() in old]
    late = len(wrong)
    count = 0
    for path, document, told in zip(documents, texts, read, strict=True):
        named = {cell for cell, _ in _named(document)}
        for cell, printed in told.figures.items():
            expected = source.figures.get(cell)
            count += cell not in named
            if cell not in named and not same_number(printed, expected):
                here, there = told_apart(printed, expected)
                wrong.append(f"{path.name}：{'.'.join(cell)} 是 {here}，工作簿里是 {there}")
        for cell, text in _named(document):
            count += 1
            value = source.figures.get(cell)
            expected = number(value) if isinstance(value, float) else ""
            if text.strip().replace(",", "") != expected:
                wrong.append(
                    f"{path.name}：{'.'.join(cell)} 是 {text.strip() or '空'}，工作簿里是 {expected or '空'}"
                )
    if wrong:
        parts = [f"{late} 份是按以前的汇总写的"] if late else []
        parts += [f"{len(wrong) - late} 个数与工作簿不同"] if wrong[late:] else []
        return Point("与汇总工作簿一致", OPEN, f"{'，'.join(parts)}，请重新生成", tuple(wrong))
    return Point("与汇总工作簿一致", HOLDS, f"{count} 个数都与工作簿相同")


def _named(document: Document) -> Iterator[tuple[Any, str]]:
    for block in document.blocks:
        if isinstance(block, Grid):
            yield from ((b.cell, b.text) for row in block.rows for b in row if b and b.cell)
        else:
            yield from ((r.cell, r.text) for r in block.runs if r.cell)


def _versions(documents: list[Path], texts: list[Document]) -> Point:
    """H3: the Word document and the page must say the same."""
    said = [[normal(_words(b)) for b in t.blocks] for t in texts]
    if len(said) < 2:
        return Point("各版本一致", KNOW, "只有一个版本")
    first = said[0]
    for path, other in zip(documents[1:], said[1:], strict=True):
        off = [
            a or b
            for a, b in zip([*first, *[""] * len(other)], [*other, *[""] * len(first)], strict=False)
            if a != b
        ]
        if off:
            few = f"{documents[0].name} 与 {path.name} 不同"
            return Point("各版本一致", OPEN, few, tuple(masked(x)[:60] for x in off[:5]))
    return Point("各版本一致", HOLDS, "Word 文档与网页内容相同")


def _words(block: Any) -> str:
    if isinstance(block, Grid):
        return "|".join(b.text for row in block.rows for b in row if b)
    return str(block.text)


def _leftovers(documents: list[Path]) -> Point:
    """Comments, tracked changes, texts drawn through or hidden are published with the file that holds them."""
    found = tuple(
        f"{d.name}：{'、'.join(f'{what} {n} 处' for what, n in left.items())}"
        for d in documents
        if d.suffix.casefold() == ".docx" and (left := leftovers(d.read_bytes()))
    )
    if found:
        return Point(
            "批注和修订", OPEN, "Word 文档里还有批注、修订、划掉或隐藏的字，接受或删除后再发布", found
        )
    return Point("批注和修订", HOLDS, "没有批注，没有修订痕迹")


def _personal(read: list[Proofread]) -> Point:
    found = tuple(f"{f.place}：{f.message}" for r in read for f in r.findings if f.code == "personal_data")
    dismissed = tuple(said for r in read for said in _dismissed(r, personal=True))
    if found:
        return Point("个人信息", OPEN, f"{len(found)} 处像是个人信息", found, dismissed)
    if dismissed:
        few = f"有 {len(dismissed)} 处像是个人信息，已写明理由"
        return Point("个人信息", KNOW, few, dismissed=dismissed)
    return Point("个人信息", HOLDS, "没有发现身份证号、手机号")


def _deadline(companion: Companion, source: Source, today: datetime.date) -> Point:
    until = companion.publish_until(source.who.name.partition("（")[0], int(source.who.year))
    left = (until - today).days
    if left < 0:
        # A late report must go out all the same: nothing here can be mended any more.
        return Point("公布期限", KNOW, f"应在 {until.isoformat()} 前公布，已过 {-left} 天，请尽快公布")
    return Point("公布期限", HOLDS, f"{until.isoformat()} 前公布，还有 {left} 天")


def _printed_day(
    documents: list[Path], printed: list[datetime.date | None], today: datetime.date
) -> Iterator[Point]:
    """Tell of a day of publication that a document bears and that is not *today*, the day it goes public."""
    days = {d.name: day for d, day in zip(documents, printed, strict=True) if day}
    if not days:
        return
    other = tuple(f"{name}：印的是 {day.isoformat()}" for name, day in days.items() if day != today)
    if not other:
        yield Point("印的公布日期", HOLDS, f"与发布日期相同（{today.isoformat()}）")
        return
    few = (
        f"不是 {today.isoformat()}（按这一天发布来核对）；要改的，用 toolkit report --date 发布日期 再写一次"
    )
    yield Point("印的公布日期", KNOW, few, other)
