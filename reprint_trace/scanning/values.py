"""What passes between the stages of a scan: small frozen values, safe to send and to keep."""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass, is_dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import zstandard

from reprint_trace.errors import ReprintTraceError

if TYPE_CHECKING:
    from reprint_trace.scanning.workers import Ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A page that could not be read or traced: a line of failures.jsonl.  `error` is a class of
    errors.py, or what ended the page: TimeLimit, MemoryLimit, Crash.  `sha256` is that of the bytes that
    failed, None where none could be read."""

    file: str
    error: str
    message: str
    sha256: str | None = None

    @classmethod
    def of(cls, file: str, error: ReprintTraceError, sha256: str | None = None) -> Failure:
        message = f"{error.problem}; {error.advice}".removesuffix("; ")
        return cls(file=file, error=type(error).__name__, message=message, sha256=sha256)

    @classmethod
    def ended(cls, ended: Ended) -> Failure:
        """That of a task without an answer; the page it was for is told by `replace`."""
        return cls(file="", error=ended.error, message=ended.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of a page's body, for learning a site's furniture: `hashes` are uint64, `lengths`
    uint32, as bytes.  `site` is "" where the page does not tell it."""

    site: str
    hashes: bytes
    lengths: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a page is found by among the others: `text` is the same for texts that fold to the same;
    `prints` (fingerprints) and `bands` (of its MinHash) are rising uint32, as bytes."""

    text: int
    prints: bytes
    bands: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """One trace as it is written: its line of JSON, its rows of the two tables, and what the summary
    counts.  `documents` are the corpus documents that its matches name, `pages` the crawled ones."""

    json: str
    page: dict[str, Any]
    edges: tuple[dict[str, Any], ...]
    tally: Tally
    documents: tuple[str, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the summary counts of one trace.  `origin_outlet` is the first on its path where that is
    another text, `relays` the outlets that it came through undeclared."""

    site: str
    origin: str
    path: str
    fails: bool
    copied: bool
    origin_outlet: str | None
    relays: tuple[str, ...]
    spun: bool


# ── structs as bytes ────────────────────────────────────────────────────────────────────

# Pickle is the quickest way there and back.  A run folder may come from somebody else, so only the
# project's own frozen structs are made from it: no function is ever called.
STRUCTS = frozenset(f"reprint_trace.{name}" for name in (
    "model.page", "model.match", "model.trace", "model.trace", "scanning.values",
))  # fmt: skip
LEVEL = 1


def pack(value: object) -> bytes:
    """A struct, or plain values and lists of them, as bytes."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(pickle.dumps(value, 5))


def unpack(data: bytes) -> Any:
    """What was packed.  Raises UnpicklingError where the bytes ask for anything but our structs."""
    return _Structs(io.BytesIO(zstandard.ZstdDecompressor().decompress(data))).load()


class _Structs(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        found = getattr(import_module(module), name, None) if module in STRUCTS else None
        if not (isinstance(found, type) and is_dataclass(found)):
            raise pickle.UnpicklingError(f"{module}.{name} is no struct of ours")
        return found
