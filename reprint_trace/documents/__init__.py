"""Written documents as stories: DOCX, ODT, RTF, EPUB and PDF to the text that a reader sees.

What a document keeps to itself (comments, deleted words, notes, running heads) is left out.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reprint_trace.errors import EmptyInput

if TYPE_CHECKING:
    from reprint_trace.model.page import Phrase

__all__ = ["Kind", "Story", "kind_of", "stories"]

Kind = Literal["docx", "odt", "rtf", "epub", "pdf"]

_ZIP = b"PK\x03\x04"
_MIME = b"mimetypeapplication/"


def kind_of(head: bytes) -> Kind | None:
    """What kind of document begins with `head` (some kilobytes); None for anything else."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if not head.startswith(_ZIP):
        return None
    if _MIME + b"epub+zip" in head:
        return "epub"
    if _MIME + b"vnd.oasis.opendocument.text" in head:
        return "odt"
    return "docx" if b"word/" in head else None


def stories(data: bytes, kind: Kind, path: str) -> list[Story]:
    """The stories of a document, which `path` names: one, or those of a book or a newspaper's page.
    Raises InputError."""
    from reprint_trace.documents import office, pdf

    reader = {"docx": office.docx, "odt": office.odt, "rtf": office.rtf, "epub": office.epub, "pdf": pdf.read}
    found = [story for story in reader[kind](data, path) if story.text.strip()]
    if not found:
        advice = "its pages are pictures: have them read by an OCR program" if kind == "pdf" else ""
        raise EmptyInput(path, "has no text in it", advice)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Paragraphs one below the other; `title` is the first of them where its look says that it is one.
    `part` names the story within its document; `url` and `saved` are what a printer wrote on it;
    `markup` says that `text` is markup of its own."""

    text: str
    title: str | None = None
    part: str | None = None
    url: str | None = None
    saved: str | None = None
    markup: bool = False
    warnings: tuple[Phrase, ...] = ()

    @property
    def page(self) -> str:
        """The story as markup that shows no more than it."""
        if self.markup:
            return self.text
        title = f"<h1>{html.escape(self.title)}</h1>" if self.title else ""
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in self.text.split("\n") if line.strip())
        return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{title}{lines}</body></html>"
