"""Claims inside the story's own sentences: datelines, cited reports, reporters' bylines, relay traces.

The grammar is `attribution`'s; here what it finds becomes claims.  These lines stay in the body;
lineage reads them as traces of the pages a text came through.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reprint_trace.attribution.lines import cited, house_byline, opening_dateline, relays
from reprint_trace.attribution.names import outlets_named
from reprint_trace.model import Claim, Quote
from reprint_trace.vocabulary import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.attribution import Mention
    from reprint_trace.model import ClaimKind, Where
    from reprint_trace.outlets import Gazetteer

_STAFF_CODE = re.compile(
    r"(?:责任编辑|责编|编辑)[:： ]{0,2}[\u3400-\u9fff]{0,4}[ _]{0,2}(?P<code>[A-Za-z]{2}\d{3,4})\b"
)


def told_in(text: str, where: Where, gazetteer: Gazetteer, *, lead: bool) -> Iterator[Claim]:
    """The claims of one line; datelines and cited reports only in the story's `lead`."""
    told = (opening_dateline(text, gazetteer) or cited(text, gazetteer)) if lead else None
    if told is not None:
        yield _claim("dateline", told, text, where, gazetteer)
    byline = house_byline(text.strip(), gazetteer)
    if byline is not None:
        yield _claim("byline", byline, text.strip(), where, gazetteer)
    for relay in relays(text):
        yield _claim("relay", relay, text, where, gazetteer)


def staff_code(text: str, where: Where, own: str | None, gazetteer: Gazetteer) -> Claim | None:
    """An editor's code of another newsroom than the site's `own`: the text passed through there."""
    match = _STAFF_CODE.search(text) if own is not None and "编" in text else None
    if match is None:
        return None
    site = gazetteer.get(own) if own else None
    for row in rows("staff_codes"):
        owner = row.extra["outlet"]
        if row.regex.fullmatch(match["code"]) and owner not in (own, site.family if site else None):
            evidence = Quote(quote=match.group(), where=where, rule="staff-code")
            return Claim(kind="relay", text=match["code"], outlets=(owner,), evidence=evidence)
    return None


def _claim(kind: ClaimKind, mention: Mention, text: str, where: Where, gazetteer: Gazetteer) -> Claim:
    named = () if mention.own else outlets_named(mention.name, gazetteer)
    known = gazetteer.leading(mention.name) if not (named or mention.own) else None
    ids = tuple(outlet.id for outlet in named) or ((known[0].id,) if known else ())
    quote = text[slice(*mention.span)].strip("，。！？；：:“” \u3000")
    evidence = Quote(quote=quote, where=where, rule=mention.rule)
    return Claim(kind=kind, text=mention.name, outlets=ids, evidence=evidence)
