"""The language rules are written in: text to a small tree, parsed once and compiled many times.

    rule       = [ "当" condition "则" ] condition
    condition  = all { "或" all }
    all        = test { "且" test }
    test       = "非" test | sum [ compare sum [ compare sum ] ]
    sum        = product { ("+" | "-") product }
    product    = factor { ("*" | "/") factor }
    factor     = number | 'text' | reference | call | "(" condition ")" | "-" factor
    reference  = [ table ] [ "[" row "]" ] [ "." column ] | column | "本格" | "期初" | "期末" | "年初" | "年末"
    call       = "合计(" reference ":" reference ")"
               | ("count(" list | "sum(" list "." column) { "," condition } ")"
               | ("上期(" | "上年同期(" | "上年(") reference ")" | "符合(" reference "," 'pattern' ")"
               | ("空" | "已填" | "整数" | "长度") "(" reference ")"
    compare    = "=" | "<>" | "<" | "<=" | ">" | ">="

What a rule means, whoever compiles it:

* What a reference leaves out is what the rule ranges over; 本格 leaves out both row and column. A rule that
  names columns or rows ranges over these alone, any other over all where it means something: no sum of remarks.
* A blank is 0 in arithmetic, and no text. A rule none of whose input cells is filled in says nothing,
  unless it asks 已填(…), which is about blanks.
* A rule that needs a figure that could not be read is not judged: neither kept nor broken.
* Two sides are equal when they differ by less than half of the last place kept among the
  figures compared (``rounding_tolerance``); <= and >= allow as much, < and > demand it.
  What is rounded itself, as a rate is, may be off by as much as rounding comes to.
* A rate that has nothing to be divided by (when_zero) is no number: a rule that needs it is kept.
* count(…) counts the rows of a list whose first required column is filled in and that meet
  every condition; sum(…) adds a column over the same rows. 期初 and 期末 are the first and last
  day counted in the period (of a cumulative form 期初 is the first of January), 年初 and 年末 those of its year. In a list's row a comparison with a blank is false, 空(…) is true of it.
* A rule over a list holds row by row, a bare name being a column. Rows that leave its first required
  column, or one the rule needs, blank are spoken of elsewhere (row_incomplete): the rule passes them over.
* A column a rule over a list works out is blank until every column it needs is filled in; then it is what it comes to,
  rounded to its places, whatever was typed there.
* Dates are compared and subtracted as days; texts only with = and <>, to the letter. 长度(…) counts
  characters; 符合(…) tells whether the whole text matches a regular expression, digits and letters ASCII.
* 上期(…) is the figure as it was stated the period before, 上年同期(…) as in the same period of the year
  before; of a yearly form both are 上年(…). A rule that needs one nobody knows cannot be assessed: neither
  kept nor broken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NoReturn

from toolkit.form.period import BOUNDS, EARLIER, LAST_YEAR
from toolkit.text.pattern_faults import pattern_fault

if TYPE_CHECKING:
    from collections.abc import Callable

    _Part = Callable[[], "Expr"]


@dataclass(frozen=True)
class NumberLiteral:
    """A constant."""

    value: float


@dataclass(frozen=True)
class TextLiteral:
    """A constant text: an option's id, or free text."""

    value: str


@dataclass(frozen=True)
class PeriodBound:
    """A first or last day: of the period (期初, 期末) or of the year it lies in (年初, 年末)."""

    name: str


@dataclass(frozen=True)
class FigureReference:
    """A figure, or a list's column inside count/sum; a part left None is filled in by grounding."""

    table: str | None = None
    row: str | None = None
    column: str | None = None
    at: int = field(default=-1, compare=False, repr=False)
    """Where it stands in the rule's text, from 0; only for pointing at it."""


@dataclass(frozen=True)
class PriorReference:
    """A figure of an earlier period: *word* says which (上期, 上年同期, 上年)."""

    ref: FigureReference
    word: str = LAST_YEAR


