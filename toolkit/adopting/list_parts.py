"""The lists found in a blank, as a definition says them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.adopting.definition_parts import kind_part, rows_in_blank, said_keys
from toolkit.adopting.formula_cells import SUMMED
from toolkit.adopting.formula_relations import total_columns
from toolkit.blanks.figure_types import is_average, is_rate
from toolkit.blanks.heads import unit_in_label
from toolkit.form.layout import column_letters
from toolkit.form.model import REPORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.found_table import FoundTable


def list_part(
    table: FoundTable,
    page: str,
    kinds: Sequence[str],
    worked_out: set[str],
    options: dict[str, Any],
    account: CellAccount,
) -> dict[str, Any]:
    """Return a list of a definition: the first column that people fill in tells which rows count."""
    fields = []
    typed = [c for c in table.columns if c.id not in worked_out]
    anchor = next((c for c in typed if c.kind.type == "text"), typed[0])
    said = f"“{anchor.label}”填了的行才算一行，这一栏必填"
    ground = "它是第一个文字栏" if anchor.kind.type == "text" else "没有文字栏，取第一栏"
    if not account.ask_at(table.sheet, "哪些行算填了", table.top_cell(anchor.at), said, ground):
        anchor = next((c for c in typed if c is not anchor), anchor)
    for column in table.columns:
        unit = column.heading.unit
        label = _without_unit(column.label) if unit and unit_in_label(column.label) else column.label
        over = [h for h in column.heading.path[:-1] if h not in label]
        label = "·".join([*over, label])
        field: dict[str, Any] = {"id": column.id} | said_keys(label=label if label != column.id else "")
        field |= kind_part(column.kind, f"{table.id}_{column.id}", options, numbers=True)
        is_number, usual = column.kind.is_number, table.unit if column.kind.type == "number" else ""
        field |= said_keys(
            unit="" if column.kind.percent else (unit if is_number else "") or usual,
            negative=column.negative and is_number,
            required=column is anchor,
        )
        fields.append(field if table.card else field | {"place": column_letters(column.at)})
    part: dict[str, Any] = {"id": table.id, "title": table.title or page, "sheet": page}
    part |= {"kinds": list(kinds), "optional": [REPORT], "up": "rows", "columns": fields}
    part |= {} if table.card else rows_in_blank(table)
    return part | said_keys(total=_totals(table, account))


def _totals(table: FoundTable, account: CellAccount) -> list[str]:
    if table.total is None:
        return []
    sheet = table.sheet
    by_formula = [
        c.id
        for c in total_columns(table)
        if c is not table.columns[0] and account.roles.get((sheet.name, (table.total, c.at))) == SUMMED
    ]
    others = [c for c in table.number_columns if c is not table.columns[0] and c.id not in by_formula]
    others = [c for c in others if not is_rate(c.label, c.heading.unit) and not is_average(c.label)]
    if by_formula or not others:
        return by_formula
    where, said = sheet.a1((table.total, table.left)), f"合计行把“{'、'.join(c.label for c in others)}”相加"
    taken = account.ask_at(sheet, "合计行", where, said, "有合计行，没有公式", usual=False)
    return [c.id for c in others] if taken else []


def _without_unit(label: str) -> str:
    return label[: max(label.rfind("("), label.rfind("（"))] or label
