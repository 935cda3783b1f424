"""What others wrote stays what they wrote, on every way out: never a formula, a link, markup, a place or a command.

The last tests list the ways out; a new one fails there until it goes through the one function of its kind.
"""

import ast
import io
import json
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from browser import Watched
from draw import draw, read, submission
from forms import xxgk
from hostile.strings import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from syntax import nodes_of
from typer.testing import CliRunner

from toolkit import cli, terminal
from toolkit.folder.files import safe_file_name_part
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder, workbook_identity, workbook_timestamp
from toolkit.form.grounding import ground_form
from toolkit.form.period import Period
from toolkit.form.submission import Row
from toolkit.sheets.page import Column, Link, Page, columns_of, draw_pages_workbook
from toolkit.sheets.styles import storable_text
from toolkit.text.safe_text import has_unseen_characters, visible_text
from toolkit.xlsx.cells import TEXT_LIMIT
from toolkit.xlsx.open_workbook import open_book

PACKAGE = Path(cli.__file__).parent.parent
NOW = "2025-01-09T08:00:00+00:00"
STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e\u2028\u2060\ud800-\udfff]")
"""What must not reach a terminal as it is."""


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {n: file.read(n) for n in file.namelist()}


def formulas(data):
    """Every formula and link of a workbook; every part of it must be whole XML."""
    found = []
    for name, part in sorted(parts(data).items()):
        root = ElementTree.fromstring(part)  # noqa: S314 - our own output
        if name.startswith("xl/worksheets/sheet"):
            found += [(name, e.text) for e in root.iter() if e.tag.endswith("}f")]
            found += [(name, sorted(e.attrib.items())) for e in root.iter() if e.tag.endswith("}hyperlink")]
        found += [(name, e.get("Target")) for e in root.iter() if e.get("TargetMode") == "External"]
    return found


# ── workbooks ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_shows_every_text_as_text():
    rows = [(s, s, Link("表!A1", s)) for s in HOSTILE]
    data = draw_pages_workbook(
        [
            Page(
                "表", HOSTILE[0], tuple(Column(h, 20) for h in ("一", HOSTILE[1], "三")), rows, (HOSTILE[16],)
            )
        ],
        title=HOSTILE[23],
        created=workbook_timestamp(Period.of_year(2024)),
    )
    links = [what for _, what in formulas(data)]
    assert len(HOSTILE) == len(links)
    assert all(("location", "'表'!A1") in what for what in links)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["表"]
    for i, text in enumerate(HOSTILE, 4):
        cell = sheet.cell(i, 1)
        assert "s" == cell.data_type
        assert held(text) == held(cell.value)


def test_what_would_be_calculated_after_f2_and_enter_is_marked_as_text():
    data = draw_pages_workbook(
        [Page("表", "题", columns_of("一 20, 二 20"), [(s, 1) for s in HOSTILE])],
        title="",
        created=workbook_timestamp(Period.of_year(2024)),
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data))["表"]
    marked = {text for i, text in enumerate(HOSTILE, 3) if sheet.cell(i, 1).quotePrefix}
    assert {
        s for s in HOSTILE if s.lstrip(" \u00a0\ufeff\t\r\n")[:1] in ("=", "+", "-", "@", "＝", "＠")
    } <= marked
    assert not any(s[:1] in "甲[<%" for s in marked)


@given(st.text(st.characters()))
def test_what_is_stored_is_stored_again_as_it_is(text):
    once = storable_text(text)
    assert once == storable_text(once)
    assert once == once.encode().decode()


def test_what_does_not_fit_says_how_much_is_missing():
    for text in ("长" * 40_000, "👍🏽" * 10_000):
        held = storable_text(text)
        assert TEXT_LIMIT >= len(held.encode("utf-16-le")) // 2
        kept, missing = re.fullmatch(r"(.*)…（单元格放不下，后面还有 (\d+) 字）", held, re.DOTALL).groups()
        assert text == kept + text[-int(missing) :]


def village(who=None, *, text, rows):
    """A village's submission that keeps every rule, with texts of others in its cells."""
    form = xxgk()
    worked = ground_form(form, "村社区").worked_out
    cells = [c for c in form.cells_of("村社区") if c not in worked]
    figures = {c: 0.0 for c in cells if form.figure(c).type == "count"}
    figures |= {c: text for c in cells if form.figure(c).type == "text"}
    made = submission(form, "村社区", figures, rows=rows, zero=frozenset({"代收"}))
    return replace(made, who=who or made.who)


