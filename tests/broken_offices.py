"""Offices in which a unit for every rule sent a workbook that breaks it, and got its return copy."""

import pickle
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import office as spreadsheet
from draw import PERIOD, draw
from forms import xxgk
from inbox import quiet
from shared import copy_folder, recall

from toolkit.author.rule_fixtures import find_rule_fixtures
from toolkit.author.samples import make_demo_folder, samples_folder
from toolkit.collecting.collect import collect_submissions
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import RETURNS, make_work_folder, open_work_folder
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT
from toolkit.returns.return_copies import write_return_copies
from toolkit.submissions.redraw import draw_filled_workbook

KEEPS = "keeps.pickle"
NOW = "2025-01-09T08:00:00+00:00"
SAMPLES = "样例"


def levels():
    kinds = [k.id for k in xxgk().kinds]
    return (("township", [k for k in kinds if k != REPORT]), ("district", [REPORT]))


def rule_fixtures(kind):
    """Return the shipped form's fixtures of a kind: the search is made once a session."""
    return recall(f"fixtures-{kind}", lambda: list(find_rule_fixtures(xxgk(), kind, PERIOD)))


def drawn_fixtures(kind):
    """Return the fixtures of a kind, each with the workbook that keeps its rule and the one that breaks it: drawn once a session."""
    return recall(f"drawn-{kind}", lambda: list(_drawn_fixtures(kind)))


def _drawn_fixtures(kind):
    grounded = ground_form(xxgk(), kind, "township" if kind == REPORT else None)
    for f in rule_fixtures(kind):
        yield f, *(draw_filled_workbook(grounded, made, "") for made in (f.keeps, f.breaks))


def office(home, level, kinds):
    """Copy the office of that level to *home*; return it and its units: code → (fixture, workbook that keeps the rule)."""
    copy_folder(f"broken-{level}", partial(_office, level=level, kinds=kinds), home)
    return open_work_folder(home), pickle.loads((home / KEEPS).read_bytes())  # noqa: S301 - written below


def _office(home, level, kinds):
    units, made = [], {}
    for kind in kinds:
        for f, kept, _ in drawn_fixtures(kind):
            code = f"{len(units):03}"
            units.append(Unit(code, f"单位{code}", kind))
            made[code] = f, kept
    folder = make_work_folder(home, Office("01", "某机关", level, "xxgk", PERIOD, "2025-01-10"), tuple(units))
    keeps = {}
    for unit in units:
        keeps[unit.code] = f, _ = made[unit.code]
        (home / "收").mkdir(exist_ok=True)
        (home / "收" / f"{unit.code}.xlsx").write_bytes(draw(xxgk(), _as(f.breaks, unit)))
    collect_submissions([home / "收"], folder, folder.form, NOW, quiet)
    write_return_copies(folder, (), None, NOW, quiet)
    (home / KEEPS).write_bytes(pickle.dumps(keeps))


def _as(made, unit):
    return replace(made, who=made.who._replace(unit=unit.code, name=unit.name, office="某机关"))


class WorkedCopy(NamedTuple):
    """What went back to a unit or came from it, and what LibreOffice makes of it."""

    name: str
    data: bytes
    stands: dict[str, list[list[str]]]
    """What stands in the cells, row by row, by the names of the sheets."""
    saved: bytes | None = None
    """The same saved, for one of each rule of an office."""


def worked_copies():
    """Return by (level of an office or SAMPLES, code, whether it went back) files of its units, worked out: once a session.

    What the unit sent is among them where nothing went back, or where a copy has a formula again that was typed over.
    """
    return recall("worked-copies", _worked_copies)


def _worked_copies():
    with tempfile.TemporaryDirectory() as home:
        at, once_a_rule = {}, {}
        for level, kinds in levels():
            folder, keeps = office(Path(home, level), level, kinds)
            back = {p.name[:3]: p for p in sorted((folder.path / RETURNS).iterdir())}
            sent = [c for c, (f, _) in keeps.items() if f.breaks.stated or c not in back]
            at |= {(level, c, True): p for c, p in back.items()}
            at |= {(level, c, False): folder.path / "收" / f"{c}.xlsx" for c in sent}
            once_a_rule |= {
                (level, keeps[c][0].rule.id): (level, c, True) for c in sorted(back, reverse=True)
            }
        at |= {(SAMPLES, p.name, True): p for p in _samples_sent_back(Path(home, SAMPLES))}
        return dict(_worked_out(at, set(once_a_rule.values()), Path(home)))


def _samples_sent_back(home):
    folder = make_demo_folder(home)
    collect_submissions([samples_folder() / "第一轮"], folder, folder.form, NOW, quiet)
    write_return_copies(folder, (), None, NOW, quiet)
    return sorted((folder.path / RETURNS).iterdir())


def _worked_out(at, whole, home):
    """Yield what LibreOffice makes of the files *at*: of those that are to be saved the *whole*, else what stands in them."""
    saved, rest = [k for k in at if k in whole], [k for k in at if k not in whole]
    (home / "given").mkdir()
    given = spreadsheet.lightened_copies([at[k] for k in saved], home / "given")
    made = spreadsheet.convert(given, home / "saved", home / "profile")
    stands = spreadsheet.values([at[k] for k in rest], home / "worked out", home / "profile")
    for key, path in zip(saved, made, strict=True):
        yield key, _copy(at[key])._replace(stands=spreadsheet.cells_of(path), saved=path.read_bytes())
    for key, cells in zip(rest, stands, strict=True):
        yield key, _copy(at[key])._replace(stands=cells)


def _copy(path):
    return WorkedCopy(path.name, path.read_bytes(), {})
