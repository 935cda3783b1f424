"""The forms at hand, and the one definition a work folder goes by: listed, exchanged on purpose, put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import FormError, WorkFolderError
from toolkit.folder.files import safe_file_name_part, write_atomically, write_under_free_name
from toolkit.folder.handed_out_definition import (
    DEFINITION,
    HANDED_OUT,
    definition_differences,
    definition_edition,
    handed_out_definition,
    is_newer_edition,
    keep_handed_out_definition,
)
from toolkit.folder.settings_text import parse_settings_text
from toolkit.folder.which_form import changed_kinds, chosen_form
from toolkit.folder.work_folder import RUNS, SETTINGS, definition_of, form_from, known_forms, load_named_form
from toolkit.text.decode_bytes import decode_text_file
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form

REPLACED = "换下的表样"
"""Where definitions go that were exchanged, among what is kept of every run."""


class KnownForm(NamedTuple):
    """A form at hand: *shipped* with the program or kept in the work folder, *used* by it; *faults* of one that is none.

    *newer* is the edition that is shipped, where the folder's own is an older one.
    """

    id: str
    edition: str
    title: str
    source: str
    period: str
    kinds: tuple[str, ...]
    path: Path
    shipped: bool
    used: bool
    newer: str = ""
    faults: tuple[str, ...] = ()


def list_known_forms(home: Path | None) -> list[KnownForm]:
    """Return every form that is shipped, then those of the work folder *home*."""
    used = _form_named_in_settings(home) if home else ""
    own = {name: path for name, path in known_forms(home).items() if home and path.parent == home}
    shipped = known_forms()
    there = used if used not in own else ""
    made = [_known_form_at(name, path, used=name == there) for name, path in shipped.items()]
    for name, path in own.items():
        found = _known_form_at(name, path, used=name == used, shipped=False)
        newer = _newer_edition(name, found.edition) if found.edition else ""
        made.append(found._replace(newer=newer))
    return made


def _known_form_at(name: str, path: Path, *, used: bool, shipped: bool = True) -> KnownForm:
    try:
        form = form_from(path.read_bytes(), path.name, path.parent)
    except FormError as error:
        return KnownForm(name, "", "", "", "", (), path, shipped, used, "", error.faults)
    except WorkFolderError as error:  # no text
        return KnownForm(name, "", "", "", "", (), path, shipped, used, "", (str(error),))
    kinds = tuple(k.label for k in form.kinds)
    said = (form.id, form.edition, form.title, form.source, form.periods.kind)
    return KnownForm(*said, kinds, path, shipped, used)


def _form_named_in_settings(home: Path) -> str:
    """Return which form the settings of *home* name, however wrong they are else; "" where they name none."""
    text = decode_text_file((home / SETTINGS).read_bytes(), SETTINGS)
    said = parse_settings_text(text).said.get("campaign")
    return str(said.get("form", "")) if isinstance(said, dict) else ""


def _newer_edition(name: str, edition: str) -> str:
    """Return the edition of the form *name* that is shipped, where it comes after *edition*; else ""."""
    shipped = known_forms().get(name)
    comes = definition_edition(shipped.read_bytes())[1] if shipped else ""
    return comes if comes and is_newer_edition(comes, edition) else ""


def newer_edition_offer(folder: WorkFolder) -> str:
    """Say that a newer edition of the folder's form is shipped, and how to take it; "" where there is none."""
    form = folder.form
    newer = _newer_edition(form.id, form.edition)
    return (
        f"自带的“{form.title}”有 {newer} 版，这个工作目录用的是 {form.edition} 版，没有换。"
        f"要换的：toolkit forms --use {form.id}，再 toolkit distribute 重新下发"
        if newer
        else ""
    )


def keep_form_of_folder(folder: WorkFolder) -> None:
    """Keep what *folder* hands out workbooks by: its definition, also where the folder had none of its own yet."""
    definition = definition_of(folder.form.id, folder.path)
    own = folder.path / f"{folder.form.id}{DEFINITION}"
    if not own.is_file():
        write_atomically(own, definition)
    keep_handed_out_definition(folder.path / RUNS, definition)
    if folder.form.given:
        keep_handed_out_definition(folder.path / RUNS, folder.form.given.data, folder.form.blank)


