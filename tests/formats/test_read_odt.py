"""What stands beside an OpenDocument text's own lines: boxes behind their paragraph; headers, footers and notes apart."""

from paper import zipped

from toolkit.document.model import Grid
from toolkit.formats.open_report import read_report_file

NAMES = {"office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style"}
SPACE = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in NAMES.items())
SAYS = "本年共收到政府信息公开申请99件。"
BOX = f"<draw:frame><draw:text-box><text:p>{SAYS}</text:p></draw:text-box></draw:frame>"
NOTE = (
    '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>注：含上年结转。</text:p></text:note-body></text:note>"
)


def read(body, styles=""):
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {SPACE}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
    }
    if styles:
        parts["styles.xml"] = (
            f"<office:document-styles {SPACE}><office:master-styles><style:master-page>{styles}"
            "</style:master-page></office:master-styles></office:document-styles>"
        )
    return read_report_file(zipped(parts), ".odt")[0]


def test_a_text_box_is_read_once_behind_the_paragraph_it_hangs_at():
    found = read(f"<text:p>带框的{BOX}一段。</text:p><text:p>后一段。</text:p>{BOX}")
    assert ["带框的一段。", SAYS, "后一段。", SAYS] == [b.text for b in found.blocks]
    assert () == found.margins


def cell(inside):
    return f"<table:table-cell>{inside}</table:table-cell>"


def table(*rows):
    return f"<table:table>{''.join(f'<table:table-row>{r}</table:table-row>' for r in rows)}</table:table>"


def test_a_table_in_a_box_in_a_table_is_read_once_and_a_table_in_a_cell_as_rows():
    inner = table(cell("<text:p>甲</text:p>") + cell("<text:p>7</text:p>"))
    boxed = f"<draw:frame><draw:text-box>{inner}</draw:text-box></draw:frame>"
    found = read(table(cell(f"<text:p>格{boxed}</text:p>") + cell(f"<text:p>乙</text:p>{inner}"))).blocks
    grids = [[[b and b.text for b in row] for row in g.rows] for g in found if isinstance(g, Grid)]
    assert [[["格", "乙"], ["甲", "7"]], [["甲", "7"]]] == grids


def test_headers_footers_and_notes_are_read_beside_the_text_each_once():
    said = "某镇2023年政府信息公开工作年度报告"
    styles = (
        f"<style:header><text:p>{said}</text:p></style:header><style:header-left><text:p>{said}</text:p></style:header-left>"
        "<style:footer><text:p>— <text:page-number>1</text:page-number> —</text:p></style:footer>"
    )
    found = read(f"<text:p>收到申请3件{NOTE}。</text:p>", styles)
    assert ["收到申请3件。"] == [b.text for b in found.blocks]
    assert [said, "注：含上年结转。"] == [p.text for p in found.margins], "the number of a page is no text"
