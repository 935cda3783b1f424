"""Rules of each cell (本格) that look at more than the cell: each is judged with its own figures, in the sheet as by us."""

import tomllib
from pathlib import Path

import pytest
from draw import who
from openpyxl import load_workbook

from toolkit.definition.load_form import build_form
from toolkit.figures.check import judge_submissions
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CHECKS
from toolkit.form.model import Cell, PriorCell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Submission
from toolkit.rendering.render import render_workbook
from toolkit.sheets.check_lines import check_sheet_lines
from toolkit.sheets.check_sheet import FIRST, VERDICT
from toolkit.sheets.verdict_formulas import CheckCompiler, group_checks
from toolkit.sheets.workbook_drawing import HandoutStamp

MONTHLY = tomllib.loads((Path(__file__).parent.parent / "data" / "monthly.toml").read_text(encoding="utf-8"))
LEVELS = ["township", "county"]


def form_with(must, **more):
    rule = {
        "id": "T",
        "over": "走访",
        "must": must,
        "why": "看",
        "remedy": "改",
        "source": "测试",
        "levels": LEVELS,
    }
    return build_form(MONTHLY | {"rule": [rule | more]}, "t.toml")


def lines_of(form):
    return [x for x in group_checks(ground_form(form, "村")) if x.rule.id == "T"]


def test_beside_earlier_figures_a_line_is_a_row_and_each_cell_has_its_own():
    form = form_with("本格 >= 上期(本格)", severity="warning")
    grounded, layout = ground_form(form, "村"), lay_out_workbook(form, "村")
    compiler = CheckCompiler(grounded, layout, form.periods.read("2025-05"))
    lines = lines_of(form)
    assert [("走访", 2), ("回访", 2)] == [(x.cell.row, len(x.checks)) for x in lines]
    for line in lines:
        for cell in line.cells:
            assert layout.at[cell].absolute.split("!")[1] in compiler.verdict(line)[0]
            assert layout.priors[PriorCell(*cell, "上期")].absolute in compiler.verdict(line)[0]
    names = [grounded.checks[i].instance(form) for x in lines for i in x.checks]
    assert ["T.走访.走访"] * 2 + ["T.走访.回访"] * 2 == names


def test_beside_another_figure_each_cell_is_a_line_of_its_own():
    form = form_with("本格 <= [走访].户数 + 5")
    assert [1, 1, 1, 1] == [len(x.checks) for x in lines_of(form)]
    assert {c.cell for c in ground_form(form, "村").checks} == {
        Cell("走访", r, c) for r in ("走访", "回访") for c in ("户数", "结余")
    }


def test_checks_shown_at_one_cell_are_explained_each_for_itself():
    form = form_with("[走访].户数 >= 结余 - 5", severity="warning")
    names = [c.instance(form) for c in ground_form(form, "村").checks]
    assert ["T.走访.走访.户数", "T.走访.走访.户数.1"] == names


PRIOR = {("走访", "户数"): 3.0, ("走访", "结余"): 9.0, ("回访", "户数"): 4.0}
RULES = {
    "本格 >= 上期(本格)": ["不符", "通过"],
    "本格 <= [走访].户数 + 5": ["通过", "通过", "不符", "通过"],
    "[走访].户数 >= 结余 - 5": ["通过", "通过"],
    "本格 >= 上年同期(本格)": ["缺上年数", "缺上年数"],
}


@pytest.mark.office
def test_the_sheet_comes_to_what_we_do(tmp_path, recalculated):
    paths, expected = [], []
    for number, (must, says) in enumerate(RULES.items()):
        form = form_with(must, severity="warning")
        grounded = ground_form(form, "村")
        figures = {
            ("走访", "户数"): 4.0,
            ("走访", "结余"): 8.0,
            ("回访", "户数"): 10.0,
            ("回访", "结余"): 1.0,
        }
        identity = who(form, "村")._replace(period="2025-05")
        made = Submission(
            identity,
            figures={Cell("走访", *at): n for at, n in figures.items()},
            prior={
                p: PRIOR[p.row, p.column]
                for p in grounded.priors
                if p.word == "上期" and (p.row, p.column) in PRIOR
            },
        )
        period = form.periods.read("2025-05")
        judged = judge_submissions(grounded, [made], period)[0]
        compiler = CheckCompiler(grounded, lay_out_workbook(form, "村"), period)
        lines = list(check_sheet_lines(compiler, made, judged.verdicts))
        assert says == [x.shown for x in lines if x.rule == "T"], must
        stamp = HandoutStamp("2025-06-05", period.first)
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(render_workbook(grounded, identity, stamp, made, judged.verdicts))
        paths.append(path)
        expected.append([x.shown for x in lines])
    for path, shown in zip(recalculated(paths), expected, strict=True):
        sheet = load_workbook(path, data_only=True)[CHECKS]
        stands = [sheet.cell(FIRST + 1 + i, VERDICT + 1).value or "" for i in range(len(shown))]
        assert shown == stands
