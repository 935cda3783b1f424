"""The report's page: what both sides changed is decided in it, place by place."""

import json
import re

from desks import open_desk, said_after
from inbox import quiet
from township import township
from typer.testing import CliRunner
from typing_in import edited

from toolkit.cli import app
from toolkit.folder.work_folder import RUNS
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.merging import merge as flow

NOW = "2025-01-09T08:00:00+00:00"
MINE, THEIRS = "报告里改写的", "单位后来另写的"


def rewritten_report(folder, monkeypatch):
    """A report in which two texts were rewritten, by people and by units; return their places."""
    done = flow.merge_report(folder, None, NOW, quiet, partial=False)
    layout = lay_out_workbook(folder.form, REPORT)
    figures = done.merged.report.figures
    cells = [c for c, v in figures.items() if isinstance(v, str) and c not in done.merged.ways][:2]
    at = [layout.at[c] for c in cells]

    def rewrite(book):
        for place in at:
            book[place.sheet][place.a1] = MINE

    done.path.write_bytes(edited(done.path.read_bytes(), rewrite))
    plain = flow.roll_up_submissions

    def later(*said):
        found = plain(*said)
        found.report.figures.update(dict.fromkeys(cells, THEIRS))
        return found

    monkeypatch.setattr(flow, "roll_up_submissions", later)
    return at


def texts_in_report(session, at):
    sheets = {s.name: s for s in session.keep_for_view("report sheets", lambda: ())}
    cells = {(s.name, c.a1): c.text for s in sheets.values() for _, row in s.rows for c in row}
    return [cells[p.sheet, p.a1] for p in at]


def test_what_both_sides_changed_is_decided_cell_by_cell_in_the_page(tmp_path, monkeypatch):
    folder = township(tmp_path / "镇")
    at = rewritten_report(folder, monkeypatch)
    with open_desk(folder.path) as (session, browser):
        browser.post("/do/merge")
        session.jobs.wait()
        page = browser.get("/report").text
        assert "两边都改了的 2 处" in page
        for place in at:
            assert f"{place.sheet} {place.a1}" in page
        keys = re.findall(r'name="place-(\w+)"', page)
        assert 2 == len(keys)
        fields = {f"place-{k}": f"{p.sheet} {p.a1}" for k, p in zip(keys, at, strict=True)}
        sides = {f"side-{keys[0]}": "report", f"side-{keys[1]}": "units"}
        half = {n: v for n, v in sides.items() if v == "units"}
        browser.post("/do/merge", data=fields | half)
        session.jobs.wait()
        assert "两边都改了的 1 处" in browser.get("/report").text, "what nobody decided is asked again"
        answer = browser.post("/do/merge", data=fields | sides)
        session.jobs.wait()
        assert "done" == session.jobs.last.state, session.jobs.last.error
        page = said_after(browser, answer)
        assert "两边都改了" not in page
        assert "定的是以各单位的为准" in page
        assert [MINE, THEIRS] == texts_in_report(session, at)
    told = [json.loads(x) for x in (folder.path / RUNS / "页面操作.jsonl").read_text("utf-8").splitlines()]
    assert f"{at[1].sheet} {at[1].a1}=units" in told[-1]["about"]


def test_the_command_decides_by_the_same_verb(tmp_path, monkeypatch):
    folder = township(tmp_path / "镇")
    at = rewritten_report(folder, monkeypatch)
    one, other = (f"{p.sheet} {p.a1}" for p in at)

    def merge(*more):
        done = CliRunner().invoke(app, ["merge", "-w", str(folder.path), *more])
        return done.exit_code, re.sub(r"\s+", "", f"{done.output}{done.exception}")

    code, said = merge("--decide", f"{one}=报告")
    assert code
    assert other.replace(" ", "") in said
    assert 2 == merge("--decide", "不知道")[0]
    code, said = merge("--decide", f"{one}=报告", "--decide", f"{other}=各单位")
    assert code < 2, said
    with open_desk(folder.path) as (session, browser):
        browser.get("/report")
        assert [MINE, THEIRS] == texts_in_report(session, at)
