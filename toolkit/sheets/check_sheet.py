"""The check sheet: one line a rule and place, judged live by the spreadsheet program itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import CODES, ERROR, HINT, SEVERITY, WARNING
from toolkit.form.layout import CHECKS, EXPLAINED, ROWS_JUDGED, CellPlace, column_letters
from toolkit.form.rule_trees import asks_about_blanks, cells_needing_values, columns_needing_values
from toolkit.form.verdict import Verdict
from toolkit.form.words import rule_statement, severity_words
from toolkit.sheets.plain_pages import footer_title, set_up_paper
from toolkit.sheets.styles import HIGHEST, Formats, get_or_add_sheet, lines_needed, write_cell, write_label
from toolkit.sheets.verdict_formulas import (
    BAD,
    BAD_DATE,
    BAD_NUMBER,
    BAD_OPTION,
    BROKEN,
    KEPT,
    LATER,
    NO_PRIOR,
    TOO_LONG,
    CheckCompiler,
    CheckGroup,
    group_checks,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.grounding import RowCheck
    from toolkit.form.model import Rule
    from toolkit.form.submission import Submission
    from toolkit.form.verdict import RowsVerdict, Verdicts

HEADS = ("规则", "级别", "单元格", "指标", "应当怎样", "结论", "不符处", "怎么改", "说明", "依据")
WIDTHS = (6.0, 7.0, 16.5, 19.5, 32.0, 9.0, 6.0, 26.0, 20.0, 34.0)
FIRST, RULE, SEVERITY_AT, LINK, SAID, VERDICT, COUNT, REMEDY, REASON = 3, 0, 1, 2, 4, 5, 6, 7, 8
NUMBER, ASKED, TARGET, SPOT, HOW = 10, 11, 12, 13, 14
"""Hidden columns for the cover: running numbers of what is to be mended and to be explained, where the link leads,
how the place reads, what to do."""
TO_MEND = (BROKEN, BAD_NUMBER, BAD_DATE, BAD_OPTION, TOO_LONG)
"""What keeps a workbook from being sent, where the line is an error's."""
ANSWERED, TYPED = "零报告", "格式"
"""The two lines every list has that are no rule of the form: it is answered, and its cells are of their types."""
NOTE = (
    f"填表时自动判断：绿色“{KEPT}”；红色“{BROKEN}”要改，黄色“{BROKEN}”要核对；“{BAD_NUMBER}”“{BAD_DATE}”“{BAD_OPTION}”是单元格里的内容不合格式；"
    f"“{NO_PRIOR}”是没有上年数，不用管；“{LATER}”收回后由汇总单位判断；空白是还没有填。"
    f"级别是“{SEVERITY[WARNING]}”而“{BROKEN}”的，先核对；数字属实的，在“说明”栏（黄底）写明原因，数变了说明要重写。"
)
REASON_HELP = "核对后数字属实的，在这里写明原因。数字再改动时，说明要重写。"


class DrawnCheck(NamedTuple):
    """One line as it is drawn: what it says, where it points, its formulas and what they come to."""

    rule: str
    severity: str
    label: str
    statement: str
    remedy: str
    source: str
    at: CellPlace | None
    place: str
    verdict: str
    counter: str
    shown: str
    broken: int | str
    mends: bool
    """Whether the workbook may not be sent while this line does not hold."""
    first: str = ""
    """The formula of the address of the first cell that is wrong, where that is not always the same one."""
    pointing: tuple[str, ...] = ()
    """The verdicts for which *first* is meant; for the others the line's own place will do."""
    spot: str = ""
    """The address of the first cell that is wrong, as it stands."""
    instance: str = ""
    """The name under which the line is explained; "" where nothing is to be explained."""
    reason: str = ""
    """What the unit wrote to it."""
    checks: tuple[int, ...] = ()
    """The positions of its checks in ``GroundedForm.checks``; none for what is said of lists."""


