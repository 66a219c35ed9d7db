"""Bytes to text, for pages that declare the wrong charset, or none; and text to a tree, in bounded time and
memory, with what breaks libxml2 repaired.

UTF-8 if it is valid; else the declared charset, widened (gb2312 and gbk to gb18030, big5 to
big5-hkscs); else whichever of GB and Big5 makes common characters of the bytes.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections import Counter
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from reprint_trace.model import Phrase, phrase

if TYPE_CHECKING:
    from lxml import etree
    from lxml.html import HtmlElement

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
ALIASES = {"x-gbk": "gb18030", "gb_2312-80": "gb18030", "x-x-big5": "big5hkscs", "utf8": "utf-8"}
# Python codecs that no page is written in, or that browsers refuse (text in them can hide as markup).
NO_CHARSETS = frozenset("idna punycode undefined unicode_escape raw_unicode_escape utf-7 rot13".split())
_DECLARED = re.compile(rb"""charset\s{0,5}=\s{0,5}["']?\s{0,5}([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}encoding\s{0,5}=\s{0,5}["']([A-Za-z0-9_.:-]{2,40})""")
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32)))
_UNTEXTUAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_SAMPLE = 20_000  # bytes looked at to guess
_BROKEN = 0.05  # share of characters beyond ASCII that the right charset may leave broken
_COMMON = 0.5  # share of byte pairs that must be common characters to guess a Chinese charset


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text and the Python codec it was read with.  `damaged`: bytes fitted no charset."""

    text: str
    encoding: str
    damaged: bool = False


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`; `declared` is a charset given outside of it (an HTTP header)."""
    text, encoding = _decode(data, declared)
    if len(data.translate(None, _CONTROLS)) < len(data):
        text = textual(text)
    return Decoded(text, encoding, "\ufffd" in text and b"\xef\xbf\xbd" not in data)


def textual(text: str) -> str:
    """The text without what no markup may hold: controls, halves of characters, non-characters."""
    return _UNTEXTUAL.sub("", text)


def _decode(data: bytes, declared: str | None) -> tuple[str, str]:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    wide = _looks_utf16(data)
    if wide:
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        around = data[max(0, error.start - _SAMPLE) : error.start + _SAMPLE]
        if _few_broken(around.decode("utf-8", "replace")):
            return data.decode("utf-8", "replace"), "utf-8"
    guess = detect(data)
    for named in (_codec(declared), _declared_inside(data)):
        # a Latin charset fits any bytes at all, so the guess has a say
        if named and guess in (named, None) and _few_broken(text := data.decode(named, "replace")):
            return text, named
    return data.decode(guess or "gb18030", "replace"), guess or "gb18030"


def _few_broken(text: str) -> bool:
    broken = text.count("\ufffd")
    return not broken or broken <= _BROKEN * (len(text) - len(text.encode("ascii", "ignore")))


def detect(data: bytes) -> str | None:
    """gb18030 or big5hkscs, by which makes more common characters of the bytes; None if neither.

    Both standards put their frequent characters into a first level (GB 2312 rows 16–55, Big5
    rows A4–C6): text read in its own charset lies there nearly whole, in the other about half.
    """
    first = _HIGH.search(data)
    pairs = _PAIR.findall(data, first.start() if first else 0, (first.start() if first else 0) + _SAMPLE)
    counts = Counter(pairs).items()
    gb = sum(n for pair, n in counts if 0xB0 <= pair[0] <= 0xD7 and pair[1] >= 0xA1)
    big5 = sum(n for pair, n in counts if 0xA4 <= pair[0] <= 0xC6 and not 0x7E < pair[1] < 0xA1)
    if not pairs or max(gb, big5) < _COMMON * len(pairs):
        return None
    return "big5hkscs" if big5 > gb else "gb18030"


def _looks_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark shows in markup: every other byte of its ASCII is NUL."""
    sample = data[:4000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(4, len(sample) / 20) or min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _declared_inside(data: bytes) -> str | None:
    found = _DECLARED.search(data, 0, 10_000) or _XML_DECLARED.search(data, 0, 500)
    return _codec(found[1].decode("ascii")) if found else None


def _codec(name: str | None) -> str | None:
    """The Python codec of a declared charset, widened to what browsers read it as."""
    if not name:
        return None
    try:
        encoding = codecs.lookup(ALIASES.get(name.lower(), name)).name
        b"a".decode(encoding, "replace")  # some codecs are of no text: hex, zlib
    except (LookupError, ValueError):  # ValueError: with a zero byte
        return None
    if encoding in NO_CHARSETS:
        return None
    return WIDER.get(encoding, encoding)


# ── the tree ────────────────────────────────────────────────────────────────────────────

MAX_TAGS = 200_000
TOO_MANY_TAGS = phrase("warning.many-tags", most=MAX_TAGS)
TOO_DEEP = phrase("warning.deep")
_LARGE = 1 << 20
_EMBEDDED = re.compile(r"data:[\w/+.-]{1,80};base64,[A-Za-z0-9+/=%\s]{200,}")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,9}));?")
_LONG_TAG, _MANY_ATTRIBUTES = 16_000, 1_000  # characters of a tag that may have too many attributes
_LONG_PIECE = re.compile(rf"(?<=<)[^<]{{{_LONG_TAG},}}")
_END = re.compile(r"</(?:body|html)\s{0,9}>", re.IGNORECASE)


def parse(text: str) -> tuple[HtmlElement, list[Phrase]]:
    """The tree of a page, and warnings of what was left out of it.

    Embedded files are dropped, and what follows MAX_TAGS tags: no saved story comes near.  So
    are the page's end tags: included headers bring their own, and libxml2 stops reading there.
    """
    from lxml import etree, html

    if len(text) > _LARGE:
        text = _EMBEDDED.sub("", text)
    text, warnings = _END.sub("", text), list[Phrase]()
    if "&#" in text:
        text = _REFERENCE.sub(_legal, text)
    if len(text) > MAX_TAGS and text.count("<") > MAX_TAGS:
        text = "<".join(text.split("<", MAX_TAGS + 1)[: MAX_TAGS + 1])
        warnings.append(TOO_MANY_TAGS)
    text = _with_few_attributes(text)
    parser = _parser()
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError:  # nothing but comments
        return html.Element("html"), warnings
    if parser.error_log.filter_from_fatals():
        warnings.append(TOO_DEEP)
    return root, warnings


def _with_few_attributes(text: str) -> str:
    """A page whose tags have no more attributes than a tag has: the parser compares each with all before."""
    return _LONG_PIECE.sub(_with_few, text)


def _with_few(piece: re.Match[str]) -> str:
    tag, _, rest = piece.group().partition(">")
    many = len(tag) > _LONG_TAG and max(tag.count("="), len(tag.split())) > _MANY_ATTRIBUTES
    return f"{tag.split()[0]}>{rest}" if many else piece.group()


def _legal(reference: re.Match[str]) -> str:
    """A character reference; one to what markup may not hold (&#27;, &#xFFFE;) as browsers take it: the
    parser lets it through, and whoever copies the text stumbles."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if code <= sys.maxunicode and textual(chr(code)):
        return reference.group()
    return textual(unescape(reference.group()))


def _parser() -> etree.HTMLParser:
    """A parser all of whose elements are plain ones: lxml.html's own asks Python for the class of each."""
    from lxml import etree, html

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    parser.set_element_class_lookup(
        etree.ElementDefaultClassLookup(
            element=html.HtmlElement, comment=html.HtmlComment, pi=html.HtmlProcessingInstruction
        )
    )
    return parser
