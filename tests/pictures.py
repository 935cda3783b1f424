"""Draw the README's pictures: workbooks → PDF (LibreOffice) → PNG (pdftoppm). Run by `make pictures`, by hand."""

import dataclasses
import datetime
import subprocess
import sys
import tempfile
from pathlib import Path

import browser
import office
from adopt_pictures import adopted_campaign
from counters import free_port
from desks import served
from draw import draw, submission
from real import typed

from toolkit.author.samples import make_demo_folder, samples_folder
from toolkit.campaign.campaign import load_campaign
from toolkit.campaign.overview import draw_overview
from toolkit.campaign.receipts import write_receipts
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.summary_workbook import draw_summary
from toolkit.distributing.distribute import distribute_workbooks
from toolkit.folder.work_folder import RECEIPTS, RETURNS, load_named_form, templates_folder
from toolkit.form.model import Cell
from toolkit.merging.merge import merge_report
from toolkit.publishing.compose import write_report_documents
from toolkit.publishing.freshness import open_report_in_folder
from toolkit.publishing.publish_check import check_publish_readiness
from toolkit.returns.return_copies import write_return_copies

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "pictures"
DPI = 72
NOW = "2025-01-09T08:00:00+00:00"


def photograph_desk(work):
    """Photograph the page as it is once the first round came in, on a screen as offices have it."""
    with browser.chromium() as opened, served(work.path.parent, work.path) as link:
        page = opened.new_page(viewport={"width": 1366, "height": 768})
        page.goto(link)
        page.screenshot(path=OUT / "desk-home.png")
        page.get_by_role("link", name="石桥村").first.click()
        page.wait_for_selector("td.lit")
        page.screenshot(path=OUT / "desk-unit.png")


def photograph_counter(work):
    """Photograph a unit's own page on a telephone, once the first round came in."""
    where = ("--lan", "--address", "127.0.0.1", "--lan-port", free_port())
    with browser.chromium() as opened, served(work.path.parent, work.path, *where) as link:
        office = opened.new_page(viewport={"width": 1366, "height": 768})
        office.goto(link)
        office.get_by_role("link", name="柜台").click()
        with office.expect_navigation():
            office.get_by_role("button", name="给没有链接的单位链接").click()
        lines = office.locator("#paste").input_value().splitlines()
        phone = opened.new_page(viewport={"width": 390, "height": 844})
        phone.goto(next(line.partition("：")[2] for line in lines if line.startswith("石桥村")))
        phone.screenshot(path=OUT / "counter-phone.png")


