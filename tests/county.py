"""A made-up county: a report a body, in the five formats people publish, with faults planted where they are known."""

import random
import re
from typing import NamedTuple

from forms import xxgk
from paper import draw_odt, draw_ofd, draw_pdf, laid_out
from real import figures, load
from reports import HEADS, page

from toolkit.document.model import Document, Paragraph, Run
from toolkit.document.printed_tables import table_as_printed
from toolkit.document.word_document import draw_word_document
from toolkit.document.word_styles import draw_word_template
from toolkit.form.model import Cell

SUFFIXES = (".docx", ".pdf", ".ofd", ".odt", ".html")
SURNAMES = "青白赤黄紫金银玉石松柏柳梅兰竹"
PLACES = (
    "河镇",
    "山镇",
    "溪乡",
    "桥镇",
    "岭乡",
    "泉镇",
    "湾乡",
    "塘镇",
    "坪乡",
    "庄镇",
    "林镇",
    "关镇",
    "湖镇",
    "堡乡",
)
COUNTY = "云台县"
WORDS = ("平台", "公示栏", "公众号", "广播", "村务群", "政务大厅", "便民窗口", "宣传册", "档案室", "阅览点")
VERBS = ("更新", "公布", "整理", "发布", "核对", "补充", "登记", "归集")
THINGS = (
    "惠民补贴名单",
    "村级财务收支",
    "工程招标结果",
    "救助对象情况",
    "土地流转合同",
    "应急预案",
    "年度预算",
    "工作动态",
)


class MadeReport(NamedTuple):
    """A report: *fault* is what was planted ("" for none), *rules* are those by which it may be told."""

    unit: str
    suffix: str
    data: bytes
    fault: str
    rules: frozenset[str]


class _Draft:
    """One body's figures and prose, alike in themselves."""

    def __init__(self, unit, draw, year):
        self.unit, self.year = unit, year
        self.figures = dict.fromkeys(figures(load("02")), 0.0)
        new = draw.randint(4, 30)
        public = draw.randint(1, new - 2)
        left = draw.randint(0, new - public - 1)
        partly = new - public - left
        last = next(c for c in self.figures if c.table == "表三" and c.row == "新收")
        rows = [r.id for r in xxgk().table("表三").rows]
        self.put = {"新收": new, rows[2]: public, rows[3]: partly, rows[-1]: left}
        self.put[rows[-2]] = public + partly
        for row, value in self.put.items():
            for column in ("自然人", "总计"):
                self.figures[Cell("表三", row, column)] = float(value)
        assert last in self.figures
        self.numbers = (new, public, partly, left)
        count = draw.randint(60, 400)
        first = draw.randint(20, count - 20)
        self.lines = [
            "（一）主动公开",
            f"全年主动公开政府信息{count}条，其中{draw.choice(THINGS)}{first}条，其他信息{count - first}条。",
            *[_sentence(draw) for _ in range(6)],
            "（二）依申请公开",
            (
                f"全年新收政府信息公开申请{new}件，上年结转0件，办结{public + partly}件，其中予以公开{public}件，"
                f"部分公开{partly}件，结转下年度继续办理{left}件。"
            ),
            "（三）政府信息管理",
            _sentence(draw),
            "（四）政府信息公开平台建设",
            _sentence(draw),
            "（五）监督保障",
            "对各单位进行工作考核，开展社会评议，未发生责任追究情形。",
        ]
        self.period = f"本报告数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        word = draw.choice(WORDS)
        self.fifth = f"一是{word}的内容不够及时，二是{draw.choice(THINGS)}的解读形式较为单一。下一步将加强{word}的管理，明确责任，及时更新各栏目内容。"
        self.sixth = "本年度未收取信息处理费。"
        self.dated = f"{unit}\n{year + 1}年1月{draw.randint(5, 28)}日".replace("\n", " ")

    def document(self):
        form = xxgk()
        grids = {n: table_as_printed(form, n, self.figures) for n in ("表二", "表三", "表四")}
        bodies = (
            [_text(x) for x in self.lines],
            [grids["表二"]],
            [grids["表三"]],
            [grids["表四"]],
            [_text(self.fifth)],
            [_text(self.sixth)],
        )
        title = f"{self.unit}{self.year}年政府信息公开工作年度报告"
        blocks = [_text(title, "title"), _text(self.period)]
        for head, body in zip(HEADS, bodies, strict=True):
            blocks += [_text(head, "heading"), *body]
        blocks.append(_text(self.dated))
        return Document(title, self.unit, self.year, tuple(blocks))


