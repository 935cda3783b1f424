"""Blanks, found and drawn, each with what it asks written down beside it: read right, or asked, or told as not understood."""

import io
from pathlib import Path

import openpyxl
import pytest
from odd_blanks import ODD
from published_blanks import PUBLISHED

from toolkit.adopting.proposal import propose_definition
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.load_form import build_form
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell

FOUND = {p.stem: p for p in sorted((Path(__file__).parents[1] / "data" / "blanks").glob("*.xlsx"))}


def bytes_of(name):
    drawn = ODD | PUBLISHED
    return drawn[name]() if name in drawn else FOUND[name].read_bytes()


def book_of(name):
    return read_blank_book(bytes_of(name), name)


def proposed(name, **answers):
    return propose_definition(book_of(name), answers)


def all_yes(name):
    return propose_definition(book_of(name), {g.key: True for g in proposed(name).guesses})


def part(proposal, number=0):
    """The tables and lists of a proposal in their order, the cover left out."""
    return [*proposal.data["table"][1:], *proposal.data.get("list", ())][number]


def rules(proposal):
    return [r["must"] for r in proposal.data.get("rule", ()) if not r["id"].startswith("填")]


def asked(proposal, words):
    """The guesses whose words hold *words*."""
    return [g for g in proposal.guesses if words in g.said]


def lines(proposal, number=0):
    form = build_form(proposal.data, "t.toml")
    table = form.table(part(proposal, number)["id"])
    return [r.head for r in table.rows], [c.head for c in table.columns]


@pytest.mark.parametrize("name", [*FOUND, *ODD])
def test_every_cell_that_says_something_is_accounted_for_once(name):
    book, said = book_of(name), proposed(name)
    cells = {(s.name, s.a1(spot)) for s in book.sheets for spot in s.values}
    odd = {(c.sheet, c.a1) for c in said.odd_cells}
    assert len(cells) == said.cells
    assert odd <= cells
    assert len(cells) - len(odd) == said.understood


@pytest.mark.parametrize("name", [*FOUND, *ODD])
def test_what_is_proposed_loads_whatever_is_answered(name):
    first = proposed(name)
    assert () == first.faults
    for taken in (True, False):
        again = propose_definition(book_of(name), {g.key: taken for g in first.guesses})
        assert () == again.faults
        build_form(again.data, name)


@pytest.mark.parametrize("name", [*FOUND, *ODD])
def test_every_figure_that_is_no_list_has_a_place_of_its_own(name):
    said = proposed(name)
    form = build_form(said.data, name)
    spread = said.places["lists"].keys()
    figures = {c.name for t in form.tables[1:] if t.id not in spread for c in t.cells}
    assert figures == said.places["figures"].keys()
    assert len(figures) == len({tuple(p) for p in said.places["figures"].values()})


# ── blanks that were published ──


def test_two_halves_side_by_side_keep_their_codes_units_and_the_relations_between_them():
    said = proposed("c1_农经表六")
    assert ((), 84) == (said.odd_cells, said.understood)
    left, right = part(said), part(said, 1)
    assert left["id"] == right["beside"]
    assert ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"] == [
        r["code"] for r in left["rows"]
    ]
    assert ["13", "14", "15", "16", "17", "22", "23", "24", "N1", "N2"] == [r["code"] for r in right["rows"]]
    heads, columns = lines(said, 1)
    assert [("数量",)] == columns
    assert ("七、附报指标", "1.汇入本表村数") == heads[5]
    form = build_form(said.data, "t")
    kinds = [form.figure(Cell(right["id"], r["id"], "数量")).type for r in right["rows"]]
    assert ["number"] * 5 + ["count"] * 3 + ["number"] * 2 == kinds
    one, other = left["id"], right["id"]
    assert rules(said) == [
        "[总收入] = 合计([经营收入]:[其他收入])",
        "[总支出] = 合计([经营支出]:[其他支出])",
        "[本年收益] = [总收入] - [总支出]",
        f"{other}[可分配利润].数量 = {one}[本年收益].数量 + {one}[年初未分配收益].数量",
        "[年末未分配收益] = [可分配利润] - [提取公积金公益金] - [提取应付福利费] - [农户分配]",
        "[汇入本表村数] = [当年无收益的村] + [当年有收益的村]",
    ]
    assert {"本年收益", "可分配利润", "年末未分配收益"} == {
        r["id"] for t in (left, right) for r in t["rows"] if r.get("negative")
    }