def draw_check_sheet(
    book: Workbook, formats: Formats, compiler: CheckCompiler, submission: Submission, verdicts: Verdicts
) -> list[DrawnCheck]:
    """Draw the check sheet; return its lines, for the cover to say what is to be done."""
    sheet = get_or_add_sheet(book, CHECKS)
    sheet.hide_gridlines(2)
    for column, wide in enumerate(WIDTHS):
        sheet.set_column(column, column, wide)
    write_label(sheet, 0, 0, 1, REASON + 1, "校验", formats("title"))
    sheet.set_row(0, 30)
    write_label(sheet, 1, 0, 1, REASON + 1, NOTE, formats("intro"))
    sheet.set_row(1, 16 * lines_needed(NOTE, sum(WIDTHS[: REASON + 1])))
    for column, text in enumerate(HEADS):
        write_cell(sheet, FIRST - 1, column, text, formats("head"))
    drawn = list(check_sheet_lines(compiler, submission, verdicts))
    told = asked = 0
    for row, line in enumerate(drawn, FIRST):
        told, asked = told + blocks_sending(line), asked + needs_explanation(line)
        _draw_line(sheet, formats, row, line)
        _write_cover_entry(sheet, row, line, told, asked)
        if line.instance:
            _open_explanation_cell(book, sheet, formats, row, line)
    last = FIRST + len(drawn) - 1
    _tint_verdicts(sheet, formats, last)
    _tint_wrong_cells(book, formats, compiler, drawn)
    sheet.freeze_panes(FIRST, 0)
    sheet.autofilter(FIRST - 1, 0, last, len(HEADS) - 1)
    set_up_paper(sheet, landscape=True, title=footer_title(submission.who))
    sheet.repeat_rows(FIRST - 1)
    sheet.print_area(0, 0, last, REASON)  # the grounds of a rule stand in the rule book
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    sheet.set_column(NUMBER, HOW, None, None, {"hidden": True})
    return drawn


def check_sheet_lines(
    compiler: CheckCompiler, submission: Submission, verdicts: Verdicts
) -> Iterator[DrawnCheck]:
    """Yield the lines of the check sheet in their order: lists, rules over figures, over rows, switched off."""
    for name in compiler.layout.strips:
        if submission.who.kind not in compiler.layout.strips[name].register.optional:
            yield _list_answered_line(compiler, submission, name)
        yield _list_types_line(compiler, submission, name)
    for line in group_checks(compiler.grounded):
        yield _figure_rule_line(compiler, submission, line, [verdicts.checks[i] for i in line.checks])
    for check, verdict in zip(compiler.grounded.row_checks, verdicts.rows, strict=True):
        yield _row_rule_line(compiler, submission, check, verdict)
    for rule in compiler.grounded.off:
        yield _line_of_rule(compiler, rule, "", None, "")


def _line_of_rule(
    compiler: CheckCompiler, rule: Rule, label: str, at: CellPlace | None, place: str
) -> DrawnCheck:
    why = f"{rule.source}。本机关{severity_words(rule)}：{rule.switch.why}" if rule.switch else rule.source
    said = rule_statement(compiler.grounded.form, rule)
    mends = rule.weight == ERROR
    return DrawnCheck(
        rule.id, severity_words(rule), label, said, rule.remedy, why, at, place, "", "", "", 0, mends
    )


def _figure_rule_line(
    compiler: CheckCompiler, submission: Submission, line: CheckGroup, verdicts: list[Verdict]
) -> DrawnCheck:
    form = compiler.grounded.form
    first, many = compiler.layout.at[line.cell], len(line.checks) > 1
    table = form.table(line.cell.table)
    label = (table.title or table.id) if many else form.label(line.cell)
    verdict, count = compiler.verdict(line)
    shown, broken = cached_verdict(compiler, line, verdicts, submission)
    place = f"{first.sheet} {first.a1}" + ("等" if many else "")
    spot = _first_wrong_cell(compiler, submission, line, verdicts)
    name = _explainable_instance(line.rule, compiler.grounded.checks[line.checks[0]].instance(form))
    return _line_of_rule(compiler, line.rule, label, first, place)._replace(
        instance=name,
        reason=submission.explanations.get(name, ""),
        verdict=verdict,
        counter=count,
        shown=shown,
        broken=broken,
        first=compiler.first_wrong(line),
        pointing=(BROKEN, BAD_NUMBER),
        spot=spot,
        checks=line.checks,
    )


