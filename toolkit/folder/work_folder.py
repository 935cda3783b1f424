"""The work folder: its settings, its roster, where its outputs go."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.definition_book.load_definition import load_definition
from toolkit.errors import FormError, Unreadable, WorkFolderError
from toolkit.folder.files import safe_file_name_part, write_atomically
from toolkit.folder.handed_out_definition import (
    DEFINITION,
    HANDED_OUT,
    handed_out_definition,
    refuse_changed_definition,
)
from toolkit.folder.kept_blank import blank_finder
from toolkit.folder.levels import describe_levels, find_level
from toolkit.folder.settings import TO_FILL, read_settings
from toolkit.folder.unreadable_reasons import say_unreadable
from toolkit.form.model import REPORT, Form, Named
from toolkit.form.period import PERIOD_KINDS, YEAR
from toolkit.form.submission import Identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.folder.roster import Office, Unit
    from toolkit.form.given.given_blank import GivenBlank
    from toolkit.form.period import Period

    Tell = Callable[[int, int, str], None]
    """What a long run tells how far it is: how many are done, of how many, which."""
SETTINGS, ROSTER = "toolkit.toml", "名册.xlsx"
ROSTERS = tuple(Path(ROSTER).stem + end for end in (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".xlsb", ".csv"))
"""What the roster may have been saved as."""
OUTBOX, LEDGER, SUMMARY = "下发", "台账.sqlite", "收集情况.xlsx"
INBOX = "收件"
"""Where the page puts what is dropped on it, before it is collected from there."""
STORE, RUNS = "原件", "运行记录"
"""Where every file that came in is kept as it came, and what every run of collecting found."""
RETURNS, RECEIPTS = "退回", "回执"
"""Where marked copies go that units are to mend, and what says to each what was received."""
PUBLISHED = "已公布"
"""Where the files of a report are kept that went public, under readable names."""
OWN_LOOK = "（原表样式）"
"""What the name of the office's own blank with the report's figures in it adds to the report's."""
REMINDERS, APPRAISAL, OVERVIEW = "催报.txt", "考核通报.xlsx", "总览.html"
APPRAISAL_WORD = "考核通报.docx"
ADOPTIONS = "认领清单.xlsx"
FOUND_SOUND = "found-sound.sha256"
"""What says whose files without our marks seem to be, to be filled in and given back."""
_SETTINGS = """\
# 工作目录设置。改完保存即可，不用重装。

[office]
code = {code}       # 本机关编码，文字，开头的 0 要保留
name = {name}       # 本机关全称
level = {level}     # 层级：{levels}

[campaign]
form = {form}       # 表样
{period}
deadline = {deadline} # 统一截止日期；个别单位不同的，写在名册里
# last = {last}

# 规则可以在本机关改为提示（warning）、参考（hint）或停用（off），须写明理由，所有输出都会注明。如：
# [rules]
# {rule} = {{ severity = "off", why = "本机关没有这种情况，另行核对" }}

# 审核分几步的（如三审三校），每一步用 toolkit sign 单位编码 --step 一审 --by 姓名 记录；都做完才算审核通过。如：
# [review]
# steps = ["一审", "二审", "三审"]
"""


def tell_nobody(_done: int, _total: int, _what: str) -> None:
    """Say nothing of how far an act is: it is short."""