def test_a_unit_a_row_becomes_a_table_of_the_rosters_units():
    said = proposed("c3_12345月报")
    assert () == said.odd_cells
    table = part(said)
    assert ("名册", "月") == (table["rows"], said.data["period"])
    assert 14 == len(table["columns"])
    assert ["派遣案件总数", "政民互动", "按时办结"] == table["columns"][4]["head"]
    rates = [c for c in table["columns"] if c.get("percent")]
    assert [("结案率", ""), ("按时结案率", ""), ("不满意率", "")] == [
        (c["id"], c["when_zero"]) for c in rates
    ]
    assert rules(said) == [
        "总计 = 合计(按时办结:未办结2)",
        "按时办结数 = 按时办结 + 按时办结2",
        "超时办结数 = 超时办结 + 超时办结2",
        "未办结数 = 未办结 + 未办结2",
        "结案率 = (按时办结数 + 超时办结数) / 总计",
        "按时结案率 = 按时办结数 / 总计",
        "不满意率 = 不满意数 / 总计",
    ]
    assert 8 == len(said.places["lists"][table["id"]]["rows"])


def test_who_says_that_the_rows_are_no_units_gets_them_as_rows():
    key = asked(proposed("c3_12345月报"), "是填报单位")[0].key
    said = propose_definition(book_of("c3_12345月报"), {key: False})
    assert 9 == len(part(said)["rows"])
    assert "[合计] = 合计([东岭村]:[综合行政执法队])" in rules(said)


def test_heads_of_three_rows_units_and_printed_numbers_are_read():
    said = proposed("c4_隐患排查月报")
    assert () == said.odd_cells
    assert ("月", True) == (said.data["period"], said.data["cumulative"])
    table = part(said)
    assert "栏次" == table["numbered"]
    rows, columns = lines(said)
    assert [f"{i}." for i in range(1, 9)] == [r[0][:2] for r in rows[:8]]
    assert ("合计",) == rows[8]
    assert ("重大事故隐患", "其中：挂牌督办", "其中：省级挂牌督办（项）") == columns[10]
    assert ["家", "项", "项", "%", "项", "项", "%", *["项"] * 4, "万元"] == [
        c["unit"] for c in table["columns"]
    ]
    assert 3 == len(rules(said))
    total = next(r for r in said.data["rule"] if r["must"].startswith("[合计]"))
    assert 10 == len(total["columns"])
    assert "整改率 = 已整改 / 排查一般事故隐患 * 100" in rules(said)
    assert 4 == len([g for g in asked(said, "不小于") if not g.taken])


def test_a_list_takes_its_options_from_a_hidden_sheet_and_its_types_from_validations():
    said = proposed("c6_规范性文件清理")
    assert () == said.odd_cells
    listed = part(said)
    kinds = {c["id"]: c["type"] for c in listed["columns"]}
    assert {"发布日期": "date", "文件类别": "option", "清理意见": "option"}.items() <= kinds.items()
    assert ["继续有效", "拟修改", "拟废止", "宣布失效"] in said.data["options"].values()
    assert ["政府规范性文件", "政府办公室规范性文件", "部门规范性文件"] in said.data["options"].values()
    assert ["填报单位", "报告期", "联系人及电话", "填报日期"] == said.data["sheet"][1]["above"]


# ── blanks drawn to be awkward ──


def test_two_tables_of_a_sheet_keep_their_titles_and_sums():
    said = proposed("two_tables")
    assert ("季", ()) == (said.data["period"], said.odd_cells)
    assert ["一、垃圾清运情况", "二、人员情况"] == [part(said, i)["title"] for i in (0, 1)]
    assert ["[合计] = [道路] + [河道]", "小计 = 男 + 女"] == rules(said)


def test_without_borders_a_table_is_found_and_asked_about():
    said = proposed("no_borders")
    assert asked(said, "A3:D7 是一张表")
    assert ("旬", "亩") == (said.data["period"], part(said)["unit"])
    rate = part(said)["columns"][2]
    assert ("—", True, 1) == (rate["when_zero"], rate["percent"], rate["places"])


