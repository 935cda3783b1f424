"""What looks the same is compared as the same; what is said to differ can be told apart."""

from string import Formatter

import pytest

from toolkit.folder.roster import Unit
from toolkit.form.finding import CODES, make_finding
from toolkit.form.heading_search import normalize_heading
from toolkit.submissions.unit_names import UnitNames
from toolkit.text.character_folding import fold_characters, fold_label

BOTH = [c for c, code in CODES.items() if "{value}" in code.message and "{expected}" in code.message]


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("⽂件总账", "文件总账"),
        ("⻰⻔村", "龙门村"),
        ("⼾数", "户数"),
        ("⻘石镇⼈⺠政府", "青石镇人民政府"),
        ("\uf90a额", "金额"),
        ("（１２）", "(12)"),
        ("abc", "abc"),
    ],
)
def test_radicals_and_compatibility_characters_are_the_usual_ones(text, usual):
    assert usual == fold_characters(text)


def test_labels_headings_and_names_are_compared_folded():
    assert fold_label("收到⽇\n期 ") == fold_label("收到日期")
    assert normalize_heading("（⼀） 予以公开") == normalize_heading("(一)予以公开")
    assert {"001": True} == UnitNames([Unit("001", "龙门村", "村社区")]).named_in("⻰⻔村2024年报表")


@pytest.mark.parametrize("code", BOTH)
def test_no_finding_sets_a_text_against_itself_without_a_word(code):
    words = {w for _, w, _, _ in Formatter().parse(CODES[code].message) if w}
    said = dict.fromkeys(words - {"value", "expected"}, "某项")
    same, alike, other = (
        make_finding(code, **said, value=v, expected="龙门村").message for v in ("龙门村", "⻰门村", "石桥村")
    )
    assert "两处写的一样" in same
    assert "字符不同" in alike
    assert "字符不同" not in other
    assert "两处写的一样" not in other
