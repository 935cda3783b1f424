"""Offices in which a unit for every rule sent a workbook that breaks it, and got its return copy."""

import pickle
from dataclasses import replace
from functools import partial

from draw import PERIOD, draw
from forms import xxgk
from inbox import quiet
from shared import copy_folder, recall

from toolkit.author.rule_fixtures import find_rule_fixtures
from toolkit.collecting.collect import collect_submissions
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder, open_work_folder
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT
from toolkit.returns.return_copies import write_return_copies
from toolkit.submissions.redraw import draw_filled_workbook

KEEPS = "keeps.pickle"
NOW = "2025-01-09T08:00:00+00:00"


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
