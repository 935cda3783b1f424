"""Why a file cannot be read, in a clerk's words, with what to do. One sentence a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.errors import Unreadable

REASONS: dict[str, str] = {
    "empty-file": "文件是空的（0 字节），可能没有传完。请重新发送",
    "all-zero-bytes": "文件里全是空字节，可能没有传完或存储损坏。请重新发送",
    "encrypted": "文件有密码。请去掉密码，重新保存后再报送",
    "old-damaged": "是旧的表格格式（.xls、.et、.ods、.xlsb），而且读不出来。请在 WPS 或 Excel 中打开，另存为 .xlsx 后再报送",
    "binary-errors": "是 .xlsb 格式，里面有错误值（如 #REF!），这种格式读不出是哪一格。请在 WPS 或 Excel 中打开，另存为 .xlsx 后再报送",
    "binary-misread": "是 .xlsb 格式，读到的单元格与文件里存的对不上，不能放心读取。请在 WPS 或 Excel 中打开，另存为 .xlsx 后再报送",
    "encrypted-by-dlp": "文件被加密软件（DLP）加密了，在别的电脑上打不开。请在本单位电脑上解密后再发",
    "looks-encrypted": "文件内容是乱码，多半被加密软件（DLP）加密了，也可能传坏了。请在本单位电脑上解密（能正常打开的，另存一份）后再发",
    "mail": "是一封邮件（.msg 等），没有打开。请在邮件软件里打开，把附件里的工作簿另存出来再收一次",
    "ole-document": "是旧版的 Office 文件，不是 .xlsx 工作簿。请用下发的工作簿填报",
    "old-word": "是旧版的 Word 文档（.doc、.wps），不是工作簿。请用下发的工作簿填报",
    "presentation": "是演示文稿（PPT），不是工作簿。请用下发的工作簿填报",
    "opendocument": "是 OpenDocument 文档，不是工作簿。请用下发的工作簿填报",
    "word-document": "是 Word 文档，不是工作簿。请用下发的工作簿填报",
    "ofd": "是 OFD 版式文件，不是工作簿。请报送填好的工作簿原件",
    "iwork": "是苹果电脑的 Numbers 或 Pages 文件。请在 Numbers 中打开，用“导出到 Excel”存为 .xlsx 后再报送",
    "shortcut": "是快捷方式，里面没有内容。请把它指向的那个文件本身发来",
    "recording": "是音频或视频，不是工作簿。请报送填好的工作簿原件",
    "pdf": "是 PDF，不是工作簿。请报送填好的工作簿原件",
    "picture": "是图片，不是工作簿。请报送填好的工作簿原件",
    "rar": "是 RAR 压缩包。请解压后报送里面的工作簿",
    "seven-zip": "是 7z 压缩包。请解压后报送里面的工作簿",
    "gzip": "是 gz 压缩包。请解压后报送里面的工作簿",
    "archive": "是压缩包。请解压后报送里面的工作簿",
    "rtf": "是 RTF 文档，不是工作簿。请用下发的工作簿填报",
    "web-page": "是网页（HTML 或 MHTML），只是扩展名像表格，里面没有各张工作表的位置。请在 WPS 或 Excel 中打开，另存为 .xlsx 后再报送；是别的系统导出的，请把数填到下发的工作簿里",
    "xml-2003": "是 2003 年的 XML 表格格式，而且读不出来。请在 WPS 或 Excel 中打开，另存为 .xlsx 后再报送",
    "single-xml": "是标文通（UOF）或 .fods 格式的文件。请在 WPS 或 LibreOffice 中打开，另存为 .xlsx 后再报送",
    "other-xml": "是 XML 数据文件，不是工作簿。请用下发的工作簿填报",
    "plain-text": "是纯文本（如 CSV），不是工作簿：存成它的时候，别的工作表都没有了。请用下发的工作簿填报",
    "unknown-format": "不是 Excel 工作簿，认不出是什么文件。请用下发的工作簿填报",
    "zip-of-something": "是压缩包，里面没有工作簿的内容。请解压后报送里面的工作簿",
    "zip-no-directory": "文件不完整，可能没有传完。请重新发送",
    "zip-directory-damaged": "文件损坏，可能没有传完。请在 WPS 或 Excel 中打开、另存后重新发送",
    "zip-part-damaged": "文件内容损坏。请在 WPS 或 Excel 中打开、另存后重新发送",
    "zip-crc": "文件内容与校验码不符，可能传坏了。请重新发送",
    "zip-size-lies": "文件标明的大小与内容不符，可能传坏了。请重新发送",
    "zip-names-disagree": "文件的目录前后矛盾，不能放心读取。请在 WPS 或 Excel 中打开、另存后重新发送",
    "zip-headers-disagree": "文件的目录前后矛盾，不能放心读取。请在 WPS 或 Excel 中打开、另存后重新发送",
    "zip-duplicate-part": "文件里有两份同名内容，不知道该信哪一份。请在 WPS 或 Excel 中打开、另存后重新发送",
    "zip-overlapping-parts": "文件结构异常（内容互相重叠）。请在 WPS 或 Excel 中打开、另存后重新发送",
    "zip-method": "文件用了不常见的压缩方式。请在 WPS 或 Excel 中打开、另存后重新发送",
    "zip-too-many-parts": "文件里的内容过多，不像一份报送表。请用下发的工作簿填报",
    "zip-too-large": "文件解开后过大，不像一份报送表。请用下发的工作簿填报",
    "xml-damaged": "文件内容不完整或损坏。请在 WPS 或 Excel 中打开、另存后重新发送",
    "xml-dtd": "文件里有不该有的声明（DTD），为安全起见不读取。请用下发的工作簿填报",
    "xml-too-deep": "文件结构异常（层次或属性过多）。请用下发的工作簿填报",
    "workbook-missing": "文件里缺少工作簿主体，可能损坏。请在 WPS 或 Excel 中打开、另存后重新发送",
    "sheet-part-missing": "文件里缺少某张工作表的内容，可能损坏。请在 WPS 或 Excel 中打开、另存后重新发送",
    "relation-twice": "文件里有两处互相矛盾的指向，不知道该信哪一处。请在 WPS 或 Excel 中打开、另存后重新发送",
    "sheet-name-twice": "有两张同名的工作表，不知道该信哪一张。请删去多余的一张，另存后重新发送",
    "no-sheets": "文件里没有工作表。请用下发的工作簿填报",
    "too-many-sheets": "工作表过多，不像一份报送表。请用下发的工作簿填报",
    "too-many-cells": "单元格过多（可能整列设了格式）。请删去表外多余的行列，另存后重新发送",
    "too-many-texts": "文字过多，不像一份报送表。请用下发的工作簿填报",
    "cell-outside-grid": "单元格地址不合法，文件可能损坏。请在 WPS 或 Excel 中打开、另存后重新发送",
    "cell-twice": "同一个单元格出现两次，不知道该信哪一个。请在 WPS 或 Excel 中打开、另存后重新发送",
    "text-index": "文字索引不合法，文件可能损坏。请在 WPS 或 Excel 中打开、另存后重新发送",
}


def say_unreadable(error: Unreadable, save_as: str = ".xlsx") -> str:
    """Say why a file of the office's own is not read, and what to do."""
    why = REASONS[error.code].partition("。")[0]
    return f"读不出来：{why}。请在 WPS 或 Excel 中打开（有密码的去掉密码），另存为 {save_as}，再运行。"