def listed(*texts):
    posts = {"日期": "2024-03-05", "类别": "财务", "性质": "村级自有", "公开栏": "√"}
    return {
        "公开": tuple(Row(7 + i, {**posts, "标题": s, "存档": s}) for i, s in enumerate(texts)),
        "问题": tuple(Row(7 + i, {"问题": s, "措施": s}) for i, s in enumerate(texts)),
    }


def test_a_workbook_of_ours_holds_hostile_texts_as_texts_and_reads_them_back():
    data = draw(xxgk(), village(text=HOSTILE[1], rows=listed(*HOSTILE)))
    assert formulas(draw(xxgk(), village(text="甲", rows=listed(*["甲"] * len(HOSTILE))))) == formulas(data)
    back = read(xxgk(), data).submission.rows["公开"]
    assert [held(s) for s in HOSTILE] == [held(r.values["标题"]) for r in back]


def held(text):
    """A text without what no workbook can hold, and without what a reader shows to be gone."""
    return re.sub(
        r"_x00[01][0-9A-F]_|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ufffd]|\r\n?", "", storable_text(text)
    ).replace("\n", "")


# ── the whole run ──────────────────────────────────────────────────────────────────────────────────────────


def named(text):
    """A name the roster takes: the rest it refuses, with its cell."""
    return (
        not has_unseen_characters(text) and "\ufffe" not in text and len(text) <= 100 and text.strip() == text
    )


NAMES = tuple(s for s in HOSTILE if named(s))
COMMANDS = (
    ("distribute",),
    ("collect", "收"),
    ("return",),
    ("receipt",),
    ("status", "--remind", "--html"),
    ("appraise",),
    ("merge", "--partial"),
    ("report",),
)


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """A township whose units bear hostile names and send hostile texts in files with hostile names."""
    home = tmp_path_factory.mktemp("w")
    units = tuple(
        Unit(f"01{i:02}", name, "村社区", HOSTILE[i], HOSTILE[-i]) for i, name in enumerate(NAMES[::3])
    )
    folder = make_work_folder(
        home / "w",
        Office("01", "<script>=1+1", "township", "xxgk", Period.of_year(2024), "2025-01-10"),
        units,
    )
    inbox = home / "收"
    inbox.mkdir()
    for i, unit in enumerate(units):
        texts = HOSTILE[i :: len(units)]
        made = village(workbook_identity(folder, unit), text=texts[0], rows=listed(*texts))
        (inbox / f"{i}.xlsx").write_bytes(draw(folder.form, made))
    for i, text in enumerate(HOSTILE):
        name = text[:40].replace("/", "／").replace("\x00", "").encode("utf-8", "surrogatepass")
        with open(bytes(inbox) + f"/z{i}".encode() + name + b".xlsx", "wb") as file:  # noqa: PTH123 - bytes
            file.write(f"{i}".encode())
    return folder, inbox


@pytest.fixture(scope="module")
def printed(campaign):
    """What the commands print, as people and as programs read it."""
    folder, inbox = campaign
    call = CliRunner().invoke
    said = {}
    for more in ([], ["--json"]):
        for command in COMMANDS:
            named = [str(inbox) if c == "收" else c for c in command]
            done = call(cli.app, [*named, "-w", str(folder.path), *more])
            assert done.exit_code in (0, 1), done.output
            said[command[0], bool(more)] = done.output
    return said


def test_names_that_cannot_be_seen_whole_are_refused_by_the_roster():
    assert len(HOSTILE) - len(NAMES) > 10
    assert len(NAMES) > 30


@pytest.mark.promise("不会做", "单位写的文字不会控制屏幕，也不会冒充程序的话")
@pytest.mark.parametrize("command", [c[0] for c in COMMANDS])
def test_no_command_prints_what_steers_a_terminal_or_makes_a_line_of_its_own(printed, command):
    for as_json in (False, True):
        assert not STEERS.search(printed[command, as_json])
    assert not [x for x in printed[command, False].splitlines() if x.startswith("假的")]
    assert json.loads(printed[command, True])


def test_markup_is_shown_not_obeyed(printed):
    assert "[red]红[/red]" in printed["collect", False]
    assert ":smile:" in printed["collect", False]