@dataclass(frozen=True)
class ReferenceSpan:
    """Every row (or column) from *first* to *last*, in the table's order."""

    first: FigureReference
    last: FigureReference


@dataclass(frozen=True)
class Tally:
    """The number of rows of *list*, or the sum of *column* over them, where every one of *when* holds."""

    list: str
    column: str | None
    when: tuple[Expr, ...] = ()
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True)
class Operation:
    """An operator or function applied to its arguments."""

    name: str
    args: tuple[Expr, ...]


_Leaf = NumberLiteral | TextLiteral | PeriodBound
Expr = _Leaf | FigureReference | PriorReference | ReferenceSpan | Tally | Operation

COMPARE = ("=", "<>", "<", "<=", ">", ">=")
PREDICATES = ("空", "已填", "整数", "符合")
OF_ONE = ("空", "已填", "整数", "长度")
"""What is said of one reference."""
FUNCTIONS = ("合计", "count", "sum", "符合", *OF_ONE, *EARLIER)
_CALLED = {"name": "名称", "text": "引号里的文字"}
"""What parts of a rule that may be anything of their kind are called."""
RESERVED = {"当", "则", "且", "或", "非", "本格", *BOUNDS}

DEEPEST = 60
"""How deep parentheses may lie in each other: no rule people wrote comes near it."""
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|'(?P<text>[^']*)'|\[(?P<row>\w+)\]|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign><=|>=|<>|[-+*/=<>(),.:]))"
)


class RuleSyntaxError(ValueError):
    """The rule cannot be read; *at* is the place in its text, from 0."""

    def __init__(self, text: str, at: int, what: str) -> None:
        """Say *what* is wrong at character *at* of *text*."""
        self.text, self.at, self.what = text, at, what
        super().__init__(point_at_character(text, at, what))


def point_at_character(text: str, at: int, what: str) -> str:
    """Say *what* and point at character *at* of *text*, from 0; at nothing where *at* is negative."""
    return f"{what}（第 {at + 1} 个字）：{text[:at]}⟪{text[at:]}⟫" if at >= 0 else what


@cache
def parse_expression(text: str) -> Expr:
    """Read *text* as a rule, condition or value; raise RuleSyntaxError that points at the character."""
    return _RuleParser(text).whole()


def rounding_tolerance(places: int) -> float:
    """Return half of the last place kept, for figures kept to *places* decimals."""
    return 0.5 * 10.0**-places


