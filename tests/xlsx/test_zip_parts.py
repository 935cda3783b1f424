"""The zip under a workbook: what is let through, and what is refused with its reason."""

import io
import random
import struct
import zipfile
import zlib

import pytest

from toolkit.errors import Unreadable
from toolkit.xlsx.zip_parts import Package

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
PARTS = {"one.xml": b"<one>1</one>" * 9, "folder/Two.xml": b"<two/>"}


def zipped(parts=PARTS, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def patched(local=None, central=None, end=None, data=None):
    """Overwrite fields of the first local header, the first directory entry and the end record."""
    found = bytearray(data or zipped())
    for signature, fields in ((LOCAL, local), (CENTRAL, central), (END, end)):
        for offset, value in (fields or {}).items():
            start = found.index(signature) + offset
            found[start : start + len(value)] = value
    return bytes(found)


def reason(data):
    """Read every part; return why that is refused, or None."""
    try:
        package = Package(data)
        for name in package.names:
            package.read(name)
    except Unreadable as error:
        return error.code
    return None


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_parts_are_found_whatever_their_case(method):
    package = Package(zipped(method=method))
    assert ("one.xml", "folder/two.xml") == package.names
    assert PARTS["one.xml"] == package.read("ONE.xml")
    assert PARTS["folder/Two.xml"] == package.read("folder/two.xml")
    assert "three.xml" not in package


def test_sizes_behind_a_part_and_a_needless_zip64_mark_are_honest():
    class Pipe(io.BytesIO):
        def tell(self):
            raise OSError

    pipe, marked = Pipe(), io.BytesIO()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.xml", b"<a/>")
    with zipfile.ZipFile(marked, "w") as file, file.open("a.xml", "w", force_zip64=True) as part:
        part.write(b"<a/>")
    assert bytes(12) == pipe.getvalue()[14:26]
    assert b"\xff\xff\xff\xff" == marked.getvalue()[22:26]
    assert b"<a/>" == Package(pipe.getvalue()).read("a.xml") == Package(marked.getvalue()).read("a.xml")


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("xl/worksheets/sheet%201.xml", "xl/worksheets/sheet 1.xml"),
        ("xl/worksheets/sheet 1.xml", "xl/worksheets/Sheet%201.xml"),
        ("xl/worksheets/%E8%A1%A8.xml", "xl/worksheets/表.xml"),
        ("xl/worksheets/表.xml", "xl/worksheets/%e8%a1%a8.xml"),
    ],
)
def test_a_part_is_the_same_however_its_name_is_escaped(stored, asked):
    package = Package(zipped({stored: b"<a/>"}))
    assert asked in package
    assert b"<a/>" == package.read(asked) == package.read(package.names[0])


def test_a_part_named_in_gbk_is_found_by_its_chinese_name():
    data = zipped({"xl/AA.xml": b"<a/>"}).replace(b"xl/AA.xml", "xl/表.xml".encode("gbk"))
    assert b"<a/>" == Package(data).read("xl/表.xml")


def test_an_escaped_slash_makes_no_other_path_of_a_name():
    package = Package(zipped({"xl%2Fa.xml": b"1", "xl%252Fb.xml": b"2", "%%320": b"3"}))
    assert ("xl%2fa.xml", "xl%252fb.xml", "%20") == package.names
    assert [b"1", b"2", b"3"] == [package.read(name) for name in package.names]


