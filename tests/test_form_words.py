"""The engine knows no form: no text of its code holds an id, a label or a word of a form that is shipped.

The words are read out of the definitions themselves, so that a form that is added is looked for too. What an engine may
say though some form says it as well are ordinary words, each argued here.
"""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from syntax import nodes_of

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "toolkit"
TEMPLATES = ROOT / "templates"
DEFINITIONS = {path.stem: path for path in sorted(TEMPLATES.glob("*.toml"))}
OF_ONE_FORM = ("author/samples.py", "author/sample_submissions.py")
"""Modules that draw the samples of one form; what is true of one form only stands in a package called after it."""
SHORTEST = 3
"""Shorter words are anybody's (文件, 其他, 总计); of those only ids that count (表三) are looked for."""
_COUNTS = re.compile("[0-9一二三四五六七八九十]")
ORDINARY = {
    "报告": "the kind every form has",
    "封面": "the sheet every workbook has",
    "本机关": "the office that runs the program",
    "单位数": "how many units: a column of every overview",
    "填报人": "read beside any table, to know whose it is",
    "填表人": "the same",
    "负责人": "a signature below any table, told from a record",
    "单位负责人": "read below any blank, to know who signs",
    "统计负责人": "the same",
    "报出日期": "read below any blank, to know when",
    "审核人": "the same, and who signs a file off",
    "联系电话": "a column of the roster, and read beside any table",
    "联系人": "the same",
    "填报单位": "read beside any table, to know whose it is",
    "填报日期": "a line below any table, told from a record",
    "单位名称": "a column of every overview",
    "个人信息": "looked for in every published document",
    "公布日期": "printed on every published document",
    "收到日期": "a column of the manifest",
    "不涉及": "what people write for none, whatever they are asked",
    "统计表": "how titles of any form end",
    "情况表": "the same",
    "汇总表": "how the merged sheet of any form is called",
    "总收入": "how a row that sums receipts up begins",
    "一、总体情况": "the first heading of the circular on who reported how",
    "township": "a level of government: what people call it is read in any form",
    "district": "the same",
    "county": "the same",
    "city": "the same",
}


def ids_and_words(definition):
    """Return the ids of a definition that name a whole (form, table, list), and its other ids, labels and titles."""
    data = tomllib.loads(definition.read_text(encoding="utf-8"))
    ids, words = {data["id"]}, {data["title"]}
    for part in ("table", "list"):
        ids |= {x["id"] for x in data.get(part, ())}
    lines = [x for t in data.get("table", ()) for x in (*t["columns"], *_listed(t["rows"]))]
    lines += [x for r in data.get("list", ()) for x in r["columns"]]
    parts = [x for part in ("kinds", "levels", "sheet", "table", "list") for x in data.get(part, ())]
    for x in (*parts, *lines):
        head = x.get("head", ())
        words |= {
            x["id"],
            x.get("label", ""),
            x.get("title", ""),
            *([head] if isinstance(head, str) else head),
        }
    for name, said in data.get("options", {}).items():
        words |= {name, *_listed(said)}
    return ids, words


def _listed(said):
    return said if isinstance(said, list) else ()


@cache
def texts_in(source):
    """Return every text of a module that is no docstring, with its line."""
    nodes = nodes_of(source)
    documented = {
        id(statement.value)
        for node in nodes
        if isinstance(body := getattr(node, "body", None), list)
        for statement in body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }
    return [
        (node.lineno, node.value)
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented
    ]


def words_of_a_form(source, ids, words, ordinary=ORDINARY):
    """Return the words of a form that stand in the texts of *source*, as (line, word)."""
    counting = {x for x in ids if len(x) > 1 and _COUNTS.search(x)}
    looked_for = (counting | {w for w in ids | words if len(w) >= SHORTEST}) - ordinary.keys()
    return [
        (line, word)
        for line, text in texts_in(source)
        for word in looked_for
        if (word == text if word.isascii() else word in text)
    ]


def engine_modules():
    """Return every module that serves any form, by its path."""
    paths = {p.relative_to(PACKAGE).as_posix(): p for p in PACKAGE.rglob("*.py")}
    return {n: p for n, p in paths.items() if n not in OF_ONE_FORM and n.partition("/")[0] not in DEFINITIONS}


MODULES = {name: path.read_text(encoding="utf-8") for name, path in engine_modules().items()}


@pytest.mark.parametrize("form", DEFINITIONS)
def test_no_module_of_the_engine_holds_a_word_of_a_form(form):
    ids, words = ids_and_words(DEFINITIONS[form])
    found = {name: hits for name, source in MODULES.items() if (hits := words_of_a_form(source, ids, words))}
    assert {} == found, "say it by the form at hand, or move it to the companion; an ordinary word: ORDINARY"


def test_the_words_of_a_definition_are_its_own():
    ids, words = ids_and_words(DEFINITIONS["xxgk"])
    assert {"xxgk", "表三", "表二文件"} <= ids
    assert {"政府信息公开工作年度报告", "年度报告", "村社区", "依申请公开台账", "行政复议"} <= words


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('x = "做成年度报告"', [(1, "年度报告")]),
        ('x = f"{y}：见表三"', [(1, "表三")]),
        ('x = 1 if form == "xxgk" else 2', [(1, "xxgk")]),
        ('x = "docs/rules-xxgk.md"', []),
        ('"""As 表三 of the 年度报告."""', []),
        ("# 表三", []),
        ('x = "本机关的其他文件"', []),
    ],
)
def test_a_word_is_found_in_texts_alone(source, found):
    assert found == words_of_a_form(source, *ids_and_words(DEFINITIONS["xxgk"]))


@pytest.mark.parametrize("word", ["(?<!上)年报(?![|)])", "政府信息公开"])
def test_no_text_of_the_engine_speaks_of_the_yearly_report(word):
    assert [] == [
        (n, line) for n, source in MODULES.items() for line, text in texts_in(source) if re.search(word, text)
    ]
