"""Blanks are drawn once a kind and deadline; what each unit gets is what drawing its own would have made."""

from unittest import mock

from toolkit.distributing import distribute
from toolkit.distributing.distribute import distribute_workbooks, draw_unit_workbook
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.period import Period
from toolkit.reading.identity import identify_workbook
from toolkit.rendering.stamped_workbook import CODE, NAME, inflated_parts
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-09T08:00:00+00:00"
ODD = ("甲&乙村", "1号村", "_x0041_村", "=村", "甲 村", "村" * 30, "O'Neil村", "<村>", "封面", "😀村")


def folder_of(home, units, form="xxgk"):
    office = Office("01", "某镇人民政府", "township", form, Period.of_year(2024), "2025-01-10")
    return make_work_folder(home / "w", office, units)


def distributed(folder):
    real, drawn = draw_unit_workbook, []

    def draws(folder, unit, *more):
        drawn.append(unit.name)
        return real(folder, unit, *more)

    with mock.patch.object(distribute, "draw_unit_workbook", draws):
        return distribute_workbooks(folder, None, NOW, lambda *_: None), drawn


def drawn_alone(folder, unit):
    blanks = distribute.UnitBlanks(folder, [unit])
    return blanks.of_unit(unit, distribute.PrefilledContent())


def test_every_blank_holds_what_one_drawn_by_itself_holds(tmp_path):
    names = [f"村{n}" for n in "甲乙丙丁戊己庚辛"] + ["东岭社区居民委员会（筹备组）", *ODD]
    units = tuple(Unit(f"{i:03}", name, "村社区") for i, name in enumerate(names))
    units += tuple(
        Unit(f"9{i}", f"站{n}", "站所", deadline="2025-01-05") for i, n in enumerate("甲乙丙丁戊己庚辛")
    )
    folder = folder_of(tmp_path, units)
    handed, drawn = distributed(folder)
    assert {NAME, *ODD} <= {*drawn}
    for h in handed:
        data = h.path.read_bytes()
        assert inflated_parts(data) == inflated_parts(drawn_alone(folder, h.unit)), h.unit.name
        who = identify_workbook(open_book(data)).who
        assert (h.unit.code, h.unit.name) == (who.unit, who.name)
    text = b"".join(part for h in handed for part in inflated_parts(h.path.read_bytes()).values())
    assert NAME.encode() not in text
    assert CODE.encode() not in text


def test_of_many_units_a_few_are_drawn(tmp_path):
    units = tuple(Unit(f"{i:03}", f"村{chr(0x4E00 + i)}", "村社区") for i in range(40))
    handed, drawn = distributed(folder_of(tmp_path, units))
    assert (40, 3) == (len(handed), len(drawn))
    assert 40 == len({h.sha256 for h in handed})


def test_where_a_stamped_blank_would_differ_each_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(distribute, "inflated_parts", lambda _: object())
    units = tuple(Unit(f"{i:03}", f"村{chr(0x4E00 + i)}", "村社区") for i in range(10))
    _, drawn = distributed(folder_of(tmp_path, units))
    assert {u.name for u in units} <= {*drawn}
