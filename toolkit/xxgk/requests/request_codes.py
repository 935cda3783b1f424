"""What can be wrong with the handling of requests: the kinds of finding of ``toolkit clock``.

They are the office's own look at its register: no rule of the form asks them, so that workbooks already out stay as they are.
"""

from __future__ import annotations

from toolkit.form.finding import CODES
from toolkit.form.finding_codes import ERROR, HINT, WARNING, FindingCode

REQUEST_CODES: dict[str, FindingCode] = {
    "request_overdue": FindingCode(ERROR, "已超过答复期限 {count} 个工作日（应于 {expected} 前答复）", "立即答复；已经答复的补填办结日期；有延期、征求意见、补正的记到“依申请办理经过”", number="K1"),
    "request_answered_late": FindingCode(WARNING, "{value} 办结，超过答复期限 {expected}", "核对日期；有延期、征求意见、补正没有记的，记到“依申请办理经过”；确实超期的查明原因", number="K2"),
    "request_before_receipt": FindingCode(ERROR, "{term}是 {value}，早于收到之日 {expected}", "核对两个日期，多为年份写错", number="K3"),
    "receipt_day_differs": FindingCode(ERROR, "收到日期是 {value}，按{term}应为 {expected}", "按条例第三十一条改台账的收到日期，或者改“依申请办理经过”的到达日、确认日", number="K4"),
    "receipt_not_confirmed": FindingCode(WARNING, "{term}的申请，没有记与申请人确认的日子", "在“依申请办理经过”填双方确认日：确认之日才是收到之日（条例第三十一条）", number="K4"),
    "receipt_confirmed_late": FindingCode(WARNING, "平信 {value} 到达，{expected} 才与申请人确认，应当在收到当日确认", "核对两个日期；以后收到平信的当天与申请人确认（条例第三十一条第（二）项）", number="K4"),
    "correction_asked_late": FindingCode(WARNING, "{value} 才告知补正，应在 {expected} 以前（收到后 7 个工作日内）", "核对两个日期；确实晚了的，仍应抓紧办理（条例第三十条）", number="K5"),
    "correction_unasked": FindingCode(ERROR, "按“{term}”办结，没有补正通知日", "补填补正通知日；没有通知补正的，改选实际的办理结果（条例第三十条）", number="K6"),
    "correction_was_in": FindingCode(ERROR, "按“逾期不补正”办结，记着 {value} 收到补正", "核对补正收到日；收到补正的应继续办理（条例第三十条）", number="K6"),
    "correction_not_over": FindingCode(ERROR, "按“逾期不补正”在 {value} 办结，补正期限到 {expected}", "核对补正期限；没有到期的不能这样办结（条例第三十条）", number="K6"),
    "extension_late": FindingCode(ERROR, "{value} 才告知延期，原期限 {expected} 已过，延期不算", "核对两个日期；延期要在原期限以前告知（条例第三十三条）", number="K7"),
    "extension_long": FindingCode(ERROR, "延长 {value} 个工作日，最长 20 个", "改为 20 以内（条例第三十三条）", number="K7"),
    "extension_unsaid": FindingCode(WARNING, "告知了延期，没有写延长几个工作日，没有计入", "在“依申请办理经过”填延长工作日", number="K7"),
    "extension_unreasoned": FindingCode(WARNING, "延期没有写理由和同意的负责人", "补填；延期应当经公开工作机构负责人同意并告知申请人（条例第三十三条）", number="K7"),
    "third_party_unasked": FindingCode(WARNING, "以保护第三方合法权益为由不予公开，没有记征求第三方意见", "补记征求意见书送达日；没有征求的请核对（条例第三十二条）", number="K8"),
    "reason_unasked": FindingCode(WARNING, "以大量反复申请为由不予处理，没有记要求说明理由", "补记要求说明理由日；没有要求说明理由的不能这样办结（条例第三十五条）", number="K8"),
    "fee_unnoticed": FindingCode(ERROR, "按“逾期未缴费”办结，没有收费通知送达日", "在“依申请办理经过”填收费通知送达日；没有通知的，改选实际的办理结果", number="K9"),
    "fee_was_paid": FindingCode(ERROR, "按“逾期未缴费”办结，记着 {value} 缴纳", "核对缴纳日期；缴了费的应继续办理", number="K9"),
    "fee_not_over": FindingCode(ERROR, "按“逾期未缴费”在 {value} 办结，缴费期限到 {expected}（通知送达后 20 个工作日）", "没有到期的不能这样办结；核对收费通知送达日", number="K9"),
    "fee_differs": FindingCode(ERROR, "应收 {value} 元，按标准应为 {expected} 元（{term}）", "核对计费方式、数量和收费通知（国办函〔2020〕109号）", number="K10"),
    "request_unrecorded": FindingCode(HINT, "“依申请办理经过”里有登记号 {value}，台账里没有", "核对登记号", number="K11"),
}  # fmt: skip

CODES.update(REQUEST_CODES)
"""Whoever makes such a finding has its words."""
