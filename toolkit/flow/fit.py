"""Whether a file fits: the roster, the campaign and its own name. Found anew in every run, for these may change."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.excel.whereabouts import plain_text
from toolkit.flow.opened import readable
from toolkit.flow.rightbook import binds_to_year
from toolkit.form.finding import ERROR, Finding, finding, ordered
from toolkit.form.layout import COVER
from toolkit.form.model import REPORT
from toolkit.form.reason import REASONS
from toolkit.form.roster import Unit, suggested
from toolkit.form.submission import CONTAINER, NOT_A_SUBMISSION, UNREADABLE, Identity
from toolkit.intake.walk import CANNOT_OPEN, reason_of
from toolkit.intake.walk import NOT_A_SUBMISSION as NO_SUBMISSION
from toolkit.intake.workers import FAILED
from toolkit.intake.zips import ARCHIVE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.flow.contents import Facts
    from toolkit.flow.workfolder import WorkFolder
    from toolkit.form.model import Form

ELSEWHERE = ("wrong_form", "wrong_year", "wrong_kind", "wrong_office", "unit_unknown")
"""The findings that say a file is not one of this campaign: it never takes the place of one that is."""
NOT_THEIRS = (*ELSEWHERE, "other_unit")
"""The findings that say a file is not its unit's own for this campaign: it makes nobody punctual and nobody late."""
CANNOT_READ = REASONS | CANNOT_OPEN | ARCHIVE | FAILED
OTHER = ("witness", "label", "value", "expected", "sheet", "cell")
"""What a finding about a mixed-up workbook says."""


def is_theirs(findings: Iterable[Finding]) -> bool:
    """Tell whether a file of these findings is one its unit sent of itself for this campaign."""
    return not any(
        f.code in NOT_THEIRS or (f.code == "identity_conflict" and f.severity == ERROR) for f in findings
    )


def not_read(facts: Facts, path: str) -> tuple[str, str] | None:
    """Return the outcome and the reason of a file that holds no submission; None where it holds one."""
    if facts.members is not None:
        return CONTAINER, "" if facts.members else "压缩包是空的"
    if facts.code in NO_SUBMISSION:
        return NOT_A_SUBMISSION, NO_SUBMISSION[facts.code]
    if facts.code:
        odd = reason_of(Path(path).name) == "other-file-type"
        where = f"（{facts.code}）" if facts.code in REASONS else ""
        return NOT_A_SUBMISSION if odd else UNREADABLE, CANNOT_READ[facts.code] + where
    if facts.detail:  # an error of ours
        return UNREADABLE, f"读取这个文件时程序出了错，请把文件发给维护者（{facts.detail}）"
    if facts.who is None:
        told = facts.told[0]
        ours = told.code == "no_identity"  # somebody's figures: not to be passed over
        reason = f"{told.message}。{told.remedy}" if ours else told.message
        return UNREADABLE if ours else NOT_A_SUBMISSION, reason
    return None


class Fit:
    """Holds files against a roster and a campaign; without a *folder* there is neither."""

    def __init__(self, form: Form, folder: WorkFolder | None, roster: Iterable[Unit]) -> None:
        """Look at nothing yet."""
        self.form, self.folder = form, folder
        self.roster = {u.code: u for u in roster}
        self.known = {*self.roster, *(u.name for u in self.roster.values())}
        self.names = {plain_text(u.name) for u in self.roster.values()}
        self.of_the_year = {r.id for r in form.rules if binds_to_year(r)}
        self.lengths = sorted({len(c) for c in self.roster})

    def findings(self, facts: Facts, path: str) -> tuple[Finding, ...]:
        """Return everything that is to be said of a file seen at *path*, worst first."""
        if facts.who is None:
            return ()
        told = (*self.wrong(facts.who), *facts.told, *self.named(path, facts.who))
        found = [*self.mixed(told), *facts.findings]
        if any(
            f.code == "wrong_year" for f in found
        ):  # its rows are of its own year, or of this one: no fault of theirs
            found = [f for f in found if f.rule not in self.of_the_year]
        return tuple(ordered(_causes(found)))

    def mixed(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Return a cover that names another unit of the roster as the error it is: A's workbook filled in by B."""
        return [
            finding("other_unit", **{k: v for k, v in (*f._asdict().items(), *f.args) if k in OTHER})
            if f.code == "identity_conflict" and f.sheet == COVER and f.value in self.known
            else f
            for f in findings
        ]

    def named(self, path: str, who: Identity) -> Sequence[Finding]:
        """Compare the file's name with its contents: another unit's code in it may mean a mixed-up file."""
        name = Path(path).name
        if who.unit in name:
            return ()
        parts = (name[i : i + n] for n in self.lengths for i in range(len(name) - n + 1))
        codes = dict.fromkeys(p for p in parts if p in self.roster)
        others = [c for c in codes if re.search(rf"(?<!\d){re.escape(c)}(?!\d)", name)]
        if not others:
            return ()
        said = {"label": "单位编码", "value": others[0], "expected": who.unit}
        return (finding("identity_conflict", witness="文件名", **said),)

    def wrong(self, who: Identity) -> Sequence[Finding]:
        """Compare whose workbook this is with what was asked for."""
        if not readable(self.form, who):
            ours = who.form == self.form.id and who.kind in {k.id for k in self.form.kinds}
            said = f"{who.edition}（{who.fingerprint}）" if ours else who.form
            return [finding("wrong_form", value=said, expected=self.form.edition if ours else self.form.id)]
        found: list[Finding] = []
        if self.folder is None:
            return found
        office = self.folder.office
        if who.year != str(office.year):
            found.append(finding("wrong_year", value=who.year, expected=str(office.year)))
        if who.kind == REPORT and who.level != self.folder.below:
            levels = {x.id: x.label for x in self.form.levels}
            value, expected = levels.get(who.level, who.level), levels.get(self.folder.below, "无")
            found.append(finding("wrong_office", value=value, expected=expected))
        unit = self.roster.get(who.unit)
        if unit is None:
            hint = suggested(self.roster.values(), who.unit, who.name)
            found.append(finding("unit_unknown", value=who.unit, label=who.name, hint=hint))
        elif unit.kind != who.kind:
            found.append(finding("wrong_kind", value=who.kind, expected=unit.kind))
        if unit is not None and (wrong := self.misnamed(who, unit)):
            found.append(wrong)
        return found

    def misnamed(self, who: Identity, unit: Unit) -> Finding | None:
        """Compare a workbook's name with the roster's: a code under another unit's name would count for the wrong one.

        A report bears the name its own office goes by.
        """
        said = {"witness": "名册", "label": "单位名称", "value": unit.name, "expected": who.name}
        name = plain_text(who.name)
        if name == plain_text(unit.name):
            return None
        if name in self.names:
            return finding("identity_conflict", severity=ERROR, **said)
        return None if who.kind == REPORT else finding("identity_conflict", **said)


def _causes(findings: list[Finding]) -> list[Finding]:
    """Leave out what only repeats another finding: a wrong number over a formula is one fault, not two."""
    wrong = {(f.sheet, f.cell) for f in findings if f.rule and f.severity == ERROR}
    return [f for f in findings if f.code != "formula_lost" or (f.sheet, f.cell) not in wrong]
