"""What becomes of our workbooks when other programs rewrite them: every program, every step, in words.

``python tests/rewriters/matrix.py --write`` writes ``docs/rewriters.md`` again; ``test_rewriters.py`` holds it.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from unittest import mock

import browser
from inbox import quiet
from killed import here
from later import sample

from rewriters import programs
from rewriters.mending_by_openpyxl import mended_by_openpyxl
from toolkit.author.samples import make_demo_folder, samples_folder
from toolkit.collecting import take_in
from toolkit.collecting.collect import collect_submissions
from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import open_work_folder
from toolkit.form.finding import ERROR
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import merge_report
from toolkit.merging.report_source import open_report_source, refuse_unread
from toolkit.returns.return_copies import write_return_copies
from toolkit.submissions.current_files import current_file_states, load_current_submissions

NOW = "2025-01-09T08:00:00+00:00"
PAGE = Path(__file__).parent.parent.parent / "docs" / "rewriters.md"
UNITS = {"410308105002": "西滩村", "410308105016": "便民服务中心", "410308105021": "党政办公室"}
"""Units that sent something wrong in the samples' first round and the right thing in the second, one of each kind."""
SAME = "相同"
STEPS = ("收：村社区", "收：站所", "收：党政办", "退回件", "改后再收", "汇总", "读报告", "再汇总")
UNASKED = ("stale_cache", "same_figures", "nearly_same")
"""What a program alone makes of a workbook: it keeps no results."""


def first(name):
    """What a unit sent first, with something wrong in it."""
    return next((samples_folder() / "第一轮").glob(f"*{name}*")).read_bytes()


def right(name):
    """What the same unit sent then."""
    return sample(name).read_bytes()


class Reference:
    """The samples as nobody rewrote them: what the three units sent, and the report of it."""

    def __init__(self, home):
        self.home = home
        self.empty = make_demo_folder(home / "empty")
        rounds = {"first": first, "right": right}
        found = {
            part: self._collected(part, {u: of(n) for u, n in UNITS.items()}) for part, of in rounds.items()
        }
        self.codes = {
            part: {u: {f.code for f in files[u].findings} for u in UNITS} for part, files in found.items()
        }
        self.sent = {part: said(self._folder(part)) for part in rounds}
        self.report = merged(self._folder("right"))
        self.book = self._folder("right").report.read_bytes()

    def _folder(self, name):
        return open_work_folder(self.home / name)

    def _collected(self, name, files):
        return take(self.folder(name), files, "xlsx", "inbox")

    def folder(self, name, of="empty"):
        """A copy of a work folder."""
        shutil.copytree(self.home / of, self.home / name)
        return self._folder(name)


def take(folder, files, ending, name):
    """Collect *files* of units and return what became of each."""
    inbox = folder.path / name
    inbox.mkdir()
    for unit, data in files.items():
        (inbox / f"{unit}.{ending}").write_bytes(data)
    with mock.patch.object(take_in, "run_in_workers", here):
        found = collect_submissions([inbox], folder, folder.form, NOW, quiet)
    return {Path(f.path).stem: f for f in found.files if Path(f.path).stem in files}


def said(folder):
    """What every unit's file that stands says, as it was read."""
    with Ledger.open(folder.ledger) as ledger:
        return load_current_submissions(ledger, list(current_file_states(ledger).values()))


def facts(sent):
    """Return what must not change: figures, rows, ticks."""
    rows = {k: [r.values for r in v] for k, v in sent.rows.items() if v}
    return {k: v for k, v in sent.figures.items() if v is not None}, rows, sent.zero


def merged(folder):
    """Merge what is there, and return the report's figures."""
    made = merge_report(folder, None, NOW, quiet, partial=True)
    return {c: v for c, v in made.merged.report.figures.items() if v is not None}


def brief(text):
    """The first sentence of what was said, and the first place of a list of them, without the name of a file."""
    first, *places = str(text).rpartition(".xlsx ")[2].split("\n")
    return "，".join(line.partition("。")[0].strip("：， ") for line in (first, *places[:1]))


def taken(folder, files, found, expected, codes):
    """Say of every file: the same as when nobody rewrote it, or how it was refused."""
    stands, words = said(folder), {}
    for unit in files:
        file = found[unit]
        if unit in stands and facts(stands[unit]) == facts(expected[unit]):
            more = sorted({f.code for f in file.findings} - codes[unit] - set(UNASKED))
            words[unit] = SAME + (f"，另说 {'、'.join(more)}" if more else "")
        elif unit in stands:
            words[unit] = f"不同：{difference(facts(stands[unit]), facts(expected[unit]))}"
        else:
            words[unit] = f"拒收：{brief(file.reason or '；'.join(f.message for f in file.findings))}"
    return words


