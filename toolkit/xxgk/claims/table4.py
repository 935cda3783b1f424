"""Cases of 表四: what a number says of 行政复议 and 行政诉讼."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.xxgk.claims.meanings import LAWSUITS, OUTCOMES, TOTAL
from toolkit.xxgk.claims.sentence import C, G, NumberClaim, phrase_before_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.meanings import NamedSum
    from toolkit.xxgk.claims.sentence import NumberedSentence

ALL = ("复议", *LAWSUITS)
_PENDING = r"(?:(?:尚|仍|还|正|目前|现|现均|均|都|全部|法院|复议机关){0,4}(?:在|处于|正在)(?:进一步)?(?:审理|办理|处理|审查)(?:之)?(?:中|当中|过程中|阶段)?|(?:均|都|目前|现|暂){0,2}(?:尚未|还未|暂未|未)(?:审结|办结|结案|判决|裁决|(?:作出|收到)(?:[^，。；]{0,8})(?:决定|判决|裁定|结论|结果)))"
"""Words by which a case is not over yet."""
_BOTH = r"复议(?:案件)?(?:、|和|及|以及|或)(?:被提起|提起)?(?:行政)?诉讼"
_CASE = r"(?:复议|诉讼|起诉)(?!机关|机构|决定|法)(?:案件|申请|案|事项|的)?"
_ACTION = r"(?:起诉|提起)?(?:的)?(?:行政)?(?:诉讼)?"
"""What was done about a case, and that it is a lawsuit: 直接起诉的行政诉讼 is one thing and no total."""
_KINDS = re.compile(
    rf"未经(?:行政)?复议(?:而)?(?:直接)?{_ACTION}|(?:行政)?复议后(?:再)?(?:起诉|提起){_ACTION}"
    r"|(?:行政)?复议(?!机关|机构|决定|法)|行政诉讼|诉讼"
)
"""The kinds of cases as they are named, a kind of lawsuit with all that names it."""
_AHEAD = re.compile(rf"(?:(?!没有|未|无){G}){{0,16}}(行政复议|行政诉讼|复议案|诉讼案)")
"""Cases named right behind the number, with nothing that denies them between."""
_STILL_OPEN = re.compile(rf"(?:案件|案|行政案件)?[，（、]{_PENDING}")
"""What stands behind a number of cases that are all open still."""
_PART = re.compile(
    r"驳回|判决|裁定|一审|二审|再审|撤诉|撤回|撤销|终止|调解|和解|责令|确认违法|超期|胜诉|败诉|出庭|参与|法律顾问|代理|为被(?:申请人|告)|名义|转为"
)
"""Words by which a number is of some of the cases only, or of another doing."""
_BEHIND = re.compile(
    r"(?:行政)?(?:复议|诉讼)(?:案件|案)?(?:、[^，。；、]{0,16})*?(?:获|被|予以|结果|为|均)*(?P<end>维持|纠正|其他结果|尚未审结|未审结)?"
)
"""Cases named right behind their number, and how they ended where that is said in the same breath."""
_OF_ALL = re.compile(r"[^。；]{0,24}其中[^。；\d]{0,10}(?:政府)?信息公开")
"""What follows a number of all of an office's cases: those about disclosure are a part of it."""
_ALL_WELL = (
    (re.compile(rf"(?:均|全部|都)(?:被|予以|获|获得|得到|为|以)?{C}{{0,6}}维持"), ("纠正", "未审结")),
    (re.compile(r"(?:均|全部|都)胜诉|无(?:一)?(?:件)?(?:被)?(?:纠错|纠正|败诉)"), ("纠正",)),
)
"""Words that say all went well, and the outcomes there may then be none of."""


def claim_of_case(line: NumberedSentence, number: CountedNumber, left: str, right: str) -> NumberClaim | None:
    """Return how many cases there were, or how many ended in one way."""
    subject = _case_rows_spoken_of(line, left, right)
    if not subject or number.unit in {"次", "个", "人次", "项"} or _is_of_other_cases(line, left, right):
        return None
    rows, said = subject
    ends = re.search(rf"(?P<end>维持|纠正|其他结果|其他|尚未审结|未审结)(?:原?{G}{{0,6}})?$", left)
    if ends and re.search(rf"复议|诉讼|维持|纠正|审结{G}{{0,40}}$", left[: ends.start()] + ends["end"]):
        return NumberClaim(
            number,
            _case_ending_readings(line, OUTCOMES[ends["end"]], rows, left),
            "E7",
            f"{said}{ends['end']}",
        )
    if behind := _BEHIND.match(right):
        return _case_named_behind(line, number, left, behind)
    after = re.match(rf"{G}{{0,3}}(?:被|予以|结果)?(?:(?P<end>维持|纠正|尚未审结|未审结)|{_PENDING})", right)
    if after and re.search(r"其中|，|、|：", left):
        end = after["end"] or "尚未审结"
        return NumberClaim(
            number, _case_ending_readings(line, OUTCOMES[end], rows, left), "E7", f"{said}{end}"
        )
    if re.search(rf"{_CASE}{G}{{0,10}}$", left) or _AHEAD.match(right):
        return NumberClaim(number, (line.of.cases(TOTAL, *rows),), "E7", said)
    return None


