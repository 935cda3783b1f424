"""The checks an office added of its own, asked of one submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import Finding, digest_of_evidence, make_finding
from toolkit.form.words import format_value
from toolkit.hooks import CHECKS, HookError, UnitQuestion, installed_hooks
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout
    from toolkit.form.submission import Submission
    from toolkit.hooks import Hook

MOST = 300
"""How long what a check says may be."""


def own_check_findings(grounded: GroundedForm, layout: Layout, submission: Submission) -> Iterator[Finding]:
    """Yield what the office's own checks ask of *submission*; each is settled as any question is."""
    for hook in installed_hooks(CHECKS):
        for asked in hook.run(submission, grounded.form):
            yield _question_finding(hook, asked, grounded, layout, submission)


def own_checks_basis() -> list[list[str]]:
    """Return what decides, of the checks that are installed, what a file comes to: another version asks anew."""
    return [[h.name, h.package, h.version] for h in installed_hooks(CHECKS)]


def _question_finding(
    hook: Hook, asked: object, grounded: GroundedForm, layout: Layout, submission: Submission
) -> Finding:
    """Return the finding a question comes to: an answer holds until the question or the figure it is about is another."""
    if not isinstance(asked, UnitQuestion) or (asked.cell and asked.cell not in layout.at):
        raise HookError(
            f"外加的“{hook.name}”（{hook.package} {hook.version}）给的不是这份表里的问题：{asked!r}。请告诉做它的人。"
        )
    cell, form = asked.cell, grounded.form
    value = submission.figures.get(cell) if cell else None
    shown = cell is not None and value is not None
    said = {
        "label": form.label(cell) if cell else "",
        "value": format_value(form, form.figure(cell).options, value) if cell and shown else "",
        "said": visible_text(asked.said, MOST),
        "todo": visible_text(asked.todo, MOST),
        "whose": visible_text(hook.name, MOST),
        "digest": digest_of_evidence(["own_check", hook.name, asked.said, value]),
    }
    found = make_finding("own_check", [layout.at[cell]] if cell else [], **said)
    return found._replace(about=(".".join(["own_check", hook.name, *([cell.name] if cell else [])]),))
