"""A table as a file other programs read: CSV, Parquet, or a workbook."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.folder.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_CALCULATES = re.compile(r"\s*[-=+@＝＋－＠\t\r]")


def write_csv_table(columns: Sequence[str], rows: Iterable[Sequence[object]], path: Path) -> None:
    """Write rows as CSV (UTF-8 with a mark, so that Excel and WPS read it)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_escape_formula_text(v) for v in row] for row in rows)
    write_atomically(path, out.getvalue().encode("utf-8-sig"))


def write_parquet_table(columns: Sequence[str], rows: Iterable[Sequence[object]], path: Path) -> None:
    """Write rows as Parquet; raise WorkFolderError where pyarrow is not installed."""
    from toolkit.figures.parquet import rows_to_parquet

    try:
        data = rows_to_parquet(rows, columns)
    except ImportError as error:
        raise WorkFolderError(
            "没有安装 pyarrow，不能写 Parquet。请先安装：pip install 'toolkit[parquet]'。"
        ) from error
    write_atomically(path, data)


def _escape_formula_text(value: object) -> object:
    """Return a text so that no spreadsheet program calculates it: an apostrophe before what would begin a formula."""
    return f"'{value}" if isinstance(value, str) and _CALCULATES.match(value) else value
