"""What is done once for many tests says what it would say done each time, and no test changes another's."""

import pickle

from draw import sample_workbooks
from forms import xxgk
from once import open_book_once, read_files_once

from toolkit.submissions.open_file import OpenFileJob, open_received_file


def stands(book):
    """Everything a person sees of a workbook, and what says whose it is."""
    cells = {
        (s.title, c.coordinate): (c.value, c.number_format, c.font.b, c.fill.fgColor.rgb, c.protection.locked)
        for s in book
        for row in s.iter_rows()
        for c in row
    }
    names = {n: d.value for n, d in book.defined_names.items()}
    return cells, names, [(p.name, p.value) for p in book.custom_doc_props.props]


def test_a_workbook_out_of_memory_is_the_one_in_its_file_whatever_was_done_to_another():
    data = next(iter(sample_workbooks("第二轮").values()))
    first = stands(open_book_once(data))
    for _ in range(3):
        book = open_book_once(data)
        assert first == stands(book)
        book.worksheets[0]["B4"] = "改过"
        del book[book.sheetnames[-1]]


def test_a_file_read_once_says_what_reading_it_says_and_other_bytes_are_read_anew(tmp_path):
    form = pickle.dumps(xxgk())
    for name, data in list(sample_workbooks("第二轮").items())[:2] * 2:
        path = tmp_path / name.replace("/", "_")
        path.write_bytes(data)
        job = OpenFileJob(str(path), form)
        whole = open_received_file(job)
        assert [(job, whole)] == list(read_files_once(open_received_file, [job]))
        path.write_bytes(data[:-30])
        assert [(job, open_received_file(job))] == list(read_files_once(open_received_file, [job]))
        assert whole != open_received_file(job)
