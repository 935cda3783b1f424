"""表二: what a number says of documents made, repealed and in force, and of decisions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.xxgk.claims.sentence import C, G, NumberClaim, phrase_before_number

if TYPE_CHECKING:
    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.sentence import NumberedSentence

KINDS = (("规范性文件", "规范性文件"), ("规章", "规章(?!制度)"))
SAID = {"制发": "本年制发", "废止": "本年废止", "有效": "现行有效"}
_GOES_ON = re.compile(
    r"(?:其中|共|年内|当年|本年度?|全年)?(?P<done>制发|制定|废止|宣布失效|现行有效|继续有效|有效)(?:的)?(?:文件)?(?:件数|数量|数)?(?:为|共)?"
)
"""A further thing done to the documents the sentence has just counted."""
_SHOWN = re.compile(r"公开|公示|发布|推送|录入|归集|上传|解读")


def claim_of_documents(
    line: NumberedSentence, number: CountedNumber, left: str, right: str, last: NumberClaim | None
) -> NumberClaim | None:
    """Return how many documents were made, repealed, or are in force; *last* is what the number before claims."""
    if number.unit not in {"", "件", "份", "部", "个", "项", "篇"} or _divides_before_bracket(left):
        return None
    for row, word in KINDS:
        ahead = re.match(rf"{G}{{0,6}}{word}", right)
        if not ahead and _last_document_kind(left) != row:
            continue
        if re.search(r"以.{1,12}名义|累计|历年", phrase_before_number(left)) or _is_of_reviewed_documents(
            left, right
        ):
            return None
        column = _column_of_phrase(left, word, ahead=bool(ahead)) or _continued_column(row, left, last)
        if column:
            return NumberClaim(number, (line.of.documents(row, column),), "E6", f"{row}{SAID[column]}")
    return None


def _last_document_kind(left: str) -> str:
    """Return which kind of documents was named last before the number."""
    named = [(m.end(), row) for row, word in KINDS for m in re.finditer(word, left)]
    return max(named)[1] if named else ""


def _is_of_reviewed_documents(left: str, right: str) -> bool:
    """Tell whether the documents are those somebody cleared up, examined or filed, not those of the table."""
    clause = re.split("[，；。]", left)[-1]
    behind = re.split("[，；。]", right)[0]
    return bool(
        re.search(r"^(?:对|将|就)", clause) and re.search(r"清理|审查|审核|评估|备案|梳理|解读", behind)
    )


def _divides_before_bracket(left: str) -> bool:
    """Tell whether the number divides what was counted before the bracket it stands in."""
    head, mark, _ = left.rpartition("（")
    return bool(
        mark
        and "）" not in left[len(head) :]
        and re.search(r"规范性文件[^，。；]{0,80}\d[^，。；（）]{0,80}$", head)
    )


def _column_of_phrase(left: str, word: str, *, ahead: bool) -> str:
    """Return 制发, 废止 or 有效: what the phrase before the number says was done to the documents."""
    phrase = re.split("[，；。、]", left)[-1]
    if (
        re.search(r"文件(?:和|及|以及|与)(?:其[他它]|政策性|有关|相关|一般).{0,6}文件", phrase)
        or "公示" in phrase
    ):
        return ""
    about = ahead or re.search(word, phrase) or re.search(rf"{word}{C}{{0,80}}[，、]?{C}{{0,80}}$", left)
    if (
        about
        and re.search(r"现行有效|继续有效|有效|现有(?:的)?(?:行政)?规范性", phrase)
        and "废止" not in phrase
    ):
        return "有效"
    if not about or re.search(
        r"备案|审查|审核|清理|公开(?!现行|.{0,8}新制定)|解读|征求|修订|修改|拟|起草|涉及",
        phrase.replace("主动公开", "公开").replace("清理废止", "废止"),
    ):
        return ""
    if re.search(r"废止(?:或)?(?:宣布)?(?:失效)?", phrase):
        return "废止"
    if re.search(r"制发|制定|出台|制订|印发", phrase):
        return "制发"
    return ""


def _continued_column(row: str, left: str, last: NumberClaim | None) -> str:
    """Return the column of a number that says 「…，废止 3 件」 behind one of *row*, or names *row* behind the other's."""
    if last is None or last.rule != "E6" or re.search("[。；]", left[last.number.end :]):
        return ""
    phrase = re.split("[，；。、]", left)[-1]
    found = _GOES_ON.fullmatch(phrase)
    if found and last.subject.startswith(row):
        return {"制": "制发", "废": "废止", "宣": "废止"}.get(found["done"][0], "有效")
    if re.fullmatch(r"(?:行政)?规范性文件", phrase) and last.subject.startswith("规章"):
        return next(c for c, said in SAID.items() if last.subject.endswith(said))
    return ""


