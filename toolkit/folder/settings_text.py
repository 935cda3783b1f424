"""toolkit.toml as clerks type it: what TOML makes of it, and of each line it cannot read what should stand there.

A line that is mended is read as mended, so that all that is wrong is told at once; whether it may count is the caller's.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any, NamedTuple

from toolkit.text.dates import NotADayError, narrow_characters, parse_date
from toolkit.text.safe_text import visible_text

_STATEMENT = re.compile(r"\s*([^\s=＝:：#]+?)\s*(?:[=＝:：]+|\s)\s*(\S.*?)\s*")
_HEADER = re.compile(r"\s*\[\s*([A-Za-z]+)\s*\]\s*(?:#.*)?")
_QUOTES = "\"'“”‘’„‟「」『』＂＇`"
_WIDE = dict.fromkeys(map(ord, "“”„‟「」『』"), '"') | {ord("【"): "[", ord("】"): "]", ord("、"): ","}
_DEADLINE = re.compile(r"\s*deadline\s*=\s*(.*?)\s*")
_TEXTS = ("code", "name", "level", "form", "last")
SPAN = 20
"""Over how many lines one statement may go (a list of steps)."""
SHOWN = 60
"""How much of a line is quoted."""
HOW = "文字要加英文引号，日期写成 2025-01-10"


class SettingsFault(NamedTuple):
    """What is wrong, and on which line (from 1; 0 where it is missing)."""

    line: int
    said: str


class ParsedSettings(NamedTuple):
    """What stands in the file, with its faults; *lines* are as they were read."""

    said: dict[str, Any]
    faults: tuple[SettingsFault, ...]
    lines: tuple[str, ...]

    def line(self, part: str, key: str = "") -> int:
        """Return the line of *key* in the table *part* (of the table itself without a key); 0 where it is not found."""
        within = ""
        for n, line in enumerate(self.lines, 1):
            if header := _HEADER.fullmatch(line):
                within = header[1]
                if within == part and not key:
                    return n
            elif within == part and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return n
        return 0


def parse_settings_text(text: str) -> ParsedSettings:
    """Read *text*; every line that is no TOML is a fault with what to write instead."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not _why_not_toml("\n".join(lines)):
        return ParsedSettings(tomllib.loads("\n".join(lines)), (), tuple(lines))
    faults = []
    at = 0
    while at < len(lines):
        span = _statement_line_count(lines, at)
        if span:
            at += span
            continue
        mended = _suggest_line(lines[at])
        if not _is_deadline_line(lines[at]):
            faults.append(SettingsFault(at + 1, _line_fault_text(lines[at], mended)))
        lines[at] = mended
        at += 1
    while why := _why_not_toml("\n".join(lines)):
        again = _first_repeated_line(lines)
        if not again:
            return ParsedSettings({}, (*faults, SettingsFault(0, f"写得不对（{why}）。{HOW}")), tuple(lines))
        faults.append(SettingsFault(again, f"{lines[again - 1].strip()} 与前面的重复，只留一处"))
        lines[again - 1] = ""
    return ParsedSettings(tomllib.loads("\n".join(lines)), tuple(sorted(faults)), tuple(lines))


def _why_not_toml(text: str) -> str:
    """Return why *text* is no TOML; "" where it is."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return str(error)
    return ""


def _statement_line_count(lines: list[str], at: int) -> int:
    """Return over how many lines the statement goes that begins *at*; 0 where none does."""
    if not _why_not_toml(lines[at]):
        return 1
    if not re.search(r"[\[{]\s*|\"\"\"|'''", lines[at]) or _HEADER.fullmatch(lines[at]):
        return 0
    return next((n for n in range(2, SPAN) if not _why_not_toml("\n".join(lines[at : at + n]))), 0)


def _suggest_line(line: str) -> str:
    """Return what *line* should most likely be; "" where nobody can tell."""
    return next((m for m in _line_candidates(line) if m and not _why_not_toml(m)), "")


def _line_candidates(line: str) -> list[str]:
    plain = narrow_characters(line.translate(_WIDE).replace("‘", "'").replace("’", "'"))
    tries = []
    if found := _STATEMENT.fullmatch(_without_comment(line)):
        key = narrow_characters(found[1]).strip(_QUOTES).casefold()
        value = found[2].strip().strip(_QUOTES).strip()
        if key == "deadline" and (day := _parse_iso_day(value)):
            tries.append(f"deadline = {day}")
        elif key == "year" and (year := re.search("[0-9]{4}", narrow_characters(value))):
            tries.append(f"year = {year[0]}")
        elif key == "steps":
            steps = [s.strip(_QUOTES) for s in re.split(r"[\s,，、;；]+", value.strip("[]［］【】"))]
            tries.append(f"steps = {json.dumps([s for s in steps if s], ensure_ascii=False)}")
        elif key in _TEXTS:
            tries.append(f"{key} = {json.dumps(value.replace(chr(92), '/'), ensure_ascii=False)}")
    return [*tries, plain]


def _without_comment(line: str) -> str:
    return re.sub(r"\s#.*", "", line)


def _is_deadline_line(line: str) -> bool:
    """Tell whether *line* only gives a deadline as people write it: there is nothing to mend."""
    found = _DEADLINE.fullmatch(_without_comment(line))
    return bool(found and _parse_iso_day(found[1]))


def _parse_iso_day(value: str) -> str:
    try:
        return parse_date(value).isoformat()
    except NotADayError:
        return ""


def _line_fault_text(line: str, mended: str) -> str:
    said = f"“{visible_text(line.strip(), SHOWN)}”写得不对"
    if mended:
        return f"{said}，应写 {mended.strip()}"
    if found := _DEADLINE.fullmatch(_without_comment(line)):
        try:
            parse_date(found[1])
        except NotADayError as error:
            return f"{said}：{error}"
    return f"{said}。{HOW}"


def _first_repeated_line(lines: list[str]) -> int:
    """Return the first line, from 1, that sets again what was set; 0 where none does."""
    for n, line in enumerate(lines, 1):
        if (
            line.strip()
            and _why_not_toml("\n".join(lines[:n]))
            and not _why_not_toml("\n".join(lines[: n - 1]))
            and _statement_line_count(lines, n - 1)
        ):
            return n
    return 0
