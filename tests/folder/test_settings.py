"""toolkit.toml as clerks leave it: read where it is unmistakable, else every fault with its line and what to write."""

import pytest

from toolkit.errors import WorkFolderError
from toolkit.folder.roster import Office
from toolkit.folder.settings import read_settings
from toolkit.folder.work_folder import known_forms, load_named_form, make_work_folder, open_work_folder
from toolkit.form.period import Period

TEXT = """[office]
code = "410308105"
name = "某镇人民政府"
level = "township"

[campaign]
form = "xxgk"
year = 2024
deadline = 2025-01-10
"""
OFFICE = Office("410308105", "某镇人民政府", "township", "xxgk", Period.of_year(2024), "2025-01-10")
REVIEW = TEXT + "[review]\n"


def read(text, encoding="utf-8"):
    return read_settings(text.encode(encoding), "toolkit.toml", load_named_form, tuple(known_forms()))


def faults(text):
    with pytest.raises(WorkFolderError) as caught:
        read(text)
    head, *told = str(caught.value).split("\n  ")
    assert "toolkit.toml 要改：" == head
    return told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"])
def test_settings_are_read_in_every_usual_encoding(encoding):
    assert OFFICE == read(TEXT, encoding).office


def test_line_ends_of_windows_are_line_ends():
    assert OFFICE == read(TEXT.replace("\n", "\r\n")).office


@pytest.mark.parametrize(
    "said",
    [
        *(
            "2025-01-10T00:00",
            "2025-01-10T00:00:00",
            "2025-01-10 00:00:00",
            '"2025-01-10"',
            '"2025.1.10"',
            "20250110",
        ),
        *("2025.1.10", "2025/1/10", "2025年1月10日", '"2025年1月10日"', "２０２５-０１-１０ # 截止"),
    ],
)
def test_a_deadline_is_read_as_people_write_it(said):
    assert "2025-01-10" == read(TEXT.replace("2025-01-10", said)).office.deadline


