"""The document an office publishes, composed from its report workbook: texts of people, sentences from figures, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.excel.identify import head_of, mark_of
from toolkit.flow.days import this_moment
from toolkit.flow.examine import examine_report, open_report, said_of
from toolkit.flow.files import safe
from toolkit.flow.manifest import reported, unanswered
from toolkit.flow.put_documents import AskedToPut, composed_from, look_at, put_documents
from toolkit.flow.workfolder import form_named, templates
from toolkit.flow.written_documents import WrittenDocuments
from toolkit.form.document import ASPECT, BODY, DATELINE, HEADING, TITLE, Document, Grid, Paragraph, Run
from toolkit.form.model import Cell
from toolkit.form.printed import printed
from toolkit.form.words import number
from toolkit.prose.bind import bound
from toolkit.prose.draft import Prose, filled, load_prose
from toolkit.prose.draft import written as sentence_of
from toolkit.prose.meaning import Meanings
from toolkit.prose.outline import ASPECTS, ORDINALS, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from toolkit.flow.examine import WorkbookFile
    from toolkit.flow.put_documents import PutDocuments
    from toolkit.form.finding import Finding
    from toolkit.form.model import Form
    from toolkit.form.submission import Identity, Row, Submission, Value

TEMPLATE = "年报模板.docx"
"""The office's own Word template, in its work folder; the one that comes with toolkit lies among the templates."""
PARTS = ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障")
"""The rows of the workbook's 总体, in the order of ``prose.outline.ASPECTS``."""
LEAD = "党政办"
NOT_READ = (
    "sheet_missing",
    "moved",
    "cell_deleted",
    "lines_deleted",
    "two_readings",
    "sheet_copied",
    "not_a_number",
    "not_a_date",
    "not_an_option",
    "options_otherwise",
    "rows_elsewhere",
    "text_too_long",
    "struck_out",
    "digits_lost",
    "cell_broken",
    "error_value",
    "cell_is_picture",
    "no_result",
    "mark",
    "merged_hides",
    "replaced",
    "pool_replaced",
    "adjusted_unread",
    "list_contradicts",
)
"""The findings that say that what stands in a cell is not what would be published."""
ONE_LINE = 18
"""How many characters a title has at most that stands in one line of a page."""
OTHERS = "其他事项"


class Source(NamedTuple):
    """A report workbook read: whose, its figures with every total, its lists, what it says of its units.

    *findings* are all there is to say of it. *sha256* is the hash of the file; *mark* and *head* say which version of the
    report it is and after which event of the ledger that was merged. *waiting* are the questions it says nobody answered.
    """

    who: Identity
    figures: dict[Cell, Value]
    submission: Submission
    units: tuple[dict[str, str], ...]
    findings: tuple[Finding, ...] = ()
    sha256: str = ""
    mark: str = ""
    head: str = ""
    waiting: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Published:
    """What was written, and what of the workbook is not in it; *put* tells what became of what stood there.

    *document* is what Word document and page say; where *put* has conflicts, what they would.
    """

    document: Document
    word: Path
    page: Path
    notes: tuple[str, ...]
    put: PutDocuments


def publish(
    workbook: Path,
    output: Path,
    template: Path | None,
    date: str,
    *,
    now: str = "",
    keep_edits: bool = False,
    fresh: bool = False,
) -> Published:
    """Write the report in *workbook* as a Word document and a web page into the folder *output*.

    *date* is the day it is published, as people write it; "" takes the one in the document that stands, if there is one.
    What somebody edited in a document that stands there stays; *keep_edits* decides for it where the workbook changed the
    same, *fresh* writes all of it anew. Raise WorkFolderError where *workbook* is no report, or what stands is none of ours.
    """
    form = form_named("xxgk")
    source = opened(workbook, form)
    refuse_unread(source, workbook)
    title = _title(source.who.name, source.who.year)
    name = safe(title)
    paths = output / f"{name}.docx", output / f"{name}.html"
    records = WrittenDocuments(workbook, output)
    stands = look_at(paths[0], records.known(title))
    day = date or ("" if fresh else stands.date)
    document, notes = compose(form, source, day)
    chosen = template or (
        workbook.parent / TEMPLATE if (workbook.parent / TEMPLATE).is_file() else templates() / TEMPLATE
    )
    numbers = {c.name: number(v) for c, v in source.figures.items() if isinstance(v, float)}
    composed = composed_from(document, numbers, chosen.read_bytes(), day)
    asked = AskedToPut(now or this_moment(), keep_edits, fresh)
    put = put_documents(paths, composed, stands, records, form, asked)
    return Published(put.document, *paths, (*notes, *put.notes), put)


