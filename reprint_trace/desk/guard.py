"""Who is let in: a request that names this host, comes from this page and knows the secret in its address.

A page of another site can make a browser ask for any address here, and a name of its own can be made to lead
here (DNS rebinding).  The first knows no token and gives its Origin, the second gives its Host.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEGABYTE = 1 << 20
LARGEST = 1024 * MEGABYTE  # bytes of one request, all its files together
FORM = MEGABYTE  # of one that brings no files
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class TooLarge(Exception):  # noqa: N818
    """The request brings more than is taken."""


@dataclass(frozen=True, slots=True)
class Guard:
    """An ASGI application around another.  `hosts` are names with or without a port, in lower case, that the
    server goes by; what the token admits is passed on with the token as `root_path`."""

    app: ASGIApp
    token: str
    hosts: Collection[str]
    largest: int = LARGEST

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        status, root = self._admitted(scope)
        if status != 200:
            await _refuse(status, send)
            return
        began, left = False, self._most(scope)

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise TooLarge
            return message

        async def guarded(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                given = {name for name, _ in message["headers"]}
                more = [(n.encode(), v.encode()) for n, v in HEADERS.items() if n.encode() not in given]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        try:
            await self.app({**scope, "root_path": root}, counted, guarded)
        except TooLarge:
            if not began:
                await _refuse(413, send)

    def _admitted(self, scope: Scope) -> tuple[int, str]:
        """200, or how the request is refused; and the part of the path that holds the token."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get("host", "").lower() not in self.hosts:
            return 421, ""
        changes = scope["method"] not in ("GET", "HEAD")
        origin = headers.get("origin")
        if (origin is None and changes) or (
            origin is not None and not self._is_ours(origin, headers["host"])
        ):
            return 403, ""
        # What a foreign page embeds or fetches; a link that somebody follows is no more than an address.
        foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if foreign and (changes or headers.get("sec-fetch-mode") != "navigate"):
            return 403, ""
        root = f"/{self.token}"
        given = scope["path"][: len(root)]
        if not secrets.compare_digest(given.encode(), root.encode()) or scope["path"][len(root) :][:1] != "/":
            return 404, ""
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._most(scope):
            return 413, ""
        return 200, root

    def _is_ours(self, origin: str, host: str) -> bool:
        found = urlsplit(origin)
        return found.scheme == "http" and found.netloc.lower() == host.lower()

    def _most(self, scope: Scope) -> int:
        return self.largest if scope["method"] == "POST" else FORM


def loopback(port: int) -> set[str]:
    """What this machine calls itself."""
    names = ("127.0.0.1", "localhost", "[::1]")
    return {f"{name}:{port}" for name in names} | (set(names) if port == 80 else set())


REFUSALS = {403: "Forbidden", 404: "Not found", 413: "Too large", 421: "Misdirected request"}


async def _refuse(status: int, send: Send) -> None:
    """Without a word about what is here."""
    body = f"{status} {REFUSALS[status]}\n".encode()
    headers = {**HEADERS, "content-type": "text/plain; charset=utf-8", "content-length": str(len(body))}
    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": given})
    await send({"type": "http.response.body", "body": body})
