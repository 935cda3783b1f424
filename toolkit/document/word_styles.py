"""How an official document looks in Word: page, fonts, styles (GB/T 9704—2012 党政机关公文格式).

The styles have names an office finds in Word's list; a template of its own that has them keeps its own look.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.document.model import ADDRESSEE, ASPECT, BODY, CAPTION, DATELINE, HEADING, SIGNED, TITLE
from toolkit.document.word_package import load_word_document, refuse_odd_parts, save_word_document
from toolkit.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

BODY_HERE = "{{正文}}"
"""The paragraph of a template the report takes the place of."""
WHEN = datetime.datetime(2021, 9, 26, tzinfo=datetime.timezone.utc)  # noqa: UP017 - the alias is newer than some machines
"""The time written into files that must be the same whenever they are drawn: the day of the form."""
SONG, HEI, KAI, FANG, SERIF = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
LATIN = "Times New Roman"
FALLBACKS: Mapping[str, str] = {
    SONG: "方正小标宋_GBK,小标宋,华文中宋,宋体,SimSun,Noto Serif CJK SC",
    HEI: "SimHei,Noto Sans CJK SC",
    KAI: "楷体,KaiTi,华文楷体,Noto Serif CJK SC",
    FANG: "仿宋,FangSong,华文仿宋,Noto Serif CJK SC",
    SERIF: "SimSun,Noto Serif CJK SC",
}
"""What to take where a font is not there: declared in the document's font table."""


class ParagraphLook(NamedTuple):
    """A paragraph style: *size* in points, *line* its exact height (0: as it comes), *level* in the outline from 0."""

    name: str
    font: str
    size: float
    align: str = "both"
    indent: int = 0
    line: float = 29
    before: float = 0
    after: float = 0
    level: int | None = None
    keep: bool = False


STYLES: Mapping[str, ParagraphLook] = {
    TITLE: ParagraphLook("标题", SONG, 22, "center", line=34, after=14),
    DATELINE: ParagraphLook("日期", KAI, 16, "center", after=10),
    HEADING: ParagraphLook("一级标题", HEI, 16, "left", 200, before=8, after=4, level=0, keep=True),
    ASPECT: ParagraphLook("二级标题", KAI, 16, "left", 200, level=1, keep=True),
    BODY: ParagraphLook("正文", FANG, 16, indent=200),
    CAPTION: ParagraphLook("表名", HEI, 12, "center", before=6, after=4, keep=True),
}
LETTER: Mapping[str, ParagraphLook] = {
    ADDRESSEE: ParagraphLook("主送", FANG, 16, "left"),
    SIGNED: ParagraphLook("落款", FANG, 16, "right", before=6),
}
"""The styles only a circular has: a document without these paragraphs has no such styles."""
HEAD = ParagraphLook("表头", SERIF, 9, "center", line=0)
LABEL = ParagraphLook("表格栏目", SERIF, 9, "left", line=0)
NUMBER = ParagraphLook("表格文字", SERIF, 9, "center", line=0)
CIRCULAR = "公文"
"""What stands before the names of the styles of a circular; a published document has a word of its form's own there."""
PAGE = {"top": 37, "bottom": 35, "left": 28, "right": 26}
"""Margins in mm."""
WIDE, TALL = 210, 297


def word_before_styles(document: Any) -> str:
    """Return what stands before the names of our styles in *document*: all of a kind are in every one we drew."""
    known = {s.name for s in document.styles}
    found = (n.removesuffix(HEAD.name) for n in known if n and n.endswith(HEAD.name))
    return next((word for word in sorted(found) if word + STYLES[HEADING].name in known), CIRCULAR)