def _explainable_instance(rule: Rule, name: str) -> str:
    return name if rule.weight == WARNING else ""


def _first_wrong_cell(
    compiler: CheckCompiler, submission: Submission, line: CheckGroup, verdicts: list[Verdict]
) -> str:
    """Return the address of the first cell that breaks a rule about each cell, words before numbers; else ""."""
    checks = [compiler.grounded.checks[i] for i in line.checks]
    if not checks[0].cellwise:
        return ""
    lost = [c.cell for c in checks if c.cell in submission.unread and not asks_about_blanks(c.expr)]
    wrong = lost or [c.cell for c, v in zip(checks, verdicts, strict=True) if v == Verdict.BROKEN]
    places = (compiler.layout.at[c] for c in wrong)
    first = min(places, key=lambda p: (p.row, p.column), default=None)
    return first.a1 if first else ""


def _row_rule_line(
    compiler: CheckCompiler, submission: Submission, check: RowCheck, verdict: RowsVerdict
) -> DrawnCheck:
    strip = compiler.layout.strips[check.list]
    formula, count = compiler.rows_verdict(check)
    at = strip.place(check.columns[0], strip.first)
    shown, broken = cached_row_verdict(compiler, check, verdict, submission)
    columns = "、".join(column_letters(dict(strip.columns)[c]) for c in check.columns)
    name = _explainable_instance(check.rule, check.instance)
    return _line_of_rule(compiler, check.rule, strip.register.title, at, f"{at.sheet} {columns} 列")._replace(
        verdict=formula,
        counter=count,
        instance=name,
        reason=submission.explanations.get(name, ""),
        shown=shown,
        broken=broken,
        first=compiler.first_wrong_row(check),
        pointing=(BROKEN,),
        spot=strip.place(check.columns[0], verdict.broken[0] - 1).a1 if shown == BROKEN else "",
    )


def cached_verdict(
    compiler: CheckCompiler, line: CheckGroup, verdicts: list[Verdict], submission: Submission
) -> tuple[str, int]:
    """Return what a line shows for its checks' verdicts, and how many do not hold."""
    check = compiler.grounded.checks[line.checks[0]]
    if compiler.verdict(line)[0] == LATER:
        return LATER, 0
    unread = verdicts.count(Verdict.NOT_JUDGED)
    if unread:
        needed = (
            compiler.grounded.inputs_of(cells_needing_values(check.expr))
            if not check.cellwise
            else line.cells
        )
        typed = compiler.typed(
            c for c in needed or cells_needing_values(check.expr) if c in submission.unread
        )
        return next(iter(typed), BAD_NUMBER), unread
    broken = verdicts.count(Verdict.BROKEN)
    if broken:
        return BROKEN, broken
    return next((v.value for v in verdicts if v != Verdict.SILENT), ""), 0


def cached_row_verdict(
    compiler: CheckCompiler, check: RowCheck, verdict: RowsVerdict, submission: Submission
) -> tuple[str, int | str]:
    """Return what the line of a rule over rows shows, and how many rows break it, where the sheet can say."""
    strip = compiler.layout.strips[check.list]
    if compiler.rows_verdict(check)[0] == LATER:
        return LATER, ""
    if verdict.verdict == Verdict.SILENT:
        return "", ""
    rows = submission.rows[check.list]
    if rows[-1].number - strip.first > ROWS_JUDGED:
        return TOO_LONG, ""
    if verdict.verdict == Verdict.NOT_JUDGED:
        lost = {c for r in rows for c in r.unread if c in columns_needing_values(check.expr)}
        found = {BAD[strip.register.field(c).type] for c in lost}
        return next(w for w in dict.fromkeys(BAD.values()) if w in found), ""
    return verdict.verdict.value, len(verdict.broken)


