"""What ``toolkit verify`` finds: values, said in lines and as JSON in one way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.form.finding import ERROR, make_finding
from toolkit.text.plain_values import told_as
from toolkit.text.safe_text import visible_text
from toolkit.verifying import finding_codes  # noqa: F401 - its kinds are known from here on

if TYPE_CHECKING:
    from toolkit.form.finding import Finding
    from toolkit.form.layout import CellPlace

SHOWN = 60
"""How much of a text a line shows."""


@told_as("faults notes ok findings")
@dataclass
class VerifiedFindings:
    """What was found; an error is a fault, all else what a person may have done. *coverage* says what was compared."""

    findings: list[Finding] = field(default_factory=list)
    coverage: tuple[str, ...] = ()

    @property
    def faults(self) -> list[str]:
        """Say what is wrong, a line each."""
        return [f.line for f in self.findings if f.severity == ERROR]

    @property
    def notes(self) -> list[str]:
        """Say what else was found, a line each, and last what was compared."""
        return [*(f.line for f in self.findings if f.severity != ERROR), *self.coverage]

    @property
    def ok(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.faults


def make_difference(
    at: CellPlace,
    label: str,
    expected: str,
    stands: str,
    code: str = "cell_differs",
    severity: str = "",
    **said: str,
) -> Finding:
    """Return that a cell holds other text than it should; of long texts that begin alike, from where they part."""
    shown = [visible_text(t, SHOWN) or "空白" for t in (expected, stands)]
    if shown[0] == shown[1] and expected != stands:
        same = next(i for i in range(len(expected)) if expected[i : i + 1] != stands[i : i + 1])
        shown = [f"…{visible_text(t[same:], SHOWN)}" for t in (expected, stands)]
    said |= {"label": label, "expected": shown[0], "value": shown[1]}
    return make_finding(code, [at], severity=severity, **said)