def test_sub_totals_of_merged_groups_are_told_apart():
    said = proposed("merged_labels")
    assert ["[小计] = [水电] + [其他]", "[小计2] = [道路] + [其他2]", "[合计] = [小计] + [小计2]"] == rules(
        said
    )
    assert ("建设", "其他") == lines(said)[0][4]


def test_lines_across_divide_rows_and_notes_are_no_rows():
    said = proposed("divided_by_lines")
    assert () == said.odd_cells
    assert [
        ("一、社会救助", "低保对象"),
        ("一、社会救助", "救助资金"),
        ("二、养老服务", "敬老院"),
        ("二、养老服务", "资金"),
    ] == lines(said)[0]
    assert ["count", "number", "count", "number"] == [r["type"] for r in part(said)["rows"]]


def test_what_nobody_fills_in_on_a_hidden_sheet_is_told():
    said = proposed("hidden_helpers")
    assert [("字典", "A5")] == [(c.sheet, c.a1) for c in said.odd_cells]
    kinds = [c["type"] for c in part(said)["columns"]]
    assert ["text", "option", "count", "number", "date"] == kinds


def test_heads_that_were_not_merged_are_asked_about():
    said = proposed("heads_not_merged")
    assert ("期末", "女（人）") == lines(said)[1][3]
    assert 2 == len(asked(said, "归左边的"))
    assert ["增减 = 男2 + 女2 - 男 - 女"] == rules(said)


def test_a_list_works_out_a_column_and_adds_it_up():
    said = proposed("list_with_sums")
    assert (["金额 = 数量 * 单价"], ["金额"]) == (rules(said), part(said)["total"])


def test_a_card_is_a_table_of_one_column_or_a_list_a_card_a_row():
    said = proposed("card")
    assert ((), ["姓名", "性别", "住址", "电话", "申请理由"]) == (
        said.odd_cells,
        [r["id"] for r in part(said)["rows"]],
    )
    assert ("none", ["单位"]) == (part(said)["up"], part(said)["kinds"])
    listed = propose_definition(book_of("card"), {asked(said, "是一份卡片")[0].key: False})
    assert ["姓名", "性别", "住址", "电话", "申请理由"] == [
        c["id"] for c in listed.data["list"][0]["columns"]
    ]
    build_form(listed.data, "t")


def test_relations_in_words_are_read_by_number_and_the_rest_is_asked():
    said = proposed("relations_in_words")
    assert ["农户总数 = 合计(卫生厕所:无厕所农户)", "卫生厕所 >= 无厕所农户"] == rules(said)
    assert ["“卫生厕所=水冲式+旱厕”没有变成规则"] == [g.said for g in asked(said, "没有变成规则")]


def test_a_sum_that_misses_a_row_and_an_odd_formula_are_told():
    said = proposed("sums_that_miss")
    assert asked(said, "没有加“救生衣”")
    assert [("D5 与 D3", "同一列"), ("C6 与 B6", "同一行")] == [
        (g.said.partition(" 算法")[0], g.ground.partition("里")[0]) for g in asked(said, "算法不同")
    ]
    assert ["D6"] == [c.a1 for c in said.odd_cells]


def test_names_alone_make_no_rule_before_somebody_says_yes():
    said = proposed("names_alone")
    assert [] == rules(said)
    assert ["合计 = 男 + 女", "[总计] = [户籍人口] + [流动人口]", "[户籍人口] >= [老年人]"] == rules(
        all_yes("names_alone")
    )
    (crossed,) = asked(said, "C4 印着“×”，不用填")
    assert ["老年人.男"] == part(said)["unasked"]
    kept = propose_definition(book_of("names_alone"), {crossed.key: False})
    assert "unasked" not in part(kept)


def test_a_table_that_goes_on_is_a_list_with_its_row_of_sums():
    said = proposed("goes_on")
    assert (["总投资", "已完成"], "text") == (part(said)["total"], part(said)["columns"][0]["type"])
    assert (1, ()) == (len(asked(said, "A4 的“")), said.odd_cells)


def test_a_sheet_may_add_up_another():
    said = proposed("across_sheets")
    assert "收支总表[收入].金额 = 明细表[第一项].收入 + 明细表[第二项].收入" in rules(said)


