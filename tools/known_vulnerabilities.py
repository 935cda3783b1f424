"""Whether anything in requirements.lock has a known vulnerability: ``make audit``. pip-audit asks the package index.

Where the index cannot be asked nothing is proved; that is said in so many words, and is a failure only where CI is set.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tools.locked_wheels import LOCK

NOT_ASKED = "NOT AUDITED: the index could not be asked ({}); nothing is known of vulnerabilities."
SECONDS = 300


def ask_index() -> str:
    """Return what pip-audit says, as JSON; else that it could not ask, and why."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        str(LOCK),
        "--disable-pip",
        "--require-hashes",
    ]
    try:
        done = subprocess.run(
            [*command, "--format", "json", "--progress-spinner", "off"],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return NOT_ASKED.format(f"no answer within {SECONDS} seconds")
    if done.stdout.startswith("{"):
        return done.stdout
    return NOT_ASKED.format(done.stderr.strip().rpartition("\n")[2])


def vulnerable_lines(answer: dict[str, Any]) -> list[str]:
    """Return a line for every vulnerability *answer* names: what it is in, its number, where it is mended."""
    return [
        f"{part['name']} {part['version']}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'no version yet'}"
        for part in answer["dependencies"]
        for known in part.get("vulns", ())
    ]


def main() -> int:
    """Tell what is known; 1 where something is."""
    said = ask_index()
    if not said.startswith("{"):
        print(said)  # noqa: T201 - a tool of the makefile
        return int(bool(os.environ.get("CI")))
    answer = json.loads(said)
    lines = vulnerable_lines(answer)
    asked = f"{len(answer['dependencies'])} locked versions asked about, {len(lines)} vulnerabilities known"
    print("\n".join([*lines, asked]))  # noqa: T201 - as above
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
