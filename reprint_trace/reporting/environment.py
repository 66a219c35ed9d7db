"""Templates in which nothing a page says can act.

Whatever a template prints is escaped (autoescape) and passes `plain` first: controls and
direction marks are written out, lengths are bounded.  Addresses become links only through
`web_address`.  The Content-Security-Policy allows the report's own script and style, by their
hashes, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reprint_trace.reporting import one_line, shown

if TYPE_CHECKING:
    from reprint_trace.reporting.wording import Messages

LONGEST = 4_000  # characters of any one value that a template prints
SHORT = 160
# Invisible marks that `shown` leaves, and halves of surrogate pairs, which are no text.
_HIDDEN = re.compile(
    "[\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u3164\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[!#-&(-;=?-\[\]-_a-~]+\Z", re.IGNORECASE)  # no quotes, no < > \ `


def plain(value: Any) -> Any:
    """What a template may print of a value: hostile text made visible and bounded."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return "" if value is None else value
    cut = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
    cut = _HIDDEN.sub(lambda found: f"\\u{ord(found.group()):04x}", shown(cut))
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", cut)


def clipped(value: str | None, limit: int = SHORT) -> str:
    """A value on one line, cut with an ellipsis past `limit` characters."""
    return one_line((value or "")[: 4 * limit], limit)


def web_address(url: str | None) -> str | None:
    """The address if it is one a report may link to: http or https with a host, and nothing in it
    that is not printable ASCII.  Anything else (`javascript:`, a path) is text."""
    if url is None or len(url) > SHORT * 4 or not _ADDRESS.match(url):
        return None
    try:
        return url if urlsplit(url).hostname else None
    except ValueError:
        return None


@cache
def environment(package: str) -> Environment:
    """The templates of a package, with what every one of them may use."""
    made = Environment(
        loader=PackageLoader(package), autoescape=True, finalize=plain,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["clip"] = clipped
    made.filters["web_address"] = web_address
    return made


def render(template: str, t: Messages, *, package: str = "reprint_trace.reporting", **values: object) -> str:
    """A template filled in one language."""
    return environment(package).get_template(template).render(t=t, **values)


def asset(name: str) -> Markup:
    """One of our own scripts or styles, to stand in a page as it is."""
    return Markup(resources.files(__package__).joinpath(f"assets/{name}").read_text("utf-8"))


def script_data(data: object) -> Markup:
    """JSON that may stand in a script, in a file of its own or in a page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def policy(script: str, style: str, *, files: bool = False) -> str:
    """The Content-Security-Policy of a page that holds exactly this script and this style, and loads
    nothing, or scripts that lie beside it (`files`)."""
    scripts = f"'self' '{_hash(script)}'" if files else f"'{_hash(script)}'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