@pytest.mark.parametrize(("said", "level"), [("乡镇", "township"), ("县区", "district"), ("市", "city")])
def test_a_level_is_read_in_words(said, level):
    assert level == read(TEXT.replace("township", said)).office.level


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('name = "某镇人民政府"', "name = “某镇人民政府”", '第 3 行 “name = “某镇人民政府””写得不对，应写 name = "某镇人民政府"'),
        ('name = "某镇人民政府"', 'name ＝ "某镇人民政府"', '第 3 行 “name ＝ "某镇人民政府"”写得不对，应写 name = "某镇人民政府"'),
        ('name = "某镇人民政府"', "name = 某镇人民政府 # 全称", '应写 name = "某镇人民政府"'),
        ('name = "某镇人民政府"', 'name = "某镇人民政府', '应写 name = "某镇人民政府"'),
        ('name = "某镇人民政府"', 'name："某镇人民政府"', '应写 name = "某镇人民政府"'),
        ('name = "某镇人民政府"', "name = 5", '第 3 行 [office] name 要加英文引号。应写 name = "5"'),
        ('name = "某镇人民政府"', 'name = ["某镇"]', '第 3 行 [office] name 应为文字，实为 ["某镇"]'),
        ('"410308105"', "410308105", '第 2 行 [office] code 要加英文引号，开头的 0 才不会丢。如 code = "410308105"'),
        ('"410308105"', "0410308", '应写 code = "0410308"'),
        ("year = 2024", 'year = "2024"', "第 8 行 [campaign] year 应为四位年份，不加引号，实为 2024。如 year = 2024"),
        ("year = 2024", "year = 2023年", "应写 year = 2023"),
        ("year = 2024", "year = true", "第 8 行 [campaign] year 应为四位年份，不加引号，实为 true"),
        ("year = 2024", "year = 24", "第 8 行 [campaign] year 应为四位年份，不加引号，实为 24"),
        ("2025-01-10", "2025-01-10T17:00:00", "第 9 行 [campaign] deadline 只写到哪一天，不写几点。如 deadline = 2025-01-10"),
        ("2025-01-10", "2025-02-30", "第 9 行 “deadline = 2025-02-30”写得不对：没有这一天"),
        ("2025-01-10", '"1月10日"', "第 9 行 [campaign] deadline “1月10日”没有写年份"),
        ("2025-01-10", '"今天"', "第 9 行 [campaign] deadline “今天”看不出是哪一天"),
        ("2025-01-10", "[1]", "第 9 行 [campaign] deadline 应为日期，实为 [1]"),
        ('"township"', '"村"', "第 4 行 [office] level 层级应为 township（乡镇）、district（县区）、city（市） 之一，实为 村"),
        ('"xxgk"', '"xx"', "第 7 行 [campaign] form 没有表样 xx"),
        ("[office]", "【office】", "第 1 行 “【office】”写得不对，应写 [office]"),
        ("[campaign]", "[campain]", "第 6 行 没有 [campain] 这一节，是不是 campaign？"),
        ("year = 2024", "year = 2024\nlst = 'x'", "第 9 行 [campaign] lst 没有这一项，是不是 last？"),
        ("year = 2024", "year = 2024\nyear = 2023", "第 9 行 year = 2023 与前面的重复，只留一处"),
        ("year = 2024", "year = 2024\nlast = 5", '第 9 行 [campaign] last 要加英文引号。应写 last = "5"'),
        ("year = 2024", 'year = 2024\nlast = "D:\\年报2023"', '应写 last = "D:/年报2023"'),
        ("year = 2024", 'year = 2024\nlast = "D:\\temp"', "第 9 行 [campaign] last 里有看不见的字符；路径里的 \\ 要写成 /"),
        ("[office]\n", "", "第 1 行 code 应写在 [office] 下面"),
        ("[office]\n", "office = 1\n", "第 1 行 [office] 应为单独一行的 [office]，下面一行一项，实为 office = 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line_and_the_mend(before, after, told):
    assert any(told in fault for fault in faults(TEXT.replace(before, after))), faults(
        TEXT.replace(before, after)
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (REVIEW + 'steps = "一审"', '第 11 行 [review] steps 应为方括号里的几步，每一步加英文引号，实为 一审。应写 steps = ["一审"]'),
        (REVIEW + "steps = 一审、二审", '应写 steps = ["一审", "二审"]'),
        (REVIEW + "steps = [“一审”，“二审”]", '应写 steps = ["一审", "二审"]'),
        (REVIEW + "steps = 3", '实为 3。应写 steps = ["3"]'),
        (REVIEW + 'steps = ["一审", "一审"]', "第 11 行 [review] steps “一审”写了两次"),
        (TEXT + "rules = []", "第 10 行 [campaign] rules 应为单独一行的 [rules]，下面一行一项"),
        ("rules = []\n" + TEXT, "第 1 行 [rules] 应为单独一行的 [rules]，下面一行一项，实为 rules = []"),
        (TEXT + '[rules]\nS99 = { severity = "off", why = "x" }', "第 11 行 [rules] S99 不是规则的编号（没有规则 S99）"),
        (TEXT + '[rules]\nS3 = { severity = ["off"], why = "x" }', 'S3 的 severity 应为 hint、off 之一，实为 ["off"]'),
    ],
)  # fmt: skip
def test_wrong_kinds_of_value_are_told_and_never_taken_apart(text, told):
    assert any(told in fault for fault in faults(text)), faults(text)


def test_steps_over_several_lines_are_steps():
    assert ("一审", "二审") == read(REVIEW + 'steps = [\n  "一审", # 办公室\n  "二审",\n]\n').steps


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file():
    text = (
        TEXT.replace('"410308105"', "410308105").replace('"某镇人民政府"', "“某镇”").replace("2024", '"2024"')
    )
    told = faults(text.replace('"township"', '"村"'))
    assert ["第 2 行", "第 3 行", "第 4 行", "第 8 行"] == [fault[:5] for fault in told]


def test_a_line_that_is_told_already_is_not_missing_as_well():
    assert 1 == len(faults(TEXT.replace('"某镇人民政府"', "“某镇”")))
    assert 3 == len(faults(TEXT.replace("[office]\n", "")))


@pytest.mark.parametrize(
    "text", ["", "随便写的字", "x = " + "[" * 5000, "[", "=", '"""', "office = []\nrules = 3", "\x00"]
)
def test_no_text_at_all_ends_in_a_traceback(text):
    with pytest.raises(WorkFolderError):
        read(text)


def test_a_work_folder_made_in_words_is_opened_again(tmp_path):
    make_work_folder(tmp_path, Office("01", "某市", "市", "xxgk", Period.of_year(2024), "2025-01-10"))
    assert "city" == open_work_folder(tmp_path).office.level
