"""What a command that only looks imports: no library of tables or workbooks, no reader, and none of what is true of one form alone."""

import hashlib
import subprocess
import sys

import pytest
from township import copy_township

HEAVY = {"pandas", "openpyxl", "pyarrow", "matplotlib"}
WRITERS = {"numpy", "xlsxwriter", "docx", "jinja2", "distributed", "fsspec"}
READERS = {
    "toolkit.reading.read_workbook",
    "toolkit.foreign.foreign_workbook",
    "toolkit.figures.check",
    "toolkit.rendering.render",
    "toolkit.xxgk.claims",
}
SECOND_START = {"pebble", "multiprocessing.spawn", "multiprocessing.popen_spawn_posix"}
"""What starts Python a second time, for one file to be read where it cannot harm."""
READ_ALONE = SECOND_START if sys.platform == "linux" else set()
LOOKING = (["roster"], ["status"], ["rules"], ["history", "410308105002"], ["forms"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("start") / "样例"
    copy_township(path)
    return path


@pytest.mark.parametrize("arguments", LOOKING, ids=lambda a: a[0])
def test_a_command_that_only_looks_imports_no_table_library(folder, arguments):
    assert not (HEAVY | WRITERS | READERS | {"pydantic"}) & imported_by(folder, arguments)


def test_proofreading_a_document_imports_no_table_library(folder):
    text = folder / "报告.txt"
    text.write_text("某镇人民政府2024年政府信息公开工作年度报告\n", encoding="utf-8")
    assert not (HEAVY | {"docx", "xlsxwriter", "toolkit.xxgk.claims"}) & imported_by(
        folder, ["check", str(text)]
    )


def test_proofreading_a_document_that_lies_in_no_work_folder_imports_nothing_of_one(tmp_path):
    text = tmp_path / "报告.txt"
    text.write_text("某镇人民政府2024年政府信息公开工作年度报告\n", encoding="utf-8")
    of_a_folder = {
        "toolkit.ledger.ledger",
        "toolkit.submissions.examine",
        "toolkit.publishing.made_from_report",
    }
    unwanted = HEAVY | WRITERS | READERS | READ_ALONE | of_a_folder | {"pydantic"}
    assert not unwanted & imported_by(tmp_path, ["check", str(text)])


def test_checking_a_workbook_imports_no_writer_of_workbooks_or_documents(folder):
    from toolkit.folder.work_folder import templates_folder

    sent = templates_folder() / "xxgk-村社区.xlsx"
    unwanted = HEAVY | READ_ALONE | {"docx", "xlsxwriter", "toolkit.xxgk.claims", "pydantic"}
    assert not unwanted & imported_by(folder, ["check", str(sent)])


def test_reading_a_workbook_without_rows_to_work_out_imports_no_arrays():
    """They would be imported in the process that reads and in the one that judges."""
    code = (
        "import pickle, sys\n"
        "from toolkit.folder.work_folder import load_named_form, templates_folder\n"
        "from toolkit.submissions.open_file import OpenFileJob, open_received_file\n"
        "job = OpenFileJob(str(templates_folder() / 'xxgk-村社区.xlsx'), pickle.dumps(load_named_form('xxgk')))\n"
        "assert open_received_file(job).reading\n"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert not {"numpy", *HEAVY} & set(done.stdout.split())


def test_a_shipped_definition_is_not_asked_again_whether_its_rules_have_meaning_and_another_is(tmp_path):
    from toolkit.definition_book.load_definition import load_definition
    from toolkit.errors import FormError
    from toolkit.folder.work_folder import FOUND_SOUND, form_from, templates_folder

    known = (templates_folder() / FOUND_SOUND).read_text(encoding="utf-8").split()
    for path in templates_folder().glob("*.toml"):
        data = path.read_bytes()
        assert hashlib.sha256(data).hexdigest() in known, "make render"
        assert load_definition(data, path.name) == form_from(data, path.name)
    broken = data.replace(b'must = "', b'must = "\xe6\xb2\xa1\xe6\x9c\x89.\xe8\xbf\x99.\xe4\xb8\xaa = ', 1)
    assert broken != data
    with pytest.raises(FormError):
        form_from(broken, path.name)


def imported_by(folder, arguments):
    """Run a command in *folder* and return the packages it imported."""
    code = (
        f"import sys; sys.argv = ['toolkit', *{arguments!r}]\n"
        "from toolkit.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('IMPORTED', *sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    names = done.stdout.rpartition("IMPORTED")[2].split()
    assert "toolkit" in names
    return set(names)
