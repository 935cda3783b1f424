"""The office program of this machine: found where it was installed, and run so that a file reaches nothing outside it."""

import shutil
from pathlib import Path

import pytest
from lxml import etree

from toolkit.author import spreadsheet_program
from toolkit.errors import UnreadableDocumentError
from toolkit.formats import word_processor
from toolkit.intake import office_program
from toolkit.intake.office_program import find_office_program, point_nowhere, profile_settings

NAME = "{http://openoffice.org/2001/registry}name"
CLOSED = {
    "ooInetProxyType": "2",
    "ooInetHTTPProxyName": "127.0.0.1",
    "ooInetHTTPSProxyName": "127.0.0.1",
    "ooInetFTPProxyName": "127.0.0.1",
    "ooInetNoProxy": None,
    "DisableMacrosExecution": "true",
    "BlockUntrustedRefererLinks": "true",
}
"""A proxy nobody answers at: LibreOffice 7.4 fetches a linked picture whatever else is set."""


def settings_in(text):
    return {prop.get(NAME): prop.find("value").text for prop in etree.fromstring(text.encode()).iter("prop")}


def test_no_picture_is_fetched_and_no_macro_runs():
    found = settings_in(profile_settings(("Office.Calc/Formula/Load", "OOXMLRecalcMode", "0")))
    assert CLOSED.items() <= found.items()
    assert "0" == found["OOXMLRecalcMode"]


@pytest.mark.parametrize("module", [word_processor, spreadsheet_program])
def test_whatever_is_opened_is_opened_in_such_a_profile(monkeypatch, module):
    seen, opened, sent = [], [], rb"{\rtf1 \\\\\\\\srv\\a.png}"

    def run(command, _):
        opened.append(Path(command[-1]).read_bytes())
        (profile,) = (w.partition("=")[2] for w in command if w.startswith("-env:UserInstallation="))
        path = Path(profile.removeprefix("file://")) / "user" / "registrymodifications.xcu"
        seen.append(settings_in(path.read_text(encoding="utf-8")))
        return False

    monkeypatch.setattr(module, "find_office_program", lambda: "soffice")
    monkeypatch.setattr(module, "run_to_the_end", run)
    if module is word_processor:
        with pytest.raises(UnreadableDocumentError):
            word_processor.convert_to_word(sent, "rtf")
    else:
        assert spreadsheet_program.convert_to_xlsx("a.xls", sent) is None
    assert [point_nowhere(sent)] == opened != [sent]
    assert CLOSED.items() <= seen[0].items()


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        (
            rb'{\rtf1 INCLUDEPICTURE "\\\\\\\\srv\\\\a.png"}',
            rb'{\rtf1 INCLUDEPICTURE "________srv____a.png"}',
        ),
        (rb"{\rtf1 \'5c\'5Csrv}", rb"{\rtf1 _'5c_'5Csrv}"),
        (rb"{\rtf1 FILE://srv/a}", rb"{\rtf1 FILE:__srv/a}"),
        (rb"\xd0\xcf \\s\a.png", rb"\xd0\xcf __s\a.png"),
        ("x \\\\srv\\a".encode("utf-16le"), "x __srv\\a".encode("utf-16le")),
        ("file://srv/a".encode("utf-16le"), "file:__srv/a".encode("utf-16le")),
    ],
)
def test_what_points_to_another_machine_s_share_points_nowhere(written, opened):
    """Windows asks there, and says who it is, whatever the profile holds; a file keeps its length, and so its places."""
    assert opened == point_nowhere(written)


@pytest.mark.parametrize(
    "written",
    [
        rb'{\rtf1 HYPERLINK \\l "a" \\* b\\par}',
        b"\xd0\xcf\\\\ab",
        b"C:\\a\\b file:///c:/a http://b/c",
        b"\\\\a\x00\\",
    ],
)
def test_what_lies_here_and_what_only_looks_so_stays(written):
    assert written == point_nowhere(written)


def test_a_program_that_came_with_the_files_is_not_started(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sent, own = tmp_path / "soffice.exe", tmp_path / "program" / "soffice.exe"
    monkeypatch.setattr(office_program, "PLACES", ())
    for found, expected in ((sent, ""), (own, str(own)), (None, "")):
        monkeypatch.setattr(shutil, "which", lambda _, found=found: found and str(found))
        assert expected == find_office_program()
