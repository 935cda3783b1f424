"""What a definition may hold: every key with its type, and what people call it where it is written in a workbook."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.definition.fault import RULE
from toolkit.form.finding_codes import ERROR, HINT, WARNING
from toolkit.form.period import PERIOD_KINDS
from toolkit.form.trait import CODE, MARKS, NO_RATE, TYPES, UNIT, UPS

TEXT, NAME, YES = "一段文字（“…”）", "不空的文字", " true 或 false"
WHOLE, NUMBER = " 0 或正整数", "大于 0 的数"
TEXTS, TEXT_OR_TEXTS, GROUPS = '一列文字（["…"]）', "一段文字，或一列文字", '几组文字（[["…"]]）'
PARTS, TEXTS_BY_NAME, ANY = "一列 { … }", "按名称的文字", ""
ROSTER = "名册"
"""What stands in the place of a table's rows where these are the units of the roster."""
ROWS = f"{PARTS}，或“{ROSTER}”"
"""The types a value may have, as they are told."""


class Key(NamedTuple):
    """What may stand under a key: its *type*, or one of some *words*; whether it *must* be there, and hold something.

    *head* is what stands over its column in a workbook, *help* what may be written there, *width* how wide that is. A key that
    holds parts names the sheet these stand on.
    """

    type: str
    head: str
    help: str = ""
    width: float = 12
    must: bool = False
    words: tuple[str, ...] = ()
    part: str = ""


def required_key(
    kind: str, head: str, help_: str = "", width: float = 12, *, words: tuple[str, ...] = (), part: str = ""
) -> Key:
    """Return a key that must be there."""
    return Key(kind, head, help_, width, True, words, part)


