"""What the cover says of the check sheet: whether the workbook may be sent, and what is to be done first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import CHECKED, CHECKS, SCOPE, SCOPE_TITLE, column_letters, scope_label
from toolkit.sheets.check_lines import blocks_sending, needs_explanation, place_text
from toolkit.sheets.check_sheet import ASKED, FIRST, HOW, NUMBER, RULE, SAID, SPOT, TARGET, remedy_text
from toolkit.sheets.styles import (
    ROLES,
    Formats,
    lines_needed,
    write_cell,
    write_formula,
    write_label,
    write_link,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.layout import CellPlace, Layout
    from toolkit.sheets.check_lines import DrawnCheck

READY, TO_EXPLAIN = "可以上报", "处提示请说明"


class ScopeStatement(NamedTuple):
    """What the cover says of a report's making under one of ``SCOPE``: where the details stand, and how it looks."""

    text: str
    sheet: str = ""
    tone: str = ""


def draw_cover_scope(
    sheet: Worksheet,
    formats: Formats,
    layout: Layout,
    said: Mapping[str, ScopeStatement],
    wide: float,
    checked: str,
) -> None:
    """Write below everything that is read back what the report covers and what it lacks; column B is *wide*."""
    title, *lines = layout.scope
    write_label(sheet, title.row, 0, 1, 2, SCOPE_TITLE, formats("block"))
    sheet.set_row(title.row, 20)
    for at, label in zip(lines, SCOPE, strict=True):
        line = said[label]
        shown = scope_label(layout.form, label)
        if line.sheet:
            write_link(sheet, at.row, at.column, (line.sheet, "A1"), shown, formats("link", align="left"))
        else:
            write_cell(sheet, at.row, at.column, shown, formats("row"))
        style = formats("cell", **tone_properties(line.tone))
        text = line.text
        if line.sheet == CHECKED:
            text = checked
            write_formula(sheet, at.row, at.column + 1, f"='{CHECKED}'!$A$2", style, text)
        else:
            write_cell(sheet, at.row, at.column + 1, text, style)
        sheet.set_row(at.row, 15 * lines_needed(text, wide) + 5)


def draw_cover_verdict(sheet: Worksheet, formats: Formats, at: CellPlace, said: CoverStatus) -> None:
    """Show whether the workbook may be sent, as a light."""
    write_cell(sheet, at.row, at.column - 1, "审核结果", formats("head"))
    formula, text = said.verdict()
    write_formula(sheet, at.row, at.column, formula, formats("verdict", font_size=14), text)
    sheet.set_row(at.row, 30)
    for criteria, words, colour in (
        ("containing", TO_EXPLAIN, "warn"),
        ("begins with", READY, "good"),
        ("begins with", "还有", "bad"),
    ):
        tint = {"type": "text", "criteria": criteria, "value": words, "format": formats(colour)}
        sheet.conditional_format(at.row, at.column, at.row, at.column, tint | {"stop_if_true": True})


def tone_properties(name: str) -> dict[str, object]:
    """Return a tone as a variation of another role."""
    return {k: v for k, v in ROLES[name].items() if k in ("bg_color", "font_color")} if name else {}


class CoverStatus:
    """The light on the cover, and the list below it: errors first, then warnings nobody has explained."""

    def __init__(self, drawn: list[DrawnCheck], first: int = FIRST) -> None:
        """Look at the lines of the check sheet as *drawn*, from its row *first* on."""
        self.first, self.end = first, first + len(drawn)
        rows = list(enumerate(drawn, first))
        self.open = [x for x in rows if blocks_sending(x[1])] + [x for x in rows if needs_explanation(x[1])]
        self.errors = sum(blocks_sending(x) for x in drawn)

    def verdict(self) -> tuple[str, str]:
        """Return the verdict's formula and what it comes to."""
        errors, asked = f"MAX({self._column(NUMBER)})", f"MAX({self._column(ASKED)})"
        explain = f'"{READY}（有 "&{asked}&" {TO_EXPLAIN}）"'
        formula = f'=IF({errors}>0,"还有 "&{errors}&" 处",IF({asked}>0,{explain},"{READY}"))'
        waiting = len(self.open) - self.errors
        good = f"{READY}（有 {waiting} {TO_EXPLAIN}）" if waiting else READY
        return formula, f"还有 {self.errors} 处" if self.errors else good

    def todo(self, i: int) -> tuple[tuple[str, str], ...]:
        """Return the formulas and texts of the *i*-th thing to do: where (a link), which rule, what to do."""
        number, asked = self._column(NUMBER), self._column(ASKED)
        at = f"IFERROR(MATCH({i + 1},{number},0),MATCH({i + 1}-MAX({number}),{asked},0))"
        columns = map(self._column, (TARGET, SPOT, RULE, SAID, HOW))
        target, place, rule, said, todo = (f"INDEX({column},{at})" for column in columns)
        where = what = act = ""
        if i < len(self.open):
            row, line = self.open[i]
            where, act = place_text(line), remedy_text(line, row)
            what = f"{line.statement}（规则 {line.rule}）"
        return (
            (f'=IFERROR(HYPERLINK({target},{place}),"")', where),
            (f'=IFERROR({said}&"（规则 "&{rule}&"）","")', what),
            (f'=IFERROR({todo},"")', act),
        )

    def _column(self, column: int) -> str:
        return f"'{CHECKS}'!${column_letters(column)}${self.first + 1}:${column_letters(column)}${self.end}"