def test_a_page_boxed_whole_has_its_title_papers_fields_and_relations():
    said = proposed("boxed_whole")
    assert ((), "农业综合情况统计表", "半年") == (said.odd_cells, said.data["title"], said.data["period"])
    assert "表号：农综1表；有效期至：2026年1月" == said.data["source"]
    assert ["填报单位", "报告期", "计量单位"] == said.data["sheet"][1]["above"]
    assert ["单位负责人", "填表人", "报出日期"] == said.data["sheet"][1]["below"]
    table = part(said)
    assert ("甲", ["01", "02", "03"]) == (table["numbered"], [r["code"] for r in table["rows"]])
    assert ["[耕地面积] = [水田] + [旱地]", "[耕地面积] >= [水田]"] == rules(said)


def test_years_are_heads_and_growth_may_be_negative():
    said = proposed("years_compared")
    assert [("2024",), ("2025",), ("增长（%）",)] == lines(said)[1]
    assert ["增长 = (_2025 - _2024) / _2024 * 100"] == rules(said)
    assert (True, "/", 2) == tuple(part(said)["columns"][2][k] for k in ("negative", "when_zero", "places"))


def test_two_halves_of_a_list_are_one_list():
    said = proposed("halves_of_a_list")
    assert ((), ["姓名", "电话"]) == (said.odd_cells, [c["id"] for c in part(said)["columns"]])
    assert asked(said, "同一本登记簿")


def test_a_row_of_sums_alone_names_no_rows():
    said = proposed("names_left_blank")
    assert (["应种人数", "已种人数"], ["接种率 = 已种人数 / 应种人数"]) == (part(said)["total"], rules(said))
    assert "按周" in asked(said, "按年填报")[0].ground


def changed(name, **cells):
    """The proposal for a blank of which some cells say something else."""
    book, out = openpyxl.load_workbook(io.BytesIO(ODD[name]())), io.BytesIO()
    for a1, value in cells.items():
        book.active[a1] = value
    book.save(out)
    return propose_definition(read_blank_book(out.getvalue(), name))


def test_what_is_hidden_is_left_out_until_somebody_wants_it():
    book, out = openpyxl.load_workbook(io.BytesIO(ODD["two_tables"]())), io.BytesIO()
    book.active.column_dimensions["C"].hidden = True
    book.active.row_dimensions[6].hidden = True
    book.save(out)
    blank = read_blank_book(out.getvalue(), "隐藏")
    said = propose_definition(blank)
    assert [(("道路",), ("合计",)), (("本季数",),)] == [tuple(x) for x in lines(said)]
    wanted = {g.key: False for g in said.guesses if "是隐藏的" in g.said}
    assert 2 == len(wanted)
    assert 3 == len(lines(propose_definition(blank, wanted))[0])


def test_a_formula_that_calculates_with_a_crossed_out_cell_is_told():
    said = changed("heads_not_merged", B5="×", F5="=D5+E5-B5-C5")
    assert ["用到印着叉的 B5，表格程序算不出来：请在空表里改公式"] == [c.why for c in said.odd_cells]


def test_a_row_of_sums_that_misses_rows_of_its_list_is_told():
    said = changed("list_with_sums", E8="=SUM(E3:E6)")
    assert [("E8", "合计的范围与各行对不上（第 7 行），没有变成规则")] == [
        (c.a1, c.why) for c in said.odd_cells
    ]
    assert "total" not in part(said)


def test_a_relation_that_may_be_of_rows_or_of_columns_is_asked():
    said = proposed("codes_and_numbers")
    assert ["合计 = 工业 + 生活", "[全部] = [城区] + [乡村]"] == rules(said)
    assert ["“1=2+3”没有变成规则", "“2=2+3”没有变成规则"] == [g.said for g in asked(said, "没有变成规则")]


def test_every_formula_of_the_published_blanks_became_a_rule():
    for name in FOUND:
        said, book = proposed(name), book_of(name)
        form = build_form(said.data, name)
        worked = {c.name for k in form.kinds for c in ground_form(form, k.id).worked_out}
        by_place = {tuple(p): n for n, p in said.places["figures"].items()}
        spread = {s["sheet"] for s in said.places["lists"].values()}
        for sheet in book.sheets:
            for spot in sheet.values:
                if sheet.formula(*spot) and sheet.name not in spread:
                    assert by_place[sheet.name, sheet.a1(spot)] in worked