def written(workbook: Path, folder: Path) -> list[Path]:
    """Return the documents in *folder* that were written from *workbook*; raise WorkFolderError where there are none."""
    source = opened(workbook, form_named("xxgk"))
    found = documents_of(source, folder)
    if not found:
        name = safe(_title(source.who.name, source.who.year))
        raise WorkFolderError(f"{folder} 里没有写好的报告 {name}.docx。请先运行 toolkit report。")
    return found


def documents_of(source: Source, folder: Path) -> list[Path]:
    """Return the documents in *folder* that bear the title of the report *source*, Word first; there may be none."""
    name = safe(_title(source.who.name, source.who.year))
    return [p for p in (folder / f"{name}.docx", folder / f"{name}.html") if p.is_file()]


def _title(name: str, year: str) -> str:
    return f"{name}{year}年政府信息公开工作年度报告"


def opened(path: Path, form: Form) -> Source:
    """Read the report workbook at *path* and hold it to its rules; raise WorkFolderError where it is none."""
    return source_of(open_report(path), form)


def source_of(file: WorkbookFile, form: Form) -> Source:
    """Return what is published, checked or compared of a report; raise WorkFolderError where *file* is none."""
    found = examine_report(file, form)
    return Source(
        found.who,
        found.judged.figures,
        found.sent,
        tuple(reported(file.book)),
        found.findings,
        file.sha256,
        mark_of(file.book),
        head_of(file.book),
        tuple(unanswered(file.book)),
    )


def refuse_unread(source: Source, path: Path) -> None:
    """Raise WorkFolderError with every place of the workbook at *path* that was not read as it stands there."""
    lines = [said_of(f) for f in source.findings if f.code in NOT_READ]
    if lines:
        told = "\n".join(lines)
        raise WorkFolderError(
            f"{path} 里有读不出来的内容，没有写报告：\n{told}\n"
            "改好这些地方、保存后，先运行 toolkit merge，再运行 toolkit report；缺少的工作表，toolkit merge 会重新写出。"
        )


def compose(form: Form, source: Source, date: str = "") -> tuple[Document, tuple[str, ...]]:
    """Return the document of *source*, and what of it was left out."""
    said = _Composing(form, source)
    title = _title(source.who.name, source.who.year)
    blocks = (
        _line(
            TITLE,
            title if len(title) <= ONE_LINE else f"{source.who.name}\n{title.removeprefix(source.who.name)}",
        ),
        *((_line(DATELINE, date),) if date else ()),
        *said.texts(said.prose.preamble.replace("{年度}", source.who.year), ""),
        *said.first(),
        *said.table(1, "表二"),
        *said.table(2, "表三"),
        *said.table(3, "表四"),
        *said.problems(),
        *said.last(),
    )
    return Document(title, source.who.name, int(source.who.year), blocks), tuple(said.notes)


def _line(role: str, text: str) -> Paragraph:
    return Paragraph((Run(text),), role)


