"""What many tests begin from: made once a session, whichever worker asks first, and handed out as copies."""

import pickle
import shutil

from filelock import FileLock

_at = {}


def keep_at(folder):
    """Keep what is shared in *folder*, which all workers of a session see."""
    _at["home"] = folder
    folder.mkdir(exist_ok=True)


def copy_folder(name, make, target):
    """Copy into *target* the folder *name*, which ``make(path)`` fills when it is first asked for; outside of tests make it there."""
    if not _at:
        make(target)
        return
    shutil.copytree(_once(name, make), target, dirs_exist_ok=True)


def recall(name, make):
    """Return what ``make()`` returned when it was first asked for."""

    def write(path):
        path.mkdir()
        (path / "value").write_bytes(pickle.dumps(make()))

    return pickle.loads((_once(name, write) / "value").read_bytes())  # noqa: S301 - written above


def _once(name, make):
    kept = _at["home"] / name
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            making = kept.with_name(f"{name}.making")
            shutil.rmtree(making, ignore_errors=True)
            make(making)
            making.rename(kept)
    return kept
