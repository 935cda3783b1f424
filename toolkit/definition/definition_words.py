"""The keys and closed words of a definition in Chinese: what stands over the columns of a definition workbook, with a line of help."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.definition.definition_shape import SHAPES
from toolkit.form.finding import SEVERITY
from toolkit.form.finding_codes import ERROR, HINT, WARNING
from toolkit.form.period import PERIOD_KINDS
from toolkit.form.trait import BLANK_MARK, CODE, NO_RATE, RETURN_MARK, UNIT, ZERO_MARK

EMPTY = "（空白）"
"""How a text without a character is written in a cell: a cell with nothing in it says nothing of its key."""


class KeyWord(NamedTuple):
    """A key as people call it: what stands over its column, what may be written there, how wide that is."""

    head: str
    help: str
    width: float = 12


_TYPE = KeyWord("类型", "填什么：整数、小数、文字、日期，或从选项里选。不写是整数", 8)
_UNIT = KeyWord("单位", "计量单位，如 件、人、万元", 8)
_PLACES = KeyWord("小数位", "小数有几位", 7)
_OPTIONS = KeyWord("选项名", "类型是选项的，写“选项”表里的选项名", 12)
_MARKS = KeyWord("填“无”时", "填了“无”“/”“—”怎样读：退回问、当空白、当 0。不写是退回问", 10)
_PERCENT = KeyWord("百分数", "存 0.953，显示 95.3%；不再写单位", 8)
_NEGATIVE = KeyWord("可为负数", "可以是负数的写“是”", 9)
_HELP = KeyWord("填报提示", "点到单元格时显示的话", 24)
_WIDTH = KeyWord("列宽", "几个字符宽；不写的自己定", 7)
_ID = "只能用字母、数字、汉字和下划线；规则里用它"
_FROM = KeyWord("怎样算出", "一行一个：类别或层级的编号、冒号、算式。如 村：count(台账)", 34)
TRAIT_WORDS = {
    "type": _TYPE,
    "unit": _UNIT,
    "places": _PLACES,
    "options": _OPTIONS,
    "up": KeyWord(
        "汇总办法", "上一级怎样汇总：相加、取最大、取最小、应一致、文字并列、不上报。要上报的都要有", 10
    ),
    "help": _HELP,
    "blank": KeyWord("可以不填", "空着也可以的写“是”", 9),
    "default": KeyWord("先填好的", "空白表里先填好的内容", 12),
    "marks": _MARKS,
    "usual": KeyWord("一般不超过", "一个单位一般不会超过的数，超过的请单位核对或说明", 10),
    "when_zero": KeyWord("分母为零时", f"率的分母是 0 或空时显示什么，如 /；要空着的写{EMPTY}。不写是 0", 10),
    "percent": _PERCENT,
    "negative": _NEGATIVE,
}
_PLACE_HELP = "照空表下发的才写："
_ROWS_OF_BLANK = {
    "head_at": KeyWord("原表表头行", _PLACE_HELP + "各栏的名称在原表第几行（几层的，写最下面一层）", 10),
    "first_at": KeyWord("原表首行", _PLACE_HELP + "从原表第几行填起", 9),
    "last_at": KeyWord("原表末行", _PLACE_HELP + "填到原表第几行", 9),
    "total_at": KeyWord("原表合计行", _PLACE_HELP + "原表的合计在第几行；没有的不写", 10),
}
_LINE = {
    "id": KeyWord("编号", _ID, 12),
    "head": KeyWord(
        "名称（上级 / 下级）", "印出来的名称；有几层的，从外到里用“ / ”隔开（斜杠两边各空一格）", 30
    ),
    "label": KeyWord("简称", "只有一层时可以代替“名称”；两样都不写的，名称就是编号", 12),
    "also": KeyWord("别的叫法", "认别人做的表时用；一行一个", 14),
    "width": _WIDTH,
    "height": KeyWord("行高", "多少磅高；不写的自己定", 7),
    "code": KeyWord("代码", "行的代码，如 01；要印出来的，在“旁栏”里加一栏", 8),
    "when": KeyWord(
        "只数这样的行", "怎样算出是件数、合计时，只数合乎条件的行；写成几行的，互不重叠，相加", 24
    ),
    "from": _FROM,
    **TRAIT_WORDS,
    "place": KeyWord(
        "原表位置", _PLACE_HELP + "行写第几行，列写列上的字母；封面的行写工作表、叹号和哪一格", 10
    ),
}
_NAMED = {
    "id": KeyWord("编号", "名册、规则里用的名字", 14),
    "label": KeyWord("显示名称", "给人看的名称；不写的就是编号", 20),
    "help": KeyWord("说明", "它是谁、填什么", 50),
}
_SHEET_OF = KeyWord("工作表", "在哪张工作表上：写“工作表”里的编号", 14)
_KINDS = KeyWord("谁填", "哪些类别要填，几个的用顿号隔开；要汇总上报的写上“报告”", 22)
WORDS: dict[str, dict[str, KeyWord]] = {
    "表样": {
        "id": KeyWord("编号", "作文件名用，" + _ID),
        "edition": KeyWord("版次", "改了要填的内容就换一个，如 2025.1"),
        "title": KeyWord("名称", "印在工作簿上的名称"),
        "source": KeyWord("依据", "要求填报的文件"),
        "accepts": KeyWord("还收的版次", "照这些旧版次填的也收；几个的用顿号隔开"),
        "period": KeyWord("按什么填报", "年、半年、季、月、旬、时点；不写是年"),
        "cumulative": KeyWord("从年初累计", "每期都从 1 月 1 日起累计的写“是”"),
        "blank": KeyWord("原表", "照别处发的空表下发的，写空表的文件名；空表放在一起"),
        "blank_hash": KeyWord("原表校验码", "由工具写上，不用手填：空表改过就认得出来"),
        "kinds": KeyWord("类别", ""),
        "levels": KeyWord("层级", ""),
        "sheet": KeyWord("工作表", ""),
        "table": KeyWord("表", ""),
        "list": KeyWord("登记簿", ""),
        "options": KeyWord("选项", ""),
        "rule": KeyWord("规则", ""),
    },
    "类别": _NAMED,
    "层级": _NAMED,
    "工作表": {
        "id": KeyWord("编号", "工作表的名字，最多 31 个字；每个表样都要有“封面”", 16),
        "title": KeyWord("标题", "印在表上面的标题", 34),
        "intro": KeyWord("说明", "标题下面的一句话", 40),
        "reported": KeyWord("汇总表里的说明", "汇总表里要换一句话的写在这里", 26),
        "landscape": KeyWord("横向", "横着打印的写“是”", 7),
        "spaced": KeyWord("表间空行", "几张表之间空一行的写“是”", 9),
        "above": KeyWord("上面照抄", "表上面照抄封面的：填报单位、报告期、计量单位，或封面表里行的编号", 22),
        "below": KeyWord("下面照抄", "表下面照抄封面的，如 负责人、填表人", 22),
        "blank_sheet": KeyWord("原表工作表", _PLACE_HELP + "在原表的哪张工作表上", 14),
        "stamped": KeyWord(
            "原表里代填的",
            _PLACE_HELP
            + "一行一格：哪一格、冒号、要写的字，里面的 {填报单位} {报告期} 下发时换上；写（空白）的清空，如印着的样例",
            30,
        ),
    },
    "表": {
        "id": KeyWord("编号", _ID + "，不以数字开头", 12),
        "title": KeyWord("表名", "印在表上面；一张工作表只有一张表的可以不写", 20),
        "sheet": _SHEET_OF,
        "kinds": _KINDS,
        "rows": KeyWord("行是", "行写在“行”表里的空着；一个单位一行的写“名册”", 8),
        "columns": KeyWord("列", ""),
        "printed": KeyWord("旁栏", ""),
        "corner": KeyWord("左上角", "行名上面那一格的字", 12),
        "across": KeyWord("行横着排", "各行左右并排的写“是”", 9),
        "beside": KeyWord("在哪张表右边", "放在前面一张表的右边：写那张表的编号", 13),
        "unasked": KeyWord("不填的格", "打了叉、谁也不填的格：行的编号.列的编号，几格用顿号隔开", 18),
        "numbered": KeyWord("栏次", "表头下面印一行栏次：甲（甲、乙，1、2 …）或 栏次（1、2 …）", 8),
        **_ROWS_OF_BLANK,
        "from": _FROM,
        **TRAIT_WORDS,
    },
    "旁栏": {
        "of": KeyWord("印什么", "行名右边再印一栏：各行的代码，或计量单位", 12),
        "head": KeyWord("栏名", "这一栏上面的字", 20),
    },
    "行": _LINE,
    "列": _LINE,
    "登记簿": {
        "id": KeyWord("编号", _ID + "，不以数字开头", 12),
        "title": KeyWord("名称", "印在表上面", 20),
        "sheet": _SHEET_OF,
        "kinds": _KINDS,
        "columns": KeyWord("栏", ""),
        "up": KeyWord("汇总办法", "各行并列上报，或不上报", 10),
        "key": KeyWord("不能重复的栏", "合起来不能有两行一样的；几栏的用顿号隔开", 16),
        "help": KeyWord("说明", "怎样登记", 30),
        "carry": KeyWord("带到下期的行", "上一期哪些行带到这一期：一个条件，如 空(办结)", 24),
        "optional": KeyWord("可不填的类别", "可以空着、不用说明的类别", 14),
        "alike": KeyWord("相同要问的栏", "两行里都一样就要问的栏；一组一行，一组里用顿号隔开", 16),
        "total": KeyWord("合计的栏", "表头下面要合计的栏", 14),
        **_ROWS_OF_BLANK,
    },
    "栏": {
        "id": KeyWord("编号", _ID, 12),
        "label": KeyWord("栏名", "印出来的名称；不写的就是编号", 20),
        "type": _TYPE._replace(help="填什么：整数、小数、文字、日期、选项"),
        "unit": _UNIT,
        "places": _PLACES,
        "options": _OPTIONS,
        "required": KeyWord("必填", "必填的写“是”；头一个必填的栏填了，这一行才算", 7),
        "private": KeyWord("不上报", "只留在本单位、不上报的写“是”", 8),
        "together": KeyWord("一起填的栏", "那一栏填了，这一栏也要填", 12),
        "help": _HELP,
        "width": _WIDTH,
        "marks": _MARKS,
        "percent": _PERCENT,
        "negative": _NEGATIVE,
        "in_period": KeyWord("须在期内", "日期须在报告期内的写“是”", 9),
        "place": KeyWord("原表位置", _PLACE_HELP + "在原表的哪一列，写列上的字母", 10),
    },
    "选项": {
        "table": KeyWord("取自表", "选项取自一张表的行或列的，写表的编号，“一项”空着", 12),
        "of": KeyWord("行或列", "取它的行还是列", 9),
        "first": KeyWord("从", "从哪一个编号起；不写是头一个", 12),
        "last": KeyWord("到", "到哪一个编号止；不写是最后一个", 12),
    },
    "规则": {
        "id": KeyWord("编号", _ID, 9),
        "over": KeyWord("哪张表", "表或登记簿的编号，几张的用顿号隔开；规则里写全了表名的可以不写", 14),
        "must": KeyWord("应当怎样", "一句能判断真假的话，写法见“规则怎样写”", 44),
        "works_out": KeyWord("算出哪一项", "等号左边这一行（列）不用填，自动算出", 12),
        "severity": KeyWord("级别", "错误（退回）、提示（要说明）、参考。不写是错误", 8),
        "why": KeyWord("为什么", "告诉填表的人为什么", 28),
        "remedy": KeyWord("怎么改", "告诉填表的人怎么改", 28),
        "source": KeyWord("依据", "出自哪里", 16),
        "kinds": KeyWord("哪些类别", "只管这些类别的表；不写的都管", 14),
        "levels": KeyWord("哪些层级", "汇总以后不一定成立的，写明在哪些层级成立", 16),
        "columns": KeyWord("只看哪些列", "列的编号，用顿号隔开；不写的，凡是说得通的都看", 18),
        "rows": KeyWord("只看哪些行", "行的编号，用顿号隔开；不写的，凡是说得通的都看", 18),
        "beta": KeyWord("试行", "试行的写“是”：不因此退回", 7),
        "evidence": KeyWord("实例", "哪些公开的报告不合这一条", 16),
    },
}
"""Every key of ``SHAPES`` by its part, in the order of the columns. Keys that hold parts name the sheet these stand on."""

_TYPES = {"count": "整数", "number": "小数", "text": "文字", "date": "日期", "option": "选项"}
_UPS = {"sum": "相加", "max": "取最大", "min": "取最小", "same": "应一致", "texts": "文字并列", "rows": "逐行并列", "none": "不上报"}  # fmt: skip
_MARK_WORDS = {RETURN_MARK: "退回问", BLANK_MARK: "当空白", ZERO_MARK: "当 0"}
CLOSED: dict[str, dict[str, str]] = {
    "type": _TYPES,
    "up": _UPS,
    "marks": _MARK_WORDS,
    "severity": {word: SEVERITY[word] for word in (ERROR, WARNING, HINT)},
    "of": {"rows": "行", "columns": "列", CODE: "代码", UNIT: "计量单位"},
    "when_zero": {word: word or EMPTY for word in NO_RATE},
    "period": {word: word for word in PERIOD_KINDS},
    "numbered": {word: word for word in ("甲", "栏次")},
}
"""The words a key takes and no others, as people say them."""


def label_of_word(key: str, word: str) -> str:
    """Return a closed word of *key* as people say it; any other as it is."""
    return CLOSED.get(key, {}).get(word, word)


def word_of_label(key: str, label: str) -> str:
    """Return the closed word that people call *label*; any other as it is."""
    return {said: word for word, said in CLOSED.get(key, {}).items()}.get(label, label)


def labels_allowed(part: str, key: str) -> tuple[str, ...]:
    """Return what may stand under a key that takes closed words, as people say it; none where anything may."""
    words = SHAPES[part][key].words or (tuple(CLOSED["numbered"]) if key == "numbered" else ())
    return tuple(dict.fromkeys(label_of_word(key, word) for word in words))
