"""The notebook among the documents shows what its cells come to."""

import json

import notebook
import pytest


@pytest.mark.slow
def test_every_cell_shows_what_it_comes_to(tmp_path):
    page = json.loads(notebook.PAGE.read_text(encoding="utf-8"))
    assert notebook.stored(page) == notebook.run_cells(page, tmp_path)
    assert all(notebook.stored(page)), "a cell that shows nothing says nothing"
