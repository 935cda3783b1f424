"""One-line faults drawn from the lines that changed: ``make mutants CHANGED=main``, of the modules named, or ``--all``.

The table in mutants.py is what a review once found to live; this is the habit: of every line that changed against a
branch a fault or two is drawn (a comparison turned, and for or, a number one off, a condition never true, a call left
out), and the tests beside the module have to notice. What lives is printed with its line: a test is missing, or the
line does nothing.
"""

import argparse
import ast
import hashlib
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mutants import HOME, Mutant, copy_project, run_tests, survives
from trials import FOUND, LIVES, NOT_TRIED

TURNED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
MOST = 40
"""How many are tried in one go, unless more are asked for."""
STEPS = 4
"""Over how many modules that import one another the tests of one are looked for."""
MOST_FILES = 5
"""How many test files may look at one fault, those of its own package first."""
NEAREST, MOST_TESTS, MOST_SECONDS = 40, 400, 60.0
"""How many of the tests that reach a line may look at one fault: in a session of its own, in memory; how long these take."""
QUICK, SLOW = "not slow", "slow and not office and not browser and not wine"
"""The tests that are asked: those in Python alone, and with them those that only take their time."""


class Drawn(NamedTuple):
    """A fault: where it stands, the source of the statement as it is and with the fault in it."""

    module: str
    line: int
    before: str
    after: str


def changed_lines(branch):
    """Return the lines of the product that are other than on *branch*, by module."""
    said = subprocess.run(
        ["git", "diff", "-U0", f"{branch}...HEAD", "--", "toolkit"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found, module = {}, ""
    for line in said.splitlines():
        if line.startswith("+++ "):
            module = line.removeprefix("+++ b/toolkit/").removesuffix(".py") if line.endswith(".py") else ""
        elif module and (hunk := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line)):
            first, many = int(hunk[1]), int(hunk[2] or 1)
            found.setdefault(module, set()).update(range(first, first + many))
    return found


def draw_mutants(module, source, lines=None):
    """Yield the faults that can be put into the *lines* of a module (all, where none are said)."""
    rows = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if not hasattr(node, "lineno") or (lines is not None and node.lineno not in lines):
            continue
        if node.lineno != node.end_lineno:
            continue
        for changed in _faults_of(node):
            before = rows[node.lineno - 1].encode()[node.col_offset : node.end_col_offset].decode()
            after = ast.unparse(changed)
            if before != after and ast.unparse(node) != after:
                yield Drawn(module, node.lineno, before, after), node


def _faults_of(node):
    match node:
        case ast.Compare(left=left, ops=[one]) if type(one) in TURNED and not _is_search_from_within(left):
            yield ast.Compare(node.left, [TURNED[type(one)]()], node.comparators)
        case ast.BoolOp(op=op):
            yield ast.BoolOp(TURNED[type(op)](), node.values)
        case ast.BinOp(op=op) if type(op) in TURNED and not _is_text(node):
            yield ast.BinOp(node.left, TURNED[type(op)](), node.right)
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            yield ast.Constant(value + 1)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.IfExp():
            yield node.orelse
            yield node.body
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))


def _is_search_from_within(node):
    """Whether it is a search that begins behind the first character: found there or not, never at 0."""
    call = node.value if isinstance(node, ast.NamedExpr) else node
    return (
        isinstance(call, ast.Call)
        and getattr(call.func, "attr", "") in ("find", "rfind")
        and len(call.args) > 1
    )


def _is_text(node):
    return any(
        isinstance(n, ast.JoinedStr) or (isinstance(n, ast.Constant) and isinstance(n.value, str))
        for n in ast.walk(node)
    )


def put_in(source, node, drawn):
    """Return the module with the fault in it."""
    rows = source.splitlines(keepends=True)
    row = rows[node.lineno - 1].encode()
    at, end = node.col_offset, node.end_col_offset
    rows[node.lineno - 1] = (row[:at] + f"({drawn.after})".encode() + row[end:]).decode()
    if isinstance(node, ast.Return):
        rows[node.lineno - 1] = (row[:at] + drawn.after.encode() + row[end:]).decode()
    return "".join(rows)


@cache
def _texts_below(folder, pattern):
    return {p: p.read_text(encoding="utf-8") for p in sorted((HOME / folder).rglob(pattern))}


def _that_import(modules, texts):
    names = "|".join(re.escape(m.replace("/", ".")) for m in sorted(modules))
    return [p for p, text in texts.items() if re.search(rf"toolkit\.(?:{names})\b", text)]


