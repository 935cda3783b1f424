"""Workbooks rewritten by other programs: equal figures or a visible refusal, at every step of the chain."""

import re

import browser
import office
import pytest

from rewriters import matrix, programs

pytestmark = pytest.mark.slow  # a township's chain for every program

WRITTEN = {
    cells[0]: dict(zip(matrix.STEPS, cells[1:], strict=True))
    for line in matrix.PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
    and len(cells := [c.strip() for c in line.strip("|").split("|")]) == len(matrix.STEPS) + 1
}
MISSING = "needs the JavaScript programs (make .venv/.ready with the npm registry in reach)"


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return matrix.Reference(tmp_path_factory.mktemp("reference"))


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.office if n in programs.OFFICE else ()) for n in programs.ALL],
)
def test_what_a_program_rewrote_is_read_as_before_or_refused_in_words(name, reference, request, tmp_path):
    if name in programs.OFFICE and not office.SOFFICE:
        pytest.skip("needs LibreOffice (soffice)")
    in_browser = None
    if name in programs.IN_BROWSER:
        if not browser.CHROMIUM:
            pytest.skip("needs Chromium")
        if not (programs.SCRIPTS / f"{programs.IN_BROWSER[name][0]}.js").exists():
            pytest.skip(MISSING)
        in_browser = request.getfixturevalue("chromium")
    found = matrix.outcomes(name, matrix.rewriting(name, in_browser, tmp_path), reference)
    assert WRITTEN[name] == found
    assert not [words for words in found.values() if "不同" in words]


def test_the_page_names_every_program_and_promises_no_wrong_figure():
    assert WRITTEN.keys() - {"程序", "---"} == set(programs.ALL)
    assert not re.search("不同", str([WRITTEN[n] for n in programs.ALL]))
