"""Receipts (回执): what was received of whom and when, by its fingerprint, and what it came to. One page each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.campaign.campaign import load_campaign
from toolkit.campaign.receipt_workbook import ReceiptContent, draw_receipt_workbook
from toolkit.errors import WorkFolderError
from toolkit.folder.days import office_minute_of
from toolkit.folder.files import safe_file_name_part, write_atomically
from toolkit.folder.work_folder import RECEIPTS, workbook_timestamp
from toolkit.form.finding import ERROR, WARNING
from toolkit.form.layout import identity_label
from toolkit.form.submission import OUTCOMES, RETURNED
from toolkit.text.plain_values import told_as
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.campaign.sent_file import SentFile
    from toolkit.folder.work_folder import Tell, WorkFolder

NOBODY = "（看不出是哪个单位）"
PRINT = 16
"""How many characters of a fingerprint people compare; the workbook and the JSON have all of it."""


@told_as(
    "sent.unit sent.name file=sent.path sent.sha256 received=sent.at sent.day sent.outcome sent.stands "
    "errors warnings path"
)
class WrittenReceipt(NamedTuple):
    """One receipt: the file it is about and where it was written."""

    sent: SentFile
    path: Path

    @property
    def errors(self) -> int:
        """Return how many errors were found in the file."""
        return self.sent.count(ERROR)

    @property
    def warnings(self) -> int:
        """Return how many questions were found in it."""
        return self.sent.count(WARNING)


def write_receipts(
    folder: WorkFolder, only: Sequence[str], output: Path | None, now: str, tell: Tell
) -> list[WrittenReceipt]:
    """Write a receipt for every submission ever received (of the units *only*, if any are named), as sheet and text."""
    found = load_campaign(folder, now)
    every = [s for line in found.lines for s in line.sent] + list(found.others)
    if unknown := set(only) - {s.unit for s in every}:
        raise WorkFolderError(f"没有收到过单位 {'、'.join(sorted(unknown))} 的报送件。请核对单位编码。")
    chosen = [s for s in every if not only or s.unit in only]
    target = output or folder.path / RECEIPTS
    made = []
    for i, sent in enumerate(chosen):
        tell(i, len(chosen), sent.name)
        slip = _receipt_content(folder, sent)
        code = f"{safe_file_name_part(sent.unit)}_" if sent.unit else ""
        name = f"{code}{safe_file_name_part(sent.name or '未识别')}_{sent.sha256[:8]}_回执"
        drawn = draw_receipt_workbook(slip, workbook_timestamp(folder.office.period))
        write_atomically(target / f"{name}.xlsx", drawn)
        write_atomically(target / f"{name}.txt", receipt_text(slip).encode())
        made.append(WrittenReceipt(sent, target / f"{name}.xlsx"))
    tell(len(chosen), len(chosen), "")
    return made


def _receipt_content(folder: WorkFolder, sent: SentFile) -> ReceiptContent:
    errors, warnings = sent.count(ERROR), sent.count(WARNING)
    said = OUTCOMES[sent.outcome]
    used = "已采用" if sent.stands else "已排除，不采用" if sent.excluded else "没有采用：另有一份"
    if not sent.unit:
        used = "没有采用"
    elif sent.stands and sent.outcome == RETURNED:
        used = "改好重报后计入汇总"
    rows = (
        ("报送单位", visible_text(sent.name) or NOBODY),
        ("单位编码", visible_text(sent.unit) or "—"),
        (identity_label(folder.form, "period"), folder.office.period.shown),
        ("收到的文件", visible_text(sent.path)),
        ("收到时间", f"{office_minute_of(sent.at)}（文件自身的日期 {sent.day}）"),
        ("文件指纹（SHA-256）", sent.sha256),
        ("审核结论", f"{said}，{used}"),
        ("问题", f"错误 {errors} 处，提示 {warnings} 处" if sent.unit else visible_text(sent.reason)),
    )
    told = ((visible_text(f.place), visible_text(f.message)) for f in sent.findings if f.severity == ERROR)
    todo = tuple("：".join(filter(None, said)) for said in told)
    return ReceiptContent(folder.office.name, "报送回执", rows, todo)


def receipt_text(slip: ReceiptContent) -> str:
    """Return a receipt as text, to paste into a chat."""
    lines = [f"{slip.office}　{slip.title}"]
    lines += [
        f"{name}：{said[:PRINT] + '…' if name.startswith('文件指纹') else said}" for name, said in slip.rows
    ]
    lines += ["要改的地方：", *(f"{i}．{t}" for i, t in enumerate(slip.todo, 1))] if slip.todo else []
    return "\n".join(lines) + "\n"
