"""Which unit somebody means: by its code, its name, or a part of the name only one unit has."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.folder.roster import Unit
from toolkit.ledger.ledger import Ledger
from toolkit.text.dates import narrow_characters
from toolkit.text.named_lines import list_briefly
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.folder.work_folder import WorkFolder

FEW = 8
"""How many units are named where several may be meant."""
CODE_END = 3
"""From how many digits on the end of a code is enough to be asked about."""


def find_unit_in_folder(folder: WorkFolder, said: str) -> Unit:
    """Return the unit of *folder* that *said* means; raise WorkFolderError with those it may mean otherwise.

    Whoever left the roster is still known by what he sent.
    """
    roster = folder.roster()
    return find_unit([*roster, *_former_units(folder, roster)], said)


def find_unit(units: Sequence[Unit], said: str) -> Unit:
    """Return the one of *units* with this code or name, or with this part of a name; raise WorkFolderError for none or several."""
    word = _comparable_text(said)
    for same in (
        [u for u in units if said in (u.code, u.name)],
        [u for u in units if word in (_comparable_text(u.code), _comparable_text(u.name))],
        [u for u in units if word and word in _comparable_text(u.name)],
    ):
        if len(same) == 1:
            return same[0]
        if same:
            raise WorkFolderError(
                f"“{visible_text(said)}”可能是几个单位：{_units_as_text(same)}。请写单位编码，或写全名称。"
            )
    near = _likely_units(units, word)
    likely = f"最像的是 {_units_as_text(near)}。" if near else ""
    raise WorkFolderError(
        f"名册里没有单位“{visible_text(said)}”，也没有收到过它的文件。{likely}请用 toolkit roster 查看编码和名称。"
    )


def _likely_units(units: Sequence[Unit], word: str) -> list[Unit]:
    """Return the units likely meant: named within what was said, alike, or with a code like it or that ends so."""
    if not word:
        return []
    names, codes = {_without_brackets(u.name): u for u in units}, {_comparable_text(u.code): u for u in units}
    found = [
        *(u for name, u in names.items() if name in word),
        *(names[n] for n in get_close_matches(word, names, 3, 0.5)),
        *(u for code, u in codes.items() if len(word) >= CODE_END and code.endswith(word)),
        *(codes[c] for c in get_close_matches(word, codes, 3, 0.8)),
    ]
    return list(dict.fromkeys(found))


def _former_units(folder: WorkFolder, roster: Iterable[Unit]) -> list[Unit]:
    if not folder.ledger.exists():
        return []
    known = {u.code for u in roster}
    with Ledger.open(folder.ledger) as ledger:
        return [Unit(s.unit, s.name, "") for s in ledger.standing() if s.unit not in known]


def _units_as_text(units: Sequence[Unit]) -> str:
    return list_briefly([f"{visible_text(u.code)} {visible_text(u.name)}" for u in units], FEW)


def _without_brackets(name: str) -> str:
    bare = _comparable_text(name)
    return (bare.partition("(")[0] if bare.endswith(")") else bare) or bare


def _comparable_text(text: str) -> str:
    return re.sub(r"\s", "", narrow_characters(text)).casefold()
