"""What arrives: every file below some paths, once each, with the reason where it is no candidate. Opens nothing odd."""

from __future__ import annotations

import datetime
import os
import re
import stat
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import FileIO

FILE_LIMIT = 20 * 2**20
"""A filled workbook of ours is below 1 MB; the largest real workbook measured was 2.7 MB."""

NOT_A_SUBMISSION = {
    "litter": "是系统或办公软件的临时文件，不用处理",
    "unfinished": "还没有下载完（浏览器、网盘或聊天程序正在写的文件），内容不全，没有读取。请下载完再收一次；下不完的，请单位重新发送",
    "own": "是本工具自己的文件，不用处理",
    "other-file-type": "不是工作簿，不用处理；若是报送材料，请填到下发的工作簿里",
    "link": "是快捷方式（链接），里面没有内容，没有跟进去。请把它指向的那个文件本身放进来",
    "not-a-file": "不是普通文件，没有读取",
}
CANNOT_OPEN = {
    "not-allowed": "没有权限打开。请检查文件权限，或先关闭正在打开它的程序",
    "vanished": "读取时文件已不在。请确认后再收一次",
    "file-too-large": f"文件超过 {FILE_LIMIT // 2**20} MB，不像一份报送表。请用下发的工作簿填报",
    "changed-while-reading": "读取时文件还在变化，可能没有传完。请稍后再收一次",
    "cannot-list": "打不开这个目录，里面的文件没有看到。请检查权限后再收一次",
}
NAMELESS = "没有名字"
"""What is shown of a contained file without a name."""
MEMBERS = 2_000
"""How many files may lie in one."""
_LITTER = re.compile(r"(\.[^.]*|~\$.*|\._.*|\.~.*|\.DS_Store|Thumbs\.db|desktop\.ini|.*\.tmp)", re.IGNORECASE)
_UNFINISHED = {".part", ".partial", ".crdownload", ".download", ".downloading", ".opdownload", ".td", ".xltd"}
_SHORTCUTS = {".lnk", ".url", ".webloc"}
_WORKBOOK = {".xlsx", ".xlsm", ".xls", ".et", ".ods", ".xlsb", ".xltx", ".ett", ""}
_CALLED = {
    "PDF": {".pdf"},
    "OFD 版式文件": {".ofd"},
    "CSV 文本": {".csv"},
    "文本": {".txt", ".md"},
    "Word 文档": {".doc", ".docx", ".wps", ".wpt", ".rtf"},
    "演示文稿": {".ppt", ".pptx", ".dps"},
    "图片": {".jpg", ".jpeg", ".png", ".bmp", ".gif", ".heic", ".webp", ".tif", ".tiff"},
    "网页": {".htm", ".html", ".mht", ".mhtml"},
    "苹果电脑的 Numbers、Pages 文件": {".numbers", ".pages"},
    "XML 数据": {".xml"},
    "音频或视频": {".mp3", ".mp4", ".mov", ".m4a", ".amr", ".wav"},
}
"""What files of other endings are called."""
_TEXT_TABLES = {".csv"}
_ARCHIVE = {".zip", ".rar", ".7z", ".gz", ".tar", ".eml"}
_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What workbooks begin with, new ones and old ones: a name may say what it likes."""
_XML_MARKS = tuple(
    "urn:schemas-microsoft-com:office:spreadsheet".encode(e) for e in ("ascii", "utf-16-le", "utf-16-be")
)
_HEAD = 4096
"""Within how many bytes an XML spreadsheet says what it is."""


class FoundFile(NamedTuple):
    """One directory entry: *shown* is its path below what was walked, safe to print."""

    path: Path
    shown: str
    reason: str | None


class ContainedFile(NamedTuple):
    """One file that lies in another, a zip or a mail: *at* is its place in there, *name* is for showing; *reason* as ``walk_files``'.

    *saved* is when it was saved or sent, as ISO text: without a zone where a zip only has what the sender's clock showed.
    """

    at: int
    name: str
    reason: str | None
    saved: str = ""

    @property
    def modified(self) -> float:
        """Return when it was saved, in seconds since 1970; 0 where the zip does not know it.

        A time without a zone is this office's: whoever zipped it has the same clock on the wall.
        """
        try:
            return datetime.datetime.fromisoformat(self.saved).timestamp() if self.saved else 0.0
        except (OSError, OverflowError):  # beyond what this machine's calendar reaches
            return 0.0


def walk_files(paths: Sequence[Path], below: Path | None = None) -> Iterator[FoundFile]:
    """Yield every file below *paths*, sorted by name, each once; links are told, not followed.

    Their paths are shown from each of *paths* on, or all from *below* on, a folder above them.
    """
    seen: set[str] = set()
    real: dict[Path, str] = {}
    for path in paths:
        root = below or (path if path.is_dir() else path.parent)
        for item in _files_below(path, _printable_path(path, root)):
            parent = item.path.parent
            if parent not in real:
                real[parent] = os.path.realpath(parent) + os.sep
            where = real[parent] + item.path.name
            if where not in seen:  # else the same folder was named twice; a second name of one file is a file
                yield item
            seen.add(where)


def _files_below(path: Path, shown: str, entry: os.DirEntry[str] | None = None) -> Iterator[FoundFile]:
    """Yield *path*, or what is below it; *entry* is what its folder says of it."""
    try:
        mode = (entry.stat(follow_symlinks=False) if entry else path.lstat()).st_mode
    except OSError:
        yield FoundFile(path, shown, "vanished")
        return
    if stat.S_ISLNK(mode):
        yield FoundFile(path, shown, "link")
    elif stat.S_ISDIR(mode):
        try:
            inside = sorted(os.scandir(path), key=lambda e: os.fsencode(e.name))
        except OSError:
            yield FoundFile(path, shown, "cannot-list")
            return
        before = "" if shown == "." else f"{shown}/"
        for each in inside:
            child, called = Path(each.path), before + escape_unprintable(each.name)
            if each.name == "__MACOSX":
                yield FoundFile(child, called, "litter")
            else:
                yield from _files_below(child, called, each)
    elif not stat.S_ISREG(mode):
        yield FoundFile(path, shown, "not-a-file")
    else:
        reason = why_no_candidate(path.name)
        if reason == "other-file-type" and (may_be_text_table(path.name) or _looks_like_workbook(path)):
            reason = None
        yield FoundFile(path, shown, reason)


def _looks_like_workbook(path: Path) -> bool:
    """Tell whether a file of another type begins as a workbook does."""
    try:
        with _open_to_read(path) as file:
            head = file.read(_HEAD)
        return head.startswith(_SIGNATURES) or any(mark in head for mark in _XML_MARKS)
    except Unreadable:
        return False


def why_no_candidate(name: str) -> str | None:
    """Return why a file of this *name* is no candidate; None where it may be one."""
    called = PurePath(name)
    ending, before = called.suffix.lower(), PurePath(called.stem).suffix.lower()
    hidden = name.startswith((".", "~$"))
    half = ending == ".tmp" and before in (_WORKBOOK | _ARCHIVE) - {""}
    if not hidden and (half or ending in _UNFINISHED):
        return "unfinished"
    if not hidden and ending in _SHORTCUTS:
        return "link"
    if _LITTER.fullmatch(name):
        return "litter"
    return None if ending in _WORKBOOK | _ARCHIVE else "other-file-type"


def may_be_text_table(name: str) -> bool:
    """Tell whether a file of this *name* may be a table saved as text: no workbook, but somebody's figures all the same."""
    return why_no_candidate(name) == "other-file-type" and Path(name).suffix.lower() in _TEXT_TABLES


