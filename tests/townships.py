"""A merged report of the samples, and workbooks changed as people and as forgers change them."""

import io
import re
import shutil
import zipfile

from township import merged_township

from toolkit.author.samples import samples_folder
from toolkit.xlsx.open_workbook import open_book


def merged_samples(home):
    """The samples' report as bytes, and a folder with every file its units sent."""
    folder = merged_township(home)
    (home / "件").mkdir()
    for name in ("第一轮", "第二轮"):
        for path in (samples_folder() / name).iterdir():
            shutil.copy(path, home / "件")
    return folder.report.read_bytes(), home / "件"


def rewritten(data, change):
    """The workbook with its sheets' XML changed by hand: *change* takes (sheet name, text)."""
    out = io.BytesIO()
    names = [s.name for s in open_book(data).sheets]
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if at := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part):
                text = change(names[int(at[1]) - 1], text.decode()).encode()
            new.writestr(part, text)
    return out.getvalue()