def ensure_style(document: Any, look: ParagraphLook, word: str) -> str:
    """Return the id of the style named so behind *word* in *document*, made with our look where it has none."""
    from docx.enum.style import WD_STYLE_TYPE

    known = {s.name: s for s in document.styles}
    made = known.get(word + look.name)
    if made is None:
        made = document.styles.add_style(word + look.name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = known.get("Normal")
        made.quick_style = True
        _apply_paragraph_look(made.element, look)
    return str(made.style_id)


def _apply_paragraph_look(node: Any, look: ParagraphLook) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    for old in (qn("w:pPr"), qn("w:rPr")):
        for part in node.findall(old):
            node.remove(part)
    exact = f'w:line="{round(look.line * 20)}" w:lineRule="exact"' if look.line else ""
    keep = "<w:keepNext/>" if look.keep else ""
    level = f'<w:outlineLvl w:val="{look.level}"/>' if look.level is not None else ""
    indent = (
        f'<w:ind w:firstLineChars="{look.indent}" w:firstLine="{round(look.indent / 100 * look.size * 20)}"/>'
        if look.indent
        else ""
    )
    node.append(
        parse_xml(
            # Bound numbers and typed ones must look alike, and no program widens the gap round a control.
            f"<w:pPr {nsdecls('w')}>{keep}<w:overflowPunct/>"
            '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
            f'<w:spacing w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}" {exact}/>'
            f'{indent}<w:jc w:val="{look.align}"/>{level}</w:pPr>'
        )
    )
    node.append(
        parse_xml(
            f"<w:rPr {nsdecls('w')}>"
            f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{look.font}" w:cs="{LATIN}"/>'
            f'<w:b w:val="0"/><w:color w:val="000000"/><w:sz w:val="{round(look.size * 2)}"/>'
            f'<w:szCs w:val="{round(look.size * 2)}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
        )
    )


def draw_word_template(word: str = CIRCULAR) -> bytes:
    """Draw the template that comes with toolkit, its styles named behind *word*; an office may put its own in its place."""
    import docx
    from docx.shared import Mm

    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(WIDE), Mm(TALL)
    for side, wide in PAGE.items():
        setattr(section, f"{side}_margin", Mm(wide))
    section.header_distance, section.footer_distance = Mm(15), Mm(25)
    for look in (*STYLES.values(), HEAD, LABEL, NUMBER):
        ensure_style(made, look, word)
    made.add_paragraph(BODY_HERE, style=word + STYLES[BODY].name)
    _add_page_number(section.footer.paragraphs[0])
    _declare_fonts(made)
    said = made.core_properties
    said.title, said.author, said.comments, said.language = "{{标题}}", "{{机关}}", "", "zh-CN"
    return save_reproducibly(made)


def _add_page_number(paragraph: Any) -> None:
    """Print — 1 — at the foot of the page."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph.alignment = 1
    fonts = f'<w:rPr><w:rFonts w:ascii="{SERIF}" w:hAnsi="{SERIF}" w:eastAsia="{SERIF}"/><w:sz w:val="28"/></w:rPr>'
    for part in ("— ", None, " —"):
        run = f'<w:r>{fonts}<w:t xml:space="preserve">{part or 1}</w:t></w:r>'
        xml = run if part else f'<w:fldSimple w:instr=" PAGE ">{run}</w:fldSimple>'
        tag, _, rest = xml.partition(" " if not part else ">")
        paragraph._p.append(parse_xml(f"{tag} {nsdecls('w')}{'>' if part else ' '}{rest}"))  # noqa: SLF001 - python-docx has no fields


def _declare_fonts(document: Any) -> None:
    """Declare the fonts used and what may stand for each."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{"modern" if name != SERIF else "auto"}"/><w:pitch w:val="default"/></w:font>'
        for name, others in FALLBACKS.items()
    )
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{main}">{entries}'
        f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = xml.encode()  # noqa: SLF001 - python-docx keeps it as bytes


def is_edited_since_saved(data: bytes) -> bool:
    """Tell whether a document was saved by anybody since ``save_reproducibly`` wrote it, or is none of ours at all."""
    try:
        said = load_word_document(data).core_properties
        with refuse_odd_parts():
            return said.modified != WHEN or said.revision != 1 or bool(said.last_modified_by)
    except UnreadableDocumentError:
        return True


def save_reproducibly(document: Any) -> bytes:
    """Return *document* as bytes that do not change with the hour."""
    said = document.core_properties
    said.created = said.modified = WHEN.replace(tzinfo=None)
    said.last_modified_by, said.revision = "", 1
    return pack_reproducibly(document)


def pack_reproducibly(document: Any) -> bytes:
    """Return *document* as bytes that are the same for the same document."""
    out, again = io.BytesIO(save_word_document(document)), io.BytesIO()
    with zipfile.ZipFile(out) as drawn, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in sorted(drawn.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            kept.writestr(info, drawn.read(name))
    return again.getvalue()
