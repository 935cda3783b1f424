"""What a report should say, added up by pandas from what was typed: never by our own engine.

Grounded rules only say which cells people fill in, and where a figure starts.
"""

import openpyxl
import pandas as pd

from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.rule_language import (
    FigureReference,
    NumberLiteral,
    Operation,
    PeriodBound,
    Tally,
    TextLiteral,
)
from toolkit.form.rule_trees import needed_cells


def by_hand(chain, shown):
    """Return what the report should say of every figure people fill in, by cell: added up from what was typed.

    *shown*: what a spreadsheet program works out in the units' own workbooks, by unit and cell.
    """
    form, upper = chain.form, ground_form(chain.form, REPORT, chain.folder.office.level)
    typed = pd.DataFrame(
        [
            (u.code, cell, value)
            for u in chain.accepted
            for cell, value in {**shown[u.code], **chain.typed[u.code].cells}.items()
        ],
        columns=["unit", "cell", "value"],
    )
    groups = dict(iter(typed.groupby("cell", sort=False)["value"])) if len(typed) else {}
    expected = {}
    for cell in upper.inputs:
        start = upper.starts.get(cell)
        if start is not None and not isinstance(start, FigureReference):
            brought = [
                b
                for u in chain.accepted
                if (b := counted(start, chain.typed[u.code].rows, form, u.kind, chain.period)) is not None
            ]
            expected[cell] = sum(brought) if brought else None
            way = "sum"
        else:
            origin = needed_cells(start)[0] if start is not None else cell
            values, way = groups.get(origin), form.figure(origin if start is not None else cell).up
            expected[cell] = _gone_up(way, values)
        if expected[cell] is not None and form.figure(cell).type == "number" and way in ("sum", "max", "min"):
            expected[cell] = round(expected[cell] + 1e-9, form.figure(cell).places)
    return expected


def _gone_up(way, values):
    if values is None or way in ("none", ""):
        return None
    if way == "same":
        return values.iloc[0] if len(set(values)) == 1 else None
    if way == "texts":
        return list(values)
    return {"sum": values.sum, "max": values.max, "min": values.min}[way]()


def counted(expr, rows, form, kind, period):
    """Return what one unit's lists come to by *expr*; None where it has none of them."""
    match expr:
        case Tally():
            if expr.list not in rows or kind not in form.register(expr.list).kinds:
                return None
            table = pd.DataFrame(
                rows[expr.list], columns=[f.id for f in form.register(expr.list).fields], dtype=object
            )
            table = table[table[form.register(expr.list).anchor.id].notna()]
            for condition in expr.when:
                table = (
                    table[table.apply(lambda r, c=condition: _holds(c, r, period), axis=1).astype(bool)]
                    if len(table)
                    else table
                )
            return len(table) if expr.column is None else float(table[expr.column].fillna(0).sum())
        case NumberLiteral():
            return expr.value
        case Operation(name="+"):
            parts = [counted(a, rows, form, kind, period) for a in expr.args]
            return None if all(p is None for p in parts) else sum(p or 0 for p in parts)
        case Operation(name=name):
            a, b = (counted(x, rows, form, kind, period) for x in expr.args)
            if a is None or b is None:
                return None
            return {"-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[name]()
    raise AssertionError(expr)


def _holds(expr, row, period):
    match expr:
        case Operation(name="且"):
            return all(_holds(a, row, period) for a in expr.args)
        case Operation(name="空" | "已填", args=(ref,)):
            return pd.isna(row[ref.column]) == (expr.name == "空")
        case Operation(name=name, args=(left, right)):
            a, b = (_of_row(x, row, period) for x in (left, right))
            if pd.isna(a) or pd.isna(b):
                return False
            return {"=": a == b, "<>": a != b} [name] if name in ("=", "<>") else {
                "<": lambda: a < b, "<=": lambda: a <= b, ">": lambda: a > b, ">=": lambda: a >= b,
            }[name]()  # fmt: skip
    raise AssertionError(expr)


def _of_row(expr, row, period):
    match expr:
        case FigureReference():
            return row[expr.column]
        case NumberLiteral() | TextLiteral():
            return expr.value
        case PeriodBound():
            return period.bound(expr.name)
    raise AssertionError(expr)


def figures_shown(path, form, kind, cells):
    """Return what stands in *cells* of a workbook a spreadsheet program has saved."""
    layout, book = lay_out_workbook(form, kind), openpyxl.load_workbook(path, data_only=True)
    places = {c: layout.at[c] for c in cells}  # noqa: PD008 - a layout is no table of pandas
    stands = {c: book[at.sheet][at.a1].value for c, at in places.items()}
    return {c: v for c, v in stands.items() if v not in (None, "")}


def hold_report(chain, report, expected):
    """The report, as a spreadsheet program works it out, says what was added up by hand."""
    stands, form = figures_shown(report, chain.form, REPORT, expected), chain.form
    for cell, value in expected.items():
        found, figure = stands.get(cell), form.figure(cell)
        if value is None:
            assert found is None, (cell, found)
        elif isinstance(value, list):
            assert all(str(v) in str(found) for v in value), (cell, found, value)
        elif figure.type == "date":
            assert value == getattr(found, "date", lambda f=found: f)(), (cell, found, value)
        elif isinstance(value, str):
            assert chain.shown(figure, value) == str(found), (cell, found, value)
        else:  # a sum in the sheet is shown rounded
            slack = 0.5 * 10.0**-figure.places if figure.type == "number" else 0
            assert abs(float(found) - value) < slack + 1e-6 * max(1, abs(value)), (cell, found, value)
