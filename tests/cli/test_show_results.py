"""What the terminal shows of many findings: so many, and how many more there are."""

import pytest

from toolkit.cli.show_results import TOLD, show_findings
from toolkit.form.finding import make_finding


@pytest.mark.parametrize(("count", "shown", "more"), [(8, 8, ""), (9, 8, "还有 1 处，见 收集情况.xlsx")])
def test_eight_are_shown_and_the_rest_is_counted(capsys, count, shown, more):
    show_findings([make_finding("no_identity") for _ in range(count)])
    said = capsys.readouterr().out
    assert (TOLD, shown) == (8, said.count(make_finding("no_identity").remedy[:6]))
    assert more in said
    assert bool(more) == ("还有" in said)
