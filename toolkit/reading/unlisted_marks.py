"""What people put into a drop-down's cell instead of choosing: other ticks, TRUE, 是 and 1, crosses and empty boxes.

A tick looks like one, but nobody has said so: what a column's marks mean is asked once for all its cells, and read so
when the unit says yes. The answer is about the column and the marks in it; another mark is asked anew.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import Finding, make_finding
from toolkit.form.words import BLANK
from toolkit.text.blank_text import is_blank_text
from toolkit.text.character_folding import fold_characters
from toolkit.values.cell_values import retypable_text
from toolkit.xlsx.cells import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolkit.form.layout import CellPlace
    from toolkit.form.model import Option
    from toolkit.values.cell_reading import CellReading
    from toolkit.xlsx.cells import CellValue

TICKS = {
    *("√", "✓", "✔", "☑", "✅", "🗸", "🗹", "⍻", "■", "●"),
    *("∨", "˅", "⋁", "对号", "对勾", "画勾", "打钩", "钩"),
    *("true", "t", "y", "yes", "ok", "v", "1", "是", "有", "对", "真", "勾", "打勾"),
    *("已", "已办", "办了", "完成", "已完成"),
}
CROSSES = {
    *("×", "✗", "✘", "✕", "✖", "❌", "╳", "x", "□", "☐", "◻", "▢", "🗆"),
    *("false", "f", "n", "no", "0", "否", "无", "没", "没有", "不是", "错", "假", "叉"),
    *("未", "未办", "没办", "未完成"),
}
"""☒ is in neither: it is a tick in forms of some programs, and a cross in others."""
DRAWN_TICKS, DRAWN_CROSSES = frozenset("RPüþa"), frozenset("û¨£")
"""What Wingdings, Wingdings 2, Webdings and Marlett draw as a tick, a cross or an empty box; r is a cross, and R a tick."""
SYMBOLS = {0xF000 + c: c for c in range(0x20, 0x100)}
"""The characters of such a font as Word stores them."""
NOTHING = {"无", "没有", "暂无", "无内容", "本表无内容", "无记录", "零", "0", "零报告", "不涉及", "未发生"}
"""What people write beside 本表无内容 over an empty list: they mean yes."""
PUT_UP = {"公开", "已公开", "公开了", "已张贴", "已贴", "贴了", "已发", "发了"}
NOT_PUT_UP = {"未公开", "没公开", "未贴", "没贴", "未发", "没发"}
"""What a tick and a blank say in a column that has no other options: that something was made public there."""
YES, NO = {"√", "是", "有"}, {"否", "无"}
"""How options are called that a tick or a cross stands for; 已处理 and 未处理 are told by their first character."""
_ANSWER = {"是", "是的", "都是", "对", "对的", "没错", "√", "✓", "y", "yes", "1"}
_DOUBT = re.compile("[不没未但除非否]")
CODE = "options_otherwise"
READ = "options_read"
SHOWN = 60
ANSWER_SHOWN = 20


class UnlistedMark(NamedTuple):
    """One cell that holds another mark: where, what stands there, and the option it likely means (None: blank)."""

    at: CellPlace
    text: str
    meant: Option | None
    plain: bool
    """Whether it is no tick or cross, but words like an option's."""

    @property
    def read(self) -> str:
        """Return what it likely means in words."""
        return self.meant.label if self.meant else BLANK


def find_unlisted_mark(
    found: CellValue, at: CellPlace, value: CellReading, options: Sequence[Option], *, empty: bool = False
) -> UnlistedMark | None:
    """Return what a cell that is not among *options* likely says; None where that is anyone's guess.

    *empty*: it stands beside 本表无内容, and the list is empty: then 无 means yes.
    """
    text = {"1": "TRUE", "0": "FALSE"}.get(found.raw, found.raw) if found.kind == CellKind.BOOL else found.raw
    text = text.translate(SYMBOLS)
    exact = "".join(c for c in text if not is_blank_text(c))  # folded, ¨ would be a space
    bare = "".join(c for c in fold_characters(text).casefold() if not is_blank_text(c))
    shown = retypable_text(found._replace(raw=text)).strip()[:SHOWN]  # what is drawn through says so
    if empty and bare in NOTHING:
        return UnlistedMark(at, shown, options[0], plain=False)
    alone = len(options) == 1
    ticked = bare in TICKS or exact in DRAWN_TICKS or (alone and bare in PUT_UP)
    if ticked and (yes := _option_for_mark(options, YES, "已")):
        return UnlistedMark(at, shown, yes, plain=False)
    crossed = bare in CROSSES or exact in DRAWN_CROSSES
    if alone and (crossed or bare in NOT_PUT_UP):
        return UnlistedMark(at, shown, None, plain=False)
    if crossed and (no := _option_for_mark(options, NO, "未")):
        return UnlistedMark(at, shown, no, plain=False)
    likely = dict(value.said).get("likely", "")
    meant = next((o for o in options if o.label == likely), None)
    return UnlistedMark(at, shown, meant, plain=True) if meant else None


