"""What a report should say, added up by pandas from what was typed: never by our own engine.

Grounded rules only say which cells people fill in, where a figure starts, and what it is worked out of.
"""

import datetime
import math
from functools import lru_cache

import pandas as pd
from shown_book import ShownBook

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
    parse_expression,
)
from toolkit.form.rule_trees import needed_cells, walk_divisors


def by_hand(chain):
    """Return what the report should say of every figure, by cell: added up from what was typed, or worked out of that."""
    form, upper = chain.form, ground_form(chain.form, REPORT, chain.folder.office.level)
    own = {u.code: of_unit(chain, u) for u in chain.accepted}
    typed = pd.DataFrame(
        [
            (code, cell, value)
            for code, figures in own.items()
            for cell, value in figures.items()
            if value is not None and not (isinstance(value, str) and cell_is_number(form, cell))
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
                if (b := counted(start, all_columns(chain, u), form, u.kind, chain.period)) is not None
            ]
            expected[cell] = sum(brought) if brought else None
            way = "sum"
        else:
            origin = needed_cells(start)[0] if start is not None else cell
            values, way = groups.get(origin), form.figure(origin if start is not None else cell).up
            expected[cell] = _gone_up(way, values)
        if expected[cell] is not None and form.figure(cell).type == "number" and way in ("sum", "max", "min"):
            expected[cell] = round_half_up(expected[cell], form.figure(cell).places)
    return expected | work_out(upper, expected, None, chain.period)


def cell_is_number(form, cell):
    return form.figure(cell).type in ("count", "number")


def round_half_up(value, places):
    """Round as people do by hand: what binary fractions take away does not count."""
    scaled = abs(value) * 10.0**places
    return math.copysign(math.floor(scaled + 0.5 + max(scaled, 1) * 1e-12) / 10.0**places, value)


def of_unit(chain, unit):
    """Return the figures of a unit: what was typed, and what comes of that."""
    grounded, typed = ground_form(chain.form, unit.kind), chain.typed[unit.code].cells
    return typed | work_out(grounded, typed, all_columns(chain, unit), chain.period)


def work_out(grounded, known, rows, period):
    """Return what is worked out of *known* figures and *rows* of lists; None where nothing is there to work it out of."""
    form, figures = grounded.form, dict(known)
    found = {}
    for cell, expr in grounded.worked_out.items():
        figure = form.figure(cell)
        inputs = grounded.inputs_of((cell,))
        if not (rows is not None and _counts_lists(grounded, expr)) and all(
            known.get(c) is None for c in inputs
        ):
            found[cell] = figures[cell] = None
            continue

        def number(x, figure=figure):
            match x:
                case FigureReference():
                    value = figures.get(needed_cells(x)[0])
                    return 0.0 if value is None or isinstance(value, str) else float(value)
                case NumberLiteral():
                    return x.value
                case Tally():
                    return counted(x, rows, form, grounded.kind, period) or 0.0
                case Operation(name="+"):
                    return sum(map(number, x.args))
                case Operation(name=name):
                    a, b = map(number, x.args)
                    return {"-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b if b else 0.0}[name]()
            raise AssertionError(x)

        value = number(expr)
        if figure.when_zero is not None and any(number(d) == 0 for d in walk_divisors(expr)):
            value = figure.when_zero or None
        elif figure.type == "number":
            value = round_half_up(value, figure.places)
        found[cell] = figures[cell] = value
    return found


def _counts_lists(grounded, expr):
    return any(isinstance(x, Tally) for x in _nodes(expr)) or any(
        _counts_lists(grounded, grounded.worked_out[c])
        for c in needed_cells(expr)
        if c in grounded.worked_out
    )


def _nodes(expr):
    yield expr
    for arg in getattr(expr, "args", ()):
        yield from _nodes(arg)


def all_columns(chain, unit):
    """Return the rows of a unit's lists with the columns that are worked out of the others."""
    return {
        n: [worked_row(chain.form, unit.kind, n, r) for r in rows]
        for n, rows in chain.typed[unit.code].rows.items()
    }


def worked_row(form, kind, name, row):
    """Return a row with what its other columns come to."""
    row, register = dict(row), form.register(name)
    rules = [r for r in form.rules if r.works_out and name in r.over and (not r.kinds or kind in r.kinds)]
    for _ in rules:
        for rule in rules:
            value = _row_value(parse_expression(rule.must).args[1], row)
            field = register.field(rule.works_out)
            if value is None:
                row.pop(field.id, None)
            elif field.type == "date":
                row[field.id] = datetime.date.fromordinal(int(value))
            else:
                row[field.id] = round_half_up(value, field.places) if field.type == "number" else value
    return row


def _row_value(expr, row):
    match expr:
        case NumberLiteral():
            return expr.value
        case FigureReference():
            said = row.get(expr.column)
            return said.toordinal() if isinstance(said, datetime.date) else said
        case Operation(name=name):
            values = [_row_value(a, row) for a in expr.args]
            if any(v is None for v in values):
                return None
            if name == "+":
                return sum(values)
            a, b = values
            return {"-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b if b else 0.0}[name]()
    raise AssertionError(expr)


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
                    table[table.apply(lambda r, c=condition: row_holds(c, r, period), axis=1).astype(bool)]
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


def row_holds(expr, row, period):
    match expr:
        case Operation(name="且"):
            return all(row_holds(a, row, period) for a in expr.args)
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


def saved_book(path):
    """Return a workbook a spreadsheet program has saved, as it shows it: its figures and its lists are looked for in turn."""
    return _shown_book(path.read_bytes())


_shown_book = lru_cache(maxsize=1)(ShownBook)


def figures_shown(path, form, kind, cells):
    """Return what stands in *cells* of a workbook a spreadsheet program has saved."""
    layout, book = lay_out_workbook(form, kind), saved_book(path)
    places = {c: layout.at[c] for c in cells}  # noqa: PD008 - a layout is no table of pandas
    stands = {c: book[at.sheet][at.a1] for c, at in places.items()}
    return {c: v for c, v in stands.items() if v not in (None, "")}


def slack(form, kind, cell, value):
    """Return by how much a shown result may be off: an office's own formula may not round as the figure is kept."""
    own = lay_out_workbook(form, kind).own_formulas
    return 0.51 * 10 ** -form.figure(cell).places if cell.name in own else 1e-6 * max(1, abs(value))


def hold_unit(chain, unit, path):
    """A unit's own workbook, as a spreadsheet program works it out, says what comes of what was typed."""
    form, grounded = chain.form, ground_form(chain.form, unit.kind)
    expected = {c: v for c, v in of_unit(chain, unit).items() if c in grounded.worked_out}
    stands = figures_shown(path, form, unit.kind, expected)
    for cell, value in expected.items():
        found = stands.get(cell)
        if value is None or isinstance(value, str):
            assert found == value, (unit, cell, found, value)
        else:
            assert found is not None, (unit, cell, value)
            near = slack(form, unit.kind, cell, value)
            assert abs(float(found) - value) < near, (unit, cell, found, value)
    layout, book = lay_out_workbook(form, unit.kind), saved_book(path)
    for name, rows in all_columns(chain, unit).items():
        _hold_list(layout.strips[name], book, rows, own=layout.own_formulas)


def _hold_list(strip, book, rows, own=()):
    """The columns worked out in the rows of a list, and the sums above them, are those by hand; rows in any order.

    Of a row that lacks something an office's *own* formula makes what it likes.
    """
    sheet, register = book[strip.register.sheet], strip.register
    for name in strip.worked_out:
        stands = sorted(_plain(sheet[strip.place(name, strip.first + i).a1]) for i in range(len(rows)))
        expected = sorted(_plain(r.get(name)) for r in rows)
        if f"{register.id}.{name}.{strip.first}" in own:
            assert {_plain(r[name]) for r in rows if r.get(name) is not None} <= set(stands)
            continue
        assert all(abs(a - b) < 1e-6 * max(1, abs(b)) for a, b in zip(stands, expected, strict=True)), (
            name,
            stands,
            expected,
        )
    for name, at in strip.totals.items():
        counted_rows = [r for r in rows if r.get(register.anchor.id) is not None]
        total = sum(r.get(name) or 0 for r in counted_rows)
        found = sheet[at.a1]
        assert abs(float(found or 0) - total) < 0.5 * 10.0 ** -register.field(name).places + 1e-6 * max(
            1, abs(total)
        ), (name, found, total)


def _plain(value):
    if value in (None, ""):
        return -1e12
    if isinstance(value, datetime.date):
        return float(datetime.date(value.year, value.month, value.day).toordinal())
    return float(value)


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
            assert (value if cell_is_number(form, cell) else chain.shown(figure, value)) == str(found), (
                cell,
                found,
                value,
            )
        else:  # a sum in the sheet is shown rounded
            slack = 0.5 * 10.0**-figure.places if figure.type == "number" else 0
            assert abs(float(found) - value) < slack + 1e-6 * max(1, abs(value)), (cell, found, value)
    layout, book = lay_out_workbook(form, REPORT), saved_book(report)
    for name, strip in layout.strips.items():
        if strip.register.up == "rows":
            listed = [r for u in chain.accepted for r in all_columns(chain, u).get(name, ())]
            known = {f.id for f in strip.register.fields}
            _hold_list(strip, book, [{k: v for k, v in r.items() if k in known} for r in listed])
    for table in (t for t in form.tables_of(REPORT) if t.by_unit):
        _hold_unit_rows(chain, table, layout, book)


def _hold_unit_rows(chain, table, layout, book):
    """Below the totals of a table whose rows are units each unit that counts stands with its own figures."""
    places = [layout.at[c] for c in table.cells]  # noqa: PD008 - a layout is no table of pandas
    sheet = book[table.sheet]
    upper = ground_form(chain.form, REPORT, chain.folder.office.level)
    begun = set(upper.starts)
    lines = {str(line[0]): line for line in sheet.rows[places[0].row + 1 :]}
    for unit in (u for u in chain.accepted if u.kind in table.kinds):
        own, line = of_unit(chain, unit), lines[unit.name]
        for cell, place in zip(table.cells, places, strict=True):
            if begun & {cell, *upper.inputs_of((cell,))}:
                continue  # the row says what the unit brings to the report: what its list comes to
            found, value, figure = line[place.column], own.get(cell), chain.form.figure(cell)
            if isinstance(value, datetime.date):
                found = getattr(found, "date", lambda f=found: f)()
            if isinstance(value, str | datetime.date) or value is None:
                shown = chain.shown(figure, value) if figure.type == "option" else value
                assert str(found or "") == str("" if shown is None else shown), (unit, cell, found, value)
            else:
                assert found is not None, (unit, cell, value)
                assert abs(float(found) - value) < 1e-6 * max(1, abs(value)), (unit, cell, found, value)
