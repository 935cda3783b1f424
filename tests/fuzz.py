"""Drive one target of fuzz_targets.py with atheris, by coverage: ``make fuzz TARGET=rule MINUTES=5`` (all, where none is named).

``--keep N`` keeps so many of the small inputs that reached what none before them had, for the tests to go through.

What breaks one is written to data/fuzz/<target>/ under its hash: run the tests, see it fail, mend it, keep it.
"""

import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

MOST = 4096
"""How long an input may get: most faults are small."""
SMALL = 1500
"""How long one may be that is kept for how far it reached."""


def main(words):
    """Run targets: ``--minutes N``, ``--keep N``, then their names; ``--one NAME`` is how this program calls itself."""
    if words[:1] == ["--one"]:
        return _drive(words[1], words[2:])  # before anything of ours is imported: it is to be measured
    from fuzz_targets import TARGETS

    minutes = 1.0
    if words[:1] == ["--minutes"]:
        minutes, words = float(words[1]), words[2:]
    many = 0
    if words[:1] == ["--keep"]:
        many, words = int(words[1]), words[2:]
    broken = 0
    for name in words or TARGETS:
        broken += _run(name, minutes, many)
    return broken


def _run(name, minutes, many):
    """Run one target in a process of its own; keep what broke it, and *many* of what reached far."""
    from fuzz_targets import CORPUS, seeds

    with tempfile.TemporaryDirectory() as folder:
        begin = Path(folder) / "corpus"
        begin.mkdir()
        for number, data in enumerate(seeds(name)):
            (begin / f"seed{number}").write_bytes(data)
        words = Path(folder) / "words"
        words.write_text("\n".join(_pieces_of(seeds(name))), encoding="ascii")
        kept = [CORPUS / name] if (CORPUS / name).is_dir() else []
        flags = [
            f"-max_total_time={round(minutes * 60)}",
            f"-max_len={MOST}",
            f"-dict={words}",
            "-timeout=20",
            "-rss_limit_mb=2048",
            f"-artifact_prefix={folder}/found-",
        ]
        done = subprocess.run(
            [sys.executable, __file__, "--one", name, *flags, str(begin), *map(str, kept)],
            capture_output=True,
            text=True,
            check=False,
        )
        last = [line for line in done.stderr.splitlines() if "exec/s" in line or "DONE" in line][-1:]
        found = sorted(p for p in Path(folder).glob("found-*") if "slow-unit" not in p.name)
        for path in found:
            target = _kept(CORPUS / name, path.read_bytes())
            print(f"{name}: broken by {target}\n{done.stdout[-1500:]}{done.stderr[-1500:]}", flush=True)
        ended = (
            f" (ended with {done.returncode}: {done.stderr[-600:]})" if done.returncode and not found else ""
        )
        print(f"{name}: {'; '.join(last)}{ended}", flush=True)
        new = sorted(
            (p for p in begin.iterdir() if not p.name.startswith("seed")), key=lambda p: p.stat().st_mtime_ns
        )
        for path in [p for p in new if p.stat().st_size <= SMALL][-many:] if many else []:
            _kept(CORPUS / name, path.read_bytes())
        return len(found) or int(done.returncode != 0)


def _kept(folder, data):
    """Write an input under its hash, and return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / hashlib.sha256(data).hexdigest()[:16]
    target.write_bytes(data)
    return target


def _pieces_of(inputs):
    """Return the marks and words of *inputs* as a dictionary has them: whole ones are put in and moved, not only bytes."""
    found = dict.fromkeys(w for data in inputs for w in re.findall(rb"<[^<>]{1,60}>|[\w:.-]{2,40}", data))
    return ['"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in list(found)[:300]]


def _drive(name, flags):
    import atheris

    with atheris.instrument_imports(include=["toolkit", "email"]):
        from fuzz_targets import TARGETS

    atheris.Setup([sys.argv[0], *flags], TARGETS[name])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