def difference(now, before):
    """Say the first thing two readings differ in."""
    for new, old in zip(now, before, strict=True):
        if new != old:
            keys = new.keys() ^ old.keys() if isinstance(new, dict) else new ^ old
            keys |= (
                {k for k in new.keys() & old.keys() if new[k] != old[k]} if isinstance(new, dict) else set()
            )
            return f"{len(keys)} 处，如 {min(map(str, keys))}"
    return ""


def outcomes(name, rewrite, reference):
    """Return what becomes of the chain when every file goes through *rewrite*: step → words."""
    ending = programs.ending(name)
    folder = reference.folder(f"of {name}")
    sent = [of(n) for of in (first, right) for n in UNITS.values()]
    *rewritten, report = rewrite([*sent, reference.book])  # in one go: programs take their time to start
    broken, files = (
        dict(zip(UNITS, part, strict=True)) for part in (rewritten[: len(UNITS)], rewritten[len(UNITS) :])
    )
    found = take(folder, broken, ending, "第一次")
    words = taken(folder, broken, found, reference.sent["first"], reference.codes["first"])
    result = dict(zip(STEPS, words.values(), strict=False))
    copies = {r.unit: r.path for r in write_return_copies(folder, [], None, NOW, quiet) if r.path}
    result["退回件"] = "全部" if copies.keys() == UNITS.keys() else f"{len(copies)} 份" if copies else "没有"
    back = {
        u: programs.comments_where_excel_puts_them(
            mended_by_openpyxl(programs.under_plain_names(p.read_bytes()), right(UNITS[u]))
        )
        for u, p in copies.items()
    }
    again = dict(zip(back, rewrite(list(back.values())), strict=True)) if back else {}
    found = take(folder, again, ending, "第二次") if again else {}
    words = taken(folder, again, found, reference.sent["right"], reference.codes["right"])
    left = sorted({f.code for u in again for f in found[u].findings if f.severity == ERROR})
    still = {f"仍要改 {'、'.join(left)}"} if left else set()
    result["改后再收"] = "；".join(sorted({*words.values()} | still)) or "没有"
    fresh = reference.folder(f"fresh {name}")
    take(fresh, files, ending, "收")
    result["汇总"] = compared(lambda: merged(fresh), reference.report) if said(fresh) else "没有可汇总的"
    whole = reference.folder(f"whole {name}", "right")
    whole.report.write_bytes(report)
    result["读报告"] = compared(lambda: read_report(whole), reference.report)
    result["再汇总"] = compared(lambda: merged(whole), reference.report)
    return result


def read_report(folder):
    """The figures of the report workbook that stands, as ``toolkit report`` takes them."""
    source = open_report_source(folder.report, folder.form)
    refuse_unread(source, folder.report)
    return {c: v for c, v in source.figures.items() if v is not None}


def compared(figures, expected):
    """Say whether figures are those expected, or how they were refused."""
    try:
        now = figures()
    except WorkFolderError as error:
        return f"拒绝：{brief(error)}"
    wrong = [c.name for c, v in expected.items() if isinstance(v, float) and now.get(c) != v]
    return SAME if not wrong else f"不同：{len(wrong)} 处，如 {wrong[0]}"


def rewriting(name, opened_browser, home):
    """Return the function that has the program *name* rewrite workbooks."""
    runs = iter(range(100))
    if name in programs.IN_BROWSER:
        return lambda workbooks: programs.by_browser(opened_browser, name, workbooks)
    if name in programs.OFFICE:
        return lambda workbooks: programs.by_office(name, workbooks, home / f"office {next(runs)}")
    return lambda workbooks: [programs.HERE[name](w) for w in workbooks]


def table(rows):
    """Return the page of what becomes of every program's files."""
    lines = [f"| {' | '.join(('程序', *STEPS))} |", f"|{'---|' * (len(STEPS) + 1)}"]
    lines += [f"| {n} | {' | '.join(r[s] for s in STEPS)} |" for n, r in rows.items()]
    return lines


def main():
    """Print the table, or write it into the page."""
    with tempfile.TemporaryDirectory() as directory, browser.chromium() as opened_browser:
        home = Path(directory)
        reference = Reference(home)
        chosen = [n for n in programs.ALL if not sys.argv[2:] or n in sys.argv[2:]]
        rows = {}
        for i, name in enumerate(chosen):
            rows[name] = outcomes(name, rewriting(name, opened_browser, home / f"at {i}"), reference)
            print(name, rows[name], flush=True)
        if "--write" in sys.argv:
            text = PAGE.read_text(encoding="utf-8")
            head = text.partition("\n| ")[0]
            PAGE.write_text("\n".join([head, *table(rows), ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
