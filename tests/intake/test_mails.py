"""What is attached to a saved e-mail: names as Chinese mail programs write them, contents, when it was sent."""

import base64
import email.message
import email.policy

import pytest

from toolkit.errors import Unreadable
from toolkit.intake.containers import list_contained, read_contained
from toolkit.intake.found_files import FILE_LIMIT, NAMELESS
from toolkit.intake.mails import is_mail

HEAD = b"From: a@b\r\nTo: c@d\r\nSubject: x\r\nDate: Mon, 06 Jan 2025 08:00:00 +0800\r\nMIME-Version: 1.0\r\n"
BOUND = b'Content-Type: multipart/mixed; boundary="=="\r\n\r\n--==\r\nContent-Type: text/plain\r\n\r\n'


def written(**attached):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = "a@b", "c@d", "东岭村的表"
    mail["Date"] = "Mon, 06 Jan 2025 08:00:00 +0800"
    mail.set_content("见附件")
    for name, data in attached.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"{name}.xlsx")
    return mail


def one(part_head, body=b"eHg=\r\n"):
    """Return a mail with one attachment: the head of its part as some program wrote it, *body* in base64."""
    part = (
        b"\r\n--==\r\n"
        + part_head
        + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + body
        + b"\r\n--==--\r\n"
    )
    return HEAD + BOUND + b"\xe8\xa7\x81\xe9\x99\x84\xe4\xbb\xb6" + part


def test_attachments_are_listed_with_the_time_the_mail_was_sent_and_read():
    data = bytes(written(甲=b"", 乙=b"\x00\r\n\xff"))
    found = list_contained(data)
    assert [("乙.xlsx", None), ("甲.xlsx", None)] == [(m.name, m.reason) for m in found]
    assert [b"\x00\r\n\xff", b""] == [read_contained(data, m.at) for m in found]
    assert {"2025-01-06T08:00:00+08:00"} == {m.saved for m in found}


def test_what_a_program_put_before_the_first_line_changes_nothing():
    data = b"\xef\xbb\xbf" + bytes(written(甲=b"1"))
    (found,) = list_contained(data)
    assert ("甲.xlsx", b"1") == (found.name, read_contained(data, found.at))


@pytest.mark.parametrize(
    "date", [b"Mon, 06 Jan 2025 08:00:00", b"Mon, 06 Jan 2025 08:00:00 -0000", b"yesterday", b""]
)
def test_a_mail_that_names_no_zone_has_no_time(date):
    data = bytes(written(甲=b"1")).replace(b"Mon, 06 Jan 2025 08:00:00 +0800", date)
    assert [""] == [m.saved for m in list_contained(data)]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'Content-Disposition: attachment; filename="=?GB2312?B?tqvB67TlLnhsc3g=?="', "东岭村.xlsx"),
        (b'Content-Disposition: attachment; filename="=?gb2312?Q?=86=B4=B4=E5.xlsx?="', "喆村.xlsx"),
        (
            b'Content-Disposition: attachment; filename="=?gbk?B?'
            + base64.b64encode("㑇村.xlsx".encode("gb18030"))
            + b'?="',
            "㑇村.xlsx",
        ),
        (b"Content-Disposition: attachment; filename*=UTF-8''%E4%B8%9C.xlsx", "东.xlsx"),
        (
            b'Content-Disposition: attachment; filename="' + "东岭村.xlsx".encode("gb18030") + b'"',
            "东岭村.xlsx",
        ),
        ('Content-Disposition: attachment; filename="东岭村.xlsx"'.encode(), "东岭村.xlsx"),
        (b'Content-Type: application/octet-stream; name="=?utf-8?B?5LicLnhsc3g=?="', "东.xlsx"),
        (b'Content-Disposition: attachment; filename="=?nosuch?B?5LicLnhsc3g=?="', "东.xlsx"),
        (b'Content-Disposition: attachment; filename="=?utf-8?B?5?="', "=?utf-8?B?5?="),
        (b'Content-Disposition: attachment; filename="..\\\\..\\\\a/b.xlsx"', "b.xlsx"),
        (b"Content-Type: application/vnd.ms-excel", NAMELESS),
        (b'Content-Type: text/plain; name="a.csv"', "a.csv"),
    ],
)
def test_a_name_is_read_however_it_was_written(head, name):
    (found,) = list_contained(one(head))
    assert name == found.name
    assert b"xx" == read_contained(one(head), found.at)


