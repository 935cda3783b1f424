"""The overview page in a real browser: opened, filtered, sorted, unfolded, printed; every chart has its table."""

import html
import json
import re

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Watched
from forms import xxgk

from toolkit.author.samples import make_demo_folder, samples_folder
from toolkit.campaign.campaign import load_campaign
from toolkit.campaign.overview import draw_overview
from toolkit.collecting.collect import collect_submissions
from toolkit.document.overview_page import HERE, render_overview_page
from toolkit.figures.outliers import find_outliers
from toolkit.folder.work_folder import open_work_folder
from toolkit.merging.report_clocks import clocks_beside

NOW = "2025-01-09T08:00:00+00:00"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The overview of the samples' first round, and the campaign it shows."""
    folder = make_demo_folder(tmp_path_factory.mktemp("样例") / "样例")
    collect_submissions([samples_folder() / "第一轮"], folder, xxgk(), NOW, lambda *_: None)
    book = openpyxl.load_workbook(next((samples_folder() / "第一轮").glob("*南坡村*")))
    book["工作情况"]["B16"] = 60  # far more letter boxes than any other village has
    book.save(folder.path.parent / "南坡村_再报.xlsx")
    collect_submissions([folder.path.parent / "南坡村_再报.xlsx"], folder, xxgk(), NOW, lambda *_: None)
    found = load_campaign(folder, NOW)
    path = folder.path / "总览.html"
    path.write_text(draw_overview(folder, found, clocks_beside(folder, NOW)), encoding="utf-8")
    return path, found


@pytest.fixture
def watched(chromium, written):
    made = Watched(chromium)
    made.open(written[0])
    yield made
    made.page.close()
    assert [] == made.faults
    assert [u for u in made.asked if not u.startswith("file:")] == []


def shown(page):
    return [
        x.inner_text().strip() for x in page.query_selector_all("table.units tbody tr:not([hidden]) summary")
    ]


def test_every_unit_is_there_with_its_state_and_its_tables(watched, written):
    page, lines = watched.page, written[1].lines
    assert len(lines) == len(shown(page)) == len(page.query_selector_all("table.units tbody tr"))
    form = xxgk()
    for table, kind in zip(
        page.query_selector_all("table.units"), dict.fromkeys(x.now.unit.kind for x in lines), strict=True
    ):
        heads = [h.inner_text() for h in table.query_selector_all("th.sheet")]
        assert [s.id for s in form.sheets_of(kind)] == heads
    wrong = page.query_selector_all("td.cell.error")
    errors = {
        (x.now.unit.code, f.sheet) for x in lines for f in x.now.findings if f.severity == "error" and f.sheet
    }
    assert len(errors) == len(wrong)
    said = page.eval_on_selector_all(
        "table.units td.cell", "all => all.map(c => [c.title, c.getAttribute('aria-label')])"
    )
    assert all(
        title and title == read_out for title, read_out in said
    )  # a sign alone says nothing to who hears it


def test_one_filters_by_words_kind_and_state(watched, written):
    page = watched.page
    page.fill("#find", "司法")
    assert ["司法所（样例）"] == shown(page)
    page.click("#all")
    page.select_option("#kind", "站所")
    assert {"站所"} == {x.now.unit.kind for x in written[1].lines if x.now.unit.name in shown(page)}
    page.click(".card.returned")
    assert ["便民服务中心（样例）"] == shown(page)
    assert "true" == page.get_attribute(".card.returned", "aria-pressed")
    assert "显示 1 / 21 个单位" == page.inner_text("#shown")
    page.click(".card.returned")
    page.click("#all")
    assert len(written[1].lines) == len(shown(page))


def test_one_sorts_by_any_head_and_the_address_keeps_it(watched, written, chromium):
    page = watched.page
    head = "table.units >> nth=0 >> thead button >> nth=5"
    page.click(head)
    villages = [x for x in written[1].lines if x.now.unit.kind == "村社区"]
    counts = [x.now.unit.name for x in sorted(villages, key=lambda x: -x.errors)]
    assert counts[:1] == shown(page)[:1]
    assert "descending" == page.get_attribute("table.units >> nth=0 >> th >> nth=5", "aria-sort")
    page.click(head)
    assert "ascending" == page.get_attribute("table.units >> nth=0 >> th >> nth=5", "aria-sort")
    page.fill("#find", "村")
    again = Watched(chromium)
    again.open(written[0], "#" + page.url.partition("#")[2])
    assert shown(page) == shown(again.page)
    again.page.close()


def test_one_needs_no_mouse(watched):
    page = watched.page
    page.focus("#find")
    page.keyboard.type("石桥")
    page.focus("table.units tbody tr:not([hidden]) summary")
    page.keyboard.press("Enter")
    assert "五六个" in page.inner_text("table.units tbody tr:not([hidden]) ol")
    page.focus("table.units >> nth=0 >> thead button >> nth=1")
    page.keyboard.press("Enter")
    assert "ascending" == page.get_attribute("table.units >> nth=0 >> th >> nth=1", "aria-sort")


