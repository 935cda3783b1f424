"""Edit a few parts of an .xlsx where they stand: what is not touched stays as it was, byte for byte.

Loading and saving a workbook with a library drops what the library does not know (sparklines, data bars, text
boxes); a unit's own file is never put through one. What is too odd to be patched safely is Unpatchable.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from toolkit.errors import Unreadable
from toolkit.xlsx.element_order import MAIN, Element, spreadsheet_tag
from toolkit.xlsx.xml_events import remember_small_part
from toolkit.xlsx.zip_parts import Package, PackedPart, normalize_part_name, pack_part, write_zip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CONTENT_TYPES = "[Content_Types].xml"
MACROS = "macroEnabled"
"""What the content type of a workbook with macros says."""

_PLAIN = re.compile(r"(?!.*\.\.)[^/\\:\x00-\x1f][^\\:\x00-\x1f]*")
"""The names parts may have: none that would lead out of a folder somebody unpacks the file into."""


_BITS_UTF8 = 0x800
_WRITTEN_PLAINLY = re.compile(rb'<\?xml version="1\.0" encoding="[Uu][Tt][Ff]-8"[^<>]*\?>\s*<worksheet[ >]')
"""How programs write a sheet: what stands in its texts stands so in its bytes."""


class Unpatchable(Exception):
    """A workbook is not built as the programs people use build it: it is drawn anew instead."""


class WorkbookParts:
    """The parts of an .xlsx, by their names; XML is parsed when asked for and written back when it was."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes; raise Unpatchable where the zip is one the reader refuses."""
        try:
            self._package = Package(data)
        except Unreadable as error:
            raise Unpatchable(error.code) from error
        listed = {_entry_name(raw, flags): size for raw, flags, size in self._package.listed}
        folders = {n for n, size in listed.items() if n.endswith("/") and not size}
        if odd := [
            n for n in listed if not _PLAIN.fullmatch(n) or (n not in self._package and n not in folders)
        ]:
            raise Unpatchable(odd[0])
        # WPS lists the folders (xl/, _rels/) beside the parts: they hold nothing, and are not written again
        self._came = {n: None for n in listed if n not in folders}
        self._real = {normalize_part_name(name): name for name in self._came}
        self._spelled: dict[str, str | None] = {}
        self._trees: dict[str, tuple[Element, bytes | None]] = {}
        self._read: dict[str, bytes] = {}
        self._plain: dict[str, bool] = {}
        self._new: dict[str, bytes] = {}
        self._gone: set[str] = set()

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a part *name*, whatever its case."""
        real = self._find(name)
        return real is not None and real not in self._gone

    def _find(self, name: str) -> str | None:
        """Return how the part *name* is spelled, whether it is still there or not; None where there never was one."""
        if name not in self._spelled:
            self._spelled[name] = self._real.get(normalize_part_name(name))
        return self._spelled[name]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all parts, in small letters."""
        return tuple(n for n in self._real if n in self)

    def _named(self, name: str) -> str:
        real = self._find(name)
        if real is None or real in self._gone:
            raise Unpatchable(f"no part {name}")
        return real

    def raw(self, name: str) -> bytes:
        """Return the bytes of a part as they came."""
        real = self._named(name)
        if real in self._new:
            return self._new[real]
        if real not in self._read:
            try:
                self._read[real] = self._package.read(real)
            except Unreadable as error:
                raise Unpatchable(f"{real}: {error.code}") from error
        return self._read[real]

    def xml(self, name: str, *, changed: bool = False) -> Element:
        """Return the root of a part, to be changed in place; one that is only looked at stays as it came.

        What is said to be *changed* need not be compared with what came.
        """
        real = self._named(name)
        if real not in self._trees or changed:
            root = self._trees[real][0] if real in self._trees else parse_part(self.raw(real), real)
            self._trees[real] = root, None if changed else etree.tostring(root)
        return self._trees[real][0]

    def may_say(self, name: str, *words: str) -> bool:
        """Tell whether one of *words* may stand in a part of a spreadsheet; where none does, its XML need not be looked at."""
        data, real = self.raw(name), self._named(name)
        if real not in self._plain:
            written = _WRITTEN_PLAINLY.match(data) and b"&#" not in data
            self._plain[real] = bool(written) and f'"{MAIN}"'.encode() in data[:2000]
        return real in self._trees or not self._plain[real] or any(w.encode() in data for w in words)

    def sheet_xml(self, name: str, *, changed: bool = False) -> Element:
        """Return the root of a part written in the usual namespace of spreadsheets."""
        root = self.xml(name, changed=changed)
        if etree.QName(root).namespace != MAIN:
            raise Unpatchable(f"{name}: {root.tag}")
        return root

    def add(self, name: str, data: bytes, kind: str) -> None:
        """Add a part of content type *kind*."""
        self._new[name] = data
        self._real[normalize_part_name(name)] = name
        self._spelled.clear()
        self._gone.discard(name)
        if kind:
            types = self.xml(CONTENT_TYPES, changed=True)
            etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=kind)

    def replace(self, name: str, data: bytes) -> None:
        """Let *data* be the whole of a part."""
        self._new[self._named(name)] = data

    def remove(self, name: str) -> None:
        """Take a part out, and what is said of it."""
        real = self._find(name) or name
        self._gone.add(real)
        self._new.pop(real, None)
        self._trees.pop(real, None)
        for said in list(self.xml(CONTENT_TYPES)):
            if said.get("PartName", "").lower() == f"/{real}".lower():
                said.getparent().remove(said)

    def default_type(self, extension: str, kind: str) -> None:
        """See that parts named *.extension* are of *kind* unless said otherwise."""
        types = self.xml(CONTENT_TYPES, changed=True)
        said = {e.get("Extension", "").lower() for e in types if etree.QName(e).localname == "Default"}
        if extension not in said:
            types.insert(0, types.makeelement(f"{{{TYPES}}}Default", Extension=extension, ContentType=kind))

    def free(self, pattern: str) -> str:
        """Return the first name of *pattern* (with {}) that no part has."""
        return next(n for i in range(1, 100_000) if (n := pattern.format(i)) not in self)

    # ── relations ──────────────────────────────────────────────────────────────────────────────────────────

    def related(self, part: str) -> Iterator[tuple[Element, str, str]]:
        """Yield a part's relations: the element, its type's last word, the target part."""
        source = relations_part(part)
        root = self.xml(source) if source in self else ()
        for said, (_, kind, target) in zip(
            [e for e in root if _is_inside(e)], _relations_in(root, part), strict=True
        ):
            yield said, kind, self._find(target) or target

    def targets(self, part: str) -> list[tuple[str | None, str, str]]:
        """Return a part's relations, to be looked at: the id, its type's last word, the target part."""
        source = relations_part(part)
        if source not in self:
            return []
        real = self._named(source)
        known = real in self._trees or real in self._new
        found = _relations_in(self.xml(real), part) if known else _read_relations(self.raw(real), part)
        return [(name, kind, self._find(target) or target) for name, kind, target in found]

    def one(self, part: str, kind: str) -> str:
        """Return the part that *part* names as *kind*; "" where there is none."""
        found = [target for _, its, target in self.targets(part) if its == kind]
        if len(found) > 1:
            raise Unpatchable(f"{part}: {kind}")
        return found[0] if found else ""

    def relate(self, part: str, kind: str, target: str) -> str:
        """Say that *part* names *target* as *kind*; return the relation's id."""
        source = relations_part(part)
        if source not in self:
            self.add(source, f'<Relationships xmlns="{RELS}"/>'.encode(), "")
        root = self.xml(source, changed=True)
        taken = {e.get("Id") for e in root}
        name = next(n for i in range(1, 100_000) if (n := f"rId{i}") not in taken)
        where = _relative_target(target, part)
        etree.SubElement(root, f"{{{RELS}}}Relationship", Id=name, Type=f"{REL}/{kind}", Target=where)
        return name

    def content_type(self, part: str) -> str:
        """Return the content type of a part."""
        name, by_default = normalize_part_name(part), ""
        for said in self.xml(CONTENT_TYPES):
            if normalize_part_name(said.get("PartName", "")) == name:
                return str(said.get("ContentType", ""))
            if said.get("Extension", "").lower() == name.rpartition(".")[2]:
                by_default = str(said.get("ContentType", ""))
        return by_default

    def save(self) -> bytes:
        """Return the workbook; the same parts give the same bytes."""
        names = (*self._came, *(n for n in self._new if n not in self._came))
        return write_zip([self._packed(name) for name in names if name not in self._gone])

    def _packed(self, name: str) -> PackedPart:
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.external_attr = 0o600 << 16
        info.flag_bits = 0 if name.isascii() else _BITS_UTF8
        changed = self._new.get(name)
        root, before = self._trees.get(name, (None, None))
        if root is not None and (
            before is None or etree.tostring(root) != before
        ):  # else it was only looked at
            changed = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        if changed is not None:
            return pack_part(info, changed)
        try:
            return self._package.packed(name, info)
        except Unreadable as error:
            raise Unpatchable(f"{name}: {error.code}") from error


