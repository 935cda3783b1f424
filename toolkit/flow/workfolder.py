"""The work folder: its settings, its roster, where its outputs go. Knows no Excel but through ``excel``."""

from __future__ import annotations

import datetime
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.errors import FormError, WorkFolderError
from toolkit.flow.files import safe, write
from toolkit.form.load import load
from toolkit.form.model import OFF, REPORT, Form, Named, Switch
from toolkit.form.roster import NAME_LIMIT, Office, Unit
from toolkit.form.shown import steers

SETTINGS, ROSTER = "toolkit.toml", "名册.xlsx"
OUTBOX, LEDGER, SUMMARY = "下发", "台账.sqlite", "收集情况.xlsx"
STORE, RUNS = "原件", "运行记录"
"""Where every file that came in is kept as it came, and what every run of collecting found."""
RETURNS, RECEIPTS = "退回", "回执"
"""Where marked copies go that units are to mend, and what says to each what was received."""
PUBLISHED = "已公布"
"""Where the files of a report are kept that went public, under readable names."""
REMINDERS, APPRAISAL, OVERVIEW = "催报.txt", "考核通报.xlsx", "总览.html"
TO_FILL = "（请填写）"
SEVERITIES = ("error", "warning", "hint", OFF)
"""What a rule may weigh, heaviest first."""

_SETTINGS = """\
# 工作目录设置。改完保存即可，不用重装。

[office]
code = {code}       # 本机关编码，文字，开头的 0 要保留
name = {name}       # 本机关全称
level = {level}     # 层级：{levels}

[campaign]
form = {form}       # 表样
year = {year}         # 报告年度（只按年度填报）
deadline = {deadline} # 统一截止日期；个别单位不同的，写在名册里
# last = "../年报{before}" # 上年的工作目录：没有办结的申请、现行有效的文件自动带到今年的空白表，上年报告自动比较

# 规则可以在本机关改为提示（warning）、参考（hint）或停用（off），须写明理由，所有输出都会注明。如：
# [rules]
# B4 = {{ severity = "off", why = "本镇有大额收费，另行核对" }}

# 审核分几步的（如三审三校），每一步用 toolkit sign 单位编码 --step 一审 --by 姓名 记录；都做完才算审核通过。如：
# [review]
# steps = ["一审", "二审", "三审"]
"""


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
        return self.path / f"{safe(self.office.name)}{self.office.year}年度报告.xlsx"

    @property
    def below(self) -> str:
        """Return the level of the reports this office collects; "" where it collects none."""
        levels = [x.id for x in self.form.levels]
        at = levels.index(self.office.level)
        return levels[at - 1] if at else ""

    def kinds(self) -> tuple[Named, ...]:
        """Return the kinds of unit this office may have: reports above the first level, sub-units on it."""
        return tuple(k for k in self.form.kinds if (k.id == REPORT) == bool(self.below))

    def roster(self) -> tuple[Unit, ...]:
        """Read 名册.xlsx; raise WorkFolderError with every fault in it."""
        from toolkit.excel import rosterbook

        path = self.path / ROSTER
        if not path.exists():
            raise WorkFolderError(f"没有名册 {path}。请运行 toolkit init 生成，填好后再运行。")
        return rosterbook.read(path.read_bytes(), self.kinds())

    def deadline(self, unit: Unit) -> str:
        """Return until when *unit* must report, YYYY-MM-DD."""
        return unit.deadline or self.office.deadline


