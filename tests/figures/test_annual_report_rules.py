"""How the shipped form's report starts from a township's registers, around the year's edges."""

import pytest
from draw import PERIOD, judged, submission, who
from forms import xxgk

from toolkit.figures.rollup import roll_up_submissions
from toolkit.form.model import REPORT, Cell
from toolkit.form.submission import Row


def report(kind="党政办", **lists):
    form = xxgk()
    rows = {k: tuple(Row(7 + i, r) for i, r in enumerate(v)) for k, v in lists.items()}
    zero = frozenset({r.id for r in form.registers_of(kind)} - rows.keys())
    sent = submission(form, kind, rows=rows, zero=zero)
    merged = roll_up_submissions(form, who(form, REPORT, "township", name="某镇"), [sent], PERIOD)
    grounded, found = judged(form, merged.report)
    return found.figures, [c for c in found.broken(grounded.checks) if c.rule.id != "B2"]


def asked(number, received, done=None, result=None, kind="自然人", **more):
    row = {"登记号": f"{number}", "性质": "本机关申请", "收到": received, "类别": kind, **more}
    return row | ({"办结": done, "结果": result} if done else {})


REQUESTS = [
    asked(1, "2023-12-31", "2023-12-31", "r1"),  # last year's, done last year: nowhere
    asked(2, "2023-12-31", "2024-01-01", "r2"),  # carried in, done this year
    asked(3, "2023-11-01"),  # carried in and out
    asked(4, "2023-11-01", "2025-01-02", "r1"),  # carried in and out, done next year
    asked(5, "2024-01-01", "2024-12-31", "r3_7"),
    asked(6, "2024-12-31", "2025-01-01", "r1"),  # new, carried out
    asked(7, "2024-12-31"),  # new, carried out
    asked(8, "2025-01-01", "2025-01-01", "r1"),  # next year's: nowhere
    asked(9, "2024-06-01", "2024-06-20", "r6_3", "商业企业"),
    asked(10, "2024-06-01", "2024-06-20", "r1") | {"性质": "协助或征求意见件"},  # somebody else's request
]


def test_table_three_is_counted_from_the_register():
    figures, broken = report(申请=REQUESTS)
    natural = {row: figures[Cell("表三", row, "自然人")] for row in xxgk().table("表三").row_ids}
    expected = {"新收": 3.0, "结转": 3.0, "r2": 1.0, "r3_7": 1.0, "办结": 2.0, "结转下年": 4.0}
    assert {k: v for k, v in natural.items() if v} == expected
    firm = {row: figures[Cell("表三", row, "商业企业")] for row in xxgk().table("表三").row_ids}
    assert {k: v for k, v in firm.items() if v} == {"新收": 1.0, "r6_3": 1.0, "办结": 1.0}
    assert figures[Cell("表三", "结转下年", "总计")] == 4.0
    assert broken == []


def test_documents_in_force_are_counted_from_the_one_book():
    def book(number, published, force, repealed=None, lead="本机关", kind="行政规范性文件"):
        row = {
            "标题": "文件",
            "文号": f"{number}",
            "类别": kind,
            "牵头": lead,
            "公布": published,
            "施行": force,
        }
        return row | ({"废止": repealed} if repealed else {})

    figures, _ = report(
        总账=[
            book(1, "2020-01-01", "2020-02-01"),
            book(2, "2020-01-01", "2020-02-01", "2024-12-31"),  # repealed on the last day: no longer in force
            book(3, "2020-01-01", "2020-02-01", "2025-01-01"),  # still in force on the last day
            book(4, "2024-12-31", "2025-01-01"),  # issued, not yet in force
            book(5, "2024-03-01", "2024-03-01"),
            book(6, "2024-03-01", "2024-03-01", lead="其他机关"),  # a joint document counts with its lead
            book(7, "2020-01-01", "2020-02-01", "2023-12-31"),
        ]
    )
    row = [figures[Cell("表二文件", "规范性文件", c)] for c in ("制发", "废止", "有效")]
    assert row == [2.0, 1.0, 3.0]
    assert [figures[Cell("表二文件", "规章", c)] for c in ("制发", "废止", "有效")] == [0.0, 0.0, 0.0]


