"""Programs people's workbooks go through, each a function: workbooks as bytes to the same workbooks as it writes them."""

import base64
import io
import random
import re
import sys
import zipfile
from pathlib import Path

import office
import openpyxl
import pandas as pd

SCRIPTS = Path(sys.prefix) / "rewriters"
"""Where ``make`` puts the JavaScript programs: see ``fetch.py``."""
IN_BROWSER = {
    "ExcelJS": (
        "ExcelJS",
        "xlsx",
        "async d => { const b = new ExcelJS.Workbook(); await b.xlsx.load(d); return await b.xlsx.writeBuffer(); }",
    ),
    "SheetJS": ("SheetJS", "xlsx", "d => XLSX.write(XLSX.read(d), {type: 'array', bookType: 'xlsx'})"),
    "SheetJS, with styles": (
        "SheetJS",
        "xlsx",
        (
            "d => XLSX.write(XLSX.read(d, {cellStyles: true, cellDates: true, cellNF: true, bookVBA: true}),"
            " {type: 'array', bookType: 'xlsx', bookSST: true, compression: true})"
        ),
    ),
    "SheetJS .xlsb": ("SheetJS", "xlsb", "d => XLSX.write(XLSX.read(d), {type: 'array', bookType: 'xlsb'})"),
    "SheetJS .xls": ("SheetJS", "xls", "d => XLSX.write(XLSX.read(d), {type: 'array', bookType: 'biff8'})"),
    "SheetJS .ods": ("SheetJS", "ods", "d => XLSX.write(XLSX.read(d), {type: 'array', bookType: 'ods'})"),
    "xlsx-populate": (
        "xlsx-populate",
        "xlsx",
        "async d => await (await XlsxPopulate.fromDataAsync(d)).outputAsync('arraybuffer')",
    ),
}
"""The programs that run in a browser: their script, the ending of what they write, and how they are called."""
OFFICE = {
    "LibreOffice": "xlsx:Calc MS Excel 2007 XML",
    "LibreOffice .xls": "xls:MS Excel 97",
    "LibreOffice .ods": "ods:calc8",
}


def by_browser(browser, name, workbooks):
    """Have a JavaScript program read and write each of *workbooks* in a page of its own."""
    script, _, call = IN_BROWSER[name]
    page = browser.new_page()
    page.add_script_tag(path=SCRIPTS / f"{script}.js")
    code = (
        "async text => { const d = Uint8Array.from(atob(text), c => c.charCodeAt(0));"
        f" const out = new Uint8Array(await ({call})(d)); let s = '';"
        " for (let i = 0; i < out.length; i += 9999) s += String.fromCharCode(...out.subarray(i, i + 9999));"
        " return btoa(s); }"
    )
    try:
        return [base64.b64decode(page.evaluate(code, base64.b64encode(w).decode())) for w in workbooks]
    finally:
        page.close()


def by_office(name, workbooks, home):
    """Have LibreOffice open and save all of *workbooks* in one go."""
    home.mkdir(parents=True)
    paths = [home / f"{i}.xlsx" for i in range(len(workbooks))]
    for path, data in zip(paths, workbooks, strict=True):
        path.write_bytes(data)
    return [
        p.read_bytes() for p in office.convert(paths, home / "out", home.parent / "profile", to=OFFICE[name])
    ]


def by_openpyxl(data):
    """Open and save, as scripts do."""
    out = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(out)
    return out.getvalue()


def by_pandas(data):
    """Take every sheet's values to a new workbook, as an analyst does: no names, no properties, no hidden sheet."""
    out = io.BytesIO()
    frames = pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, dtype=object, engine="openpyxl")
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        for name, frame in frames.items():
            frame.to_excel(writer, sheet_name=name, header=False, index=False)
    return out.getvalue()


def _parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {i.filename: file.read(i) for i in file.infolist()}


def _zipped(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2025, 1, 6, 9, 30, 0)), data, method if data else 0)
    return out.getvalue()


def as_wps(data):
    """List folders as WPS does, in its order of parts, and say that WPS wrote it."""
    parts = _parts(data)
    parts["docProps/app.xml"] = re.sub(
        rb"<Application>[^<]*</Application>",
        b"<Application>WPS Office</Application>",
        parts["docProps/app.xml"],
    )
    folders = dict.fromkeys(("_rels/", "docProps/", "xl/", "xl/_rels/", "xl/theme/", "xl/worksheets/"), b"")
    first = {n: parts.pop(n) for n in ("[Content_Types].xml", "_rels/.rels")}
    return _zipped(folders | first | dict(sorted(parts.items(), reverse=True)))


