"""What a number format makes a person see, for the formats people use; any other says nothing (None), never a guess.

Known are decimal places, thousands, percent, commas that divide by a thousand, literal text (``0!.0000``), zeros in front,
sections, conditions, and years, months and days. Why not a library: DECISIONS.md.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime

_NUMBERED = (
    ((1,), "0"),
    ((2,), "0.00"),
    ((3,), "#,##0"),
    ((4,), "#,##0.00"),
    ((5, 6), "#,##0;-#,##0"),
    ((7, 8), "#,##0.00;-#,##0.00"),
    ((9,), "0%"),
    ((10,), "0.00%"),
    ((14,), "yyyy/m/d"),
    ((15, 31), 'yyyy"年"m"月"d"日"'),
    ((16, 28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    ((17, 27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    ((37, 38), "#,##0_);(#,##0)"),
    ((39, 40), "#,##0.00_);(#,##0.00)"),
    ((41, 42), '* #,##0_ ;* -#,##0_ ;* "-"_ ;@'),
    ((43, 44), '* #,##0.00_ ;* -#,##0.00_ ;* "-"??_ ;@'),
)
BUILT_IN = {str(number): code for numbers, code in _NUMBERED for number in numbers}
"""The formats files name by number, as Chinese programs show them (ECMA-376 18.8.30); signs of money left out."""
_DATE_FORMATS = {str(i) for i in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))}
"""The numbered formats that are dates or times, the East Asian ones included."""
LONGEST, MOST_DIGITS = 255, 30
"""How long a format may be (what programs allow), and of how many places one is rendered."""
KEPT = 15
"""How many digits of a number a spreadsheet program shows."""
_LARGEST = Decimal("1e20")
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<inside>[^\[\]]*)\]'
    r"|(?P<end>;)|(?P<general>G/通用格式|General)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)([-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?)")
_COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|[黑蓝绿洋红白黄青品]{1,2}色?|(?:color|颜色) ?[0-9]{1,2})",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\$([^-]*)(?:-[0-9A-Za-z,]*)?")
_BEYOND = "beyond"
"""The kind of a piece nobody here knows."""


class FormatPiece(NamedTuple):
    """A piece of a section: *kind* is text, digit, point, comma, percent, slash, general, letter, or one nobody knows."""

    kind: str
    text: str = ""


class FormatSection(NamedTuple):
    """One part of a format, and the condition under which it shows a number."""

    pieces: tuple[FormatPiece, ...]
    condition: tuple[str, Decimal] | None = None


class NumberFormat:
    """One format code."""

    def __init__(self, code: str) -> None:
        """Begin with nothing taken apart."""
        self.code = code

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NumberFormat) and self.code == other.code

    def __hash__(self) -> int:
        return hash(self.code)

    @cached_property
    def sections(self) -> tuple[FormatSection, ...] | None:
        """Return its sections; None for a format nobody here knows."""
        if len(self.code) > LONGEST:
            return None
        made = _split_sections(self.code)
        beyond = len(made) > 4 or any(p.kind == _BEYOND for s in made for p in s.pieces)
        return None if beyond else made

    @property
    def hides_text(self) -> bool:
        """Tell whether it shows a text as nothing."""
        return self.sections is not None and len(self.sections) == 4 and not self.sections[3].pieces

    def show(self, number: Decimal) -> str | None:
        """Return what a person sees of *number*, or None."""
        if self.sections is None or not number.is_finite() or abs(number) >= _LARGEST:
            return None
        with localcontext() as context:
            context.prec = 80
            number = number.normalize()
            if number and number.adjusted() < -MOST_DIGITS:
                return None
            if len(number.as_tuple().digits) > KEPT:
                number = number.quantize(
                    Decimal(1).scaleb(number.adjusted() - KEPT + 1), ROUND_HALF_UP
                ).normalize()
            section, negative = _section_for_number(self.sections, number)
            if section is None:
                return None
            try:
                return _format_number(section.pieces, abs(number), negative=negative)
            except InvalidOperation:  # more digits than anybody reads
                return None

    def show_day(self, day: datetime.date) -> str | None:
        """Return what a person sees of *day*, or None: where a time is shown, or a name of a day."""
        if not self.sections or self.sections[0].condition:
            return None
        made = ""
        for letters in _join_date_letters(self.sections[0].pieces):
            said = letters.text if letters.kind == "text" else _date_part_text(letters.text, day)
            if said is None or letters.kind not in ("text", "letter"):
                return None
            made += said
        return made.strip()

    @cached_property
    def letters(self) -> frozenset[str]:
        """Return which of year, month and day (y, m, d) its first section shows."""
        first = self.sections[0].pieces if self.sections else ()
        return frozenset(p.text for p in first if p.kind == "letter")


@lru_cache(maxsize=256)
def shows_date(number: str, code: str | None) -> bool:
    """Tell whether a number format shows a day or a time, by its *number* where it has no *code* of its own."""
    if code is None:
        return number in _DATE_FORMATS
    bare = re.sub(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\[\]]*\]|_.|\*.', "", code.split(";")[0].lower())
    return "general" not in bare and bool(re.search(r"[ymdhs]", bare))


def parse_number_format(code: str) -> NumberFormat | None:
    """Return the format of *code*; None where a cell shows what it holds."""
    plain = code.strip().casefold() in ("", "@", "general", "g/通用格式", "general;general")
    return None if plain else NumberFormat(code)


# ── taking a format apart ──────────────────────────────────────────────────────────────────────────────────


def _split_sections(code: str) -> tuple[FormatSection, ...]:
    made: list[FormatSection] = []
    pieces: list[FormatPiece] = []
    condition: tuple[str, Decimal] | None = None
    for found in _PIECE.finditer(code):
        kind, text = found.lastgroup, found[found.lastgroup or 0]
        if kind == "end":
            made.append(FormatSection(tuple(pieces), condition))
            pieces, condition = [], None
        elif kind == "inside" and (said := _CONDITION.fullmatch(text)):
            condition = (said[1], Decimal(said[2]))
        else:
            pieces += _format_pieces(kind or "", text)
    return (*made, FormatSection(tuple(pieces), condition))


def _format_pieces(kind: str, text: str) -> list[FormatPiece]:
    match kind:
        case "quoted" | "escaped":
            return [FormatPiece("text", text)] if text else []
        case "space":
            return [FormatPiece("text", " ")]
        case "fill":
            return []
        case "general":
            return [FormatPiece("general")]
        case "inside":
            if money := _MONEY.fullmatch(text):
                return [FormatPiece("text", money[1])] if money[1] else []
            return [] if _COLOUR.fullmatch(text) else [FormatPiece(_BEYOND)]
        case _:
            return [_plain_piece(text)]


def _plain_piece(text: str) -> FormatPiece:
    known = {".": "point", ",": "comma", "%": "percent", "@": "general", "/": "slash"}
    known |= dict.fromkeys("0#?", "digit")
    if text in known:
        return FormatPiece(known[text], text)
    if text.casefold() in "ymd":
        return FormatPiece("letter", text.casefold())
    return FormatPiece(_BEYOND if text.isascii() and text.isalnum() else "text", text)


def _section_for_number(
    sections: tuple[FormatSection, ...], number: Decimal
) -> tuple[FormatSection | None, bool]:
    """Return the section that shows *number*, and whether it is to be given a minus."""
    shown = sections[:3] if len(sections) > 3 else sections
    if any(s.condition for s in shown):
        if number < 0:  # whether a minus is written then depends on the program
            return None, False
        met = (s for s in shown if s.condition is None or _meets_condition(number, s.condition))
        return next(met, None), False
    if number < 0:
        return (shown[1], False) if len(shown) > 1 else (shown[0], True)
    return (shown[2] if number == 0 and len(shown) > 2 else shown[0]), False


def _meets_condition(number: Decimal, condition: tuple[str, Decimal]) -> bool:
    sign, limit = condition
    return ("<" in sign and number < limit) or (">" in sign and number > limit) or (
        number == limit and sign in ("=", "<=", ">=")
    )  # fmt: skip


# ── numbers ────────────────────────────────────────────────────────────────────────────────────────────────


def _format_number(pieces: tuple[FormatPiece, ...], number: Decimal, *, negative: bool) -> str | None:
    kinds = [p.kind for p in pieces]
    if (
        {"letter", "slash"} & {*kinds}
        or ("general" in kinds and "digit" in kinds)
        or kinds.count("point") > 1
    ):
        return None
    if "digit" not in kinds:
        if "general" not in kinds:
            return "".join(p.text for p in pieces)
        text = "".join(f"{number:f}" if p.kind == "general" else p.text for p in pieces)
    else:
        cut = kinds.index("point") if "point" in kinds else len(kinds)
        made = _format_digits(pieces[:cut], pieces[cut:], number)
        if made is None:
            return None
        text = made
    seen = negative and any(c in "123456789" for c in text)
    return f"-{text.lstrip()}" if seen else text


def _format_digits(
    whole: tuple[FormatPiece, ...], rest: tuple[FormatPiece, ...], number: Decimal
) -> str | None:
    """Return the digits of *number* in the places of *whole* and, behind the point, of *rest*."""
    grouped, thousands = _grouping_and_scale(whole + rest)
    places = sum(p.kind == "digit" for p in rest)
    if max(places, sum(p.kind == "digit" for p in whole)) > MOST_DIGITS:
        return None
    scale = 2 * sum(p.kind == "percent" for p in whole + rest) - 3 * thousands
    exact = number.scaleb(scale).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    before, _, after = f"{exact:f}".partition(".")
    return _fill_integer_places(whole, before.lstrip("0"), grouped=grouped) + _fill_decimal_places(
        rest, after
    )


def _grouping_and_scale(pieces: tuple[FormatPiece, ...]) -> tuple[bool, int]:
    """Tell whether thousands are parted, and how often the number is divided by a thousand."""
    digits = [i for i, p in enumerate(pieces) if p.kind == "digit"]
    point = next((i for i, p in enumerate(pieces) if p.kind == "point"), len(pieces))
    whole = [i for i in digits if i < point]
    commas = [i for i, p in enumerate(pieces) if p.kind == "comma"]
    between = [i for i in commas if whole and whole[0] < i < whole[-1]]
    return bool(between), sum(i > digits[0] for i in commas) - len(between)


def _fill_integer_places(pieces: tuple[FormatPiece, ...], digits: str, *, grouped: bool) -> str:
    """Fill the places before the point from the right; what is left over stands at the first."""
    slots = [p.text for p in pieces if p.kind == "digit"]
    wide = max(len(digits), len(slots))
    signs = ["#"] * (wide - len(slots)) + slots
    given = [""] * (wide - len(digits)) + list(digits)
    filled = [d or {"0": "0", "?": " "}.get(s, "") for s, d in zip(signs, given, strict=True)]
    if grouped:
        far = [wide - 1 - i for i in range(wide)]
        filled = [f"{d}," if n and n % 3 == 0 and d.strip() else d for d, n in zip(filled, far, strict=True)]
    if not slots:
        return "".join(p.text for p in pieces if p.kind in ("text", "percent")) + "".join(filled)
    made, at = "", 0
    for p in pieces:
        if p.kind == "digit":
            more = wide - len(slots) + 1 if at == 0 else 1
            made += "".join(filled[at : at + more])
            at += more
        elif p.kind in ("text", "percent"):
            made += p.text
    return made


def _fill_decimal_places(pieces: tuple[FormatPiece, ...], digits: str) -> str:
    """Fill the places behind the point from the left; zeros at the end are shown where the format has a zero."""
    kept = len(digits.rstrip("0"))
    made, at = "", 0
    for p in pieces:
        if p.kind == "digit":
            made += digits[at] if at < kept or p.text == "0" else " " if p.text == "?" else ""
            at += 1
        elif p.kind in ("text", "percent", "point"):
            made += p.text
    return made


# ── days ───────────────────────────────────────────────────────────────────────────────────────────────────


def _join_date_letters(pieces: tuple[FormatPiece, ...]) -> list[FormatPiece]:
    """Return *pieces* with letters that follow one another as one."""
    made: list[FormatPiece] = []
    for p in pieces:
        piece = FormatPiece("text", p.text) if p.kind in ("point", "comma", "slash") else p
        if made and piece.kind == made[-1].kind == "letter" and piece.text == made[-1].text[0]:
            made[-1] = FormatPiece("letter", made[-1].text + piece.text)
        else:
            made.append(piece)
    return made


def _date_part_text(letters: str, day: datetime.date) -> str | None:
    year, short = f"{day.year:04}", f"{day.year % 100:02}"
    shown = {"y": short, "yy": short, "yyy": year, "yyyy": year, "m": str(day.month), "d": str(day.day)}
    return (shown | {"mm": f"{day.month:02}", "dd": f"{day.day:02}"}).get(letters)
