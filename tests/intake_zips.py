"""Zips as people send them."""

import io
import struct
import zipfile
import zlib


def packed(files, method=zipfile.ZIP_DEFLATED):
    """Pack *files*, names to bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def gbk(name, data=b"x"):
    """A zip as Chinese Windows programs write it: the name in GBK, and no flag that says so."""
    raw, plain = name.encode("gbk"), b"?" * len(name.encode("gbk"))
    return packed({plain.decode(): data}).replace(plain, raw)


def locked(files):
    """A zip of one file that says of it that it has a password."""
    data = bytearray(packed(files))
    for at, flags in ((data.index(b"PK\x03\x04"), 6), (data.index(b"PK\x01\x02"), 8)):
        data[at + flags] |= 1
    return bytes(data)


def lying(name, said, much, others):
    """A zip of *others* and of one file that says it has the size of the bytes *said*, and unpacks to *much* more."""
    plain = packed(others, zipfile.ZIP_STORED)
    listed = zipfile.ZipFile(io.BytesIO(plain))
    body, directory = plain[: listed.start_dir], plain[listed.start_dir :].partition(b"PK\x05\x06")[0]
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = engine.compress(said) + b"".join(engine.compress(b" " * 2**16) for _ in range(much >> 16))
    raw += engine.flush()
    about = struct.pack("<HHHHIIIHH", 0, 8, 0, 33, zlib.crc32(said), len(raw), len(said), len(name), 0)
    here = b"PK\x03\x04" + struct.pack("<H", 20) + about + name.encode() + raw
    directory += b"PK\x01\x02" + struct.pack("<HH", 20, 20) + about
    directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode()
    count = len(others) + 1
    sizes = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body + here), 0)
    return body + here + directory + b"PK\x05\x06" + sizes
