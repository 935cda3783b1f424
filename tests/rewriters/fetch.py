"""Fetch the browser builds of the JavaScript programs the rewriters are: ``python tests/rewriters/fetch.py DIRECTORY``.

Each is one file of a published package, held to the hash that stands in ``packages.json``. What cannot be fetched is
said and left out: the tests that need it say then that they proved nothing.
"""

import base64
import hashlib
import io
import json
import sys
import tarfile
import urllib.request
from pathlib import Path

PACKAGES = json.loads(Path(__file__).with_name("packages.json").read_text(encoding="utf-8"))


def fetch(package):
    """Return the file of *package* that runs in a browser; refuse a package that is not the one that was locked."""
    with urllib.request.urlopen(package["url"], timeout=60) as answer:  # noqa: S310  (addresses of the registry, held to hashes)
        data = answer.read()
    kind, _, expected = package["integrity"].partition("-")
    if base64.b64encode(hashlib.new(kind, data).digest()).decode() != expected:
        raise SystemExit(f"{package['url']} is not the package it was: its hash differs")
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return archive.extractfile(package["file"]).read()


def main(directory):
    """Put what is missing into *directory*."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, package in PACKAGES.items():
        path = directory / f"{name}.js"
        if path.exists():
            continue
        try:
            data = fetch(package)
        except OSError as error:
            print(f"{name}: not fetched ({error}); tests that need it are skipped", file=sys.stderr)
            continue
        path.write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