def _entry_name(raw: bytes, flags: int) -> str:
    """Return the name of a zip's entry as its flags say it is written."""
    return raw.decode("utf-8" if flags & _BITS_UTF8 else "cp437", "replace")


def parse_part(data: bytes, name: str) -> Element:
    """Return the root of a part; nothing is fetched, no entity replaced, and a part that declares any is not edited."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unpatchable(f"{name}: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise Unpatchable(f"{name}: DTD")
    return root


def _is_inside(relation: Element) -> bool:
    return bool(relation.get("TargetMode") != "External")


def _relations_in(root: Iterable[Element], part: str) -> tuple[tuple[str | None, str, str], ...]:
    """Return the relations of *part* to other parts, as they are written: id, the type's last word, the target."""
    folder = posixpath.dirname(part)
    return tuple(
        (
            said.get("Id"),
            said.get("Type", "").rsplit("/", 1)[-1],
            posixpath.normpath(posixpath.join(folder, said.get("Target", "").replace("\\", "/"))).lstrip("/"),
        )
        for said in root
        if _is_inside(said)
    )


@remember_small_part
def _read_relations(data: bytes, part: str) -> tuple[tuple[str | None, str, str], ...]:
    return _relations_in(parse_part(data, relations_part(part)), part)


def _relative_target(target: str, part: str) -> str:
    """Return how *part* names the part *target*: from its own folder."""
    there, here = target.split("/"), part.split("/")[:-1]
    same = next((i for i, (a, b) in enumerate(zip(there[:-1], here, strict=False)) if a != b), None)
    shared = min(len(there) - 1, len(here)) if same is None else same
    return "/".join((*[".."] * (len(here) - shared), *there[shared:]))


def relations_part(part: str) -> str:
    """Return the name of the part that holds the relations of *part*."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def sheet_parts(parts: WorkbookParts) -> dict[str, str]:
    """Return the parts of a workbook's worksheets, by name."""
    main = parts.one("", "officeDocument")
    ids = {name: (kind, target) for name, kind, target in parts.targets(main)}
    found = {}
    for sheet in parts.sheet_xml(main).find(spreadsheet_tag("sheets")):
        kind, target = ids.get(sheet.get(f"{{{REL}}}id"), ("", ""))
        if kind == "worksheet":
            found[sheet.get("name")] = target
    return found


def element_content(element: Element) -> tuple[object, ...]:
    """Return what an element says, however it is written."""
    return (
        element.tag,
        tuple(sorted(element.attrib.items())),
        (element.text or "").strip(),
        *map(element_content, element),
    )
