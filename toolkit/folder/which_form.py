"""Which form is meant: that of the work folder; outside one, that which the files name, or which somebody names."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.definition_book.load_definition import ENDINGS, definition_as_text
from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.handed_out_definition import DEFINITION, definition_differences
from toolkit.folder.work_folder import SETTINGS, definition_of, form_from, known_forms, load_named_form
from toolkit.form.heading_search import normalize_heading
from toolkit.reading.identity import form_named_in_properties, identify_workbook
from toolkit.xlsx.open_workbook import open_book, read_book_properties

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.submission import Identity

MOST_OPENED = 8
"""How many files are opened to see what form they are of: the first that says so decides."""
BOOKS = {".xlsx", ".xlsm", ".xls", ".et", ".ods"}


class ChosenForm(NamedTuple):
    """A form somebody named, its *definition* as it is kept in the work folder; *note* is what to know of the choice."""

    form: Form
    definition: bytes
    note: str = ""


def chosen_form(said: str, home: Path | None = None) -> ChosenForm:
    """Return the form *said* names: one that is known (in *home*) or shipped, by its id or title, or the definition in a file.

    "" is the one that is shipped, where it is only one; raise WorkFolderError, with the list, where it is not.
    """
    if Path(said).suffix.casefold() in (DEFINITION, *ENDINGS):
        return _form_in_file(said)
    name = said if said in known_forms(home) else _shipped_form_called(said)
    return ChosenForm(load_named_form(name, home), definition_of(name, home))


def _shipped_form_called(said: str) -> str:
    """Return the id of the only shipped form that *said* may mean."""
    forms = [load_named_form(name) for name in known_forms()]
    wanted = normalize_heading(said)
    for some in (
        [f for f in forms if normalize_heading(f.title) == wanted],
        [f for f in forms if wanted in normalize_heading(f.title)],
    ):
        if len(some) == 1:
            return some[0].id
    lines = "\n".join(f"  {f.id}  {f.title}（{f.edition} 版）" for f in forms)
    why = f"没有表样 {said}。" if said else "没有写用哪个表样。"
    raise WorkFolderError(f"{why}可用的表样：\n{lines}")


def _form_in_file(said: str) -> ChosenForm:
    path = Path(said)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkFolderError(f"打不开表样 {said}：{error.strerror}。请核对路径。") from error
    form, data = form_from(data, path.name, path.parent), definition_as_text(data, path.name)
    if f"{form.id}{DEFINITION}" == SETTINGS or not form.id.isidentifier():
        raise WorkFolderError(
            f"表样 {said} 的 id 是 {form.id}，要作文件名，不能用。请改成字母开头的字母和数字。"
        )
    return ChosenForm(form, data, _note_beside_shipped(said, form, data))


def _note_beside_shipped(said: str, form: Form, data: bytes) -> str:
    """Return what to know where a shipped form has the id of *form* and says something else; "" where none does.

    Of one id and one edition nobody could tell the workbooks of two forms apart: that is refused.
    """
    if form.id not in known_forms() or not definition_differences(definition_of(form.id), data):
        return ""
    shipped = load_named_form(form.id)
    if shipped.edition == form.edition and changed_kinds(shipped, form):
        raise WorkFolderError(
            f"表样 {said} 的 id（{form.id}）和版次（{form.edition}）与自带的“{shipped.title}”一样，内容不一样，"
            "以后分不清工作簿是照哪一份做的。"
            f'请改 edition（如 edition = "{form.edition}.1"）；另是一种表的，改 id。'
        )
    return (
        f"自带的也有 {form.id}（“{shipped.title}”，{shipped.edition} 版），内容与这一份（{form.edition} 版）不一样。"
        "这个工作目录用这一份。"
    )


def changed_kinds(one: Form, other: Form) -> list[str]:
    """Return what the kinds are called whose workbooks are not the same in two forms."""
    labels = {k.id: k.label for k in (*one.kinds, *other.kinds)}
    both = {k.id for k in one.kinds} & {k.id for k in other.kinds}
    return [
        label
        for kind, label in labels.items()
        if kind not in both or one.fingerprint(kind) != other.fingerprint(kind)
    ]


def home_of(path: Path) -> Path | None:
    """Return the work folder *path* lies in; its settings are not read."""
    return next((p for p in path.resolve().parents if (p / SETTINGS).is_file()), None)


def form_in(workbook: Path, folder: WorkFolder | None = None) -> Form:
    """Return the form the file *workbook* is of: that of *folder* where it is the same, else as it stands where the file lies.

    Of a file that names none it is the folder's, else that which the file looks like: whoever reads it says what is wrong
    with it. Raise WorkFolderError where it is of a form that is not known here.
    """
    return _form_named(workbook, _form_named_in(workbook), folder)


def form_of(workbook: Path, who: Identity | None, folder: WorkFolder | None = None) -> Form:
    """Return the form the file *workbook* is of, as ``form_in``, where it was opened and says it is *who*'s."""
    return _form_named(workbook, who.form if who else "", folder)