def tests_beside(module):
    """Return the tests that are to notice: of that name, else those that import the module, else what imports it, step by step."""
    beside = HOME / "tests" / Path(module).parent / f"test_{Path(module).name}.py"
    if beside.is_file():
        return [beside.relative_to(HOME / "tests").with_suffix("").as_posix()]
    own, asked, users = HOME / "tests" / Path(module).parts[0], {module}, []
    for _ in range(STEPS):
        users = _that_import(asked, _texts_below("tests", "test_*.py"))
        if users:
            break
        above = _that_import(asked, _texts_below("toolkit", "*.py"))
        asked = {p.relative_to(HOME / "toolkit").with_suffix("").as_posix() for p in above}
        if not asked:
            break
    users.sort(key=lambda p: (not p.is_relative_to(own), p))
    return [p.relative_to(HOME / "tests").with_suffix("").as_posix() for p in users]


def weigh_draw(drawn, most, seed):
    """Return *most* of the faults, by chance: of every package as many as its share of all of them comes to."""
    by_package = {}
    for fault in drawn:
        by_package.setdefault(fault[0].module.partition("/")[0], []).append(fault)
    chance = random.Random(seed)
    mixed = [chance.sample(faults, len(faults)) for _, faults in sorted(by_package.items())]
    placed = [((at + chance.random()) / len(faults), f) for faults in mixed for at, f in enumerate(faults)]
    return [f for _, f in sorted(placed, key=lambda p: p[0])[:most]]


