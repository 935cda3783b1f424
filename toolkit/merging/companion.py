"""What is true of one form only, and the one door to it: its published document, and proofreading that.

A form needs no companion: it is distributed, collected, returned and merged by its definition alone. Only a form whose
offices publish a document of prose and tables has one. Nobody but this module imports a form's own modules.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import find_work_folder, known_forms, load_named_form
from toolkit.form.model import REPORT

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from toolkit.clock.office_clocks import RequestDesk
    from toolkit.document.model import Document
    from toolkit.document.proofread_result import Asked, EarlierReport, Proofread
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding_codes import FindingCode
    from toolkit.form.model import Cell, Form
    from toolkit.merging.report_source import Source


class Companion(Protocol):
    """A module that knows one form's published document."""

    @property
    def CELLS(self) -> Sequence[Cell]:  # noqa: N802 - a constant of the module
        """The figures it names: it is written for forms that have them."""

    @property
    def TEMPLATE(self) -> str:  # noqa: N802 - a constant of the module
        """The file name of the Word template: the office's own in its work folder, else the one among the templates."""

    @property
    def STYLE_WORD(self) -> str:  # noqa: N802 - a constant of the module
        """What stands before the names of the styles in its Word documents: two characters."""

    @property
    def DRAFT_NOTE(self) -> str:  # noqa: N802 - a constant of the module
        """What stands above the draft in the report workbook: where its words are changed."""

    @property
    def FINDING_CODES(self) -> Mapping[str, FindingCode]:  # noqa: N802 - a constant of the module
        """The kinds of finding of its proofreading."""

    @property
    def REQUESTS(self) -> RequestDesk:  # noqa: N802 - a constant of the module
        """What it knows of the requests people make of the office, and when they are to be answered."""

    @property
    def REQUEST_CODES(self) -> Mapping[str, FindingCode]:  # noqa: N802 - a constant of the module
        """The kinds of finding of how requests are handled."""

    def document_title(self, office: str, year: str) -> str:
        """Return the title of the document *office* publishes."""

    def compose(self, form: Form, source: Source, date: str = "") -> tuple[Document, tuple[str, ...]]:
        """Return the document of *source*, and what of it was left out."""

    def read_published(self, data: bytes, suffix: str) -> Document:
        """Return the paragraphs and tables of a published document."""

    def proofread_report(
        self, path: Path, form: Form, asked: Asked, last: Path | EarlierReport | None = None
    ) -> Proofread:
        """Check the published document at *path*; *last* is the one of the year before, or what was read of it."""

    def read_earlier_report(self, path: Path, form: Form, asked: Asked) -> EarlierReport:
        """Return what a document of the next year is held against of the one at *path*."""

    def compare_versions(self, form: Form, found: Sequence[Proofread]) -> list[Proofread]:
        """Tell of documents of one body and year where they differ from the first of them."""

    def whose_document(self, document: Document) -> tuple[str, int]:
        """Return the body and the year of a document; "" and 0 where nothing tells."""

    def day_printed(self, document: Document) -> datetime.date | None:
        """Return the day of publication a document bears."""

    def publish_until(self, office: str, year: int) -> datetime.date:
        """Return the last day on which the document of *office* for *year* is in time."""


def companion_of(form: Form) -> Companion | None:
    """Return the companion of *form*; None where it has none, or one that is written for other tables."""
    found = _companion_called(form.id)
    return None if found is None or _cells_lacking(found, form) else found


def _companion_called(form_id: str) -> Companion | None:
    """Return the companion of the form *form_id*: the module called as this one in the package called after the form."""
    here = Path(__file__)
    if not form_id.isidentifier() or form_id == here.parent.name:
        return None
    known = (here.parent.parent / form_id / here.name).is_file()
    return cast("Companion", importlib.import_module(f"toolkit.{form_id}.{here.stem}")) if known else None


def _cells_lacking(companion: Companion, form: Form) -> list[str]:
    known = set(form.cells_of(REPORT))
    return [c.name for c in companion.CELLS if c not in known]


def companion_needed(form: Form, command: str) -> Companion:
    """Return the companion of *form*; raise WorkFolderError, with what to do instead of *command*, where it has none."""
    found = _companion_called(form.id)
    lacking = _cells_lacking(found, form) if found else []
    if found is None or lacking:
        why = f"里没有要公布的文档所用的数（{'、'.join(lacking)}）" if lacking else "没有要公布的文档"
        raise WorkFolderError(
            f"表样“{form.title}”{why}，{command} 用不上。"
            f"汇总结果就在 toolkit merge 写出的{form.report_word}工作簿里，可以直接打印、报送；"
            "上级另发了表格的，用 toolkit merge --into 文件 把数填进去。"
        )
    return found


def form_of_document(document: Path, folder: WorkFolder | None) -> Form:
    """Return the form whose published document *document* is: that of *folder*, else of the folder it lies in.

    Elsewhere it is the one form that is shipped and has a published document; raise WorkFolderError where that is unclear.
    """
    own = folder or find_work_folder(document.resolve().parent)
    if own:
        return own.form
    names = [name for name in known_forms() if _companion_called(name)]
    if len(names) != 1:
        raise WorkFolderError(
            f"看不出 {document} 是哪个表样的文档（有文档的表样：{'、'.join(names) or '没有'}）。"
            "请在它的工作目录里运行，或用 -w 指明那个工作目录。"
        )
    return load_named_form(names[0])
