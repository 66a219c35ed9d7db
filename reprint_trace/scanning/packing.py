"""Structs as bytes, for the journal and the pipes between processes.

Pickle is the quickest way there and back.  A run folder may come from somebody else, so only the
project's own frozen structs are made from it: no function is ever called.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import is_dataclass
from importlib import import_module
from typing import Any

import zstandard

STRUCTS = frozenset(f"reprint_trace.{name}" for name in (
    "model.page", "model.phrase", "model.match", "model.chain", "model.trace", "model.run", "scanning.values",
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
