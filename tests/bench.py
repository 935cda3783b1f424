"""Ratios measured in one run: our reader against other libraries over the same workbooks. Not a test."""

import io
import statistics
import time

import openpyxl
from draw import read
from forms import xxgk
from python_calamine import CalamineWorkbook

from toolkit.excel.book import open_book
from toolkit.flow.samples import workbooks

ROUNDS = 5


def calamine(data):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def load(data):
    openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def main():
    drawn = [data for _, data in workbooks()]
    form = xxgk()
    ways = {
        "our reader (cells)": open_book,
        "our reader (submission, with identity and account)": lambda data: read(form, data),
        "calamine": calamine,
        "openpyxl": load,
    }
    taken = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            for data in drawn:
                way(data)
            taken[name].append((time.perf_counter() - start) / len(drawn))
    base = statistics.median(taken["our reader (cells)"])
    print(f"{len(drawn)} workbooks, median of {ROUNDS} rounds")
    for name, times in taken.items():
        middle = statistics.median(times)
        print(f"  {name:52} {middle * 1000:7.2f} ms   {middle / base:6.2f} x our reader")


if __name__ == "__main__":
    main()
