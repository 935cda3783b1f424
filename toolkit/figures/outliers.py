"""Figures against those of peers: which are so far off that somebody should look again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENOUGH = 5
"""Among fewer units nothing is far off."""
FAR = 3.5
"""The modified z-score from which a figure is an outlier (Iglewicz & Hoaglin 1993, How to Detect and Handle Outliers)."""
APART = 0.5
"""How much of the median a figure is off at least: where all others agree, a small step is no outlier."""
_MAD, _MEAN = 0.6745, 0.7979
TIMES = 10.0
"""How many times as large as nearly all others' a figure is to be asked about: an outlier is only shown."""


def is_far_beyond(value: float, others: Sequence[float]) -> bool:
    """Tell whether *value* is many times what three of four *others* have at most; among few nothing is."""
    if len(others) < ENOUGH - 1:
        return False
    import numpy as np

    return value > TIMES * float(np.quantile(others, 0.75))


def find_outliers(values: Sequence[float]) -> list[bool]:
    """Tell of each value whether it lies far off the median of all.

    By the median absolute deviation; where more than half are equal that is 0, and the mean deviation stands in.
    """
    if len(values) < ENOUGH:
        return [False] * len(values)
    import numpy as np

    middle = float(np.median(values))
    off = np.abs(np.asarray(values, dtype=float) - middle)
    spread = float(np.median(off)) / _MAD or float(off.mean()) / _MEAN
    if not spread:
        return [False] * len(values)
    return [bool(x) for x in (off / spread > FAR) & (off > APART * abs(middle))]
