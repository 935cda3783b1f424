"""Sentences written from figures: every number in them stays bound to the figure it shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.document.model import Run
from toolkit.errors import FormError
from toolkit.form.model import Cell
from toolkit.form.words import brief_label, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.form.model import Form, Line

_HOLE = re.compile(r"\{([^{}]+)\}")
_NUMBERED = re.compile(r"^(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d+[.、])")
_KEYS = {"part", "lead", "join", "items", "more", "none", "always", "unless"}


class SentencePart(NamedTuple):
    """A piece of a sentence: *text* with holes {表.行.列}, *zero* where all of them are 0."""

    text: str
    zero: str = ""


class SentenceTemplate(NamedTuple):
    """A sentence of *part*: *items* joined, then *more* after 其中, if any item is shown; else *none*.

    *unless* are words that, where the office wrote them itself, make the sentence unnecessary.
    """

    part: str
    lead: str
    join: str
    items: tuple[SentencePart, ...]
    more: tuple[SentencePart, ...]
    none: str
    always: bool
    unless: str


class ReportProse(NamedTuple):
    """What a form's report says of its figures."""

    preamble: str
    sentences: tuple[SentenceTemplate, ...]


def load_report_prose(text: str, form: Form, name: str) -> ReportProse:
    """Read the sentences of *form*; raise FormError with every fault at once."""
    import tomllib

    try:
        said = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no TOML, a number or a nesting beyond reason
        raise FormError((f"{name}: {error}",)) from error
    made, faults = [], []
    for i, plain in enumerate(said.get("sentence", ())):
        where = f"{name}: sentence[{i}]"
        faults += [f"{where}: 不认识 {key}" for key in plain.keys() - _KEYS]
        sentence = _sentence_from_plain(plain, form)
        made.append(sentence)
        for hole in {h for item in (*sentence.items, *sentence.more) for h in _HOLE.findall(item.text)}:
            if _cell_of_hole(form, hole) is None:
                faults.append(f"{where}: 没有指标 {hole}")
    if faults:
        raise FormError(tuple(faults))
    return ReportProse(str(said.get("preamble", {}).get("text", "")), tuple(made))


def _sentence_from_plain(plain: Mapping[str, Any], form: Form) -> SentenceTemplate:
    items, more = (
        tuple(x for p in plain.get(k, ()) for x in _parts_from_plain(p, form)) for k in ("items", "more")
    )
    return SentenceTemplate(
        str(plain.get("part", "")),
        str(plain.get("lead", "")), str(plain.get("join", "")), items, more, str(plain.get("none", "")),
        bool(plain.get("always", False)), str(plain.get("unless", "")),
    )  # fmt: skip


def _parts_from_plain(plain: Mapping[str, Any], form: Form) -> Iterator[SentencePart]:
    each = plain.get("each")
    if not each:
        yield SentencePart(str(plain["text"]), str(plain.get("zero", "")))
        return
    table = form.table(each["table"])
    lines = table.rows if "column" in each else table.columns
    ids = [x.id for x in lines]
    for line in lines[ids.index(each["first"]) : ids.index(each["last"]) + 1]:
        cell = (table.id, line.id, each["column"]) if "column" in each else (table.id, each["row"], line.id)
        text = (
            str(plain["text"])
            .replace("{名称}", _heading_in_prose(line))
            .replace("{数}", "{" + ".".join(cell) + "}")
        )
        yield SentencePart(text)


def _heading_in_prose(line: Line) -> str:
    """Return a row's or column's heading as prose says it: 不予公开（属于国家秘密）."""
    heads = [brief_label(_NUMBERED.sub("", h)) for h in line.head[1:]]
    last = heads[-1] if heads else line.label
    if len(heads) > 1 and line.head[0].startswith("三、"):
        return f"{heads[0]}（{last}）"
    return "其他组织" if last == "其他" else last


def _cell_of_hole(form: Form, hole: str) -> Cell | None:
    parts = hole.split(".")
    cell = Cell(*parts) if len(parts) == len(Cell._fields) else None
    known = cell is not None and any(t.id == cell.table and cell in t.cells for t in form.tables)
    return cell if known else None


def write_sentence(sentence: SentenceTemplate, figures: Mapping[Cell, Any]) -> tuple[Run, ...]:
    """Return *sentence* with its numbers; nothing where there is nothing to say. Blank figures are not spoken of."""
    items = [r for item in sentence.items if (r := _write_part(item, figures, always=sentence.always))]
    counts = any(run.cell for runs in items for run in runs) or any(i.zero for i in sentence.items)
    if not items or not counts:
        return (
            (Run(sentence.none + "。"),)
            if sentence.none and not _denies_unknown_figure(sentence, figures)
            else ()
        )
    runs = [Run(sentence.lead)] if sentence.lead else []
    runs += _join_runs(items, sentence.join)
    more = [r for item in sentence.more if (r := _write_part(item, figures, always=False))]
    if more:
        runs += [Run("，其中"), *_join_runs(more, "、")]
    return (*runs, Run("。"))


def _denies_unknown_figure(sentence: SentenceTemplate, figures: Mapping[Cell, Any]) -> bool:
    """Tell whether a figure the sentence would deny is not known."""
    return any(Cell(*h.split(".")) not in figures for i in sentence.items for h in _HOLE.findall(i.text))


def _join_runs(items: list[tuple[Run, ...]], mark: str) -> list[Run]:
    runs: list[Run] = []
    for i, item in enumerate(items):
        runs += [*([Run(mark)] if i else []), *item]
    return runs


def _write_part(item: SentencePart, figures: Mapping[Cell, Any], *, always: bool) -> tuple[Run, ...]:
    values = [figures.get(Cell(*h.split("."))) for h in _HOLE.findall(item.text)]
    if any(v is None for v in values):
        return ()
    if not any(values) and not always:
        return (Run(item.zero),) if item.zero else ()
    return fill_holes(item.text, figures)


def fill_holes(text: str, figures: Mapping[Cell, Any]) -> tuple[Run, ...]:
    """Return *text* with its holes filled; a hole that names no known figure stays as it is."""
    runs, at = [], 0
    for hole in _HOLE.finditer(text):
        parts = hole[1].split(".")
        cell = Cell(*parts) if len(parts) == len(Cell._fields) else None
        if cell is None or cell not in figures:
            continue
        runs += [Run(text[at : hole.start()]), Run(format_number(figures[cell]), cell)]
        at = hole.end()
    return tuple(r for r in (*runs, Run(text[at:])) if r.text)
