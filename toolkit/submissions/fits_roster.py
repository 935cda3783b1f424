"""Whether a file fits: the roster, the campaign and its own name. Found anew in every run, for these may change."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.folder.past_periods import other_periods
from toolkit.folder.roster import Unit, suggest_unit
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.form.finding import ERROR, Finding, make_finding, sort_findings
from toolkit.form.heading_search import normalize_heading
from toolkit.form.model import REPORT
from toolkit.form.period import PERIOD_KINDS, YEAR
from toolkit.form.submission import CONTAINER, NOT_A_SUBMISSION, OTHER_PERIOD, UNREADABLE, Identity
from toolkit.intake.containers import CONTAINER_FAULTS
from toolkit.intake.found_files import CANNOT_OPEN, why_no_candidate, why_no_submission
from toolkit.intake.found_files import NOT_A_SUBMISSION as NO_SUBMISSION
from toolkit.intake.workers import FAILED
from toolkit.submissions.file_owner import ask_for_owner, find_owner_evidence, possible_owners, quote_path
from toolkit.submissions.open_file import is_readable_edition
from toolkit.submissions.other_periods import files_of_other_periods, is_period_rule
from toolkit.submissions.unit_names import UnitNames
from toolkit.text.character_folding import fold_label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.period import Period
    from toolkit.submissions.file_owner import OwnerEvidence
    from toolkit.submissions.file_record import FileFacts

ELSEWHERE = ("wrong_form", "wrong_period", "wrong_kind", "wrong_office", "unit_unknown")
"""The findings that say a file is not one of this campaign: it never takes the place of one that is."""
CANNOT_READ = REASONS | CANNOT_OPEN | CONTAINER_FAULTS | FAILED


def unread_outcome(facts: FileFacts, path: str) -> tuple[str, str] | None:
    """Return the outcome and the reason of a file that holds no submission; None where it holds one."""
    if facts.members is not None:
        return CONTAINER, "" if facts.members else "压缩包是空的"
    if facts.code == OTHER_PERIOD:
        return OTHER_PERIOD, f"{facts.detail} 那一期收过，这一期不算"
    if facts.code in NO_SUBMISSION:
        return NOT_A_SUBMISSION, why_no_submission(facts.code, path)
    if facts.code:
        odd = why_no_candidate(Path(path).name) == "other-file-type"
        where = f"（{facts.code}）" if facts.code in REASONS else ""
        return NOT_A_SUBMISSION if odd else UNREADABLE, CANNOT_READ[facts.code] + where
    if facts.detail:  # an error of ours
        return UNREADABLE, f"读取这个文件时程序出了错，请把文件发给维护者（{facts.detail}）"
    if facts.who is None:
        told = facts.told[0]
        ours = told.code == "no_identity"  # somebody's figures: not to be passed over
        return (UNREADABLE, told.sentence) if ours else (NOT_A_SUBMISSION, told.message)
    return None


class RosterFit:
    """Holds files against a roster and a campaign; without a *folder* there is neither."""

    def __init__(
        self,
        form: Form,
        folder: WorkFolder | None,
        roster: Iterable[Unit],
        crowds: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """Look at nothing yet; *crowds* are the units whose files lie in each folder."""
        self.form, self.folder = form, folder
        self.roster = {u.code: u for u in roster}
        self.names = UnitNames(self.roster.values(), folder.office.name if folder else "")
        self.crowds = crowds or {}
        self._pointed: dict[tuple[int, str], tuple[FileFacts, list[OwnerEvidence]]] = {}
        self.of_the_period = {r.id for r in form.rules if is_period_rule(r)}

    @cached_property
    def elsewhere(self) -> Mapping[str, str]:
        """Return in which other period's work bytes were received, by their hash."""
        return files_of_other_periods(self.folder)

    def findings(self, facts: FileFacts, path: str) -> tuple[Finding, ...]:
        """Return everything that is to be said of a file seen at *path*, worst first."""
        if facts.who is None:
            return ()
        found = [*self.whose(facts, path), *self.wrong(facts.who, path), *facts.findings]
        if any(f.code == "wrong_period" for f in found):
            # its rows are of its own period, or of this one: no fault of theirs
            found = [f for f in found if f.rule not in self.of_the_period]
        return tuple(sort_findings(_without_consequences(found)))

    def held(self, facts: FileFacts, path: str) -> tuple[str, ...]:
        """Return the units whose a file seen at *path* may be, where it is held; nothing where it is not."""
        found = self.evidence(facts, path)
        return possible_owners(found, facts.who) if facts.who and any(e.holds for e in found) else ()

    def evidence(self, facts: FileFacts, path: str) -> list[OwnerEvidence]:
        """Return what points to another unit than the one a file says it is of."""
        if self.folder is None:
            return []
        key = id(facts), path  # the facts are kept with it, so that their id stays their own
        if key not in self._pointed:
            found = find_owner_evidence(self.names, self.folder.office.name, facts, path, self.crowds)
            self._pointed[key] = facts, found
        return self._pointed[key][1]

    def whose(self, facts: FileFacts, path: str) -> Sequence[Finding]:
        """Return what is to be said of whose a file is: one question, in the place of what raised it."""
        if facts.who is None:
            return ()
        found = self.evidence(facts, path)
        question = ask_for_owner(self.names, found, facts.who, path)
        if question is None:
            return facts.told
        used = ("单位编码", "单位名称") if any(e.sort in ("cover", "written") for e in found) else ()
        return (question, *(f for f in facts.told if f.code != "identity_conflict" or f.label not in used))

    def wrong(self, who: Identity, path: str) -> Sequence[Finding]:
        """Compare whose workbook this is with what was asked for."""
        if not is_readable_edition(self.form, who):
            apart = list(self.unlike(who))
            said = "、".join(f"{what} {theirs or '空白'}" for what, theirs, _ in apart)
            mine = "、".join(f"{what} {ours}" for what, _, ours in apart)
            return [make_finding("wrong_form", value=said, expected=mine)]
        found: list[Finding] = []
        if self.folder is None:
            return found
        office = self.folder.office
        if who.period != office.period.text:
            again = self.collect_again(who.period, path)
            found.append(wrong_period_finding(who.period, office.period, again))
        if who.kind == REPORT and who.level != self.folder.below:
            levels = {x.id: x.label for x in self.form.levels}
            value, expected = levels.get(who.level, who.level), levels.get(self.folder.below, "无")
            found.append(make_finding("wrong_office", value=value, expected=expected))
        unit = self.roster.get(who.unit)
        if unit is None:
            hint = suggest_unit(self.roster.values(), who.unit, who.name)
            words = {"hint": hint, "command": f"toolkit adopt {quote_path(path)} 单位编码"}
            found.append(make_finding("unit_unknown", value=who.unit, label=who.name, **words))
        elif unit.kind != who.kind:
            labels = {k.id: k.label for k in self.form.kinds}
            value, expected = labels.get(who.kind, who.kind), labels.get(unit.kind, unit.kind)
            found.append(make_finding("wrong_kind", value=value, expected=expected))
        if unit is not None and (wrong := self.misnamed(who, unit)):
            found.append(wrong)
        return found

    def collect_again(self, period: str, path: str) -> str:
        """Say how a file of another *period* of this series is collected there; "" where that one's work is not kept here."""
        home = other_periods(self.folder).get(period) if self.folder else None
        if home is None:
            return ""
        where = f"toolkit collect {quote_path(path)} -w {quote_path(str(home))}"
        return f"；确实是补报、更正 {period} 的，在那一期收：{where}"

    def unlike(self, who: Identity) -> Iterator[tuple[str, str, str]]:
        """Yield in what a workbook that is not read differs from what is: what, what it says, what it should say."""
        form = self.form
        kinds, levels = [k.id for k in form.kinds], [x.id for x in form.levels]
        if who.form != form.id:
            yield "表样", f"{who.form} {who.edition}".strip(), f"{form.id} {form.edition}"
        if who.kind not in kinds:
            yield "类别", who.kind, "、".join(kinds)
        elif who.form == form.id and who.fingerprint != form.fingerprint(who.kind):
            if who.edition != form.edition:
                yield "版次", who.edition, form.edition
            yield "内部编号", who.fingerprint, form.fingerprint(who.kind)
        if who.level and who.level not in levels:
            yield "层级", who.level, "、".join(levels)
        if not form.periods.reads(who.period):
            expected = self.folder.office.period.text if self.folder else PERIOD_KINDS[form.periods.kind]
            yield _period_term(form.periods.kind), who.period, expected

    def misnamed(self, who: Identity, unit: Unit) -> Finding | None:
        """Compare a workbook's name with the roster's: the unit may have been renamed.

        A report bears the name its own office goes by; another unit's name is evidence of its own (``file_owner``).
        """
        if fold_label(who.name) == fold_label(unit.name) or who.kind == REPORT:
            return None
        if normalize_heading(who.name) in self.names.written:
            return None
        said = {"witness": "名册", "label": "单位名称", "value": unit.name, "expected": who.name}
        return make_finding("identity_conflict", **said)


def wrong_period_finding(stands: str, period: Period, again: str = "") -> Finding:
    """Tell a workbook whose period, as it *stands* there, is not the *period* asked for.

    *again* says where it is collected where it is meant for its own.
    """
    words = {"term": _period_term(period.kind), "asked": period.spaced_name, "when": period.spaced_in_title}
    return make_finding("wrong_period", value=stands, expected=period.text, again=again, **words)


def _period_term(kind: str) -> str:
    return "年度" if kind == YEAR else "报告期"


def _without_consequences(findings: list[Finding]) -> list[Finding]:
    """Leave out what only repeats another finding: a wrong number over a formula is one fault, not two."""
    wrong = {(f.sheet, f.cell) for f in findings if f.rule and f.severity == ERROR}
    return [f for f in findings if f.code != "formula_lost" or (f.sheet, f.cell) not in wrong]
