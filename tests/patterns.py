"""Every regular expression of the program, and what it may cost: read from the source, judged by its own parts.

``patterns`` evaluates the pattern of every call of ``re`` in a module; ``slow`` names what may make one go over the same
characters again and again, so that a text twice as long takes four times the steps, or worse.
"""

import ast
import builtins
import importlib
from pathlib import Path
from re import _compiler, _parser
from re import _constants as c
from typing import NamedTuple

PACKAGE = Path(__file__).parent.parent / "toolkit"
CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
AT_START = {"match", "fullmatch"}
REPEATS = {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}
SINGLE = {c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN}
"""What takes exactly one character."""
LARGE = 200
"""From how many times on a repeat counts as one without end."""
START = "start"
"""Stands for the places a pattern is tried at, one after another, as a repeat without end would run over them."""
PROBES = (
    "".join(map(chr, range(1, 256)))
    + "一十〇年月日件的了我镇公开，。；：、（）【】“”《》〔〕！？…％①\u3000\ufeff\n"
)


class Pattern(NamedTuple):
    """A pattern as it is called: *anchored* where it is tried at one place only, *whole* where it must reach the end.

    *text* is None where it is put together of what no reader of the source can know.
    """

    where: str
    text: str | None
    anchored: bool
    whole: bool


class _Known(dict):
    """The names of a module, and a word that stands in for any other: what a pattern is put together of when it runs."""

    def __init__(self, names):
        super().__init__()
        self.names = names

    def __missing__(self, name):
        if name in self.names or hasattr(builtins, name):
            raise KeyError(name)
        return "甲乙"


def patterns(path):
    """Yield every pattern of the module at *path*."""
    name = ".".join(("toolkit", *path.relative_to(PACKAGE).with_suffix("").parts))
    module, tree = importlib.import_module(name), ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    uses: dict = {}
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            uses.setdefault(node.value.id, set()).add(node.attr)
    given = [(t, n.value) for n in nodes if isinstance(n, ast.Assign) for t in n.targets]
    named = {id(value): target.id for target, value in given if isinstance(target, ast.Name)}
    for node in nodes:
        called = node.func if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
        if called is None or not isinstance(called.value, ast.Name) or called.value.id != "re":
            continue
        if called.attr not in CALLS:
            continue
        ways = {called.attr} if called.attr != "compile" else uses.get(named.get(id(node)), set()) & CALLS
        where = f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        try:
            code = compile(ast.Expression(node.args[0]), where, "eval")
            text = eval(code, dict(vars(module)), _Known(vars(module)))  # noqa: S307 - our own source
        except (AttributeError, KeyError, TypeError):
            text = None
        yield Pattern(where, text, bool(ways) and ways <= AT_START, "fullmatch" in ways)


def slow(text, *, anchored, whole=False):
    """Return what in a pattern may go over the same characters again and again, in words; [] for nothing."""
    text = text.decode("latin-1") if isinstance(text, bytes) else text
    return _Judge(text).judged(anchored=anchored, whole=whole)


class _Judge:
    def __init__(self, text):
        self.probes = sorted({*PROBES, *text})
        self.tree = list(_parser.parse(text))
        self.known = {}

    def judged(self, *, anchored, whole):
        at_start = anchored or (bool(self.tree) and self.tree[0] == (c.AT, c.AT_BEGINNING))
        return [*self.nested(self.tree), *self.runs(self.tree, [] if at_start else [START], fails=whole)]

    def nested(self, items):
        """Yield repeats without end of what itself holds one, unless each turn has something the inner one cannot take."""
        for op, av in items:
            for part in map(_flat, _parts(op, av)):
                inner = [x for x in part if _endless(x)]
                if _endless((op, av)) and any(
                    not any(_sure(y) and self.apart(y, x) for y in part) for x in inner
                ):
                    yield "a repeat without end inside another"
                yield from self.nested(part)

    def runs(self, items, before, *, fails):
        """Yield repeats without end that may run over what one *before* them ran over, and then fail.

        *before* are those repeats, and what surely stood between.
        """
        before, items = list(before), _flat(items)
        for at, item in enumerate(items):
            later = fails or any(map(_may_fail, items[at + 1 :]))
            if _endless(item):
                if later and self.meets(before, item):
                    yield "a repeat without end that begins anew at every character"
                before += [item] if later else []
            elif _sure(item):
                before.append(item)
            elif item[0] in {c.ASSERT, c.ASSERT_NOT}:
                if item[1][0] == 1:
                    yield from self.runs(item[1][1], before, fails=True)
                else:
                    before.append(item)
            else:
                for part in _parts(*item):
                    yield from self.runs(part, before, fails=later)

    def meets(self, before, run):
        """Tell whether nothing keeps *run* from what another run before it has gone over."""
        first = [x for part in _parts(*run) for x in _flat(part)[:1] if len(_flat(part)) > 1 and _sure(x)]
        for at, other in enumerate(before):
            between = [x for x in before[at + 1 :] if _sure(x) and not _endless(x)] + first
            behind = [x for x in before[at + 1 :] if x[0] in {c.ASSERT, c.ASSERT_NOT}]
            if other == START:
                if not any(self.apart(x, run) for x in between) and not any(
                    self.bars(x, run) for x in behind
                ):
                    return True
            elif _endless(other) and not any(self.apart(x, other) for x in between):
                return True
        return False

    def taken(self, item):
        """Return which of the probes *item* may take."""
        if repr(item) not in self.known:
            op, av = item
            if op in SINGLE:
                one = _compiler.compile(_parser.SubPattern(_parser.State(), [item]))
                self.known[repr(item)] = {p for p in self.probes if one.match(p)}
            else:
                inside = [self.taken(x) for part in _parts(op, av) for x in part]
                self.known[repr(item)] = set().union(*inside)
        return self.known[repr(item)]

    def apart(self, one, run):
        return not self.taken(one) & self.taken(run)

    def bars(self, guard, run):
        """Tell whether a look behind forbids to begin within *run*."""
        inside = list(guard[1][1])
        if len(inside) != 1 or not _sure(inside[0]):
            return False
        if guard[0] == c.ASSERT:
            return self.apart(inside[0], run)
        return self.taken(run) <= self.taken(inside[0])


def _parts(op, av):
    """Return the sequences inside one part of a pattern."""
    if op in REPEATS:
        return [list(av[2])]
    if op == c.BRANCH:
        return [list(x) for x in av[1]]
    if op == c.SUBPATTERN:
        return [list(av[3])]
    if op in {c.ASSERT, c.ASSERT_NOT}:
        return [list(av[1])]
    return [list(av)] if op == c.ATOMIC_GROUP else []


def _flat(items):
    """Return *items* with groups opened."""
    return [y for op, av in items for y in (_flat(av[3]) if op == c.SUBPATTERN else [(op, av)])]


def _endless(item):
    return item[0] in REPEATS and item[1][1] >= LARGE


def _sure(item):
    """Tell whether *item* takes at least one character, of one set."""
    op, av = item
    return op in SINGLE or (op in REPEATS and av[0] > 0 and len(av[2]) == 1 and av[2][0][0] in SINGLE)


def _may_fail(item):
    op, av = item
    if op in REPEATS:
        return av[0] > 0
    if op == c.BRANCH:
        return all(any(map(_may_fail, _flat(part))) for part in av[1])
    return True