class _Composing:
    """Composes the parts of one report."""

    def __init__(self, form: Form, source: Source) -> None:
        self.form, self.source, self.notes = form, source, list[str]()
        self.year = int(source.who.year)
        self.meanings = Meanings(form)
        self.numbers = {c: v for c, v in source.figures.items() if isinstance(v, float)}
        self.prose = _prose(form)

    def heading(self, index: int) -> Paragraph:
        return _line(HEADING, f"{ORDINALS[index]}、{SECTIONS[index]}")

    def texts(self, text: str, aspect: str) -> Iterator[Paragraph]:
        """Yield what people wrote: holes filled, the numbers that are figures bound."""
        for line in filter(None, (x.strip() for x in text.split("\n"))):
            runs: list[Run] = []
            for run in filled(line, self.numbers):
                bare = run.cell is not None
                runs += [run] if bare else bound(run.text, aspect, self.year, self.meanings, self.numbers)
            yield Paragraph(tuple(runs), BODY)

    def first(self) -> Iterator[Paragraph]:
        yield self.heading(0)
        for i, (part, aspect) in enumerate(zip(PARTS, ASPECTS, strict=True)):
            yield _line(ASPECT, f"（{ORDINALS[i]}）{aspect}")
            own = list(self.texts(str(self.source.figures.get(Cell("总体", part, "内容"), "")), aspect))
            yield from own
            yield from self.sentences(part, own)

    def sentences(self, part: str, own: Sequence[Paragraph]) -> Iterator[Paragraph]:
        """Yield one paragraph of what the figures say and the office did not say itself."""
        already = {run.cell for p in own for run in p.runs if run.cell}
        text = "".join(p.text for p in own)
        runs: list[Run] = []
        for sentence in self.prose.sentences:
            if sentence.part != part or (sentence.unless and sentence.unless in text):
                continue
            made = sentence_of(sentence, self.numbers)
            shown = {r.cell for r in made if r.cell and r.text != "0"}
            if made and not (shown and shown <= already):
                runs += made
        if runs:
            yield Paragraph(tuple(runs), BODY)

    def table(self, index: int, sheet: str) -> Iterator[Paragraph | Grid]:
        yield self.heading(index)
        yield printed(self.form, sheet, self.source.figures)

    def problems(self) -> Iterator[Paragraph]:
        """五: the office's own problems; where it wrote none, those of its units, each once."""
        yield self.heading(4)
        rows = self.source.submission.rows.get("问题", ())
        lead = {u["单位名称"] for u in self.source.units if u["类别"] == LEAD}
        own = [r for r in rows if r.origin in lead or not r.origin]
        chosen = _once(own or rows)
        left = len(_once(rows)) - len(chosen)
        if left > 0:
            self.notes.append(
                f"第五部分写了本机关填的 {len(chosen)} 个问题；各单位报来的另 {left} 个没有写进去，在工作簿“五、问题与措施”里"
            )
        if not chosen:
            return
        yield _line(BODY, "存在的主要问题：")
        for i, row in enumerate(chosen, 1):
            yield Paragraph(
                (Run(f"{_chinese(i)}是", strong=False), Run(f"{_stop(row.values['问题'])}")), BODY
            )
        yield _line(BODY, "改进措施：")
        for i, row in enumerate(chosen, 1):
            until = row.values.get("时限")
            when = f"（{until}前完成）" if until else ""
            yield _line(BODY, f"{_chinese(i)}是{str(row.values['措施']).rstrip('。；')}{when}。")

    def last(self) -> Iterator[Paragraph]:
        yield self.heading(5)
        own = list(self.texts(str(self.source.figures.get(Cell("其他事项", "文字", "内容"), "")), ""))
        yield from self.sentences(OTHERS, own)
        yield from own


def _stop(text: object) -> str:
    return str(text).rstrip("。；") + "。"


def _once(rows: Sequence[Row]) -> list[Row]:
    """Return *rows* without those that say the same again."""
    seen: dict[tuple[object, object], Row] = {}
    for row in rows:
        seen.setdefault((row.values.get("问题"), row.values.get("措施")), row)
    return [r for r in seen.values() if "问题" in r.values and "措施" in r.values]


def _chinese(number: int) -> str:
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else ORDINALS[tens - 1]) + "十" + (ORDINALS[ones - 1] if ones else "")


def _prose(form: Form) -> Prose:
    path = templates() / "prose" / f"{form.id}.toml"
    return load_prose(path.read_text(encoding="utf-8"), form, path.name)