def claim_of_open_cases(line: NumberedSentence, claim: NumberClaim, right: str) -> NumberClaim | None:
    """Return what is said of all the cases *claim* counts: that they are not over yet."""
    rows = {"行政复议": ("复议",), "行政诉讼": LAWSUITS}.get(claim.subject)
    if rows is None or not claim.number.value or not _STILL_OPEN.match(right):
        return None
    return NumberClaim(claim.number, (line.of.cases("未审结", *rows),), "E7", f"{claim.subject}尚未审结")


def _case_named_behind(
    line: NumberedSentence, number: CountedNumber, left: str, behind: re.Match[str]
) -> NumberClaim | None:
    """Return what 「8 件行政复议结果纠正」 says; a part whose outcome cannot be told, or of both kinds, says nothing."""
    lawsuit, review = "诉讼" in behind[0], "复议" in behind[0]
    if behind["end"] and review and not lawsuit:
        return NumberClaim(
            number,
            _case_ending_readings(line, OUTCOMES[behind["end"]], ("复议",), left),
            "E7",
            f"行政复议{behind['end']}",
        )
    if behind["end"] or "其中" in left:
        return None
    rows, said = (
        (("复议",), "行政复议") if behind[0].startswith(("行政复议", "复议")) else (LAWSUITS, "行政诉讼")
    )
    return NumberClaim(number, (line.of.cases(TOTAL, *rows),), "E7", said)


def _is_of_other_cases(line: NumberedSentence, left: str, right: str) -> bool:
    """Tell whether the number is of a part of the cases, of more than those about disclosure, or decided by the office."""
    phrase, behind = phrase_before_number(left), re.split("[，；。：、（…]", right)[0]
    if _PART.search(phrase) or re.search(r"作为(?:行政)?复议机关|司法局|法院", left):
        return True
    if re.match(rf"{G}{{0,6}}(?:行政复议|行政诉讼)[^，。；]{{0,8}}(?:被|因|经)", behind) and not line.aspect:
        return True
    return bool(_OF_ALL.match(right) and not re.search(r"信息公开", left))


def _case_ending_readings(
    line: NumberedSentence, column: str, rows: tuple[str, ...], left: str
) -> tuple[NamedSum, ...]:
    """Return how cases may have ended: where both kinds of lawsuit were named, of the last one or of both."""
    readings = [line.of.cases(column, *rows)]
    if len(rows) == 1 and "未经复议" in left and "复议后" in left:
        readings.append(line.of.cases(column, *LAWSUITS))
    return tuple(readings)


def _case_rows_spoken_of(line: NumberedSentence, left: str, right: str) -> tuple[tuple[str, ...], str] | None:
    """Return which rows are spoken of: by what follows the number at once, else by what stands before."""
    ahead = _AHEAD.match(right)
    if ahead and not re.search(rf"(?:复议|诉讼|起诉|应诉)(?:案件|申请|案)?{G}{{0,10}}$", left):
        return (("复议",), "行政复议") if "复议" in ahead[1] else (LAWSUITS, "行政诉讼")
    if re.search(rf"{_BOTH}(?:案件|案)?(?:共|共计|合计)?{G}{{0,6}}$", left):
        return ALL, "行政复议和行政诉讼"
    found = list(_KINDS.finditer(left))
    if not found or not line.informs:
        return None
    word = found[-1][0]
    if len(found) > 1 and re.match(_BOTH, _text_from_word(left, "复议", found[-2].start())):
        return ALL, "行政复议和行政诉讼"
    if word.startswith("未经"):
        return ("直诉",), "未经复议直接起诉"
    if "复议后" in word:
        return ("复诉",), "复议后起诉"
    return (("复议",), "行政复议") if "复议" in word else (LAWSUITS, "行政诉讼")


def _text_from_word(text: str, word: str, start: int) -> str:
    at = text.find(word, start)
    return text[at:] if at >= 0 else ""


def all_upheld_readings(line: NumberedSentence) -> Iterator[tuple[str, tuple[NamedSum, ...]]]:
    """Yield what must be 0 where the sentence says that every case was upheld, or none corrected."""
    for pattern, columns in _ALL_WELL:
        for m in pattern.finditer(line.text):
            before = line.text[: m.start()]
            found = _case_rows_spoken_of(line, before, "")
            earlier = re.search(r"上年|去年", before) or any(
                int(y) != line.year for y in re.findall(r"(20\d\d)年", before)
            )
            if found and line.informs and not earlier:
                yield found[1], tuple(line.of.cases(c, *found[0]) for c in columns)
