"""An adopted blank goes round between an office and five units: handed out, filled in, sent back, mended, merged, by openpyxl alone."""

import json
import shutil

import openpyxl
import pytest
from adopting.test_proposal import bytes_of
from form_chain import toolkit
from given import HAZARDS, KIND, LEDGER, PAPERS
from mending import marked_cells

from toolkit.author.invented_submission import SubmissionInventor
from toolkit.author.sample_recipe import recipe_of
from toolkit.folder.work_folder import open_work_folder
from toolkit.form.grounding import ground_form
from toolkit.form.placement import lay_out_workbook
from toolkit.reading.identity import identify_workbook
from toolkit.xlsx.open_workbook import open_book

VILLAGES = ("东岭村", "西滩村", "南坡村", "北渡村", "柳沟村")
WRONG = {
    LEDGER: ("表六", "D5", 7),
    HAZARDS: ("统计表", "C9", "二十几"),
    PAPERS: ("清理意见表", "D4", "老早以前"),
}
"""What the first unit typed wrongly: a total that is none, words for a number, words for a day."""
BESIDE = {LEDGER: (6, 8), HAZARDS: (10, 12), PAPERS: (4, 5)}
"""Two rows that change places."""


class Round:
    """A work folder, its units' files, and what each means to say."""

    def __init__(self, home, name):
        self.home, self.name, self.work = home, name, home / "工作"
        blank = home / f"{name}.xlsx"
        blank.write_bytes(bytes_of(name))
        toolkit("form", "adopt", blank, "--yes", "全部", codes=(0,))
        said = toolkit("form", "check", blank.with_suffix(".toml"))
        assert f"下发的就是空表 {blank.name} 本身" in said
        period = "2025-05" if name == HAZARDS else "2025"
        said = ("--name", "白鹤镇人民政府", "--code", "410308105", "--period", period)
        toolkit("init", self.work, "--form", blank.with_suffix(".toml"), *said, codes=(0,))
        for i, village in enumerate(VILLAGES, 1):
            toolkit("roster", "add", f"41030810500{i}", village, KIND, "-w", self.work, codes=(0,))
        toolkit("distribute", "-w", self.work, codes=(0,))
        self.form = open_work_folder(self.work).form
        self.layout = lay_out_workbook(self.form, KIND)
        self.grounded = ground_form(self.form, KIND)
        self.meant = {}

    def file(self, unit, folder="下发"):
        return next((self.work / folder).glob(f"*{unit}*.xlsx"))

    def fill_in(self, number, unit):
        """Type figures that hang together into a unit's copy; return the file."""
        path = self.home / f"{unit}.xlsx"
        shutil.copy(self.file(unit), path)
        book = openpyxl.load_workbook(path)
        period = open_work_folder(self.work).office.period
        who = identify_workbook(open_book(path.read_bytes())).who
        drawn = (
            (inventor, inventor.invent(who, {}, {}))
            for seed in range(20)
            for inventor in (
                SubmissionInventor(self.grounded, recipe_of(self.form), period, f"{number} {seed}"),
            )
        )
        made = next(made for inventor, made in drawn if not inventor.broken_checks(made))
        for cell in (c for c in self.grounded.inputs if c in made.figures):
            at = self.layout.at[cell]
            book[at.sheet][at.a1] = made.figures[cell]
        for strip in self.layout.strips.values():
            for row in range(3):
                for field in strip.register.fields:
                    at = strip.place(field.id, strip.first + row)
                    book[at.sheet][at.a1] = self.of_list(field, unit, row)
        book.save(path)
        self.meant[unit] = made.figures
        return path

    def of_list(self, field, unit, row):
        if field.type == "option":
            return self.form.options[field.options][row].label
        return f"2020-03-0{row + 1}" if field.type == "date" else f"{field.label}{unit}{row}"

    def collect(self, folder):
        said = json.loads(toolkit("collect", folder, "-w", self.work, "--json"))
        return {f["unit"]: f for f in said["files"]}


@pytest.mark.parametrize("name", [LEDGER, HAZARDS, PAPERS])
def test_five_units_fill_in_the_blank_one_wrongly_one_with_rows_moved(tmp_path, name):
    made = Round(tmp_path, name)
    (tmp_path / "一轮").mkdir()
    for number, unit in enumerate(VILLAGES, 1):
        path = made.fill_in(number, unit)
        book = openpyxl.load_workbook(path)
        if number == 1:
            sheet, a1, typed = WRONG[name]
            right, book[sheet][a1] = book[sheet][a1].value, typed
        if number == 2:
            sheet, (one, other) = book[WRONG[name][0]], BESIDE[name]
            for column in range(1, sheet.max_column + 1):
                a, b = sheet.cell(one, column), sheet.cell(other, column)
                if not str(a.value).startswith("=") and (name != PAPERS or column > 1):
                    a.value, b.value = b.value, a.value
        book.save(tmp_path / "一轮" / path.name)
    first = made.collect(tmp_path / "一轮")
    assert "returned" == first["410308105001"]["outcome"]
    told = {f["code"] for f in first["410308105002"]["findings"]}
    assert ("realigned" in told) == (name != PAPERS)
    toolkit("return", "-w", made.work)
    copy = made.file("410308105001", "退回")
    book = openpyxl.load_workbook(copy)
    assert "请改这" in book.sheetnames[0]
    assert WRONG[name][:2] in marked_cells(copy.read_bytes())
    book[WRONG[name][0]][WRONG[name][1]] = right
    (tmp_path / "二轮").mkdir()
    book.save(tmp_path / "二轮" / copy.name)
    again = made.collect(tmp_path / "二轮")
    assert again["410308105001"]["outcome"].startswith("accepted"), again["410308105001"]["findings"]
    merged = json.loads(toolkit("merge", "-w", made.work, "--partial", "--json"))
    sums = by_hand(made)
    assert {n: merged["figures"][n] for n in sums} == pytest.approx(sums)
    if name == PAPERS:
        report = openpyxl.load_workbook(merged["path"])
        listed = [
            c.value
            for c in report["清理意见表"]["A"]
            if str(c.value).startswith("文件名称") and "村" in str(c.value)
        ]
        assert sorted(f"文件名称{unit}{row}" for unit in VILLAGES for row in range(3)) == sorted(listed)


def by_hand(made):
    """The sums of what was typed, column by column."""
    numbers = {
        c for c in made.grounded.inputs if made.form.figure(c).type in ("count", "number") and made.form.figure(c).up == "sum"
    }  # fmt: skip
    return {c.name: sum(made.meant[unit][c] for unit in VILLAGES) for c in numbers}
