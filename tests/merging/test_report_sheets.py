"""What a report's readers see beside the form: contents, the cover's account, every rule on paper, last year beside this."""

import io
import re

import openpyxl
import pytest
from draw import read
from elsewhere import official
from forms import xxgk
from inbox import NOW, quiet
from real import load
from township import last_year, township
from typing_in import edited

from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.earlier_periods import read_earlier_reports
from toolkit.folder.past_periods import LAST
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.grounding import ground_form
from toolkit.form.layout import (
    CHECKED,
    CHECKS,
    COMPARED,
    CONTENTS,
    COVER,
    IDENTITY,
    OF_PERIODS,
    OPTIONS,
    OURS,
    PRIOR,
    SCOPE,
    SCOPE_TITLE,
    UNITS,
    parse_a1,
)
from toolkit.form.model import REPORT, Cell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.merging.merge import merge_report
from toolkit.rendering.contents_sheet import RECORDS, TOOLS
from toolkit.rendering.rule_results import printed_verdict
from toolkit.rendering.rule_results_sheet import COLUMNS, FIRST, SILENT_AT, VERDICT
from toolkit.rendering.year_comparison_sheet import GONE, MORE, compared_figures
from toolkit.sheets.by_unit_sheets import UNIT, units_before_breaks
from toolkit.sheets.check_sheet import FIRST as TOP
from toolkit.sheets.check_sheet import VERDICT as JUDGED
from toolkit.xlsx.open_workbook import open_book

JUMPED, LOST, NEW = (
    Cell("渠道", "网站", "条数"),
    Cell("渠道", "视频号", "条数"),
    Cell("渠道", "公众号", "条数"),
)
LAST_AT, THIS_AT, CHANGE_AT, GROWTH_AT, NOTE_AT = 3, 4, 5, 6, 7


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The samples' township, all in, with a report of the year before."""
    made = township(tmp_path_factory.mktemp("镇"))
    last_year(made, more={JUMPED: 2.0, LOST: 3.0}, 自然人=2)
    return made


def merged(folder):
    done = merge_report(folder, None, NOW, quiet, partial=True)
    return done, done.path.read_bytes()


@pytest.fixture(scope="module")
def made(folder):
    return merged(folder)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The same with no year before."""
    return merged(township(tmp_path_factory.mktemp("无上年")))


def lines(data, sheet):
    """The rows of a sheet as they are cached, by number from 0."""
    found = {}
    for (row, column), cell in open_book(data).sheet(sheet).cells.items():
        found.setdefault(row, {})[column] = cell.raw
    return dict(sorted(found.items()))


def links(data, sheet):
    """Every jump of a sheet, as (A1, sheet, cell)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book[sheet].iter_rows():
        for cell in row:
            if cell.hyperlink and cell.hyperlink.location:
                name, _, at = cell.hyperlink.location.rpartition("!")
                yield cell.coordinate, name.strip("'"), at


# ── contents ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_contents_name_exactly_the_sheets_people_see_in_the_order_of_the_tabs(made):
    _, data = made
    book = open_book(data)
    visible = [s.name for s in book.sheets if s.state == "visible"]
    assert [COVER, CONTENTS] == visible[:2]
    listed = [row[1] for row in lines(data, CONTENTS).values() if row.get(1) and row[0].isdigit()]
    assert [n for n in visible if n != CONTENTS] == listed
    said = [row[2] for row in lines(data, CONTENTS).values() if row.get(1) and row[0].isdigit()]
    assert all(said)


def test_every_sheet_of_ours_has_its_line():
    assert {*RECORDS, *TOOLS} == OURS - {CONTENTS, OPTIONS, IDENTITY} - (OF_PERIODS - {PRIOR, COMPARED})


@pytest.mark.parametrize("sheet", [COVER, CONTENTS, CHECKED, COMPARED])
def test_links_lead_to_cells_that_are_there(made, sheet):
    _, data = made
    book = open_book(data)
    names = {s.name for s in book.sheets if s.state == "visible"}
    found = list(links(data, sheet))
    assert found
    for _, name, at in found:
        assert name in names
        assert parse_a1(at)


# ── the cover ──────────────────────────────────────────────────────────────────────────────────────────────


def scope(data):
    first = lay_out_workbook(xxgk(), REPORT).scope[0].row
    cover = lines(data, COVER)
    assert SCOPE_TITLE == cover[first][0]
    return {cover[first + i][0]: cover[first + i][1] for i in range(1, len(SCOPE) + 1)}


def test_the_cover_says_what_is_covered_and_that_nobody_is_missing(made):
    said = scope(made[1])
    assert list(SCOPE) == list(said)
    assert "本机关（乡镇（街道、部门））" in said["汇总范围"]
    assert "应报 21 个，计入 21 个" == said["应报单位"]
    assert "没有，应报单位全部计入" == said["未计入"]
    assert lines(made[1], CHECKED)[1][0] == said["勾稽关系"]