@dataclass(frozen=True)
class WorkFolder:
    """A work folder as it stands: its place, its office, its form; *last* is last year's work folder.

    *steps* are the office's own steps of examination (三审三校, 五审五校 …); none where one signature is enough.
    """

    path: Path
    office: Office
    form: Form
    last: Path | None = None
    steps: tuple[str, ...] = ()

    @property
    def ledger(self) -> Path:
        """Return the ledger's file."""
        return self.path / LEDGER

    @property
    def report(self) -> Path:
        """Return where the office's report workbook goes."""
        name = safe_file_name_part(self.office.name) + name_report(self.form, self.office.period)
        return self.path / f"{name}.xlsx"

    @property
    def below(self) -> str:
        """Return the level of the reports this office collects; "" where it collects none."""
        levels = [x.id for x in self.form.levels]
        at = levels.index(self.office.level)
        return levels[at - 1] if at else ""

    def kinds(self) -> tuple[Named, ...]:
        """Return the kinds of unit this office may have: reports above the first level, sub-units on it."""
        return tuple(k for k in self.form.kinds if (k.id == REPORT) == bool(self.below))

    def roster(self, *, may_be_empty: bool = False) -> tuple[Unit, ...]:
        """Read the roster; raise WorkFolderError with every fault in it, of which having no unit at all is one."""
        from toolkit.folder import roster_workbook

        path, read = self.roster_file(), roster_workbook.read_roster_workbook
        return read(path.read_bytes(), self.kinds(), path.name, may_be_empty=may_be_empty)

    def roster_file(self) -> Path:
        """Return the file of the roster: 名册.xlsx, or what it was saved as; raise WorkFolderError where two differ."""
        from toolkit.folder import roster_workbook

        found = [p for p in (self.path / name for name in ROSTERS) if p.is_file()]
        if not found:
            others = sorted(p.name for p in self.path.glob(f"*{Path(ROSTER).stem}*") if p.is_file())
            likely = f"目录里有 {'、'.join(others)}，是它的话请改名为 {ROSTER}。" if others else ""
            raise WorkFolderError(
                f"没有名册 {self.path / ROSTER}。{likely}没有的，可以用 toolkit init 在别处生成一份空白的，填好放进来。"
            )
        read = roster_workbook.read_roster_workbook
        if len(found) > 1 and len({read(p.read_bytes(), self.kinds(), p.name) for p in found}) > 1:
            names = "、".join(p.name for p in found)
            raise WorkFolderError(f"有几份名册，内容不一样：{names}。请只留要用的一份，其余的移走。")
        return found[0]

    def deadline(self, unit: Unit) -> str:
        """Return until when *unit* must report, YYYY-MM-DD."""
        return unit.deadline or self.office.deadline


def workbook_identity(folder: WorkFolder, unit: Unit) -> Identity:
    """Return what *unit*'s workbook says of itself."""
    form, office = folder.form, folder.office
    edition = (form.id, form.edition, form.fingerprint(unit.kind), unit.kind)
    level = folder.below if unit.kind == REPORT else ""
    return Identity(*edition, unit.code, unit.name, office.period.text, office.name, level)


def templates_folder() -> Path:
    """Return the folder of form definitions: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def own_look_path(report: Path) -> Path:
    """Return where the office's own blank with the figures of a report in it lies."""
    return report.with_name(f"{report.stem}{OWN_LOOK}.xlsx")


def name_report(form: Form, period: Period) -> str:
    """Return what the workbook an office makes is called after its name: 2024年度报告, 2025年汇总表, 2025年4月汇总表."""
    named = period.text if form.report_word.startswith("年") else period.in_title
    return named + form.report_word


def known_forms(home: Path | None = None) -> dict[str, Path]:
    """Return the definition of every form that is known in the work folder *home*: its own before those that are shipped."""
    own = [p for p in sorted(home.glob("*.toml")) if p.name != SETTINGS] if home else []
    return {p.stem: p for p in (*sorted(templates_folder().glob("*.toml")), *own)}


def load_named_form(name: str, home: Path | None = None) -> Form:
    """Load the form *name* as it is known in the work folder *home*: its definition is called after its id."""
    form = form_from(definition_of(name, home), f"{name}{DEFINITION}", known_forms(home)[name].parent)
    if form.id != name:
        raise WorkFolderError(
            f"表样 {name}{DEFINITION} 的 id 是 {form.id}，文件名应为 {form.id}{DEFINITION}。请改成一样的。"
        )
    return form


def definition_of(name: str, home: Path | None = None) -> bytes:
    """Return the definition of the form *name* as it is known in the work folder *home*."""
    known = known_forms(home)
    if name not in known:
        kept = handed_out_definition(home / RUNS) if home else None
        said = f"没有表样 {name}。可用的表样：{'、'.join(known)}。"
        if home and kept:
            said += (
                f"下发时的一份在 {home / RUNS / HANDED_OUT}，是它的话复制回来，改名为 {name}{DEFINITION}。"
            )
        raise WorkFolderError(said)
    return known[name].read_bytes()


def form_from(data: bytes, name: str, *folders: Path) -> Form:
    """Load the form that the definition *data* of the file *name* describes, a text or a workbook.

    The blank it may be filled in on is looked for in *folders*; without any, its workbooks cannot be laid out.
    """
    form = _loaded_form(data, name, None)
    return _loaded_form(data, name, blank_finder(*folders)(form)) if form.blank and folders else form