def _list_answered_line(compiler: CheckCompiler, submission: Submission, name: str) -> DrawnCheck:
    """Say that a list has rows, or its 零报告 tick."""
    tick, code = compiler.layout.strips[name].tick, CODES["list_unanswered"]
    shown = KEPT if submission.rows.get(name) or name in submission.zero else BROKEN
    return DrawnCheck(
        ANSWERED,
        SEVERITY[code.severity],
        compiler.layout.strips[name].register.title,
        "逐行填写，或选“本表无内容”",
        code.remedy,
        "",
        tick,
        f"{tick.sheet} {tick.a1}",
        f'=IF({compiler.unanswered(name)},"{BROKEN}","{KEPT}")',
        "",
        shown,
        int(shown == BROKEN),
        mends=True,
    )


def _list_types_line(compiler: CheckCompiler, submission: Submission, name: str) -> DrawnCheck:
    """Say that every cell of a list is of its column's type: counts pass over what is not."""
    strip = compiler.layout.strips[name]
    verdict, count = compiler.formats(name)
    types = {f.id: f.type for f in strip.register.fields}
    lost = [BAD[types[c]] for r in submission.rows.get(name, ()) for c in r.unread if types.get(c) in BAD]
    word = next((w for w in dict.fromkeys(BAD.values()) if w in lost), KEPT)
    answered = submission.rows.get(name) or name in submission.zero
    at = strip.place(strip.register.fields[0].id, strip.first)
    return DrawnCheck(
        TYPED,
        SEVERITY[ERROR],
        strip.register.title,
        "日期栏是日期，数字栏是数字，选项从下拉列表中选",
        "按列头的要求改；不要的整行清空",
        "",
        at,
        f"{at.sheet} {at.a1} 起",
        verdict,
        count,
        word if answered else "",
        len(lost),
        mends=True,
    )


def blocks_sending(line: DrawnCheck) -> bool:
    """Tell whether a line keeps the workbook from being sent."""
    return line.mends and line.shown in TO_MEND


def needs_explanation(line: DrawnCheck) -> bool:
    """Tell whether a line is a warning nobody has explained yet."""
    return bool(line.instance) and line.shown == BROKEN and not line.reason


def remedy_text(line: DrawnCheck, row: int) -> str:
    """Return what to do about a line that stands in sheet *row*, from 0."""
    here = f"（说明写在“{CHECKS}”表 {CellPlace(CHECKS, row, REASON).a1}）" if line.instance else ""
    return line.remedy + here


def place_text(line: DrawnCheck) -> str:
    """Return the place of a line as people read it: the first cell that is wrong, or the line's own."""
    return f"{line.at.sheet} {line.spot or line.at.a1}" if line.at else ""


def _draw_line(sheet: Worksheet, formats: Formats, row: int, line: DrawnCheck) -> None:
    texts = (line.rule, line.severity, "", line.label, line.statement, "", "", line.remedy, "", line.source)
    for column, text in enumerate(texts):
        write_cell(sheet, row, column, text, formats("cell"))
    tall = (*texts[:LINK], line.place, *texts[LINK + 1 : REASON], line.reason, line.source)
    sheet.set_row(row, min(HIGHEST, 16 * max(map(lines_needed, tall, WIDTHS)) + 3))
    if line.at:
        link = f"internal:'{line.at.sheet}'!{line.at.a1}"
        sheet.write_url(row, LINK, link, formats("link", text_wrap=True), string=line.place)
    if line.verdict.startswith("="):
        sheet.write_formula(row, VERDICT, line.verdict, formats("verdict"), line.shown)
    elif line.verdict:
        write_cell(sheet, row, VERDICT, line.verdict, formats("verdict"))
    if line.counter:
        sheet.write_formula(row, COUNT, line.counter, formats("number"), line.broken if line.shown else "")