def test_every_chart_has_the_same_numbers_in_a_table_behind_it(watched, written):
    page = watched.page
    for chart, table in (
        ("#rules", "#rule-table"),
        ("#figures", "#ftable"),
        ("#days", "#days + details table"),
    ):
        assert page.query_selector(f"{chart} svg[role=img][aria-label]"), chart
        assert page.query_selector_all(f"{table} tbody tr"), table
    bars = [
        int(t) for t in page.eval_on_selector_all("#rules text", "all => all.map(t => t.textContent)")[1::2]
    ]
    page.eval_on_selector_all("details", "all => all.forEach(d => { d.open = true })")
    rows = [int(x.inner_text()) for x in page.query_selector_all("#rule-table tbody tr td:nth-child(4)")]
    assert bars == rows[: len(bars)]
    page.select_option("#figure", index=1)
    said = page.inner_text("#fsaid")
    numbers = [float(x.inner_text()) for x in page.query_selector_all("#ftable tbody td:nth-child(2)")]
    assert f"合计 {sum(numbers):g}" in said
    assert page.eval_on_selector_all("#figures rect", "all => all.length") == len(numbers)


def test_what_is_far_off_is_said_in_chart_and_table(watched):
    page = watched.page
    page.eval_on_selector_all("details", "all => all.forEach(d => { d.open = true })")
    assert any(
        "60" in x.inner_text() and "南坡村" in x.inner_text()
        for x in page.query_selector_all("#outliers tbody tr")
    )
    red = {}
    for i, option in enumerate(page.query_selector_all("#figure option")):
        page.select_option("#figure", index=i)
        red[option.inner_text()] = page.eval_on_selector_all(
            "#figures rect[fill='#d64f45']", "all => all.length"
        )
    assert [1] == [n for label, n in red.items() if label.endswith("：意见箱")]
    assert sum(red.values()) < len(red), "a page that marks every small difference is not looked at"
    assert [False] * 4 == find_outliers([1, 1, 1, 100])
    assert [False] * 5 + [True] == find_outliers([10, 11, 10, 9, 10, 60])
    assert [False] * 6 == find_outliers([26, 26, 26, 26, 27, 18]), (
        "a small step is none, however much the others agree"
    )
    assert [False] * 5 + [True] == find_outliers([0, 0, 0, 0, 0, 7])
    assert [False] * 6 == find_outliers([3, 3, 3, 3, 3, 3])


def test_it_breaks_no_rule_of_accessibility(watched):
    watched.page.eval_on_selector_all(
        "table.units details", "all => all.slice(0, 8).forEach(d => { d.open = true })"
    )
    found = Axe().run(watched.page)
    assert [] == [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found.response["violations"]]


def test_it_prints_on_a4_with_colours(watched):
    data = watched.page.pdf(prefer_css_page_size=True)
    boxes = {
        tuple(round(float(x)) for x in m.split()) for m in re.findall(rb"/MediaBox \[([0-9. ]+)\]", data)
    }
    assert {(0, 0, 842, 595)} == boxes


def test_it_needs_nothing_but_itself(written):
    text = written[0].read_text(encoding="utf-8")
    bare = re.sub(r"http://www\.w3\.org/2000/svg", "", text)
    assert not re.search(r"https?:|//[a-z]|src=|href=\"[^#]|@import|url\(", bare)
    assert "default-src 'none'" in html.unescape(text)


def test_a_script_that_is_not_ours_does_not_run(watched):
    ran = watched.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.head.append(s);"
        " const b = document.createElement('button'); b.setAttribute('onclick', 'window.ran = 2'); document.body.append(b); b.click();"
        " return window.ran ?? 0 }"
    )
    assert 0 == ran
    blocked = [f for f in watched.faults if "Content Security Policy" in f]
    assert 2 == len(blocked)
    watched.faults.clear()


def test_last_year_s_figures_stand_beside_this_year_s(tmp_path, chromium):
    """Where last year's work folder is known, every unit's own figures of last year."""
    last = make_demo_folder(tmp_path / "上年")
    collect_submissions([samples_folder() / "第二轮"], last, xxgk(), NOW, lambda *_: None)
    make_demo_folder(tmp_path / "今年")
    settings = tmp_path / "今年" / "toolkit.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"# (last = )\"[^\"]*\"", r'\1"../上年"', text), encoding="utf-8")
    folder = open_work_folder(tmp_path / "今年")
    assert folder.last
    collect_submissions([samples_folder() / "第一轮"], folder, xxgk(), NOW, lambda *_: None)
    made = draw_overview(folder, load_campaign(folder, NOW))
    data = json.loads(re.search(r'id="data">(.*?)</script>', made, re.DOTALL)[1])
    before = {was for k in data["figures"] for f in k["figures"] for _, _, was, _ in f["values"]}
    assert before > {None}
    (tmp_path / "页.html").write_text(made, encoding="utf-8")
    seen = Watched(chromium).open(tmp_path / "页.html")
    assert seen.eval_on_selector_all(
        "#ftable tbody tr", "all => all.filter(r => r.cells[2].textContent).length"
    )


def test_what_is_due_of_requests_stands_in_a_section_of_its_own(watched):
    said = watched.page.query_selector("section[aria-labelledby=h-clocks]").inner_text()
    assert "依申请公开的答复期限" in said
    assert "党政办公室（样例）：2 件" in said


def test_the_page_s_own_files_are_in_the_package():
    assert {"overview.css", "overview.js", "overview.html.j2"} <= {p.name for p in HERE.iterdir()}
    assert callable(render_overview_page)


@pytest.mark.parametrize("width", [1360, 800, 400])
def test_the_page_is_no_wider_than_the_window(chromium, written, width):
    seen = Watched(chromium, width).open(written[0])
    assert seen.evaluate("document.documentElement.scrollWidth") <= width
