"""Where in a document what is told of it stands: the words of a paragraph, a box of a table, else a heading or the title."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.model import Grid, Paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.form.finding import Finding


class TextMark(NamedTuple):
    """A *note* on *block*: on the characters from *start* to *end*, or on the box *box* of the row *row*."""

    block: int
    note: str
    severity: str
    start: int = 0
    end: int = 0
    row: int = -1
    box: int = -1


class _BareText:
    """A text as it is compared, each character with its place in the text itself."""

    def __init__(self, text: str) -> None:
        pairs = [
            (c, at)
            for at, char in enumerate(text)
            for c in unicodedata.normalize("NFKC", char)
            if not c.isspace() and c not in "\u200b\ufeff"
        ]
        self.bare = "".join(c for c, _ in pairs)
        self.places = [at for _, at in pairs]
        self.text = text

    def span_of(self, words: str) -> tuple[int, int] | None:
        """Return where *words* stand in the text."""
        start = self.bare.find(words) if words else -1
        return None if start < 0 else (self.places[start], self.places[start + len(words) - 1] + 1)

    def whole_sentence(self, start: int, end: int, before: bool, behind: bool) -> tuple[int, int]:
        """Return a span as far as its sentence goes, on the sides where the words were cut short."""
        if before:
            start = max(self.text.rfind(mark, 0, start) for mark in "。；") + 1
        if behind:
            end = min(
                (at + 1 for mark in "。；" if (at := self.text.find(mark, end)) >= 0), default=len(self.text)
            )
        return start, end


def note_of_finding(finding: Finding, severity: str) -> str:
    """Return what is written beside the words: how bad, by which rule, the figures, the next step, the words proposed."""
    rule = f"（{finding.numbered}）" if finding.numbered else ""
    lines = [f"{severity}{rule}", finding.message, f"怎么改：{finding.remedy}" if finding.remedy else ""]
    lines += [f"建议改为：{finding.proposed}"] if finding.proposed else []
    return "\n".join(filter(None, lines))


def place_marks(
    blocks: Sequence[Paragraph | Grid],
    findings: Sequence[Finding],
    places: Mapping[str, tuple[int, int, int]],
    severities: Mapping[str, str],
) -> list[TextMark]:
    """Return a mark for every finding, and one more for each place where the same stands; none is left out."""
    texts = [_BareText(b.text) if isinstance(b, Paragraph) else None for b in blocks]
    made = []
    for f in findings:
        note = note_of_finding(f, severities.get(f.severity, f.severity))
        boxes = [places[name] for name in f.figures if name in places]
        if boxes:
            made += [TextMark(b, note, f.severity, row=r, box=x) for b, r, x in dict.fromkeys(boxes)]
            continue
        for place, words in ((f.sheet, f.value), *f.elsewhere):
            at, (start, end) = _find_words(texts, place, words)
            made.append(TextMark(at, note, f.severity, start, end))
    return made


def _find_words(texts: Sequence[_BareText | None], place: str, words: str) -> tuple[int, tuple[int, int]]:
    """Return the block and the span of *words*, below the heading *place* where they stand several times."""
    head = _BareText(place.partition("（")[0]).bare
    since = next((i for i, t in enumerate(texts) if t and head and t.bare.endswith(head)), None)
    bare = _BareText(words.strip("…")).bare
    cut = words.startswith("…"), words.endswith("…")
    hits = [
        (i, t.whole_sentence(*span, *cut)) for i, t in enumerate(texts) if t and (span := t.span_of(bare))
    ]
    if hits:
        return next((hit for hit in hits if since is not None and hit[0] >= since), hits[0])
    first = next((i for i, t in enumerate(texts) if t and t.bare), 0)
    at = first if since is None else since
    text = texts[at]
    return at, (0, text.places[-1] + 1 if text and text.places else 0)
