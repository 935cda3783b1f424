"""Which form is meant: that of the work folder; outside one, that which the files name; else the one that is taken first."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.work_folder import SETTINGS, find_work_folder, form_from, known_forms, load_named_form
from toolkit.reading.identity import identify_workbook
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.submission import Identity

TAKEN_FIRST = "xxgk"
"""The form that is taken where neither a work folder nor a file names one."""
DEFINITION = ".toml"
MOST_OPENED = 8
"""How many files are opened to see what form they are of: the first that says so decides."""
BOOKS = {".xlsx", ".xlsm", ".xls", ".et", ".ods"}


def default_form() -> Form:
    """Return the form that is taken where nothing names one."""
    return load_named_form(TAKEN_FIRST)


class ChosenForm(NamedTuple):
    """A form somebody named; *definition* is its file where it is none of those shipped."""

    form: Form
    definition: bytes | None


def chosen_form(said: str) -> ChosenForm:
    """Return the form *said* names: one that is shipped, or the definition in a file; "" is the one that is taken first."""
    path = Path(said)
    if not said or path.suffix.casefold() != DEFINITION:
        return ChosenForm(load_named_form(said or TAKEN_FIRST), None)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkFolderError(f"打不开表样 {said}：{error.strerror}。请核对路径。") from error
    form = form_from(data, path.name)
    if f"{form.id}{DEFINITION}" == SETTINGS or not form.id.isidentifier():
        raise WorkFolderError(
            f"表样 {said} 的 id 是 {form.id}，要作文件名，不能用。请改成字母开头的字母和数字。"
        )
    return ChosenForm(form, data)


def home_of(path: Path) -> Path | None:
    """Return the work folder *path* lies in; its settings are not read."""
    return next((p for p in path.resolve().parents if (p / SETTINGS).is_file()), None)


def form_in(workbook: Path, folder: WorkFolder | None = None) -> Form:
    """Return the form the file *workbook* is of: that of *folder* where it is the same, else as it stands where the file lies.

    A file that names none is taken for the form that is taken first: whoever reads it says what is wrong with it. Raise
    WorkFolderError where it is of a form that is not known here.
    """
    return form_of(workbook, _identity_in(workbook), folder)


def form_of(workbook: Path, who: Identity | None, folder: WorkFolder | None = None) -> Form:
    """Return the form the file *workbook* is of, as ``form_in``, where it was opened and says it is *who*'s."""
    if who is None:
        return folder.form if folder else default_form()
    if folder and folder.form.id == who.form:
        return folder.form
    home = home_of(workbook)
    if who.form not in known_forms(home):
        raise WorkFolderError(
            f"{workbook} 用的表样是 {who.form}，这里没有。请在它的工作目录里运行，或用 -w 指明那个工作目录。"
        )
    return load_named_form(who.form, home)


def form_around(document: Path, folder: WorkFolder | None) -> Form:
    """Return the form whose published document *document* is taken for: that of *folder*, else of the folder it lies in."""
    own = folder or find_work_folder(document.resolve().parent)
    return own.form if own else default_form()


def form_among(paths: Iterable[Path], folder: WorkFolder | None) -> Form:
    """Return the form of *folder*; outside one, that which the first workbook among *paths* names and that is known here."""
    if folder:
        return folder.form
    for path in islice(chain.from_iterable(map(_books_of, paths)), MOST_OPENED):
        who, home = _identity_in(path), home_of(path)
        if who and who.form in known_forms(home):
            return load_named_form(who.form, home)
    return default_form()


def _books_of(path: Path) -> Iterator[Path]:
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    yield from (p for p in found if p.suffix.casefold() in BOOKS and p.is_file())


def _identity_in(path: Path) -> Identity | None:
    try:
        return identify_workbook(open_book(path.read_bytes())).who
    except (OSError, Unreadable):
        return None
