"""The rule book: every rule once, with where it holds, in the words and the formula the workbooks use."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import SEVERITY
from toolkit.form.finding_codes import WORKBOOK_CODES
from toolkit.form.grounding import ground_form
from toolkit.form.layout import ROWS_JUDGED
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.rule_language import parse_expression
from toolkit.form.rule_trees import is_additive
from toolkit.form.words import rule_statement, severity_words
from toolkit.merging.companion import companion_of
from toolkit.sheets.formula_writer import CANNOT
from toolkit.sheets.rule_book_sheet import rule_places
from toolkit.sheets.verdict_formulas import LATER, CheckCompiler
from toolkit.verifying.finding_codes import VERIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.form.finding_codes import FindingCode
    from toolkit.form.model import Form
    from toolkit.form.period import Period
    from toolkit.form.rule import Rule
    from toolkit.sheets.rule_book_sheet import RulePlace

RECEIVED_INTRO = """\
不属于哪一张表、对每个收到的文件都要看的。编号以 J 开头。
J1（缺报、重复报）由单位状态和文件处理结果说明；J6（不能相加的被相加）在装载表样时就不允许：每个数据都要写明怎样汇总。
J10、J11、J12 是本工具加的，J12 是本机关另外装的核对问的。提示里要答复的（J1 的相同、J7 的重复行、J10、J11、J12），没有答复的一直算未说明。"""
PUBLISHED_INTRO = (
    "用 toolkit check 核对写好的{}（Word、网页、文本）。表内的勾稽关系用上面的规则；下面是报告自己的。"
)
VERIFIED_INTRO = (
    "用 toolkit verify --children 核对汇总的报告与各单位的文件，用 toolkit verify 核对台账和收到的原件。"
)
REQUESTS_INTRO = (
    "用 toolkit clock 看答复期限时列出，是本机关对自己的台账的核对：不在下发的工作簿里，不因此退回。"
    "答复期限怎样算、每一步依据哪一条，toolkit clock --sheet 逐件写出。"
)
"""What stands above the kinds of finding of what comes in, of a published report, of ``verify`` and of the clock of requests."""


class RuleBookEntry(NamedTuple):
    """One rule of the book; *grade* is its severity as it is shown, *switch* the office's reason for another one."""

    rule: str
    severity: str
    grade: str
    statement: str
    why: str
    remedy: str
    source: str
    evidence: str
    levels: tuple[str, ...]
    additive: bool
    by_row: bool
    beta: bool
    switch: str
    where: tuple[RulePlace, ...]


def build_rule_book(form: Form, period: Period) -> tuple[RuleBookEntry, ...]:
    """Return the book of *form* in its order; formulas are those of *period*'s workbooks.

    A report is looked at on its lowest level, where all rules hold.
    """
    places: dict[str, list[RulePlace]] = {}
    for kind in form.kinds:
        grounded = ground_form(form, kind.id, form.levels[0].id if kind.id == REPORT else None)
        for rule, found in rule_places(
            CheckCompiler(grounded, lay_out_workbook(form, kind.id), period)
        ).items():
            places.setdefault(rule.id, []).extend(found)
    return tuple(_rule_book_entry(form, rule, tuple(places.get(rule.id, ()))) for rule in form.rules)


def _rule_book_entry(form: Form, rule: Rule, where: tuple[RulePlace, ...]) -> RuleBookEntry:
    by_row = bool({r.id for r in form.registers} & set(rule.over))
    return RuleBookEntry(
        rule.id,
        rule.weight,
        severity_words(rule),
        rule_statement(form, rule),
        rule.why,
        rule.remedy,
        rule.source,
        rule.evidence,
        tuple(form.level(x).label for x in rule.levels),
        is_additive(parse_expression(rule.must)),
        by_row,
        rule.beta,
        rule.switch.why if rule.switch else "",
        where,
    )


def rule_book_markdown(form: Form, entries: tuple[RuleBookEntry, ...]) -> str:
    """Write the book as a page: the form's rules, then what is looked at in every file that comes in."""
    parts = [
        f"# 规则手册：{form.title}（{form.edition}版）",
        "",
        f"依据：{form.source}。由 `templates/{form.id}.toml` 生成（`make render`），不要手改。",
        (
            "编号与工作簿“校验”“规则手册”两表、屏幕提示、收集情况.xlsx 中的一致。"
            "“逐级成立”：下级都成立，相加后必成立；其余规则写明在哪些层级成立。“试行”的规则只提示，不因此退回。"
        ),
        "",
        "## 表内公式判断不了的",
        "",
        *(
            f"- `{word}`：{why}。这样的规则在“校验”表显示“{LATER}”，收回后判断。"
            for word, why in CANNOT.items()
        ),
        f"- 登记簿逐行的规则，表内只看前 {ROWS_JUDGED} 行，更长的显示“行数过多”；收回后全部判断。",
        "- 写成文字的数和日期（“12件”“2024.3.5”），表内显示格式不对；收回后能认准的照读，并列出改了什么。",
        "- “长度”数的是字；生僻字（扩展区汉字）Excel 数作两个。",
    ]
    for e in entries:
        lines = [
            f"- 级别：{e.grade}；{'逐行成立' if e.by_row else '逐级成立' if e.additive else '不随汇总成立'}"
            + (f"；{form.report_word}只在 {'、'.join(e.levels)} 成立" if e.levels else ""),
            f"- 为什么：{e.why}",
            f"- 怎么改：{e.remedy}",
            f"- 依据：{e.source}",
            f"- 实例：{e.evidence}" if e.evidence else "",
            f"- 本机关的调整：{e.switch}" if e.switch else "",
        ]
        parts += ["", f"## {e.rule}　{e.statement}", "", *filter(None, lines)]
        if e.where:
            places = (f"    - {w.kind}，{w.sheet} {w.cells}（{w.checks} 条）" for w in e.where)
            parts += ["- 在哪里：", *places]
            first = e.where[0]
            parts += ["", f"        {LATER}：{first.later}" if first.later else f"        {first.formula}"]
    received = {code: known for code, known in WORKBOOK_CODES.items() if code != "rule_broken"}
    parts += _chapter("收件审核", RECEIVED_INTRO, received)
    if companion := companion_of(form):  # a form with a published document has a chapter on proofreading it
        parts += _chapter("公布的报告", PUBLISHED_INTRO.format(form.report_word), companion.FINDING_CODES)
        parts += _chapter("申请的办理", REQUESTS_INTRO, companion.REQUEST_CODES)
    parts += _chapter("报告与各单位文件的核对", VERIFIED_INTRO, VERIFIED)
    return "\n".join(parts) + "\n"


def _chapter(title: str, intro: str, codes: Mapping[str, FindingCode]) -> Iterator[str]:
    yield from (
        "",
        f"# {title}",
        "",
        intro,
        "",
        "| 编号 | 代码 | 级别 | 提示 | 怎么改 |",
        "|---|---|---|---|---|",
    )
    for code, c in codes.items():
        yield f"| {c.number} | `{code}` | {SEVERITY[c.severity]} | {c.message} | {c.remedy} |"
