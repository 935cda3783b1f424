"""The XML of a return copy's first sheet (请改这 N 处): what is to be mended, with links and cells to explain in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from toolkit.excel import notice
from toolkit.excel.look import BAD, HEAD, HIGHEST, INPUT, LINE, WARN, lines_needed, storable
from toolkit.excel.patch import MAIN, REL
from toolkit.form.finding import ERROR, SEVERITY
from toolkit.form.layout import letters

if TYPE_CHECKING:
    from toolkit.excel.notice import Notice
    from toolkit.excel.patch import Styles


FOOTER = "&L&9&A&C&9第 &P 页 共 &N 页"
"""What stands at the foot of each printed page."""


class Page:
    """Writes the first sheet."""

    def __init__(self, styles: Styles) -> None:
        font = '<font>{}<sz val="{}"/><color rgb="FF{}"/><name val="{}"/><family val="3"/><charset val="134"/></font>'
        plain = font.format("", 10, "000000", "宋体")
        none, edge = (
            '<fill><patternFill patternType="none"/></fill>',
            "<border><left/><right/><top/><bottom/><diagonal/></border>",
        )
        side = f'style="thin"><color rgb="FF{LINE[1:]}"/>'
        lines = "".join(f"<{s} {side}</{s}>" for s in ("left", "right", "top", "bottom"))
        boxed = f"<border>{lines}<diagonal/></border>"
        wrap = '<alignment {}vertical="center" wrapText="1"/>{}'
        middle = wrap.format('horizontal="center" ', "")
        unlocked = wrap.format("", '<protection locked="0"/>')

        def made(font: str, fill: str, border: str, more: str) -> int:
            return styles.xf(
                font,
                f'<fill><patternFill patternType="solid"><fgColor rgb="FF{fill[1:]}"/></patternFill></fill>'
                if fill
                else none,
                border,
                more,
            )

        bold = font.format("<b/>", 10, "000000", "宋体")
        link = font.format("<u/>", 10, "0563C1", "宋体")
        self.title = made(font.format("<b/>", 16, "9C0006", "黑体"), "", edge, wrap.format("", ""))
        self.intro = made(font.format("", 10, "404040", "宋体"), "", edge, wrap.format("", ""))
        self.head = made(bold, HEAD, boxed, middle)
        self.cell = made(plain, "", boxed, wrap.format("", ""))
        self.number = made(plain, "", boxed, middle)
        self.link = made(link, "", boxed, wrap.format("", ""))
        self.answer = made(plain, INPUT, boxed, unlocked)
        self.tones = {
            ERROR: made(font.format("<b/>", 10, "9C0006", "宋体"), BAD, boxed, middle),
            "": made(font.format("<b/>", 10, "7F6000", "宋体"), WARN, boxed, middle),
        }

    def xml(self, said: Notice) -> str:
        """Return the sheet's XML."""
        last = notice.TEXT_COLUMN
        rows = [_row(1, [(0, self.title, said.title)], 34)]
        merges = [f"A1:{letters(last)}1"]
        for text in said.lines:
            n = len(rows) + 1
            rows.append(_row(n, [(0, self.intro, text)], 15 * lines_needed(text, sum(notice.WIDTHS)) + 4))
            merges.append(f"A{n}:{letters(last)}{n}")
        head = said.head
        rows.append(_row(head, [(c, self.head, text) for c, text in enumerate(notice.HEADS)], 30))
        links = []
        for i, item in enumerate(said.items, 1):
            n = len(rows) + 1
            where = self.cell
            if item.wrong:
                first = item.wrong[0]
                target = f"'{first.sheet.replace(chr(39), chr(39) * 2)}'!{first.a1}"
                links.append(
                    f'<hyperlink ref="C{n}" location={quoteattr(target)} display={quoteattr(target)}/>'
                )
                where = self.link
            message = item.message + (f"（规则 {item.rule}）" if item.rule else "")
            texts = (item.where, message, item.remedy)
            tone = self.tones.get(item.severity, self.tones[""])
            cells = [(0, self.number, str(i)), (1, tone, SEVERITY[item.severity])]
            cells += [
                (c, s, t) for c, s, t in zip((2, 3, 4), (where, self.cell, self.cell), texts, strict=True)
            ]
            cells.append((last, self.answer if item.instances else self.cell, ""))
            if item.instances:
                cells.append((notice.CODE_COLUMN, self.cell, item.instances))
            deep = max(lines_needed(t, w) for t, w in zip(texts, notice.WIDTHS[2:5], strict=True))
            rows.append(_row(n, cells, min(HIGHEST, 14 * max(deep, 2) + 6)))
        widths = "".join(
            f'<col min="{c}" max="{c}" width="{w}" customWidth="1"/>' for c, w in enumerate(notice.WIDTHS, 1)
        )
        hidden = notice.CODE_COLUMN + 1
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{MAIN}" xmlns:r="{REL}">'
            '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"><pane ySplit="{head}" '
            f'topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}<col min="{hidden}" max="{hidden}" width="4" '
            f'hidden="1" customWidth="1"/></cols><sheetData>{"".join(rows)}</sheetData>'
            '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
            f'<mergeCells count="{len(merges)}">{"".join(f"<mergeCell ref={quoteattr(m)}/>" for m in merges)}</mergeCells>'
            + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
            + '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            f'<headerFooter scaleWithDoc="0"><oddFooter>{escape(FOOTER)}</oddFooter></headerFooter></worksheet>'
        )


def _row(number: int, cells: list[tuple[int, int, str]], height: float) -> str:
    made = "".join(
        f'<c r="{letters(c)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(storable(text))}</t></is></c>'
        if text
        else f'<c r="{letters(c)}{number}" s="{style}"/>'
        for c, style, text in cells
    )
    return f'<row r="{number}" ht="{height}" customHeight="1">{made}</row>'
