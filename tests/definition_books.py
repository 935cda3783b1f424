"""Definitions to spell as workbooks: every one there is, and one with every key and with texts that are hard to keep."""

import datetime
import tomllib
from pathlib import Path

from toolkit.definition_book.draw_definition_book import draw_definition_book
from toolkit.folder.work_folder import templates_folder

DATA = Path(__file__).parent / "data"
DEFINITIONS = sorted(
    [
        *templates_folder().glob("*.toml"),
        *templates_folder().glob("*/definition.toml"),
        *DATA.glob("*.toml"),
        *DATA.glob("forms/*.toml"),
    ]
)
CREATED = datetime.datetime(2025, 1, 1)
EVERY_KEY = """
id = "全"
edition = "1.10"
accepts = ["1", "1.1"]
title = " 两边有空格 "
source = "@a"
period = "月"
cumulative = true
blank = "空 表.xlsx"
blank_hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
kinds = [{ id = "村", label = "村，组", help = "甲、乙" }, { id = "办 公、室" }, { id = "报告" }]
levels = [{ id = "township" }, { id = "district", label = "县" }]
[options]
"类" = ["（甲）", "0012", "1", "-1", " 乙", "丙、丁", "戊\\n己", "2025-01-01", "TRUE"]
"行" = { table = "表", of = "rows", first = "a", last = "b" }
[[sheet]]
id = "封面"
title = "封面"
[[sheet]]
id = "页"
title = "页"
intro = "第一行\\n第二行"
reported = "汇总"
landscape = false
spaced = true
above = ["填报单位", "报告期"]
below = ["填表人"]
blank_sheet = "页 一"
stamped.A1 = "{报告期}：表"
stamped.B2 = "填报单位：{填报单位}\\n盖章"
[[sheet]]
id = "簿"
title = "簿"
blank_sheet = "簿"
[[sheet]]
id = "名"
title = "名"
blank_sheet = "名"
[[table]]
id = "封面"
sheet = "封面"
kinds = ["村", "办 公、室", "报告"]
up = "none"
type = "text"
columns = [{ id = "内容", width = 34.0 }]
rows = [{ id = "填表人", label = "填 表 人", place = "页 一!B9" }]
[[table]]
id = "表"
title = "表"
sheet = "页"
kinds = ["村", "办 公、室", "报告"]
up = "sum"
corner = ""
unit = "人"
usual = 0.5
numbered = "甲"
unasked = ["b.率"]
printed = [{ of = "code", head = "代码" }, { of = "unit", head = "计量单位" }]
columns = [
  { id = "x", place = "D", head = ["上 / 下", "　其中：a/b", "/c"], unit = "", help = "=1", negative = true, from."村" = "count(册, 类='（甲）')" },
  { id = "y", place = "E", also = ["甲\\n乙", "丙、丁", "反\\\\n斜"], width = 7, places = 0, from."办 公、室" = ["count(册, 空(日))", "count(册, 已填(日))"] },
  { id = "率", place = "AA", type = "number", places = 1, percent = true, up = "none", when_zero = "" },
]
rows = [
  { id = "a", place = "5", code = "01", height = 20, marks = "zero", blank = false, when = ["类='1'", "类='0012'"] },
  { id = "b", place = "6", code = "02", default = "0" },
]
[[table]]
id = "旁"
sheet = "页"
beside = "表"
kinds = ["村", "办 公、室", "报告"]
up = "sum"
columns = [{ id = "n", place = "H" }]
rows = [{ id = "c", place = "5" }]
[[table]]
id = "名单"
sheet = "名"
kinds = ["村", "报告"]
rows = "名册"
columns = [{ id = "数", place = "C" }]
head_at = 2
first_at = 3
last_at = 9
total_at = 10
[[list]]
id = "册"
title = "册"
sheet = "簿"
kinds = ["村", "办 公、室", "报告"]
up = "rows"
key = ["号", "日"]
alike = [["号"], ["类", "日"]]
optional = ["报告"]
total = ["额"]
carry = "空(日)"
help = "h"
head_at = 2
first_at = 3
last_at = 19
total_at = 20
columns = [
  { id = "号", place = "A", type = "text", required = true },
  { id = "日", place = "B", type = "date", in_period = true, marks = "blank", together = "号" },
  { id = "类", place = "C", type = "option", options = "类", label = "类\\n别" },
  { id = "额", place = "D", type = "number", places = 2, unit = "元", negative = true },
  { id = "比", place = "E", type = "number", percent = true },
  { id = "私", place = "F", type = "text", private = true, width = 9.5, help = "不上报" },
  { id = "倍", place = "G", type = "count" },
]
[[rule]]
id = "R1"
over = ["表"]
columns = ["x"]
rows = ["a", "b"]
must = '''
本格 >= -5
'''
why = "a"
remedy = "=1"
source = "c"
severity = "hint"
kinds = "村"
beta = true
evidence = "e"
[[rule]]
id = "R2"
over = "表"
must = "率 = x / y"
works_out = "率"
levels = ["township", "district"]
why = "a"
remedy = "b"
source = "c"
[[rule]]
id = "R3"
over = "册"
must = "符合(号, '\\\\d+、(甲|乙)')"
why = "a"
remedy = "b"
source = "c"
[[rule]]
id = "R4"
over = "表"
must = "[a].x = count(册, 类='1') + count(册, 类='0012')"
why = "a"
remedy = "b"
source = "c"
kinds = ["办 公、室"]
"""
"""A definition with every key there is, and texts that are hard to keep."""


def as_book(data):
    """Draw a definition, data or the text of one, as a workbook."""
    return draw_definition_book(tomllib.loads(data) if isinstance(data, str) else data, CREATED)


def assert_same_form(one, other):
    """Two forms are one: equal, and nobody could tell their workbooks apart."""
    assert one == other
    assert one.digest == other.digest
    assert [one.fingerprint(k.id) for k in one.kinds] == [other.fingerprint(k.id) for k in other.kinds]
