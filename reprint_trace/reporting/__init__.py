"""Reports for people and other programs.  Page text is hostile: what it may not do to a terminal, a table or a line
of output.
"""

from __future__ import annotations

import re

# C0 and C1 controls (ANSI escapes begin with one), line separators, and the marks that reorder or
# hide text (U+202E can turn a domain around).
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def shown(text: str) -> str:
    """The text with every control and direction mark written out, e.g. `\\x1b`; tabs and
    newlines stay."""
    return _UNSAFE.sub(lambda found: _written(found.group()), text)


def one_line(text: str, limit: int | None = None) -> str:
    """The text safe on a single line, cut with an ellipsis past `limit` characters."""
    line = " ".join(shown(text).split())
    return line if limit is None or len(line) <= limit else line[: limit - 1] + "…"


def _written(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