def _is_found_sound(data: bytes) -> bool:
    """Tell whether a definition is, byte for byte, one that was found sound when its generated files were drawn last."""
    known = templates_folder() / FOUND_SOUND
    return known.is_file() and hashlib.sha256(data).hexdigest() in known.read_text(encoding="utf-8").split()


@cache
def _loaded_form(data: bytes, name: str, blank: GivenBlank | None) -> Form:
    try:
        return load_definition(data, name, blank, known_sound=_is_found_sound(data))
    except Unreadable as error:
        raise FormError((f"{name}：{say_unreadable(error)}",)) from error


def make_work_folder(
    path: Path,
    office: Office,
    units: tuple[Unit, ...] = (),
    definition: bytes | None = None,
    blank: GivenBlank | None = None,
) -> WorkFolder:
    """Make a work folder at *path*; refuse to touch one that is there.

    The definition of the office's form is kept in the folder: *definition*, or without one that which is shipped. So is the
    *blank* it is filled in on.
    """
    from toolkit.folder import roster_workbook

    definition = definition or definition_of(office.form)
    form = form_from(definition, f"{office.form}{DEFINITION}")
    if (path / SETTINGS).exists():
        raise WorkFolderError(f"{path} 已经是工作目录。请换一个目录，或直接修改其中的 {SETTINGS}。")
    level = find_level(form.levels, office.level)
    if not level:
        raise WorkFolderError(f"层级应为 {describe_levels(form.levels)} 之一，实为 {office.level}。")
    office = replace(office, level=level)
    folder = WorkFolder(path, office, form)
    texts = {"code": office.code or TO_FILL, "name": office.name or TO_FILL}
    texts |= {"level": office.level, "form": office.form}
    said: dict[str, object] = {k: json.dumps(v, ensure_ascii=False) for k, v in texts.items()}
    said |= {
        "levels": describe_levels(form.levels),
        "period": period_setting(office.period),
        "deadline": office.deadline or '""',
        "last": _last_example(form, office.period),
        "rule": next((r.id for r in form.rules), "R1"),
    }
    if form.blank and blank:
        write_atomically(path / form.blank, blank.data)
    write_atomically(path / f"{form.id}{DEFINITION}", definition)
    write_atomically(path / SETTINGS, _SETTINGS.format(**said).encode())
    drawn = roster_workbook.draw_roster_workbook(units, folder.kinds(), workbook_timestamp(office.period))
    write_atomically(path / ROSTER, drawn)
    return replace(folder, form=load_named_form(form.id, path)) if form.blank else folder


def _last_example(form: Form, period: Period) -> str:
    """Return how the settings say where the work lies that came before this folder; what was done in it is found in 往期."""
    if period.kind == YEAR:
        what = "上年的工作目录：没有完的、仍然有效的行自动带到今年的空白表，上年的数自动比较"
        return f'"../{form.report_word}{period.year - 1}" # {what}'
    word = form.periods.before_word
    before = period.earlier(word)
    what = f"{word}在另一个工作目录里做的，写它的位置；用 toolkit next 开始的各期自动接上，不用写"
    return f'"../{before.text if before else PERIOD_KINDS[period.kind]}" # {what}'


def find_work_folder(start: Path) -> WorkFolder | None:
    """Find the work folder *start* is in or below."""
    for path in (start, *start.parents):
        if (path / SETTINGS).is_file():
            return open_work_folder(path)
    return None


def open_work_folder(path: Path) -> WorkFolder:
    """Read a work folder's settings; raise WorkFolderError with all there is to mend."""
    file = path / SETTINGS
    try:
        data = file.read_bytes()
    except OSError as error:
        raise WorkFolderError(
            f"打不开 {file}：{error.strerror}。请检查 -w 写的目录；没有工作目录的先运行 toolkit init。"
        ) from error
    said = read_settings(data, str(file), partial(load_named_form, home=path), tuple(known_forms(path)))
    refuse_changed_definition(path / RUNS, said.form.id, definition_of(said.form.id, path))
    return WorkFolder(path, said.office, said.form, path / said.last if said.last else None, said.steps)


def period_setting(period: Period) -> str:
    """Return the line of the settings that says the period."""
    if period.kind == YEAR:
        return f"year = {period.text}         # 报告年度"
    return f'period = "{period.text}" # 报告期（按{period.kind}填报）'


def workbook_timestamp(period: Period) -> datetime.datetime:
    """Return the time written into workbooks of *period*: fixed, so that the same inputs give the same bytes."""
    day = period.last
    return datetime.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a workbook's time has no zone
