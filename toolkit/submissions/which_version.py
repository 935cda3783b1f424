"""Of all a unit ever sent, what stands: a function of the files and what was decided, not of the order they came in.

What the office decided comes first (left out, examined and passed, preferred); else the latest by the files' own time,
then by when they came in. Where two differ and nothing tells which is the later, none is taken: the office is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import make_finding
from toolkit.form.submission import DUPLICATE, SUPERSEDED
from toolkit.ledger.records import EXCLUDED, PREFERRED, SIGNED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.form.finding import Finding
    from toolkit.ledger.records import Decision

ELSEWHERE = "elsewhere"
WORDS = {
    EXCLUDED: "已排除：{by}",
    SIGNED: "本单位已审核通过 {by}；要采用这一份，请先 toolkit unsign",
    PREFERRED: "汇总单位指定用 {by}",
    SUPERSEDED: "同一单位有更新的文件 {by}；要以这一份为准，用 toolkit collect --prefer",
    DUPLICATE: "与 {by} 内容完全相同",
    ELSEWHERE: "不是本次要报的，本单位另有 {by}",
}
"""Why a file does not stand for its unit, in words."""
TICK = 2.0
"""A zip keeps times to two seconds: what is closer together there was saved at the same time."""


class CandidateFile(NamedTuple):
    """A file of a unit: its hash, where it was first seen, when and in which *run*, its own time, what it says.

    *content* is equal where two files say the same, whatever their bytes. *fits* is false for what is another year's.
    *zipped* says that its time comes from a zip; *dated* is false where it has none, and *modified* is when it came.
    """

    sha256: str
    path: str
    at: str
    run: int
    modified: float
    content: str
    fits: bool
    zipped: bool = False
    dated: bool = True


class SetAsideReason(NamedTuple):
    """Why a file does not stand for its unit: a word of ``WORDS``, and the file that does, or what the office said."""

    why: str
    by: str

    @property
    def outcome(self) -> str:
        """Return what a file came to that is set aside for this."""
        return self.why if self.why in (EXCLUDED, DUPLICATE) else SUPERSEDED

    @property
    def words(self) -> str:
        """Say so."""
        return WORDS[self.why].format(by=self.by)


class FileChoice(NamedTuple):
    """What stands for a unit (None: nothing) and why every other file does not, by its hash.

    *rivals* are as late as the standing file and say something else: one must be chosen.
    """

    stands: CandidateFile | None
    others: dict[str, SetAsideReason]
    rivals: tuple[CandidateFile, ...] = ()


class UnitDecisions(NamedTuple):
    """What the office decided of one unit's files and has not taken back, by what it is."""

    excluded: dict[str, str]
    signed: str
    preferred: str
    since: str


def decisions_by_unit(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Return those that were not taken back, by unit."""
    found: dict[str, list[Decision]] = {}
    for d in decisions:
        if not d.ended:
            found.setdefault(d.unit, []).append(d)
    return found


def decisions_of_unit(decisions: Iterable[Decision], unit: str, steps: Sequence[str]) -> UnitDecisions:
    """Return what holds for *unit*; a file is examined once every one of the office's *steps* is done."""
    now = [d for d in decisions if d.unit == unit and not d.ended]
    done: dict[str, set[str]] = {}
    for d in now:
        if d.what == SIGNED:
            done.setdefault(d.sha256, set()).add(d.step)
    signed = [sha for sha, some in done.items() if set(steps or ("",)) <= some]
    preferred = next(((d.sha256, d.at) for d in reversed(now) if d.what == PREFERRED), ("", ""))
    excluded = {d.sha256: d.why for d in now if d.what == EXCLUDED}
    return UnitDecisions(excluded, signed[-1] if signed else "", *preferred)


def choose_unit_file(candidates: Sequence[CandidateFile], said: UnitDecisions) -> FileChoice:
    """Choose among the files of one unit."""
    out = said.excluded
    others = {c.sha256: SetAsideReason(EXCLUDED, out[c.sha256]) for c in candidates if c.sha256 in out}
    left = [c for c in candidates if c.sha256 not in others]
    signed = [c for c in left if c.sha256 == said.signed]
    preferred = [c for c in left if c.sha256 == said.preferred]
    later = [c for c in left if c.at > said.since]
    rivals: tuple[CandidateFile, ...] = ()
    if not left:
        return FileChoice(None, others)
    if signed:
        stands, why = signed[0], SIGNED
    elif preferred and not later:
        stands, why = preferred[0], PREFERRED
    else:
        asked = preferred + later if preferred else left
        fit = [c for c in asked if c.fits] or asked
        stands, why = max(fit, key=_candidate_order), SUPERSEDED
        rivals = tuple(sorted((c for c in fit if _may_be_as_late(c, stands)), key=_candidate_order))
    for c in left:
        if c.sha256 == stands.sha256 or c in rivals:
            continue
        ours = why if c.fits or not stands.fits else ELSEWHERE
        others[c.sha256] = SetAsideReason(DUPLICATE if c.content == stands.content else ours, stands.path)
    return FileChoice(stands, others, rivals)


def ambiguity_findings(choice: FileChoice) -> tuple[Finding, ...]:
    """Ask which of several equally late files counts; nothing where that is plain."""
    if choice.stands is None or not choice.rivals:
        return ()
    told = "、".join(sorted(f"“{c.path}”" for c in (*choice.rivals, choice.stands)))
    return (make_finding("which_one", value=told),)


def signatures_text(decisions: Iterable[Decision], sha256: str, steps: Sequence[str]) -> str:
    """Say who examined a file and when, step by step; "" where nobody has, and what is still to be done."""
    now = [d for d in decisions if (d.what, d.sha256) == (SIGNED, sha256) and not d.ended]
    said = [" ".join(filter(None, (d.step, d.by, d.on))) for d in now]
    left = [s for s in steps if s not in {d.step for d in now}] if now else []
    return "；".join(said) + (f"（还差 {'、'.join(left)}）" if left else "")


def _candidate_order(c: CandidateFile) -> tuple[float, int, str, str]:
    """Order by the files' own time; where that is equal by when they first came in."""
    return c.modified, c.run, c.path, c.sha256


def _may_be_as_late(c: CandidateFile, last: CandidateFile) -> bool:
    """Tell whether nothing says that *last* is later than *c*, which says something else."""
    near = TICK if c.zipped or last.zipped else 0.0
    untold = not c.dated or not last.dated or last.modified - c.modified <= near
    return c.content != last.content and untold and c.run == last.run
