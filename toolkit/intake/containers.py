"""Files that hold other files: zips and saved e-mails, in one another too. Nothing is ever unpacked onto the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import Unreadable
from toolkit.intake import zips
from toolkit.intake.found_files import FILE_LIMIT, MEMBERS

if TYPE_CHECKING:
    from toolkit.intake.found_files import ContainedFile

DEPTH = 3
"""How many containers may lie in one another."""
CONTAINER_FAULTS = {
    "zip-damaged": "压缩包损坏，里面的文件没有读取。请重新发送，或直接发送工作簿",
    "zip-members": f"里面的文件超过 {MEMBERS} 个，没有读取。请分开发送",
    "zip-bomb": "压缩包解开后过大，没有读取。请直接发送工作簿",
    "zip-deep": "压缩包、邮件套了太多层，没有读取。请取出里面的工作簿发送",
    "mail-empty": "邮件里没有附件，信里写的没有读取（超大附件只是一个链接，要先下载）。请让单位重新发来填好的工作簿",
    "member-locked": "压缩包有密码，里面的这个文件没有读取。请去掉密码，或直接发送工作簿",
    "member-method": "压缩包里的这个文件是用少见的方法压缩的，没有读取。请重新压缩成普通的 .zip，或直接发送工作簿",
    "member-damaged": "压缩包或邮件里的这个文件损坏。请重新发送，或直接发送工作簿",
    "member-large": f"超过 {FILE_LIMIT // 2**20} MB，不像一份报送表。请用下发的工作簿填报",
}
_ZIP = b"PK"


def list_contained(data: bytes, depth: int = 0) -> list[ContainedFile] | None:
    """List the files that lie in *data*, itself in *depth* others; None where it is no container.

    Raise Unreadable(a code of CONTAINER_FAULTS).
    """
    if data.startswith(_ZIP):
        if not zips.is_zip_of_files(data):
            return None
        found = zips.list_members
    else:
        from toolkit.intake import mails  # a workbook asks for no reader of mails

        if not mails.is_mail(data):
            return None
        found = mails.list_attachments
    if depth >= DEPTH:
        raise Unreadable("zip-deep")
    return found(data)


def read_contained(data: bytes, at: int) -> bytes:
    """Return the bytes of the file at the place *at* in *data*; raise Unreadable(a code of CONTAINER_FAULTS)."""
    if data.startswith(_ZIP):
        return zips.read_member(data, at)
    from toolkit.intake import mails

    return mails.read_attachment(data, at)