def why_contained_is_none(name: str) -> str | None:
    """Return why a file of this *name* that lies in another is no candidate; None where it may be one."""
    return None if may_be_text_table(name) else why_no_candidate(name)


def why_no_submission(reason: str, name: str) -> str:
    """Return why a file of this *name* is no submission: what it is, where its ending says so."""
    said = NOT_A_SUBMISSION[reason]
    called = next((words for words, endings in _CALLED.items() if Path(name).suffix.lower() in endings), "")
    return f"是{called}，{said.removeprefix('是')}" if called and reason == "other-file-type" else said


def _printable_path(path: Path, root: Path) -> str:
    """Return a path that can be printed and stored: undecodable bytes and control characters are escaped."""
    return escape_unprintable(path.relative_to(root).as_posix())


def escape_unprintable(text: str) -> str:
    """Return *text* with everything a terminal or a page could take for an order escaped."""
    if text.isprintable():  # half a pair of surrogates is not
        return text
    return "".join(c if c.isprintable() else f"\\x{ord(c) & 0xFFFF:02x}" for c in text)


def _read_bytes(file: FileIO, most: int) -> bytes:
    """Return what a file holds, at *most* so many bytes: one call, unless the system gives them piece by piece."""
    data = file.read(most)
    while data and len(data) < most and (more := file.read(most - len(data))):
        data += more
    return data or b""


def read_file_bytes(path: Path, limit: int = FILE_LIMIT) -> bytes:
    """Read a file read-only, without following links; raise Unreadable(a code of CANNOT_OPEN)."""
    return read_dated_bytes(path, limit)[0]


def read_dated_bytes(path: Path, limit: int = FILE_LIMIT) -> tuple[bytes, float]:
    """Read a file as ``read_file_bytes`` does; return its own time too, in seconds since 1970."""
    with _open_to_read(path) as file:
        before = os.fstat(file.fileno())
        if before.st_size > limit:
            raise Unreadable("file-too-large", str(before.st_size))
        data = _read_bytes(file, before.st_size + 1)
        after = os.fstat(file.fileno())
    same = (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    if not same or len(data) != after.st_size:
        raise Unreadable("changed-while-reading")
    return data, after.st_mtime


@contextmanager
def _open_to_read(path: Path) -> Iterator[FileIO]:
    """Open what is a file itself, and no link or pipe."""
    flags = os.O_RDONLY
    for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, flag, 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError as error:
        raise Unreadable("vanished") from error
    except OSError as error:
        raise Unreadable("not-allowed", str(error.strerror)) from error
    with os.fdopen(handle, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Unreadable("not-a-file")
        yield file
