"""What is true of one form only, and the one door to it: its published document, and proofreading that.

A form needs no companion: it is distributed, collected, returned and merged by its definition alone. Only a form whose
offices publish a document of prose and tables has one. Nobody but this module imports a form's own modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from toolkit.errors import WorkFolderError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from toolkit.document.model import Document
    from toolkit.document.proofread_result import Asked, Proofread
    from toolkit.form.finding_codes import FindingCode
    from toolkit.form.model import Form
    from toolkit.merging.report_source import Source


class Companion(Protocol):
    """A module that knows one form's published document."""

    @property
    def TEMPLATE(self) -> str:  # noqa: N802 - a constant of the module
        """The file name of the Word template: the office's own in its work folder, else the one among the templates."""

    @property
    def FINDING_CODES(self) -> Mapping[str, FindingCode]:  # noqa: N802 - a constant of the module
        """The kinds of finding of its proofreading."""

    def document_title(self, office: str, year: str) -> str:
        """Return the title of the document *office* publishes."""

    def compose(self, form: Form, source: Source, date: str = "") -> tuple[Document, tuple[str, ...]]:
        """Return the document of *source*, and what of it was left out."""

    def read_published(self, data: bytes, suffix: str) -> Document:
        """Return the paragraphs and tables of a published document."""

    def proofread_report(self, path: Path, form: Form, asked: Asked, last: Path | None = None) -> Proofread:
        """Check the published document at *path*; *last* is the one of the year before."""

    def compare_versions(self, form: Form, found: Sequence[Proofread]) -> list[Proofread]:
        """Tell of documents of one body and year where they differ from the first of them."""

    def whose_document(self, document: Document) -> tuple[str, int]:
        """Return the body and the year of a document; "" and 0 where nothing tells."""

    def day_printed(self, document: Document) -> datetime.date | None:
        """Return the day of publication a document bears."""

    def publish_until(self, office: str, year: int) -> datetime.date:
        """Return the last day on which the document of *office* for *year* is in time."""


def companion_of(form_id: str) -> Companion | None:
    """Return the companion of the form *form_id*; None where it has none."""
    if form_id == "xxgk":
        from toolkit.xxgk import companion

        return companion
    return None


def companion_needed(form: Form, command: str) -> Companion:
    """Return the companion of *form*; raise WorkFolderError, with what to do instead of *command*, where it has none."""
    found = companion_of(form.id)
    if found is None:
        raise WorkFolderError(
            f"表样“{form.title}”没有要公布的文档，{command} 用不上。"
            f"汇总结果就在 toolkit merge 写出的{form.report_word}工作簿里，可以直接打印、报送；"
            "上级另发了表格的，用 toolkit merge --into 文件 把数填进去。"
        )
    return found
