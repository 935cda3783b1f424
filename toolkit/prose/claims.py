"""The numbers of a sentence and what they say of the tables.

Patterns look from the number to both sides and never over another number or a full stop: what cannot be told for
sure is no claim. A checker that cries wolf is switched off.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.prose.meaning import LAWSUITS, OUTCOMES, TOTAL, Meanings, Reading
from toolkit.prose.numbers import Number, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

G = r"[^，。；：、（）…\d]"
"""A character of the same phrase."""
C = r"[^，。；…\d]"
"""A character of the same clause."""
_NOT_REQUESTS = re.compile(
    r"复议|诉讼|留言|咨询|信访件|投诉|来信|来电|来访|建议|提案|热线|意见|12345|救助|补贴|低保|许可|证照|舆情|评论|问卷|线索|案件"
)
_CHANNEL = re.compile(
    r"网络|网上|在线|线上|线下|来函|信函|邮寄|邮件|邮箱|当面|现场|传真|平台|电子|书面|窗口|微信|部门|单位|街道|乡镇"
)
_RECEIVED = r"(?P<verb>新收|收到|受理|接收|接到|收悉|收办|办理|共收|处理)(?:到|了)?"
_REQUEST = r"(?:申请|请求|依申请公开)"
_PAST = re.compile(r"(?:上年|去年|上一年|同期|往年|历年|累计自)")
_CHANGE = re.compile(r"(?:增加|减少|增长|下降|上升|增|减|多|少|提高|降低)(?:了|到)?$")
OWN = re.compile(r"本级|代表.{0,6}政府|政府办(?:公室)?(?!理|公开|结|事)|机关本身")
"""Words by which a body that reports for others speaks of itself alone."""
WIDE = re.compile(r"全区|全市|全县|全省|全系统|各镇|各乡|各街道|区直|市直|县直")
"""Words by which a department speaks of more than itself."""


CASES = "行政复议和行政诉讼"
"""What the sentences of section 四 are about."""
_ANYBODY = re.compile(r"公民、?法人(?:和|或|及|或者|以及|、)其[他它]组织")
"""Whoever it may be: no kind of applicant."""
_ALL_CHANNELS = re.compile(r"[^，。；]{0,16}等(?:渠道|方式|形式|途径|多种)[^，。；]{0,2}")


class Claim(NamedTuple):
    """A number that says something of the tables: right if one of *readings* gives it.

    *rule* is the dossier's number of the rule that holds it to the tables; *subject* what it says it counts.
    """

    number: Number
    readings: tuple[Reading, ...]
    rule: str
    subject: str


class Sentence:
    """One sentence in its place: what its numbers say."""

    def __init__(self, text: str, aspect: str, year: int, meanings: Meanings, *, stray: bool = False) -> None:
        """Look at *text*, of *aspect* of section 一 ("" elsewhere), in the report for *year*; *stray*: its year is a slip."""
        self.stray = stray
        self.text, self.aspect, self.year, self.of = text, aspect, year, meanings
        self._looked = _ANYBODY.sub(lambda m: "某" * len(m[0]), text)
        self.numbers = numbers(text)
        self.requests = bool(re.search(r"申请", text)) or aspect == "依申请公开"

    def claims(self) -> Iterator[Claim]:
        """Yield what the sentence says of the tables."""
        limited = False
        for number in self.numbers:
            if number.unit in {"%", "％", "元", "万元", "人次"} or number.about:
                continue
            left, right = self._looked[: number.start], self._looked[number.end :]
            if self._elsewhen(left, right):
                continue
            limited = limited or self._limited(left)
            claim = (
                self._case(number, left, right)
                or self._document(number, left, right)
                or self._decision(number, left)
                or self._request(number, left, right)
            )
            if claim and not (limited and claim.rule in {"E2", "E3"}):
                yield claim
        yield from self._none()

    @staticmethod
    def _limited(left: str) -> bool:
        """Tell whether the requests counted here are only those of one channel: what follows is about them."""
        phrase = re.split("[，；。：、（…]", left)[-1]
        return bool(re.search(_RECEIVED, phrase) and _CHANNEL.search(_ALL_CHANNELS.sub("", phrase)))

    def _elsewhen(self, left: str, right: str) -> bool:
        """Tell whether the number is of another year, or a difference to one."""
        clause = re.split("[，；。]", left)[-1]
        if _CHANGE.search(clause) or re.match(r"[^，。；]{0,3}(?:增加|减少|增长|下降)", right):
            return True
        if re.search(r"结转|转结|转入|顺延", clause + right[:12]):
            return False
        years = re.findall(r"(20\d\d)年", left)
        other = bool(years) and int(years[-1]) != self.year and not self.stray
        return bool(_PAST.search(clause)) or other

    # cases of 表四

    def _case(self, number: Number, left: str, right: str) -> Claim | None:
        subject = self._court(left, right)
        if not subject or number.unit in {"次", "个", "人次", "项"}:
            return None
        rows, said = subject
        ends = re.search(rf"(?P<end>维持|纠正|其他结果|其他|尚未审结|未审结)(?:原?{G}{{0,6}})?$", left)
        if ends and re.search(rf"复议|诉讼|维持|纠正|审结{G}*$", left[: ends.start()] + ends["end"]):
            column = OUTCOMES[ends["end"]]
            return Claim(number, (self.of.cases(column, *rows),), "E7", f"{said}{ends['end']}")
        after = re.match(rf"{G}{{0,3}}(?:被|予以|结果)?(?P<end>维持|纠正|尚未审结|未审结)", right)
        if after and re.search(r"其中|，|、|：", left):
            column = OUTCOMES[after["end"]]
            return Claim(number, (self.of.cases(column, *rows),), "E7", f"{said}{after['end']}")
        near = re.search(rf"(?:复议|诉讼|起诉|应诉)(?:案件|申请|案|事项|的)?{G}{{0,10}}$", left)
        if near or self._follows(right):
            return Claim(number, (self.of.cases(TOTAL, *rows),), "E7", said)
        return None

    @staticmethod
    def _follows(right: str) -> bool:
        return bool(re.match(rf"{G}{{0,16}}(?:行政复议|行政诉讼|复议案|诉讼案)", right))

    def _court(self, left: str, right: str) -> tuple[tuple[str, ...], str] | None:
        """Return which rows of 表四 are spoken of: by what follows the number at once, else by what stands before."""
        ahead = re.match(rf"(?:{G}{{0,16}})(行政复议|行政诉讼|复议案|诉讼案)", right)
        if ahead and not re.search(rf"(?:复议|诉讼|起诉|应诉)(?:案件|申请|案)?{G}{{0,10}}$", left):
            return (("复议",), "行政复议") if "复议" in ahead[1] else (LAWSUITS, "行政诉讼")
        both = re.search(
            rf"复议(?:案件)?(?:、|和|及|以及|或)(?:被提起|提起)?(?:行政)?诉讼(?:案件|案)?(?:共|共计|合计)?{G}{{0,6}}$",
            left,
        )
        if both:
            return ("复议", *LAWSUITS), "行政复议和行政诉讼"
        found = list(re.finditer(r"未经复议|复议后(?:再)?(?:起诉|提起)|行政复议|行政诉讼|诉讼|复议", left))
        if not found or not self._information():
            return None
        word = found[-1][0]
        if word == "未经复议":
            return ("直诉",), "未经复议直接起诉"
        if word.startswith("复议后"):
            return ("复诉",), "复议后起诉"
        return (("复议",), "行政复议") if "复议" in word else (LAWSUITS, "行政诉讼")

    def _information(self) -> bool:
        """Tell whether cases spoken of here are those about disclosure, not an office's other ones."""
        return bool(
            self.aspect in {"依申请公开", "监督保障", CASES}
            or re.search(r"信息公开|依申请|政务公开", self.text)
        )

    # documents and decisions of 表二

    def _document(self, number: Number, left: str, right: str) -> Claim | None:
        if number.unit not in {"", "件", "份", "部", "个", "项"}:
            return None
        for row, word in (("规范性文件", "规范性文件"), ("规章", "规章(?!制度)")):
            ahead = re.match(rf"{G}{{0,6}}{word}", right)
            spoken = re.search(word, left)
            if not (ahead or spoken):
                continue
            if row == "规章" and spoken and re.search("规范性文件", left[spoken.end() :]):
                continue
            column = self._column(left, word, ahead=bool(ahead))
            if column:
                return Claim(
                    number, (self.of.documents(row, column),), "E6", f"{row}{_DOCUMENT_SAID[column]}"
                )
        return None

    @staticmethod
    def _column(left: str, word: str, *, ahead: bool) -> str:
        """Return 制发, 废止 or 有效: what the phrase before the number says was done to the documents."""
        phrase = re.split("[，；。、]", left)[-1]
        about = ahead or re.search(word, phrase) or re.search(rf"{word}{C}*[，、]?{C}*$", left)
        if about and re.search(r"现行有效|继续有效|有效", phrase) and "废止" not in phrase:
            return "有效"
        if not about or re.search(
            r"备案|审查|审核|清理|公开(?!现行)|解读|征求|修订|修改|拟|起草|涉及",
            phrase.replace("主动公开", "公开"),
        ):
            return ""
        if re.search(r"废止(?:或)?(?:宣布)?(?:失效)?", phrase):
            return "废止"
        if re.search(r"制发|制定|出台|制订|印发", phrase):
            return "制发"
        return ""

    def _decision(self, number: Number, left: str) -> Claim | None:
        found = re.search(
            rf"(?:作出|做出|办理|实施){G}{{0,8}}行政(?P<kind>许可|处罚|强制)(?:决定|事项|案件|措施)?{G}{{0,6}}$",
            left,
        )
        if not found or number.unit not in {"件", "项", "宗", "起", "个", "份", "次"}:
            return None
        return Claim(number, (self.of.decisions(found["kind"]),), "B7", f"行政{found['kind']}")

    # requests of 表三

    def _request(self, number: Number, left: str, right: str) -> Claim | None:
        if number.unit not in {"", "件", "份", "条", "项", "次", "起", "宗", "个", "例"} or not self.requests:
            return None
        phrase = re.split("[，；。：、（…]", left)[-1]
        around = phrase + re.split("[，；。、]", right)[0]
        around = _ALL_CHANNELS.sub("", around)
        if _NOT_REQUESTS.search(around.replace("信访举报投诉", "").replace("本机关不掌握", "")):
            return None
        return (
            self._moved(number, phrase, right)
            or self._outcome(number, phrase, right)
            or self._applicant(number, phrase, right)
            or self._count(number, phrase, right, around)
        )

    def _moved(self, number: Number, phrase: str, right: str) -> Claim | None:
        """Return what was carried in from last year, or out to the next."""
        into = re.search(
            rf"(?P<when>上年度?|上一年度?|去年|20\d\d年度?)末?(?:未办结)?(?:转入|结转|顺延|转结){G}{{0,16}}$",
            phrase,
        )
        into = into or re.search(rf"结转(?:自)?(?P<when>上年度?|上一年度?|去年){G}{{0,12}}$", phrase)
        if into and self._is_year(into["when"], self.year - 1):
            return Claim(number, (self.of.carried,), "E2", "上年结转")
        out = r"(?:结转|转|顺延|转结|延)(?:至|到|入|转)?(?P<when>下年度?|下一年度?|次年|明年|20\d\d年度?)"
        found = re.search(rf"{out}{G}{{0,16}}$", phrase) or re.match(rf"{G}{{0,10}}{out}", right)
        if found and self._is_year(found["when"], self.year + 1):
            return Claim(number, (self.of.left,), "E2", "结转下年度")
        return None

    @staticmethod
    def _is_year(said: str, year: int) -> bool:
        found = re.match(r"20\d\d", said)
        return not found or int(found[0]) == year

    def _outcome(self, number: Number, phrase: str, right: str) -> Claim | None:
        both = r"予以公开(?:和|或|或者|及|以及|与|、)部分公开"
        said = self._looked[: number.start]
        if re.search(rf"{both}(?:的|有|为|共|申请)*{G}{{0,4}}$", said):
            part = self.of.results["部分公开"]
            whole = (*self.of.results["予以公开"].cells, *part.cells)
            return Claim(number, (Reading("予以公开与部分公开之和", whole),), "E3", "予以公开和部分公开")
        for words, rule in ((self.of.results, "E3"), (self.of.leaves, "E3")):
            for word, reading in words.items():
                label = "(?:予以|同意|全部)公开" if word == "予以公开" else re.escape(word)
                before = re.search(
                    rf"(?<!主动){label}(?:政府信息)?(?:答复|类|的|决定|申请|有|为|共|等|情形|情况|信息)*{G}{{0,4}}$",
                    _bare(phrase),
                )
                after = re.match(
                    rf"(?:申请)?(?:的)?(?:答复|决定)?(?:作出|予以|属于|属|为|被|按|是)?(?:“)?{label}",
                    _bare(right),
                )
                if before or after:
                    return Claim(number, self._results(word, reading), rule, word)
        return None

    def _results(self, word: str, reading: Reading) -> tuple[Reading, ...]:
        if word != "予以公开":
            return (reading,)
        part = self.of.results["部分公开"]
        return reading, Reading("予以公开与部分公开之和", (*reading.cells, *part.cells))

    def _applicant(self, number: Number, phrase: str, right: str) -> Claim | None:
        for word, readings in self.of.applicants.items():
            said = {"自然人": "(?:自然人|公民)", "法人或其他组织": "法人(?:或|和|及|、)?其[他它]组织"}.get(
                word, re.escape(word)
            )
            if re.search(rf"{said}(?:的)?(?:申请|提出|提交|为|有|共|的|类)*{G}{{0,4}}$", phrase) or re.match(
                rf"(?:申请)?(?:的申请人)?(?:为|系|来自|由){said}", right
            ):
                return Claim(number, readings, "E3", f"{word}申请")
        return None

    def _count(self, number: Number, phrase: str, right: str, around: str) -> Claim | None:
        """Return how many were received or answered."""
        done = re.search(
            rf"(?:办结|答复|办复|办理完毕|回复|结办)(?:了|完成)?(?:政府信息公开|依申请公开|信息公开)?(?:申请)?{G}{{0,6}}$",
            phrase,
        )
        if done and not re.search(r"率|时|期限|应", phrase[done.start() :]):
            also = self._meant("办理") if re.search(_RECEIVED, phrase[: done.start()]) else ()
            return Claim(number, (*self.of.answered, *also), "E2", "办结")
        if (_CHANNEL.search(around) and not re.search("各类|各种", around)) or re.search(
            r"其中|其余|另有|自然人|企业|公民|法人|转办|协助|征求|不属于", phrase
        ):
            return None
        clause = re.split("[，；。：（…]", self._looked[: number.start])[-1]
        verb = re.search(rf"{_RECEIVED}[^，。；：（…\d]{{0,40}}$", clause)
        here = re.search(_REQUEST, phrase) or re.match(rf"{G}{{0,24}}(?:申请|请求)", right)
        if verb and (here or self.aspect == "依申请公开"):
            return Claim(number, self._meant(verb["verb"]), "E1", "收到申请")
        bare = re.search(
            r"依申请公开(?:政府信息)?(?:申请|事项|件|数量|情况|工作)*(?:共|共计|为|有)?$", phrase
        )
        return Claim(number, self._meant("收到"), "E1", "收到申请") if bare else None

    def _meant(self, verb: str) -> tuple[Reading, ...]:
        if verb == "新收":
            return (self.of.new,)
        if verb in {"收办", "办理", "处理"}:
            return self.of.new, self.of.both, self.of.done
        return self.of.new, self.of.both

    # what is said not to have happened

    def _none(self) -> Iterator[Claim]:
        if re.search(r"20\d\d年", self.text) and str(self.year) not in self.text and not self.stray:
            return
        for m in re.finditer(
            rf"(?:未|没有|尚未|均未|从未)(?:新)?(?:收到|接到|受理|接收|收悉|有|产生){C}{{0,24}}?申请(?!人|表|公开.{{0,4}}(?:投诉|举报))",
            self.text,
        ):
            if (
                not re.search(r"复议|诉讼|投诉|举报|未公开|逾期|超期|许可|行政确认|补贴|救助", m[0])
                and self.requests
            ):
                yield Claim(self._zero(m), (self.of.new,), "E12", "没有收到申请")
        for m in re.finditer(
            rf"(?:收到|受理|接到){C}{{0,20}}申请{G}{{0,6}}(?:为|数为|数量为)?(?:零|〇)", self.text
        ):
            yield Claim(self._zero(m), (self.of.new,), "E12", "没有收到申请")
        for m in re.finditer(
            r"(?<!有)无(?:收到)?依申请公开(?:政府信息)?(?:事项|申请|件|信息|情况)?(?=[，。；]|$)", self.text
        ):
            yield Claim(self._zero(m), (self.of.new,), "E12", "没有收到申请")
        if self.requests:
            for m in re.finditer(r"(?:无|没有)(?:下年度结转|结转(?:至|到)?下(?:一)?年度?)", self.text):
                yield Claim(self._zero(m), (self.of.left,), "E2", "没有结转下年度")
        if not self._information():
            return
        for m in re.finditer(
            r"(?:未|没有|无|未曾)(?:发生|收到|出现|产生|因|被|涉及|有)?[^。；\d]{0,30}", self.text
        ):
            said = re.split(r"，(?!.{0,8}(?:复议|诉讼))", m[0])[0]
            if re.search(r"未经|无法|未公开|未果|审结|结转", said[:4]) or re.search(
                "维持|纠正|败诉|撤销|违法|审结|责任追究.{0,6}复议|不当|不及时|不作为|未按|违规|不服", said
            ):
                continue
            if re.search(r"复议(?!后)", said):
                yield Claim(self._zero(m), (self.of.cases(TOTAL, "复议"),), "E7", "没有行政复议")
            if re.search(r"诉讼", said):
                yield Claim(self._zero(m), (self.of.cases(TOTAL, *LAWSUITS),), "E7", "没有行政诉讼")

    @staticmethod
    def _zero(found: re.Match[str]) -> Number:
        return Number(0.0, "", found.start(), found.end())

    def upheld(self) -> Iterator[tuple[str, tuple[Reading, ...]]]:
        """Yield what must be 0 where the sentence says that every case was upheld."""
        for m in re.finditer(rf"(?:均|全部|都)(?:被|予以|获|获得|得到|为|以)?{C}{{0,6}}维持", self.text):
            found = self._court(self.text[: m.start()], "")
            if found and self._information():
                rows, said = found
                yield said, tuple(self.of.cases(c, *rows) for c in ("纠正", "未审结"))


_DOCUMENT_SAID = {"制发": "本年制发", "废止": "本年废止", "有效": "现行有效"}


def _bare(text: str) -> str:
    """Return *text* as the labels of leaves are kept: without marks of punctuation inside."""
    return re.sub(r"[“”《》（）]", "", text)
