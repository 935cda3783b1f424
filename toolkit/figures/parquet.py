"""Rows as a columnar file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def rows_to_parquet(rows: Iterable[Sequence[object]], columns: Sequence[str]) -> bytes:
    """Return *rows* as Parquet; raise ImportError where pyarrow is not installed."""
    out = io.BytesIO()
    pd.DataFrame(list(rows), columns=list(columns)).to_parquet(out, index=False)
    return out.getvalue()