_KINDS = r"行政(?:许可|处罚|强制)"
_WHAT = r"(?:处理)?(?:决定|事项|案件|措施|办件)?(?:办理|办结|作出)?(?:总?数量|数|件数|量)?"
_MADE = r"(?:作出|做出|办理|办结|实施|查处|核发|下达|给予|处以|执行)"
_OPENS = re.compile(
    rf"(?:其中|全年|当年|本年度?|今年|20\d\d年度?|全[镇乡街县区市](?:道)?|我[镇乡县区市局]|本[镇乡局]|共|共计|累计|总计|依法|一年来|截至年底)*"
    rf"(?:{_MADE}(?:的|了)?)?{_KINDS}{_WHAT}(?:共|为|是|有|达|共计|合计|总计|：)*"
)
"""A phrase that says how many decisions there were and nothing else."""
_BEHIND = re.compile(
    r"(?:的)?行政(?P<kind>许可|处罚|强制)(?!机关|人|权|法|行为|相对)(?:决定|事项|案件|措施)?"
)
_OTHERS = re.compile(
    r"复议|诉讼|审核|评查|抽查|听证|培训|检查|备案|案卷|清单|目录|移送|投诉|举报|协助|配合|争议|撤销|申请"
)
"""Words by which decisions are those looked at, learned from or fought over, not those made."""
_LOOKED_AT = re.compile(r"审核|评查|抽查|听证|备案|案卷|移送|复议|诉讼")
_LISTED = re.compile(
    rf"(?P<kinds>{_KINDS}{_WHAT}(?:(?:、|，|和|及|以及|与){_KINDS}{_WHAT}){{1,2}})分别(?:为|是|有|达|作出|办理|共)*$"
)
DECIDED = {"件", "宗", "起"}
"""Units of decisions: 行政许可事项 are counted in 项, and are none."""
UNITS = {"件", "项", "宗", "起", "个", "份", "次", ""}


def claim_of_decisions(
    line: NumberedSentence, number: CountedNumber, left: str, right: str, last: NumberClaim | None
) -> NumberClaim | None:
    """Return how many decisions were made: said outright, or of a further kind behind one that was."""
    if number.unit not in UNITS:
        return None
    if kind := _kind_in_enumeration(line, number):
        return NumberClaim(number, (line.of.decisions(kind),), "B7", f"行政{kind}")
    clause = re.split("[；。]", left)[-1]
    phrase = re.split("[，；。：、（…]", left)[-1]
    named = re.search(rf"行政(?P<kind>许可|处罚|强制){_WHAT}(?:{G}{{0,6}})$", phrase)
    if not named:
        return _decision_named_behind(line, number, phrase, right)
    outright = re.search(
        rf"{_MADE}{G}{{0,8}}行政(?:许可|处罚|强制)(?:决定|事项|案件|措施)?{G}{{0,6}}$", phrase
    ) and not _LOOKED_AT.search(phrase)
    decided = re.search(rf"{_KINDS}(?:处理)?决定(?:数量|数|件数)?(?:为|共|共计)?$", phrase)
    further = last is not None and last.rule == "B7" and re.fullmatch(rf"{_KINDS}(?:为|共|共计)?", phrase)
    alone = (
        _OPENS.fullmatch(phrase)
        and number.unit in DECIDED
        and not _OTHERS.search(clause + _phrase_after_number(right))
    )
    if (outright and number.unit) or ((decided or further or alone) and not _SHOWN.search(clause)):
        return NumberClaim(number, (line.of.decisions(named["kind"]),), "B7", f"行政{named['kind']}")
    return None


