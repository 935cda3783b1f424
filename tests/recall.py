"""Recall and precision of proofreading, by rule: ``PYTHONPATH=tests python tests/recall.py`` prints the table of docs/developing.md.

Faults are those of tests/test_proofread.py: one at a time put into a clean report, numbers of real tables and of
real prose changed one by one; precision counts what is told of the fault's own kind among all that is told.
"""

import random
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

from real import load
from reports import printed
from test_proofread import ALONG, CLEAN, FAULTS, mutations, read, spoken, town

TABLES = {"I1", "I2", "I3", "I4", "I14", "C7", "C7b"}
CLAIMS = {"E1", "E2", "E3", "E6", "E7", "E12"}


def rules(found):
    return [r for f in found.findings for r in f.rule.split("、")]


def cases(folder):
    """Yield (rule, what else may be told, the findings' rules) of every fault."""
    for change, rule, _ in FAULTS.values():
        made = town()
        change(made)
        yield rule, {rule, *ALONG.get(rule, ())}, rules(read(folder, made.document(), year=2024))
    for number, table, row, column in mutations():
        made = printed(number)
        rows = getattr(made, table)
        rows[row][column] = str(int(rows[row][column]) + random.Random(row * 31 + column).choice((1, 7, 100)))
        yield "三张表", TABLES | CLAIMS | {"D3", "E13"}, rules(read(folder, made.document()))
    for number, _, value in spoken():
        made = printed(number)
        made.first = [
            re.sub(rf"(?<!\d){value}(?= ?件|、|；|$)", str(value + 3), x, count=1) for x in made.first
        ]
        yield "正文的数", CLAIMS | {"E4", "E8"}, rules(read(folder, made.document()))


def main():
    asked, found, right, wrong = Counter(), Counter(), Counter(), Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rule, may, told in cases(folder):
            own = {"三张表": TABLES, "正文的数": CLAIMS}.get(rule, {rule})
            asked[rule] += 1
            found[rule] += bool(own & set(told))
            right[rule] += sum(r in may for r in told)
            wrong[rule] += sum(r not in may for r in told)
        clean = sum(len(read(folder, printed(n).document()).findings) for n in CLEAN)
        clean += len(read(folder, town().document()).findings)
    print("| rule | faults | found | told beside the point |\n|---|---|---|---|")
    for rule in asked:
        print(f"| {rule} | {asked[rule]} | {found[rule]} | {wrong[rule]} |")
    every = sum(asked.values())
    print(f"| together | {every} | {sum(found.values())} | {sum(wrong.values())} |")
    print(f"\n{len(CLEAN) + 1} reports without a fault: {clean} findings.")
    real = [load(n) for n in ("03", "04", "08", "24")]
    print(f"{len(real)} real reports with faults of their own: see tests/test_proofread.py.")


if __name__ == "__main__":
    sys.exit(main())
