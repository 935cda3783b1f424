"""What a server on this machine must refuse: other hosts' names (DNS rebinding), other sites' posts, strangers, floods.

Pure ASGI: whatever stands behind it never sees what is refused, and nothing is read of a body that is too large. A second
application, such as a counter for the units, gets a guard of its own, with its own hosts and without the key.
"""

from __future__ import annotations

import hmac
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (
        b"referrer-policy",
        b"same-origin",
    ),  # no-referrer would make browsers send "Origin: null" with our own forms
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
READS_ONLY = ("GET", "HEAD")
FORM_LIMIT, UPLOAD_LIMIT = 4 * 2**20, 512 * 2**20
"""How large a form may be, and what is handed in at once."""


class TooLargeError(Exception):
    """More came than was announced, or than may come."""


class DoorKey(NamedTuple):
    """What opens the desk: the *link* that is opened at the start is changed for the cookie *name*, which holds *secret*."""

    link: str
    name: str
    secret: str


class Guard:
    """Let through only what names one of *hosts*, comes from our own pages and bears the key.

    What is sent may be *form_limit* bytes long, at the addresses *uploads* as much as is handed in at once.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str],
        key: DoorKey | None,
        uploads: Iterable[str] = (),
        form_limit: int = FORM_LIMIT,
    ) -> None:
        """Keep what is asked of every request."""
        self.app, self.hosts, self.key, self.uploads = app, frozenset(hosts), key, frozenset(uploads)
        self.form_limit = form_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            return
        heads = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        refusal = self._why_refused(scope, heads)
        if refusal:
            await _send_refusal(send, *refusal)
        elif self._is_link(scope):
            await _send_refusal(send, 303, "", self._swap_link_for_cookie())
        elif not self._bears_key(heads):
            await _send_refusal(
                send, 401, "请从启动时打开的那个页面进来。那个窗口关掉了的，请再打开一次程序。"
            )
        else:
            await self._pass_on(scope, receive, send)

    def _why_refused(self, scope: Scope, heads: dict[str, str]) -> tuple[int, str] | None:
        host = heads.get("host", "")
        if host not in self.hosts:
            return 421, "这个地址不对。请用启动时显示的地址打开。"
        if scope["method"] in READS_ONLY:
            return None
        site, origin = heads.get("sec-fetch-site"), heads.get("origin")
        ours = f"{scope.get('scheme', 'http')}://{host}"
        if (site or "same-origin") != "same-origin" or (origin or ours) != ours:
            return 403, "这个请求不是从本页发出的，没有执行。"
        if not site and not origin:
            return (
                403,
                "这个浏览器没有说明请求从哪里来，没有执行。请换 Chrome、Edge、Firefox 或 360 的新版本。",
            )
        said, limit = heads.get("content-length", "0"), self._limit(scope)
        if not (said.isascii() and said.isdigit() and len(said) < 16) or int(said) > limit:
            return 413, f"文件太大，没有收。一次最多 {limit // 2**20} MB，请分几次。"
        return None

    def _limit(self, scope: Scope) -> int:
        return UPLOAD_LIMIT if scope["path"] in self.uploads else self.form_limit

    def _is_link(self, scope: Scope) -> bool:
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[0]
        return bool(self.key and asked and _is_equal(asked, self.key.link))

    def _swap_link_for_cookie(self) -> tuple[tuple[bytes, bytes], ...]:
        assert self.key is not None  # noqa: S101 - asked for by its own link
        cookie = f"{self.key.name}={self.key.secret}; HttpOnly; SameSite=Strict; Path=/"
        return (b"location", b"/"), (b"set-cookie", cookie.encode())

    def _bears_key(self, heads: dict[str, str]) -> bool:
        if self.key is None:
            return True
        try:
            held = SimpleCookie(heads.get("cookie", "")).get(self.key.name)
        except CookieError:
            return False
        return bool(held and _is_equal(held.value, self.key.secret))

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit, came, begun = self._limit(scope), 0, False

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > limit:
                raise TooLargeError
            return message

        async def with_heads(message: Message) -> None:
            nonlocal begun
            if came > limit and not begun:
                return  # what the application makes of being cut off is not the answer
            if message["type"] == "http.response.start":
                begun = True
                own = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in HEADERS if h[0] not in own)]
            await send(message)

        try:
            await self.app(scope, counted, with_heads)
        except TooLargeError:
            if not begun:
                await _send_refusal(send, 413, "文件太大，没有收。请分几次。")


def _is_equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogateescape"), other.encode())


async def _send_refusal(
    send: Send, status: int, text: str, more: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    heads = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS, *more]
    await send({"type": "http.response.start", "status": status, "headers": heads})
    await send({"type": "http.response.body", "body": text.encode()})
