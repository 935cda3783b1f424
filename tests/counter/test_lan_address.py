"""Where the counter is reached: its address, its port, its certificate; and the two ports of one program."""

import re
import socket
import urllib.error
import urllib.request

import pytest
from counters import free_port
from desks import served
from inbox import make
from typer.testing import CliRunner

from toolkit import cli
from toolkit.counter.lan_address import PORT, Certificate, LanAddress, find_lan_address
from toolkit.errors import WorkFolderError


def test_what_stands_in_links_and_what_browsers_may_call_it():
    plain = LanAddress("10.0.0.7", PORT, "10.0.0.7")
    assert (f"http://10.0.0.7:{PORT}", (f"10.0.0.7:{PORT}",)) == (plain.base, plain.hosts)
    tls = LanAddress("10.0.0.7", 443, "baobiao.local", Certificate("c", "k"))
    assert ("https://baobiao.local", ("baobiao.local", "10.0.0.7")) == (tls.base, tls.hosts)


@pytest.mark.parametrize("said", ["0.0.0.0", "a b", "http://10.0.0.7", "-"])  # noqa: S104 - refused
def test_what_is_no_address_is_refused(said):
    with pytest.raises(WorkFolderError):
        find_lan_address(said, 0, None, None)


def test_a_certificate_needs_its_key_and_must_be_one(tmp_path):
    (tmp_path / "c.pem").write_text("no certificate")
    for cert, key, why in (
        (tmp_path / "c.pem", None, "一起写"),
        (None, tmp_path / "c.pem", "一起写"),
        (tmp_path / "c.pem", tmp_path / "gone", "没有密钥文件"),
        (tmp_path / "c.pem", tmp_path / "c.pem", "用不了"),
    ):
        with pytest.raises(WorkFolderError, match=why):
            find_lan_address("127.0.0.1", 0, cert, key)


def answer(url):
    try:
        with urllib.request.urlopen(url, timeout=30) as got:  # noqa: S310 - our own server
            return got.status, got.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_one_program_serves_the_desk_here_and_the_counter_there_and_neither_serves_the_other(tmp_path):
    home, port = make(tmp_path) / "w", free_port()
    where = ("--lan", "--address", "127.0.0.1", "--lan-port", port)
    with served(tmp_path, home, *where) as link:
        for path in ("unit/001", "counter", "u/x"):
            assert 404 == answer(f"http://127.0.0.1:{port}/{path}")[0]
        assert 401 == answer(f"{link.partition('/?')[0]}/")[0]
        assert 421 == answer(f"http://localhost:{port}/u/x")[0]
    with socket.socket() as asked, pytest.raises(ConnectionRefusedError):
        asked.connect(("127.0.0.1", port))


@pytest.mark.parametrize(
    "arguments", [["--address", "127.0.0.1"], ["--renew", "001"], ["--lan", "--cert", "c.pem"]], ids=" ".join
)
def test_options_that_mean_nothing_alone_are_refused(tmp_path, arguments):
    home = make(tmp_path) / "w"
    assert CliRunner().invoke(cli.app, ["open", str(home), *arguments]).exit_code != 0


def test_the_command_shows_new_links_once(tmp_path):
    home = make(tmp_path) / "w"
    command = ["open", str(home), "--links", "--address", "127.0.0.1"]
    first, again = (CliRunner().invoke(cli.app, command).output for _ in range(2))
    assert 3 == len(re.findall(r"村：http://127\.0\.0\.1:8765/u/[0-9a-z]{26}\n", first))
    assert "/u/" not in again
    renewed = CliRunner().invoke(cli.app, [*command, "--renew", "甲村", "--revoke", "乙村"]).output
    assert ("甲村：http" in renewed, "乙村：http" in renewed) == (True, False)
    assert "新给 1 个，收回 1 个" in renewed
