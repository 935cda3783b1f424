"""The check sheet: one line a rule and place, judged live by the spreadsheet program itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import ERROR, HINT, SEVERITY, WARNING
from toolkit.form.layout import ANY_EARLIER, CHECKS, EXPLAINED, CellPlace, column_letters
from toolkit.form.verdict import Verdict
from toolkit.sheets.check_lines import (
    TO_MEND,
    blocks_sending,
    check_sheet_lines,
    explainable_instance,
    needs_explanation,
    place_text,
)
from toolkit.sheets.page import (
    LOOKED_AT,
    SORT,
    Column,
    Entry,
    Formula,
    Leading,
    Link,
    Owner,
    Page,
    columns_of,
    draw_page,
)
from toolkit.sheets.paper import footer_title
from toolkit.sheets.styles import Formats, tint_mildly, tint_words, write_cell, write_formula
from toolkit.sheets.verdict_formulas import (
    BAD_DATE,
    BAD_NUMBER,
    BAD_OPTION,
    BROKEN,
    KEPT,
    LATER,
    CheckCompiler,
    group_checks,
)

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.layout import Layout
    from toolkit.form.rule import Rule
    from toolkit.form.submission import Submission
    from toolkit.form.verdict import Verdicts
    from toolkit.sheets.check_lines import DrawnCheck

COLUMNS = (
    *columns_of("规则 6, 级别 7"),
    Column("单元格", 16.5, look={"text_wrap": True}),
    *columns_of("指标 19.5, 应当怎样 32"),
    Column("结论", 9.0, "verdict"),
    Column("不符处", 6.0, "number"),
    Column("怎么改", 26.0),
    Column("说明", 20.0, owner=Owner.UNIT),
    Column("依据", 34.0),
)
FIRST, RULE, SEVERITY_AT, LINK, SAID, VERDICT, COUNT, REMEDY, REASON = 3, 0, 1, 2, 4, 5, 6, 7, 8
NUMBER, ASKED, TARGET, SPOT, HOW = 10, 11, 12, 13, 14
"""Hidden columns for the cover: running numbers of what is to be mended and to be explained, where the link leads,
how the place reads, what to do."""
NOTE = (
    f"填表时自动判断：绿色“{KEPT}”；红色“{BROKEN}”要改，黄色“{BROKEN}”要核对；“{BAD_NUMBER}”“{BAD_DATE}”“{BAD_OPTION}”是单元格里的内容不合格式；"
    f"“{Verdict.NO_PRIOR.value}”是没有上年数，不用管；“{LATER}”收回后由汇总单位判断；空白是还没有填。"
    f"级别是“{SEVERITY[WARNING]}”而“{BROKEN}”的，先核对；数字属实的，在“说明”栏（黄底）写明原因，数变了说明要重写。"
)
REASON_HELP = "核对后数字属实的，在这里写明原因。数字再改动时，说明要重写。"


def draw_check_sheet(
    book: Workbook, formats: Formats, compiler: CheckCompiler, submission: Submission, verdicts: Verdicts
) -> list[DrawnCheck]:
    """Draw the check sheet; return its lines, for the cover to say what is to be done.

    The grounds of a rule stand in the rule book, on paper too.
    """
    drawn = list(check_sheet_lines(compiler, submission, verdicts))
    note = compiler.grounded.form.periods.reword_years(NOTE, ANY_EARLIER)
    page = Page(
        *(CHECKS, "校验", COLUMNS, [_line_cells(line) for line in drawn], (note,)),
        across=REASON + 1,
        allowed=(*LOOKED_AT, "autofilter", SORT),
        footer=footer_title(compiler.grounded.form, submission.who),
        head_leading=None,
        leading=Leading(16, 3),
        corner=(compiler.layout.checks_top, 0),
    )
    sheet, first = draw_page(book, formats, page), first_check_line(compiler.layout)
    if compiler.layout.checks_top:
        sheet.panes = []  # what stands above is too much to stay in view
    told = asked = 0
    for row, line in enumerate(drawn, first):
        told, asked = told + blocks_sending(line), asked + needs_explanation(line)
        _write_cover_entry(sheet, row, line, (told, asked), first)
        if line.instance:
            _name_explanation_cell(book, sheet, row, line)
    _tint_verdicts(sheet, formats, first, first + len(drawn) - 1)
    _tint_wrong_cells(book, formats, compiler, drawn)
    sheet.set_column(NUMBER, HOW, None, None, {"hidden": True})
    return drawn


def first_check_line(layout: Layout) -> int:
    """Return the row of the first line of the check sheet, from 0."""
    return FIRST + layout.checks_top


def remedy_text(line: DrawnCheck, row: int) -> str:
    """Return what to do about a line that stands in sheet *row*, from 0."""
    here = f"（说明写在“{CHECKS}”表 {CellPlace(CHECKS, row, REASON).a1}）" if line.instance else ""
    return line.remedy + here


def _line_cells(line: DrawnCheck) -> tuple[object, ...]:
    link = Link(f"{line.at.sheet}!{line.at.a1}", line.place) if line.at else ""
    live = line.verdict.startswith("=")
    verdict = Formula(line.verdict, line.shown) if live else line.verdict
    count = Formula(line.counter, line.broken if line.shown else "") if line.counter else ""
    reason = Entry(line.reason) if line.instance else ""
    said = (line.rule, line.severity, link, line.label, line.statement)
    return (*said, verdict, count, line.remedy, reason, line.source)


def _name_explanation_cell(book: Workbook, sheet: Worksheet, row: int, line: DrawnCheck) -> None:
    """Give the cell in which a warning is explained its name: names stay with their cells."""
    told = {"validate": "any", "input_title": "说明", "input_message": REASON_HELP}
    sheet.data_validation(row, REASON, row, REASON, told)
    book.define_name(f"{EXPLAINED}.{line.instance}", f"={CellPlace(CHECKS, row, REASON).absolute}")


def _write_cover_entry(
    sheet: Worksheet, row: int, line: DrawnCheck, numbers: tuple[int, int], first: int
) -> None:
    """Write what the cover's list takes from this line; a number only while there is something to do."""
    told, asked = numbers
    if line.at is None or not (line.mends or line.instance):
        return
    own = f"${column_letters(VERDICT)}{row + 1}"
    if line.mends:
        column, number = NUMBER, told if blocks_sending(line) else ""
        stops = ",".join(f'{own}="{word}"' for word in TO_MEND)
        open_ = f"OR({stops})"
    else:
        column, number = ASKED, asked if needs_explanation(line) else ""
        open_ = f'AND({own}="{BROKEN}",LEN(TRIM(${column_letters(REASON)}{row + 1}))=0)'
    above = f"${column_letters(column)}${first}:${column_letters(column)}{row}"
    write_formula(sheet, row, column, f'=IF({open_},MAX({above})+1,"")', None, number)
    write_cell(sheet, row, HOW, remedy_text(line, row))
    static = f'"{line.at.a1}"'
    meant = ",".join(f'{own}="{word}"' for word in line.pointing)
    address = f"IF(OR({meant}),{line.first},{static})" if line.first else static
    link = f"=\"#'{line.at.sheet}'!\"&{address}"
    write_formula(sheet, row, TARGET, link, None, f"#'{line.at.sheet}'!{line.spot or line.at.a1}")
    write_formula(sheet, row, SPOT, f'="{line.at.sheet} "&{address}', None, place_text(line))


