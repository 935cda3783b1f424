"""What an office sets in toolkit.toml: read whole, or every fault in it at once, each with its line and the mend."""

from __future__ import annotations

import datetime
import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.levels import describe_levels, find_level
from toolkit.folder.roster import NAME_LIMIT, Office
from toolkit.folder.settings_text import SettingsFault, parse_settings_text
from toolkit.form.period import PERIOD_KINDS, YEAR, YEARS, Period, describe_period_kind
from toolkit.form.rule import OFF, Switch
from toolkit.text.dates import NotADayError, parse_date
from toolkit.text.decode_bytes import decode_text_file
from toolkit.text.safe_text import has_unseen_characters, visible_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolkit.folder.settings_text import ParsedSettings
    from toolkit.form.model import Form

TO_FILL = "（请填写）"
SEVERITIES = ("error", "warning", "hint", OFF)
"""What a rule may weigh, heaviest first."""
KNOWN: dict[str, tuple[str, ...]] = {
    "office": ("code", "name", "level"),
    "campaign": ("form", "year", "period", "deadline", "last"),
    "rules": (),
    "review": ("steps",),
}
"""The tables and what each may hold; the rules are the form's."""
HOMES = {key: part for part, keys in KNOWN.items() for key in keys}
NEEDED = (("office", "code"), ("office", "name"), ("office", "level"), ("campaign", "form"))
EXAMPLES = {
    "code": 'code = "410308105"',
    "name": 'name = "某镇人民政府"',
    "level": 'level = "乡镇"',
    "year": "year = 2024",
    "period": 'period = "2025-04"',
    "deadline": "deadline = 2025-01-10",
    "last": 'last = "../2023"',
    "steps": 'steps = ["一审", "二审", "三审"]',
}
A_SWITCH = '{ severity = "off", why = "…" }'


class OfficeSettings(NamedTuple):
    """The settings: whose campaign, its form as this office weighs it, last year's folder, the steps of examination."""

    office: Office
    form: Form
    last: str
    steps: tuple[str, ...]


def _period_key(form: Form | None) -> str:
    return "period" if form and form.periods.kind != YEAR else "year"


def _period_line(form: Form, text: str) -> str:
    """Return the line that says *text* as *form*'s settings write a period; an example where it is none."""
    if form.periods.kind == YEAR:
        return f"year = {text[:4]}" if text[:4].isdigit() else EXAMPLES["year"]
    return f'period = "{form.periods.read(text).text if form.periods.reads(text) else PERIOD_KINDS[form.periods.kind]}"'


def read_settings(
    data: bytes, name: str, form_named: Callable[[str], Form], forms: Sequence[str]
) -> OfficeSettings:
    """Read the bytes of a settings file; raise WorkFolderError with every fault, each with its line and the mend.

    *forms* are the names that *form_named* knows.
    """
    file = parse_settings_text(decode_text_file(data, name))
    return _SettingsReader(file, name, form_named, forms).settings()


