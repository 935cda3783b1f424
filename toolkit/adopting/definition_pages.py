"""What of a definition is no table: the cover, the sheets with their lines, the rules that ask for what is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.adopting.definition_parts import said_keys
from toolkit.adopting.stamped_texts import cell_to_sign_in, stamped_texts
from toolkit.blanks.figure_types import is_rate
from toolkit.blanks.found_table import BY_UNIT, LIST, MATRIX
from toolkit.form.layout import COVER, MEASURE
from toolkit.form.model import REPORT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.adopting.relation import Relation
    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.found_table import FoundTable
    from toolkit.blanks.page_words import PageField, PageWords

CONTACTS = ("填表人", "联系电话")
"""What the cover asks for where the blank has no place for it."""
LANDSCAPE = 6
"""From how many columns on a page lies across."""
_STANDS = {"place", "head_at", "first_at", "last_at", "total_at"}
IN_BLANK = _STANDS | {"blank", "blank_hash", "blank_sheet", "stamped"}
"""The keys that say where something stands in the blank: a form that is drawn anew has none of them."""


def _signed_fields(pages: Mapping[str, PageWords]) -> dict[str, PageField]:
    """Return what is signed or dated on some pages, each label once, by its page and label."""
    fields = {f.label: (page, f) for page, words in pages.items() for f in words.fields}
    return {f"{page}!{f.label}": f for page, f in fields.values() if f.role in ("text", "date")}


def cover_part(pages: Mapping[str, PageWords], kinds: Sequence[str], account: CellAccount) -> dict[str, Any]:
    """Return the table of the cover: who signs, when; two of ours where the blank asks for nobody."""
    rows: list[dict[str, Any]] = []
    for where, f in _signed_fields(pages).items():
        sheet = account.book.sheet(where.removesuffix(f"!{f.label}"))
        place = cell_to_sign_in(sheet, f) if sheet else ""
        dated = {"type": "date"} if f.role == "date" else {}
        rows.append({"id": f.label} | dated | ({"place": place} if place else {}))
    if not rows:
        account.ask("封面", f"封面上填{'、'.join(CONTACTS)}", "空表上没有签字、电话的栏目", COVER)
        rows = [{"id": name} for name in CONTACTS]
    return {
        "id": COVER,
        "title": "填表信息",
        "sheet": COVER,
        "kinds": list(kinds),
        "up": "none",
        "type": "text",
        "corner": "项目",
        "columns": [{"id": "内容", "width": 34}],
        "rows": rows,
    }


def sheet_part(page: str, table: FoundTable, words: PageWords, account: CellAccount) -> dict[str, Any]:
    """Return the sheet *page*, which begins with *table*: its title, notes, and the lines that repeat the cover."""
    above = ["填报单位", "报告期", *([MEASURE] if words.measure else [])]
    signed = _signed_fields({page: words}).values()
    before = [f.label for f in signed if f.above or table.shape != MATRIX]
    return said_keys(
        id=page,
        title=words.title or table.title or page,
        blank_sheet=table.sheet.name,
        stamped=stamped_texts(table.sheet, words, account),
        intro=" ".join(words.notes),
        landscape=len(table.columns) > LANDSCAPE,
        above=[*above, *before],
        below=[f.label for f in signed if f.label not in before],
    )


def rules_that_ask(
    tables: Sequence[FoundTable],
    relations: Sequence[Relation],
    levels: Sequence[str],
    kinds: Sequence[str],
    account: CellAccount,
) -> list[dict[str, Any]]:
    """Return the rules that ask for what people fill in: without them a blank workbook would pass."""
    asking = [t for t in tables if t.shape != LIST]
    if not asking:
        return []
    ground = "空表没有写；答“否”的，没有填只提醒"
    strict = account.ask("必填", "要填的数都要填，没有的填 0", ground, "各表")
    found = []
    for number, table in enumerate(asking, 1):
        rule: dict[str, Any] = {"id": f"填{number}", "over": table.id, "must": "已填(本格)"}
        severity = {} if strict else {"severity": "warning"}
        if table.card:
            rule |= severity | {"kinds": unit_kinds(kinds), "why": "没有填"}
            found.append(rule | {"remedy": "没有的填“无”，数填 0", "source": "填表要求"})
            continue
        lines = _worked_out_lines(table, relations)
        rates = {c.id for c in table.columns if c.rate or is_rate(c.label, c.heading.unit)}
        left_out = lines | (rates if table.shape == BY_UNIT else set())
        columns = [c.id for c in table.number_columns if c.id not in left_out]
        rows = [r.id for r in table.rows if f"[{r.id}]" not in lines]
        if not columns or (table.shape == MATRIX and not rows):
            continue
        rule |= said_keys(
            columns=columns if len(columns) < len(table.columns) else (),
            rows=rows if table.shape == MATRIX and len(rows) < len(table.rows) else (),
        )
        rule |= severity | {"levels": list(levels), "why": "没有填"}
        found.append(rule | {"remedy": "没有的填 0，不要留空", "source": "填表要求"})
    return found


def _worked_out_lines(table: FoundTable, relations: Sequence[Relation]) -> set[str]:
    """Return the columns, and in brackets the rows, that are worked out where people would fill them in."""
    ours = [r for r in relations if r.over is table and r.worked_out]
    columns = {r.worked_out for r in ours if r.target in table.columns and not r.rows}
    return columns | {f"[{r.worked_out}]" for r in ours if r.target in table.rows}


def unit_kinds(kinds: Sequence[str]) -> list[str]:
    """Return the kinds of units alone."""
    return [k for k in kinds if k != REPORT]


def without_places(said: Any) -> Any:
    """Return a definition without where its parts stand in the blank: its workbooks are drawn anew."""
    if isinstance(said, dict):
        return {k: without_places(v) for k, v in said.items() if k not in IN_BLANK}
    return [without_places(one) for one in said] if isinstance(said, list) else said
