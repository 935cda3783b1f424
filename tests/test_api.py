"""What ``import toolkit`` gives to somebody with a notebook, and how little it costs before it is used."""

import subprocess
import sys

import pytest
from township import township

import toolkit
from toolkit.author.samples import samples_folder
from toolkit.form.grounding import ground_form
from toolkit.intake.workers import STUCK


@pytest.fixture
def home(tmp_path):
    return township(tmp_path / "w")


def test_five_lines_from_what_came_back_to_a_frame(home):
    found = toolkit.collect(samples_folder() / "第二轮", folder=home.path)
    form, sent = toolkit.load_form(home.path), toolkit.load_submissions(home.path)
    figures = toolkit.figures_frame(sent, form)
    counted = figures[(figures.table == "表三") & (figures.name.str.startswith("党政办公室"))]
    assert found.totals["files"] == found.totals["accepted"] == 6
    assert len(sent) == len(home.roster())
    assert list(figures.columns) == list(toolkit.api.FIGURE_COLUMNS)
    assert counted.value.notna().all()
    assert (counted.text == "").all()


def test_one_workbook_is_checked_and_nothing_is_recorded(tmp_path):
    path = next((samples_folder() / "第一轮").glob("*石桥村*"))
    before = path.read_bytes()
    checked = toolkit.check(path)
    assert ("returned", "not_a_number") == (checked.outcome, checked.findings[0].code)
    assert path.name == checked.file.path.rpartition("/")[2]
    assert checked.submission.who.unit in checked.file.unit
    assert before == path.read_bytes()
    assert not list(tmp_path.iterdir())


def test_what_is_no_submission_is_a_value_and_no_exception(tmp_path):
    page = tmp_path / "说明.xlsx"
    page.write_text("不是工作簿", encoding="utf-8")
    checked = toolkit.check(page)
    assert checked.outcome in ("unreadable", "not_a_submission")
    assert checked.file.reason
    assert (None, {}) == (checked.submission, checked.figures)


def test_worked_out_figures_are_among_the_figures(home):
    form, sent = toolkit.load_form(home.path), toolkit.load_submissions(home.path)
    figures = toolkit.figures_frame(sent, form)
    worked_out = {(s.who.unit, *c) for s in sent for c in ground_form(form, s.who.kind).worked_out}
    found = figures[["unit", "table", "row", "column"]].itertuples(index=False)
    assert worked_out & {tuple(x) for x in found}


def test_rows_of_a_list_come_without_private_columns_and_with_options_in_words(home):
    form, sent = toolkit.load_form(home.path), toolkit.load_submissions(home.path)
    requests = form.register("申请")
    assert any(f.private for f in requests.fields)
    rows = toolkit.rows_frame(sent, form, requests.title)
    assert len(rows) == sum(len(s.rows.get(requests.id, ())) for s in sent) > 0
    assert not {f.id for f in requests.fields if f.private} & set(rows.columns)
    chosen = next(f for f in requests.public.fields if f.options and rows[f.id].notna().any())
    assert set(rows[chosen.id].dropna()) <= {o.label for o in form.options[chosen.options]}
    with pytest.raises(KeyError):
        toolkit.rows_frame(sent, form, "没有这张表")


def test_merging_writes_the_report_or_says_who_is_missing(tmp_path, home):
    sent = {s.who.unit for s in toolkit.load_submissions(home.path)}
    made = toolkit.merge(home.path, tmp_path / "报告.xlsx")
    if {u.code for u in home.roster()} <= sent and not made.missing:
        assert (tmp_path / "报告.xlsx").is_file()
    else:
        assert made.path is None
        assert made.missing
    written = toolkit.merge(home.path, tmp_path / "报告.xlsx", partial=True)
    report = toolkit.check(written.path)
    assert report.submission.figures
    assert written.merged.report.figures.items() <= {**report.figures}.items()


def test_a_name_that_is_not_there_says_so():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        toolkit.nothing  # noqa: B018


def test_what_is_offered_is_what_the_api_names():
    assert {*toolkit.__all__} == {*toolkit.api.__all__, "__version__"}
    assert all(getattr(toolkit, n) is getattr(toolkit.api, n) for n in toolkit.api.__all__)


def test_importing_is_cheap_until_something_is_asked_for():
    code = "import sys, toolkit; dir(toolkit); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"pandas", "numpy", "openpyxl", "xlsxwriter", "sqlite3", "typer", "toolkit.api"}
    assert not heavy & set(done.stdout.split())


def test_a_script_without_a_guard_runs_once_though_files_are_read_in_other_processes(tmp_path):
    script = tmp_path / "all_of_it.py"
    folder = samples_folder() / "第二轮"
    script.write_text(
        f"import toolkit\nprint('ran', toolkit.collect({str(folder)!r}).totals['accepted'])\n",
        encoding="utf-8",
    )
    # with the script run again in every worker, these would be started for ever
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=STUCK
    )
    assert ("ran 6", "") == (done.stdout.strip(), done.stderr)
