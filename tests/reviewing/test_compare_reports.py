"""Reports held against one another: who copied whom, whose figures are far from the others'."""

from toolkit.document.proofread_result import Proofread
from toolkit.form.model import Cell
from toolkit.reviewing.compare_reports import find_copied_reports, find_far_figures

COMMON_WORDS = "各单位按照要求做好政府信息公开有关工作。"
CELL = Cell("表", "新收", "总计")


def report(unit, *texts, value=None, year=2024, **figures):
    made = {Cell("表", "行", name): v for name, v in figures.items()}
    if value is not None:
        made[CELL] = value
    return Proofread(f"{unit}.docx", unit, year, (), made, texts=(COMMON_WORDS, *texts))


def lines(owner, count=6):
    return [f"由{owner}牵头负责第{'一二三四五六七八'[i]}类信息的更新和维护工作。" for i in range(count)]


def pairs(reports):
    return [(c.units, c.shared, c.share, c.same_tables) for c in find_copied_reports(reports)]


def test_two_that_share_their_own_sentences_are_told_and_what_all_have_tells_nothing():
    others = [report(f"第{i}镇", *lines(f"第{c}组")) for i, c in enumerate("甲乙丙丁戊己庚辛")]
    copied = [report("东镇", *lines("综合办")), report("西镇", *lines("综合办"))]
    assert [(("东镇", "西镇"), 7, 100, False)] == pairs([*others, *copied])
    assert [] == pairs(others)


def test_numbers_marks_and_the_name_of_the_body_make_no_difference():
    one = report("东镇", *(f"{x[:-1]}，东镇共更新{i}条信息。" for i, x in enumerate(lines("综合办"))))
    other = report("西镇", *(f"{x[:-1]}、西镇共更新{i + 40}条信息。" for i, x in enumerate(lines("综合办"))))
    assert [(("东镇", "西镇"), 7)] == [p[:2] for p in pairs([one, other])]


def test_few_sentences_or_less_than_half_are_chance():
    assert [] == pairs([report("东镇", *lines("综合办", 3)), report("西镇", *lines("综合办", 3))])
    long = [report(x, *lines("综合办"), *lines(owner, 8)) for x, owner in (("东镇", "甲"), ("西镇", "乙"))]
    assert [] == pairs(long)


def test_a_text_many_bodies_have_whole_is_told_all_the_same():
    reports = [report(f"第{i}镇", *lines("综合办")) for i in range(12)]
    assert 11 == len(pairs(reports))


def test_equal_tables_are_told_and_empty_ones_are_not():
    figures = {f"列{i}": float(i + 3) for i in range(8)}
    assert [(("东镇", "西镇"), True)] == [
        (p[0], p[3]) for p in pairs([report("东镇", **figures), report("西镇", **figures)])
    ]
    zeros = dict.fromkeys(figures, 0.0)
    assert [] == pairs([report("东镇", **zeros), report("西镇", **zeros)])


def test_versions_of_one_report_and_other_years_are_no_copies():
    assert [] == pairs([report("东镇", *lines("综合办")), report("东镇", *lines("综合办"))])
    assert [] == pairs([report("东镇", *lines("综合办")), report("西镇", *lines("综合办"), year=2023)])


def far(values):
    return [
        (o.value, o.usual)
        for o in find_far_figures([report(f"{i}", value=v) for i, v in enumerate(values)], [CELL], ["新收"])
    ]


def test_what_is_ten_times_or_a_tenth_of_the_others_is_told():
    assert [(500.0, 30.0)] == far([20.0, 30.0, 40.0, 25.0, 30.0, 500.0])
    assert [(2.0, 40.0)] == far([40.0, 30.0, 40.0, 45.0, 50.0, 2.0])


def test_small_numbers_and_few_bodies_tell_nothing():
    assert [] == far([0.0, 0.0, 1.0, 0.0, 0.0, 15.0])
    assert [] == far([20.0, 30.0, 500.0])
