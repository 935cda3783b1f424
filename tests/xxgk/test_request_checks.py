"""What the office is told of how requests were handled: each kind once, and its neighbours that are right."""

import datetime

import pytest

from toolkit.clock.working_days import WorkingDays
from toolkit.xxgk.requests.answer_clock import reckon_request
from toolkit.xxgk.requests.fee_tariff import fee_by_tariff
from toolkit.xxgk.requests.request import Consultation, HandlingSteps, InformationRequest
from toolkit.xxgk.requests.request_checks import request_findings
from toolkit.xxgk.requests.request_codes import REQUEST_CODES

DAYS = WorkingDays()
DAY = datetime.date.fromisoformat


def told(received="2024-06-03", today="2024-06-10", **more):
    """Return the codes of what is said of a request."""
    plain = {k: DAY(v) if isinstance(v, str) and v[:2] == "20" else v for k, v in more.items()}
    steps = HandlingSteps(**{k: plain.pop(k) for k in list(plain) if k in HandlingSteps.__dataclass_fields__})
    request = InformationRequest("2024-001", DAY(received), steps=steps, **plain)
    found = request_findings(request, reckon_request(request, DAYS, DAY(today)), DAYS, DAY(today))
    assert all(f.sheet == "2024-001" and "{" not in f.message + f.todo for f in found)
    return [f.code for f in found]


THIRD = (Consultation("第三方", DAY("2024-06-05"), DAY("2024-06-06")),)
FEE = {"fee_basis": "按量", "fee_count": 57.0}
WRONG = [
    ("request_overdue", {"today": "2024-07-03"}, {"today": "2024-07-02"}),
    ("request_answered_late", {"ended": "2024-07-03"}, {"ended": "2024-07-02"}),
    ("request_before_receipt", {"ended": "2024-06-02"}, {"ended": "2024-06-03"}),
    ("request_before_receipt", {"noticed": "2023-06-05"}, {"noticed": "2024-06-05"}),
    (
        "receipt_day_differs",
        {"method": "邮寄", "arrived": "2024-06-02"},
        {"method": "邮寄", "arrived": "2024-06-03"},
    ),
    (
        "receipt_day_differs",
        {"method": "网络", "arrived": "2024-06-03", "confirmed": "2024-06-04"},
        {"method": "网络", "arrived": "2024-06-01", "confirmed": "2024-06-03"},
    ),
    ("receipt_not_confirmed", {"method": "传真", "arrived": "2024-06-03"}, {"method": "传真"}),
    (
        "receipt_confirmed_late",
        {"method": "平信", "arrived": "2024-06-01", "confirmed": "2024-06-03"},
        {"method": "平信", "arrived": "2024-06-03", "confirmed": "2024-06-03"},
    ),
    ("correction_asked_late", {"noticed": "2024-06-14"}, {"noticed": "2024-06-13"}),
    (
        "correction_unasked",
        {"outcome": "r4_3", "ended": "2024-06-20"},
        {"outcome": "r4_3", "noticed": "2024-06-05"},
    ),
    (
        "correction_was_in",
        {"outcome": "r6_1", "ended": "2024-06-28", "noticed": "2024-06-05", "corrected": "2024-06-20"},
        {"outcome": "r6_1", "ended": "2024-06-28", "noticed": "2024-06-05"},
    ),
    (
        "correction_not_over",
        {"outcome": "r6_1", "ended": "2024-06-20", "noticed": "2024-06-05", "correct_by": "2024-06-20"},
        {"outcome": "r6_1", "ended": "2024-06-21", "noticed": "2024-06-05", "correct_by": "2024-06-20"},
    ),
    (
        "extension_late",
        {"extended_on": "2024-07-03", "extended_by": 20, "extension_reason": "卷宗多"},
        {"extended_on": "2024-07-02", "extended_by": 20, "extension_reason": "卷宗多"},
    ),
    (
        "extension_long",
        {"extended_on": "2024-06-20", "extended_by": 21, "extension_reason": "卷宗多"},
        {"extended_on": "2024-06-20", "extended_by": 20, "extension_reason": "卷宗多"},
    ),
    (
        "extension_unsaid",
        {"extended_on": "2024-06-20", "extension_reason": "卷宗多"},
        {"extended_on": "2024-06-20", "extended_by": 5, "extension_reason": "卷宗多"},
    ),
    (
        "extension_unreasoned",
        {"extended_on": "2024-06-20", "extended_by": 5},
        {"extended_on": "2024-06-20", "extended_by": 5, "extension_reason": "卷宗多"},
    ),
    (
        "third_party_unasked",
        {"outcome": "r3_4", "ended": "2024-06-20"},
        {"outcome": "r3_4", "ended": "2024-06-20", "consultations": THIRD},
    ),
    (
        "reason_unasked",
        {"outcome": "r5_4", "ended": "2024-06-20"},
        {"outcome": "r5_4", "ended": "2024-06-20", "reason_asked": "2024-06-06"},
    ),
    (
        "fee_unnoticed",
        {"outcome": "r6_2", "ended": "2024-07-15"},
        {"outcome": "r6_2", "ended": "2024-07-15", "charged_on": "2024-06-14"},
    ),
    (
        "fee_was_paid",
        {"outcome": "r6_2", "ended": "2024-07-15", "charged_on": "2024-06-14", "paid_on": "2024-07-12"},
        {"outcome": "r6_2", "ended": "2024-07-15", "charged_on": "2024-06-14"},
    ),
    (
        "fee_not_over",
        {"outcome": "r6_2", "ended": "2024-07-12", "charged_on": "2024-06-14"},
        {"outcome": "r6_2", "ended": "2024-07-15", "charged_on": "2024-06-14"},
    ),
    ("fee_differs", {**FEE, "charged": 280.0}, {**FEE, "charged": 270.0}),
]


