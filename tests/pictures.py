"""Draw the README's pictures: workbooks → PDF (LibreOffice) → PNG (pdftoppm). Run by `make pictures`, by hand."""

import subprocess
import sys
import tempfile
from pathlib import Path

import office

from toolkit.flow.collect import collect
from toolkit.flow.merge import report
from toolkit.flow.samples import samples, scene
from toolkit.flow.summary import summary
from toolkit.flow.workfolder import templates

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "pictures"
DPI = 72
NOW = "2025-01-09T08:00:00+00:00"


def drawn(folder):
    """Yield (picture, workbook, page, height in pixels, dots per inch) for every picture."""
    village = templates() / "xxgk-村社区.xlsx"
    returned = next((samples() / "第一轮").glob("*石桥村.xlsx"))
    lead = next((samples() / "第二轮").glob("*党政办公室*.xlsx"))
    work = scene(folder / "样例")
    first = collect([samples() / "第一轮"], work, work.form, NOW, lambda *_: None)
    (folder / "收集情况.xlsx").write_bytes(summary(first, work.office.year))
    collect([samples() / "第二轮"], work, work.form, NOW, lambda *_: None)
    merged = report(work, folder / "年度报告.xlsx", NOW, lambda *_: None, partial=False).path
    yield "village-cover.png", village, 1, 560, DPI
    yield "village-figures.png", village, 2, 520, DPI
    yield "village-register.png", returned, 3, 420, DPI
    yield "returned-cover.png", returned, 1, 560, DPI
    yield "request-register.png", lead, 8, 300, 150
    yield "report-table2.png", merged, 5, 330, DPI
    yield "report-table3.png", merged, 6, 560, DPI
    yield "report-table4.png", merged, 7, 200, DPI
    yield "summary.png", folder / "收集情况.xlsx", 1, 560, DPI


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wanted = list(drawn(folder))
        copies = {}
        for _, book, *_ in wanted:  # LibreOffice names its output after the input: names must differ
            if book not in copies:
                copies[book] = folder / f"{len(copies)}.xlsx"
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
