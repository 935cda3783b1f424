"""The sheets of a definition workbook that only help: how to fill it in, how a rule is written."""

from __future__ import annotations

from toolkit.definition_book.book_sheets import FORM, GUIDE, RULE_GUIDE, book_sheets
from toolkit.sheets.page import Page, Styled, columns_of

STEPS = (
    "一、这是一份表样定义：报什么表、谁填、怎样审核、怎样汇总，都写在后面几张工作表里。写好以后，空白工作簿、审核、退回、汇总都照它。",
    "二、照着样子改：已有的行是一个能用的例子，改成自己的，不要的整行删去。表头不要改；次序可以换。",
    "三、先写“表样”“类别”“层级”“工作表”，再写“表”和它的“行”“列”，登记簿写“登记簿”和它的“栏”，最后写“规则”。",
    "四、空着的格子就是没有写。要写成什么字都没有的，写 （空白）。几个并列的用顿号隔开。",
    "五、写好以后检查：toolkit form check 文件.xlsx，哪张工作表第几行有什么不对，一次列出。看样子：toolkit form show 文件.xlsx。",
    "六、没有错误了，建工作目录：toolkit init 目录 --form 文件.xlsx。",
)
RULES = (
    ("合计 = 男 + 女", "逐行成立：每一行的“合计”列等于“男”列加“女”列"),
    ("[合计] = [甲] + [乙]", "逐列成立：方括号里是行的编号"),
    ("[合计] = 合计([甲]:[丁])", "从甲行加到丁行；列也一样：合计(男:女)"),
    ("[甲].男 <= 10", "写了行又写了列，就是那一格"),
    ("人口[甲].男 = 就业[乙].女", "两张表之间：前面写表的编号"),
    ("本格 >= 0", "每一格都成立"),
    ("已填(本格)", "每一格都要填；空(…)、整数(…)、长度(…) 同样写"),
    ("当 总数 > 0 则 已填(说明)", "有条件的；并且用 且，或者用 或，不是用 非"),
    ("比例 = 100 * 办结 / 总数", "除法算出率：在“算出哪一项”写 比例，“分母为零时”写 /"),
    ("件数 = count(台账, 结果 = '办结')", "登记簿里合乎条件的有几行；文字、选项写在英文单引号里"),
    ("金额 = sum(台账.金额)", "登记簿里一栏的合计；后面可以再写条件"),
    ("本格 <= 上期(本格) * 2", "与上期比；按年的表写 上年(…)，与上年同期比写 上年同期(…)"),
    ("期初 <= 日期 <= 期末", "日期在报告期内；一年的头一天、末一天是 年初、年末"),
    ("符合(编号, '[0-9]{6}')", "整个文字合乎写法（正则表达式）"),
    ("=  <>  <  <=  >  >=", "等于、不等于、小于、不大于、大于、不小于"),
)

WORDS_OF_RULES = {
    "合计": ("合计([甲]:[丁])", "从一行（列）加到另一行（列），按表里的次序，空的当 0"),
    "count": ("count(台账, 条件, 条件)", "登记簿里有几行；只数头一个必填的栏填了的，写了条件的都要合乎"),
    "sum": ("sum(台账.金额, 条件)", "登记簿里一栏加起来，哪些行算与 count 相同"),
    "空": ("空(办结)", "没有填"),
    "已填": ("已填(本格)", "填了；只有它问得到空白：一格都没有填的，别的规则不说话"),
    "整数": ("整数(金额)", "是整数"),
    "长度": ("长度(摘要) <= 200", "文字有几个字"),
    "符合": ("符合(编号, '[0-9]{6}')", "整个文字合乎写法（正则表达式，数字、字母只认半角的）"),
    "上年": ("上年(本格)", "上一年度的同一个数；没有的，规则不判断"),
    "上期": ("上期(本格)", "上一期的同一个数；没有的，规则不判断"),
    "上年同期": ("上年同期(本格)", "上一年同一期的同一个数；没有的，规则不判断"),
    "本格": ("本格 >= 0", "规则逐格成立；写“只看哪些列”“只看哪些行”可以缩小"),
    "期初": ("期初 <= 日期", "这一期算数的头一天（从年初累计的表是 1 月 1 日）"),
    "期末": ("日期 <= 期末", "这一期的末一天"),
    "年初": ("年初 <= 日期", "所在年的 1 月 1 日"),
    "年末": ("日期 <= 年末", "所在年的 12 月 31 日"),
    "当": ("当 总数 > 0 则 已填(说明)", "前面成立时，后面也要成立"),
    "则": ("当 总数 > 0 则 已填(说明)", "与“当”一起写"),
    "且": ("甲 > 0 且 乙 > 0", "都成立"),
    "或": ("甲 > 0 或 乙 > 0", "有一个成立"),
    "非": ("非 空(说明)", "不成立"),
}
"""Every word a rule may hold that is no name of the form: how it is written, what it means."""
_IN_EXAMPLES = {"合计", "count", "sum", "已填", "本格", "上期", "期初", "期末", "当", "则", "符合"}
"""What the examples show already."""


def guide_page() -> Page:
    """Return how to fill in the workbook, and every head of it with its help."""
    columns = columns_of("工作表 10, 表头 18, 必填 6, 写什么 62, 写在哪里 14")
    rows = [
        (
            s.part,
            c.said.head,
            "必填" if c.said.must else "",
            c.said.help,
            "一项一行" if s.part == FORM else "一栏",
        )
        for s in book_sheets()
        for c in s.columns
    ]
    return Page(GUIDE, "怎样填表样定义", columns, rows, STEPS, landscape=False)


def rule_guide_page() -> Page:
    """Return how rules are written, by examples."""
    columns = columns_of("写法 40, 意思 70")
    note = "规则里写的是编号，不是印出来的名称。符号 = + - * / ( ) [ ] ' 都用英文的。规则里没有写出的行或列，就是规则逐行（逐列）成立的范围。"
    lines = [*RULES, *(how for word, how in WORDS_OF_RULES.items() if word not in _IN_EXAMPLES)]
    rows = [(Styled(text, "fixed"), what) for text, what in lines]
    return Page(RULE_GUIDE, "规则怎样写", columns, rows, (note,), landscape=True)
