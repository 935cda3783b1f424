"""What a workbook shows in its cells, read by calamine: by nothing of ours."""

import io

from python_calamine import CalamineWorkbook

from toolkit.form.layout import parse_a1


class ShownBook:
    """The sheets of a workbook by their names."""

    def __init__(self, data):
        self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        self._sheets = {}

    def __getitem__(self, name):
        if name not in self._sheets:
            rows = self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            self._sheets[name] = ShownSheet([[_plain(v) for v in row] for row in rows])
        return self._sheets[name]


class ShownSheet:
    """What stands in the cells of a sheet: whole numbers as such, nothing where nothing is shown."""

    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, a1):
        """Return what a cell shows, by its address."""
        row, column = parse_a1(a1)
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None


def _plain(value):
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if value == "" else value