STRICT = (
    (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
    (b"http://schemas.openxmlformats.org/drawingml/2006/", b"http://purl.oclc.org/ooxml/drawingml/"),
    (
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
        b"http://purl.oclc.org/ooxml/officeDocument/",
    ),
)


def as_strict(data):
    """Write it in the namespaces of Strict Open XML."""
    parts = _parts(data)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            for old, new in STRICT:
                part = part.replace(old, new)  # noqa: PLW2901
            parts[name] = part
    return _zipped(parts)


def in_utf16(data):
    """Write every part of XML in UTF-16."""
    parts = _parts(data)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            text = part.decode("utf-16" if part[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
            parts[name] = re.sub(r'encoding="[^"]*"', 'encoding="UTF-16"', text, count=1).encode("utf-16")
    return _zipped(parts)


def stored(data):
    """Pack it again without compressing, in another order."""
    parts = list(_parts(data).items())
    random.Random(7).shuffle(parts)
    return _zipped(dict(parts), zipfile.ZIP_STORED)


def under_plain_names(data):
    """Name sheets' parts as most programs do: openpyxl, which mends here, loses sheets whose parts are percent-encoded."""
    parts = {}
    for name, part in _parts(data).items():
        plain = part.replace("worksheets/表 ".encode(), b"worksheets/page")
        parts[name.replace("worksheets/表 ", "worksheets/page").replace("_rels/表 ", "_rels/page")] = (
            plain.replace(b"worksheets/%E8%A1%A8%20", b"worksheets/page")
            if name.endswith((".rels", "Types].xml"))
            else part
        )
    return _zipped(parts)


def comments_where_excel_puts_them(data):
    """Move comments openpyxl wrote to the part Excel and WPS keep them in: ExcelJS finds them nowhere else."""
    parts = {}
    for name, part in _parts(data).items():
        if name.endswith(".rels") or name == "[Content_Types].xml":
            part = re.sub(rb"/xl/comments/comment(\d+)\.xml", rb"/xl/comments\1.xml", part)  # noqa: PLW2901
            part = re.sub(rb"drawings/commentsDrawing(\d+)", rb"drawings/vmlDrawing\1", part)  # noqa: PLW2901
            part = re.sub(rb'Target="/xl/(comments|drawings)', rb'Target="../\1', part)  # noqa: PLW2901
        name = re.sub(r"xl/comments/comment(\d+)", r"xl/comments\1", name)  # noqa: PLW2901
        parts[re.sub(r"drawings/commentsDrawing(\d+)", r"drawings/vmlDrawing\1", name)] = part
    return _zipped(parts)


class _Pipe(io.RawIOBase):
    """A file one cannot go back in: sizes then stand behind the data, as in what is written to a network."""

    def __init__(self):
        self.out = io.BytesIO()

    def writable(self):
        return True

    def write(self, data):
        return self.out.write(data)


def streamed(data):
    """Pack it again as programs do that write to a network."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in _parts(data).items():
            file.writestr(name, part)
    return pipe.out.getvalue()


def in_percent(data):
    """Name the sheets' parts with a blank and a Chinese word, percent-encoded where they are referred to."""
    parts = {}
    for name, part in _parts(data).items():
        if name.endswith(".rels") or name == "[Content_Types].xml":
            part = part.replace(b"worksheets/sheet", b"worksheets/%E8%A1%A8%20")  # noqa: PLW2901
        parts[re.sub(r"worksheets/(_rels/)?sheet", r"worksheets/\1表 ", name)] = part
    return _zipped(parts)


HERE = {
    "openpyxl": by_openpyxl,
    "pandas": by_pandas,
    "WPS-like zip": as_wps,
    "Strict Open XML": as_strict,
    "UTF-16": in_utf16,
    "stored, other order": stored,
    "streamed zip": streamed,
    "percent-encoded parts": in_percent,
}
ALL = (*OFFICE, *IN_BROWSER, *HERE)


def ending(name):
    """Return what a file of the program *name* ends with."""
    if name in IN_BROWSER:
        return IN_BROWSER[name][1]
    return OFFICE[name].partition(":")[0] if name in OFFICE else "xlsx"
