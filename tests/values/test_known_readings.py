"""Equal cells are typed once, and only where there is nothing to say of them."""

from types import SimpleNamespace

from toolkit.reading.read_figures import FigureReader
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


def test_where_days_count_from_1904_only_a_blank_is_known():
    """An equal cell is another day there, and that is told each time."""
    known = SimpleNamespace(find=lambda cell: ("known", cell))
    for from_1904, cell, found in (
        (True, "45000", None),
        (True, None, ("known", None)),
        (False, "45000", ("known", "45000")),
    ):
        reader = SimpleNamespace(_from_1904_on=from_1904)
        assert found == FigureReader.known_reading(reader, known, cell)