def test_the_cover_names_who_is_missing_and_why(tmp_path):
    from toolkit.author.samples import make_demo_folder, samples_folder

    folder = make_demo_folder(tmp_path / "样例")
    collect_submissions([samples_folder() / "第一轮"], folder, folder.form, NOW, quiet)
    done, data = merged(folder)
    said = scope(data)
    assert done.missing
    for unit in done.missing[:8]:
        assert unit.unit.name in said["未计入"]
    assert "退回未改" in said["未计入"]
    counted = sum(u.counted for u in done.units)
    assert f"应报 21 个，计入 {counted} 个" == said["应报单位"]
    at = next(
        p
        for p, label in zip(lay_out_workbook(xxgk(), REPORT).scope[1:], SCOPE, strict=True)
        if label == "未计入"
    )
    assert (at.a1, "报送情况") in [(a, n) for a, n, _ in links(data, COVER)]


def test_what_somebody_writes_below_the_cover_s_own_lines_or_over_them_is_still_told(made):
    _, data = made
    assert "outside" not in [f.code for f in read(xxgk(), data).submission.findings]
    below = lay_out_workbook(xxgk(), REPORT).scope
    for row in (below[-1].row + 2, below[2].row + 1):
        typed = edited(data, lambda b, row=row: b[COVER].cell(row, 1).__setattr__("value", "另有 5 件"))
        told = [f for f in read(xxgk(), typed).submission.findings if f.code == "outside"]
        assert ["另有 5 件" in dict(f.args).get("value", "") + f.value for f in told] == [True]


# ── every rule on paper ────────────────────────────────────────────────────────────────────────────────────


def by_rule(data):
    """The rules' own lines of 勾稽核对: those that count."""
    return {
        r[0]: r
        for i, r in lines(data, CHECKED).items()
        if i >= FIRST and r.get(6, "").isdigit() and r[0] != "合计"
    }


@pytest.mark.slow
@pytest.mark.parametrize("which", ["made", "plain"])
def test_verdicts_are_those_of_the_check_sheet(which, request):
    _, data = request.getfixturevalue(which)
    shown = {}
    for i, row in lines(data, CHECKS).items():
        if i >= TOP and row.get(0):
            shown.setdefault(row[0], []).append(printed_verdict(row.get(JUDGED, "")))
    told = by_rule(data)
    assert list(shown) == list(told)
    for rule, found in shown.items():
        counts = [int(told[rule].get(c) or 0) for c in range(6, SILENT_AT + 1)]
        assert [len(found), *(found.count(w) for w in (c.head for c in COLUMNS[7:11]))] == counts, rule
        worst = next((w for w in ("不成立", "未判定", "成立") if w in found), "不适用")
        assert worst == told[rule][VERDICT]


def test_what_does_not_hold_is_listed_place_by_place_with_both_sides(made):
    done, data = made
    broken = [f for f in done.findings if f.rule == "I6"]
    listed = [r for i, r in lines(data, CHECKED).items() if i >= FIRST and r.get(0) == "I6" and not r.get(6)]
    assert [f"{f.sheet} {f.cell}" for f in broken] == [r[3] for r in listed]
    assert {("0", "2")} == {(r[4], r[5]) for r in listed}
    assert {"不成立"} == {r[VERDICT] for r in listed}


@pytest.mark.office
def test_another_program_comes_to_the_same_and_follows_the_numbers(made, recalculated, tmp_path):
    """Recalculated nothing changes; with a changed part the sheets say so."""
    _, data = made
    at = lay_out_workbook(xxgk(), REPORT).at[JUMPED]
    changed = edited(data, lambda b: b[at.sheet].__setitem__(at.a1, 0))
    (tmp_path / "原.xlsx").write_bytes(data)
    (tmp_path / "改.xlsx").write_bytes(changed)
    same, moved = (p.read_bytes() for p in recalculated([tmp_path / "原.xlsx", tmp_path / "改.xlsx"]))
    for sheet in (COVER, CHECKED, COMPARED):
        before, after = lines(data, sheet), lines(same, sheet)
        for row, cells in before.items():
            for column, raw in cells.items():
                now = after.get(row, {}).get(column, "")
                if re.fullmatch(r"-?[0-9.]+(e-?\d+)?", raw, re.IGNORECASE):
                    assert float(now) == pytest.approx(float(raw), abs=1e-9), (sheet, row, column)
                else:
                    assert now == raw, (sheet, row, column)
    row = next(i for i, r in lines(data, COMPARED).items() if r.get(1, "").startswith("政府网站"))
    assert ("0", "-2", GONE) == tuple(lines(moved, COMPARED)[row][c] for c in (THIS_AT, CHANGE_AT, NOTE_AT))


# ── the year before ────────────────────────────────────────────────────────────────────────────────────────


def shown(data):
    rows = {i: r for i, r in lines(data, COMPARED).items() if i > 3 and r.get(0) and r.get(2)}
    at = {a: (n, c) for a, n, c in links(data, COMPARED)}
    cells = {(p.sheet, p.a1): c for c, p in lay_out_workbook(xxgk(), REPORT).at.items()}
    return {cells[at[f"A{i + 1}"]]: r for i, r in rows.items()}