@pytest.mark.promise("不会做", "文件只写在该写的目录里，名字里不会带出路径")
def test_every_file_is_in_its_folder_under_a_safe_name(campaign, printed):
    folder, inbox = campaign
    assert len(folder.roster()) == len(list((folder.path / "下发").iterdir()))
    for path in folder.path.rglob("*.xlsx"):
        assert re.fullmatch(r"[0-9A-Za-z\u4e00-\u9fff_-]{1,140}\.xlsx", path.name), path.name
    assert {folder.path, inbox} == set(folder.path.parent.iterdir())


@pytest.mark.promise("不会做", "单位写在格子里的文字，到了本机关的表里不会变成公式、链接")
def test_the_workbooks_of_a_run_hold_no_formula_or_link_a_unit_wrote(campaign, printed):
    folder, _ = campaign
    found = {p.name: formulas(p.read_bytes()) for p in folder.path.rglob("*.xlsx")}
    assert len(found) > len(folder.roster())
    written = [str(what) for told in found.values() for _, what in told]
    for text in ("cmd|", "127.0.0.1", "WEBSERVICE", "@SUM", "'location', '1+1'"):
        assert not [what for what in written if text in what], text
    assert not found["收集情况.xlsx"]


def test_texts_to_paste_hold_a_line_for_a_line(campaign, printed):
    """Nobody's name or text begins a line of a reminder or a receipt, or steers where it is pasted."""
    folder, _ = campaign
    texts = [p.read_text(encoding="utf-8") for p in folder.path.rglob("*.txt")]
    assert len(texts) > len(folder.roster())
    for text in texts:
        assert not STEERS.search(text.replace("\n", ""))
        assert not [x for x in text.splitlines() if x.startswith(("假的", "=", "@", "+"))]


@pytest.mark.promise("不会做", "总览网页不联网，不运行单位写进来的任何东西")
def test_the_page_of_a_hostile_campaign_runs_nothing_of_it(campaign, printed, chromium):
    """Opened, filtered, sorted and unfolded in a browser: no script, no request, no dialog; every name is text."""
    folder, _ = campaign
    watched = Watched(chromium)
    page = watched.open(folder.path / "总览.html")
    for name in page.query_selector_all("summary"):
        name.evaluate("e => { e.parentElement.open = true }")
    page.fill("#find", "<img src=x onerror=alert(1)>")
    page.fill("#find", "")
    page.click("thead button >> nth=0")
    assert [] == watched.faults
    assert [u for u in watched.asked if not u.startswith("file:")] == []
    assert 2 == page.evaluate("document.scripts.length")
    assert 0 == page.evaluate(
        "document.querySelectorAll('img,iframe,object,embed,a[href^=\\'javascript\\']').length"
    )
    shown = {x.inner_text().strip() for x in page.query_selector_all("table.units summary")}
    assert {" ".join(u.name.split()) for u in folder.roster()} == {" ".join(s.split()) for s in shown}


def test_what_a_unit_wrote_goes_up_whole(campaign, printed):
    folder, _ = campaign
    pooled = open_book(folder.report.read_bytes()).sheet("五、问题与措施")
    texts = {held(c.raw) for c in pooled.cells.values()}
    assert {held(s) for s in HOSTILE} <= texts


def test_a_sheet_s_name_is_told_and_never_obeyed(tmp_path):
    """Names no program would let in: written into the workbook part by hand."""
    import html

    source = openpyxl.load_workbook(io.BytesIO(draw(xxgk(), village(text="甲", rows=listed("甲")))))
    names = [
        s for s in HOSTILE if len(s) < 100 and not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe]", s)
    ]
    for i in range(len(names)):
        source.create_sheet(f"X{i:03}")["A1"] = 1
    out = io.BytesIO()
    source.save(out)
    made = parts(out.getvalue())
    for i, name in enumerate(names):
        quoted = html.escape(name).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
        made["xl/workbook.xml"] = made["xl/workbook.xml"].replace(
            f'name="X{i:03}"'.encode(), f'name="{quoted}"'.encode()
        )
    with zipfile.ZipFile(tmp_path / "甲.xlsx", "w") as file:
        for part, data in made.items():
            file.writestr(part, data)
    done = CliRunner().invoke(cli.app, ["collect", str(tmp_path / "甲.xlsx"), "-o", str(tmp_path / "出")])
    assert not STEERS.search(done.output)
    assert not formulas((tmp_path / "出" / "收集情况.xlsx").read_bytes())
    told = CliRunner().invoke(
        cli.app, ["collect", str(tmp_path / "甲.xlsx"), "-o", str(tmp_path / "出"), "--json"]
    )
    (file,) = json.loads(told.output)["files"]
    assert len(names) - 2 <= sum(f["code"] == "extra_sheet" for f in file["findings"])


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_file_name_made_of_it_stays_a_name(text):
    assert re.fullmatch(r"[0-9A-Za-z\u4e00-\u9fff_-]{1,60}", safe_file_name_part(text))


