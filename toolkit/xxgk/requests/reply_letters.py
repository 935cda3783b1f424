"""The letters of a request: the reply by its outcome, and the notices on the way; each with its article and remedies.

A letter is filled from one row of the register. What the register does not hold (the applicant's name, what is given out,
which organ reviews) stands in 【】 for the office to fill in: the register knows applicants by a code, on purpose.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from toolkit.document.model import ADDRESSEE, BODY, SIGNED, TITLE, Document, Paragraph, Run
from toolkit.errors import WorkFolderError
from toolkit.text.dates import chinese_day
from toolkit.xxgk.requests import articles
from toolkit.xxgk.requests.answer_clock import correction_limit, opinion_limit, payment_limit, reckon_period
from toolkit.xxgk.requests.fee_tariff import fee_by_tariff
from toolkit.xxgk.requests.handling_table import read_handling_table
from toolkit.xxgk.requests.request import NO_STEPS, Consultation, request_of_row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from toolkit.clock.working_days import WorkingDays
    from toolkit.form.submission import Row
    from toolkit.xxgk.requests.request import InformationRequest

REPLY, CORRECTION, EXTENSION, OPINION, FEE = "答复", "补正", "延期", "征求意见", "收费"
TITLES = {
    REPLY: "政府信息公开申请答复书",
    CORRECTION: "政府信息公开申请补正告知书",
    EXTENSION: "政府信息公开申请延期答复告知书",
    OPINION: "政府信息公开征求意见书",
    FEE: "政府信息公开信息处理费收费通知书",
}
"""The letters there are, by what people ask for."""
REVIEW_FIRST_SINCE = datetime.date(2024, 1, 1)
"""Since this day 行政复议 comes before the court where information is refused (《行政复议法》 of 2023)."""

_REASON = "理由如下：【写明认定的事实和理由】。"
_ANSWERS = {
    "r1": "您（单位）申请公开的信息，本机关予以公开。【随附信息名称、份数；已经主动公开的，写明获取的方式、途径】。",
    "r2": f"您（单位）申请公开的信息中含有不应当公开的内容，能够作区分处理，现提供可以公开的部分：【信息名称】。其余部分不予公开，{_REASON}",
    "r3_1": f"您（单位）申请公开的信息依法确定为国家秘密，不予公开。{_REASON}",
    "r3_2": f"您（单位）申请公开的信息，法律、行政法规禁止公开（【写明哪部法律、行政法规第几条】），不予公开。{_REASON}",
    "r3_3": f"您（单位）申请公开的信息，公开后可能危及国家安全、公共安全、经济安全、社会稳定，不予公开。{_REASON}",
    "r3_4": f"您（单位）申请公开的信息涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害，不予公开。{_REASON}",
    "r3_5": f"您（单位）申请公开的信息属于本机关的内部事务信息，不予公开。{_REASON}",
    "r3_6": f"您（单位）申请公开的信息属于履行行政管理职能过程中形成的过程性信息，不予公开。{_REASON}",
    "r3_7": f"您（单位）申请公开的信息属于行政执法案卷信息，不予公开。{_REASON}",
    "r3_8": "您（单位）申请公开的信息，有关法律、行政法规对获取有特别规定，请依照【写明哪部法律、行政法规】的规定向【办理机关】查询。",
    "r4_1": "经检索，您（单位）申请公开的信息不存在；或者不属于本机关负责公开，【能够确定负责公开的机关的，写明名称、联系方式】。【两种情形只留一种】",
    "r4_2": "您（单位）申请公开的信息没有现成的，需要对现有政府信息进行加工、分析，本机关不予提供。",
    "r4_3": "您（单位）的申请经补正后内容仍不明确，本机关无法提供。【写明哪里不明确】。",
    "r5_1": "您（单位）是以政府信息公开申请的形式进行信访、投诉、举报等活动，本机关不作为政府信息公开申请处理，请通过【相应渠道】提出。",
    "r5_2": "您（单位）申请公开的信息，本机关已于【日期】以【文书号】答复，不予重复处理。",
    "r5_3": "您（单位）申请公开的是公开出版物，请通过【获取途径】获取。",
    "r5_4": "您（单位）申请公开政府信息的数量、频次明显超过合理范围，说明的理由不合理，本机关不予处理。【写明认定的事实】。",
    "r5_5": "您（单位）要求确认或者重新出具已经获取的信息，本机关不予处理。",
    "r6_1": "本机关已告知您（单位）补正，您（单位）无正当理由逾期不补正，视为放弃申请，本机关不再处理该申请。",
    "r6_2": "您（单位）逾期没有按收费通知缴纳信息处理费，本机关不再处理该申请。",
    "r6_3": "您（单位）的申请，本机关作如下处理：【写明情形，如申请人撤回】。",
}
"""What a reply says for each outcome."""


def write_reply(
    row: Row, office: str, home: Path | None, days: WorkingDays, day: datetime.date, letter: str
) -> Document:
    """Return the *letter* (one of ``TITLES``) of *day* to the applicant of *row*; raise WorkFolderError with what lacks."""
    if letter not in TITLES:
        raise WorkFolderError(f"没有“{letter}”这种文书，可以写 {'、'.join(TITLES)}。")
    number = str(row.values.get("登记号", ""))
    request = request_of_row(row, read_handling_table(home).get(number, NO_STEPS))
    if request is None:
        raise WorkFolderError(f"台账里登记号 {number} 的一行没有收到日期，写不了文书。")
    if not request.own:
        raise WorkFolderError(f"{number} 是协助、征求意见件，不由本机关答复申请人。")
    about = str(row.values.get("摘要", "")) or "【申请内容】"
    whom = str(row.values.get("申请人", ""))
    code = f"（台账代号：{whom}）" if whom else ""
    addressed = "【第三方名称】：" if letter == OPINION else f"【申请人姓名或者名称】{code}："
    texts = _BODIES[letter](request, about, days, day)
    blocks = [Paragraph((Run(TITLES[letter]),), TITLE)]
    if request.document and letter == REPLY:
        blocks.append(Paragraph((Run(request.document),), SIGNED))
    blocks.append(Paragraph((Run(addressed),), ADDRESSEE))
    blocks += [Paragraph((Run(text),), BODY) for text in texts]
    blocks += [Paragraph((Run(text),), SIGNED) for text in (office, chinese_day(day))]
    return Document(TITLES[letter], office, day.year, tuple(blocks))


def _opening(request: InformationRequest, about: str) -> str:
    return f"本机关于{chinese_day(request.received)}收到您（单位）提出的政府信息公开申请（登记号 {request.number}），申请内容为：{about}。"


def _reply(request: InformationRequest, about: str, _days: WorkingDays, day: datetime.date) -> list[str]:
    if request.outcome not in _ANSWERS:
        raise WorkFolderError(
            f"台账里 {request.number} 还没有办理结果，写不了答复书。请先在台账选好办理结果；要补正、延期、征求意见、收费的，"
            "加 --letter 写明是哪一种。"
        )
    law = articles.OUTCOME_ARTICLES[request.outcome]
    return [
        _opening(request, about),
        f"经审查，根据{law}的规定，答复如下：",
        _ANSWERS[request.outcome],
        remedies(request.outcome, day),
    ]


def remedies(outcome: str, day: datetime.date) -> str:
    """Return how a reply of *day* is reviewed: where information is kept back, 行政复议 comes first."""
    review = f"自收到本答复书之日起 {articles.REVIEW_DAYS} 日内向【行政复议机关名称】申请行政复议"
    if outcome in articles.REFUSED and day >= REVIEW_FIRST_SINCE:
        return (
            f"如不服本答复，应当先申请行政复议：依照{articles.REVIEW_FIRST}、{articles.REVIEW.removeprefix('《行政复议法》')}，{review}；"
            f"对行政复议决定不服的，可以依照{articles.SUIT_AFTER_REVIEW}，自收到行政复议决定书之日起十五日内向【有管辖权的人民法院】提起行政诉讼。"
        )
    law = articles.REVIEW if day >= REVIEW_FIRST_SINCE else articles.REVIEW_BEFORE_2024
    return (
        f"如不服本答复，可以依照{law}，{review}；也可以依照{articles.SUIT}，自收到本答复书之日起六个月内"
        "向【有管辖权的人民法院】提起行政诉讼。"
    )


def _ask_for_correction(
    request: InformationRequest, about: str, days: WorkingDays, _day: datetime.date
) -> list[str]:
    until = request.steps.correct_by
    return [
        _opening(request, about),
        f"经审查，申请内容不明确。根据{articles.CORRECTION}的规定，请您（单位）补正：【一次性写明要补正的事项】。",
        (
            f"请在{chinese_day(until) if until else '【合理的补正期限】'}以前补正。答复期限自本机关收到补正的申请之日起计算；"
            "无正当理由逾期不补正的，视为放弃申请，本机关不再处理该申请。"
        ),
        f"【本告知书最迟 {days.tell(correction_limit(request, days), request.received)} 发出，定稿时删去这一句】",
    ]


def _extend(request: InformationRequest, about: str, days: WorkingDays, day: datetime.date) -> list[str]:
    period, steps = reckon_period(request, days, day), request.steps
    more = steps.extended_by or articles.EXTENSION_DAYS
    count = (
        f"{min(more, articles.EXTENSION_DAYS)} 个工作日"
        if steps.extended_by
        else f"【至多 {articles.EXTENSION_DAYS}】个工作日"
    )
    told = days.tell(period.plain_due, period.start)
    return [
        _opening(request, about),
        (
            f"因{steps.extension_reason or '【写明理由】'}，不能在规定的期限内答复。根据{articles.ANSWER}第二款的规定，"
            f"经本机关政府信息公开工作机构负责人同意，延长答复期限{count}。"
        ),
        f"【本告知书最迟 {told} 送达，过了这一天延期不算；定稿时删去这一句】",
    ]


def _ask_third_party(
    request: InformationRequest, _about: str, days: WorkingDays, day: datetime.date
) -> list[str]:
    latest = opinion_limit(Consultation("", day, None), days)
    return [
        f"本机关收到一件政府信息公开申请（登记号 {request.number}），申请公开【信息名称】。其中涉及您（单位），公开可能损害您（单位）的合法权益。",
        f"根据{articles.THIRD_PARTY}的规定，现征求您（单位）的意见：是否同意公开；不同意的，请说明理由。",
        (
            f"请自收到本征求意见书之日起 {articles.OPINION_DAYS} 个工作日内提出意见（当天收到的，到 {days.tell(latest, day)}）。"
            "逾期没有提出意见的，由本机关依法决定是否公开。"
        ),
        "【不要写申请人的姓名、联系方式；定稿时删去这一句】",
    ]


def _charge(request: InformationRequest, about: str, days: WorkingDays, day: datetime.date) -> list[str]:
    fee = fee_by_tariff(request.fee_basis, request.fee_count)
    if fee is None or not fee.yuan:
        raise WorkFolderError(
            f"台账里 {request.number} 没有计费方式和计费数量，或者按标准不收费，写不了收费通知。请先在台账填好（按件、按量，第几件或者几页）。"
        )
    limit = payment_limit(request, days)
    until = f"（到 {days.tell(limit, request.steps.charged_on or day)}）" if limit else ""
    return [
        _opening(request, about),
        f"根据{articles.FEES}，本件{request.fee_basis}计收信息处理费 {fee.yuan} 元（{fee.how}）。",
        (
            f"请在收到本通知次日起 {articles.PAYMENT_DAYS} 个工作日内{until}缴纳：【缴纳方式】。逾期没有缴纳的，视为放弃申请，"
            "本机关不再处理该申请。申请处理期限从完成缴费次日起重新计算。"
        ),
        (
            f"对收取信息处理费的决定有异议的，可以在缴费期满后，就本机关不再处理该申请的行为，依照{articles.COMPLAINT}投诉、举报，"
            "或者依法申请行政复议、提起行政诉讼。"
        ),
    ]


_BODIES: dict[str, Callable[[InformationRequest, str, WorkingDays, datetime.date], list[str]]] = {
    REPLY: _reply,
    CORRECTION: _ask_for_correction,
    EXTENSION: _extend,
    OPINION: _ask_third_party,
    FEE: _charge,
}
