"""The XML of a return copy's first sheet (请改这 N 处): what is to be mended, with links and cells to explain in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from toolkit.form.finding import ERROR
from toolkit.form.layout import column_letters
from toolkit.reading import return_notice
from toolkit.returns.added_looks import CellLook
from toolkit.sheets.styles import BAD, HEAD, HIGHEST, INPUT, LINE, WARN, lines_needed, storable_text
from toolkit.xlsx.element_order import MAIN
from toolkit.xlsx.patching import REL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.reading.return_notice import Notice, NoticeItem


OPEN, DONE = "还没有", "好了"
"""What stands beside a line: whether what it asks for is done."""
STILL, ALL_DONE = "现在：", "现在：都做完了，可以保存发回。"
KNOWN = "下面这些已经照常读取，看一下就行，读得对的不用改："
HIDDEN = ' hidden="1"'
FORMULA = 2
"""What a formula's cell says: the formula and what it comes to."""
_letters = lru_cache(maxsize=2**10)(column_letters)
FOOTER = "&L&9&A&C&9第 &P 页 共 &N 页"
"""What stands at the foot of each printed page."""


_FONT = (
    '<font>{}<sz val="{}"/><color rgb="FF{}"/><name val="{}"/><family val="3"/><charset val="134"/></font>'
)
_PLAIN = _FONT.format("", 11, "000000", "宋体")
_SIDE = f'style="thin"><color rgb="FF{LINE[1:]}"/>'
_EDGE = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_SIDES = "".join(f"<{s} {_SIDE}</{s}>" for s in ("left", "right", "top", "bottom"))
_BOXED = f"<border>{_SIDES}<diagonal/></border>"
_WRAPPED = '<alignment {}vertical="center" wrapText="1"/>{}'
_TEXT, _MIDDLE = _WRAPPED.format("", ""), _WRAPPED.format('horizontal="center" ', "")


def _look(font: str, fill: str = "", border: str = _BOXED, more: str = _MIDDLE) -> CellLook:
    solid = f'<fill><patternFill patternType="solid"><fgColor rgb="FF{fill[1:]}"/></patternFill></fill>'
    return CellLook(font, solid if fill else '<fill><patternFill patternType="none"/></fill>', border, more)


NOTICE_LOOKS = {
    "title": _look(_FONT.format("<b/>", 18, "9C0006", "黑体"), "", _EDGE, _TEXT),
    "intro": _look(_FONT.format("", 11, "404040", "宋体"), "", _EDGE, _TEXT),
    "left": _look(_FONT.format("<b/>", 12, "9C0006", "宋体"), "", _EDGE, _TEXT),
    "grey": _look(_FONT.format("", 8, "A6A6A6", "宋体"), "", _EDGE),
    "unseen": _look(_FONT.format("", 8, "FFFFFF", "宋体"), "", _EDGE),
    "head": _look(_FONT.format("<b/>", 11, "000000", "宋体"), HEAD),
    "cell": _look(_PLAIN, "", _BOXED, _TEXT),
    "number": _look(_PLAIN),
    "link": _look(_FONT.format("<u/>", 11, "0563C1", "宋体"), "", _BOXED, _TEXT),
    "answer": _look(_PLAIN, INPUT, _BOXED, _WRAPPED.format("", '<protection locked="0"/>')),
    ERROR: _look(_FONT.format("<b/>", 11, "9C0006", "宋体"), BAD),
    "": _look(_FONT.format("<b/>", 11, "7F6000", "宋体"), WARN),
}
"""How the cells of the sheet look: what weighs of a line by its severity, the rest by what it is."""