# ── the terminal ───────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(st.characters()) | st.text("\\[]/a#@:") | st.sampled_from(HOSTILE))
def test_a_line_shows_what_was_put_into_it(text):
    shown = terminal.format_line("[bold]{}[/]：{}", text, terminal.StyledText(text, "red"))
    assert f"{visible_text(text, terminal.MOST)}：{visible_text(text, terminal.MOST)}" == shown.plain
    assert {"bold", "red"} >= {str(s.style) for s in shown.spans}


def test_errors_and_usage_are_escaped(tmp_path, monkeypatch, capsys):
    where = tmp_path / "甲\x1b[31m\n假的"
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.app, ["collect", str(where)])
    assert (2, False) == (done.exit_code, "\x1b" in done.output)
    monkeypatch.setattr("sys.argv", ["toolkit", "distribute", "-w", str(where)])
    with pytest.raises(SystemExit):
        cli.main()
    assert "\x1b" not in capsys.readouterr().err


# ── the list of ways out ───────────────────────────────────────────────────────────────────────────────────


@cache
def calls(path):
    """Return every call in a module, as (function, its node)."""
    nodes = nodes_of(path.read_text(encoding="utf-8"))
    return [
        (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""), node)
        for node in nodes
        if isinstance(node, ast.Call)
    ]


MODULES = {p.relative_to(PACKAGE).as_posix(): p for p in sorted(PACKAGE.rglob("*.py"))}
INTO_CELLS = {
    "sheets/styles.py": {
        "write_blank",
        "write_number",
        "write_string",
        "write_datetime",
        "write_formula",  # formulas of ours
        "merge_range",
        "write_url",  # internal links
        "write_comment",  # comments of ours
    },
    "rendering/year_comparison_charts.py": {"insert_chart"},  # its titles are the form's
}
INTO_FILES = {
    "steps/collected_outputs.py",  # 收集情况.xlsx
    "steps/report_documents.py",  # 发布前核对.html; the document's own name as PDF, numbered beside it
    "steps/office_settings.py",  # toolkit.toml, edited
    "clock/write_clocks.py",  # 答复期限.xlsx, the calendar the user named, the steps, safe(number), safe(title)
    "cli/show_report.py",  # 核对汇总.html, 核对汇总.xlsx
    "reviewing/marked_copy.py",  # …（核对批注）.docx, .html
    "campaign/appraisal.py",  # 考核通报.xlsx
    "publishing/next_period.py",  # the settings, again
    "distributing/distribute.py",  # safe(code), safe(name)
    "folder/own_outputs.py",  # safe(name of the hook), safe(name)
    "collecting/table_files.py",  # where the user said
    "collecting/figure_table.py",  # where the user said
    "folder/files.py",  # the ways themselves
    "author/adopt_blank.py",  # where the user said, and beside it
    "author/form_check.py",  # safe(rule)
    "author/form_show.py",  # safe(kind)
    "author/definition_files.py",  # where the user said
    "author/form_samples.py",  # safe(code), safe(name), in the demonstration's own folder
    "author/spreadsheet_program.py",  # numbers, in a folder of its own
    "formats/word_processor.py",  # a name of ours, in a folder of its own
    "formats/print_pdf.py",  # a name of ours, in a folder of its own
    "merging/upper_form.py",  # the given form's own name, beside the report
    "merging/unkept_edits.py",  # the report's own name, beside it
    "merging/own_look.py",  # the report's own name, beside it
    "merging/merge.py",  # safe(office), or what the user named
    "distributing/migrate.py",  # the source's own name, in another folder
    "publishing/publish.py",  # the published files' own names behind the day; 发布前核对.html
    "publishing/document_text.py",  # the written document itself, edited
    "publishing/put_documents.py",  # safe(title), and numbered beside it
    "verifying/restore.py",  # 恢复记录.json, in the folder that was put back
    "campaign/receipts.py",  # safe(unit), safe(name), as sheet and text
    "collecting/adoption_list.py",  # 认领清单.xlsx
    "folder/roster_edits.py",  # 名册.xlsx, edited
    "counter/hand_ins.py",  # safe(code), safe(name), the safe last part of an uploaded name
    "counter/links.py",  # 柜台链接.json
    "counter/staged_files.py",  # names of ours, in a folder of random letters
    "desk/act_log.py",  # 正在做的.json
    "desk/office/adoption_pages.py",  # 认领清单-交回.xlsx
    "desk/watching/watched_folder.py",  # 盯着的文件夹.json; safe parts of a name, below 收件/盯着
    "desk/inbox.py",  # safe parts of an uploaded name, in a folder of its own
    "folder/form_listing.py",  # the id of a form, an identifier; safe(edition)
    "folder/handed_out_definition.py",  # 下发时的表样.toml
    "author/generated_files.py",  # the repository's own files
    "publishing/rulings.py",  # 核对记录.json
    "publishing/document_records.py",  # 生成记录.json
    "returns/return_copies.py",  # safe(unit), safe(name)
    "campaign/status.py",  # 催报.txt, 总览.html
    "folder/run_outputs.py",  # 第0001次/收集情况.xlsx
    "folder/work_folder.py",  # toolkit.toml, 名册.xlsx
}


