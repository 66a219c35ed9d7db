"""The phrases by which site furniture gives itself away: `data/boilerplate.tsv`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from reprint_trace.text.folding import simplified

DATA = Path(__file__).parent / "data" / "boilerplate.tsv"
LONGEST_NOTICE = 160  # characters; a longer line is a paragraph, whatever phrase it holds
LONGEST_SCREEN_WORD = 24
LONGEST_HEADING = 16
_FRAME = r"[\[\]【】（）()《》<>〉＞◆■●▶▼※|｜\s/、·•:：—-]*"


def is_furniture(text: str) -> bool:
    """Whether a line is the site's and not the story's, wherever it stands."""
    if len(text) > LONGEST_NOTICE:
        return False
    plain, patterns = _simple(text), _patterns()
    if len(plain) <= LONGEST_SCREEN_WORD and patterns["screen"].search(plain):
        return True
    return patterns["legal"].search(plain) is not None or patterns["label"].match(plain) is not None


def is_credit(text: str) -> bool:
    """Whether a line names those who made the story: its editors, checkers, photographers."""
    return len(text) <= LONGEST_NOTICE and _patterns()["credit"].match(_simple(text)) is not None


def follows_story(text: str) -> bool:
    """Whether a line opens what comes after a story: comments, notices, navigation."""
    return len(text) <= LONGEST_NOTICE and _patterns()["after"].match(_simple(text)) is not None


def heads_list(text: str) -> bool:
    """Whether a line is the heading of a list of other stories."""
    return len(text) <= LONGEST_HEADING and _patterns()["list"].fullmatch(_simple(text)) is not None


def _simple(text: str) -> str:
    return text.translate(_traditional())


@cache
def _traditional() -> dict[int, str]:
    return str.maketrans(simplified())


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rows = [line.split("\t") for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#")][1:]
    kinds = sorted({kind for kind, _ in rows} - {"list"})
    patterns = {kind: "|".join(f"(?:{pattern})" for k, pattern in rows if k == kind) for kind in kinds}
    words = sorted((word for kind, text in rows if kind == "list" for word in text.split()), key=len)[::-1]
    patterns["list"] = f"{_FRAME}(?:(?:{'|'.join(words)}){_FRAME}){{2,8}}"
    return {kind: re.compile(pattern) for kind, pattern in patterns.items()}


def closes_story(text: str) -> bool:
    """Whether the story is over before this line."""
    return follows_story(text) or heads_list(text)
