"""Where the counter is reached on the office's network: the address of this machine there, the port, the certificate."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError

if TYPE_CHECKING:
    from pathlib import Path

PORT = 8765
"""Always the same one: it stands on the slips."""
_NOWHERE = ("192.0.2.1", 9)
"""An address nobody has (RFC 5737): the system is asked which way it would go there, and nothing is sent."""
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class Certificate(NamedTuple):
    """The files of a certificate and of its key."""

    cert: Path
    key: Path


class LanAddress(NamedTuple):
    """Where the counter listens (*ip*, *port*) and the *name* it is called by: a name of this machine, or the same."""

    ip: str
    port: int
    name: str
    certificate: Certificate | None = None

    @property
    def base(self) -> str:
        """Return the beginning of every link."""
        return f"{'https' if self.certificate else 'http'}://{self.name}{self._port_text}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return what a browser may call it."""
        return tuple({f"{name}{self._port_text}": None for name in (self.name, self.ip)})

    @property
    def _port_text(self) -> str:
        """Return the port as browsers write it: not at all where it is the usual one."""
        return "" if self.port == (443 if self.certificate else 80) else f":{self.port}"


def find_lan_address(said: str, port: int, cert: Path | None, key: Path | None) -> LanAddress:
    """Return where the counter is reached: at the address or name *said*, else at the machine's own on its network."""
    certificate = _certificate(cert, key)
    if not said:
        ip = _own_address()
        return LanAddress(ip, port or PORT, ip, certificate)
    name = said.strip().lower()
    if not _NAME.fullmatch(name):
        raise WorkFolderError(f"地址 {name} 看不懂。请写这台电脑在内网的地址，如 192.168.1.5，或它的名字。")
    try:
        ip = str(socket.getaddrinfo(name, None, socket.AF_INET, socket.SOCK_STREAM)[0][4][0])
    except OSError as error:
        raise WorkFolderError(f"找不到地址 {name}。请写这台电脑在内网的地址，如 192.168.1.5。") from error
    if ipaddress.ip_address(ip).is_unspecified:
        raise WorkFolderError(
            f"{name} 不是一个地址：链接上要写得出来。请写这台电脑在内网的地址，如 192.168.1.5。"
        )
    return LanAddress(ip, port or PORT, name, certificate)


def _own_address() -> str:
    """Return this machine's address on the network it is connected to."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect(_NOWHERE)
            found = str(asking.getsockname()[0])
    except OSError:
        found = ""
    if not found or ipaddress.ip_address(found).is_loopback or ipaddress.ip_address(found).is_unspecified:
        raise WorkFolderError("这台电脑没有连上网络，找不到它在内网的地址。请连上，或用 --address 写明地址。")
    return found


def _certificate(cert: Path | None, key: Path | None) -> Certificate | None:
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        raise WorkFolderError("证书和密钥要一起写：--cert 证书文件 --key 密钥文件。")
    for what, path in (("证书", cert), ("密钥", key)):
        if not path.is_file():
            raise WorkFolderError(f"没有{what}文件 {path}。")
    try:
        # a password is never asked for at the terminal: who has one takes it off
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=lambda: "")
    except (ssl.SSLError, OSError, ValueError) as error:
        raise WorkFolderError(
            f"证书 {cert} 和密钥 {key} 用不了：要 PEM 格式、配成一对、密钥不设密码。请找发证书的人核对。"
        ) from error
    return Certificate(cert, key)
