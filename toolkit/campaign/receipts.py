"""Receipts (回执): what was received of whom and when, by its fingerprint, and what it came to. One page each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.campaign.campaign import campaign
from toolkit.campaign.receipt_workbook import Slip, draw
from toolkit.errors import WorkFolderError
from toolkit.folder.days import office_minute
from toolkit.folder.files import safe, write
from toolkit.folder.work_folder import RECEIPTS, stamp
from toolkit.form.finding import ERROR, WARNING
from toolkit.form.submission import OUTCOMES, RETURNED
from toolkit.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from toolkit.campaign.campaign import Sent
    from toolkit.folder.work_folder import WorkFolder

NOBODY = "（看不出是哪个单位）"
PRINT = 16
"""How many characters of a fingerprint people compare; the workbook and the JSON have all of it."""


class Receipt(NamedTuple):
    """One receipt: the file it is about and where it was written."""

    sent: Sent
    path: Path

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        s = self.sent
        return {
            "unit": s.unit,
            "name": s.name,
            "file": s.path,
            "sha256": s.sha256,
            "received": s.at,
            "day": s.day,
            "outcome": s.outcome,
            "stands": s.stands,
            "errors": s.count(ERROR),
            "warnings": s.count(WARNING),
            "path": str(self.path),
        }


def receipts(
    folder: WorkFolder,
    only: Sequence[str],
    output: Path | None,
    now: str,
    tell: Callable[[int, int, str], None],
) -> list[Receipt]:
    """Write a receipt for every submission ever received (of the units *only*, if any are named), as sheet and text."""
    found = campaign(folder, now)
    every = [s for line in found.lines for s in line.sent] + list(found.others)
    if unknown := set(only) - {s.unit for s in every}:
        raise WorkFolderError(f"没有收到过单位 {'、'.join(sorted(unknown))} 的报送件。请核对单位编码。")
    chosen = [s for s in every if not only or s.unit in only]
    target = output or folder.path / RECEIPTS
    made = []
    for i, sent in enumerate(chosen):
        tell(i, len(chosen), sent.name)
        slip = _slip(folder, sent)
        name = "_".join(
            filter(None, (safe(sent.unit) if sent.unit else "", safe(sent.name or "未识别"), sent.sha256[:8]))
        )
        write(target / f"{name}_回执.xlsx", draw(slip, stamp(folder.office.year)))
        write(target / f"{name}_回执.txt", text(slip).encode())
        made.append(Receipt(sent, target / f"{name}_回执.xlsx"))
    tell(len(chosen), len(chosen), "")
    return made


def _slip(folder: WorkFolder, sent: Sent) -> Slip:
    errors, warnings = sent.count(ERROR), sent.count(WARNING)
    said = OUTCOMES[sent.outcome]
    used = "已采用" if sent.stands else "已排除，不采用" if sent.excluded else "没有采用：另有一份"
    if not sent.unit:
        used = "没有采用"
    elif sent.stands and sent.outcome == RETURNED:
        used = "改好重报后计入汇总"
    rows = (
        ("报送单位", visible(sent.name) or NOBODY),
        ("单位编码", visible(sent.unit) or "—"),
        ("年度", str(folder.office.year)),
        ("收到的文件", visible(sent.path)),
        ("收到时间", f"{office_minute(sent.at)}（文件自身的日期 {sent.day}）"),
        ("文件指纹（SHA-256）", sent.sha256),
        ("审核结论", f"{said}，{used}"),
        ("问题", f"错误 {errors} 处，提示 {warnings} 处" if sent.unit else visible(sent.reason)),
    )
    todo: tuple[str, ...] = ()
    if errors:
        todo = tuple(
            f"{visible(f.place)}：{visible(f.message)}" if f.place else visible(f.message)
            for f in sent.findings
            if f.severity == ERROR
        )
    return Slip(f"{folder.office.name}", "报送回执", rows, todo)


def text(slip: Slip) -> str:
    """Return a receipt as text, to paste into a chat."""
    lines = [f"{slip.office}　{slip.title}"]
    lines += [
        f"{name}：{said[:PRINT] + '…' if name.startswith('文件指纹') else said}" for name, said in slip.rows
    ]
    lines += ["要改的地方：", *(f"{i}．{t}" for i, t in enumerate(slip.todo, 1))] if slip.todo else []
    return "\n".join(lines) + "\n"
