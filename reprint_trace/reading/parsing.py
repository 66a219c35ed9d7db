"""A page's text to its tree, in bounded time and memory, with what breaks libxml2 repaired."""

from __future__ import annotations

import re
import sys
from html import unescape
from typing import TYPE_CHECKING

from reprint_trace.model import Phrase, phrase
from reprint_trace.reading.encoding import textual

if TYPE_CHECKING:
    from lxml import etree
    from lxml.html import HtmlElement

MAX_TAGS = 200_000
TOO_MANY_TAGS = phrase("warning.many-tags", most=MAX_TAGS)
TOO_DEEP = phrase("warning.deep")
_LARGE = 1 << 20
_EMBEDDED = re.compile(r"data:[\w/+.-]{1,80};base64,[A-Za-z0-9+/=%\s]{200,}")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,9}));?")
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
    parser = _parser()
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError:  # nothing but comments
        return html.Element("html"), warnings
    if parser.error_log.filter_from_fatals():
        warnings.append(TOO_DEEP)
    return root, warnings


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
