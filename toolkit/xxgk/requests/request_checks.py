"""What is wrong with how requests were handled: days against each other, outcomes against their grounds, fees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import make_finding
from toolkit.xxgk.requests import articles, request_codes  # noqa: F401 - its kinds are known from here on
from toolkit.xxgk.requests.answer_clock import correction_limit, payment_limit, reckon_period
from toolkit.xxgk.requests.fee_tariff import fee_by_tariff
from toolkit.xxgk.requests.request import THIRD

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from toolkit.clock.deadline import RequestClock
    from toolkit.clock.working_days import WorkingDays
    from toolkit.form.finding import Finding
    from toolkit.xxgk.requests.request import InformationRequest

NOT_CORRECTED, STILL_UNCLEAR, UNPAID, OF_THIRD, OVER_AND_OVER = "r6_1", "r4_3", "r6_2", "r3_4", "r5_4"
"""The outcomes that stand on a step of their own."""


def request_findings(
    request: InformationRequest, clock: RequestClock, days: WorkingDays, today: datetime.date
) -> tuple[Finding, ...]:
    """Return what is wrong with *request*; of a report's row only what its own columns tell."""
    found = [*_lateness(clock), *_order_of_days(request)]
    if request.whole and request.own:
        found += [
            *_receipt(request),
            *_correction(request, days),
            *_extension(request, days, today),
            *_grounds(request),
            *_fees(request, days),
        ]
    return tuple(f._replace(sheet=request.number) for f in found)


def _lateness(clock: RequestClock) -> Iterator[Finding]:
    if clock.late and clock.is_open:
        yield make_finding("request_overdue", count=str(clock.late), expected=clock.due_shown)
    elif clock.late:
        yield make_finding("request_answered_late", value=clock.ended, expected=clock.due_shown)


def _order_of_days(request: InformationRequest) -> Iterator[Finding]:
    steps = request.steps
    days = {
        "补正通知日": request.noticed,
        "办结日期": request.ended,
        "缴纳日期": request.paid_on,
        "补正收到日": steps.corrected,
        "延期告知日": steps.extended_on,
        "收费通知送达日": steps.charged_on,
        "征求意见书送达日": min((c.served for c in steps.consultations), default=None),
    }
    for term, day in days.items():
        if day and day < request.received:
            yield make_finding(
                "request_before_receipt", term=term, value=f"{day}", expected=f"{request.received}"
            )


def _receipt(request: InformationRequest) -> Iterator[Finding]:
    arrived, confirmed = request.steps.arrived, request.steps.confirmed
    by_confirmation = request.method in articles.BY_CONFIRMATION
    _, said = articles.RECEIVED_BY.get(request.method, ("", ""))
    should = confirmed if by_confirmation else arrived
    if should and should != request.received:
        yield make_finding(
            "receipt_day_differs", term=said, value=f"{request.received}", expected=f"{should}"
        )
    if by_confirmation and confirmed is None and arrived:
        yield make_finding("receipt_not_confirmed", term=request.method)
    if request.method == "平信" and arrived and confirmed and confirmed > arrived:
        yield make_finding("receipt_confirmed_late", value=f"{arrived}", expected=f"{confirmed}")


def _correction(request: InformationRequest, days: WorkingDays) -> Iterator[Finding]:
    limit, steps, ended = correction_limit(request, days), request.steps, request.ended
    if request.noticed and request.noticed > limit:
        told = days.tell(limit, request.received)
        yield make_finding("correction_asked_late", value=f"{request.noticed}", expected=told)
    if request.outcome in (NOT_CORRECTED, STILL_UNCLEAR) and request.noticed is None:
        term = "逾期不补正" if request.outcome == NOT_CORRECTED else "补正后仍不明确"
        yield make_finding("correction_unasked", term=term)
    if request.outcome != NOT_CORRECTED or ended is None:
        return
    if steps.corrected and (steps.correct_by is None or steps.corrected <= steps.correct_by):
        yield make_finding("correction_was_in", value=f"{steps.corrected}")
    elif steps.correct_by and ended <= steps.correct_by:
        yield make_finding("correction_not_over", value=f"{ended}", expected=f"{steps.correct_by}")


def _extension(request: InformationRequest, days: WorkingDays, today: datetime.date) -> Iterator[Finding]:
    steps = request.steps
    if steps.extended_on is None and not steps.extended_by:
        return
    period = reckon_period(request, days, today)
    if steps.extended_on and steps.extended_on > period.plain_due:
        told = days.tell(period.plain_due, period.start)
        yield make_finding("extension_late", value=f"{steps.extended_on}", expected=told)
    if steps.extended_by > articles.EXTENSION_DAYS:
        yield make_finding("extension_long", value=f"{steps.extended_by}")
    if not steps.extended_by:
        yield make_finding("extension_unsaid")
    if not steps.extension_reason:
        yield make_finding("extension_unreasoned")


def _grounds(request: InformationRequest) -> Iterator[Finding]:
    asked = any(c.whom == THIRD for c in request.steps.consultations)
    if request.outcome == OF_THIRD and not asked:
        yield make_finding("third_party_unasked")
    if request.outcome == OVER_AND_OVER and request.steps.reason_asked is None:
        yield make_finding("reason_unasked")


def _fees(request: InformationRequest, days: WorkingDays) -> Iterator[Finding]:
    fee = fee_by_tariff(request.fee_basis, request.fee_count)
    if fee and (request.charged or 0) != fee.yuan:
        said = f"{request.charged or 0:g}"
        yield make_finding("fee_differs", value=said, expected=f"{fee.yuan}", term=fee.how)
    if request.outcome != UNPAID or request.ended is None:
        return
    limit = payment_limit(request, days)
    if limit is None:
        yield make_finding("fee_unnoticed")
    elif request.paid_on and request.paid_on <= limit:
        yield make_finding("fee_was_paid", value=f"{request.paid_on}")
    elif request.ended <= limit:
        told = days.tell(limit, request.steps.charged_on or request.received)
        yield make_finding("fee_not_over", value=f"{request.ended}", expected=told)
