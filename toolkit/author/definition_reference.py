"""The reference of the definition language as a page: every key, every word of rules, small complete forms. Taken from the loader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.author.definition_files import EXAMPLE
from toolkit.definition.definition_shape import SHAPES
from toolkit.definition.definition_words import labels_allowed, word_of_label
from toolkit.definition_book.book_guide import RULES, WORDS_OF_RULES
from toolkit.definition_book.book_sheets import FORM, HOLDER, book_sheets
from toolkit.folder.handed_out_definition import DEFINITION
from toolkit.folder.work_folder import templates_folder
from toolkit.form.rule_language import COMPARE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.definition_book.book_sheets import BookColumn, BookSheet

HEAD = """# 表样定义怎样写

由 `toolkit` 自己的装载程序生成（`make render`），不要手改：这里写着的每一项，都是装载时认的那一项。

一份定义有两种写法，内容相同：工作簿（`toolkit form new 文件.xlsx`，给办公室用）和文本（TOML，给写程序的人用）；
`toolkit form export --toml` 或 `--xlsx` 把一种写成另一种。下面“工作簿”是工作表里的表头，“文本”是 TOML 里的名字。
手上已有空表的，不用从头写：`toolkit form adopt 空表.xlsx` 读出来，再对照着改。
写好以后 `toolkit form check 文件`：不认识的、缺的、自相矛盾的，一次全部列出，各有位置。
"""

MEANING = (
    "规则里没有写出的行或列，就是规则逐行（逐列）成立的范围：写 `合计 = 男 + 女` 是每一行都要成立；文字、日期的行列自动略过。",
    "空白在加减乘除里当 0，不等于任何文字。一条规则要看的格子一个都没有填，这条规则不说话；要问“填了没有”，写 `已填(…)`。",
    "要看的数读不出来，或上期的数没有，规则不判断：不算成立，也不算不符。",
    "相等是相差不到所保留的最后一位的一半；四舍五入算出来的数（率），按舍入能差多少放宽。",
    "率的分母是 0 或空白时没有数（显示“分母为零时”写的字），要看它的规则都算成立；率不相加，汇总后用合计数重新算。",
    "登记簿的规则逐行成立，写的是栏的编号；头一个必填的栏、或规则要看的栏空着的行，由“没有填全”去说。",
    "写了“算出哪一项”的，等号左边自动算出，不用填；填表的人改写了的，照算出的计，并且说出来。",
    "汇总表按同样的规则再审核一遍。下级都成立、相加后不一定成立的（有乘除、有条件的），要写明在“哪些层级”成立。",
)
"""What a rule means, whoever works it out: the checker and the sheet agree on it."""


def definition_reference() -> str:
    """Return the reference page, as Markdown."""
    lines = [HEAD]
    for sheet in book_sheets():
        lines += _part_lines(sheet)
    lines += _rule_lines()
    for path in example_definitions():
        text = path.read_text(encoding="utf-8")
        lines += ["", f"## 完整的例子：{text.partition('title = ')[2].splitlines()[0].strip(chr(34))}", ""]
        lines += ["```toml", text.rstrip(), "```"]
    return "\n".join(lines) + "\n"


def example_definitions() -> list[Path]:
    """Return the small complete definitions that stand in the reference."""
    return sorted((templates_folder() / EXAMPLE).glob(f"*{DEFINITION}"))


def _part_lines(sheet: BookSheet) -> Iterator[str]:
    yield f"\n## {sheet.part}\n"
    if sheet.part == FORM:
        yield "一项一行。\n"
    elif sheet.holder:
        key = f"`{sheet.held_as}`"
        yield f"一个一行；文本里写在{sheet.holder}的 {key} 里。\n"
    yield "| 工作簿 | 文本 | 必填 | 写什么 |"
    yield "|---|---|---|---|"
    for column in sheet.columns:
        held = column.key == HOLDER
        key = "（由所在的位置看出）" if held else f"`{column.key}`"
        words = "" if held else "、".join(_words_allowed(sheet.part, column))
        told = _cell("。".join(filter(None, (column.said.help, words))))
        yield f"| {column.said.head} | {key} | {'是' if column.said.must else ''} | {told} |"


def _words_allowed(part: str, column: BookColumn) -> list[str]:
    """Return the closed words of a key as people say them, each with what stands in the text."""
    if part not in SHAPES or column.key not in SHAPES[part]:
        return []
    said = {label: word_of_label(column.key, label) for label in labels_allowed(part, column.key)}
    return [f"{label} `{word}`" for label, word in said.items() if word != label]


def _rule_lines() -> Iterator[str]:
    yield "\n## 规则怎样写\n"
    signs = " ".join(f"`{_cell(c)}`" for c in COMPARE)
    yield f"规则里写的是编号，不是印出来的名称。符号都用英文的：{signs}，`+ - * / ( ) [ ] '`。\n"
    yield "| 写法 | 意思 |"
    yield "|---|---|"
    yield from (f"| `{_cell(how)}` | {_cell(what)} |" for how, what in RULES)
    yield from ("", *(f"- {line}" for line in MEANING))
    yield "\n| 字 | 写法 | 意思 |"
    yield "|---|---|---|"
    words = WORDS_OF_RULES.items()
    yield from (f"| {word} | `{_cell(how)}` | {_cell(what)} |" for word, (how, what) in words)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
