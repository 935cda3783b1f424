"""Valid submissions damaged at random, in the zip, in its XML, in its bytes: an answer, in bounds, never a wrong figure unseen."""

import io
import os
import random
import re
import zipfile
from functools import cache

import pytest
from draw import draw, submission
from forms import xxgk

from toolkit.errors import Unreadable
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.form.grounding import ground_form
from toolkit.form.submission import Row
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.xlsx.open_workbook import open_book

ROUNDS = int(os.environ.get("FUZZ", "150"))
"""How many files a kind of damage; FUZZ=20000 for an evening."""


@cache
def whole():
    form = xxgk()
    grounded = ground_form(form, "村社区")
    numbers = [c for c in grounded.inputs if form.figure(c).type == "count"]
    rows = {"代收": (Row(7, {"收到": "2024-03-05", "移送": "2024-03-05", "登记号": "2024-001"}),)}
    return draw(form, submission(form, "村社区", {c: float(i) for i, c in enumerate(numbers, 11)}, rows=rows))


@cache
def before():
    book = open_book(whole())
    who = identify_workbook(book).who
    return who, read_submission(ground_form(xxgk(), who.kind), book, who).submission


def pack(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@cache
def parts():
    with zipfile.ZipFile(io.BytesIO(whole())) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def in_bytes(dice):
    data = bytearray(whole())
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(data))
        match dice.randrange(3):
            case 0:
                data[at] = dice.randrange(256)
            case 1:
                del data[at : at + dice.randint(1, 200)]
            case _:
                data[at:at] = dice.randbytes(dice.randint(1, 20))
    return bytes(data)


def in_zip(dice):
    made = dict(parts())
    name = dice.choice(sorted(made))
    match dice.randrange(4):
        case 0:
            del made[name]
        case 1:
            made[name] = made[dice.choice(sorted(made))]
        case 2:
            made[name + "x"] = made.pop(name)
        case _:
            made[name] = b""
    return pack(made)


TOKENS = [
    b"<",
    b">",
    b"&",
    b'"',
    b"<v>",
    b"</c>",
    b"<c/>",
    b'r="A1"',
    b' t="s"',
    b' t="b"',
    b"\x00",
    b"&#0;",
    b"999999999999",
    b"-1",
    b"1e400",
    b"<row>",
]


def in_xml(dice):
    made = dict(parts())
    name = dice.choice([n for n in sorted(made) if n.endswith((".xml", ".rels"))])
    text = bytearray(made[name])
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(text) or 1)
        match dice.randrange(3):
            case 0:
                text[at:at] = dice.choice(TOKENS)
            case 1:
                del text[at : at + dice.randint(1, 40)]
            case _:
                tags = [m.span() for m in re.finditer(rb"<[^>]{1,80}>", bytes(text[:200_000]))]
                if tags:
                    start, end = dice.choice(tags)
                    text[start:end] = b"" if dice.random() < 0.5 else bytes(text[start:end]) * 2
    made[name] = bytes(text)
    return pack(made)


def opened(data):
    try:
        return open_book(data), ""
    except Unreadable as error:
        return None, error.code


@pytest.mark.parametrize("damage", [in_bytes, in_zip, in_xml])
def test_a_damaged_submission_is_refused_or_read_as_it_was_or_differs_for_all_to_see(damage):
    who_before, good = before()
    read_as_it_was = 0
    for seed in range(ROUNDS):
        data = damage(random.Random(f"{damage.__name__}{seed}"))
        book, why = opened(data)
        if book is None:
            assert why in REASONS, (seed, why)
            continue
        who, _ = identify_workbook(book)
        if who is None or who != who_before:
            continue  # told as not ours, or as somebody else's
        found = read_submission(ground_form(xxgk(), who.kind), book, who).submission
        same = found.figures == good.figures and found.rows == good.rows
        told = found.findings != good.findings
        changed = {c for c in good.figures if found.figures.get(c) != good.figures[c]}
        assert same or told or damage is in_xml, (seed, changed)
        if damage is in_xml and not same and not told:  # the digits themselves were changed: nobody can tell
            for cell in changed:
                assert cell in found.figures or cell in found.unread, (seed, cell)
        read_as_it_was += same
    assert 0 < read_as_it_was < ROUNDS
