"""The notebook among the documents, run: its cells one after another, what each shows held beside it.

python tests/notebook.py     # run it and write what its cells show now
"""

import ast
import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from toolkit.author.samples import samples_folder

PAGE = Path(__file__).parent.parent / "docs" / "notebook.ipynb"


def code_cells(page):
    return [c for c in page["cells"] if c["cell_type"] == "code"]


def run_cells(page, where):
    """Return what each code cell shows: what it prints, then its last expression, as a notebook does."""
    shutil.copytree(samples_folder() / "第一轮", where / "收到")
    names, shown = {}, []
    with contextlib.chdir(where):
        for cell in code_cells(page):
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                _run(ast.parse("".join(cell["source"])), names)
            shown.append(printed.getvalue())
    return shown


def _run(tree, names):
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102 - our own page
    if last is not None:
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307
        if value is not None:
            print(value)


def stored(page):
    return ["".join(t for o in c["outputs"] for t in o["data"]["text/plain"]) for c in code_cells(page)]


def main():
    page = json.loads(PAGE.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as where:
        for i, (cell, said) in enumerate(zip(code_cells(page), run_cells(page, Path(where)), strict=True), 1):
            cell["execution_count"] = i
            shown = {"data": {"text/plain": said.splitlines(keepends=True)}, "metadata": {}}
            cell["outputs"] = (
                [{"output_type": "execute_result", "execution_count": i, **shown}] if said else []
            )
    PAGE.write_text(json.dumps(page, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    os.environ["COLUMNS"] = "120"
    sys.exit(main())