class NoticeSheetWriter:
    """Writes the first sheet; *numbers* are those of ``NOTICE_LOOKS`` in the workbook's styles."""

    def __init__(self, numbers: Mapping[CellLook, int]) -> None:
        self.looks = {name: numbers[look] for name, look in NOTICE_LOOKS.items()}

    def xml(self, said: Notice) -> str:
        """Return the sheet's XML."""
        last = _letters(return_notice.RULE_COLUMN)
        first = len(said.lines) + 4
        counters = (
            _open_count_formula(first, said.errors),
            _open_count_formula(first + said.errors, said.questions),
        )
        help_at = return_notice.HELP_COLUMN
        counts = ((help_at + i, self.looks["unseen"], f, n) for i, (f, n) in enumerate(counters))
        rows = [_row_xml(1, [(0, self.looks["title"], said.title), *counts], 36)]
        merges = [f"A1:{last}1"]
        for text in said.lines:
            rows.append(self.wide(len(rows) + 1, text, (0, self.looks["intro"], text)))
        formula, text = self.left(said)
        rows.append(self.wide(len(rows) + 1, text, (0, self.looks["left"], formula, text)))
        merges += [f"A{n}:{last}{n}" for n in range(2, len(rows) + 1)]
        head = len(rows) + 1
        rows.append(
            _row_xml(head, [(c, self.looks["head"], text) for c, text in enumerate(return_notice.HEADS)], 32)
        )
        links = []
        number, told_known = 0, False
        for item in said.items:
            if item.known and not told_known:
                told_known = True
                n = len(rows) + 1
                rows.append(_row_xml(n, [(0, self.looks["intro"], KNOWN)], 22))
                merges.append(f"A{n}:{last}{n}")
            n = len(rows) + 1
            number += not item.known
            rows.append(self.line(n, item, "" if item.known else str(number)))
            if item.wrong:
                target = quoteattr(item.wrong[0].absolute)
                links.append(f'<hyperlink ref="C{n}" location={target} display={target}/>')
        widths = "".join(
            f'<col min="{c}" max="{c}" width="{w}" customWidth="1"{HIDDEN if c == return_notice.CODE_COLUMN + 1 else ""}/>'
            for c, w in enumerate(return_notice.WIDTHS, 1)
        )
        widths += f'<col min="{help_at + 1}" max="{help_at + 200}" width="4" customWidth="1"{HIDDEN}/>'
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{MAIN}" xmlns:r="{REL}">'
            '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"><pane ySplit="{head}" '
            f'topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>{"".join(rows)}</sheetData>'
            '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
            f'<mergeCells count="{len(merges)}">{"".join(f"<mergeCell ref={quoteattr(m)}/>" for m in merges)}</mergeCells>'
            + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
            + '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            f'<headerFooter scaleWithDoc="0"><oddFooter>{escape(FOOTER)}</oddFooter></headerFooter></worksheet>'
        )

    def wide(self, n: int, text: str, cell: tuple[object, ...]) -> str:
        """Return a row in which one text goes over all columns."""
        return _row_xml(n, [cell], 16 * lines_needed(text, sum(return_notice.WIDTHS) - 4) + 4)

    def left(self, said: Notice) -> tuple[str, str]:
        """Return the formula that says how much is still open, and what it says now."""
        mend, say = (f"{_letters(return_notice.HELP_COLUMN + i)}1" for i in (0, 1))
        formula = (
            f'IF({mend}+{say}=0,"{ALL_DONE}","{STILL}"&IF({mend}>0,"还有 "&{mend}&" 处没有改","")'
            f'&IF({mend}*{say}>0,"，","")&IF({say}>0,"还有 "&{say}&" 处没有说明",""))'
        )
        parts = [f"还有 {n} 处没有{what}" for n, what in ((said.errors, "改"), (said.questions, "说明")) if n]
        return formula, STILL + "，".join(parts) if parts else ALL_DONE

    def line(self, n: int, item: NoticeItem, number: str) -> str:
        """Return the row of one thing to do."""
        texts = (item.where, item.message, item.remedy)
        tone = self.looks["number" if item.known else ERROR if item.severity == ERROR else ""]
        cells: list[tuple[object, ...]] = [(0, self.looks["number"], number), (1, tone, item.does)]
        cells += [
            (2 + i, self.looks["link"] if i == 0 and item.wrong else self.looks["cell"], text)
            for i, text in enumerate(texts)
        ]
        answer = self.looks["answer"] if item.answered_here else self.looks["cell"]
        cells.append((return_notice.TEXT_COLUMN, answer, item.answer))
        if item.instances:
            cells.append((return_notice.CODE_COLUMN, self.looks["cell"], item.instances))
        at = return_notice.HELP_COLUMN
        state = ("",) if item.known else (f'IF({_letters(at)}{n}>0,"{OPEN}","{DONE}")', OPEN)
        cells.append((return_notice.STATE_COLUMN, self.looks["number"], *state))
        cells.append((return_notice.RULE_COLUMN, self.looks["grey"], item.rule))
        if not item.known:
            cells.append((at, self.looks["unseen"], _line_open_formula(n, item), 1))
            cells += [(at + 1 + i, self.looks["unseen"], formula, 1) for i, formula in enumerate(item.still)]
        deep = max(lines_needed(t, w) for t, w in zip(texts, return_notice.WIDTHS[2:5], strict=True))
        return _row_xml(n, cells, min(HIGHEST, 16 * max(deep, 2) + 6))


def _open_count_formula(first: int, many: int) -> tuple[str, int]:
    """Return the formula that adds up what is open in *many* rows, and what it comes to now."""
    column = _letters(return_notice.HELP_COLUMN)
    return (f"SUM({column}{first}:{column}{first + many - 1})" if many else "0"), many


def _line_open_formula(n: int, item: NoticeItem) -> str:
    """Return the formula that is 1 while a line is open."""
    at, tests = return_notice.HELP_COLUMN + 1, []
    if item.still:
        tests.append(f"SUM({_letters(at)}{n}:{_letters(at + len(item.still) - 1)}{n})>0")
    if item.answered_here:
        tests.append(f"LEN(TRIM({_letters(return_notice.TEXT_COLUMN)}{n}))=0")
    return f"IF(AND({','.join(tests)}),1,0)"


def _row_xml(number: int, cells: Sequence[tuple[object, ...]], height: float) -> str:
    """Return a row; a cell is (column, style, text) or (column, style, formula, what it comes to)."""
    return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(_cell_xml(number, *c) for c in cells)}</row>'


def _cell_xml(row: int, column: object, style: object, *says: object) -> str:
    begins = f'<c r="{_letters(int(str(column)))}{row}" s="{style}"'
    if len(says) == FORMULA:
        formula, value = escape(str(says[0])), says[1]
        if isinstance(value, int):
            return f"{begins}><f>{formula}</f><v>{value}</v></c>"
        return f'{begins} t="str"><f>{formula}</f><v>{escape(storable_text(str(value)))}</v></c>'
    if not says[0]:
        return f"{begins}/>"
    text = escape(storable_text(str(says[0])))
    return f'{begins} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