def drawn(folder):
    """Yield (picture, workbook, page, height in pixels, dots per inch) for every picture."""
    village = templates_folder() / "xxgk-村社区.xlsx"
    returned = next((samples_folder() / "第一轮").glob("*石桥村.xlsx"))
    lead = next((samples_folder() / "第二轮").glob("*党政办公室*.xlsx"))
    work = make_demo_folder(folder / "样例")
    first = collect_submissions([samples_folder() / "第一轮"], work, work.form, NOW, lambda *_: None)
    (folder / "收集情况.xlsx").write_bytes(draw_summary(first, work.office.period))
    distribute_workbooks(work, None, NOW, lambda *_: None)
    photograph_desk(work)
    photograph_counter(work)
    write_return_copies(work, (), None, NOW, lambda *_: None)
    write_receipts(work, (), None, NOW, lambda *_: None)
    (copy,) = (work.path / RETURNS).glob("*石桥村*.xlsx")
    (slip,) = (work.path / RECEIPTS).glob("*石桥村*.xlsx")
    yield "return-list.png", copy, 1, 190, DPI
    yield "return-cells.png", copy, 3, 620, DPI
    yield "receipt.png", slip, 1, 560, DPI
    page = folder / "总览.html"
    page.write_text(draw_overview(work, load_campaign(work, NOW)), encoding="utf-8")
    photographed(page, OUT / "overview.png")
    collect_submissions([samples_folder() / "第二轮"], work, work.form, NOW, lambda *_: None)
    merged = merge_report(work, folder / "年度报告.xlsx", NOW, lambda *_: None, partial=False).path
    yield "village-cover.png", village, 1, 560, DPI
    yield "village-figures.png", village, 2, 520, DPI
    yield "village-register.png", returned, 3, 420, DPI
    warned = warning(folder / "说明.xlsx")
    yield "returned-cover.png", returned, 1, 560, DPI
    yield "warned-cover.png", warned, 1, 560, DPI
    yield "ready-cover.png", ready(folder / "可报.xlsx"), 1, 560, DPI
    yield "check-sheet.png", warned, 7, 620, 130
    yield "wrong-cell.png", broken(folder / "不符.xlsx"), 6, 420, DPI
    yield "request-register.png", lead, 8, 300, 150
    yield "report-table2.png", merged, 6, 330, DPI
    yield "report-table3.png", merged, 7, 560, DPI
    yield "report-table4.png", merged, 8, 200, DPI
    made = write_report_documents(open_report_in_folder(merged, None), folder, None, "2025年1月16日")
    ahead = check_publish_readiness(
        open_report_in_folder(merged, None),
        [made.word, made.page],
        datetime.date(2025, 1, 16),
        folder / "无.json",
        None,
    )
    page.write_text(ahead.page(), encoding="utf-8")
    photographed(page, OUT / "precheck.png", height=10)
    yield "document.png", made.word, 1, 842, DPI
    yield "document-table3.png", made.word, 4, 842, DPI
    yield "summary.png", folder / "收集情况.xlsx", 1, 560, DPI
    yield from adopted_campaign(folder)


def photographed(page, target, height=1000):
    """Take a picture of a page, as a browser shows it."""
    with browser.chromium() as opened:
        seen = browser.Watched(opened, 1360, height).open(page)
        seen.evaluate(
            "document.querySelectorAll('table.units tbody tr:nth-child(6) details').forEach(e => { e.open = true })"
        )
        seen.screenshot(path=target, full_page=True)


def village(**figures):
    """A village's figures, all 0 but *figures* of 互动, every list 零报告."""
    form = load_named_form("xxgk")
    zeros = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    given = {Cell("互动", k, "数量"): float(v) for k, v in figures.items()}
    lists = frozenset(r.id for r in form.registers_of("村社区"))
    return form, submission(form, "村社区", {**zeros, **given}, zero=lists, name="东岭村（样例）")


def warning(path):
    """A village whose one warning waits for its explanation."""
    path.write_bytes(draw(*village(应财务公开=4, 财务公开=3)))
    return path


def ready(path):
    """A village with nothing to mend."""
    path.write_bytes(draw(*village()))
    return path


def broken(path):
    """A report in whose 表三 one figure is wrong."""
    form = load_named_form("xxgk")
    made = typed(form, "04", "district")
    cell = Cell("表三", "r1", "自然人")
    figures = {**made.figures, cell: made.figures[cell] + 1}
    path.write_bytes(draw(form, dataclasses.replace(made, figures=figures, stated=frozenset())))
    return path


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wanted = list(drawn(folder))
        copies = {}
        for _, book, *_ in wanted:  # LibreOffice names its output after the input: names must differ
            if book not in copies:
                copies[book] = folder / f"{len(copies)}{book.suffix}"
                copies[book].write_bytes(book.read_bytes())
        pages = office.convert(list(copies.values()), folder / "pdf", folder / "profile", to="pdf")
        pdfs = dict(zip(copies, pages, strict=True))
        for picture, book, page, height, dpi in wanted:
            target = str((OUT / picture).with_suffix(""))
            crop = ["-x", "0", "-y", "0", "-W", "2000", "-H", str(height)]
            command = [
                "pdftoppm",
                "-r",
                str(dpi),
                "-png",
                "-singlefile",
                "-f",
                str(page),
                "-l",
                str(page),
                *crop,
            ]
            subprocess.run([*command, str(pdfs[book]), target], check=True)


if __name__ == "__main__":
    sys.exit(main())