def _tint_wrong_cells(
    book: Workbook, formats: Formats, compiler: CheckCompiler, drawn: list[DrawnCheck]
) -> None:
    """Colour the cells themselves: a figure whose identity does not hold, a cell or row that breaks its rule.

    What is explained is no longer coloured: it is no error.
    """
    first = first_check_line(compiler.layout) + 1
    rows = {line.verdict: row for row, line in enumerate(drawn, first)}
    reasons = {x.instance: f"'{CHECKS}'!${column_letters(REASON)}${r}" for r, x in enumerate(drawn, first)}
    form = compiler.grounded.form

    def tone(rule: Rule, wrong: str, name: str) -> dict[str, object]:
        answered = reasons.get(explainable_instance(rule, name)) if explainable_instance(rule, name) else None
        return {
            "type": "formula",
            "format": formats("bad" if rule.weight == ERROR else "warn"),
            "criteria": f"=AND({wrong.removeprefix('=')},LEN(TRIM({answered}))=0)" if answered else wrong,
        }

    for line in (x for x in group_checks(compiler.grounded) if x.rule.weight != HINT):
        at, verdict = compiler.layout.at[line.cell], compiler.verdict(line)[0]
        check = compiler.grounded.checks[line.checks[0]]
        name = check.instance(form)
        for sheet, area, wrong in compiler.wrong_here(line):
            book.get_worksheet_by_name(sheet).conditional_format(area, tone(line.rule, wrong, name))
        if len(line.checks) == 1 and not check.alike and verdict.startswith("="):
            wrong = f"='{CHECKS}'!${column_letters(VERDICT)}${rows[verdict]}=\"{BROKEN}\""
            book.get_worksheet_by_name(at.sheet).conditional_format(at.a1, tone(line.rule, wrong, name))
    for row_check in compiler.grounded.row_checks:
        if row_check.rule.weight != HINT and (found := compiler.wrong_row(row_check)):
            sheet = compiler.layout.strips[row_check.list].register.sheet
            said = tone(row_check.rule, found[1], row_check.instance)
            book.get_worksheet_by_name(sheet).conditional_format(found[0], said)


def _tint_verdicts(sheet: Worksheet, formats: Formats, first: int, last: int) -> None:
    level, verdict = (f"${column_letters(c)}{first + 1}" for c in (SEVERITY_AT, VERDICT))
    area = (first, VERDICT, last, VERDICT)
    mild = f'=AND({verdict}="{BROKEN}",LEFT({level},{len(SEVERITY[ERROR])})<>"{SEVERITY[ERROR]}")'
    tint_mildly(sheet, formats, area, mild)
    tint_words(sheet, formats, area, ((KEPT, "good"), (BROKEN, "bad"), *((w, "warn") for w in TO_MEND[1:])))
