"""What of a blank is filled in when it is handed out: whose it is, of which period; and where people sign in cells of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.blanks.blank_book import plain_words
from toolkit.blanks.figure_cells import EXAMPLE
from toolkit.blanks.page_words import find_period_kind, replace_period
from toolkit.form.layout import LINE_WORDS
from toolkit.text.character_folding import fold_characters

if TYPE_CHECKING:
    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import BlankSheet
    from toolkit.blanks.page_words import PageField, PageWords

NAME, PERIOD = (f"{{{word}}}" for word, item in LINE_WORDS.items() if item)
"""What stands for the unit's name and for the period."""
PERIOD_ROLE, TITLE_ROLE = "报告期", "标题"
"""What the account calls the cells that say the period, and titles."""
SHORT = 24
"""How long a line may be that says nothing but a period."""
_COLON = re.compile(r"[:：]")
_EMPTY = re.compile(r"[\s_＿　]*")


def stamped_texts(sheet: BlankSheet, words: PageWords, account: CellAccount) -> dict[str, str]:
    """Return by address what the cells of a sheet say once they are filled in, {填报单位} and {报告期} standing for these."""
    found: dict[str, str] = {}
    for field in (f for f in words.fields if f.role == "name"):
        text = found.get(sheet.a1(field.spot)) or str(sheet.values[field.spot])
        if (at := _end_of_label(text, field.label)) is not None:
            blank = _EMPTY.match(text, at)
            rest = text[blank.end() :] if blank else text[at:]
            if not rest or _starts_another(rest):
                gap = "    " if rest else ""
                found[sheet.a1(field.spot)] = f"{text[:at]}{NAME}{gap}{rest}"
    for (name, spot), role in account.roles.items():
        value = sheet.values.get(spot) if name == sheet.name else None
        if value is not None and role == EXAMPLE:
            found[sheet.a1(spot)] = ""
        if not isinstance(value, str):
            continue
        if role == PERIOD_ROLE and len(plain_words(value)) <= SHORT and find_period_kind(value):
            before, said, after = _split_brackets(value)
            if not _COLON.search(said):
                found[sheet.a1(spot)] = f"{before}{PERIOD}{after}"
        elif role == TITLE_ROLE and (text := replace_period(value, PERIOD)) != value:
            found[sheet.a1(spot)] = text
    return found


def cell_to_sign_in(sheet: BlankSheet, field: PageField) -> str:
    """Return the empty cell right of a label in which something is signed or dated; "" where the label has none of its own."""
    text = fold_characters(str(sheet.values[field.spot])).rstrip()
    right = max((c for _, c in (*sheet.values, *sheet.bordered)), default=0)
    row, column = field.spot
    column += 1
    while sheet.own(row, column) == field.spot:
        column += 1
    spot = (row, column)
    free = spot not in sheet.values and sheet.own(*spot) == spot and column <= right
    alone = text.count(":") == 1  # of several labels in one cell none has a cell of its own
    return f"{sheet.name}!{sheet.a1(spot)}" if text.endswith(":") and alone and free else ""


def _end_of_label(text: str, label: str) -> int | None:
    """Return where in *text* the label with its colon ends, however it is spread out."""
    for colon in _COLON.finditer(text):
        before = plain_words(text[: colon.start()])
        if re.search(rf"{re.escape(label)}(?:\([^()]{{0,12}}\))?$", before):
            return colon.end()
    return None


def _starts_another(rest: str) -> bool:
    """Tell whether what follows is another thing to be filled in, or a period."""
    return bool(_COLON.search(rest[:SHORT])) or find_period_kind(rest[:SHORT]) is not None


def _split_brackets(value: str) -> tuple[str, str, str]:
    """Return what stands before, in and behind the brackets round a text, blanks with them."""
    said = value.strip()
    before, after = value[: len(value) - len(value.lstrip())], value[len(value.rstrip()) :]
    if said.startswith(("（", "(")):
        before, said = before + said[0], said[1:]
    if said.endswith(("）", ")")):
        said, after = said[:-1], said[-1] + after
    return before, said, after