def _form_named(workbook: Path, name: str, folder: WorkFolder | None) -> Form:
    if folder and name in ("", folder.form.id):
        return folder.form
    home = home_of(workbook)
    if name:
        return _known_form(workbook, name, home)
    if found := _form_it_looks_like([workbook], home):
        return found
    known = list(known_forms(home))
    if len(known) > 1 and _can_be_opened(workbook):
        raise WorkFolderError(
            f"看不出 {workbook} 是哪个表样的工作簿（知道的有 {'、'.join(known)}）。"
            "请核对文件；是本机关的，在它的工作目录里运行，或用 -w 指明那个工作目录。"
        )
    return load_named_form(known[0], home)


def _can_be_opened(workbook: Path) -> bool:
    try:
        open_book(workbook.read_bytes())
    except (OSError, Unreadable):
        return False
    return True


def _known_form(workbook: Path, name: str, home: Path | None) -> Form:
    if name not in known_forms(home):
        raise WorkFolderError(
            f"{workbook} 用的表样是 {name}，这里没有。请在它的工作目录里运行，或用 -w 指明那个工作目录；"
            "没有那个工作目录的，向发表的单位要表样定义，用 toolkit init 目录 --form 文件 建一个。"
        )
    return load_named_form(name, home)


def form_among(paths: Iterable[Path], folder: WorkFolder | None) -> Form:
    """Return the form of *folder*; outside one, that which the first workbook among *paths* names and that is known here.

    Where none names one, it is that which they look like most. Raise WorkFolderError where all name forms not known here.
    """
    if folder:
        return folder.form
    paths = list(paths)
    books = list(islice(chain.from_iterable(map(_books_of, paths)), MOST_OPENED))
    named = {path: name for path in books if (name := _form_named_in(path))}
    for path, name in named.items():
        if name in known_forms(home := home_of(path)):
            return load_named_form(name, home)
    for path, name in named.items():
        return _known_form(path, name, home_of(path))
    home = home_of(books[0]) if books else None
    return _form_it_looks_like(books, home) or load_named_form(next(iter(known_forms(home))), home)


def _books_of(path: Path) -> Iterator[Path]:
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    yield from (p for p in found if p.suffix.casefold() in BOOKS and p.is_file())


def _form_named_in(path: Path) -> str:
    """Return which form the workbook at *path* names; its sheets are only read where its properties do not say."""
    try:
        data = path.read_bytes()
        if name := form_named_in_properties(read_book_properties(data)):
            return name
        who = identify_workbook(open_book(data)).who
    except (OSError, Unreadable):
        return ""
    return who.form if who else ""


def _form_it_looks_like(books: Iterable[Path], home: Path | None) -> Form | None:
    """Return the form known in *home* with the most of its headings in *books*; None where there is nothing of any."""
    texts: set[str] = set()
    for path in books:
        try:
            book = open_book(path.read_bytes())
        except (OSError, Unreadable):
            continue
        raw = (c.raw for s in book.sheets for c in s.cells.values())
        texts |= {normalize_heading(text) for text in raw if not text.isascii()}
    forms = [load_named_form(name, home) for name in known_forms(home)] if texts else []
    alike = [len(texts & _headings_of(form)) for form in forms]
    return forms[alike.index(max(alike))] if any(alike) else None


def _headings_of(form: Form) -> set[str]:
    """Return the title of *form*, and every heading of its tables and lists."""
    lines = [line for t in form.tables for line in (*t.rows, *t.columns)]
    heads = [text for line in lines for text in line.head]
    heads += [f.label for r in form.registers for f in r.fields]
    return {normalize_heading(text) for text in (form.title, *heads)}