def test_what_a_forwarded_mail_brings_along_is_listed_too():
    outer = written(外=b"1")
    outer.add_attachment(written(内=b"2"))
    data = bytes(outer)
    assert {"外.xlsx": b"1", "内.xlsx": b"2"} == {
        m.name: read_contained(data, m.at) for m in list_contained(data)
    }


def test_pictures_of_a_signature_are_no_candidates():
    mail = written(表=b"1")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="签名.png")
    assert {"表.xlsx": None, "签名.png": "other-file-type"} == {
        m.name: m.reason for m in list_contained(bytes(mail))
    }


@pytest.mark.parametrize("part", [b"text/plain", b"text/html", b"text/rfc822-headers"])
def test_a_mail_without_attachments_says_so(part):
    with pytest.raises(Unreadable, match="mail-empty"):
        list_contained(bytes(written()).replace(b"text/plain", part))


@pytest.mark.parametrize("body", [b"eHg\r\n", b"eHh4e\r\n"])
def test_an_attachment_that_was_cut_off_is_damaged(body):
    data = one(b'Content-Disposition: attachment; filename="a.xlsx"', body)
    with pytest.raises(Unreadable, match="member-damaged"):
        read_contained(data, list_contained(data)[0].at)


def test_an_attachment_may_not_be_larger_than_a_file():
    data = one(b'Content-Disposition: attachment; filename="a.xlsx"', base64.b64encode(bytes(FILE_LIMIT + 1)))
    with pytest.raises(Unreadable, match="member-large"):
        read_contained(data, 0)


WEB_PAGE = (
    b"From: <Saved by Blink>\r\nSubject: x\r\nDate: Mon, 6 Jan 2025 08:00:00 -0000\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="=="\r\n\r\n'
    b"--==\r\nContent-Type: text/html\r\nContent-Location: http://x\r\n\r\n<html>\r\n--==--\r\n"
)


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (bytes(written()), True),
        (b"\xef\xbb\xbf" + bytes(written()), True),
        (bytes(written()).replace(b"\r\n", b"\n"), True),
        (b"Subject: x\r\n\r\n", False),
        (b"Subject: x\r\nDate: y\r\n\r\n", False),
        (b"To: x\r\n folded\r\nDate: y\r\n\r\n", True),
        (b"To: x\r\n\r\nDate: y\r\n", False),
        (b"From: x\r\nDate: y\r\n\r\n", False),
        (b'From: x\r\nContent-Type: application/x; name="a.xlsx"\r\n\r\nxx', True),
        (b"1,2,3\r\nTo: x\r\nDate: y\r\n", False),
        (WEB_PAGE, False),
        (
            WEB_PAGE.replace(
                b"Content-Location: http://x", b'Content-Disposition: inline; filename="a.xlsx"'
            ),
            True,
        ),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n", False),
        (b"", False),
        (b"<html>", False),
    ],
)
def test_a_mail_is_known_by_its_header(data, is_one):
    assert is_one == is_mail(data)
    if not is_one:
        assert list_contained(data) is None


def nested(kind, times):
    if kind == "message/rfc822":
        return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * times + b"x"
    inside = (b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (i, i) for i in range(times))
    return HEAD + b"".join(inside) + b"\r\nx"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (nested("message/rfc822", 60), "zip-deep"),
        (nested("multipart/mixed", 60), "zip-deep"),
        (nested("multipart/mixed", 3000), "zip-deep"),
        (HEAD + BOUND + b"\r\n--==\r\nContent-Type: a/b\r\n\r\nx" * 9_000, "zip-members"),
        (HEAD + BOUND + b"\r\n--==\r\nContent-Type: a/b\r\n\r\nx" * 2_001, "zip-members"),
        (
            HEAD + b'Content-Disposition: attachment; filename="' + b"=?utf-8?B?5Lic?= " * 9_000 + b'"',
            "mail-empty",
        ),
    ],
    ids=[
        "mails in mails",
        "parts in parts",
        "too many for the stack",
        "too many parts",
        "too many files",
        "a name without an end",
    ],
)
def test_what_only_somebody_who_means_harm_makes_is_refused_soon(data, code):
    with pytest.raises(Unreadable, match=code):
        list_contained(data)
