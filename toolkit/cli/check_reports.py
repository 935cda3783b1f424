"""What ``toolkit check`` does with a folder of published reports, and with a list of names."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import toolkit.terminal as out
from toolkit.cli import show_report
from toolkit.cli.app import ACT, OK, print_result
from toolkit.cli.arguments import find_optional_folder

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.document.proofread_result import KnownBody

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".et", ".zip")
"""Endings of what units send in, which is checked as such."""


def holds_workbooks(folder: Path) -> bool:
    """Tell whether workbooks lie in *folder*: then it is what units sent in."""
    return any(p.suffix.casefold() in WORKBOOKS for p in folder.rglob("*") if p.name[:1] not in {"~", "."})


def check_report_folder(
    folder: Path, last: Path | None, names: Path | None, work: Path | None, *, as_json: bool
) -> int:
    """Proofread a folder of published reports; show it, and write it on a page beside them."""
    from toolkit.folder.files import write_atomically
    from toolkit.merging.companion import form_of_document
    from toolkit.publishing.check_folder import PAGE, check_folder, find_reports

    if last and not last.is_dir():
        raise out.usage_error("核对目录时，--last 也要给上年报告的目录，{} 是文件", last)
    form = form_of_document(find_reports(folder)[0], find_optional_folder(work))
    with out.show_progress("核对报告", quiet=as_json) as tell:
        found = check_folder(folder, form, read_known_bodies(names), last, tell)
    today = datetime.datetime.now().astimezone().date().isoformat()
    page = folder / PAGE
    write_atomically(page, found.page(f"核对汇总：{folder.resolve().name}", today).encode())
    print_result(
        found.plain() | {"page": str(page)}, show_report.show_checked_folder, found, page, as_json=as_json
    )
    return ACT if found.must_act else OK


def read_known_bodies(names: Path | None) -> tuple[KnownBody, ...]:
    """Return the bodies of the list --names gives; none without it."""
    from toolkit.document.proofread_result import KnownBody
    from toolkit.folder.names_list import read_names_list

    return tuple(KnownBody(*body) for body in read_names_list(names)) if names else ()
