"""Small forms for tests, written inline, and the shipped one."""

import tomllib
from pathlib import Path

from toolkit.definition.load_form import build_form
from toolkit.folder.work_folder import load_named_form

HEAD = """
id = "t"
edition = "1"
title = "测试表"
source = "测试"
kinds = [{id="村"}, {id="报告"}]
levels = [{id="township"}, {id="district"}]
[options]
"类" = ["甲", "乙"]
[[sheet]]
id = "封面"
title = "封面"
[[sheet]]
id = "表"
title = "表"
[[sheet]]
id = "簿"
title = "簿"
[[table]]
id = "封面"
sheet = "封面"
kinds = ["村", "报告"]
up = "none"
type = "text"
columns = [{id="内容"}]
rows = [{id="填报人"}]
"""

TABLE = """
[[table]]
id = "人口"
sheet = "表"
kinds = ["村", "报告"]
up = "sum"
columns = [{id="男"}, {id="女"}, {id="合计"}]
rows = [{id="常住"}, {id="户籍"}]
[[list]]
id = "台账"
title = "台账"
sheet = "簿"
kinds = ["村"]
up = "none"
key = ["号"]
columns = [
  {id="号", type="text", required=true},
  {id="日", type="date"},
  {id="止", type="date"},
  {id="类", type="option", options="类"},
  {id="额", type="number", places=2},
]
"""

RULES = """
[[rule]]
id = "P1"
over = "人口"
must = "合计 = 男 + 女"
works_out = "合计"
why = "合计应等于男女之和"
remedy = "核对"
source = "测试"
[[rule]]
id = "P2"
over = "人口"
must = "[户籍] <= [常住]"
why = "户籍不大于常住"
remedy = "核对"
source = "测试"
"""

# The form of the next edition: columns change places, a row and a column go, others come.
NEW = (
    TABLE.replace(
        'columns = [{id="男"}, {id="女"}, {id="合计"}]', 'columns = [{id="女"}, {id="男"}, {id="合计"}]'
    )
    .replace('rows = [{id="常住"}, {id="户籍"}]', 'rows = [{id="户籍"}, {id="流动"}]')
    .replace('  {id="日", type="date"},\n', '  {id="备注", type="text"},\n')
)
NEW_HEAD = HEAD.replace('edition = "1"', 'edition = "2"\naccepts = ["1"]').replace(
    '["甲", "乙"]', '["甲", "丙"]'
)
RULES_NEW = RULES.replace("[户籍] <= [常住]", "[流动] <= [户籍]")


def rule(must, over="人口", more=""):
    """Write one more rule for the small form; *more* are lines of its own."""
    return f"""
[[rule]]
id = "X"
over = "{over}"
must = "{must}"
levels = ["township"]
why = "a"
remedy = "b"
source = "c"
{more}
"""


def form(text=TABLE + RULES, head=HEAD):
    """Load a small form."""
    return build_form(tomllib.loads(head + text), "t.toml")


def xxgk():
    """Load the shipped form."""
    return load_named_form("xxgk")


def purchases(change=lambda text: text):
    """Load the form of tables side by side, months, lists that work out columns, lines that repeat the cover; changed."""
    text = (Path(__file__).parent / "data" / "purchases.toml").read_text(encoding="utf-8")
    return build_form(tomllib.loads(change(text)), "p.toml")
