"""认领清单.xlsx: whose files without our marks seem to be, filled in by a clerk and given back; rows are known by their file's hash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.adoption import AdoptionOrder, adopt_received_files, contradictions_of_received
from toolkit.collecting.propose_adoptions import files_without_owner
from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.days import office_day_of
from toolkit.folder.files import write_atomically, write_under_free_name
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.folder.which_unit import find_unit
from toolkit.folder.work_folder import ADOPTIONS, workbook_timestamp
from toolkit.form.layout import CellPlace
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import DECLINED, Decision
from toolkit.sheets.page import FINE, Column, Entry, Owner, Page, Styled, columns_of, draw_pages_workbook
from toolkit.text.safe_text import visible_text
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from toolkit.collecting.adoption_proposals import AdoptionProposal, AdoptionProposals
    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.submissions.results import UnitState
    from toolkit.xlsx.cells import SheetCells

SHEET, UNITS, BESIDE = "认领清单", "单位", "不能认领的文件"
ANSWER, UNIT, WHY, HASH = "认领", "单位", "理由", "文件标识"
YES, NO = "是", "否"
_MEANS = {**dict.fromkeys(("是", "√", "✓", "对", "认领", "y", "yes"), YES)}
_MEANS |= dict.fromkeys(("否", "×", "✗", "不", "不是", "不对", "不认领", "n", "no"), NO)
WHAT_TO_DO = (
    "“认领”一栏：写“是”的，按“单位”一栏认领；写“否”的，不认领，以后不再提出；空着的，这次不动。",
    "“单位”一栏可以从下拉列表里改选。疑点里标着“要写理由”的，写“是”时在“理由”一栏写明为什么仍然认领。",
    f"不要改“{HASH}”一栏。保存以后运行：toolkit adopt --list {ADOPTIONS}",
)


class AdoptionAnswer(NamedTuple):
    """A row that was filled in: which file, yes or no, whose it is (None: nobody said), the reason; *at* is its address."""

    sha256: str
    yes: bool
    unit: Unit | None
    why: str
    at: str


class AnsweredAdoptions(NamedTuple):
    """What came of a list: the units adopted for, how many files were declined, how many rows were left blank or done before."""

    taken: tuple[UnitState, ...]
    declined: int
    blank: int
    before: int

    @property
    def said(self) -> str:
        """Say how many rows came to what."""
        counts = {
            "认领": len(self.taken),
            "不认领": self.declined,
            "以前办过": self.before,
            "没有写": self.blank,
        }
        return "，".join(f"{word} {n} 份" for word, n in counts.items() if n) or "清单里一行也没有"


def write_adoption_list(folder: WorkFolder, found: AdoptionProposals) -> Path | None:
    """Write the list beside the work folder's other outputs; None where there is nothing to answer.

    A list somebody filled in and has not given back stays: the new one then has a number in its name.
    """
    if not found.open:
        return None
    path, data = folder.path / ADOPTIONS, draw_adoption_list(found, folder)
    if path.is_file() and _has_open_answers(
        path.read_bytes(), folder.roster(), {p.sha256 for p in found.open}
    ):
        return write_under_free_name(path, data)
    write_atomically(path, data)
    return path


def draw_adoption_list(found: AdoptionProposals, folder: WorkFolder) -> bytes:
    """Draw the list: a file a row, the units to choose from on a sheet of their own."""
    roster, period = folder.roster(), folder.office.period
    last = len(roster) + 1
    choose: dict[str, object] = {
        "validate": "list",
        "source": f"='{UNITS}'!$A$2:$A${last}",
        "error_type": "warning",
    }
    answer: dict[str, object] = {"validate": "list", "source": [YES, NO]}
    columns = (
        Column(ANSWER, 7, "input.option", owner=Owner.OFFICE, rule=answer),
        Column(UNIT, 26, "input.text", owner=Owner.OFFICE, rule=choose),
        *columns_of("文件 28, 依据 34, 读到的 18, 疑点 34"),
        Column(WHY, 18, "input.text", owner=Owner.OFFICE),
        Column(HASH, 10, look={"font_size": FINE, "text_wrap": False}, room=0),
    )
    rows = [
        (
            Entry("", "option"),
            Entry(_unit_text(one.unit) if one.unit else ""),
            one.path,
            "\n".join(one.evidence),
            one.read.words if one.read else "",
            Styled(_doubts_text(one), "cell", {"font_color": "#C00000"}),
            Entry(""),
            one.sha256,
        )
        for one in found.open
    ]
    title = f"{period.spaced_name}没有标识的报送件：认领清单"
    pages = [
        Page(SHEET, title, columns, rows, WHAT_TO_DO, frozen=2),
        Page(UNITS, "", columns_of(f"{UNIT} 40"), [(_unit_text(u),) for u in roster], for_screen=True),
    ]
    if found.beside:
        beside = [(b.path, "、".join(b.units), b.reason) for b in found.beside]
        heads = columns_of("文件 36, 像是哪个单位的 24, 是什么、怎么办 70")
        pages.append(Page(BESIDE, "像是某个单位的、不能认领的文件", heads, beside))
    return draw_pages_workbook(pages, title=title, created=workbook_timestamp(period))


def answer_adoptions(folder: WorkFolder, path: Path, now: str) -> AnsweredAdoptions:
    """Do what a filled-in list says: all of it, or nothing where a row cannot be followed.

    Raise WorkFolderError with every such row at once, each with its cell.
    """
    faults: list[str] = []
    answers, blank = read_adoption_answers(path.read_bytes(), path.name, folder.roster(), faults)
    found = files_without_owner(folder)
    with Ledger.open(folder.ledger) as ledger:
        adopted = {a.sha256: a.unit for a in ledger.adoptions()}
        declined = {d.sha256 for d in ledger.standing_decisions(DECLINED)}
    done = [a for a in answers if _is_done(a, adopted, declined)]
    against = {
        a.at: contradictions_of_received(folder, a.sha256, found[a.sha256].path, a.unit)
        for a in answers
        if a.yes and a.unit and a.sha256 in found and a not in done
    }
    orders, refused = _orders([a for a in answers if a not in done], found, against, faults)
    if faults:
        told = "\n".join(f"  {f}" for f in faults)
        raise WorkFolderError(f"{path.name} 里有几处要改，一份也没有认领：\n{told}\n改好、保存后再运行。")
    taken = adopt_received_files(folder, orders, now) if orders else []
    with Ledger.open(folder.ledger) as ledger:
        for one, why in refused:
            unit = one.unit.code if one.unit else ""
            ledger.decide(Decision(DECLINED, unit, one.sha256, why, "", office_day_of(now), "", now))
    return AnsweredAdoptions(tuple(taken), len(refused), blank, len(done))


def read_adoption_answers(
    data: bytes, name: str, roster: Sequence[Unit], faults: list[str]
) -> tuple[list[AdoptionAnswer], int]:
    """Return the rows of a list that were filled in, and how many were not; what is wrong goes to *faults*."""
    sheet, head, at = _find_list(data, name)
    answers: list[AdoptionAnswer] = []
    blank = 0
    for row in sorted({r for r, _ in sheet.cells if r > head}):
        said = {k: sheet.cells[row, c].raw.strip() for k, c in at.items() if (row, c) in sheet.cells}
        answer, hashed = said.get(ANSWER, ""), said.get(HASH, "")
        if not answer:
            blank += bool(hashed)
            continue
        where = CellPlace(sheet.name, row, at[ANSWER]).a1
        means = _MEANS.get(answer.casefold())
        if means is None:
            faults.append(f"{where} “{ANSWER}”应写“{YES}”或“{NO}”，实为“{visible_text(answer)}”")
        elif not re.fullmatch("[0-9a-f]{64}", hashed):
            faults.append(f"{where} 这一行的“{HASH}”没有了或被改过，不知道是哪一份文件。请重新写出清单再填")
        else:
            unit = _unit_said(said.get(UNIT, ""), roster, CellPlace(sheet.name, row, at[UNIT]).a1, faults)
            if unit is None and means == YES and not said.get(UNIT):
                faults.append(f"{CellPlace(sheet.name, row, at[UNIT]).a1} 写了“{YES}”，没有写是哪个单位的")
            answers.append(AdoptionAnswer(hashed, means == YES, unit, said.get(WHY, ""), where))
    return answers, blank


def _unit_said(text: str, roster: Sequence[Unit], where: str, faults: list[str]) -> Unit | None:
    """Return the unit a cell names: as the drop-down writes it, by its code, its name or a part of it."""
    if not text:
        return None
    for unit in roster:
        if text == _unit_text(unit):
            return unit
    try:
        return find_unit(roster, text)
    except WorkFolderError as error:
        faults.append(f"{where} {error}")
        return None


def _orders(
    answers: Sequence[AdoptionAnswer],
    found: Mapping[str, AdoptionProposal],
    against: Mapping[str, tuple[str, ...]],
    faults: list[str],
) -> tuple[list[AdoptionOrder], list[tuple[AdoptionProposal, str]]]:
    """Return what the answers order, and which proposals they refuse, with the reason; what cannot be followed is a fault.

    *against* is what speaks against each, by its address.
    """
    orders: list[AdoptionOrder] = []
    refused: list[tuple[AdoptionProposal, str]] = []
    rows: dict[str, str] = {}
    units: dict[str, str] = {}
    for answer in answers:
        one, at = found.get(answer.sha256), answer.at
        if one is None:
            faults.append(f"{at} 这份文件没有收过，或已经有单位了。请重新写出清单再填")
        elif before := rows.get(answer.sha256):
            faults.append(f"{at} 与 {before} 是同一份文件，只留一行")
        elif not answer.yes:
            refused.append((one, answer.why))
        elif answer.unit is not None:
            said = against.get(at, ())
            if said and not answer.why:
                faults.append(f"{at} {'；'.join(said)}。仍要认领的，在“{WHY}”一栏写明理由")
            if before := units.get(answer.unit.code):
                faults.append(f"{at} 与 {before} 都认领给“{answer.unit.name}”，只留一份写“{YES}”")
            units.setdefault(answer.unit.code, at)
            proposed = one.unit is not None and answer.unit.code == one.unit.code
            why = "，".join(
                ("按清单认领：" + (answer.why or "人工核对"), *(one.evidence if proposed else ()))
            )
            orders.append(AdoptionOrder(one.sha256, answer.unit.code, one.path, why, said))
        rows.setdefault(answer.sha256, at)
    return orders, refused


def _is_done(answer: AdoptionAnswer, adopted: Mapping[str, str], declined: set[str]) -> bool:
    """Tell whether what a row says was done before."""
    if not answer.yes:
        return answer.sha256 in declined
    return answer.unit is not None and adopted.get(answer.sha256) == answer.unit.code


def _find_list(data: bytes, name: str) -> tuple[SheetCells, int, dict[str, int]]:
    """Return the sheet of the list, the row of its heads and where its columns are, whatever was moved."""
    try:
        book = open_book(data)
    except Unreadable as error:
        raise WorkFolderError(f"{name} 读不出来：{REASONS[error.code]}。") from error
    for sheet in book.sheets:
        rows: dict[int, dict[str, int]] = {}
        for (row, column), cell in sheet.cells.items():
            if cell.raw.strip() in (ANSWER, UNIT, WHY, HASH):
                rows.setdefault(row, {}).setdefault(cell.raw.strip(), column)
        for row, at in sorted(rows.items()):
            if {ANSWER, UNIT, HASH} <= at.keys():
                return sheet, row, at
    heads = f"{ANSWER}、{UNIT}、{HASH}"
    raise WorkFolderError(
        f"{name} 不是认领清单：没有哪张表有一行表头 {heads}。请用 toolkit adopt --all 写出的那一份。"
    )


def _has_open_answers(data: bytes, roster: Sequence[Unit], open_hashes: set[str]) -> bool:
    """Tell whether a list that lies there has answers nobody acted on; what is no list is somebody's own file."""
    faults: list[str] = []
    try:
        answers, _ = read_adoption_answers(data, ADOPTIONS, roster, faults)
    except WorkFolderError:
        return True
    return bool(faults) or any(a.sha256 in open_hashes for a in answers)


def _unit_text(unit: Unit) -> str:
    return f"{unit.code} {unit.name}"


def _doubts_text(one: AdoptionProposal) -> str:
    return "\n".join(f"{d}（要写理由）" if d in one.against else d for d in one.doubts)
