"""表二: what a number says of documents made, repealed and in force, and of decisions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.prose.line import C, Claim, G, phrase_of

if TYPE_CHECKING:
    from toolkit.prose.line import Line
    from toolkit.prose.numbers import Number

KINDS = (("规范性文件", "规范性文件"), ("规章", "规章(?!制度)"))
SAID = {"制发": "本年制发", "废止": "本年废止", "有效": "现行有效"}
_GOES_ON = re.compile(
    r"(?:其中|共|年内|当年|本年度?|全年)?(?P<done>制发|制定|废止|宣布失效|现行有效|继续有效|有效)(?:的)?(?:文件)?(?:件数|数量|数)?(?:为|共)?"
)
"""A further thing done to the documents the sentence has just counted."""
_SHOWN = re.compile(r"公开|公示|发布|推送|录入|归集|上传|解读")


def document(line: Line, number: Number, left: str, right: str, last: Claim | None) -> Claim | None:
    """Return how many documents were made, repealed, or are in force; *last* is what the number before claims."""
    if number.unit not in {"", "件", "份", "部", "个", "项", "篇"} or _in_bracket(left):
        return None
    for row, word in KINDS:
        ahead = re.match(rf"{G}{{0,6}}{word}", right)
        if not ahead and _last_named(left) != row:
            continue
        if re.search(r"以.{1,12}名义|累计|历年", phrase_of(left)) or _looked_at(left, right):
            return None
        column = _column(left, word, ahead=bool(ahead)) or _goes_on(row, left, last)
        if column:
            return Claim(number, (line.of.documents(row, column),), "E6", f"{row}{SAID[column]}")
    return None


def _last_named(left: str) -> str:
    """Return which kind of documents was named last before the number."""
    named = [(m.end(), row) for row, word in KINDS for m in re.finditer(word, left)]
    return max(named)[1] if named else ""


def _looked_at(left: str, right: str) -> bool:
    """Tell whether the documents are those somebody cleared up, examined or filed, not those of the table."""
    clause = re.split("[，；。]", left)[-1]
    behind = re.split("[，；。]", right)[0]
    return bool(
        re.search(r"^(?:对|将|就)", clause) and re.search(r"清理|审查|审核|评估|备案|梳理|解读", behind)
    )


def _in_bracket(left: str) -> bool:
    """Tell whether the number divides what was counted before the bracket it stands in."""
    head, mark, _ = left.rpartition("（")
    return bool(
        mark
        and "）" not in left[len(head) :]
        and re.search(r"规范性文件[^，。；]{0,80}\d[^，。；（）]{0,80}$", head)
    )


def _column(left: str, word: str, *, ahead: bool) -> str:
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


def _goes_on(row: str, left: str, last: Claim | None) -> str:
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


def decision(line: Line, number: Number, left: str, last: Claim | None) -> Claim | None:
    """Return how many decisions were made: said outright, or of a further kind behind one that was."""
    phrase = re.split("[，；。：、（…]", left)[-1]
    kind = re.search(
        r"行政(?P<kind>许可|处罚|强制)(?P<what>(?:处理)?(?:决定|事项|案件|措施)?(?:数量|数|件数)?)", phrase
    )
    if not kind or number.unit not in {"件", "项", "宗", "起", "个", "份", "次"}:
        return None
    outright = re.search(
        rf"(?:作出|做出|办理|办结|实施){G}{{0,8}}行政(?:许可|处罚|强制)(?:决定|事项|案件|措施)?{G}{{0,6}}$",
        phrase,
    )
    named = re.search(r"行政(?:许可|处罚|强制)(?:处理)?决定(?:数量|数|件数)?(?:为|共|共计)?$", phrase)
    further = (
        last is not None
        and last.rule == "B7"
        and kind.start() == 0
        and re.fullmatch(r"(?:为|共|共计)?", phrase[kind.end() :])
    )
    clause = re.split("[；。]", left)[-1]
    if outright or ((named or further) and not _SHOWN.search(clause)):
        return Claim(number, (line.of.decisions(kind["kind"]),), "B7", f"行政{kind['kind']}")
    return None
