"""Where the counter is reached: its address, its port, its certificate; and the two ports of one program."""

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from inbox import make

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


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def answer(url):
    try:
        with urllib.request.urlopen(url, timeout=30) as got:  # noqa: S310 - our own server
            return got.status, got.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_one_program_serves_the_desk_here_and_the_counter_there_and_neither_serves_the_other(tmp_path):
    home, port = make(tmp_path) / "w", free_port()
    command = [sys.executable, "-m", "toolkit", "open", str(home), "--no-browser", "--lan"]
    command += ["--address", "127.0.0.1", "--lan-port", str(port)]
    env = os.environ | {"TOOLKIT_HOME": str(tmp_path / "s"), "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as running:
        try:
            said = [running.stdout.readline() for _ in range(6)]
            link = re.search(r"http://\S+", said[0])[0]
            desk = link.partition("/?")[0]
            assert "没有证书" in "".join(said)
            assert 404 == answer(f"http://127.0.0.1:{port}/unit/001")[0]
            assert 404 == answer(f"http://127.0.0.1:{port}/counter")[0]
            assert 404 == answer(f"http://127.0.0.1:{port}/u/x")[0]
            assert 401 == answer(f"{desk}/")[0]
            assert 421 == answer(f"http://localhost:{port}/u/x")[0]
        finally:
            running.terminate()
        running.wait(30)
    with socket.socket() as asked, pytest.raises(ConnectionRefusedError):
        asked.connect(("127.0.0.1", port))
