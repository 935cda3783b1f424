"""Zips as people send them."""

import io
import zipfile


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
