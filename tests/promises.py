"""docs/promises.md from the marks in the tests: what offices are promised, beside each the tests that hold it.

A promise is a mark on a test, ``@pytest.mark.promise(head, text)``, so that a page cannot promise what no test holds:
take the test away and its line goes. ``make render`` writes the page, ``make check`` and a test compare it.
"""

import ast
import sys
from pathlib import Path
from typing import NamedTuple

from syntax import parsed

from toolkit.verifying.report_against_files import PROVED, UNPROVED

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "promises.md"
HEADS = {
    "不会丢": "什么不会丢",
    "不会做": "什么不会做",
    "会说出来": "什么会说出来",
}
"""What a promise may be about, and what stands over it."""
LEAD = """\
# 答应什么，答应不了什么

每一条后面是守着它的测试：测试不通过，这一条就不算数，程序不会发布。由测试里的标记生成（`make render`），不要手改。
"""
LIMITS = """\
## 一份报告证明不了什么

用 `toolkit verify --children` 核对一份汇总好的报告时：

- {proved}
- {unproved}

## 不答应的

- 文件里没有病毒：读取时不运行文件里的任何东西，但不是杀毒软件。
- 填的数是真的：能查的是对不上、不合理、前后不一，查不了照实填的假数。
- 防得住能改这台电脑上任何文件的人：台账的流水连成链，改了看得出来；整个目录连同所有备份、回执一起换掉的，看不出来。
- 没有备份也能恢复：台账和原件都没有了的，只能从备份来。
"""


class Promise(NamedTuple):
    head: str
    text: str
    test: str


def promises_in(source, path):
    """Return the promises marked in the text of a test module; raise ValueError for a mark that says nothing."""
    found = []
    for node in parsed(source).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.promise":
                said = [a.value for a in mark.args if isinstance(a, ast.Constant)]
                if len(said) != 2 or said[0] not in HEADS or not node.name.startswith("test_"):
                    raise ValueError(
                        f"{path}: {node.name}: promise(head, text) on a test, head one of {list(HEADS)}"
                    )
                found.append(Promise(*said, f"{path}::{node.name}"))
    return found


def all_promises():
    """Return the promises of all tests, in the order of their modules."""
    paths = sorted(TESTS.rglob("test_*.py"))
    return [
        p
        for path in paths
        for p in promises_in(path.read_text(encoding="utf-8"), path.relative_to(TESTS.parent).as_posix())
    ]


def page(promises):
    """Return the page."""
    parts = [LEAD]
    for head, title in HEADS.items():
        by_text = {}
        for p in promises:
            if p.head == head:
                by_text.setdefault(p.text, []).append(p.test)
        lines = [f"- {text}。{'、'.join(f'`{t}`' for t in tests)}" for text, tests in by_text.items()]
        parts.append("\n".join((f"## {title}", "", *lines, "")))
    parts.append(LIMITS.format(proved=PROVED, unproved=UNPROVED))
    return "\n".join(parts)


def main(words):
    """Write the page; with --check only tell whether it is out of step."""
    made = page(all_promises()).encode()
    same = PAGE.is_file() and PAGE.read_bytes() == made
    if "--check" in words:
        if not same:
            print("out of step, run make render: docs/promises.md")
        return int(not same)
    PAGE.write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
