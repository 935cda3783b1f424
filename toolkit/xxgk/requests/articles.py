"""The statutory periods of 依申请公开 and the articles they stand in: the one place that says them."""

from __future__ import annotations

ANSWER_DAYS, EXTENSION_DAYS, CORRECTION_DAYS, OPINION_DAYS, PAYMENT_DAYS = 20, 20, 7, 15, 20
"""Working days: to answer, to extend by at most, to ask for a correction, to give an opinion, to pay a fee."""
REVIEW_DAYS = 60
"""Until when somebody may ask for 行政复议."""

_LAW = "《政府信息公开条例》"
CORRECTION = f"{_LAW}第三十条"
RECEIPT = f"{_LAW}第三十一条"
THIRD_PARTY = f"{_LAW}第三十二条"
ANSWER = f"{_LAW}第三十三条"
OTHER_ORGANS = f"{_LAW}第三十四条"
TOO_MANY = f"{_LAW}第三十五条"
REGISTER = f"{_LAW}第四十五条"
COMPLAINT = f"{_LAW}第五十一条"
FEES = f"{_LAW}第四十二条，《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"
BEGINNING = "《民法典》第二百零一条：开始的当日不计入"
REVIEW = "《行政复议法》第二十条"
REVIEW_FIRST = "《行政复议法》第二十三条第一款第（四）项"
REVIEW_BEFORE_2024 = "《行政复议法》第九条"
"""The same of the law as it stood until the end of 2023."""
SUIT = "《行政诉讼法》第四十六条"
SUIT_AFTER_REVIEW = "《行政诉讼法》第四十五条"

RECEIVED_BY = {
    "当面": (f"{RECEIPT}第（一）项", "当面提交的，提交之日"),
    "邮寄": (f"{RECEIPT}第（二）项", "邮寄的，签收之日"),
    "平信": (f"{RECEIPT}第（二）项", "平常信函，与申请人确认之日（应当在收到当日确认）"),
    "网络": (f"{RECEIPT}第（三）项", "互联网渠道，双方确认之日"),
    "传真": (f"{RECEIPT}第（三）项", "传真，双方确认之日"),
    "村站代收移送": (f"{RECEIPT}第（一）项", "村站代收的，移送到本机关之日"),
}
"""How an application came, with the article that says when it is received, and what that says."""
BY_CONFIRMATION = ("平信", "网络", "传真")
"""The ways in which an application is received only once it is confirmed with the applicant."""

OUTCOME_ARTICLES = {
    "r1": f"{_LAW}第三十六条第（一）、（二）项",
    "r2": f"{_LAW}第三十七条",
    "r3_1": f"{_LAW}第十四条、第三十六条第（三）项",
    "r3_2": f"{_LAW}第十四条、第三十六条第（三）项",
    "r3_3": f"{_LAW}第十四条、第三十六条第（三）项",
    "r3_4": f"{_LAW}第十五条、第三十二条、第三十六条第（三）项",
    "r3_5": f"{_LAW}第十六条第一款、第三十六条第（三）项",
    "r3_6": f"{_LAW}第十六条第二款、第三十六条第（三）项",
    "r3_7": f"{_LAW}第十六条第二款、第三十六条第（三）项",
    "r3_8": f"{_LAW}第三十六条第（七）项",
    "r4_1": f"{_LAW}第三十六条第（四）、（五）项",
    "r4_2": f"{_LAW}第三十八条",
    "r4_3": CORRECTION,
    "r5_1": f"{_LAW}第三十九条第一款",
    "r5_2": f"{_LAW}第三十六条第（六）项",
    "r5_3": f"{_LAW}第三十九条第二款",
    "r5_4": TOO_MANY,
    "r5_5": REGISTER,
    "r6_1": CORRECTION,
    "r6_2": FEES,
    "r6_3": f"{_LAW}第三十六条",
}
"""The outcomes of 表三, each with the article it rests on."""
REFUSED = ("r2", "r3_1", "r3_2", "r3_3", "r3_4", "r3_5", "r3_6", "r3_7")
"""Outcomes by which something is kept back under articles 14 to 16: 行政复议 comes before the court."""
