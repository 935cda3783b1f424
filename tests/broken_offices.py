"""Offices in which a unit for every rule sent a workbook that breaks it, and got its return copy."""

from dataclasses import replace

from draw import YEAR, draw
from forms import xxgk
from inbox import quiet

from toolkit.flow.collect import collect
from toolkit.flow.fixtures import fixtures
from toolkit.flow.sendback import send_back
from toolkit.flow.workfolder import init
from toolkit.form.model import REPORT
from toolkit.form.roster import Office, Unit

NOW = "2025-01-09T08:00:00+00:00"


def levels():
    kinds = [k.id for k in xxgk().kinds]
    return (("township", [k for k in kinds if k != REPORT]), ("district", [REPORT]))


def office(home, level, kinds):
    units, made = [], {}
    for kind in kinds:
        for f in fixtures(xxgk(), kind, YEAR):
            code = f"{len(units):03}"
            units.append(Unit(code, f"单位{code}", kind))
            made[code] = f
    folder = init(home, Office("01", "某机关", level, "xxgk", YEAR, "2025-01-10"), tuple(units))
    keeps = {}
    for unit in units:
        f = made[unit.code]
        data = {w: draw(xxgk(), _as(s, unit)) for w, s in (("keeps", f.keeps), ("breaks", f.breaks))}
        (home / "收").mkdir(exist_ok=True)
        (home / "收" / f"{unit.code}.xlsx").write_bytes(data["breaks"])
        keeps[unit.code] = (f, data["keeps"])
    collect([home / "收"], folder, folder.form, NOW, quiet)
    send_back(folder, (), None, NOW, quiet)
    return folder, keeps


def _as(made, unit):
    return replace(made, who=made.who._replace(unit=unit.code, name=unit.name, office="某机关"))
