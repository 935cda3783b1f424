"""What is imported before the first page answers: no arrays, no writer of workbooks, no act; the rest where it is asked for."""

import subprocess
import sys

from starlette.routing import Route

from toolkit.desk.app import _page_called, desk_routes

LATER = {
    "numpy",
    "pandas",
    "xlsxwriter",
    "docx",
    "toolkit.collecting.collect",
    "toolkit.merging.merge",
    "toolkit.steps.report_documents",
    "toolkit.desk.report_pages",
    "toolkit.desk.unit_pages",
}


def test_the_first_page_waits_for_no_other():
    code = (
        "import sys\n"
        "import toolkit.cli, toolkit.desk.server\n"
        "from toolkit.desk.app import desk_routes\n"
        "desk_routes()\n"
        "from toolkit.desk import home_pages, start_pages\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    imported = set(done.stdout.split())
    assert "toolkit.desk.home_pages" in imported
    assert not LATER & imported


def test_every_address_leads_to_a_page_there_is():
    names = [
        cell.cell_contents
        for route in desk_routes()
        if isinstance(route, Route)
        for cell in _cells(route.endpoint)
        if isinstance(cell.cell_contents, str)
    ]
    assert 40 < len(names)
    for name in names:
        assert callable(_page_called(name)), name


def _cells(function):
    """The cells a function closes over, and those of the functions in them."""
    for cell in function.__closure__ or ():
        yield cell
        yield from _cells(cell.cell_contents) if callable(cell.cell_contents) else ()
