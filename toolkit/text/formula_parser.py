"""A spreadsheet's formula as a small tree: numbers, texts, references, calls, operations. What it means is asked elsewhere."""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

DEEPEST = 64
"""How deep terms may be nested."""
_LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"))
"""Signs between two terms, those that hold them together least first."""
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>[0-9]{1,300}\.?[0-9]{0,300}|\.[0-9]{1,300})|"(?P<text>(?:[^"]|""){0,32767})"|(?P<call>[A-Z]{2,12})\("""
    r"|(?P<sign><=|>=|<>|[-+*/(),&=<>%])"
    r"|(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?P<first>\$?[A-Z]{1,3}\$?[0-9]+)(?::(?P<last>\$?[A-Z]{1,3}\$?[0-9]+))?)",
    re.IGNORECASE,
)


class FormulaSyntaxError(ValueError):
    """A text that is no formula, or one that is nested too deeply."""


class FormulaReference(NamedTuple):
    """A cell, or with a *last* one the cells of an area, by their addresses; *sheet* is "" for the formula's own."""

    sheet: str
    first: str
    last: str = ""


class FormulaCall(NamedTuple):
    """A function and its arguments."""

    name: str
    args: tuple[FormulaNode, ...]


class FormulaOperation(NamedTuple):
    """Two terms and the sign between them; what has a minus before it is taken away from 0."""

    sign: str
    left: FormulaNode
    right: FormulaNode


FormulaNode = float | str | FormulaReference | FormulaCall | FormulaOperation


def parse_formula_text(text: str) -> FormulaNode:
    """Return what a formula (without =) says; raise FormulaSyntaxError."""
    parser = _FormulaTextParser(text.strip())
    node = parser.expression()
    if parser.tokens:
        raise FormulaSyntaxError(text)
    return node


class _FormulaTextParser:
    """One pass over the tokens, which are kept from the last to the first."""

    def __init__(self, text: str) -> None:
        self.text, self.depth = text, 0
        self.tokens: list[re.Match[str]] = []
        at = 0
        while at < len(text):
            if not (found := _TOKEN.match(text, at)):
                self.fail()
            self.tokens.append(found)
            at = found.end()
        self.tokens.reverse()

    def fail(self) -> NoReturn:
        raise FormulaSyntaxError(self.text)

    def take(self, *signs: str) -> str:
        """Take the next token if it is one of *signs*."""
        sign = self.tokens[-1]["sign"] if self.tokens else None
        return str(self.tokens.pop()["sign"]) if sign and sign in signs else ""

    def expression(self, level: int = 0) -> FormulaNode:
        if level == len(_LEVELS):
            return self.signed()
        node = self.expression(level + 1)
        while sign := self.take(*_LEVELS[level]):
            node = FormulaOperation(sign, node, self.expression(level + 1))
        return node

    def signed(self) -> FormulaNode:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail()
        if sign := self.take("-", "+"):
            node = self.signed()
            node = FormulaOperation("-", 0.0, node) if sign == "-" else node
        else:
            node = self.term()
            while self.take("%"):
                node = node / 100 if isinstance(node, float) else FormulaOperation("/", node, 100.0)
        self.depth -= 1
        return node

    def term(self) -> FormulaNode:
        if self.take("("):
            return self.listed()[0]
        token = self.tokens.pop() if self.tokens else self.fail()
        if token["number"]:
            return float(token["number"])
        if token["text"] is not None:
            return str(token["text"].replace('""', '"'))
        if token["call"]:
            return FormulaCall(token["call"].upper(), tuple(self.listed()))
        if token["first"] is None:
            self.fail()
        sheet = token["sheet"] or ""
        sheet = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        first, last = (part.replace("$", "").upper() for part in (token["first"], token["last"] or ""))
        return FormulaReference(sheet, first, last)

    def listed(self) -> list[FormulaNode]:
        """Read terms between commas, up to the closing parenthesis."""
        found = [self.expression()]
        while self.take(","):
            found.append(self.expression())
        if not self.take(")"):
            self.fail()
        return found


def normalize_formula(text: str) -> str:
    """Return a formula without what programs change in saving: quotes round sheet names, spaces, prefixes."""
    return re.sub(r"_xlfn\.|['\s$]", "", text.removeprefix("=")).upper()
