"""Numbers of persons however they are written, and the numbers of offices that only look like them. None is anybody's."""

import pytest

from toolkit.text.personal_data import CARD, IDENTITY, MISTYPED, MOBILE, mask_personal_data
from toolkit.xxgk.privacy import personal_data_findings

TOLD = [
    ("身份证号11010519491231002X。", [IDENTITY]),
    ("身份证号11010519491231002x。", [IDENTITY]),
    ("１１０１０５１９４９１２３１００２Ｘ", [IDENTITY]),
    ("110105 19491231 002X", [IDENTITY]),
    ("110105-19491231-002X", [IDENTITY]),
    ("110105194912310021", [MISTYPED]),
    ("王某110105194912310030，2024年3月", [MISTYPED]),
    ("身份证：11010519491331002X", [MISTYPED]),
    ("110105491231002", [IDENTITY]),
    ("2024 110105194912310021", [MISTYPED]),
    ("经办人138 0013 8000。", [MOBILE]),
    ("经办人１３８００１３８０００", [MOBILE]),
    ("+86 13800138000", [MOBILE]),
    ("0086-13800138000", [MOBILE]),
    ("13800138000、13900139000", [MOBILE, MOBILE]),
    ("卡号6222021234567890128", [CARD]),
    ("6222 0212 3456 7890 128", [CARD]),
    ("卡号6217998877665544333", [CARD]),
]
FINE = [
    "索引号014416330/2018-04736",
    "统一社会信用代码114103080053865234",
    "统一社会信用代码11410308MB1234567X",
    "国办发〔2021〕30号，20240116 20250101",
    "项目编码2024-410308-04-01-123456",
    "2024-01-01 2024-12-31 10:23:45",
    "电话0379-67812345，传真0379-67812346",
    "110105********002X",
    "1 1 0 1 0 5 4 9 1 2 3 1 0 0 2",
    "0379-13800138000",
    "6222021234567890127",
]


@pytest.mark.parametrize(("text", "kinds"), TOLD, ids=[t[:16] for t, _ in TOLD])
def test_a_person_s_number_is_told_and_kept_back(text, kinds):
    found = list(personal_data_findings([(text, "正文")]))
    assert [f"有个人信息：{k}" for k in kinds] == [f.message.rpartition(" ")[0] for f in found]
    assert {"error"} == {f.severity for f in found}
    assert "…" in mask_personal_data(text)
    assert len(text) == len(mask_personal_data(text))
    assert [] == list(personal_data_findings([(mask_personal_data(text), "正文")]))


@pytest.mark.parametrize("text", FINE, ids=[t[:16] for t in FINE])
def test_an_office_s_number_is_none(text):
    assert [] == [f.message for f in personal_data_findings([(text, "正文")])]
    assert text == mask_personal_data(text)
