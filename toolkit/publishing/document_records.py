"""What every Word document said when it was written: by it the next report tells what somebody changed in it since.

Kept in the work folder's ledger; where a workbook lies in none, in a file beside the documents.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.document.model import document_from_plain, document_to_plain
from toolkit.errors import WorkFolderError
from toolkit.folder.files import write_atomically
from toolkit.folder.work_folder import LEDGER, SETTINGS
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import WrittenDocument

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.document.model import Document

RECORDS = "生成记录.json"
MOST = 12
"""How many versions of a document the file beside it remembers: each newer one makes an older less likely to come back."""
BESIDE = ("figures", "template", "date", "whole")
"""What of a version is remembered with what it says."""


@dataclass(frozen=True)
class WrittenGeneration:
    """A Word document as it was written: *said* is what it would say with nobody's edits, *figures* its numbers by name.

    *word* and *page* are the hashes of the two files. *template* is the hash of the template, *date* the printed day;
    *whole* tells that nothing but what is composed was in the file.
    """

    mark: str
    word: str
    page: str
    name: str
    said: Document
    figures: dict[str, str]
    template: str
    date: str
    whole: bool


class DocumentRecords:
    """Remembers what was written from a workbook into a folder."""

    def __init__(self, workbook: Path, output: Path) -> None:
        """Look for the ledger of the work folder *workbook* lies in; nothing is read yet."""
        above = workbook.resolve().parents
        home = next((p for p in above if (p / SETTINGS).is_file() and (p / LEDGER).is_file()), None)
        self._ledger = home / LEDGER if home else None
        self._beside = output / RECORDS

    def known(self, title: str = "") -> list[WrittenGeneration]:
        """Return what was written of the report of this title, oldest first; "" for every title."""
        records = self._read_beside()
        if self._ledger:
            with Ledger.open(self._ledger) as ledger:
                records += ledger.written_documents()
        return [g for r in records if (g := _generation_from_record(r)).said.title == title or not title]

    def remember(self, made: WrittenGeneration, at: str) -> None:
        """Keep *made*; the same as the last is the same one."""
        record = _generation_to_record(made, at)
        if self._ledger:
            with Ledger.open(self._ledger) as ledger:
                ledger.write_document(record)
            return
        records = self._read_beside()
        if not records or records[-1][:-1] != record[:-1]:
            older = [r for r in records if r.name == record.name][-MOST + 1 :]
            others = [r for r in records if r.name != record.name]
            plain = [r._asdict() for r in [*others, *older, record]]
            write_atomically(self._beside, (json.dumps(plain, ensure_ascii=False, indent=0) + "\n").encode())

    def _read_beside(self) -> list[WrittenDocument]:
        if not self._beside.is_file():
            return []
        try:
            plain: list[dict[str, Any]] = json.loads(self._beside.read_text(encoding="utf-8"))
            records = [WrittenDocument(**r) for r in plain]
            for record in records:
                _generation_from_record(record)
        except (OSError, ValueError, TypeError, KeyError, IndexError) as error:
            raise WorkFolderError(
                f"{self._beside} 读不出来（{error}）。请从备份恢复，或把它移走再运行：移走以后，"
                "Word 文档里与工作簿不同的地方会逐处问一遍。"
            ) from error
        return records


def find_generation(
    known: list[WrittenGeneration], data: bytes, mark: str, name: str
) -> WrittenGeneration | None:
    """Return which of *known* the document *data* is: by its bytes, its *mark*, or its *name* where it bears no mark."""
    sha256 = hashlib.sha256(data).hexdigest()
    newest = list(reversed(known))
    same = (g for g in newest if g.word == sha256)
    marked = (g for g in newest if mark and g.mark == mark)
    named = (g for g in newest if not mark and g.name == name)
    return next(same, None) or next(marked, None) or next(named, None)


def _generation_to_record(made: WrittenGeneration, at: str) -> WrittenDocument:
    said = {"document": document_to_plain(made.said)} | {key: getattr(made, key) for key in BESIDE}
    told = json.dumps(said, ensure_ascii=False)
    return WrittenDocument(made.mark, made.word, made.page, made.name, told, at)


def _generation_from_record(record: WrittenDocument) -> WrittenGeneration:
    said = json.loads(record.said)
    beside = {key: said[key] for key in BESIDE}
    return WrittenGeneration(*record[:4], document_from_plain(said["document"]), **beside)
