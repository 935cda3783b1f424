"""Until when a request is to be answered, and how it stands on a day: articles 30 to 35, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.clock.deadline import (
    ASK,
    DONE,
    DONE_LATE,
    OVERDUE,
    PAUSED,
    RUNNING,
    SOON,
    SOON_WITHIN,
    ClockStep,
    NextStep,
    RequestClock,
)
from toolkit.xxgk.requests import articles
from toolkit.xxgk.requests.request import THIRD

if TYPE_CHECKING:
    import datetime

    from toolkit.clock.working_days import WorkingDays
    from toolkit.xxgk.requests.request import Consultation, InformationRequest


class AnswerPeriod(NamedTuple):
    """The period of a request: from which day it runs, when it ends (None while the applicant has to act first).

    *plain_due* is when it would end without an extension; *pause* is what is waited for.
    """

    start: datetime.date
    due: datetime.date | None
    plain_due: datetime.date
    steps: tuple[ClockStep, ...]
    pause: NextStep | None = None


def correction_limit(request: InformationRequest, days: WorkingDays) -> datetime.date:
    """Return the last day on which the applicant may be asked for a correction."""
    return days.after(request.received, articles.CORRECTION_DAYS)


def payment_limit(request: InformationRequest, days: WorkingDays) -> datetime.date | None:
    """Return until when the fee is to be paid; None where no notice of it was served."""
    charged = request.steps.charged_on
    return days.after(charged, articles.PAYMENT_DAYS) if charged else None


def opinion_limit(asked: Consultation, days: WorkingDays) -> datetime.date:
    """Return until when somebody who was asked has to give an opinion."""
    return days.after(asked.served, articles.OPINION_DAYS)


def extension_counts(request: InformationRequest, plain_due: datetime.date) -> int:
    """Return by how many working days the period is extended: only what was told in time, never more than the law allows."""
    told = request.steps.extended_on
    in_time = told is not None and request.received <= told <= plain_due
    return min(request.steps.extended_by, articles.EXTENSION_DAYS) if in_time else 0


def reckon_period(request: InformationRequest, days: WorkingDays, today: datetime.date) -> AnswerPeriod:
    """Return the period of *request* as the law and what was recorded make it."""
    steps: list[ClockStep] = []
    start, waits = _start_of_period(request, days, today, steps)
    pause = waits
    if not request.own:
        due = days.after(start, articles.OPINION_DAYS)
        steps.append(
            ClockStep(
                f"协助、征求意见件：{articles.OPINION_DAYS} 个工作日内提出意见，到 {days.tell(due, start)}",
                articles.OTHER_ORGANS,
            )
        )
        return AnswerPeriod(start, due, due, tuple(steps))
    spans = []
    for asked in request.steps.consultations:
        latest = opinion_limit(asked, days)
        spans.append((asked.served, min(asked.came or latest, latest)))
        steps.append(_consultation_step(asked, latest, days))
        if asked.came is None and today <= latest and request.ended is None and pause is None:
            pause = _next_by(
                f"等{asked.whom}的意见；到期没有意见的，由本机关依法决定", latest, asked.served, days
            )

    def is_left_out(day: datetime.date) -> bool:
        return any(served < day <= end for served, end in spans)

    plain = days.after(start, articles.ANSWER_DAYS, is_left_out)
    steps.append(
        ClockStep(
            f"{articles.ANSWER_DAYS} 个工作日内答复（起算日的次日为第 1 日），到 {days.tell(plain, start)}",
            articles.ANSWER,
        )
    )
    due = plain
    if more := extension_counts(request, plain):
        due = days.after(start, articles.ANSWER_DAYS + more, is_left_out)
        steps.append(
            ClockStep(
                f"{request.steps.extended_on} 告知延长 {more} 个工作日，到 {days.tell(due, start)}",
                articles.ANSWER,
            )
        )
    delayed = request.steps.delayed_to
    if delayed and delayed > due:
        due = delayed
        steps.append(ClockStep(f"确定并告知延迟答复至 {delayed}", articles.TOO_MANY))
    return AnswerPeriod(start, None if waits else due, plain, tuple(steps), pause)


def _start_of_period(
    request: InformationRequest, days: WorkingDays, today: datetime.date, steps: list[ClockStep]
) -> tuple[datetime.date, NextStep | None]:
    """Return the day the period runs from, and what the applicant has to do before it runs at all."""
    article, said = articles.RECEIVED_BY.get(request.method, (articles.RECEIPT, "收到申请之日"))
    steps.append(ClockStep(f"{said}：{request.received}", article))
    start, pause = request.received, None
    if request.steps.corrected:
        start = request.steps.corrected
        steps.append(ClockStep(f"{start} 收到补正的申请，答复期限从这天起算", articles.CORRECTION))
    elif request.noticed and request.whole:
        pause = _correction_pause(request, today)
        steps.append(ClockStep(f"{request.noticed} 告知补正，收到补正申请以后才起算", articles.CORRECTION))
    limit = payment_limit(request, days)
    if request.paid_on and (limit is None or request.paid_on <= limit) and request.paid_on > start:
        start = request.paid_on
        steps.append(ClockStep(f"{start} 缴纳信息处理费，处理期限从次日起重新计算", articles.FEES))
    elif limit and not request.paid_on:
        steps.append(
            ClockStep(
                f"{request.steps.charged_on} 送达收费通知，{days.tell(limit, request.steps.charged_on or start)} 前缴纳",
                articles.FEES,
            )
        )
        pause = pause or _payment_pause(request, limit, days, today)
    return start, pause


def _correction_pause(request: InformationRequest, today: datetime.date) -> NextStep:
    until = request.steps.correct_by
    if until and today > until:
        return NextStep(f"补正期限 {until} 已过：无正当理由逾期不补正的，按“（六）1”办结，不再处理")
    return NextStep("待申请人补正", until.isoformat() if until else "")


def _payment_pause(
    request: InformationRequest, limit: datetime.date, days: WorkingDays, today: datetime.date
) -> NextStep:
    since = request.steps.charged_on or request.received
    if today > limit:
        return NextStep(f"缴费期限 {days.tell(limit, since)} 已过没有缴纳：按“（六）2”办结，不再处理")
    return _next_by("待申请人缴纳信息处理费", limit, since, days)


def _next_by(said: str, day: datetime.date, since: datetime.date, days: WorkingDays) -> NextStep:
    return NextStep(said, day.isoformat(), bool(days.unknown_years(since, day)))


def _consultation_step(asked: Consultation, latest: datetime.date, days: WorkingDays) -> ClockStep:
    article = articles.THIRD_PARTY if asked.whom == THIRD else articles.OTHER_ORGANS
    until = f"{asked.came} 收到意见" if asked.came else f"意见最迟 {days.tell(latest, asked.served)}"
    late = (
        f"（超过 {articles.OPINION_DAYS} 个工作日的部分照计）" if asked.came and asked.came > latest else ""
    )
    return ClockStep(
        f"{asked.served} 征求{asked.whom}意见，{until}，所需时间不计算在内{late}",
        f"{article}、{articles.ANSWER.removeprefix('《政府信息公开条例》')}第三款",
    )


def reckon_request(request: InformationRequest, days: WorkingDays, today: datetime.date) -> RequestClock:
    """Return how *request* stands on *today*."""
    period = reckon_period(request, days, today)
    unknown = days.unknown_years(period.start, period.due or today)
    made = RequestClock(
        request.number,
        request.received.isoformat(),
        period.due.isoformat() if period.due else "",
        None,
        DONE,
        "",
        NextStep(),
        period.steps,
        request.ended.isoformat() if request.ended else "",
        _days_late(period.due, request.ended or today, days),
        unknown,
    )
    return _ended_clock(made, request) if request.ended else _open_clock(made, request, period, days, today)


def _days_late(due: datetime.date | None, day: datetime.date, days: WorkingDays) -> int:
    return max(1, days.between(due, day)) if due and day > due else 0


def _ended_clock(made: RequestClock, request: InformationRequest) -> RequestClock:
    if not made.due:
        return made._replace(said="办结，申请人没有补正或者缴费，答复期限没有起算")
    if not made.late:
        return made._replace(said="按期办结")
    if not request.whole:
        return made._replace(
            light=ASK, late=0, said=f"收到后超过 {articles.ANSWER_DAYS} 个工作日办结", next=NextStep(_ASK_WHY)
        )
    return made._replace(light=DONE_LATE, said=f"超期 {made.late} 个工作日办结")


_ASK_WHY = "问清有没有补正、延期、征求意见：报告里没有这几栏"


def _open_clock(
    made: RequestClock,
    request: InformationRequest,
    period: AnswerPeriod,
    days: WorkingDays,
    today: datetime.date,
) -> RequestClock:
    if period.pause:
        return made._replace(light=PAUSED, said="暂停计算", next=period.pause, late=0)
    left = days.between(today, period.due) if period.due else None
    made = made._replace(left=left)
    if made.late and not request.whole:
        said = f"收到后已超过 {articles.ANSWER_DAYS} 个工作日"
        return made._replace(light=ASK, late=0, left=None, said=said, next=NextStep(_ASK_WHY))
    if made.late:
        said = f"已超期 {made.late} 个工作日"
        return made._replace(
            light=OVERDUE,
            left=-made.late,
            said=said,
            next=NextStep("立即答复，并查明原因", made.due, bool(made.unknown)),
        )
    said = "今天到期" if left == 0 else f"还剩 {left} 个工作日"
    light = SOON if left is not None and left <= SOON_WITHIN else RUNNING
    return made._replace(light=light, said=said, next=_next_step(request, period, days, today))


def _next_step(
    request: InformationRequest, period: AnswerPeriod, days: WorkingDays, today: datetime.date
) -> NextStep:
    due = period.due or today
    if not request.own:
        return _next_by("提出意见", due, period.start, days)
    limit = correction_limit(request, days)
    if request.noticed is None and request.whole and today <= limit:
        return _next_by("内容不明确的，这一天以前一次性告知补正", limit, request.received, days)
    may_extend = request.steps.extended_on is None and period.due == period.plain_due
    said = "答复；需要延期的，这一天以前经负责人同意并告知申请人" if may_extend else "答复"
    return _next_by(said, due, period.start, days)
