"""Words of folded text, by jieba."""

from __future__ import annotations

import logging
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TOKENIZER = "jieba-0.42-hmm"


def words(folded: str) -> list[str]:
    """The words of a folded text, in order; joined they give the text back."""
    return _cut()(folded)


@cache
def _cut() -> Callable[[str], list[str]]:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(_private_cache())
    tokenizer.initialize()
    cut: Callable[[str], list[str]] = tokenizer.lcut
    return cut


def _private_cache() -> Path:
    """jieba pickles its dictionary where anyone may write (the shared temporary folder);
    a private folder keeps another user's pickle from being loaded."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "reprint-trace"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="reprint-trace-"))
    return folder
