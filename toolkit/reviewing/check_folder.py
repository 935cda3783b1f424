"""A folder of published reports proofread at once: who has published, what is wrong with whose, which faults are common."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.form import words
from toolkit.form.finding import ERROR, HINT, WARNING
from toolkit.form.model import REPORT
from toolkit.merging.companion import companion_needed
from toolkit.publishing.check_point import HOLDS, KNOW, OPEN, SAID
from toolkit.publishing.proofread_worker import CHECK, proofread_many, read_earlier_reports
from toolkit.publishing.rulings import RULINGS, apply_rulings
from toolkit.text.plain_values import pick_plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from toolkit.document.proofread_result import EarlierReport, KnownBody, Proofread
    from toolkit.folder.work_folder import Tell
    from toolkit.form.model import Form
    from toolkit.reviewing.compare_reports import FarFigure, LikeReports

ENDINGS = frozenset({".docx", ".doc", ".wps", ".pdf", ".ofd", ".odt", ".rtf", ".html", ".htm", ".md", ".txt"})
"""Endings by which a file of a folder is taken for a report."""
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".et", ".zip")
"""Endings of what units send in, which is checked as such."""
PAGE, WORKBOOK = "核对汇总.html", "核对汇总.xlsx"
"""The page and the workbook that are written into the folder, and are no reports."""
MARKED = "（核对批注）"
"""What the names of marked copies have: they are no reports."""
_YEAR = re.compile(r"20\d\d")
MOST_TOLD = 40
"""How many findings of a report stand on the page."""


@dataclass(frozen=True)
class CheckedFolder:
    """What a folder comes to: its *reports*, the files that were *unread* and why, and the bodies nothing came of."""

    reports: tuple[Proofread, ...]
    unread: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    copies: tuple[LikeReports, ...] = ()
    outliers: tuple[FarFigure, ...] = ()
    due: Mapping[str, str] = field(default_factory=dict)
    """Until when each report, by its path, was to be published."""

    @property
    def must_act(self) -> bool:
        """Tell whether something is wrong, unread or missing."""
        return bool(self.unread or self.missing) or any(r.must_act for r in self.reports)

    @property
    def by_rule(self) -> list[tuple[str, int, int]]:
        """Return every rule with how many findings there are of it and how many reports have one, the commonest first."""
        findings = Counter(f.rule for r in self.reports for f in r.findings)
        reports = Counter(rule for r in self.reports for rule in {f.rule for f in r.findings})
        return [(rule, count, reports[rule]) for rule, count in findings.most_common()]

    @property
    def league(self) -> list[Proofread]:
        """Return the reports, those with most faults first."""

        def order(r: Proofread) -> tuple[int, int, str, str]:
            return -count_severity(r, ERROR), -count_severity(r, WARNING), r.unit, r.path

        return sorted(self.reports, key=order)

    def plain(self) -> dict[str, Any]:
        """Return the result as JSON-ready values."""
        unread = [{"path": path, "why": why} for path, why in self.unread]
        rules = [{"rule": r, "findings": n, "reports": k} for r, n, k in self.by_rule]
        told = "reports=league unread missing rules copies outliers"
        return pick_plain(self, told, unread=unread, rules=rules)

    def page(self, title: str, today: str) -> str:
        """Return the result as one page: a line a report, then what was unread, missing, and the rules."""
        from toolkit.document.overview_page import render_check_page
        from toolkit.reviewing.compare_reports import name_of_pair

        example = {f.rule: f"例如 {f.line}" for r in reversed(self.league) for f in r.findings}
        rows = [_row_of_report(r) for r in self.league]
        rows += [(path, OPEN, "读不了", why, ()) for path, why in self.unread]
        rows += [(name, OPEN, "没有报告", "名单里有，这里没有它的报告", ()) for name in self.missing]
        rows += [("、".join(name_of_pair(c)), KNOW, "文字雷同", c.said, (c.example,)) for c in self.copies]
        rows += [(o.unit or o.path, KNOW, "数值离群", o.said, ()) for o in self.outliers]
        rows += [
            (f"规则 {r}", KNOW, SAID[KNOW], f"{k} 份报告，{n} 处", (example[r],)) for r, n, k in self.by_rule
        ]
        verdict = f"{len(self.reports)} 份报告，{sum(r.must_act for r in self.reports)} 份有错误（{today}）"
        return render_check_page(title, verdict, ready=not self.must_act, rows=rows)


def count_severity(report: Proofread, severity: str) -> int:
    """Return how many findings of *report* are of *severity*."""
    return sum(f.severity == severity for f in report.findings)


def _row_of_report(report: Proofread) -> tuple[str, str, str, str, tuple[str, ...]]:
    errors, warnings, hints = (count_severity(report, s) for s in (ERROR, WARNING, HINT))
    state = OPEN if errors else KNOW if warnings else HOLDS
    told = tuple(f.line for f in report.findings[:MOST_TOLD])
    more = (f"另有 {len(report.findings) - MOST_TOLD} 处",) if len(report.findings) > MOST_TOLD else ()
    day = f"，{report.published} 公布" if report.published else "，没有写公布日期"
    few = f"{report.year} 年度{day}：错误 {errors}，提示 {warnings}，参考 {hints}"
    return report.unit or report.path, state, SAID[state], few, (*told, *more)


def holds_workbooks(folder: Path) -> bool:
    """Tell whether workbooks lie in *folder*: then it is what units sent in."""
    return any(
        p.suffix.casefold() in WORKBOOKS and p.name != WORKBOOK
        for p in folder.rglob("*")
        if p.name[:1] not in {"~", "."}
    )


def find_reports(folder: Path) -> list[Path]:
    """Return the files below *folder* that may be published reports, in the order of their names."""
    found = (p for p in folder.rglob("*") if p.suffix.casefold() in ENDINGS and p.is_file())
    sent = (p for p in found if p.name != PAGE and MARKED not in p.stem)
    return sorted(p for p in sent if not p.name.startswith((".", "~$")))


def is_folder_of_reports(path: Path) -> bool:
    """Tell whether *path* is a folder of published reports, and of no workbooks."""
    return path.is_dir() and bool(find_reports(path)) and not holds_workbooks(path)


def check_folder(
    folder: Path, form: Form, bodies: tuple[KnownBody, ...], last: Path | None, tell: Tell
) -> CheckedFolder:
    """Proofread every report below *folder*; those of the year before are found below *last* by body and year."""
    from toolkit.reviewing.compare_reports import find_copied_reports, find_far_figures

    paths = find_reports(folder)
    before = _read_all_earlier(find_reports(last), form, bodies, tell) if last else {}
    known = {(r.unit, r.year): r for r in before.values() if r.unit}
    likely = _pair_by_name(paths, before)
    found = _proofread_all(paths, form, bodies, likely, tell)
    wrong = [p for p, last_one in likely.items() if _last_known(found[p], known) != last_one]
    found |= _proofread_all(wrong, form, bodies, {}, tell)
    lasts = {
        p: last_one
        for p, r in found.items()
        if (p not in likely or p in wrong) and (last_one := _last_known(r, known))
    }
    found |= _proofread_all(list(lasts), form, bodies, lasts, tell)
    reports = [apply_rulings(r, p.parent / RULINGS) for p, r in found.items() if not isinstance(r, str)]
    companion = companion_needed(form, CHECK)
    compared = companion.compare_versions(form, reports)
    there = {r.unit for r in reports}
    watched = [c for c in companion.CELLS if c in set(form.cells_of(REPORT))]
    return CheckedFolder(
        tuple(compared),
        tuple((str(p), r) for p, r in found.items() if isinstance(r, str)),
        tuple(b.name for b in bodies if b.name not in there),
        tuple(find_copied_reports(compared)),
        tuple(find_far_figures(compared, watched, [words.brief_label(form.label(c)) for c in watched])),
        {r.path: companion.publish_until(r.unit, r.year).isoformat() for r in compared},
    )


def _read_all_earlier(
    paths: Sequence[Path], form: Form, bodies: tuple[KnownBody, ...], tell: Tell
) -> dict[Path, EarlierReport]:
    found: dict[Path, EarlierReport] = {}
    for at, (path, report) in enumerate(read_earlier_reports(paths, form, bodies), 1):
        if not isinstance(report, str):
            found[path] = report
        tell(at, len(paths), path.name)
    return found


def _pair_by_name(paths: Sequence[Path], before: Mapping[Path, EarlierReport]) -> dict[Path, EarlierReport]:
    """Return for files of *paths* the report of the year before that is called the same but for its year.

    Whose they are is seen once they are read.
    """
    named: dict[str, EarlierReport] = {}
    for path, report in before.items():
        named.setdefault(_YEAR.sub("", path.stem), report)
    return {p: named[name] for p in paths if (name := _YEAR.sub("", p.stem)) in named}


def _last_known(
    report: Proofread | str, known: Mapping[tuple[str, int], EarlierReport]
) -> EarlierReport | None:
    """Return the report of the same body for the year before *report*."""
    return None if isinstance(report, str) else known.get((report.unit, report.year - 1))


def _proofread_all(
    paths: Sequence[Path],
    form: Form,
    bodies: tuple[KnownBody, ...],
    lasts: dict[Path, EarlierReport],
    tell: Tell,
) -> dict[Path, Proofread | str]:
    found: dict[Path, Proofread | str] = {}
    for path, report in proofread_many(paths, form, bodies, lasts):
        found[path] = report
        tell(len(found), len(paths), path.name)
    return found
