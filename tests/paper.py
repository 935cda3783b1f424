"""A document laid out on paper, and the paper written as PDF, OFD and ODT by hand: what other programs write, without them."""

import io
import zipfile
from xml.sax.saxutils import escape

WIDTH, HEIGHT, MARGIN, SIZE = 595.0, 842.0, 60.0, 10.0
PER_LINE = int((WIDTH - 2 * MARGIN) / SIZE)
ROW = 26.0


class Paper:
    """Pages of texts (x, y from the upper left corner, characters) and lines (x0, y0, x1, y1)."""

    def __init__(self):
        self.pages = [([], [])]
        self.y = MARGIN

    def room(self, height):
        if self.y + height > HEIGHT - MARGIN:
            texts, _ = self.pages[-1]
            texts.append((WIDTH / 2, HEIGHT - 30, f"- {len(self.pages)} -"))
            self.pages.append(([], []))
            self.y = MARGIN

    def paragraph(self, text, *, title=False):
        said = text if title else "　　" + text
        at = 0
        while at < len(said):
            self.room(16)
            end = at + PER_LINE + (said[at + PER_LINE : at + PER_LINE + 1] in set("，。；：、）"))
            line, at = said[at:end], end
            x = (WIDTH - len(line) * SIZE) / 2 if title else MARGIN
            shown = line.lstrip("　")
            self.pages[-1][0].append((x + (len(line) - len(shown)) * SIZE, self.y, shown))
            self.y += 16

    def table(self, grid):
        columns = max(len(row) for row in grid.rows)
        wide = (WIDTH - 2 * MARGIN) / columns
        for r, row in enumerate(grid.rows):
            self.room(ROW)
            texts, lines = self.pages[-1]
            for c, box in enumerate(row):
                if box is None:
                    continue
                x0, y0 = MARGIN + c * wide, self.y
                x1, y1 = x0 + box.columns * wide, y0 + ROW * min(box.rows, len(grid.rows) - r)
                y1 = min(y1, HEIGHT - MARGIN + ROW)
                lines += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
                size = min(SIZE, 2 * (x1 - x0 - 2) / max(1, len(box.text)), ROW / 2 - 1)
                per = max(1, int((x1 - x0 - 2) / size))
                for i in range(0, len(box.text), per):
                    at = y0 + 1 + (i // per) * (size + 1)
                    texts.append((x0 + 1, at, box.text[i : i + per], size))
            self.y += ROW
        self.y += 10


def laid_out(document):
    paper = Paper()
    for block in document.blocks:
        if hasattr(block, "rows"):
            paper.table(block)
        else:
            paper.paragraph(block.text, title=block.role == "title")
    return [
        ([(x, y, text, *(size or (SIZE,))) for x, y, text, *size in texts], lines)
        for texts, lines in paper.pages
    ]


def draw_pdf(pages, *, scanned=False, more=b""):
    """Return *pages* as a PDF: characters as UTF-16 codes of a font that is not in it, with a map to Unicode; *more* is drawn on each."""
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def "
        "1 begincodespacerange <0000> <FFFF> endcodespacerange "
        + " ".join(
            f"1 beginbfrange <{hi:02X}00> <{hi:02X}FF> <{hi:02X}00> endbfrange"
            for hi in sorted(
                {0, *(hi for texts, _ in pages for t in texts for hi in t[2].encode("utf-16-be")[::2])}
            )
            if not 0xD8 <= hi <= 0xDF
        )
        + " endcmap CMapName currentdict /CMap defineresource pop end end"
    )
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        (
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            " /FontDescriptor << /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 880]"
            " /Ascent 880 /Descent -120 /CapHeight 700 /ItalicAngle 0 /StemV 80 >> >>"
        ),
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    for i, (texts, lines) in enumerate(pages):
        drawn = "".join(
            f"BT /F1 {s:.2f} Tf 1 0 0 1 {x:.2f} {HEIGHT - y - 0.88 * s:.2f} Tm <{(t + ' ').encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, t, s in ([] if scanned else texts)
        ) + "".join(f"{a:.2f} {HEIGHT - b:.2f} m {c:.2f} {HEIGHT - d:.2f} l S\n" for a, b, c, d in lines)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {7 + 2 * i} 0 R >>"
        )
        objects.append(
            f"<< /Length {len(drawn) + len(more)} >>\nstream\n{drawn}{more.decode('latin-1')}\nendstream"
        )
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{at:010d} 00000 n \n" for at in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF".encode("latin-1")


def draw_ofd(pages):
    """Return *pages* as an OFD, in millimetres as the standard has it."""
    return zipped(parts_of_ofd(pages))


def parts_of_ofd(pages):
    """Return the parts of an OFD, by their names."""
    mm = 25.4 / 72
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>"
        f"0 0 {WIDTH * mm:.2f} {HEIGHT * mm:.2f}</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
    }
    for i, (texts, lines) in enumerate(pages):
        drawn = "".join(
            f'<ofd:TextObject Boundary="{x * mm:.3f} {y * mm:.3f} 100 {s * mm:.3f}" Size="{s * mm:.3f}"><ofd:TextCode X="0"'
            f' Y="{0.85 * s * mm:.3f}" DeltaX="g {max(1, len(t) - 1)} {s * mm:.3f}">{escape(t)}</ofd:TextCode></ofd:TextObject>'
            for x, y, t, s in texts
        ) + "".join(
            f'<ofd:PathObject Boundary="{a * mm:.3f} {b * mm:.3f} 200 200"><ofd:AbbreviatedData>M 0 0 L'
            f" {(c - a) * mm:.3f} {(d - b) * mm:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
            for a, b, c, d in lines
        )
        parts[f"Doc_0/Pages/Page_{i}/Content.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{drawn}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return parts


def draw_odt(document):
    names = {"office": "office", "text": "text", "table": "table"}
    space = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in names.items())
    body = ""
    for block in document.blocks:
        if not hasattr(block, "rows"):
            tag = "h" if block.role == "heading" else "p"
            body += f"<text:{tag}>{escape(block.text)}</text:{tag}>"
            continue
        body += "<table:table>"
        for row in block.rows:
            body += (
                "<table:table-row>"
                + "".join(
                    "<table:covered-table-cell/>"
                    if box is None
                    else f'<table:table-cell table:number-columns-spanned="{box.columns}" table:number-rows-spanned="{box.rows}">'
                    f"<text:p>{escape(box.text)}</text:p></table:table-cell>"
                    for box in row
                )
                + "</table:table-row>"
            )
        body += "</table:table>"
    content = f"<office:document-content {space}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def zipped(parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return data.getvalue()
