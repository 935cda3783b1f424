"""A sheet of xlsxwriter that prepares each formula once. Whoever only looks imports no writer of workbooks."""

from __future__ import annotations

from functools import lru_cache

from xlsxwriter.worksheet import Worksheet


@lru_cache(maxsize=2**14)
def _prepared_formula(formula: str, *more: bool) -> str:
    return str(Worksheet()._prepare_formula(formula, *more))  # noqa: SLF001 - what the sheet below asks once


class FormulaSheet(Worksheet):  # type: ignore[misc]  # the library ships no types
    """A sheet that prepares a formula once: the library looks for thirty names in each, a third of all drawing."""

    def _prepare_formula(self, formula: str, *more: bool) -> str:
        return _prepared_formula(formula, *more)
