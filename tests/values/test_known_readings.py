"""Equal cells are typed once, and only where there is nothing to say of them."""

from toolkit.values.cell_reading import BLANK, CellReading
from toolkit.values.known_readings import KnownReadings
from toolkit.xlsx.cells import CellKind, CellValue

SEVEN = CellValue(CellKind.NUMBER, "7")
READ = CellReading(7.0, "number")


def test_a_cell_is_known_by_being_the_one_that_was_read():
    known = KnownReadings()
    known.keep(SEVEN, READ)
    assert known.find(SEVEN) is READ
    assert known.find(CellValue(CellKind.NUMBER, "7")) is None


def test_no_cell_is_blank():
    assert KnownReadings().find(None) is BLANK


def test_what_is_to_be_told_is_told_of_every_cell():
    for cell, reading in (
        (SEVEN, CellReading(7.0, "cleaned", "cleaned")),
        (SEVEN, CellReading(None, "not_understood", "not_a_number")),
        (SEVEN._replace(formula="3+4"), READ),
        (CellValue(CellKind.TEXT, "有"), CellReading("是", "cleaned")),  # the office said so, of one unit
    ):
        known = KnownReadings()
        known.keep(cell, reading)
        assert known.find(cell) is None
