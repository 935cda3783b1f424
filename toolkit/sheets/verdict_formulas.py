"""Grounded checks to the formulas that judge them: a verdict, how many cells or rows break it, where the first one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.grounding import Check, GroundedForm, decimals_of_check
from toolkit.form.layout import ROWS_JUDGED, column_letters
from toolkit.form.row_rules import RowCheck, row_tolerance
from toolkit.form.rule_language import FigureReference, Operation, Tally
from toolkit.form.rule_trees import (
    asks_about_blanks,
    cells_needing_values,
    columns_needing_values,
    needed_priors,
)
from toolkit.form.verdict import Verdict, rates_of_check, shown_verdict, slack_of_check
from toolkit.sheets.formula_parts import decimal_text, join_into_ranges, rounded_formula
from toolkit.sheets.formula_writer import FormulaWriter, column_range_writer, why_no_formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from toolkit.form.layout import ListStrip
    from toolkit.form.model import Cell
    from toolkit.form.rule import Rule

KEPT, BROKEN = Verdict.KEPT.value, Verdict.BROKEN.value
"""What a verdict cell shows; "" while the rule says nothing."""
BAD_NUMBER, BAD_DATE, BAD_OPTION = "数字格式不对", "日期格式不对", "选项不对"
TOO_LONG, LATER = "行数过多", "收回后判断"
"""What it shows where the sheet cannot judge: a cell is not of its type, a list is too long, no formula can say it."""
BAD = {"count": BAD_NUMBER, "number": BAD_NUMBER, "date": BAD_DATE, "option": BAD_OPTION}
FAR, WIDE = 10_000_000, 1_000
"""A place as one number, row by row: FAR less WIDE times its row less its column, so that the first is the largest."""


class CheckGroup(NamedTuple):
    """One line of the check sheet: a check, or a statement about every cell of one table."""

    rule: Rule
    cell: Cell
    checks: tuple[int, ...]
    """The positions of its checks in ``GroundedForm.checks``."""
    cells: tuple[Cell, ...]


def group_checks(grounded: GroundedForm) -> tuple[CheckGroup, ...]:
    """Group the checks of *grounded* as the check sheet shows them.

    Cell-wise rules are one line a table and number of decimals: cells kept to different places differ in slack.
    """
    grouped: dict[tuple[str, str, int], list[int]] = {}
    for i, check in enumerate(grounded.checks):
        places = decimals_of_check(grounded.form, check)
        grouped.setdefault((check.rule.id, check.place, places), []).append(i)
    made = []
    for at in grouped.values():
        first = grounded.checks[at[0]]
        cells = dict.fromkeys(c for i in at for c in grounded.checks[i].cells)
        made.append(CheckGroup(first.rule, first.cell, tuple(at), tuple(cells)))
    return tuple(made)


class CheckCompiler(FormulaWriter):
    """Writes the formulas of one workbook, those of its check sheet among them."""

    def verdict(self, line: CheckGroup) -> tuple[str, str]:
        """Return the formulas of a line's verdict and of how many cells break it; LATER where no formula can."""
        if line.checks not in self._told:
            self._told[line.checks] = self._verdict(line)
        return self._told[line.checks]

    def _verdict(self, line: CheckGroup) -> tuple[str, str]:
        check = self.grounded.checks[line.checks[0]]
        if why_no_formula(check.expr, arrays=check.alike):
            return LATER, ""
        if check.alike:
            return self._verdict_of_cells(line, check)
        if len(line.checks) > 1:
            return self._verdict_beside_priors(line)
        shown = f'IF({self.test(check.expr, self._slack(check))},"{KEPT}","{BROKEN}")'
        # without a number of theirs there is nothing to compare
        if rates := rates_of_check(self.grounded, check):
            shown = f'IF(COUNT({self.refs(rates)})<{len(rates)},"{KEPT}",{shown})'
        if needed_priors(check.expr):
            shown = f'IF({self._lacks_priors(check)},"{self._no_prior()}",{shown})'
        if bad := self._bad_list_cells(cells_needing_values(check.expr)):
            shown = f'IF({bad}>0,"{BAD_NUMBER}",{shown})'
        needed = self.grounded.inputs_of(cells_needing_values(check.expr))
        for word, cells in reversed(self.typed(needed).items()):
            shown = f'IF({self._bad_cells(word, cells)}>0,"{word}",{shown})'
        if not asks_about_blanks(check.expr):
            shown = f'IF({self.nothing_behind(check.cells)},"",{shown})'
        return f"={shown}", ""

    def _no_prior(self) -> str:
        return shown_verdict(self.grounded.form, Verdict.NO_PRIOR)

    def _bad_list_cells(self, cells: Iterable[Cell]) -> str:
        """Return the counter of what is not of its type in the lists *cells* are counted from; "" where they are from none."""
        worked_out = (self.grounded.worked_out[c] for c in cells if c in self.grounded.worked_out)
        lists = dict.fromkeys(name for expr in worked_out for name in self._lists_behind(expr))
        return "+".join(
            counter for n in lists for counter in self._bad_in_list(self.layout.strips[n]).values()
        )

    def _bad_in_list(self, strip: ListStrip) -> dict[str, str]:
        """Return the counters of what people typed into a list that is not of its column's type."""
        return self.bad_columns(
            strip, [f.id for f in strip.register.fields if f.id not in strip.worked_out], strip.range
        )

    def typed(self, cells: Iterable[Cell]) -> dict[str, tuple[Cell, ...]]:
        """Sort the cells that must be of a type by what the sheet shows where they are not."""
        found: dict[str, tuple[Cell, ...]] = {}
        for cell in cells:
            kind = self.grounded.form.figure(cell).type
            if kind in BAD:
                found[BAD[kind]] = (*found.get(BAD[kind], ()), cell)
        return {w: found[w] for w in dict.fromkeys(BAD.values()) if w in found}

    def _bad_cells(self, word: str, cells: tuple[Cell, ...]) -> str:
        if word != BAD_OPTION:
            return self._texts(cells)
        labels = [(c, self.layout.options[self.grounded.form.figure(c).options]) for c in cells]
        known = [f"SUMPRODUCT(COUNTIF({self.refs((c,))},{where}))" for c, where in labels]
        return f"(COUNTA({self.refs(cells)})-{'-'.join(known)})"

    def _verdict_of_cells(self, line: CheckGroup, check: Check) -> tuple[str, str]:
        areas = self.areas(line.cells)
        blanks = asks_about_blanks(check.expr)
        made = {a: self.array(check.expr, lambda _, a=a: a, self._slack(check)) for a in areas}  # type: ignore[misc]
        broken = "+".join(
            f"SUMPRODUCT({'' if blanks else f'(LEN({a})>0)*'}(1-{holds}))" for a, holds in made.items()
        )
        shown = f'IF({broken}=0,"{KEPT}","{BROKEN}")'
        if blanks:
            return f"={shown}", f"={broken}"
        return self._beside_bad_cells(line, f"COUNTA({','.join(areas)})", shown, broken)

    def _beside_bad_cells(self, line: CheckGroup, filled: str, shown: str, count: str) -> tuple[str, str]:
        """Return a verdict and a count that give way to what is not of its type, and to nothing where nothing is *filled*."""
        for word, cells in reversed(self.typed(line.cells).items()):
            bad = self._bad_cells(word, cells)
            shown, count = f'IF({bad}>0,"{word}",{shown})', f"IF({bad}>0,{bad},{count})"
        return f'=IF({filled}=0,"",{shown})', f'=IF({filled}=0,"",{count})'

    def _verdict_beside_priors(self, line: CheckGroup) -> tuple[str, str]:
        """Write a verdict over cells each of which has its own earlier figures: cell by cell, for these lie elsewhere."""
        checks = [self.grounded.checks[i] for i in line.checks]
        known = [f"IF(LEN({self.refs(c.cells)})=0,0,IF({self._lacks_priors(c)},0,1))" for c in checks]
        tests = [self.test(c.expr, self._slack(c)) for c in checks]
        broken = "+".join(f"{k}*IF({t},0,1)" for k, t in zip(known, tests, strict=True))
        shown = f'IF({broken}>0,"{BROKEN}",IF({"+".join(known)}=0,"{self._no_prior()}","{KEPT}"))'
        return self._beside_bad_cells(line, f"COUNTA({self.refs(line.cells)})", shown, broken)

    def _lacks_priors(self, check: Check) -> str:
        priors = needed_priors(check.expr)
        places = ",".join(join_into_ranges([self.layout.priors[c] for c in priors]))
        return f"COUNT({places})<{len(priors)}"

    def first_wrong(self, line: CheckGroup) -> str:
        """Return the formula of the address of the first cell that breaks a rule about each cell, as D7; else ""."""
        check = self.grounded.checks[line.checks[0]]
        if not check.alike or why_no_formula(check.expr, arrays=True):
            return ""
        blanks, slack = asks_about_blanks(check.expr), self._slack(check)
        found = []
        for a in self.areas(line.cells):
            holds = self.array(check.expr, lambda _, a=a: a, slack)  # type: ignore[misc]
            wrong = f"{'' if blanks else f'(LEN({a})>0)*'}(1-{holds})"
            words = f"(LEN({a})>0)*(1-ISNUMBER({a}))"
            place = f"({FAR}-ROW({a})*{WIDE}-COLUMN({a}))"
            broken = f"SUMPRODUCT(MAX({wrong}*{place}))"
            # In an array one word spoils the whole test, so words are looked for first.
            text = f"SUMPRODUCT(MAX({words}*{place}))"
            typed = self._number_cells(line.cells)
            found.append(f"IF({self._texts(typed)}>0,{text},{broken})" if typed and not blanks else broken)
        most = found[0] if len(found) == 1 else f"MAX({','.join(found)})"
        return f"ADDRESS(INT(({FAR}-{most})/{WIDE}),MOD({FAR}-{most},{WIDE}),4)"

    def wrong_here(self, line: CheckGroup) -> list[tuple[str, str, str]]:
        """Return for a rule about each cell (sheet, area, the test that its top left cell breaks it), for tinting.

        Blanks are not tinted: an empty template would be red all over before anybody has begun.
        """
        check = self.grounded.checks[line.checks[0]]
        if len(line.checks) > 1 and not check.alike:
            return [self._wrong_beside_priors(self.grounded.checks[i]) for i in line.checks]
        if not check.alike or why_no_formula(check.expr, arrays=True) or asks_about_blanks(check.expr):
            return []
        made = []
        for area in self.areas(line.cells):
            sheet, _, cells = area.rpartition("!")
            own = cells.replace("$", "").split(":")[0]
            holds = self.array(check.expr, lambda _, own=own: own, self._slack(check))  # type: ignore[misc]
            wrong = f"IF(ISTEXT({own}),TRUE,{holds}=0)" if self._number_cells(line.cells) else f"{holds}=0"
            made.append((sheet.strip("'"), cells.replace("$", ""), f"=IF(LEN({own})=0,FALSE,{wrong})"))
        return made

    def _wrong_beside_priors(self, check: Check) -> tuple[str, str, str]:
        at, test = self.layout.at[check.cell], self.test(check.expr, self._slack(check))
        wrong = f"AND(LEN({at.a1})>0,OR(ISTEXT({at.a1}),NOT(OR({self._lacks_priors(check)},{test}))))"
        return at.sheet, at.a1, f"={wrong}"

    def wrong_row(self, check: RowCheck) -> tuple[str, str] | None:
        """Return (area, the test that its first row breaks a rule over rows), for tinting; None where no formula can."""
        if why_no_formula(check.expr, arrays=True):
            return None
        strip = self.layout.strips[check.list]
        columns = dict(strip.columns)

        def own(ref: FigureReference) -> str:
            return f"${column_letters(columns[str(ref.column)])}{strip.first + 1}"

        mask = "*".join(f"(LEN({own(FigureReference(column=c))})>0)" for c in check.asks)
        holds = self._row_holds(check, own, strip)
        first = column_letters(columns[check.columns[0]])
        return f"{first}{strip.first + 1}:{first}{strip.first + ROWS_JUDGED}", f"=({mask}*(1-{holds}))>0"

    def first_wrong_row(self, check: RowCheck) -> str:
        """Return the formula of the address of the first row that breaks a rule over rows, in its first column."""
        strip = self.layout.strips[check.list]
        if why_no_formula(check.expr, arrays=True):
            return ""
        wrong = f"{self._mask(check, strip)}*(1-{self._row_holds(check, column_range_writer(strip), strip)})"
        area = strip.judged(check.columns[0])
        column = column_letters(dict(strip.columns)[check.columns[0]])
        return f'"{column}"&({FAR}-SUMPRODUCT(MAX({wrong}*({FAR}-ROW({area})))))'

    def _mask(self, check: RowCheck, strip: ListStrip) -> str:
        """Return the rows a rule speaks of, as an array of 1 and 0."""
        return "*".join(f"(LEN({strip.judged(c)})>0)" for c in check.asks)

    def _number_cells(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """Return those of *cells* in which words are wrong: numbers and days."""
        return tuple(c for c in cells if self.grounded.form.figure(c).type in ("count", "number", "date"))

    def _texts(self, cells: tuple[Cell, ...]) -> str:
        areas = self.refs(cells)
        return f"(COUNTA({areas})-COUNT({areas}))"

    def _slack(self, check: Check) -> str:
        return decimal_text(slack_of_check(self.grounded, check))

    # ── lists ──────────────────────────────────────────────────────────────────────────────────────────────

    def column_total(self, strip: ListStrip, name: str) -> str:
        """Return the locked formula that adds up a column of a list: "" while it has neither a row nor its tick."""
        places = strip.register.field(name).places
        worked = f"ROUND({self.tally(Tally(strip.register.id, name))},{places})"
        own = self.own_formula(f"{strip.register.id}.{name}.{strip.sums}")
        return own or f'=IF({self.unanswered(strip.register.id)},"",{worked})'

    def row_formula(self, strip: ListStrip, name: str, row: int) -> str:
        """Return the formula of a column that is worked out in one row: "" while a column it needs is not filled in."""
        expr, field = strip.worked_out[name], strip.register.field(name)
        at = {c: f"{column_letters(i)}{row + 1}" for c, i in strip.columns}
        needed = columns_needing_values(expr)
        numbers = [c for c in needed if strip.register.field(c).type in ("count", "number", "date")]
        blank = [f"COUNT({','.join(at[c] for c in numbers)})<{len(numbers)}"] if numbers else []
        blank += [f"LEN({at[c]})=0" for c in needed if c not in numbers]
        worked = rounded_formula(self.array_value(expr, lambda ref: at[str(ref.column)]), field)
        nothing = blank[0] if len(blank) == 1 else f"OR({','.join(blank)})"
        return self.own_formula(f"{strip.register.id}.{name}.{row}") or f'=IF({nothing},"",{worked})'

    def _row_holds(self, check: RowCheck, where: Callable[[FigureReference], str], strip: ListStrip) -> str:
        """Return whether rows keep a rule, as an array of 1 and 0; what a rule works out must be just that."""
        if not check.rule.works_out or not isinstance(check.expr, Operation):
            return self.array(
                check.expr, where, decimal_text(row_tolerance(self.grounded.form, check)), strip
            )
        left, right = check.expr.args
        area = where(left) if isinstance(left, FigureReference) else ""
        field = strip.register.field(check.rule.works_out)
        comes = rounded_formula(self.array_value(right, where, strip), field)
        return f"(1*({area}={comes}))"

    def rows_verdict(self, check: RowCheck) -> tuple[str, str]:
        """Return the formulas of a rule's verdict over the rows of its list, and of how many break it."""
        if check not in self._told:
            self._told[check] = self._rows_verdict(check)
        return self._told[check]

    def _rows_verdict(self, check: RowCheck) -> tuple[str, str]:
        if why_no_formula(check.expr, arrays=True):
            return LATER, ""
        strip = self.layout.strips[check.list]
        anchor, mask = strip.register.anchor.id, self._mask(check, strip)
        holds = self._row_holds(check, column_range_writer(strip), strip)
        broken = f"SUMPRODUCT({mask}*(1-{holds}))"
        shown, count = f'IF({broken}=0,"{KEPT}","{BROKEN}")', broken
        for word, bad in reversed(self.bad_columns(strip, check.needs, strip.judged).items()):
            shown, count = f'IF({bad}>0,"{word}",{shown})', f'IF({bad}>0,"",{count})'
        beyond = f"COUNTA({strip.beyond(anchor)})>0"
        shown, count = f'IF({beyond},"{TOO_LONG}",{shown})', f'IF({beyond},"",{count})'
        none = f"SUMPRODUCT({mask})=0"
        return f'=IF({none},"",{shown})', f'=IF({none},"",{count})'

    def bad_columns(
        self, strip: ListStrip, columns: Iterable[str], area: Callable[[str], str]
    ) -> dict[str, str]:
        """Return, by what the sheet shows for them, the counters of cells in *columns* that are not of their type."""
        found: dict[str, list[str]] = {}
        for name in columns:
            field = strip.register.field(name)
            where = area(name)
            if field.type in ("count", "number", "date"):
                found.setdefault(BAD[field.type], []).append(f"COUNTA({where})-COUNT({where})")
            elif field.type == "option":
                known = f"SUMPRODUCT(COUNTIF({where},{self.layout.options[field.options]}))"
                found.setdefault(BAD_OPTION, []).append(f"COUNTA({where})-{known}")
        return {w: f"({'+'.join(found[w])})" for w in dict.fromkeys(BAD.values()) if w in found}

    def formats(self, register: str) -> tuple[str, str]:
        """Return the formulas that tell whether every cell of a list is of its column's type, and how many are not."""
        strip = self.layout.strips[register]
        bad, shown = self._bad_in_list(strip), f'"{KEPT}"'
        for word, counter in reversed(bad.items()):
            shown = f'IF({counter}>0,"{word}",{shown})'
        none = self.unanswered(register)
        return f'=IF({none},"",{shown})', f'=IF({none},"",{"+".join(bad.values()) or 0})'