def _phrase_after_number(right: str) -> str:
    return re.split("[，；。：、（…]", right)[0]


def _decision_named_behind(
    line: NumberedSentence, number: CountedNumber, phrase: str, right: str
) -> NumberClaim | None:
    """Return what 「作出 9 件行政处罚决定」 says."""
    behind = _BEHIND.match(right)
    if not behind or not number.unit or not re.search(rf"{_MADE}(?:了|共|各类){{0,3}}$", phrase):
        return None
    if _OTHERS.search(_phrase_after_number(right)) or _SHOWN.search(phrase + _phrase_after_number(right)):
        return None
    return NumberClaim(number, (line.of.decisions(behind["kind"]),), "B7", f"行政{behind['kind']}")


def _kind_in_enumeration(line: NumberedSentence, number: CountedNumber) -> str:
    """Return the kind a number of 「行政许可、行政处罚分别为 12 件、9 件」 is of."""
    before = [n for n in line.numbers if n.start < number.start][-2:]
    for start, at in [(number.start, 0), *((n.start, len(before) - i) for i, n in enumerate(before))]:
        left = line.text[max(0, start - REACH) : start]
        listed = _LISTED.search(left)
        if not listed or (_SHOWN.search(left) or _OTHERS.search(left)):
            continue
        between = line.text[start : number.start]
        kinds = re.findall(r"许可|处罚|强制", listed["kinds"])
        if at < len(kinds) and re.fullmatch(
            r"(?:[\d,.]{1,12}[件项宗起个份次]?(?:、|，|和|及|以及)){0,2}", between
        ):
            return str(kinds[at])
    return ""


REACH = 60
"""How far before its numbers a list of kinds begins at most."""
_CHARGES = r"行政事业性收费"
_CHARGED = re.compile(
    rf"(?:其中|全年|当年|本年度?|今年|20\d\d年度?|全[镇乡街县区市](?:道)?|我[镇乡县区市局]|本[镇乡局]|共|共计|累计|总计|依法|收取|征收|收缴|实现|完成|的|各项|各类)*"
    rf"{_CHARGES}(?:收入|项目)?(?:总?金额|总额|总计|合计|收入)?(?:共|为|是|有|达|共计|合计|总计|：)*"
)
_CHARGED_BEHIND = re.compile(rf"(?:的)?{_CHARGES}(?!项目|目录|清单|标准|减免)")


def claim_of_charges(
    line: NumberedSentence, number: CountedNumber, left: str, right: str
) -> NumberClaim | None:
    """Return what was taken in 行政事业性收费, in 万元 as the table has it."""
    phrase = re.split("[，；。：、（…]", left)[-1]
    behind = _CHARGED_BEHIND.match(right) and re.search(r"(?:收取|征收|收缴|收)(?:了|共|各类){0,3}$", phrase)
    if not behind and not _CHARGED.fullmatch(phrase):
        return None
    if re.search(r"减免|减少|降低|免收|退还|节约|取消|停征", left[-REACH:] + right[:8]):
        return None
    value = number.value if number.unit == "万元" else round(number.value / 10_000, 6)
    in_table = number._replace(value=value, unit="万元")
    return NumberClaim(in_table, (line.of.charges,), "E6", f"{_CHARGES}（万元）")
