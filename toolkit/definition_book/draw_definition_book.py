"""A definition drawn as a workbook to write in: a sheet a part, drop-downs for closed words and for names, help at every column."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from toolkit.definition.definition_shape import NUMBER, ROSTER, ROWS, WHOLE, YES
from toolkit.definition.definition_words import labels_allowed
from toolkit.definition_book.book_guide import guide_page, rule_guide_page
from toolkit.definition_book.book_sheets import (
    CALLED,
    FORM,
    HELP_HEAD,
    HOLDER,
    ITEM,
    KEY_HEAD,
    OPTIONS,
    VALUE_HEAD,
    book_sheets,
    sheet_of_part,
)
from toolkit.definition_book.cell_spelling import spell_value
from toolkit.form.layout import column_letters
from toolkit.sheets.page import Column, Entry, Page, draw_page
from toolkit.sheets.paper import columns_before_breaks
from toolkit.sheets.styles import Formats, start_workbook, storable_text

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from toolkit.definition_book.book_sheets import BookColumn, BookSheet

LIST_LENGTH, HELP_LENGTH, TITLE_LENGTH = 255, 255, 32
"""How long a drop-down's words, a cell's help and its title may be (Excel specifications and limits)."""
LINES = 2_000
"""How many names a drop-down offers."""
OPTIONS_KEY = "options"
FIRST_LINE = 4
"""The row of the first line as programs number it: below title, note and heads."""
NAMES_FROM = {HOLDER: "", "sheet": "工作表", "options": OPTIONS, "beside": "表", "table": "表"}
"""Keys that name a part, with the sheet on which these stand; "" is that of whoever holds the line."""
NOTES = {
    FORM: "整个表样只说一次的。改“内容”一栏。",
    "类别": "谁填：一类单位一行。一定要有“报告”（汇总表）。",
    "层级": "从最低一级起，一级一行，如 乡镇、县区。",
    "工作表": "一张工作表一行。一定要有“封面”。",
    "表": "行和列都有名称的表，一张一行；它的行、列写在后面两张工作表上。行没有名称、可以一直往下加的，写在“登记簿”。",
    "行": "各张表的行，照印出来的次序。",
    "列": "各张表的列，照印出来的次序。",
    "旁栏": "行名右边要再印一栏代码或计量单位的才写。",
    "登记簿": "一件事填一行、可以一直往下加行的，一本一行；它的栏写在“栏”里。",
    "栏": "各本登记簿的栏，照印出来的次序。至少有一栏必填。",
    OPTIONS: "下拉列表里的选项，一项一行。",
    "规则": "勾稽关系和填报要求，一条一行。写法见“规则怎样写”。",
}
"""What stands below the title of each sheet."""


def draw_definition_book(
    data: dict[str, Any], created: datetime.datetime, first: Sequence[Page] = ()
) -> bytes:
    """Return the definition *data* as a workbook; the pages that come *first* are for whoever looks at it."""
    book = start_workbook(out := io.BytesIO())
    book.set_properties({"title": storable_text(f"表样定义：{data.get('title', '')}"), "created": created})
    formats = Formats(book)
    for page in (*first, guide_page()):
        draw_page(book, formats, page)
    for sheet in book_sheets():
        if sheet.part == FORM:
            page = _page_of_whole(sheet, data)
            drawn = draw_page(book, formats, page)
            for row, column in enumerate(sheet.columns, page.first):
                drawn.data_validation(row, 1, row, 1, _cell_rule(sheet, column))
        else:
            draw_page(book, formats, _page_of_part(sheet, data))
    draw_page(book, formats, rule_guide_page())
    book.close()
    return out.getvalue()


def _page_of_whole(sheet: BookSheet, data: dict[str, Any]) -> Page:
    said = ((KEY_HEAD, 16, "head"), (VALUE_HEAD, 60, "input.text"), (HELP_HEAD, 46, "help"))
    columns = tuple(Column(*one) for one in said)
    rows = [(c.said.head, Entry(_spell(c, data)), _help_of(c)) for c in sheet.columns]
    return Page(FORM, FORM, columns, rows, (NOTES[FORM],), allowed=None)


def _page_of_part(sheet: BookSheet, data: dict[str, Any]) -> Page:
    columns = tuple(
        Column(c.said.head, c.said.width, f"input.{_entry_type(c)}", rule=_cell_rule(sheet, c))
        for c in sheet.columns
    )
    frozen = 1 + (sheet.columns[0].key in (HOLDER, CALLED))
    breaks = tuple(columns_before_breaks([c.width for c in columns], frozen, landscape=True))
    lines = _lines_of(sheet, data)
    rows = [tuple(Entry(_spell(c, said), _entry_type(c)) for c in sheet.columns) for said in lines]
    page = Page(sheet.part, sheet.part, columns, rows, (NOTES[sheet.part],), frozen=frozen, endless=True)
    return page._replace(breaks=breaks, across=breaks[0] if breaks else len(columns))


def _lines_of(sheet: BookSheet, data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the lines of a sheet; what holds them may hold a word in their place."""
    if sheet.part == OPTIONS:
        for name, said in data.get(OPTIONS_KEY, {}).items():
            lines = [said] if isinstance(said, dict) else [{ITEM: item} for item in said]
            yield from ({CALLED: name, **line} for line in lines)
        return
    if sheet.holder == FORM:
        yield from data.get(sheet.held_as, ())
        return
    for holder in data.get(sheet_of_part(sheet.holder).held_as, ()):
        held = holder.get(sheet.held_as, ())
        yield from ({HOLDER: holder["id"], **line} for line in held if isinstance(line, dict))