class _SettingsReader:
    def __init__(
        self, file: ParsedSettings, name: str, form_named: Callable[[str], Form], forms: Sequence[str]
    ) -> None:
        self.file, self.name, self.form_named = file, name, form_named
        self.examples = EXAMPLES | {"form": " 或 ".join(f'form = "{form}"' for form in forms)}
        self.faults = list(file.faults)
        self.tables = {part: self.table(part) for part in KNOWN}

    def settings(self) -> OfficeSettings:
        self.unknown()
        office = {key: self.text("office", key) for key in KNOWN["office"]}
        form_name, deadline = self.text("campaign", "form"), self.deadline()
        last, steps = self.text("campaign", "last"), self.steps()
        form = self.form(form_name)
        period = self.period(form)
        level = self.level(form, office["level"])
        switches = self.switches(form)
        self.missing(form)
        if self.faults or form is None or period is None:
            told = (f"  {f'第 {f.line} 行 ' if f.line else ''}{f.said}" for f in sorted(set(self.faults)))
            raise WorkFolderError(f"{self.name} 要改：\n" + "\n".join(told))
        whose = Office(office["code"], office["name"], level, form_name, period, deadline)
        return OfficeSettings(whose, form.switched(switches), last, steps)

    def fault(self, part: str, key: str, said: str, mend: str = "") -> None:
        """Keep what is wrong with *key*; *mend* is what to write, or where nobody can tell, how it looks."""
        line = self.file.line(part, key) or self.file.line(part) or self.file.line("", part)
        word = "如" if mend and mend == self.examples.get(key) else "应写"
        mended = f"。{word} {mend}" if mend else ""
        self.faults.append(SettingsFault(line, f"[{part}] {f'{key} ' if key else ''}{said}{mended}"))

    def table(self, part: str) -> dict[str, Any]:
        said = self.file.said.get(part, {})
        if isinstance(said, dict):
            return said
        self.fault(part, "", f"应为单独一行的 [{part}]，下面一行一项，实为 {part} = {_toml_value_text(said)}")
        return {}

    def unknown(self) -> None:
        """Tell what stands under no name of ours: it would do nothing, and nobody would know."""
        for part, table in self.file.said.items():
            line = self.file.line(part) or self.file.line("", part)
            if part in HOMES and not isinstance(table, dict):
                self.faults.append(SettingsFault(line, f"{part} 应写在 [{HOMES[part]}] 下面"))
            elif part not in KNOWN:
                told = f"没有 [{visible_text(part)}] 这一节{_suggestion_text(part, KNOWN)}"
                self.faults.append(SettingsFault(line, told))
        for part, keys in KNOWN.items():
            for key in self.tables[part] if keys else ():
                if key in KNOWN:
                    self.fault(part, key, f"应为单独一行的 [{key}]，下面一行一项")
                elif key not in keys:
                    home = HOMES.get(key)
                    where = f"，应写在 [{home}] 下面" if home else _suggestion_text(key, keys)
                    self.fault(part, key, f"没有这一项{where}")

    def missing(self, form: Form | None) -> None:
        """Tell what is not filled in; what stands in another place or on a line told already is not missing."""
        told = {f.line for f in self.file.faults} - {0}
        lacks = [
            (part, key)
            for part, key in (*NEEDED, ("campaign", _period_key(form)))
            if str(self.tables[part].get(key) or TO_FILL).strip() in ("", TO_FILL)
            and self.file.line(part, key) not in told
            and not self.elsewhere(part, key)
        ]
        if lacks:
            said = "；".join(f"[{part}] 缺少 {key}" for part, key in lacks)
            lines = [n for part, key in lacks if (n := self.file.line(part, key))]
            mend = "，".join(self.examples[key] for _, key in lacks)
            self.faults.append(SettingsFault(min(lines, default=0), f"还要填：{said}。写成 {mend} 的样子"))

    def elsewhere(self, home: str, key: str) -> bool:
        """Tell whether *key* stands in the file, but not in its table."""
        tables = {p: t for p, t in self.file.said.items() if p != home and isinstance(t, dict)}
        return key in self.file.said or any(key in table for table in tables.values())

    def text(self, part: str, key: str) -> str:
        said = self.tables[part].get(key, "")
        if isinstance(said, str):
            if has_unseen_characters(said):
                more = "；路径里的 \\ 要写成 /" if key == "last" else ""
                self.fault(part, key, f"里有看不见的字符{more}", self.examples[key])
            elif len(said) > NAME_LIMIT and part == "office":
                self.fault(part, key, f"超过 {NAME_LIMIT} 个字")
            return said
        if isinstance(said, (int, float)) and not isinstance(said, bool):
            zeros = "，开头的 0 才不会丢" if key == "code" else ""
            self.fault(part, key, f"要加英文引号{zeros}", f'{key} = "{said}"')
        else:
            self.fault(part, key, f"应为文字，实为 {_toml_value_text(said)}", self.examples[key])
        return TO_FILL

    def period(self, form: Form | None) -> Period | None:
        """Return the period; None where none is written, or none of the form's kind."""
        said, key = self.tables["campaign"], _period_key(form)
        other = "period" if key == "year" else "year"
        if form is None:
            return None
        if other in said:
            line = _period_line(form, str(said[other]))
            self.fault("campaign", other, f"这张表按{form.periods.kind}填报", line)
            return None
        return self.year() if key == "year" else self.written_period(form)

    def written_period(self, form: Form) -> Period | None:
        said = self.tables["campaign"].get("period", "")
        if said in ("", TO_FILL):
            return None
        text = said.isoformat() if isinstance(said, datetime.date) else str(said)
        if not form.periods.reads(text):
            kind = describe_period_kind(form.periods.kind)
            self.fault("campaign", "period", f"应为{kind}，实为 {_toml_value_text(said)}", EXAMPLES["period"])
            return None
        if not isinstance(said, str):
            self.fault("campaign", "period", "要加英文引号", _period_line(form, text))
        return form.periods.read(text)

    def year(self) -> Period | None:
        said = self.tables["campaign"].get("year", 0)
        if isinstance(said, int) and not isinstance(said, bool) and (said in YEARS or said == 0):
            return Period.of_year(said) if said else None
        digits = str(said).strip().removesuffix("年").removesuffix("年度")
        fits = digits.isascii() and digits.isdigit() and int(digits) in YEARS
        mend = f"year = {digits}" if fits else self.examples["year"]
        self.fault("campaign", "year", f"应为四位年份，不加引号，实为 {_toml_value_text(said)}", mend)
        return None

    def deadline(self) -> str:
        said = self.tables["campaign"].get("deadline", "")
        if isinstance(said, datetime.datetime):
            if said.time() == datetime.time():
                return said.date().isoformat()
            day = f"deadline = {said.date().isoformat()}"
            self.fault("campaign", "deadline", "只写到哪一天，不写几点", day)
        elif isinstance(said, datetime.date):
            return said.isoformat()
        elif isinstance(said, (str, int)) and not isinstance(said, bool):
            try:
                return parse_date(str(said)).isoformat() if str(said).strip() else ""
            except NotADayError as error:
                self.fault("campaign", "deadline", f"“{visible_text(said)}”{error}")
        else:
            shown = _toml_value_text(said)
            self.fault("campaign", "deadline", f"应为日期，实为 {shown}", self.examples["deadline"])
        return ""

    def steps(self) -> tuple[str, ...]:
        said = self.tables["review"].get("steps", [])
        if isinstance(said, list) and all(isinstance(s, str) and s.strip() for s in said):
            twice = [s for i, s in enumerate(said) if s in said[:i]]
            if twice:
                self.fault("review", "steps", f"“{visible_text(twice[0])}”写了两次")
            return tuple(said)
        steps = said if isinstance(said, list) else [said]
        mend = f"steps = {json.dumps([str(s) for s in steps], ensure_ascii=False)}"
        shown = _toml_value_text(said)
        self.fault("review", "steps", f"应为方括号里的几步，每一步加英文引号，实为 {shown}", mend)
        return ()

    def form(self, name: str) -> Form | None:
        """Return the form; None where none is named or there is none of that name."""
        if not name or name == TO_FILL:
            return None
        try:
            return self.form_named(name)
        except WorkFolderError as error:
            self.fault("campaign", "form", str(error))
            return None

    def level(self, form: Form | None, said: str) -> str:
        if form is None or not said or said == TO_FILL:
            return ""
        level = find_level(form.levels, said)
        if not level:
            levels = describe_levels(form.levels)
            self.fault("office", "level", f"层级应为 {levels} 之一，实为 {visible_text(said)}")
        return level

    def switches(self, form: Form | None) -> tuple[Switch, ...]:
        """Read what the office says of single rules: only ever to weigh less, and never without a reason."""
        rules = {r.id: r for r in form.rules} if form else {}
        made = []
        for name, word in self.tables["rules"].items() if form else ():
            known = rules.get(name)
            weaker = SEVERITIES[SEVERITIES.index(known.severity) + 1 :] if known else ()
            if known is None:
                said = f"不是规则的编号（没有规则 {visible_text(name)}）{_suggestion_text(name, rules)}"
                self.fault("rules", name, said)
            elif not isinstance(word, dict) or not str(word.get("why", "")).strip():
                self.fault("rules", name, "要写明理由", f"{name} = {A_SWITCH}")
            elif word.get("severity") not in weaker:
                shown = _toml_value_text(word.get("severity"))
                self.fault("rules", "", f"{name} 的 severity 应为 {'、'.join(weaker)} 之一，实为 {shown}")
            else:
                made.append(Switch(name, word["severity"], str(word["why"])))
        return tuple(made)


def _suggestion_text(said: str, known: Any) -> str:
    near = get_close_matches(said, list(known), 1, 0.6)
    return f"，是不是 {near[0]}？" if near else f"。可以写的：{'、'.join(known)}" if len(known) < 10 else ""


def _toml_value_text(said: Any) -> str:
    if isinstance(said, bool):
        return str(said).lower()
    if isinstance(said, str):
        return visible_text(said)
    try:
        return visible_text(json.dumps(said, ensure_ascii=False), 60)
    except TypeError:  # days and times
        return visible_text(said, 60)