@told_as("form=form.id form.edition places before unread")
class FormExchange(NamedTuple):
    """What became of a work folder's definition: the *form* it goes by now, in what it differs from before, where that is kept."""

    form: Form
    places: tuple[str, ...]
    before: Path | None
    unread: str = ""
    """The edition that was handed out and that the new definition does not accept."""


def use_form_in_folder(home: Path, said: str) -> FormExchange:
    """Let the work folder *home* go by another definition of its form from now on: a shipped one, or that in a file.

    Raise WorkFolderError where it is of another form, or where workbooks that are out could not be told from new ones.
    """
    name = _form_named_in_settings(home)
    chosen = chosen_form(said)
    if chosen.form.id != name:
        raise WorkFolderError(
            f"{home} 用的表样是 {name}，{said} 是 {chosen.form.id}：一个工作目录只用一种表。"
            f"另建一个：toolkit init 目录 --form {said}"
        )
    before = handed_out_definition(home / RUNS)
    unread = _refuse_edition_kept(chosen.form, before) if before is not None else ""
    blank = (chosen.form.blank, chosen.form.given.data) if chosen.form.given else None
    return _exchange_definition(home, name, chosen.definition, blank)._replace(unread=unread)


def _refuse_edition_kept(form: Form, before: bytes) -> str:
    """Raise WorkFolderError where *form* asks for other workbooks than *before* under the same edition.

    Return the edition that is not accepted any more; "" where it is.
    """
    was = form_from(before, HANDED_OUT)
    changed = changed_kinds(was, form)
    if changed and form.edition == was.edition:
        raise WorkFolderError(
            f"表样 {form.id} 改过的地方在工作簿里（{'、'.join(changed)}），版次还是 {form.edition}，"
            "以后分不清工作簿是照哪一份做的。"
            f'请改 edition（如 edition = "{form.edition}.1"），在 accepts 里写上 "{was.edition}"，已经发出去的才照收。'
        )
    return was.edition if changed and was.edition not in form.accepts else ""


def restore_form_of_folder(home: Path) -> FormExchange:
    """Put back the definition that workbooks were handed out by; raise WorkFolderError where none were."""
    before = handed_out_definition(home / RUNS)
    if before is None:
        raise WorkFolderError(f"{home} 还没有下发过，没有可以换回的表样。")
    form = form_from(before, HANDED_OUT)
    kept = handed_out_definition(home / RUNS, form.blank) if form.blank else None
    return _exchange_definition(home, form.id, before, (form.blank, kept) if kept else None)


def _exchange_definition(
    home: Path, name: str, definition: bytes, blank: tuple[str, bytes] | None = None
) -> FormExchange:
    """Put a definition, and the blank it is filled in on, in the place of those of *home*; what stood there is kept."""
    if blank:
        _exchange_blank(home, *blank, handed_out=handed_out_definition(home / RUNS) is not None)
    own = home / f"{name}{DEFINITION}"
    stands, handed = own.read_bytes() if own.is_file() else None, handed_out_definition(home / RUNS)
    replaced = next((x for x in (stands, handed) if x is not None and x != definition), None)
    kept = _keep_replaced(home, name, replaced) if replaced is not None else None
    if stands != definition:
        write_atomically(own, definition)
    if handed is not None:
        keep_handed_out_definition(home / RUNS, definition)
    form = load_named_form(name, home)
    return FormExchange(form, definition_differences(replaced or definition, definition), kept)


def _exchange_blank(home: Path, name: str, data: bytes, *, handed_out: bool) -> None:
    path = home / name
    stands = path.read_bytes() if path.is_file() else None
    if stands != data:
        if stands is not None:
            write_under_free_name(home / RUNS / REPLACED / name, stands)
        write_atomically(path, data)
    if handed_out:
        keep_handed_out_definition(home / RUNS, data, name)


def _keep_replaced(home: Path, name: str, definition: bytes) -> Path:
    edition = safe_file_name_part(definition_edition(definition)[1].replace(".", "_"))
    return write_under_free_name(home / RUNS / REPLACED / f"{name}-{edition}版{DEFINITION}", definition)