EMPTY = "（空白）"
"""How a text without a character is written in a cell: a cell with nothing in it says nothing of its key."""
SEVERITIES = (ERROR, WARNING, HINT)
LINES_OF_A_TABLE = ("rows", "columns")
_ID = "只能用字母、数字、汉字和下划线；规则里用它"
_PLACE = "照空表下发的才写："
_SHEET_OF = required_key(NAME, "工作表", "在哪张工作表上：写“工作表”里的编号", 14)
_KINDS = required_key(TEXTS, "谁填", "哪些类别要填，几个的用顿号隔开；要汇总上报的写上“报告”", 22)
_FROM = Key(TEXTS_BY_NAME, "怎样算出", "一行一个：类别或层级的编号、冒号、算式。如 村：count(台账)", 34)
_WIDTH = Key(NUMBER, "列宽", "几个字符宽；不写的自己定", 7)
TRAIT_KEYS = {
    "type": Key(TEXT, "类型", "填什么：整数、小数、文字、日期，或从选项里选。不写是整数", 8, words=TYPES),
    "unit": Key(TEXT, "单位", "计量单位，如 件、人、万元", 8),
    "places": Key(WHOLE, "小数位", "小数有几位", 7),
    "options": Key(TEXT, "选项名", "类型是选项的，写“选项”表里的选项名"),
    "up": Key(
        TEXT,
        "汇总办法",
        "上一级怎样汇总：相加、取最大、取最小、应一致、文字并列、不上报。要上报的都要有",
        10,
        words=UPS,
    ),
    "help": Key(TEXT, "填报提示", "点到单元格时显示的话", 24),
    "blank": Key(YES, "可以不填", "空着也可以的写“是”", 9),
    "default": Key(TEXT, "先填好的", "空白表里先填好的内容"),
    "marks": Key(
        TEXT, "填“无”时", "填了“无”“/”“—”怎样读：退回问、当空白、当 0。不写是退回问", 10, words=MARKS
    ),
    "usual": Key(NUMBER, "一般不超过", "一个单位一般不会超过的数，超过的请单位核对或说明", 10),
    "when_zero": Key(
        TEXT,
        "分母为零时",
        f"率的分母是 0 或空时显示什么，如 /；要空着的写{EMPTY}。不写是 0",
        10,
        words=NO_RATE,
    ),
    "percent": Key(YES, "百分数", "存 0.953，显示 95.3%；不再写单位", 8),
    "negative": Key(YES, "可为负数", "可以是负数的写“是”", 9),
}
_ROWS_OF_BLANK = {
    "head_at": Key(WHOLE, "原表表头行", _PLACE + "各栏的名称在原表第几行（几层的，写最下面一层）", 10),
    "first_at": Key(WHOLE, "原表首行", _PLACE + "从原表第几行填起", 9),
    "last_at": Key(WHOLE, "原表末行", _PLACE + "填到原表第几行", 9),
    "total_at": Key(WHOLE, "原表合计行", _PLACE + "原表的合计在第几行；没有的不写", 10),
}
_LINE = {
    "id": required_key(NAME, "编号", _ID),
    "head": Key(
        TEXTS, "名称（上级 / 下级）", "印出来的名称；有几层的，从外到里用“ / ”隔开（斜杠两边各空一格）", 30
    ),
    "label": Key(TEXT, "简称", "只有一层时可以代替“名称”；两样都不写的，名称就是编号"),
    "also": Key(TEXTS, "别的叫法", "认别人做的表时用；一行一个", 14),
    "width": _WIDTH,
    "height": Key(NUMBER, "行高", "多少磅高；不写的自己定", 7),
    "code": Key(TEXT, "代码", "行的代码，如 01；要印出来的，在“旁栏”里加一栏", 8),
    "when": Key(
        TEXT_OR_TEXTS,
        "只数这样的行",
        "怎样算出是件数、合计时，只数合乎条件的行；写成几行的，互不重叠，相加",
        24,
    ),
    "from": _FROM,
    **TRAIT_KEYS,
    "place": Key(TEXT, "原表位置", _PLACE + "行写第几行，列写列上的字母；封面的行写工作表、叹号和哪一格", 10),
}
_NAMED = {
    "id": required_key(NAME, "编号", "名册、规则里用的名字", 14),
    "label": Key(TEXT, "显示名称", "给人看的名称；不写的就是编号", 20),
    "help": Key(TEXT, "说明", "它是谁、填什么", 50),
}
SHAPES: dict[str, dict[str, Key]] = {
    "表样": {
        "id": required_key(NAME, "编号", "作文件名用，" + _ID),
        "edition": required_key(NAME, "版次", "改了要填的内容就换一个，如 2025.1"),
        "title": required_key(NAME, "名称", "印在工作簿上的名称"),
        "source": required_key(TEXT, "依据", "要求填报的文件"),
        "accepts": Key(TEXTS, "还收的版次", "照这些旧版次填的也收；几个的用顿号隔开"),
        "period": Key(TEXT, "按什么填报", "年、半年、季、月、旬、时点；不写是年", words=tuple(PERIOD_KINDS)),
        "cumulative": Key(YES, "从年初累计", "每期都从 1 月 1 日起累计的写“是”"),
        "blank": Key(TEXT, "原表", "照别处发的空表下发的，写空表的文件名；空表放在一起"),
        "blank_hash": Key(TEXT, "原表校验码", "由工具写上，不用手填：空表改过就认得出来"),
        "kinds": required_key(PARTS, "类别", part="类别"),
        "levels": required_key(PARTS, "层级", part="层级"),
        "sheet": required_key(PARTS, "工作表", part="工作表"),
        "table": Key(PARTS, "表", part="表"),
        "list": Key(PARTS, "登记簿", part="登记簿"),
        "options": Key(ANY, "选项"),
        "rule": Key(PARTS, "规则", part="规则"),
    },
    "类别": _NAMED,
    "层级": _NAMED,
    "工作表": {
        "id": required_key(NAME, "编号", "工作表的名字，最多 31 个字；每个表样都要有“封面”", 16),
        "title": required_key(NAME, "标题", "印在表上面的标题", 34),
        "intro": Key(TEXT, "说明", "标题下面的一句话", 40),
        "reported": Key(TEXT, "汇总表里的说明", "汇总表里要换一句话的写在这里", 26),
        "landscape": Key(YES, "横向", "横着打印的写“是”", 7),
        "spaced": Key(YES, "表间空行", "几张表之间空一行的写“是”", 9),
        "above": Key(
            TEXTS, "上面照抄", "表上面照抄封面的：填报单位、报告期、计量单位，或封面表里行的编号", 22
        ),
        "below": Key(TEXTS, "下面照抄", "表下面照抄封面的，如 负责人、填表人", 22),
        "blank_sheet": Key(TEXT, "原表工作表", _PLACE + "在原表的哪张工作表上", 14),
        "stamped": Key(
            TEXTS_BY_NAME,
            "原表里代填的",
            _PLACE
            + f"一行一格：哪一格、冒号、要写的字，里面的 {{填报单位}} {{报告期}} 下发时换上；写{EMPTY}的清空，如印着的样例",
            30,
        ),
    },
    "表": {
        "id": required_key(NAME, "编号", _ID + "，不以数字开头"),
        "title": Key(TEXT, "表名", "印在表上面；一张工作表只有一张表的可以不写", 20),
        "sheet": _SHEET_OF,
        "kinds": _KINDS,
        "rows": required_key(ROWS, "行是", "行写在“行”表里的空着；一个单位一行的写“名册”", 8, part="行"),
        "columns": required_key(PARTS, "列", part="列"),
        "printed": Key(PARTS, "旁栏", part="旁栏"),
        "corner": Key(TEXT, "左上角", "行名上面那一格的字"),
        "across": Key(YES, "行横着排", "各行左右并排的写“是”", 9),
        "beside": Key(TEXT, "在哪张表右边", "放在前面一张表的右边：写那张表的编号", 13),
        "unasked": Key(TEXTS, "不填的格", "打了叉、谁也不填的格：行的编号.列的编号，几格用顿号隔开", 18),
        "numbered": Key(TEXT, "栏次", "表头下面印一行栏次：甲（甲、乙，1、2 …）或 栏次（1、2 …）", 8),
        **_ROWS_OF_BLANK,
        "from": _FROM,
        **TRAIT_KEYS,
    },
    "旁栏": {
        "of": required_key(TEXT, "印什么", "行名右边再印一栏：各行的代码，或计量单位", words=(CODE, UNIT)),
        "head": required_key(NAME, "栏名", "这一栏上面的字", 20),
    },
    "行": _LINE,
    "列": _LINE,
    "登记簿": {
        "id": required_key(NAME, "编号", _ID + "，不以数字开头"),
        "title": required_key(NAME, "名称", "印在表上面", 20),
        "sheet": _SHEET_OF,
        "kinds": _KINDS,
        "columns": required_key(PARTS, "栏", part="栏"),
        "up": required_key(TEXT, "汇总办法", "各行并列上报，或不上报", 10, words=("rows", "none")),
        "key": Key(TEXTS, "不能重复的栏", "合起来不能有两行一样的；几栏的用顿号隔开", 16),
        "help": Key(TEXT, "说明", "怎样登记", 30),
        "carry": Key(TEXT, "带到下期的行", "上一期哪些行带到这一期：一个条件，如 空(办结)", 24),
        "optional": Key(TEXTS, "可不填的类别", "可以空着、不用说明的类别", 14),
        "alike": Key(GROUPS, "相同要问的栏", "两行里都一样就要问的栏；一组一行，一组里用顿号隔开", 16),
        "total": Key(TEXTS, "合计的栏", "表头下面要合计的栏", 14),
        **_ROWS_OF_BLANK,
    },
    "栏": {
        "id": required_key(NAME, "编号", _ID),
        "label": Key(TEXT, "栏名", "印出来的名称；不写的就是编号", 20),
        "type": required_key(TEXT, "类型", "填什么：整数、小数、文字、日期、选项", 8, words=TYPES),
        "unit": TRAIT_KEYS["unit"],
        "places": TRAIT_KEYS["places"],
        "options": TRAIT_KEYS["options"],
        "required": Key(YES, "必填", "必填的写“是”；头一个必填的栏填了，这一行才算", 7),
        "private": Key(YES, "不上报", "只留在本单位、不上报的写“是”", 8),
        "together": Key(TEXT, "一起填的栏", "那一栏填了，这一栏也要填"),
        "help": TRAIT_KEYS["help"],
        "width": _WIDTH,
        "marks": TRAIT_KEYS["marks"],
        "percent": TRAIT_KEYS["percent"],
        "negative": TRAIT_KEYS["negative"],
        "in_period": Key(YES, "须在期内", "日期须在报告期内的写“是”", 9),
        "place": Key(TEXT, "原表位置", _PLACE + "在原表的哪一列，写列上的字母", 10),
    },
    "规则": {
        "id": required_key(NAME, "编号", _ID, 9),
        "over": Key(
            TEXT_OR_TEXTS, "哪张表", "表或登记簿的编号，几张的用顿号隔开；规则里写全了表名的可以不写", 14
        ),
        "must": required_key(NAME, "应当怎样", "一句能判断真假的话，写法见“规则怎样写”", 44),
        "works_out": Key(TEXT, "算出哪一项", "等号左边这一行（列）不用填，自动算出"),
        "severity": Key(TEXT, "级别", "错误（退回）、提示（要说明）、参考。不写是错误", 8, words=SEVERITIES),
        "why": required_key(NAME, "为什么", "告诉填表的人为什么", 28),
        "remedy": required_key(TEXT, "怎么改", "告诉填表的人怎么改", 28),
        "source": required_key(TEXT, "依据", "出自哪里", 16),
        "kinds": Key(TEXT_OR_TEXTS, "哪些类别", "只管这些类别的表；不写的都管", 14),
        "levels": Key(TEXT_OR_TEXTS, "哪些层级", "汇总以后不一定成立的，写明在哪些层级成立", 16),
        "columns": Key(TEXTS, "只看哪些列", "列的编号，用顿号隔开；不写的，凡是说得通的都看", 18),
        "rows": Key(TEXTS, "只看哪些行", "行的编号，用顿号隔开；不写的，凡是说得通的都看", 18),
        "beta": Key(YES, "试行", "试行的写“是”：不因此退回", 7),
        "evidence": Key(TEXT, "实例", "哪些公开的报告不合这一条", 16),
    },
    "选项": {
        "table": required_key(NAME, "取自表", "选项取自一张表的行或列的，写表的编号，“一项”空着"),
        "of": required_key(TEXT, "行或列", "取它的行还是列", 9, words=LINES_OF_A_TABLE),
        "first": Key(TEXT, "从", "从哪一个编号起；不写是头一个"),
        "last": Key(TEXT, "到", "到哪一个编号止；不写是最后一个"),
    },
}
"""What each part of a definition may hold, in the order of the columns; 选项 is a drop-down made of a table's rows or columns."""
_CALLED = {"类别": "类别 ", "层级": "层级 ", "工作表": "工作表 ", "规则": RULE}
"""The parts whose path says what they are; tables and lists are called by their names."""


def part_name(part: str, number: int, name: object) -> str:
    """Return how the path of a fault calls a part: by its name, else as the how-manieth."""
    return f"{_CALLED.get(part, '')}{name}" if isinstance(name, str) and name else f"{part} 第 {number} 个"
