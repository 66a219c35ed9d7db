"""The desk as a browser meets it: a server on a free port, asked over its socket."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

import uvicorn

from reprint_trace.desk.folder import Desk
from reprint_trace.desk.guard import LARGEST, loopback
from reprint_trace.desk.running import listening
from reprint_trace.desk.serving import application

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reprint_trace.words import Language

SAMPLES = Path(__file__).parents[2] / "sample_pages"
PATIENCE = 120  # seconds that a job may take on a busy machine
JSON = {"Accept": "application/json"}


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Served:
    """A running desk: `port`, and the `token` in its addresses."""

    desk: Desk
    port: int
    server: uvicorn.Server
    token: str = field(init=False)

    def __post_init__(self) -> None:
        self.token = self.desk.token

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"{self.origin}/{self.token}"

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer to a request for a whole path; its Host is the server's unless it is given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, dict(headers or {}))
            found = connection.getresponse()
            return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
        finally:
            connection.close()

    def get(self, path: str, lang: Language = "en", **query: str) -> Answer:
        asked = "&".join(f"{name}={quote(value)}" for name, value in query.items())
        return self.ask(f"/{self.token}/{lang}{path}" + (f"?{asked}" if asked else ""))

    def post(
        self,
        path: str,
        files: Sequence[tuple[str, bytes]] = (),
        fields: Mapping[str, str] | None = None,
        lang: Language = "en",
    ) -> Answer:
        """A form, as the page's script sends it."""
        kind, body = form(files, fields or {})
        headers = {**JSON, "Origin": self.origin, "Content-Type": kind}
        return self.ask(f"/{self.token}/{lang}{path}", "POST", body, headers)

    def corpus(self, name: str = "samples", source: str = "") -> str:
        """The id of a new corpus of the sample originals."""
        originals = [("originals.jsonl", (SAMPLES / "originals.jsonl").read_bytes())]
        location: str = self.post("/corpora", originals, {"name": name, "source": source}).json()["location"]
        return location.rpartition("=")[2]

    def trace(self, *names: str, corpus: str = "") -> str:
        """The id of a new run of sample pages."""
        files = [(name, (SAMPLES / name).read_bytes()) for name in names]
        location: str = self.post("/runs", files, {"corpus": corpus}).json()["location"]
        return location.rpartition("/")[2]

    def over(self, job: str) -> dict[str, Any]:
        """The result of a job, when it is there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if (result := self.desk.result(job)) is not None:
                return result
            time.sleep(0.05)
        raise TimeoutError(job)

    def added(self, corpus: str) -> dict[str, Any]:
        """What became of the last files for a corpus."""
        return self.over(self.desk.jobs("add", corpus)[0].id)


def form(files: Sequence[tuple[str, bytes]], fields: Mapping[str, str]) -> tuple[str, bytes]:
    """A form as browsers write it: its content type and its bytes."""
    mark = secrets.token_hex(8)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + value.encode()
        + b"\r\n"
        for name, value in fields.items()
    ]
    parts += [
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'.encode()
        + b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n"
        for name, data in files
    ]  # fmt: skip
    return f"multipart/form-data; boundary={mark}", b"".join([*parts, f"--{mark}--\r\n".encode()])


@contextmanager
def served(
    folder: Path, *, lang: Language | None = None, largest: int = LARGEST, port: int = 0
) -> Iterator[Served]:
    """A desk that is served while the block runs."""
    with Desk(str(folder)) as desk, listening("127.0.0.1", port) as taken:
        port = taken.getsockname()[1]
        app = application(desk, loopback(port), lang, largest)
        server = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_level="critical", ws="none"))
        thread = Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        try:
            yield Served(desk, port, server)
        finally:
            server.should_exit = True
            thread.join()


def host_of(address: str) -> str:
    return urlsplit(address).netloc