BOTH_CRC = patched(local={14: b"\1\2\3\4"}, central={16: b"\1\2\3\4"})
BOTH_SIZE = patched(local={22: struct.pack("<I", 5)}, central={24: struct.pack("<I", 5)})
REFUSED = {
    "wrong checksum": ("zip-crc", BOTH_CRC),
    "size that lies": ("zip-size-lies", BOTH_SIZE),
    "checksum in one header only": ("zip-headers-disagree", patched(central={16: b"\1\2\3\4"})),
    "size in one header only": ("zip-headers-disagree", patched(local={22: b"\5\0\0\0"})),
    "encrypted": ("encrypted", patched(local={6: b"\1"}, central={8: b"\1"})),
    "encrypted in one header only": ("zip-headers-disagree", patched(local={6: b"\1"})),
    "another name in the local header": ("zip-names-disagree", patched(local={30: b"X"})),
    "another method in the local header": ("zip-names-disagree", patched(local={8: b"\0"})),
    "unusual method": ("zip-method", zipped(method=zipfile.ZIP_BZIP2)),
    "same name in another case": ("zip-duplicate-part", zipped({"a.xml": b"1", "A.XML": b"2"})),
    "same name once escaped": ("zip-duplicate-part", zipped({"a b.xml": b"1", "a%20b.xml": b"2"})),
    "same name with a backslash": ("zip-duplicate-part", zipped({"b/a.xml": b"1", "/b/a.xml": b"2"})),
    "NUL in a name": (
        "zip-directory-damaged",
        patched(local={30: b"a\0"}, central={46: b"a\0"}),
    ),
    "damaged deflate": ("zip-part-damaged", patched(local={37: b"\xff\xff"})),
    "bytes behind": ("zip-no-directory", zipped() + b"x"),
    "bytes before the parts' places": ("zip-directory-damaged", LOCAL + zipped()),
    "several disks": ("zip-no-directory", patched(end={4: b"\1"})),
    "fewer parts than said": ("zip-directory-damaged", patched(end={10: b"\3"})),
    "more parts than said": ("zip-directory-damaged", patched(end={10: b"\1"})),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_zip_that_does_not_agree_with_itself_is_refused(kind):
    code, data = REFUSED[kind]
    assert code == reason(data)


def test_a_part_that_runs_into_the_directory_is_refused():
    data = zipped({"a.xml": b"<a/>"}, zipfile.ZIP_STORED)
    longer = struct.pack("<II", 20, 20)
    assert "zip-directory-damaged" == reason(patched(local={18: longer}, central={20: longer}, data=data))


def test_two_entries_over_the_same_bytes_are_refused():
    data = bytearray(zipped({"a.xml": b"<a/>", "b.xml": b"<a/>"}))
    first, second = data.index(LOCAL), data.rindex(CENTRAL)
    data[second + 42 : second + 46] = struct.pack("<I", first)
    data[second + 46 : second + 51] = b"a.xml"
    assert reason(bytes(data)) in ("zip-duplicate-part", "zip-overlapping-parts")
    inner = zipped({"b.xml": b"<b/>"}, zipfile.ZIP_STORED)
    nested = bytearray(zipped({"a.xml": inner[: inner.index(CENTRAL)], "b.xml": b"<b/>"}, zipfile.ZIP_STORED))
    second = nested.rindex(CENTRAL)
    nested[second + 42 : second + 46] = struct.pack("<I", nested.index(LOCAL, 1))
    assert "zip-overlapping-parts" == reason(bytes(nested))


def test_a_zip_cut_anywhere_is_refused():
    data = zipped()
    assert [] == [length for length in range(len(data)) if reason(data[:length]) is None]


def test_no_changed_byte_changes_what_is_read():
    """Whatever byte is damaged, the parts are what they were or the file is refused."""
    data, wrong = zipped(), []
    for at in range(len(data)):
        for mask in (0x01, 0x20, 0xFF):
            damaged = data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
            if reason(damaged) is None:
                package = Package(damaged)
                if {n: package.read(n) for n in package.names} != {n.lower(): d for n, d in PARTS.items()}:
                    wrong.append((at, mask))
    assert [] == wrong


def test_inflating_stops_at_the_budget_of_one_part_and_of_all(monkeypatch):
    zeros = zipped({"a.xml": bytes(600_000), "b.xml": bytes(600_000)})
    monkeypatch.setattr("toolkit.xlsx.zip_parts.MAX_TOTAL", 1_000_000)
    assert "zip-too-large" == reason(zeros)
    monkeypatch.setattr("toolkit.xlsx.zip_parts.MAX_TOTAL", 2_000_000)
    assert reason(zeros) is None
    monkeypatch.setattr("toolkit.xlsx.zip_parts.MAX_PART", 500_000)
    assert "zip-too-large" == reason(zeros)


def twins():
    """Return two texts of one length and one CRC-32."""
    dice, seen = random.Random(28), {}
    while True:
        number = f"{dice.randrange(10**10, 10**11)}"
        other = seen.setdefault(zlib.crc32(number.encode()), number)
        if other != number:
            return other, number


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_part_that_bears_the_name_size_and_checksum_of_one_read_before_is_read_itself(method):
    for text in (*twins(), *twins()):
        part = {"one.xml": text.encode()}
        assert text.encode() == Package(zipped(part, method)).read("one.xml")


def test_a_directory_that_claims_what_was_read_before_is_found_out():
    assert reason(zipped()) is None
    was, now = zipped(), zipped({**PARTS, "one.xml": b"<one>2</one>" * 9})
    headers = {
        "local": {14: was[14:26]},
        "central": {16: was[was.index(CENTRAL) + 16 : was.index(CENTRAL) + 28]},
    }
    assert was[14:26] != now[14:26]
    packed = was.index(CENTRAL) == now.index(CENTRAL)  # so that all else fits
    assert packed
    assert "zip-crc" == reason(patched(**headers, data=now))


def test_packed_bytes_read_before_are_refused_where_another_size_or_checksum_is_stated():
    assert reason(zipped()) is None
    for at, (local, central) in {"zip-crc": (14, 16), "zip-size-lies": (22, 24)}.items():
        stated = struct.unpack_from("<I", zipped(), local)[0]
        other = struct.pack("<I", stated + 1)
        assert at == reason(patched({local: other}, {central: other}))


def test_a_part_that_is_far_more_than_it_says_is_told_as_ever():
    bomb = zipped({"one.xml": bytes(2**20)})
    small = struct.pack("<I", 9)
    assert "zip-size-lies" == reason(patched({22: small}, {24: small}, data=bomb))


def test_what_was_read_before_counts_in_the_budget_all_the_same(monkeypatch):
    many = zipped({f"{n}.xml": b"<same/>" * 1000 for n in range(9)})
    assert reason(many) is None
    monkeypatch.setattr("toolkit.xlsx.zip_parts.MAX_TOTAL", 40_000)
    assert "zip-too-large" == reason(many)


def test_more_parts_than_a_workbook_has_are_refused(monkeypatch):
    monkeypatch.setattr("toolkit.xlsx.zip_parts.MAX_PARTS", 1)
    assert "zip-too-many-parts" == reason(zipped())


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty-file", b""),
        ("all-zero-bytes", bytes(9)),
        ("encrypted", OLE + "EncryptedPackage".encode("utf-16-le")),
        ("old-word", OLE + "WordDocument".encode("utf-16-le")),
        ("presentation", OLE + "PowerPoint Document".encode("utf-16-le")),
        ("ole-document", OLE + "VisioDocument".encode("utf-16-le")),
        ("encrypted-by-dlp", b"b\x14#e\x00\x00\x00\x01" + bytes(range(256))),
        ("encrypted-by-dlp", bytes(4) + b"E-SafeNet\x00LOCK" + bytes(range(256))),
        ("encrypted-by-dlp", b"%TSD-Header-###%" + bytes(range(256))),
        ("encrypted-by-dlp", b"<## NASCA DRM FILE - VER1.00 ##>" + bytes(range(256))),
        ("looks-encrypted", random.Random(1).randbytes(600)),
        ("looks-encrypted", random.Random(2).randbytes(9_000)),
        ("looks-encrypted", b"\x50\x4b\x99\x99" + random.Random(3).randbytes(70_000)),
        ("unknown-format", b"\x01\x00\x02\x00" * 400),
        ("plain-text", "".join(map(chr, range(0x4E00, 0x6000))).encode("gbk")),
        ("plain-text", "".join(map(chr, range(0x4E00, 0x9F00))).encode()),
        ("plain-text", "".join(map(chr, range(0x4E00, 0x9F00))).encode("utf-16")),
        ("shortcut", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60)),
        ("shortcut", b"[InternetShortcut]\r\nURL=https://x"),
        ("archive", b"MSCF" + bytes(8)),
        ("recording", b"\x00\x00\x00\x18ftypmp42"),
        ("pdf", b"%PDF-1.7"),
        ("picture", b"\xff\xd8\xff\xe0"),
        ("picture", b"\x89PNG\r\n\x1a\n"),
        ("picture", b"GIF89a"),
        ("picture", b"BM" + struct.pack("<IIII", 99, 0, 54, 40)),
        ("rar", b"Rar!\x1a\x07\x01\x00"),
        ("seven-zip", b"7z\xbc\xaf\x27\x1c"),
        ("gzip", b"\x1f\x8b\x08\x00"),
        ("rtf", b"{\\rtf1\\ansi"),
        ("web-page", b"\xef\xbb\xbf\r\n <HTML><table>"),
        ("web-page", b"<!DOCTYPE html>"),
        ("web-page", b"MIME-Version: 1.0\r\nX-Document-Type: Workbook"),
        ("web-page", b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"),
        ("web-page", "<html><table>".encode("utf-16")),
        ("xml-2003", b'<?xml version="1.0"?><Workbook/>'),
        ("xml-2003", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><ss:Workbook/>'),
        ("other-xml", b'<?xml version="1.0"?><rows/>'),
        ("plain-text", "单位,数\n".encode("gbk")),
        ("plain-text", "单位,数\n".encode("utf-16")),
        ("plain-text", "BMI,体重指数\n".encode()),
        ("plain-text", "单位\t数\r\n东岭村\t3\r\n".encode("utf-16-le")),
        ("web-page", b"<!-- exported -->\r\n<html><table><tr>"),
        ("picture", b"\x00\x00\x00\x18ftypheic"),
        ("picture", b"<svg xmlns='http://www.w3.org/2000/svg'>"),
        ("archive", b"a.xlsx" + bytes(251) + b"ustar\x00" + bytes(300)),
        ("archive", b"!!-lh5-"),
        ("archive", b"\x28\xb5\x2f\xfd"),
        ("mail", b"Received: from a\r\nSubject: b\r\nMIME-Version: 1.0\r\n"),
        ("mail", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "__substg1.0_0037".encode("utf-16-le")),
        ("single-xml", b'<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof">'),
        ("unknown-format", b"SQLite format 3\x00\x10\x00\x01\x01"),
        ("unknown-format", b"\x7fELF\x02\x01\x01\x00"),
    ],
)
def test_what_is_no_zip_is_told_by_what_it_seems_to_be(code, data):
    assert code == reason(data)
