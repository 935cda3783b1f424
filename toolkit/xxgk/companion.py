"""The companion of the annual report on open government: everything that is true of this form only, as ``Companion`` asks."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from toolkit.form.model import Cell
from toolkit.xxgk.report_title import document_title

if TYPE_CHECKING:
    import datetime

    from toolkit.document.model import Document
    from toolkit.xxgk.composition import compose
    from toolkit.xxgk.finding_codes import PUBLISHED as FINDING_CODES
    from toolkit.xxgk.proofread import (
        compare_versions,
        proofread_report,
        publish_until,
        read_earlier_report,
        read_published,
    )
    from toolkit.xxgk.requests import desk as REQUESTS  # noqa: N812 - a constant of the companion
    from toolkit.xxgk.requests.request_codes import REQUEST_CODES

__all__ = [
    "CELLS",
    "DRAFT_NOTE",
    "FINDING_CODES",
    "REQUESTS",
    "REQUEST_CODES",
    "STYLE_WORD",
    "TEMPLATE",
    "compare_versions",
    "compose",
    "day_printed",
    "document_title",
    "proofread_report",
    "publish_until",
    "read_earlier_report",
    "read_published",
    "whose_document",
]

_ELSEWHERE = {
    "FINDING_CODES": ("finding_codes", "PUBLISHED"),
    "REQUESTS": ("requests.desk", ""),
    "REQUEST_CODES": ("requests.request_codes", "REQUEST_CODES"),
    "compare_versions": ("proofread", "compare_versions"),
    "compose": ("composition", "compose"),
    "proofread_report": ("proofread", "proofread_report"),
    "publish_until": ("proofread", "publish_until"),
    "read_earlier_report": ("proofread", "read_earlier_report"),
    "read_published": ("proofread", "read_published"),
}
"""What stands in modules that are imported when it is first asked for: who only asks whether there is a document waits for none."""


def __getattr__(name: str) -> Any:
    """Return what stands in a module of its own."""
    if name not in _ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    where, called = _ELSEWHERE[name]
    module = importlib.import_module(f"toolkit.xxgk.{where}")
    return getattr(module, called) if called else module


TEMPLATE, STYLE_WORD = "年报模板.docx", "年报"
DRAFT_NOTE = "toolkit report 就照这些写 Word 文档和网页。文字在“一、总体情况”“五、问题与措施”“六、其他”里改；数由汇总结果来，改不了。"
CELLS = (
    *(Cell("表二文件", row, "制发") for row in ("规章", "规范性文件")),
    Cell("表二许可", "许可", "数量"),
    Cell("表二处罚", "处罚", "数量"),
    Cell("表二收费", "收费", "金额"),
    *(Cell("表三", row, "总计") for row in ("新收", "结转", "r6_2")),
    *(Cell("表四", row, "总计") for row in ("复议",)),
)
"""What the modules here name of the form's figures."""


def whose_document(document: Document) -> tuple[str, int]:
    """Return the body and the year of a report; "" and 0 where nothing tells."""
    from toolkit.xxgk.outline import parse_outline
    from toolkit.xxgk.whose_report import report_body_and_year

    return report_body_and_year(parse_outline(document))


def day_printed(document: Document) -> datetime.date | None:
    """Return the day of publication a report bears."""
    from toolkit.xxgk.outline import parse_outline
    from toolkit.xxgk.report_structure import publication_day

    return publication_day(parse_outline(document))
