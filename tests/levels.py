"""A city of districts of townships of villages, generated: every workbook collected, merged and sent up, level by level."""

import random
import time
from dataclasses import replace
from typing import NamedTuple

from draw import draw
from forms import xxgk

from toolkit.author import sample_submissions
from toolkit.collecting.collect import collect_submissions
from toolkit.figures.rollup import roll_up_submissions
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder, workbook_identity
from toolkit.form.period import Period
from toolkit.form.submission import Identity, Row, Submission
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import merge_report
from toolkit.submissions.current_files import current_file_states, load_current_submissions

NOW = "2025-01-09T08:00:00+00:00"
KINDS = ("自然人", "商业企业", "科研机构", "其他")
RESULTS = ("r1", "r2", "r4_1", "r6_3")


class Level(NamedTuple):
    """One office of a level: its report, what collecting found, and how long both took, in seconds."""

    level: str
    folder: object
    found: object
    report: object
    took: float


def village(made, rng):
    return sample_submissions._village_submission(made, rng, 1)


def lead(made, rng):
    """The lead office with a register of its own: as many requests as chance will have."""
    full = sample_submissions._own_office_submission(made, rng)
    (own, *_) = full.rows["申请"]
    rows = tuple(
        Row(
            7 + i,
            {**own.values, "登记号": f"2024-{i:03}", "类别": rng.choice(KINDS), "结果": rng.choice(RESULTS)},
        )
        for i in range(1, rng.randint(2, 9))
    )
    return replace(full, rows={**full.rows, "申请": rows})


def quiet(*_):
    pass


def city(home, *, districts, townships, villages, seed=9):
    """Yield every office's Level, lowest first; the last is the city's."""
    rng = random.Random(seed)
    tops = []
    for d in range(districts):
        towns = []
        for t in range(townships):
            code = f"{d:02}{t:03}"
            units = tuple(Unit(f"{code}{v:03}", f"{d}区{t}镇{v}村", "村社区") for v in range(villages))
            units += (Unit(f"{code}999", f"{d}区{t}镇党政办", "党政办"),)
            folder = office(home, code, f"第{d}区第{t}镇", "township", units)
            sent = {u.code: _bytes(folder, u, rng) for u in units}
            yield (done := _up(folder, sent))
            towns.append((Unit(code, folder.office.name, "报告"), done))
        yield (done := _above(home, f"{d:02}", f"第{d}区", "district", towns))
        tops.append((Unit(f"{d:02}", f"第{d}区", "报告"), done))
    yield _above(home, "0", "某市", "city", tops)


def office(home, code, name, level, units):
    return make_work_folder(
        home / f"{level}{code}", Office(code, name, level, "xxgk", Period.of_year(2024), "2025-01-10"), units
    )


def _bytes(folder, unit, rng):
    who = workbook_identity(folder, unit)
    made = Submission(who, figures=sample_submissions._sample_cover(rng))
    return draw(xxgk(), village(made, rng) if unit.kind == "村社区" else lead(made, rng))


def _above(home, code, name, level, below):
    folder = office(home, code, name, level, tuple(u for u, _ in below))
    return _up(folder, {u.code: done.report.path.read_bytes() for u, done in below})


def _up(folder, sent):
    inbox = folder.path / "收"
    inbox.mkdir()
    for code, data in sent.items():
        (inbox / f"{code}.xlsx").write_bytes(data)
    start = time.perf_counter()
    found = collect_submissions([inbox], folder, folder.form, NOW, quiet)
    made = merge_report(folder, None, NOW, quiet, partial=False)
    return Level(folder.office.level, folder, found, made, time.perf_counter() - start)


def at_once(levels):
    """Every village and lead office of the city merged in one go: the figures of all of them as of one township."""
    everything = []
    for done in levels:
        if done.level == "township":
            with Ledger.open(done.folder.ledger) as ledger:
                everything += load_current_submissions(ledger, current_file_states(ledger).values()).values()
    form = xxgk()
    who = Identity(
        form.id, form.edition, form.fingerprint("报告"), "报告", "0", "某市", "2024", "", "township"
    )
    return roll_up_submissions(form, who, everything, Period.of_year(2024))
