"""F: this year's report against last year's: what was copied, what jumped, what stood still."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.form.model import Cell
from toolkit.form.words import format_number
from toolkit.text.normal_text import split_sentences
from toolkit.xxgk.outline import SECTIONS
from toolkit.xxgk.remark import make_remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolkit.form.finding import Finding
    from toolkit.form.model import Form
    from toolkit.xxgk.outline import ReportOutline

SAME_ENOUGH = 50
"""The share of a section's sentences (percent) that may be last year's (宿迁's rule for assessment)."""
LEAST_SENTENCES = 2
LEAST_LENGTH = 8
TIMES = 3
"""How many times last year's number is a jump worth a word."""
FROM = 5
"""Below this a number may multiply without a word."""
WATCHED = (
    Cell("表三", "新收", "总计"),
    Cell("表二文件", "规范性文件", "制发"),
    Cell("表二许可", "许可", "数量"),
    Cell("表二处罚", "处罚", "数量"),
    Cell("表四", "复议", "总计"),
)


def year_comparison_findings(
    form: Form,
    now: ReportOutline,
    figures: Mapping[Cell, float],
    before: Mapping[int, Sequence[str]],
    prior: Mapping[Cell, float],
) -> Iterator[Finding]:
    """Yield what last year's report throws light on, its sections given as paragraphs.

    The identities across years are the form's own rules.
    """
    for index in (0, 4):
        share = section_similarity(now, before, index)
        if share is not None and share > SAME_ENOUGH:
            yield make_remark("copied", now.sections[index].name, str(share), about=[SECTIONS[index], share])
    common = [c for c in figures if c in prior]
    if (
        common
        and any(figures.values())
        and all(figures[c] == prior[c] for c in common)
        and len(common) == len(figures)
    ):
        yield make_remark("all_as_before", "三张表")
    text = "".join(p.text for p in now.passages())
    if re.search(r"增加|减少|增长|下降|上升|大幅|较上年|比上年|同比", text):
        return
    for cell in WATCHED:
        was, is_ = prior.get(cell), figures.get(cell)
        if was is None or is_ is None or max(was, is_) <= FROM:
            continue
        if is_ > TIMES * was or not is_:
            yield make_remark(
                "jumped",
                "三张表",
                label=form.label(cell),
                stated=format_number(was),
                expected=format_number(is_),
            )


def section_similarity(now: ReportOutline, before: Mapping[int, Sequence[str]], index: int) -> int | None:
    """Return how many percent of a section's sentences stood in last year's report but for their numbers."""
    if index not in now.sections or index not in before:
        return None
    ours = [s for t in now.sections[index].texts for s in _sentences_sans_numbers(t)]
    theirs = {s for t in before[index] for s in _sentences_sans_numbers(t)}
    if len(ours) < LEAST_SENTENCES:
        return None
    return round(100 * sum(s in theirs for s in ours) / len(ours))


def _sentences_sans_numbers(text: str) -> Iterator[str]:
    for sentence in split_sentences(text):
        said = re.sub(r"\d+(?:\.\d+)?|[，。；：、（）“”]", "", sentence)
        if len(said) >= LEAST_LENGTH:
            yield said
