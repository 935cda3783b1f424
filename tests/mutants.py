"""One-line faults put into a copy of the product, each to be found by the tests beside it: ``make mutants``.

A row names a module, a line as it stands, the line with a fault in it, and the test file that has to fail. Whoever
changes such a line changes the row with it: what no longer stands in the module is told, and fails too.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

HOME = Path(__file__).parent.parent
BESIDE = ("tests", "templates", "samples", "docs", "pyproject.toml", "README.md", "README.zh-CN.md")
"""What tests read next to the product."""
WORK, ENDLESS = 60, 900
"""How many seconds of the processor a test may take; after how many by the clock it waits for what never comes."""
BROKE_ALL, NOTHING_RUN = 2, 5
"""How pytest ends where a test file cannot even be imported, and where it had no test to run."""


class Mutant(NamedTuple):
    module: str
    before: str
    after: str
    tests: str


MUTANTS = [
    Mutant(*row)
    for row in (
        # form
        ("form/rule_trees", "return all(map(is_additive, expr.args))", "return any(map(is_additive, expr.args))", "form/test_grounding"),
        ("form/grounding", "for x in (row, column, table) for at, t", "for x in (table, column, row) for at, t", "form/test_grounding"),
        ("form/words", "LONG = 3", "LONG = 2", "form/test_words"),
        ("form/words", '{value:.6f}".rstrip', '{value:.4f}".rstrip', "form/test_words"),
        ("definition/tally_faults", 'WILD = set("*?~<>=")', 'WILD = set("*?~")', "definition/test_load_form"),
        ("definition/load_form", "if WILD & set(option.label):", "if False:", "definition/test_load_form"),
        ("definition/soundness", "for name in sheets & OURS:", "for name in ():", "definition/test_soundness"),
        ("form/submission", "return RETURNED if ERROR in worst else WITH_WARNINGS if WARNING in worst else ACCEPTED", "return WITH_WARNINGS if WARNING in worst else RETURNED if ERROR in worst else ACCEPTED", "form/test_submission"),
        # periods
        ("form/period", "return datetime.date(self.year, 1, 1) if self.cumulative else self.first", "return self.first", "form/test_period"),
        ("form/period", "(day.month - 1) // size * size + 1", "day.month // size * size + 1", "form/test_period"),
        ("form/period", "min(day, days)", "min(day, 28)", "form/test_period"),
        ("publishing/next_period", "if to.first <= this.last:", "if to.first < this.first:", "chain/test_periods"),
        ("submissions/fits_roster", "return files_of_other_periods(self.folder)", "return None", "chain/test_no_other_period"),
        ("figures/check", "kept = kept | any_of(np.isnan(frame.values[c]) for c in rates)", "pass", "sheets/test_rates"),
        ("form/line_placement", "(bottom + 1, sheet.below)", "(bottom + 2, sheet.below)", "chain/test_worked_lists"),
        ("definition/period_rules", "{filled_in}期初 <= {column['id']} <= 期末", "{filled_in}{column['id']} <= 期末", "definition/test_period_rules"),
        ("definition/period_rules", 'if column.get("required") else f"当', 'if column else f"当', "definition/test_period_rules"),
        # samples
        ("author/invented_submission", "made = self._mended(made, broken, exact=exact)", "break", "author/test_form_samples"),
        ("author/invented_submission", "for exact in (False, True):", "for exact in (False,):", "author/test_form_samples"),
        ("author/sample_faults", "if rule.id in rules:", "if rules:", "author/test_form_samples"),
        ("author/rule_fixtures", 'begins = period.bound("期初")', 'begins = period.bound("年初")', "author/test_rule_fixtures"),
        ("definition/table_faults", "if coded and not table.numbered:", "if False:", "definition/test_figure_faults"),
        ("form/placement", "*(c.code or str(i)", "*(str(i)", "form/test_layout"),
        # text
        ("text/safe_text", "MOST = 300", "MOST = 30", "text/test_safe_text"),
        ("text/safe_text", "if len(said) > most else", "if len(said) >= most else", "text/test_safe_text"),
        ("text/safe_text", "said[:most]", "said[: most - 1]", "text/test_safe_text"),
        ("text/dates", "datetime.date(2099, 12, 31)", "datetime.date(2100, 12, 31)", "text/test_dates"),
        ("text/chinese_numbers", '"万": 1e4', '"万": 1e3', "text/test_chinese_numbers"),
        ("text/chinese_numbers", 'if m["scale"] == "万" and unit == "元":', "if False:", "text/test_chinese_numbers"),
        # figures
        ("figures/check", "if lists and lists <= own and not hidden:", "if lists and not own:", "figures/test_check"),
        ("figures/check", "np.abs(comes - says) >= ALIKE", "np.abs(comes - says) > 1", "figures/test_check"),
        ("figures/check", "if c not in worked or c in submission.stated}", "if c not in worked}", "figures/test_check"),
        # the clock
        ("clock/working_days", "FIXED = ((1, 1), (5, 1), (5, 2),", "FIXED = ((1, 1), (5, 1), (5, 3),", "clock/test_working_days"),
        ("xxgk/requests/articles", "= 20, 20, 7, 15, 20", "= 20, 20, 7, 14, 20", "xxgk/test_answer_clock"),
        ("xxgk/requests/articles", "= 20, 20, 7, 15, 20", "= 20, 20, 7, 15, 21", "xxgk/test_answer_clock"),
        ("xxgk/requests/answer_clock", "min(asked.came or latest, latest)", "asked.came or latest", "xxgk/test_answer_clock"),
        ("xxgk/requests/answer_clock", "served < day <= end for", "served <= day <= end for", "xxgk/test_answer_clock"),
        ("xxgk/requests/answer_clock", "request.received <= told <= plain_due", "request.received <= told", "xxgk/test_answer_clock"),
        ("xxgk/requests/answer_clock", "min(request.steps.extended_by, articles.EXTENSION_DAYS)", "request.steps.extended_by", "xxgk/test_answer_clock"),
        ("xxgk/requests/answer_clock", "return max(1, days.between(due, day)) if due and day > due else 0", "return days.between(due, day) if due and day > due else 0", "xxgk/test_answer_clock"),
        ("clock/deadline", "if c.light in (SOON, RUNNING))", "if c.is_open)", "clock/test_deadline"),
        ("clock/calendar_file", "if size + octets > LINE:", "if size + octets > LINE + 1:", "clock/test_deadline"),
        # backups
        ("verifying/backup_manifest", "if file.comment != seal_of(data):", "if False:", "verifying/test_backup"),
        ("verifying/backup_manifest", 'or ".." in parts', "", "verifying/test_backup"),
        ("folder/files", "        check(Path(name))\n", "", "verifying/test_backup"),
        ("verifying/restore", "if there and loss.lines and not replace:", "if False:", "verifying/test_backup"),
        ("verifying/folder_checks", "if name in before.values()", "if False", "verifying/test_doctor"),
        # what a review found to live
        ("figures/outliers", "FAR = 3.5", "FAR = 35", "figures/test_outliers"),
        ("figures/outliers", "APART = 0.5", "APART = 0.4", "figures/test_outliers"),
        ("figures/outliers", "ENOUGH = 5", "ENOUGH = 6", "figures/test_outliers"),
        ("ledger/ledger", "WHERE unit = ? AND rule = ? AND ended IS NULL", "WHERE unit = ? AND (rule = ? OR 1) AND ended IS NULL", "ledger/test_ledger"),
        ("intake/zips", "if len(data) >= 5 and data[0] & 1 else None", "if len(data) >= 5 else None", "intake/test_zips"),
        # intake, xlsx
        ("intake/containers", "DEPTH = 3", "DEPTH = 4", "submissions/test_open_file"),
        ("intake/containers", "DEPTH = 3", "DEPTH = 2", "submissions/test_open_file"),
        ("intake/zips", 'for encoding in ("utf-8", "gb18030"):', 'for encoding in ("gb18030", "utf-8"):', "intake/test_zips"),
        ("xlsx/xml_events", "MAX_DEPTH, MAX_ATTRIBUTES = 64, 200", "MAX_DEPTH, MAX_ATTRIBUTES = 6400, 200", "xlsx/test_xml_events"),
        ("xlsx/xml_events", "MAX_DEPTH, MAX_ATTRIBUTES = 64, 200", "MAX_DEPTH, MAX_ATTRIBUTES = 8, 200", "xlsx/test_xml_events"),
        ("xlsx/xml_events", "        depth -= 1", "        depth -= 0", "xlsx/test_xml_events"),
        # reading
        ("values/cell_values", 'LARGEST = Decimal("1e15")', 'LARGEST = Decimal("1e16")', "values/test_cell_values"),
        ("values/cell_moments", "if not DAYS[0] <= moment.day <= DAYS[1]:", "if not DAYS[0] <= moment.day:", "values/test_cell_values"),
        ("values/cell_moments", "if not DAYS[0] <= moment.day <= DAYS[1]:", "if not moment.day <= DAYS[1]:", "values/test_cell_values"),
        ("values/suggestions", 'if after.strip() == "%":', "if False:", "values/test_suggestions"),
        ("values/suggestions", "return number / own if scaled or words & base else number", "return number", "values/test_suggestions"),
        ("values/suggestions", "if words & _COUNTED - base or", "if", "values/test_suggestions"),
        ("intake/mails", "return coded and len", "return False and len", "intake/test_mails"),
        ("intake/mails", 'said & (_SENT - {b"from"})', "said & _SENT", "intake/test_mails"),
        # foreign
        ("foreign/foreign_formulas", "if cell.kind == CellKind.TEXT:", "if cell.kind in (CellKind.TEXT, CellKind.ERROR):", "foreign/test_foreign_formulas"),
        # document
        ("document/document_limits", "MOST_SPAN = 64", "MOST_SPAN = 6400", "document/test_document_limits"),
        ("document/document_limits", "return min(MOST_SPAN, max(1, int(said[:9])))", "return max(1, int(said[:9]))", "document/test_document_limits"),
        ("document/read_document", 'parse_cell_span(cell.get("rowspan")), parse', 'int(cell.get("rowspan") or 1), parse', "document/test_document_limits"),
        # xxgk
        ("xxgk/claims/shares", "(1.0 if evened else 0.5) / 10.0", "(1.0 if evened else 1.5) / 10.0", "xxgk/test_parts_and_shares"),
        ("xxgk/claims/shares", "(1.0 if evened else 0.5) / 10.0", "(1.0 if evened else 0.3) / 10.0", "xxgk/test_parts_and_shares"),
        ("xxgk/claims/fees", "or yuan % 10) and", "or yuan % 5) and", "xxgk/test_fees"),
        ("xxgk/claims/fees", "or yuan % 10) and", "or yuan) and", "xxgk/test_fees"),
        ("xxgk/report_table3", "\nNEAR = 0.8\n", "\nNEAR = 0.5\n", "xxgk/test_report_tables"),
        ("xxgk/report_table3", "\nNEAR = 0.8\n", "\nNEAR = 0.95\n", "xxgk/test_report_tables"),
        ("xxgk/outline", "NEAR = 0.78", "NEAR = 0.5", "xxgk/test_outline"),
        ("xxgk/outline", "NEAR = 0.78", "NEAR = 0.95", "xxgk/test_outline"),
        ("xxgk/report_structure", "if day and day > deadline:", "if day and day >= deadline:", "xxgk/test_report_structure"),
        ("xxgk/report_structure", "if day and day > deadline:", "if day and day > deadline + datetime.timedelta(1):", "xxgk/test_report_structure"),
        ("xxgk/report_structure", "if day and day <= end:", "if day and day < end:", "xxgk/test_report_structure"),
        ("xxgk/privacy", 'severity="warning" if meant else ""', 'severity=""', "xxgk/test_privacy"),
        ("xxgk/privacy", 'severity="warning" if meant else ""', 'severity="warning"', "xxgk/test_privacy"),
    )
]  # fmt: skip


def copy_project(home):
    """Copy into *home* what the tests need, the product among it."""
    for name in (*BESIDE, "toolkit"):
        if (HOME / name).is_dir():
            shutil.copytree(HOME / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(HOME / name, home / name)


def run_tests(home, words, **environment):
    """Run tests of a copy in *home*, up to the first that fails; return what came of it. None may work without end (reach.py)."""
    listed = home / "words.txt"
    listed.write_text("\n".join(words), encoding="utf-8")
    many = environment.keys() & {"REACH", "TRIALS"}
    extra = ("-p", "trials") if "TRIALS" in environment else () if many else ("-x",)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "reach", *extra, "-q", "-n", "0", f"@{listed}"],
        cwd=home,
        env=os.environ
        | {"PYTHONPATH": f"{home}{os.pathsep}{home / 'tests'}", "WORK": str(WORK)}
        | environment,
        stdout=subprocess.PIPE,
        stderr=None if many else subprocess.PIPE,
        text=True,
        check=False,
        timeout=None if many else ENDLESS,
    )


def survives(mutant, home, at, *, words=()):
    """Tell why a mutant was not found by its tests (by *words* for pytest, where some are given), or nothing; *at* counts changes."""
    path = home / "toolkit" / f"{mutant.module}.py"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if text.count(mutant.before) != 1:
        return f"stands {text.count(mutant.before)} times in the module now"
    _write(path, text.replace(mutant.before, mutant.after), at)
    try:
        run = run_tests(home, words or [f"tests/{name}.py" for name in mutant.tests.split()])
    except subprocess.TimeoutExpired:
        return ""  # what never ends is noticed
    finally:
        _write(path, text, at + 1)
    if run.returncode == 0 or (words and run.returncode == NOTHING_RUN):
        return "lives"
    broke = run.returncode in (1, BROKE_ALL) or run.returncode < 0  # by a signal: too much work
    return "" if broke else f"could not be tried: {run.stdout[-2000:]}{run.stderr[-500:]}"


def _write(path, text, at):
    """Write a module with a time of its own: Python knows by it that what it compiled is old."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (2e9 + 10 * at, 2e9 + 10 * at))


def main(words):
    """Try the mutants of the modules that one of *words* is part of, or all; return how many were not found."""
    chosen = [m for m in MUTANTS if not words or any(w in f"{m.module} {m.tests}" for w in words)]
    left = 0
    with tempfile.TemporaryDirectory() as folder:
        copy_project(Path(folder))
        for at, mutant in enumerate(chosen):
            why = survives(mutant, Path(folder), 2 * at)
            left += bool(why)
            print(
                f"{why or 'found'}: {mutant.module} · {mutant.before.strip()} → {mutant.after.strip()}",
                flush=True,
            )
    print(f"{len(chosen) - left} of {len(chosen)} mutants were found by the tests beside them")
    return left


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
