"""依申请办理经过: the steps of each request that the register has no column for, kept by the office in its work folder.

The register's columns are those of workbooks already handed out; what the clock needs beside them stands here, in the
office's own folder, and goes nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.clock.office_table import (
    OfficeColumn,
    OfficeRow,
    draw_office_table,
    find_office_table,
    read_office_table,
)
from toolkit.errors import WorkFolderError
from toolkit.xxgk.requests.request import ORGAN, THIRD, Consultation, HandlingSteps, day_recorded

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from toolkit.xxgk.requests.request import InformationRequest

HANDLING = "依申请办理经过"
"""How the table is called, before its ending."""
NOTES = (
    "一件申请填一行，登记号与台账一致；只填有过的事，没有的留空。几次征求意见的，同一登记号另起一行，只填征求意见三栏。",
    "这张表只在本机关，不上报、不下发；不要写申请人的姓名、电话、身份证号。",
)
COLUMNS = (
    OfficeColumn("number", "登记号", "text", 13, "与台账的登记号一致", required=True),
    OfficeColumn("arrived", "申请到达日", "date", 13, "当面提交、签收、信件或网上申请到达的那一天"),
    OfficeColumn("confirmed", "双方确认日", "date", 13, "平信、网络、传真：与申请人确认的那一天"),
    OfficeColumn("correct_by", "补正期限", "date", 13, "补正告知书里写的最后一天"),
    OfficeColumn("corrected", "补正收到日", "date", 13, "收到补正申请的那一天：答复期限从这天起算"),
    OfficeColumn(
        "reason_asked", "要求说明理由日", "date", 15, "数量、频次明显超过合理范围，要求说明理由的那一天"
    ),
    OfficeColumn("delayed_to", "延迟答复至", "date", 13, "理由合理、确定了延迟答复期限的，最后一天"),
    OfficeColumn("whom", "征求意见对象", "option", 13, "征求谁的意见", (THIRD, ORGAN)),
    OfficeColumn("served", "征求意见书送达日", "date", 16, "对方收到征求意见书的那一天"),
    OfficeColumn("came", "意见收到日", "date", 13, "收到意见的那一天；没有收到的留空"),
    OfficeColumn("extended_on", "延期告知日", "date", 13, "告知申请人延长答复期限的那一天"),
    OfficeColumn("extended_by", "延长工作日", "count", 11, "延长几个工作日，最多 20"),
    OfficeColumn(
        "extension_reason", "延期理由和同意人", "text", 26, "为什么延期，公开工作机构哪位负责人同意"
    ),
    OfficeColumn("charged_on", "收费通知送达日", "date", 15, "申请人收到收费通知的那一天"),
)
_ONCE = tuple(c.id for c in COLUMNS if c.id not in ("number", "whom", "served", "came"))


def draw_handling_table(
    requests: Iterable[InformationRequest], known: Path | None, created: datetime.datetime
) -> bytes:
    """Draw the table: what *known* says already, and a row for every request that is not answered yet."""
    rows = list(_read(known)) if known else []
    there = {row.values["number"] for row in rows}
    lines = [tuple(row.values.get(c.id, "") for c in COLUMNS) for row in rows]
    lines += [
        (r.number, *("",) * (len(COLUMNS) - 1)) for r in requests if r.ended is None and r.number not in there
    ]
    return draw_office_table(HANDLING, NOTES, COLUMNS, lines, created)


def find_handling_table(folder: Path) -> Path | None:
    """Return the table of a work folder; None where there is none."""
    return find_office_table(folder, HANDLING)


def read_handling_table(folder: Path | None) -> dict[str, HandlingSteps]:
    """Return the recorded steps by the request's number; raise WorkFolderError with every fault in the table."""
    path = find_handling_table(folder) if folder else None
    if path is None:
        return {}
    by_number: dict[str, list[OfficeRow]] = {}
    for row in _read(path):
        by_number.setdefault(row.values["number"], []).append(row)
    faults: list[str] = []
    steps = {number: _steps_of_rows(rows, faults) for number, rows in by_number.items()}
    if faults:
        raise WorkFolderError(f"{path.name} 要改：\n" + "\n".join(f"  {f}" for f in faults))
    return steps


def _read(path: Path) -> tuple[OfficeRow, ...]:
    return read_office_table(path.read_bytes(), path.name, COLUMNS)


def _steps_of_rows(rows: Sequence[OfficeRow], faults: list[str]) -> HandlingSteps:
    heads = {c.id: c.head for c in COLUMNS}
    once: dict[str, str] = {}
    consultations = []
    for row in rows:
        for column in _ONCE:
            said = row.values.get(column)
            if said and once.setdefault(column, said) != said:
                faults.append(
                    f"第 {row.number} 行 {heads[column]}“{said}”与同一登记号前面写的“{once[column]}”不一样"
                )
        consultations += _consultation_of(row, faults)
    merged = OfficeRow(rows[0].number, once)
    days = {c.id: day_recorded(merged, c.id) for c in COLUMNS if c.type == "date" and c.id in _ONCE}
    return HandlingSteps(
        **days,
        consultations=tuple(consultations),
        extended_by=int(float(once.get("extended_by", "0"))),
        extension_reason=once.get("extension_reason", ""),
    )


def _consultation_of(row: OfficeRow, faults: list[str]) -> list[Consultation]:
    served, came = day_recorded(row, "served"), day_recorded(row, "came")
    whom = row.values.get("whom", "")
    if served is None and came is None and not whom:
        return []
    if served is None:
        faults.append(f"第 {row.number} 行写了征求意见，没有写征求意见书送达日")
        return []
    if came and came < served:
        faults.append(f"第 {row.number} 行意见收到日早于征求意见书送达日")
        return []
    return [Consultation(whom or THIRD, served, came)]
