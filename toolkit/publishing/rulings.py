"""What somebody ruled on findings about published reports: confirmed, or dismissed with a reason.

Rulings are kept beside the reports, in one file a folder, by body, year and the finding's digest: a ruling holds for the
rule and the figures (or words) it was made on, and no longer once they change.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.files import write_atomically

if TYPE_CHECKING:
    from toolkit.document.proofread_result import Proofread

RULINGS = "核对记录.json"
DISMISSED, CONFIRMED = "dismissed", "confirmed"
SAID = {DISMISSED: "不是问题", CONFIRMED: "确认属实"}
SHOWN = 6
"""How many characters of a finding's digest name it on the command line."""


class FindingRuling(NamedTuple):
    """A decision on one finding: *what* of ``SAID``, why, by whom, when; *rule* and *message* for who reads the file."""

    what: str
    why: str
    by: str
    at: str
    rule: str
    message: str


def apply_rulings(found: Proofread, path: Path) -> Proofread:
    """Take out of *found* what was dismissed, and say of what is left what was confirmed."""
    kept = _read_rulings(path)
    left, decided = [], []
    for finding in found.findings:
        ruling = kept.get(_ruling_key(found, finding.digest))
        if ruling:
            decided.append((finding, ruling.what, ruling.why))
        if not ruling or ruling.what != DISMISSED:
            left.append(finding)
    return replace(found, findings=tuple(left), decided=tuple(decided))


def record_ruling(found: Proofread, path: Path, numbers: list[str], ruling: FindingRuling) -> None:
    """Record *ruling* on the findings of *found* that *numbers* name.

    Raise WorkFolderError where a number names none, or more than one, or a reason is missing.
    """
    if ruling.what == DISMISSED and not ruling.why.strip():
        raise WorkFolderError("不作为问题要写明理由，如 --why “口径不同，正文已注明”。")
    kept = _read_rulings(path)
    for number in numbers:
        hits = [f for f in found.findings if number and f.digest.startswith(number.casefold())]
        if len({f.digest for f in hits}) != 1:
            many = "有几处以它开头，请多写几位" if hits else "没有这一处"
            raise WorkFolderError(f"编号 {number}：{many}。请照 toolkit check 列出的编号写。")
        said = ruling._replace(rule=hits[0].rule, message=hits[0].message)
        kept[_ruling_key(found, hits[0].digest)] = said
    plain = {k: v._asdict() for k, v in sorted(kept.items())}
    write_atomically(path, (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode())


def _ruling_key(found: Proofread, digest: str) -> str:
    # A report that does not say whose it is must not share its rulings with the next such one.
    return f"{found.unit or Path(found.path).name}/{found.year}/{digest}"


def _read_rulings(path: Path) -> dict[str, FindingRuling]:
    if not path.is_file():
        return {}
    try:
        plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {k: FindingRuling(**v) for k, v in plain.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise WorkFolderError(f"{path} 读不出来（{error}）。请改正，或把它移走后重新运行。") from error