class _RuleParser:
    """One pass over the tokens, one method a line of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        at, end, deep = 0, len(text.rstrip()), 0
        while at < end:
            found = _TOKEN.match(text, at)
            if not found or found.lastgroup is None:
                raise RuleSyntaxError(text, at + len(text[at:]) - len(text[at:].lstrip()), "看不懂")
            kind = found.lastgroup
            deep += (found[kind] in ("(", "-", "非")) - (found[kind] == ")")
            if deep > DEEPEST:
                raise RuleSyntaxError(text, at, "太长，或者括号套得太深")
            self.tokens.append((kind, found[kind], found.end() - len(found[0].lstrip())))
            at = found.end()
        self.i = 0

    def whole(self) -> Expr:
        if self.take("name", "当"):
            condition = self.condition()
            self.need("name", "则")
            tree: Expr = Operation("当", (condition, self.condition()))
        else:
            tree = self.condition()
        if self.i < len(self.tokens):
            self.fail("多余")
        return tree

    def condition(self) -> Expr:
        return self.joined("或", self.all)

    def all(self) -> Expr:
        return self.joined("且", self.test)

    def joined(self, word: str, part: _Part) -> Expr:
        args = [part()]
        while self.take("name", word):
            args.append(part())
        return args[0] if len(args) == 1 else Operation(word, tuple(args))

    def test(self) -> Expr:
        if self.take("name", "非"):
            return Operation("非", (self.test(),))
        left = self.sum()
        tests: list[Expr] = []
        while (sign := self.take("sign", *COMPARE)) and len(tests) < 2:
            right = self.sum()
            tests.append(Operation(sign, (left, right)))
            left = right
        if sign:
            self.i -= 1
            self.fail("比较最多连写两次")
        return left if not tests else tests[0] if len(tests) == 1 else Operation("且", tuple(tests))

    def sum(self) -> Expr:
        tree = self.product()
        while sign := self.take("sign", "+", "-"):
            right = self.product()
            if sign == "+" and isinstance(tree, Operation) and tree.name == "+":
                tree = Operation("+", (*tree.args, right))
            else:
                tree = Operation(sign, (tree, right))
        return tree

    def product(self) -> Expr:
        tree = self.factor()
        while sign := self.take("sign", "*", "/"):
            tree = Operation(sign, (tree, self.factor()))
        return tree

    def factor(self) -> Expr:
        if self.take("sign", "-"):
            return Operation("-", (NumberLiteral(0), self.factor()))
        if self.take("sign", "("):
            tree = self.condition()
            self.need("sign", ")")
            return tree
        kind, word = self.peek()
        if kind == "number":
            self.i += 1
            return NumberLiteral(float(word))
        if kind == "text":
            self.i += 1
            return TextLiteral(word)
        if kind == "name" and word in BOUNDS:
            self.i += 1
            return PeriodBound(word)
        if kind == "name" and self.peek(1) == ("sign", "("):
            return self.call()
        return self.reference()

    def call(self) -> Expr:
        word = self.need("name")
        if word not in FUNCTIONS:
            self.i -= 1
            self.fail("没有这个函数")
        self.need("sign", "(")
        tree: Expr
        if word == "合计":
            first = self.reference()
            self.need("sign", ":")
            tree = ReferenceSpan(first, self.reference())
        elif word in ("count", "sum"):
            tree = self.tally(word)
        elif word in EARLIER:
            tree = PriorReference(self.reference(), word)
        elif word == "符合":
            ref = self.reference()
            self.need("sign", ",")
            tree = Operation(word, (ref, self.pattern()))
        else:
            tree = Operation(word, (self.reference(),))
        self.need("sign", ")")
        return tree

    def pattern(self) -> TextLiteral:
        word = self.need("text")
        if fault := pattern_fault(word):
            self.i -= 1
            self.fail(fault)
        return TextLiteral(word)

    def tally(self, word: str) -> Tally:
        at = self.here()
        table, column = self.need("name"), None
        if word == "sum":
            self.need("sign", ".")
            column = self.need("name")
        when = []
        while self.take("sign", ","):
            when.append(self.condition())
        return Tally(table, column, tuple(when), at)

    def reference(self) -> FigureReference:
        at = self.here()
        if self.take("name", "本格"):
            return FigureReference(at=at)
        table = row = column = None
        if self.peek()[0] == "name":
            table = self.need("name")
            if table in RESERVED:
                self.i -= 1
                self.fail("这是保留字，不能作名称")
        if self.peek()[0] == "row":
            row = self.need("row")
        if self.take("sign", "."):
            column = self.need("name")
        if table is None and row is None and column is None:
            self.fail("这里应为数、文字或指标")
        if row is None and column is None:  # a bare name is a column of the table the rule is over
            return FigureReference(column=table, at=at)
        return FigureReference(table, row, column, at)

    def here(self) -> int:
        return self.tokens[self.i][2] if self.i < len(self.tokens) else len(self.text.rstrip())

    def peek(self, ahead: int = 0) -> tuple[str, str]:
        i = self.i + ahead
        return self.tokens[i][:2] if i < len(self.tokens) else ("end", "")

    def take(self, kind: str, *words: str) -> str:
        found, word = self.peek()
        if found == kind and (not words or word in words):
            self.i += 1
            return word
        return ""

    def need(self, kind: str, *words: str) -> str:
        return self.take(kind, *words) or self.fail(
            f"这里应为{' ' + '、'.join(words) if words else _CALLED[kind]}"
        )

    def fail(self, what: str) -> NoReturn:
        raise RuleSyntaxError(self.text, self.here(), what)
