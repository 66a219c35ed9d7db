"""A story as a document has it."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reprint_trace.model.page import Phrase


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
