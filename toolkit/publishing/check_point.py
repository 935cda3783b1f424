"""What must hold before publishing, as values: one point of it, and all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from toolkit.publishing.freshness import ReportFreshness

PAGE = "发布前核对.html"
"""Where all points are written down."""
HOLDS, OPEN, KNOW = "holds", "open", "know"
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


@told_as("title today ready points freshness")
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

    def page(self) -> str:
        """Return the result as one page to print."""
        from toolkit.document.overview_page import render_check_page

        verdict = "可以发布" if self.ready else "还不能发布"
        rows = [(p.name, p.state, SAID[p.state], p.few, p.details) for p in self.points]
        said = f"{verdict}（{self.today}）"
        return render_check_page(f"发布前核对：{self.title}", said, ready=self.ready, rows=rows)