def _spell(column: BookColumn, said: dict[str, Any]) -> object:
    """Return what stands in a cell; of parts that have a sheet of their own, nothing."""
    value = said.get(column.key)
    return None if value is None or (column.said.part and value != ROSTER) else spell_value(column, value)


def _entry_type(column: BookColumn) -> str:
    return "number" if column.said.type in (WHOLE, NUMBER) else "text"


def _cell_rule(sheet: BookSheet, column: BookColumn) -> dict[str, object]:
    """Return what a column's cells offer, and the help they show."""
    said: dict[str, object] = {
        "validate": "any",
        "input_title": column.said.head[:TITLE_LENGTH],
        "input_message": _help_of(column)[:HELP_LENGTH],
    }
    words = _words_offered(sheet, column)
    if words and len(",".join(words)) <= LIST_LENGTH:
        said |= {"validate": "list", "source": list(words), "error_title": "从列表里选"}
        said["error_message"] = f"应为 {'、'.join(words)} 之一。"
    elif column.key in NAMES_FROM:
        source = _names_range(NAMES_FROM[column.key] or sheet.holder)
        said |= {"validate": "list", "source": source, "error_type": "warning", "error_title": "没有这个名字"}
        said["error_message"] = "那张工作表上还没有它。先写上去，或者改一改。"
    return said


def _words_offered(sheet: BookSheet, column: BookColumn) -> tuple[str, ...]:
    if column.said.type == YES:
        return ("是", "否")
    if column.said.type == ROWS:
        return (ROSTER,)
    return labels_allowed(sheet.part, column.key) if column.key not in (HOLDER, CALLED, ITEM) else ()


def _names_range(part: str) -> str:
    """Return where the names of the parts of a sheet stand: its first column that is no holder's."""
    sheet = sheet_of_part(part)
    at = next(i for i, c in enumerate(sheet.columns) if c.key != HOLDER)
    letters = column_letters(at)
    return f"='{part}'!${letters}${FIRST_LINE}:${letters}${FIRST_LINE + LINES}"


def _help_of(column: BookColumn) -> str:
    return ("必须填。" if column.said.must else "") + column.said.help