def _text(said, role="body"):
    return Paragraph((Run(said),), role)


def _sentence(draw):
    return (
        f"由{''.join(draw.sample(SURNAMES, 2))}组负责{draw.choice(WORDS)}，"
        f"按季度{draw.choice(VERBS)}{draw.choice(THINGS)}，并在{draw.choice(WORDS)}同步{draw.choice(VERBS)}{draw.choice(THINGS)}。"
    )


def _number(line, pattern, more):
    """Return a change of the number that *pattern* finds in *line* of the prose."""

    def change(draft):
        draft.lines[line] = re.sub(
            pattern, lambda m: m[1] + str(int(m[2]) + more), draft.lines[line], count=1
        )

    return change


def _figure(row, column, more):
    def change(draft):
        draft.figures[Cell("表三", row, column)] += more

    return change


def _put(name, text):
    return lambda draft: setattr(draft, name, text.format(draft.year, draft.unit))


def _added(text):
    return lambda draft: draft.lines.insert(2, text)


FAULTS = {
    "a part of a whole": (_number(1, r"(其他信息)(\d+)", 3), "E4"),
    "a whole": (_number(1, r"(政府信息)(\d+)", 7), "E4"),
    "requests in the prose": (_number(9, r"(新收政府信息公开申请)(\d+)", 2), "E1"),
    "their answers in the prose": (_number(9, r"(予以公开)(\d+)", 1), "E3 E4"),
    "a total of 表三": (_figure("新收", "总计", 1), "I1 I2 I3"),
    "a figure of 表三": (_figure("新收", "自然人", 5), "I1 I2 I3"),
    "published late": (_put("dated", "2025年4月6日"), "H1"),
    "no period": (_put("period", ""), "H5"),
    "no word of fees": (_put("sixth", "无。"), "E11"),
    "another place": (_added("赵家镇人民政府高度重视政务公开。"), "G5"),
}


def made_county(count, faults, seed=25, year=2024):
    """Return *count* reports, every so many of them with one of *faults* faults."""
    draw = random.Random(seed)
    names = [f"{COUNTY}{a}{b}人民政府" for a in SURNAMES for b in PLACES]
    draw.shuffle(names)
    assert count <= len(names)
    wrong = dict(zip(sorted(draw.sample(range(count), faults)), list(FAULTS) * faults, strict=False))
    template = draw_word_template()
    for at in range(count):
        draft = _Draft(names[at], draw, year)
        fault, rules = wrong.get(at, ""), ""
        if fault:
            change, rules = FAULTS[fault]
            change(draft)
        suffix = SUFFIXES[(at + at // 10) % len(SUFFIXES)]
        data = _drawn(suffix, draft.document(), template)
        yield MadeReport(draft.unit, suffix, data, fault, frozenset(rules.split()))


def _drawn(suffix, document, template):
    match suffix:
        case ".docx":
            return draw_word_document(document, template)
        case ".pdf":
            return draw_pdf(laid_out(document))
        case ".ofd":
            return draw_ofd(laid_out(document))
        case ".odt":
            return draw_odt(document)
    return page(document).encode()


def not_found(reports, found):
    """Return the planted faults that *found* does not tell, and what it tells of reports without one, hints apart."""
    told = {r.unit: {rule for f in r.findings for rule in f.rule.split("、")} for r in found}
    sure = {r.unit: sorted({f.rule for f in r.findings if f.severity != "hint"}) for r in found}
    missed = [
        (r.unit, r.suffix, r.fault) for r in reports if r.fault and not r.rules & told.get(r.unit, set())
    ]
    return missed, [(r.unit, r.suffix, sure[r.unit]) for r in reports if not r.fault and sure.get(r.unit)]