def test_text_goes_into_cells_by_put_alone():
    wrote = re.compile(r"write(_\w+)?|merge_range|insert_\w+|set_header|set_comment")
    for module, path in MODULES.items():
        ways = calls(path)
        draws = "xlsxwriter" in path.read_text(encoding="utf-8")
        sheets = (
            {n for n, c in ways if wrote.fullmatch(n) and isinstance(c.func, ast.Attribute)}
            if draws
            else set()
        )
        assert INTO_CELLS.get(module, set()) == sheets, module
        for name, call in ways:
            if name == "merge_range":
                assert "" == call.args[4].value, f"{module}: a merge is written blank; its text is put"


def test_only_the_terminal_prints_and_its_templates_are_literal():
    for module, path in MODULES.items():
        source = path.read_text(encoding="utf-8")
        if module not in ("terminal.py", "author/generated_files.py", "intake/office_program.py"):
            # of the last two the first is a tool of the makefile, the other lets a program say nothing
            printing = r"(from|import) rich|\bprint\(|\.echo\(|stdout|stderr|BadParameter"
            assert not re.search(printing, source), module
        if module.startswith("cli/"):
            _hold_literal_templates(module)


def _hold_literal_templates(module):
    lines = ("print_line", "print_divider")
    called = (*lines, "usage_error", "format_line", "print_sentence")
    ways = [(n, c) for n, c in calls(MODULES[module]) if n in called]
    silent = (
        "cli/__init__.py",
        "cli/app.py",
        "cli/chinese_commands.py",
        "cli/help_wording.py",
        "cli/run_log.py",
    )
    assert ways or module in silent, module
    for name, call in ways:
        at = name == "print_sentence"  # what programs are told stands before it
        template = call.args[at : at + 1]
        assert all(isinstance(a, ast.Constant) for a in template), f"{module}: {name}, line {call.lineno}"
    nodes = nodes_of(MODULES[module].read_text(encoding="utf-8"))
    handed = [n for n in nodes if isinstance(n, ast.Attribute) and n.attr in lines]
    assert module == "cli/app.py" or len(handed) == sum(n in lines for n, _ in ways), module


def test_files_are_written_in_known_places_alone():
    for module, path in MODULES.items():
        found = calls(path)
        made = {n for n, _ in found if n in ("write_bytes", "write_text", "mkstemp", "copyfile")}
        known = {"mkstemp"} if module in ("folder/files.py", "ledger/originals.py") else set()
        assert made <= known, module
        ways = ("write_atomically", "write_in_groups", "write_under_free_name")
        wrote = any(n in ways and isinstance(c.func, ast.Name) for n, c in found)
        assert wrote == (module in INTO_FILES), module
