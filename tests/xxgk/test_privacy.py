"""How heavily a number of a person weighs in what is published. None is anybody's."""

import pytest

from toolkit.xxgk.privacy import personal_data_findings


def weights(*texts):
    return [f.severity for f in personal_data_findings([(t, "正文") for t in texts])]


@pytest.mark.parametrize(
    "text",
    [
        "咨询电话：13800138000",
        "联系方式为13800138000。",
        "监督热线（手机）13800138000",
        "收款账号6222021234567890128",
        "开户行某银行，缴费卡号6222021234567890128",
    ],
)
def test_a_number_an_office_may_have_put_there_is_asked_about(text):
    assert ["warning"] == weights(text)


@pytest.mark.parametrize(
    "text",
    [
        "申请人王某13800138000",
        "咨询电话见网站，申请人王某13800138000",
        "咨询电话0379-67812345。王某13800138000",
        "王某的卡号6222021234567890128",
        "咨询电话：110105194912310021",
        "联系方式：6222021234567890128",
    ],
)
def test_a_number_that_is_a_persons_own_must_go(text):
    assert ["error"] == weights(text)


def test_a_number_that_stands_twice_is_told_once():
    assert ["error"] == weights("王某13800138000", "咨询电话：13800138000")
