"""The desk's server: its socket, its names, its life."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from reprint_trace.errors import OutputError

from .folder import Desk
from .guard import loopback
from .serving import application

if TYPE_CHECKING:
    from collections.abc import Callable

    from reprint_trace.words import Language

LOCAL = ("127.0.0.1", "localhost", "::1")
BACKLOG = 2048
CLOSING = 3  # seconds that open answers have when it ends


def run(folder: str, host: str, port: int, lang: Language, ready: Callable[[str], None]) -> None:
    """Serve the desk in `folder` until it is interrupted; `ready` is told its address.

    Raises OutputError where the folder cannot be used or nothing can be listened at.
    """
    with Desk(folder) as desk, listening(host, port) as taken:
        port = taken.getsockname()[1]
        names = loopback(port) if host in LOCAL else loopback(port) | _names(host, port)
        config = uvicorn.Config(
            application(desk, names, lang), lifespan="on", log_level="error", access_log=False, ws="none",
            server_header=False, proxy_headers=False, timeout_graceful_shutdown=CLOSING, backlog=BACKLOG,
        )  # fmt: skip
        server = uvicorn.Server(config)
        shown = f"[{host}]" if ":" in host else host if host not in ("0.0.0.0", "") else socket.gethostname()
        ready(f"http://{shown}:{port}/{desk.token}/")
        with suppress(KeyboardInterrupt):
            server.run(sockets=[taken])


def listening(host: str, port: int) -> socket.socket:
    """A socket at the port or, where it is taken, at any."""
    for one in dict.fromkeys((port, 0)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            made.bind((host, one))
            made.listen(BACKLOG)
        except OSError as error:
            made.close()
            problem = f"nothing can be listened at {host}:{one} ({error.strerror or error})"
            found = OutputError("serve", problem, "choose another --host or --port")
            continue
        return made
    raise found


def _names(host: str, port: int) -> set[str]:
    """What others call this machine."""
    names = {host, socket.gethostname(), socket.getfqdn()}
    with suppress(OSError):
        names |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)}
    bracketed = {f"[{name}]" if ":" in name else name.lower() for name in names}
    return {f"{name}:{port}" for name in bracketed} | (bracketed if port == 80 else set())