def templates() -> Path:
    """Return the folder of form definitions: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@cache
def form_named(name: str) -> Form:
    """Load the form *name*, a file of ``templates()``."""
    path = templates() / f"{name}.toml"
    if not path.is_file():
        known = "、".join(sorted(p.stem for p in templates().glob("*.toml")))
        raise WorkFolderError(f"没有表样 {name}。可用的表样：{known}。")
    try:
        with path.open("rb") as file:
            return load(tomllib.load(file), path.name)
    except tomllib.TOMLDecodeError as error:
        raise FormError((f"{path.name}：不是合法的 TOML：{error}",)) from error


def init(path: Path, office: Office, units: tuple[Unit, ...] = ()) -> WorkFolder:
    """Make a work folder at *path*; refuse to touch one that is there."""
    from toolkit.excel import rosterbook

    form = form_named(office.form)
    if (path / SETTINGS).exists():
        raise WorkFolderError(f"{path} 已经是工作目录。请换一个目录，或直接修改其中的 {SETTINGS}。")
    _known_level(path, office, form)
    folder = WorkFolder(path, office, form)
    levels = "、".join(f"{x.id}＝{x.label}" for x in form.levels)
    texts = {
        "code": office.code or TO_FILL,
        "name": office.name or TO_FILL,
        "level": office.level,
        "form": office.form,
    }
    said: dict[str, object] = {k: json.dumps(v, ensure_ascii=False) for k, v in texts.items()}
    said |= {
        "levels": levels,
        "year": office.year,
        "deadline": office.deadline or '""',
        "before": office.year - 1,
    }
    write(path / SETTINGS, _SETTINGS.format(**said).encode())
    write(path / ROSTER, rosterbook.draw(units, folder.kinds(), stamp(office.year)))
    return folder


def find(start: Path) -> WorkFolder | None:
    """Find the work folder *start* is in or below."""
    for path in (start, *start.parents):
        if (path / SETTINGS).is_file():
            return open_folder(path)
    return None


def open_folder(path: Path) -> WorkFolder:
    """Read a work folder's settings; raise WorkFolderError that says what to mend."""
    file = path / SETTINGS
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise WorkFolderError(f"{file} 写得不对：{error}。文字要加英文引号，日期写成 2025-01-10。") from error
    except OSError as error:
        raise WorkFolderError(f"打不开 {file}：{error.strerror}。") from error
    office = _office(file, said)
    form = form_named(office.form)
    _known_level(file, office, form)
    last = said.get("campaign", {}).get("last")
    return WorkFolder(
        path,
        office,
        form.switched(_switches(file, form, said.get("rules", {}))),
        path / str(last) if last else None,
        tuple(str(s) for s in said.get("review", {}).get("steps", ())),
    )


def _switches(file: Path, form: Form, said: dict[str, Any]) -> tuple[Switch, ...]:
    """Read what the office says of single rules: only ever to weigh less, and never without a reason."""
    rules = {r.id: r for r in form.rules}
    faults = []
    for name, word in said.items():
        known = rules.get(name)
        weaker = SEVERITIES[SEVERITIES.index(known.severity) + 1 :] if known else ()
        if known is None:
            faults.append(f"没有规则 {name}")
        elif not isinstance(word, dict) or not str(word.get("why", "")).strip():
            faults.append(f'{name} 要写明理由，如 {{ severity = "off", why = "…" }}')
        elif word.get("severity") not in weaker:
            faults.append(f"{name} 的 severity 应为 {'、'.join(weaker)} 之一，实为 {word.get('severity')}")
    if faults:
        raise WorkFolderError(f"{file} 的 [rules] 写得不对：" + "；".join(faults) + "。")
    return tuple(Switch(name, word["severity"], str(word["why"])) for name, word in said.items())


def _known_level(where: Path, office: Office, form: Form) -> None:
    if office.level not in {x.id for x in form.levels}:
        levels = "、".join(f"{x.id}（{x.label}）" for x in form.levels)
        raise WorkFolderError(f"{where}：层级 level 应为 {levels} 之一，实为 {office.level}。")


def _office(file: Path, said: dict[str, Any]) -> Office:
    office, campaign = said.get("office", {}), said.get("campaign", {})
    faults = [
        f"[{part}] 缺少 {key}"
        for part, data, keys in (
            ("office", office, ("code", "name", "level")),
            ("campaign", campaign, ("form", "year")),
        )
        for key in keys
        if key not in data or data[key] == TO_FILL
    ]
    if not isinstance(campaign.get("year", 0), int):
        faults.append("[campaign] year 应为四位年份，不加引号")
    if not isinstance(office.get("code", ""), str):
        faults.append("[office] code 要加引号，开头的 0 才不会丢")
    faults += [
        f"[office] {key} 里有看不见的字符，或超过 {NAME_LIMIT} 个字"
        for key in ("code", "name")
        if isinstance(office.get(key), str) and (steers(office[key]) or len(office[key]) > NAME_LIMIT)
    ]
    if faults:
        raise WorkFolderError(f"{file} 还要填：" + "；".join(faults) + "。")
    deadline = campaign.get("deadline", "")
    return Office(
        office["code"],
        office["name"],
        office["level"],
        campaign["form"],
        campaign["year"],
        deadline.isoformat() if isinstance(deadline, datetime.date) else str(deadline),
    )


def stamp(year: int) -> datetime.datetime:
    """Return the time written into workbooks of *year*: fixed, so that the same inputs give the same bytes."""
    return datetime.datetime(year, 12, 31)  # noqa: DTZ001 - a workbook's time has no zone
