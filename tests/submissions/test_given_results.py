"""What an office's own formula shows is held against what its figure comes to, as exactly as the figure is kept."""

import pytest
from given import KIND, form_on

from toolkit.form.grounding import ground_form
from toolkit.form.placement import lay_out_workbook
from toolkit.submissions.rule_findings import cached_result_findings


@pytest.mark.parametrize(
    ("shown", "told"), [("0.62962962962963", []), ("0.63", []), ("0.64", ["stale_cache"])]
)
def test_more_decimals_are_no_other_result(shown, told):
    form = form_on("c3_12345月报")
    grounded, layout = ground_form(form, KIND), lay_out_workbook(form, KIND)
    rate = next(c for c in grounded.worked_out if c.column == "结案率")
    found = cached_result_findings(grounded, layout, {rate: shown}, {rate: 0.63}, [])
    assert told == [f.code for f in found]
