"""Slips of paper with a unit's link, to be read by eye, by hand and by a telephone's camera."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, NamedTuple

import segno

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolkit.folder.roster import Unit


_GROUP = re.compile("(.{5})(?=.{5})")
"""The letters of a token that stand together where it is to be typed; the last group takes what is left."""


class LinkSlip(NamedTuple):
    """A slip: whose it is, its link, and the link as a QR code (SVG)."""

    unit: Unit
    url: str
    code: str

    @property
    def typed(self) -> str:
        """Return the link as people type it from paper: in groups, with hyphens that are no matter."""
        page, _, token = self.url.rpartition("/")
        grouped = _GROUP.sub(r"\1-", token)
        return f"{page}/{grouped}"


def make_slips(units: Iterable[Unit], urls: Mapping[str, str]) -> list[LinkSlip]:
    """Return a slip for each of *units* whose link is known."""
    return [LinkSlip(u, urls[u.code], draw_code(urls[u.code])) for u in units if u.code in urls]


def draw_code(url: str) -> str:
    """Return *url* as a QR code, an SVG image to stand in a page that allows no styles of its own."""
    out = io.BytesIO()
    segno.make_qr(url, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=4,
        omitsize=True,
        nl=False,
        svgclass="code",
        lineclass=None,
    )
    return out.getvalue().decode()


def list_links(slips: Iterable[LinkSlip]) -> str:
    """Return the links as text to copy, a line for each unit."""
    return "\n".join(f"{s.unit.name}：{s.url}" for s in slips)
