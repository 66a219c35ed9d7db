"""What the layers of claims share: the page as they see it, and what each of them finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from reprint_trace.attribution.names import outlets_named
from reprint_trace.model import Claim, Quote
from reprint_trace.reading.story import opens_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.model import ClaimKind, Where
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.lines import Line

_LAST = 3  # lines of the story that may hold the credit that closes it
HEAD_ABOVE = 5  # lines above the headline that may hold its credit
TAIL_BELOW = 25  # lines below the last paragraph that may


class Rank(IntEnum):
    """Which claim becomes the declared source: the lowest."""

    HEAD = 0
    BARE = 1
    END = 2
    CLOSING = 3
    ACCOUNT = 4  # who posted the page; a credit that closes its story tells more
    BELOW = 5
    METADATA = 6
    SCRIPT = 7
    MAYBE = 8  # what no rule takes for a credit, and yet may be one
    NEVER = 9


@dataclass(frozen=True, slots=True)
class Found:
    claim: Claim
    at: int  # line index, for page order
    rank: Rank = Rank.NEVER
    alone: bool = False  # the claim is all its line says
    signs: tuple[str, ...] = ()  # what speaks for or against it besides its rank


@dataclass(frozen=True, slots=True)
class Scene:
    """The page as the layers see it.

    `headline`, `story` and `opening`, the first paragraph too long for a byline, are line
    indices, `following` is the one below it with which another story begins, or where the page
    ends; `own` is the outlet of the site itself.
    """

    lines: Sequence[Line]
    headline: int
    story: tuple[int, int]
    opening: int
    following: int
    own: str | None
    gazetteer: Gazetteer
    title: str | None = None
    site: str | None = None  # its name

    def where(self, index: int) -> Where:
        if index < self.story[0]:
            return "head"
        return "body" if index < self.story[1] else "tail"

    def on_platform(self) -> bool:
        """Whether the site is one where everybody keeps an account."""
        site = self.gazetteer.get(self.own) if self.own else None
        return site is not None and site.class_ == "self-media-platform"

    def closes(self, index: int) -> bool:
        """Whether a line stands where a story's closing credit does."""
        return index >= self.story[1] - _LAST

    def near(self) -> Sequence[Line]:
        """The lines among which the story's own credits stand, up to the first list below it."""
        end = self.tail(TAIL_BELOW)
        end = next((at for at in range(self.story[1], end) if opens_list(self.lines[at])), end)
        return self.lines[max(0, self.headline - HEAD_ABOVE) : end]

    def tail(self, reach: int) -> int:
        """The line that ends the story's surroundings: `reach` below it, or the next story's head."""
        return min(self.story[1] + reach, self.following)

    def distance(self, found: Found) -> int:
        """Between credits of one rank the first wins, below the headline the one nearest the end."""
        below = found.rank in (Rank.END, Rank.CLOSING, Rank.BELOW)
        return abs(found.at - self.story[1]) if below else found.at

    def ids(self, name: str) -> tuple[str, ...]:
        return tuple(outlet.id for outlet in outlets_named(name, self.gazetteer))

    def named(
        self, kind: ClaimKind, label: str | None, name: str, evidence: Quote, url: str | None = None
    ) -> Claim:
        """A claim that names an outlet, with the ids the name resolves to."""
        return Claim(
            kind=kind, label=label, text=name.strip(), outlets=self.ids(name), url=url, evidence=evidence
        )

    def link(self, credit: Claim) -> Claim:
        """The link behind a credit: a claim of its own, since it may lead to another outlet."""
        target = self.gazetteer.resolve_url(credit.url) if credit.url else None
        return Claim(
            kind="link",
            label=credit.label,
            text=credit.text,
            outlets=(target.id,) if target else (),
            url=credit.url,
            evidence=credit.evidence,
        )