def main(words):
    """Draw of the lines changed against a branch (``--changed BRANCH``) or of the modules named; print what lives."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("names", nargs="*", help="part of a module's path: form/ reading")
    asked.add_argument("--changed", metavar="BRANCH", default="")
    asked.add_argument("--all", action="store_true")
    asked.add_argument("--most", type=int, default=MOST)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--quick", action="store_true", help="ask only what takes no time, by its mark")
    asked.add_argument("--verbose", action="store_true", help="print what was found too, and by what")
    asked.add_argument("--reached", type=Path, help="keep here, and take from here, which tests reach what")
    asked.add_argument(
        "--far", action="store_true", help="ask every quick test that reaches a line, wherever it is"
    )
    said = asked.parse_args(words)
    paths = sorted((HOME / "toolkit").rglob("*.py"))
    every = [p.relative_to(HOME / "toolkit").with_suffix("").as_posix() for p in paths]
    wanted = changed_lines(said.changed) if said.changed else dict.fromkeys(every)
    if not (said.changed or said.all or said.names):
        asked.error("name a module, --all or --changed BRANCH")
    drawn = []
    for module, lines in sorted(wanted.items()):
        path = HOME / "toolkit" / f"{module}.py"
        named = not said.names or any(n in module for n in said.names)
        if named and path.is_file() and tests_beside(module):
            source = path.read_text(encoding="utf-8")
            drawn += [(d, node, source) for d, node in draw_mutants(module, source, lines)]
    chosen = weigh_draw(drawn, said.most, said.seed)
    lives = 0
    with tempfile.TemporaryDirectory() as folder:
        copy_project(Path(folder))
        reached = reached_functions(
            Path(folder), {d.module for d, _, _ in chosen}, said.reached, far=said.far, slowly=not said.quick
        )
        ticks = itertools.count(0, 2)
        chosen.sort(key=lambda x: x[0])
        came = try_in_memory(Path(folder), chosen, reached)
        for (one, node, source), first in zip(chosen, came, strict=True):
            changed = put_in(source, node, one)
            why, by = (
                ("", "memory")
                if first == FOUND
                else _try(one, changed, source, Path(folder), ticks, reached, first)
            )
            lives += bool(why)
            if why or said.verbose:
                print(
                    f"{why or f'found by {by}'}: toolkit/{one.module}.py:{one.line} · {one.before} → {one.after}",
                    flush=True,
                )
    print(f"{len(chosen) - lives} of {len(chosen)} drawn faults ({len(drawn)} there are) were found")
    return lives


def reached_functions(home, modules, kept, *, far=False, slowly=False):
    """Return which tests reach what (reach.py): of those beside the modules and in their packages, or of all that are quick.

    What is kept of a test file holds until it or the product changes; of the others it is noted once more.
    """
    product = "".join(_texts_below("toolkit", "*.py").values())
    files = {p.relative_to(HOME).as_posix(): text for p, text in _texts_below("tests", "test_*.py").items()}
    packages = tuple({f"tests/{m.partition('/')[0]}/" for m in modules})
    near = {f"tests/{t}.py" for m in modules for t in tests_beside(m)[:MOST_FILES]}
    near |= {name for name in files if name.startswith(packages)}
    path = kept or home / "reached.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    parts = []
    for which, wanted in ((QUICK, {*files} if far else near), (SLOW, near if slowly else set())):
        digests = {
            name: hashlib.sha256((product + files[name]).encode()).hexdigest() for name in sorted(wanted)
        }
        before = known.setdefault(which, {"digests": {}, "tests": [], "reached": {}})
        if stale := [name for name, digest in digests.items() if before["digests"].get(name) != digest]:
            noted = home / "noted.json"
            run_tests(home, ["-m", which, *stale], REACH=str(noted))
            found = json.loads(noted.read_text(encoding="utf-8")) if noted.exists() else {}
            noted.unlink(missing_ok=True)
            others = _only_of(before, before["digests"].keys() - {*stale})
            known[which] = _joined([others, found]) | {"digests": before["digests"] | digests}
            path.write_text(json.dumps(known), encoding="utf-8")
        parts.append(_only_of(known[which], wanted))
    return _joined(parts)


def _only_of(reached, files):
    """Return what the tests of some files reach."""
    files = {*files}
    kept = [at for at, (name, _) in enumerate(reached["tests"]) if name.partition("::")[0] in files]
    new = {at: i for i, at in enumerate(kept)}
    return {
        "tests": [reached["tests"][at] for at in kept],
        "reached": {
            where: [new[t] for t in tests if t in new] for where, tests in reached["reached"].items()
        },
    }


def _joined(parts):
    made = {"tests": [], "reached": {}}
    for part in parts:
        before = len(made["tests"])
        made["tests"] += part.get("tests", ())
        for where, tests in part.get("reached", {}).items():
            made["reached"].setdefault(where, []).extend(before + t for t in tests)
    return made


def try_in_memory(home, chosen, reached):
    """Return of each fault what came of it with the tests that reach it, all tried in one session (trials.py)."""
    if not hasattr(os, "fork"):
        return [NOT_TRIED] * len(chosen)
    file = home / "trials.json"
    trials = [
        {
            "path": str(home / "toolkit" / f"{one.module}.py"),
            "source": put_in(source, node, one),
            "tests": tests_reaching(reached, one.module, one.line),
        }
        for one, node, source in chosen
    ]
    file.write_text(json.dumps(trials), encoding="utf-8")
    files = sorted({t.partition("::")[0] for trial in trials for t in trial["tests"]})
    run = run_tests(home, ["-m", f"{QUICK} or {SLOW}", *files], TRIALS=str(file))
    came = [trial.get("came") for trial in json.loads(file.read_text(encoding="utf-8"))]
    if None in came:
        raise SystemExit(f"the faults could not be tried in memory: {run.stdout[-3000:]}")
    return came


def tests_reaching(reached, module, line):
    """Return the tests that reach the function a line stands in (any of the module, for what is run by its import).

    Those beside the module come first, then those of its package, of each first what takes least.
    """
    begins = {}
    for where, tests in reached["reached"].items():
        name, first, _ = where.split(":")
        if name == module:
            begins.setdefault(int(first), set()).update(tests)
    around = _lines_of_functions(module, line)
    tests = (
        set().union(*(begins.get(first, ()) for first in around)) if around else set().union(*begins.values())
    )
    beside = tuple(f"tests/{t}.py" for t in tests_beside(module)[:MOST_FILES])
    package = f"tests/{module.partition('/')[0]}/"
    named = [reached["tests"][t] for t in tests]
    near = [(not name.startswith(beside), not name.startswith(package), took, name) for name, took in named]
    chosen, seconds = [], 0.0
    for *_, took, name in sorted(near)[:MOST_TESTS]:
        seconds += took
        if chosen and seconds > MOST_SECONDS:
            break
        chosen.append(name)
    return chosen


def _lines_of_functions(module, line):
    """Return where the functions begin, as compiled code says it (at its first decorator), that a line stands in; the innermost."""
    tree = ast.parse((HOME / "toolkit" / f"{module}.py").read_text(encoding="utf-8"))
    around = [
        min([node.lineno, *(d.lineno for d in node.decorator_list)])
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body[0].lineno <= line <= node.end_lineno
    ]
    return [max(around)] if around else []


def _try(one, changed, source, home, ticks, reached, first):
    """Tell why a fault was not found, or nothing, and by what: the tests that reach it, in a session that begins with it."""
    words = tests_reaching(reached, one.module, one.line)
    if first == LIVES:
        words = words[:NEAREST]  # once more: a function may have done its work when it was imported
    if not words:
        return "reached by no test that was asked", ""
    why = survives(Mutant(one.module, source, changed, ""), home, next(ticks), words=words)
    return why, "" if why else "a session"


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
