"""A kind of finding, and how heavily it weighs."""

from __future__ import annotations

from typing import NamedTuple

ERROR, WARNING, HINT = "error", "warning", "hint"


class FindingCode(NamedTuple):
    """A kind of finding. *message* and *remedy* are templates over the finding's fields and args.

    *number* is the rule it answers to (docs/rules-xxgk.md), where there is one.
    """

    severity: str
    message: str
    remedy: str
    number: str = ""