def test_every_number_that_is_not_nothing_in_both_years_stands_beside_last_years(folder, made):
    done, data = made
    whole, found = read_earlier_reports(folder, None).whole, shown(data)
    figures = done.merged.report.figures
    grounded = ground_form(xxgk(), REPORT, "township")
    asked = [c for c in compared_figures(grounded) if figures.get(c) or whole.get(c)]
    assert asked == list(found)
    assert len(asked) > 20
    assert not [c for c in found if c.table == "表三" and c.column != "总计"]
    for cell, row in found.items():
        this, last = figures[cell], whole[cell]
        assert (last, this) == (float(row[LAST_AT]), float(row[THIS_AT]))
        assert this - last == pytest.approx(float(row[CHANGE_AT]))
        assert (
            row.get(GROWTH_AT, "") == ""
            if not last
            else (this - last) / last == pytest.approx(float(row[GROWTH_AT]))
        )


def test_jumps_are_noted(made):
    found = shown(made[1])
    assert (MORE, GONE, "") == tuple(found[c].get(NOTE_AT, "") for c in (JUMPED, LOST, NEW))


def test_the_other_figures_of_last_year_change_no_verdict(folder, made):
    grounded = ground_form(xxgk(), REPORT, "township")
    found = read_earlier_reports(folder, None)
    assert set(found.figures) == set(grounded.priors)
    assert len(found.whole) > len(found.figures)
    assert set(grounded.priors) == set(read(xxgk(), made[1]).submission.prior)


def test_charts_are_native_and_name_the_fonts(made, plain):
    import zipfile

    with zipfile.ZipFile(io.BytesIO(made[1])) as file:
        charts = [file.read(n).decode() for n in file.namelist() if n.startswith("xl/charts/chart")]
    assert 3 == len(charts)
    assert all("黑体" in c and "宋体" in c for c in charts)
    assert [True] * 3 == [
        any(t in c for c in charts) for t in ("信息发布", "本年度办理结果", "政府信息公开申请情况")
    ]
    with zipfile.ZipFile(io.BytesIO(plain[1])) as file:
        assert not [n for n in file.namelist() if "chart" in n]


def test_without_a_year_before_the_sheet_says_so_in_a_line(plain):
    rows = lines(plain[1], COMPARED)
    assert 2 == len(rows)
    assert rows[1][0].startswith("没有上年的报告")
    assert "没有上年报告" in scope(plain[1])["上年数据"]


def test_last_year_s_published_tables_are_laid_beside_too(tmp_path):
    folder = township(tmp_path)
    official(xxgk(), load("16")).save(folder.path / LAST)
    _, data = merged(folder)
    assert len(shown(data)) > len(ground_form(xxgk(), REPORT, "township").priors)


# ── as before ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_report_with_all_its_sheets_is_a_clean_submission_to_the_level_above(made, tmp_path):
    done, data = made
    before = {f.code for f in read(xxgk(), data).submission.findings}
    assert {"extra_sheet", "outside", "formula_input", "stale_cache"}.isdisjoint(before)
    reading = read(xxgk(), data)
    assert 0 == reading.submission.account["outside"]
    who = reading.submission.who
    district = make_work_folder(
        tmp_path / "区",
        Office("41", "某区", "district", "xxgk", Period.of_year(2024), ""),
        (Unit(who.unit, who.name, REPORT),),
    )
    found = collect_submissions([done.path], district, district.form, NOW, quiet)
    assert {"I6", "I7", "I13", "D3", "F5", ""} >= {f.rule for f in found.files[0].findings}
    assert not [f for f in found.files[0].findings if f.sheet in OURS]


def test_the_level_above_covers_everybody_below(tmp_path, plain):
    done, data = plain
    who = read(xxgk(), data).submission.who
    district = make_work_folder(
        tmp_path / "区",
        Office("41", "某区", "district", "xxgk", Period.of_year(2024), ""),
        (Unit(who.unit, who.name, REPORT),),
    )
    collect_submissions([done.path], district, district.form, NOW, quiet)
    _, data = merged(district)
    assert scope(data)["汇总范围"].startswith("全域（县（市、区））：由下级 1 个机关")


def test_the_same_ledger_gives_the_same_bytes(folder, made):
    assert made[1] == merged(folder)[1]


def test_what_units_brought_is_printed_over_pages_with_its_labels(made):
    sheet = openpyxl.load_workbook(io.BytesIO(made[1]))[UNITS]
    assert ("$4:$4", "$B:$D") == (sheet.print_title_rows, sheet.print_title_cols)
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage, "not shrunk to one page"
    units = sheet.max_column - UNIT
    assert [UNIT + n for n in units_before_breaks(units)] == [b.id for b in sheet.col_breaks.brk]
    assert len(units_before_breaks(21)) == 2
