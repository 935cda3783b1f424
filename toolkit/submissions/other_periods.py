"""What the work of other periods of this series received: it lies in the same inbox still, and is passed over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from toolkit.folder.past_periods import other_periods
from toolkit.folder.work_folder import LEDGER
from toolkit.form.finding import ERROR
from toolkit.form.rule_language import PeriodBound, parse_expression
from toolkit.form.rule_trees import walk_nodes
from toolkit.form.submission import Identity
from toolkit.ledger.ledger import Ledger
from toolkit.submissions.file_record import ANEW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.rule import Rule

_PERIOD = Identity._fields.index("period")


def files_of_other_periods(folder: WorkFolder | None) -> dict[str, str]:
    """Return in which period's work bytes were received that are none of this one's, by their hash.

    What says that it is of this period came early, and is this one's.
    """
    found: dict[str, str] = {}
    for period, home in other_periods(folder).items() if folder else ():
        if folder and (home / LEDGER).is_file():
            found |= dict.fromkeys(_settled_there(home / LEDGER, folder.office.period.text), period)
    return found


def _settled_there(path: Path, this: str) -> Iterator[str]:
    """Yield the hashes of what was received there and says nothing of the period *this*; a zip where all in it is so."""
    with Ledger.open(path) as ledger:
        known: dict[str, dict[str, Any]] = {
            c.sha256: json.loads(c.facts) for c in ledger.contents() if c.basis != ANEW
        }
        inside = {(s.container, s.inside): s.sha256 for s in ledger.sightings()}
        whole = {s.sha256: (s.container or s.sha256, json.loads(s.inside)) for s in ledger.sightings()}

    def settled(sha256: str) -> bool:
        facts = known.get(sha256)
        if facts is None:
            return False
        if facts["members"] is None:
            return not facts["who"] or facts["who"][_PERIOD] != this
        outer, at = whole[sha256]
        return all(
            reason is not None or settled(inside.get((outer, json.dumps([*at, place])), ""))
            for place, _, reason, *_ in facts["members"]
        )

    return (sha256 for sha256 in known if settled(sha256))


def is_period_rule(rule: Rule) -> bool:
    """Tell a rule that a row be of the period: what breaks it belongs into another period's workbook."""
    return (
        bool(rule.over)
        and rule.weight == ERROR
        and any(bounds <= _period_bounds_in(rule) for bounds in ({"年初", "年末"}, {"期初", "期末"}))
    )


def _period_bounds_in(rule: Rule) -> set[str]:
    return {n.name for n in walk_nodes(parse_expression(rule.must)) if isinstance(n, PeriodBound)}
