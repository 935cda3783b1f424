"""收集情况.xlsx: every file's cells add up, and every cell that was cleaned is there from → to."""

import pytest
from forms import xxgk

from toolkit.author.samples import make_demo_folder, samples_folder
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.summary_workbook import ACCOUNT_WORDS, draw_summary
from toolkit.form.period import Period
from toolkit.form.submission import ACCOUNT, ASKED, BESIDE
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-09T08:00:00+00:00"


@pytest.fixture(scope="module")
def first_round(tmp_path_factory):
    folder = make_demo_folder(tmp_path_factory.mktemp("样例") / "样例")
    return collect_submissions([samples_folder() / "第一轮"], folder, xxgk(), NOW, lambda *_: None)


def table(book, name):
    """A page as rows of its heads' words to what stands under them."""
    cells = {at: c.raw for at, c in book.sheet(name).cells.items()}
    head = next(r for r in range(10) if (r, 3) in cells)
    heads = {c: text for (r, c), text in cells.items() if r == head}
    last = max(r for r, _ in cells)
    return [{h: cells.get((r, c), "") for c, h in heads.items()} for r in range(head + 1, last + 1)]


@pytest.mark.promise("会说出来", "每一份文件要填多少格、读出多少、没读懂多少，加起来不差一格")
def test_the_account_of_every_file_adds_up(first_round):
    rows = table(open_book(draw_summary(first_round, Period.of_year(2024))), "文件清单")
    assert len(first_round.files) == len(rows)
    read = [r for r in rows if r["应填"]]
    assert read
    for row in read:
        assert int(row["应填"]) == sum(int(row[ACCOUNT_WORDS[a]]) for a in ACCOUNT)
    assert {ASKED, *ACCOUNT, *BESIDE} == ACCOUNT_WORDS.keys()


def test_so_does_the_account_in_json(first_round):
    plain = first_round.plain()
    accounts = [f["account"] for f in plain["files"] if f["account"]]
    assert accounts
    assert all(a[ASKED] == sum(a[k] for k in ACCOUNT) for a in accounts)


@pytest.mark.promise("会说出来", "读取时整理过的格子，逐个写明从什么改成什么")
def test_every_cleaned_cell_is_listed_from_what_to_what(first_round):
    rows = table(open_book(draw_summary(first_round, Period.of_year(2024))), "整理记录")
    told = [f for u in first_round.units for f in u.findings if f.code == "cleaned"]
    assert sorted((f.sheet, f.cell, f.value, f.read) for f in told) == sorted(
        (r["工作表"], r["单元格"], r["填的是"], r["读作"]) for r in rows
    )
    assert ("2个", "2") in {(r["填的是"], r["读作"]) for r in rows}
    counted = sum(f.submission.account["cleaned"] for f in first_round.files if f.submission)
    assert counted == len(told)
    said = {(f["value"], f["read"]) for x in first_round.plain()["files"] for f in x["findings"]}
    assert ("2个", "2") in said