def _option_for_mark(options: Sequence[Option], called: set[str], begins: str) -> Option | None:
    if len(options) == 1:
        return options[0] if called is YES else None
    some = [o for o in options if o.label in called or o.label.startswith(begins)]
    return some[0] if len(some) == 1 else None


def mark_instance(column: str, mark: UnlistedMark) -> str:
    """Return what an answer about *mark* in *column* speaks to: it never speaks for another mark or meaning."""
    digest = hashlib.sha256(f"{mark.text}\n{mark.read}".encode()).hexdigest()[:8]
    return f"{CODE}.{column}.{digest}"


def is_plain_yes(text: str) -> bool:
    """Tell whether an answer says yes and nothing against it."""
    words = [w for w in re.split(r"[\s,;:。、!.()]+", fold_characters(text).casefold()) if w]
    return bool(words) and words[0] in _ANSWER and not _DOUBT.search("".join(words))


def ask_about_marks(
    column: str, title: str, label: str, marks: Sequence[UnlistedMark], answers: Mapping[str, str]
) -> Finding:
    """Ask once what all *marks* of a column mean; an answer that is no plain yes is quoted."""
    names = list(dict.fromkeys(mark_instance(column, m) for m in marks))
    at = [m.at for m in marks]
    if len(marks) == 1 and marks[0].plain:
        row = f"第 {marks[0].at.row + 1} 行 {label}"
        return make_finding("not_an_option", at, label=row, value=marks[0].text, likely=marks[0].read)
    unclear = next((a for n in names if (a := answers.get(n, ""))), "")
    said = {"value": "、".join(dict.fromkeys(m.text for m in marks)), "label": label, "list": title}
    said["likely"] = "、".join(dict.fromkeys(m.read for m in marks))
    said |= {"count": str(len(marks)), "asked": "；".join(_question_parts(marks))}
    said["unclear"] = f"（回答的“{unclear[:ANSWER_SHOWN]}”看不出是不是）" if unclear else ""
    return make_finding(CODE, at, digest=_digest(names), **said)._replace(about=tuple(names))


def tell_marks_read(
    column: str, title: str, label: str, marks: Sequence[UnlistedMark], answers: Mapping[str, str]
) -> Finding:
    """Tell that *marks* were read as the unit said they are meant."""
    names = list(dict.fromkeys(mark_instance(column, m) for m in marks))
    said = {"value": "、".join(dict.fromkeys(m.text for m in marks)), "label": label, "list": title}
    said["read"] = "、".join(dict.fromkeys(m.read for m in marks))
    answer = answers.get(names[0], "")
    said |= {
        "count": str(len(marks)),
        "told": "；".join(_statement_parts(marks)),
        "answered": answer[:ANSWER_SHOWN],
    }
    said["how"] = f"回答过“{answer[:ANSWER_SHOWN]}”"
    said |= {"digest": _digest(names), "explanation": answer}
    return make_finding(READ, [m.at for m in marks], **said)._replace(about=tuple(names))


def by_the_office(told: Finding, word: str) -> Finding:
    """Return what ``tell_marks_read`` told as said by the office in its *word*: no answer of the unit's."""
    said = tuple((k, {"how": "由本机关认定", "answered": ""}.get(k, v)) for k, v in told.args)
    return told._replace(args=said, explanation=word, by_office=True)


def _digest(names: Iterable[str]) -> str:
    return hashlib.sha256("、".join(sorted(names)).encode()).hexdigest()[:16]


def _group_by_meaning(marks: Sequence[UnlistedMark]) -> dict[str, list[UnlistedMark]]:
    found: dict[str, list[UnlistedMark]] = {}
    for mark in marks:
        found.setdefault(mark.read, []).append(mark)
    return found


def _question_parts(marks: Sequence[UnlistedMark]) -> Iterator[str]:
    for read, some in _group_by_meaning(marks).items():
        yield f"{len(some)} 格用了{_quoted_marks(some)}，是否{'都' if len(some) > 1 else ''}应为 {read}"


def _statement_parts(marks: Sequence[UnlistedMark]) -> Iterator[str]:
    for read, some in _group_by_meaning(marks).items():
        yield f"{len(some)} 格{_quoted_marks(some)}按 {read} 读取"


def _quoted_marks(marks: Sequence[UnlistedMark]) -> str:
    return "".join(f"“{text}”" for text in dict.fromkeys(m.text for m in marks))
