"""The table of docs/messages.md, carried out: change a workbook as a row says, take what the tool then says.

``python tests/messages.py --write`` writes the tool's words into the table again; ``tests/chain/test_messages.py`` holds them.
"""

import datetime
import io
import re
import sys
import tempfile
from functools import cache
from pathlib import Path

import openpyxl
from draw import draw, submission
from forms import xxgk
from real import typed

from toolkit.author.samples import samples_folder
from toolkit.collecting.collect import collect_submissions
from toolkit.form.finding import SEVERITY
from toolkit.form.grounding import ground_form
from toolkit.form.submission import Row

PAGE = Path(__file__).parent.parent / "docs" / "messages.md"
ROW = re.compile(r"^\| (\d+) \| (\S+) \| (.+?) \| (.*?) \| (.+?) \|$")


def village():
    form = xxgk()
    zeros = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    some = {"意见收到": 5.0, "意见答复": 5.0, "应财务公开": 4.0, "财务公开": 4.0}
    figures = zeros | {c: some[c.row] for c in zeros if c.table == "互动" and c.row in some}
    row = {"日期": "2024-03-05", "标题": "一季度财务", "类别": "财务", "性质": "村级自有", "公开栏": "√"}
    lists = frozenset(("代收", "问题"))
    return draw(
        form, submission(form, "村社区", figures, rows={"公开": (Row(7, row),)}, zero=lists, unit="001")
    )


def report():
    """A real report of 2024 that keeps every identity, with last year's figures it follows from."""
    form = xxgk()
    made = typed(form, "04", "township")
    before = {}
    for prior in ground_form(form, "报告", "township").priors:
        cell = prior.cell
        now = {row: made.figures.get(cell._replace(row=row), 0.0) for row in ("结转", "结转下年")}
        of = {c: made.figures.get(cell._replace(column=c), 0.0) for c in ("制发", "废止", "有效")}
        before[prior] = now["结转"] if cell.table == "表三" else of["有效"] - of["制发"] + of["废止"]
        before[prior] = 0.0 if cell.table == "表四" else before[prior]
    zeros = {c: 0.0 for c in form.cells_of("报告") if form.figure(c).type in ("count", "number")}
    texts = {c: "样例文字" for c in form.cells_of("报告") if c.table == "总体"}
    figures = {**zeros, **texts, **made.figures}
    blank = frozenset(r.id for r in form.registers_of("报告") if "报告" not in r.optional)
    full = submission(form, "报告", figures, "township", zero=blank, prior=before)
    return draw(form, full)


def lead():
    return next((samples_folder() / "第二轮").glob("*党政办公室*.xlsx")).read_bytes()


BASES = {"村社区": village, "报告": report, "党政办": lead}


def edit(book, step):
    """Carry out one step of a row: 表!A1=值 (空 clears), 删行 表!8, 插行 表!8, 删表 表."""
    if step.startswith(("删行", "插行")):
        sheet, _, row = step.split(" ", 1)[1].partition("!")
        (book[sheet].delete_rows if step[0] == "删" else book[sheet].insert_rows)(int(row))
    elif step.startswith("删表"):
        del book[step.split(" ", 1)[1]]
    else:
        place, _, text = step.partition("=")
        sheet, _, cell = place.partition("!")
        if text == "空":
            book[sheet][cell] = None
        elif re.fullmatch(r"-?\d+(\.\d+)?", text):
            book[sheet][cell] = float(text)
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            book[sheet][cell] = datetime.datetime.fromisoformat(text)
            book[sheet][cell].number_format = "yyyy-mm-dd"
        else:
            book[sheet][cell] = text
            book[sheet][cell].data_type = "s"  # as it is typed, whatever it begins with


def findings(data):
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "x.xlsx"
        path.write_bytes(data)
        (file,) = collect_submissions(
            [path], None, xxgk(), "2025-01-09T08:00:00+00:00", lambda *_: None
        ).files
        unplaced = [f.line for f in file.findings if re.search("[A-Z][0-9]", f.cell) and not f.at]
        assert not unplaced, "whatever names a cell points at it"
        return file.findings


@cache
def before(kind):
    return BASES[kind]()


@cache
def already(kind):
    return {(f.code, f.rule, f.place, f.message) for f in findings(edited(before(kind), ""))}


def edited(data, steps):
    book = openpyxl.load_workbook(io.BytesIO(data))
    for step in filter(None, steps.split("；")):
        edit(book, step)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def said(kind, steps):
    """Return what the tool says to a workbook of *kind* after *steps*, as the table shows it."""
    told = [
        f
        for f in findings(edited(before(kind), steps))
        if (f.code, f.rule, f.place, f.message) not in already(kind)
    ]
    shown = [
        f"**{SEVERITY[f.severity]}** {f.place + '：' if f.place else ''}{f.message}{f'（{f.numbered}）' if f.rule else ''}。*{f.remedy}*"
        for f in told
        if f.code != "not_judged"
    ]
    return "<br>".join(shown).replace("|", "｜").replace("\n", " ")


def rows():
    """Yield (number, kind, steps, what the table says, what to do) of every row."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if found := ROW.fullmatch(line):
            yield found.groups()


def write():
    lines = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if found := ROW.fullmatch(line):
            number, kind, steps, _, action = found.groups()
            lines.append(f"| {number} | {kind} | {steps} | {said(kind, steps) or '（没有）'} | {action} |")
        else:
            lines.append(line)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    for row in rows():
        print(*row, sep="\n  ")
