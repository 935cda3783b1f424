"""A sentence as a report's passage, for what looks at passages alone."""

from toolkit.document.model import Paragraph, Run
from toolkit.text.normal_text import normalize_text
from toolkit.xxgk.outline import ReportPassage


def passage_of(text):
    """Return *text* as the first paragraph of section one."""
    return ReportPassage("一、总体情况", "", normalize_text(text), Paragraph((Run(text),)))