def test_decisions_count_where_the_town_itself_decided():
    def decided(number, kind, body, day="2024-05-05"):
        return {"案号": f"{number}", "日期": day, "种类": kind, "主体": body}

    figures, _ = report(
        "站所",
        决定=[
            decided(1, "行政许可", "镇政府"),
            decided(2, "行政处罚", "镇政府"),
            decided(3, "行政处罚", "镇政府"),
            decided(4, "行政强制", "受县级部门委托"),
            decided(5, "行政处罚", "县级部门派驻"),
            decided(6, "行政处罚", "镇政府", "2023-12-31"),
        ],
    )
    cells = (("表二许可", "许可"), ("表二处罚", "处罚"), ("表二处罚", "强制"))
    assert [figures[Cell(t, r, "数量")] for t, r in cells] == [1.0, 2.0, 0.0]


def test_fees_are_added_in_yuan_and_converted_once():
    def fee(amount, body="镇政府", day="2024-05-05"):
        return {"项目": "费", "主体": body, "日期": day, "金额": amount}

    figures, _ = report(
        "站所", 收费=[fee(0.01), fee(0.02), fee(12345.67), fee(99.0, "县级部门"), fee(99.0, day="2025-01-01")]
    )
    assert figures[Cell("表二收费", "收费", "金额")] == pytest.approx(1.23457, abs=1e-9)


def test_the_handling_fee_is_in_yuan_and_only_what_was_paid():
    figures, _ = report(
        申请=[
            asked(1, "2024-03-01", "2024-03-20", "r1", 应收=270.0, 实收=270.0, 缴纳="2024-03-10"),
            asked(2, "2024-03-01", "2024-04-20", "r6_2", 应收=100.0),
            asked(3, "2024-03-01", "2024-03-20", "r1"),
        ]
    )
    assert [figures[Cell("处理费", r, "数量")] for r in ("收费件数", "收费金额")] == [1.0, 270.0]


def test_table_four_is_counted_from_the_cases_of_our_own_acts():
    def case(number, kind, opened, closed=None, result=None, body="本机关"):
        row = {"案号": f"{number}", "类型": kind, "原机关": body, "受理": opened}
        return row | ({"审结": closed, "结果": result} if closed else {})

    figures, broken = report(
        案件=[
            case(1, "复议", "2023-12-01", "2024-01-01", "纠正"),
            case(2, "复议", "2024-12-31"),
            case(3, "直诉", "2024-06-01", "2025-01-01", "维持"),  # undecided at the year's end
            case(4, "复诉", "2024-06-01", "2024-12-31", "其他"),
            case(5, "复议", "2024-06-01", "2024-07-01", "维持", body="其他机关"),
            case(6, "复议", "2023-06-01", "2023-12-31", "维持"),
        ]
    )
    found = {(c.row, c.column): figures[c] for c in xxgk().table("表四").cells if figures[c]}
    assert found == {
        ("复议", "纠正"): 1.0,
        ("复议", "未审结"): 1.0,
        ("复议", "总计"): 2.0,
        ("直诉", "未审结"): 1.0,
        ("直诉", "总计"): 1.0,
        ("复诉", "其他"): 1.0,
        ("复诉", "总计"): 1.0,
    }
    assert {"I14", "D3"} == {c.rule.id for c in broken}  # cases without any request; one of them corrected


def test_posts_count_with_the_account_s_owner():
    def account(platform, name, owner, number):
        return {"平台": platform, "账号": name, "主办": owner, "条数": float(number)}

    figures, _ = report(
        发布=[
            account("微信公众号", "甲", "本机关", 5),
            account("微信公众号", "乙", "上级或其他单位", 50),
            account("政府网站", "丙", "本机关", 7),
        ]
    )
    assert [figures[Cell("渠道", r, "条数")] for r in ("网站", "公众号", "微博")] == [7.0, 5.0, 0.0]
