"""What findings come to for the file they are about."""

import pytest

from toolkit.form.finding import ERROR, HINT, WARNING
from toolkit.form.submission import ACCEPTED, RETURNED, WITH_WARNINGS, submission_outcome


class Weighing:
    """A finding of which only the weight counts."""

    def __init__(self, severity):
        self.severity = severity


@pytest.mark.parametrize(
    ("severities", "comes_to"),
    [
        ((WARNING, ERROR, WARNING), RETURNED),
        ((ERROR,), RETURNED),
        ((HINT, WARNING), WITH_WARNINGS),
        ((HINT,), ACCEPTED),
        ((), ACCEPTED),
    ],
)
def test_the_heaviest_finding_decides(severities, comes_to):
    assert comes_to == submission_outcome(map(Weighing, severities))
