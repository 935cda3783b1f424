"""Which unit somebody means: by its code, its name, or a part of the name only one unit has."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.form.roster import Unit
from toolkit.ledger.ledger import Ledger
from toolkit.text.dates import narrow
from toolkit.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.folder.work_folder import WorkFolder

FEW = 8
"""How many units are named where several may be meant."""
CODE_END = 3
"""From how many digits on the end of a code is enough to be asked about."""


def which_unit(folder: WorkFolder, said: str) -> Unit:
    """Return the unit of *folder* that *said* means; raise WorkFolderError with those it may mean otherwise.

    Whoever left the roster is still known by what he sent.
    """
    roster = folder.roster()
    return unit_called([*roster, *_no_longer(folder, roster)], said)


def unit_called(units: Sequence[Unit], said: str) -> Unit:
    """Return the one of *units* with this code or name, or with this part of a name; raise WorkFolderError for none or several."""
    word = _bare(said)
    for same in (
        [u for u in units if said in (u.code, u.name)],
        [u for u in units if word in (_bare(u.code), _bare(u.name))],
        [u for u in units if word and word in _bare(u.name)],
    ):
        if len(same) == 1:
            return same[0]
        if same:
            raise WorkFolderError(
                f"“{visible(said)}”可能是几个单位：{_listed(same)}。请写单位编码，或写全名称。"
            )
    near = _near(units, word)
    likely = f"最像的是 {_listed(near)}。" if near else ""
    raise WorkFolderError(
        f"名册里没有单位“{visible(said)}”，也没有收到过它的文件。{likely}请用 toolkit roster 查看编码和名称。"
    )


def _near(units: Sequence[Unit], word: str) -> list[Unit]:
    """Return the units likely meant: named within what was said, alike, or with a code like it or that ends so."""
    if not word:
        return []
    names, codes = {_short(u.name): u for u in units}, {_bare(u.code): u for u in units}
    found = [
        *(u for name, u in names.items() if name in word),
        *(names[n] for n in get_close_matches(word, names, 3, 0.5)),
        *(u for code, u in codes.items() if len(word) >= CODE_END and code.endswith(word)),
        *(codes[c] for c in get_close_matches(word, codes, 3, 0.8)),
    ]
    return list(dict.fromkeys(found))


def _no_longer(folder: WorkFolder, roster: Iterable[Unit]) -> list[Unit]:
    if not folder.ledger.exists():
        return []
    known = {u.code for u in roster}
    with Ledger.open(folder.ledger) as ledger:
        return [Unit(s.unit, s.name, "") for s in ledger.standing() if s.unit not in known]


def _listed(units: Sequence[Unit]) -> str:
    more = f" 等 {len(units)} 个" if len(units) > FEW else ""
    return "、".join(f"{visible(u.code)} {visible(u.name)}" for u in units[:FEW]) + more


def _short(name: str) -> str:
    """Return a name without what is in brackets behind it."""
    bare = _bare(name)
    return (bare.partition("(")[0] if bare.endswith(")") else bare) or bare


def _bare(text: str) -> str:
    return re.sub(r"\s", "", narrow(text)).casefold()
