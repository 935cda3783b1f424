"""The annual report composed from its workbook: texts of people, sentences from figures, the three tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.document.model import ASPECT, BODY, DATELINE, HEADING, TITLE, Document, Grid, Paragraph, Run
from toolkit.document.printed_tables import table_as_printed
from toolkit.folder.work_folder import templates_folder
from toolkit.form.model import Cell
from toolkit.xxgk.bind_numbers import bind_text_numbers
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.draft_sentences import ReportProse, fill_holes, load_report_prose
from toolkit.xxgk.draft_sentences import write_sentence as sentence_of
from toolkit.xxgk.outline import ASPECTS, ORDINALS, SECTIONS
from toolkit.xxgk.report_title import document_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.form.model import Form
    from toolkit.form.submission import Row
    from toolkit.merging.report_source import Source

PARTS = ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障")
"""The rows of the workbook's 总体, in the order of ``outline.ASPECTS``."""
LEAD = "党政办"
"""The kind of the unit that leads: where it wrote problems, those of the others are left out."""
ONE_LINE = 18
"""How many characters a title has at most that stands in one line of a page."""
OTHERS = "其他事项"


def compose(form: Form, source: Source, date: str = "") -> tuple[Document, tuple[str, ...]]:
    """Return the document of *source*, and what of it was left out."""
    said = _Composing(form, source)
    title = document_title(source.who.name, source.who.period)
    blocks = (
        _count_line(
            TITLE,
            title if len(title) <= ONE_LINE else f"{source.who.name}\n{title.removeprefix(source.who.name)}",
        ),
        *((_count_line(DATELINE, date),) if date else ()),
        *said.texts(said.prose.preamble.replace("{年度}", source.who.period), ""),
        *said.first(),
        *said.table(1, "表二"),
        *said.table(2, "表三"),
        *said.table(3, "表四"),
        *said.problems(),
        *said.last(),
    )
    return Document(title, source.who.name, int(source.who.period), blocks), tuple(said.notes)


def _count_line(role: str, text: str) -> Paragraph:
    return Paragraph((Run(text),), role)


class _Composing:
    """Composes the parts of one report."""

    def __init__(self, form: Form, source: Source) -> None:
        self.form, self.source, self.notes = form, source, list[str]()
        self.year = int(source.who.period)
        self.meanings = FormMeanings(form)
        self.numbers = {c: v for c, v in source.figures.items() if isinstance(v, float)}
        self.prose = _prose(form)

    def heading(self, index: int) -> Paragraph:
        return _count_line(HEADING, f"{ORDINALS[index]}、{SECTIONS[index]}")

    def texts(self, text: str, aspect: str) -> Iterator[Paragraph]:
        """Yield what people wrote: holes filled, the numbers that are figures bound."""
        for line in filter(None, (x.strip() for x in text.split("\n"))):
            runs: list[Run] = []
            for run in fill_holes(line, self.numbers):
                bare = run.cell is not None
                runs += (
                    [run]
                    if bare
                    else bind_text_numbers(run.text, aspect, self.year, self.meanings, self.numbers)
                )
            yield Paragraph(tuple(runs), BODY)

    def first(self) -> Iterator[Paragraph]:
        yield self.heading(0)
        for i, (part, aspect) in enumerate(zip(PARTS, ASPECTS, strict=True)):
            yield _count_line(ASPECT, f"（{ORDINALS[i]}）{aspect}")
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
        yield table_as_printed(self.form, sheet, self.source.figures)

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
        yield _count_line(BODY, "存在的主要问题：")
        for i, row in enumerate(chosen, 1):
            yield Paragraph(
                (Run(f"{_chinese(i)}是", strong=False), Run(f"{_stop(row.values['问题'])}")), BODY
            )
        yield _count_line(BODY, "改进措施：")
        for i, row in enumerate(chosen, 1):
            until = row.values.get("时限")
            when = f"（{until}前完成）" if until else ""
            yield _count_line(BODY, f"{_chinese(i)}是{str(row.values['措施']).rstrip('。；')}{when}。")

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


def _prose(form: Form) -> ReportProse:
    path = templates_folder() / "prose" / f"{form.id}.toml"
    return load_report_prose(path.read_text(encoding="utf-8"), form, path.name)
