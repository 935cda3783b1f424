"""The form's definition as it was when workbooks were last handed out: kept, so that a change of it is noticed.

Units fill in what was handed out. A definition that says something else meanwhile is not used in silence: it is put back,
or taken on purpose (``toolkit forms --restore``, ``--use``).
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from toolkit.errors import WorkFolderError
from toolkit.folder.files import write_atomically
from toolkit.text.decode_bytes import decode_text_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEFINITION = ".toml"
"""How the file of a definition ends."""
HANDED_OUT = "下发时的表样.toml"
"""The name of the copy, among what is kept of every run."""
HANDED_OUT_BLANK = "下发时的原表"
"""The folder of the blank a form is filled in on, as it was handed out."""
MOST_TOLD = 6
"""How many of the places that differ are named."""
_WORDS = {
    "table": "表",
    "list": "登记簿",
    "rule": "规则",
    "sheet": "工作表",
    "kinds": "类别",
    "levels": "层级",
    "options": "选项",
}


def handed_out_definition(runs: Path, name: str = HANDED_OUT) -> bytes | None:
    """Return the definition, or the blank of this *name*, that workbooks were last handed out by; None where none were."""
    path = _handed_out_place(runs, name)
    return path.read_bytes() if path.is_file() else None


def keep_handed_out_definition(runs: Path, data: bytes, name: str = HANDED_OUT) -> None:
    """Keep the definition, or the blank of this *name*: it is what counts from now on."""
    if handed_out_definition(runs, name) != data:
        write_atomically(_handed_out_place(runs, name), data)


def _handed_out_place(runs: Path, name: str) -> Path:
    return runs / name if name == HANDED_OUT else runs / HANDED_OUT_BLANK / name


def refuse_changed_definition(runs: Path, name: str, definition: bytes) -> None:
    """Raise WorkFolderError, with the ways out, where *definition* says something else than what was handed out."""
    before = handed_out_definition(runs)
    places = definition_differences(before, definition) if before is not None else ()
    if places:
        more = f"等 {len(places)} 处" if len(places) > MOST_TOLD else ""
        raise WorkFolderError(
            f"表样 {name}{DEFINITION} 与下发时的不一样（{'、'.join(places[:MOST_TOLD])}{more}），各单位手里的工作簿是照下发时的做的，"
            "所以没有照改过的做下去。\n"
            "  不是要改的：toolkit forms --restore 换回下发时的一份\n"
            f"  确实要改的：先 toolkit form check {name}{DEFINITION}，再 toolkit forms --use {name}{DEFINITION}，"
            "然后 toolkit distribute 重新下发",
            code="form_changed",
        )


def definition_differences(one: bytes, other: bytes) -> tuple[str, ...]:
    """Return where two definitions say different things, in words; comments, order of keys and encoding say nothing.

    Nor does what either spelling of a definition may say in two ways: one text alone or in a list, nothing or an empty list.
    """
    if one == other:
        return ()
    left, right = _definition_data(one), _definition_data(other)
    if left is None or right is None:
        return ("写法",)
    return tuple(_differing_places(_as_said(left), _as_said(right)))


def definition_edition(definition: bytes) -> tuple[str, str]:
    """Return the id and the edition of a definition; "" where it cannot be read."""
    said = _definition_data(definition) or {}
    return str(said.get("id", "")), str(said.get("edition", ""))


def is_newer_edition(one: str, other: str) -> bool:
    """Tell whether the edition *one* comes after *other*: 2022.1 after 2021.3, 2021.10 after 2021.9."""
    return _edition_order(one) > _edition_order(other)


def _edition_order(edition: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in edition.split(".")]


def _definition_data(definition: bytes) -> dict[str, Any] | None:
    try:
        return tomllib.loads(decode_text_file(definition, ""))
    except (WorkFolderError, ValueError, RecursionError):
        return None


def _as_said(said: Any) -> Any:
    """Return what is said, one text alone in the place of a list of it, and nothing in that of what is empty."""
    if isinstance(said, dict):
        return {key: _as_said(value) for key, value in said.items() if value not in ([], {})}
    if isinstance(said, list):
        only = len(said) == 1 and isinstance(said[0], str)
        return said[0] if only else [_as_said(value) for value in said]
    return said


def _differing_places(left: dict[str, Any], right: dict[str, Any]) -> Iterator[str]:
    for key in dict.fromkeys((*left, *right)):
        one, other = left.get(key), right.get(key)
        if one == other:
            continue
        parts, others = _parts_by_name(one), _parts_by_name(other)
        changed = [name for name in dict.fromkeys((*parts, *others)) if parts.get(name) != others.get(name)]
        word = _WORDS.get(key, key)
        yield from (f"{word} {name}" for name in changed)
        if not changed:
            yield word if not parts else f"{word}的次序"


def _parts_by_name(said: Any) -> dict[str, Any]:
    if isinstance(said, dict):
        return said
    if isinstance(said, list) and all(isinstance(x, dict) and "id" in x for x in said):
        return {str(x["id"]): x for x in said}
    return {}