def _open_explanation_cell(
    book: Workbook, sheet: Worksheet, formats: Formats, row: int, line: DrawnCheck
) -> None:
    """Open the cell in which a warning is explained, under its name: names stay with their cells."""
    write_cell(sheet, row, REASON, line.reason, formats("input.text"))
    told = {"validate": "any", "input_title": "说明", "input_message": REASON_HELP}
    sheet.data_validation(row, REASON, row, REASON, told)
    book.define_name(f"{EXPLAINED}.{line.instance}", f"={CellPlace(CHECKS, row, REASON).absolute}")


def _write_cover_entry(sheet: Worksheet, row: int, line: DrawnCheck, told: int, asked: int) -> None:
    """Write what the cover's list takes from this line; a number only while there is something to do."""
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
    above = f"${column_letters(column)}${FIRST}:${column_letters(column)}{row}"
    sheet.write_formula(row, column, f'=IF({open_},MAX({above})+1,"")', None, number)
    write_cell(sheet, row, HOW, remedy_text(line, row))
    static = f'"{line.at.a1}"'
    meant = ",".join(f'{own}="{word}"' for word in line.pointing)
    address = f"IF(OR({meant}),{line.first},{static})" if line.first else static
    link = f"=\"#'{line.at.sheet}'!\"&{address}"
    sheet.write_formula(row, TARGET, link, None, f"#'{line.at.sheet}'!{line.spot or line.at.a1}")
    sheet.write_formula(row, SPOT, f'="{line.at.sheet} "&{address}', None, place_text(line))


def _tint_wrong_cells(
    book: Workbook, formats: Formats, compiler: CheckCompiler, drawn: list[DrawnCheck]
) -> None:
    """Colour the cells themselves: a figure whose identity does not hold, a cell or row that breaks its rule.

    What is explained is no longer coloured: it is no error.
    """
    rows = {line.verdict: row for row, line in enumerate(drawn, FIRST + 1)}
    reasons = {
        x.instance: f"'{CHECKS}'!${column_letters(REASON)}${r}" for r, x in enumerate(drawn, FIRST + 1)
    }
    form = compiler.grounded.form

    def tone(rule: Rule, wrong: str, name: str) -> dict[str, object]:
        answered = (
            reasons.get(_explainable_instance(rule, name)) if _explainable_instance(rule, name) else None
        )
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
        if not check.cellwise and verdict.startswith("="):
            wrong = f"='{CHECKS}'!${column_letters(VERDICT)}${rows[verdict]}=\"{BROKEN}\""
            book.get_worksheet_by_name(at.sheet).conditional_format(at.a1, tone(line.rule, wrong, name))
    for row_check in compiler.grounded.row_checks:
        if row_check.rule.weight != HINT and (found := compiler.wrong_row(row_check)):
            sheet = compiler.layout.strips[row_check.list].register.sheet
            said = tone(row_check.rule, found[1], row_check.instance)
            book.get_worksheet_by_name(sheet).conditional_format(found[0], said)


def _tint_verdicts(sheet: Worksheet, formats: Formats, last: int) -> None:
    level, verdict = (f"${column_letters(c)}{FIRST + 1}" for c in (SEVERITY_AT, VERDICT))
    mild = f'=AND({verdict}="{BROKEN}",LEFT({level},{len(SEVERITY[ERROR])})<>"{SEVERITY[ERROR]}")'
    told = {"type": "formula", "criteria": mild, "format": formats("warn"), "stop_if_true": True}
    sheet.conditional_format(FIRST, VERDICT, last, VERDICT, told)
    tones = {KEPT: "good", BROKEN: "bad"} | dict.fromkeys(TO_MEND[1:], "warn")
    for text, tone in tones.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": formats(tone)}
        sheet.conditional_format(FIRST, VERDICT, last, VERDICT, rule)