@pytest.mark.parametrize(("code", "wrong", "right"), WRONG, ids=lambda x: x if isinstance(x, str) else "")
def test_a_fault_is_told_and_its_neighbour_is_not(code, wrong, right):
    assert code in told(**wrong)
    assert code not in told(**right)


def test_every_kind_of_finding_of_a_single_request_is_tried():
    assert {*REQUEST_CODES} - {"request_unrecorded"} == {code for code, *_ in WRONG}


def test_of_a_report_only_what_its_own_columns_tell_is_said():
    assert [] == told(whole=False, outcome="r3_4", ended="2024-06-20", today="2024-12-01")
    assert [] == told(whole=False, today="2024-12-01")


@pytest.mark.parametrize(
    ("basis", "count", "yuan"),
    [
        *(
            ("按件", n, y)
            for n, y in ((1, 0), (10, 0), (11, 100), (30, 100), (31, 200), (40, 200), (41, 300), (51, 400))
        ),
        *(
            ("按量", n, y)
            for n, y in (
                (1, 0),
                (30, 0),
                (31, 10),
                (57, 270),
                (100, 700),
                (101, 720),
                (200, 2700),
                (201, 2740),
            )
        ),
    ],
)
def test_a_fee_is_what_the_tariff_says(basis, count, yuan):
    assert yuan == fee_by_tariff(basis, float(count)).yuan


def test_without_a_basis_or_a_whole_number_there_is_no_fee():
    assert (None, None, None) == (
        fee_by_tariff("", 57.0),
        fee_by_tariff("按量", 0),
        fee_by_tariff("按量", 1.5),
    )


@pytest.mark.parametrize(("outcome", "said"), [("r6_1", "逾期不补正"), ("r4_3", "补正后仍不明确")])
def test_which_outcome_lacks_its_notice_is_said(outcome, said):
    request = InformationRequest("1", DAY("2024-06-03"), outcome=outcome, ended=DAY("2024-06-20"))
    found = request_findings(
        request, reckon_request(request, DAYS, DAY("2024-07-01")), DAYS, DAY("2024-07-01")
    )
    assert [True] == [f"按“{said}”办结" in f.message for f in found if f.code == "correction_unasked"]


def test_a_fee_is_only_looked_at_where_a_request_ended_unpaid():
    assert [] == told(outcome="r1", ended="2024-06-20", charged_on="2024-06-14", today="2024-07-20")
    assert "fee_unnoticed" not in told(outcome="r6_2")


@pytest.mark.parametrize(
    ("pages", "how"),
    [
        (30, "30 页，30 页以下不收费"),
        (31, "31—31 页 1 页 × 10 元"),
        (
            250,
            "31—100 页 70 页 × 10 元；101—200 页 100 页 × 20 元；201—250 页 50 页 × 40 元",
        ),
    ],
)
def test_a_notice_says_from_which_page_to_which_each_price_holds(pages, how):
    assert how == fee_by_tariff("按量", float(pages)).how
