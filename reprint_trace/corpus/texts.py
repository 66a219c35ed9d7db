"""Texts as stored: zstandard frames with a dictionary trained on the corpus's own first texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import zstandard

from reprint_trace.corpus.ledger import DamagedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEVEL = 3
DICTIONARY_BYTES = 112_640
ENOUGH = 500  # texts below which a dictionary learns too little to pay for itself


def train(texts: Sequence[str]) -> bytes | None:
    """A dictionary for texts like these, or None when they are too few to learn from."""
    if len(texts) < ENOUGH:
        return None
    try:
        return zstandard.train_dictionary(
            DICTIONARY_BYTES, [text.encode() for text in texts], level=LEVEL
        ).as_bytes()
    except zstandard.ZstdError:  # samples too alike or too short to learn from
        return None


class Packer:
    """Compresses and restores texts with one of the corpus's numbered dictionaries (0 is none)."""

    def __init__(self, dictionaries: Mapping[int, bytes]) -> None:
        trained = {n: zstandard.ZstdCompressionDict(data) for n, data in dictionaries.items()}
        self.current = max(trained, default=0)
        self._unpack = {n: zstandard.ZstdDecompressor(dict_data=d) for n, d in trained.items()}
        self._unpack[0] = zstandard.ZstdDecompressor()
        self._pack = zstandard.ZstdCompressor(level=LEVEL, dict_data=trained.get(self.current))

    def pack(self, text: str) -> bytes:
        """The text as a frame made with dictionary `current`."""
        return self._pack.compress(text.encode())

    def unpack(self, frame: bytes, dictionary: int) -> str:
        """The text of a frame.  Raises DamagedError."""
        try:
            return self._unpack[dictionary].decompress(frame).decode()
        except (zstandard.ZstdError, UnicodeDecodeError, KeyError) as error:
            raise DamagedError("a text cannot be restored") from error
