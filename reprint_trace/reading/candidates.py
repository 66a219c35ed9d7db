"""The names a page gives that may be its declared source, and how probable each is.

Every name competes with the others and with none.  A candidate's signs say where it stands (at the
date, above or below the story), what introduces it, where its link leads, what its markup is called,
how its name is formed, whether it comes back on the page, and who else gives it.  Each sign has a
weight (data/source_weights.tsv, fitted on labelled and on made pages by `python -m benchmarks.credits
--fit`); a name's probability is the share of its candidates in the sum over all of them and over
`none`, a conditional logit.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.attribution.names import (
    ends_like_outlet,
    is_control,
    is_section,
    names_nobody,
    outlets_named,
)
from reprint_trace.attribution.people import name_odds
from reprint_trace.model import Claim, Quote
from reprint_trace.reading.lines import opens_list
from reprint_trace.reading.tags import weights
from reprint_trace.text.addresses import is_home, is_printed, leads_somewhere
from reprint_trace.text.folding import HAN, fold_text
from reprint_trace.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reprint_trace.model import ClaimKind, Where
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.lines import Line


# ── the page as the layers of claims see it ─────────────────────────────────────────────

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


# ── the weighing ────────────────────────────────────────────────────────────────────────

_LONGEST_SEEN = 24  # characters of a name whose places on the page are counted
_EDGES = "《》“”\"'‘’「」 "
_INNER = re.compile(r"^(?:https?:)?//")
# Where a site files its stories: a name that leads there is a section of the site, as blogs print it by the date.
_SECTION_LINK = re.compile(r"/(?:category|categories|tags?|topics?)/", re.IGNORECASE)
_ACCOUNT_SHAPED = re.compile(
    r"(?<=[\u3400-\u9fff]{2})(?:发布|發布|观察|觀察|观察家|融媒|融媒体|在线|記事|记事|网事|视界|资讯|头条|说|君|笔记|日记|圈|派|汇|谈|录|志|眼|学人|财经|科技|体育|娱乐|快报|新视野|新观察)$"
)
_LONG_NAME, _TOLD = 8, re.compile(r"[的了吗呢被将把为在]|\d")  # what a subtitle holds, and a name hardly


@dataclass(frozen=True, slots=True)
class Weighed:
    """A name that may be the page's declared source, and how probably it is."""

    name: str
    probability: float
    found: Found


@dataclass(frozen=True, slots=True)
class Around:
    """What of the page bears on its names: how often each stands on it, what is stated unseen."""

    seen: Mapping[str, int]
    stated: frozenset[str]
    crumbs: frozenset[str]
    silent: bool  # a label in the head says 网络 or leaves the source open
    site: str  # the site's name and the headline, folded
    title: str


def weighed(page: Scene, found: Sequence[Found], around: Around) -> tuple[Weighed, ...]:
    """The names that compete, the likeliest first.  Their probabilities leave room for none."""
    table = weights("source_weights.tsv")
    competing = competitors(page, found)
    scores = [sum(table.get(sign, 0.0) for sign in signs(page, f, around)) for f in competing]
    none = sum(table.get(sign, 0.0) for sign in none_signs(page, competing, around))
    highest = max([none, *scores])
    total = math.exp(none - highest) + sum(math.exp(score - highest) for score in scores)
    by_name: dict[str, list[tuple[float, Found]]] = {}
    for one, score in zip(competing, scores, strict=True):
        by_name.setdefault(key_of(one.claim.text), []).append((math.exp(score - highest) / total, one))
    return tuple(
        sorted(
            (
                Weighed(best.claim.text, min(1.0, sum(p for p, _ in each)), best)
                for each in by_name.values()
                for best in [max(each, key=lambda row: row[0])[1]]
            ),
            key=lambda each: -each.probability,
        )
    )


def competitors(page: Scene, found: Sequence[Found]) -> list[Found]:
    """What competes: of each rank the first, below the story the nearest to its end, is marked, and an
    unlabelled name near the date is told how many others stand there."""
    competing = [
        f for f in found
        if f.rank != Rank.NEVER and f.claim.kind in ("declared", "meta")
        and not _is_section(f) and not is_printed(f.claim.text)
    ]  # fmt: skip
    nearest = {
        rank: min((f for f in competing if f.rank == rank), key=page.distance, default=None)
        for rank in (Rank.HEAD, Rank.BARE, Rank.END, Rank.BELOW)
    }
    competing = [
        replace(f, signs=(*f.signs, "nearest")) if f is nearest.get(f.rank) else f for f in competing
    ]
    beside = {key_of(f.claim.text) for f in competing if _may_name(f)}
    sign = "alone-at-date" if len(beside) == 1 else "two-at-date" if len(beside) == 2 else "many-at-date"
    return [replace(f, signs=(*f.signs, sign)) if _may_name(f) else f for f in competing]


def _is_section(found: Found) -> bool:
    """Whether an unlabelled name leads to where the site files its stories."""
    return found.rank == Rank.MAYBE and bool(_SECTION_LINK.search(found.claim.url or ""))


def _may_name(found: Found) -> bool:
    """Whether an unlabelled name at or by the date could be an outlet's as far as its form goes."""
    if found.rank != Rank.MAYBE or not {"at-date", "by-date"} & set(found.signs):
        return False
    return not {"control", "section", "nobody", "person:likely"} & set(_unknown_signs(found.claim.text))


def key_of(name: str) -> str:
    """The name by which candidates are one: folded, without the marks around it."""
    return fold_text(name.strip(_EDGES))


def none_signs(page: Scene, competing: Sequence[Found], around: Around) -> Iterator[str]:
    """What speaks for a page without a declared source."""
    yield "none"
    if around.silent:
        yield "none:silent"
    if not any(f.rank != Rank.MAYBE for f in competing):
        yield "none:no-rule"
    if page.on_platform():
        yield "none:platform"


def signs(page: Scene, found: Found, around: Around) -> Iterator[str]:
    """Everything that speaks for or against one candidate."""
    yield f"rank:{found.rank.name.lower()}"
    yield from found.signs
    shape = list(_name_signs(page, found))
    yield from shape
    if found.rank == Rank.MAYBE and around.silent:
        yield "though-silent"
    if found.rank == Rank.MAYBE and found.signs:
        yield f"{found.signs[0]}+{shape[0] if shape[0] in ('known', 'outlet-shaped') else 'unknown'}"
    yield from _link_signs(page, found)
    name = found.claim.text
    key = key_of(name)
    if key in around.stated and found.rank not in (Rank.METADATA, Rank.SCRIPT):
        yield "stated-unseen"
    if around.seen.get(name, 0) > 2:
        yield "seen-often"
    elif around.seen.get(name, 0) > 1:
        yield "seen-again"
    if key in around.crumbs:
        yield "in-crumbs"
    placed = "labelled" if "label" in found.signs else found.rank.name.lower()
    if (page.site and around.site == key) or (page.own and page.own in found.claim.outlets):
        yield f"site:{placed}"
    elif page.site and key and (key in around.site or around.site in key):
        yield "site-in-part"
    elif page.title and key and key in around.title:
        yield "in-title"


def _name_signs(page: Scene, found: Found) -> Iterator[str]:
    name = found.claim.text.strip(_EDGES)
    known = outlets_named(name, page.gazetteer)
    if known:
        yield "known"
        kinds = {outlet.class_ for outlet in known}
        for kind in ("image-agency", "self-media-platform", "government", "portal"):
            if kind in kinds:
                yield f"known:{kind}"
        leading = page.gazetteer.leading(name)
        if leading and len(name) - leading[1] > 6:
            yield "known-and-more"
    elif ends_like_outlet(name):
        yield "outlet-shaped"
    else:
        yield from _unknown_signs(name)
    yield f"length:{min(len(name) // 3, 6)}"
    if not HAN.search(name):
        yield "no-han"
    if any(char.isdigit() for char in name):
        yield "digits"
    if (
        "《" in found.claim.evidence.quote and name != found.claim.text
    ) or f"《{name}》" in found.claim.evidence.quote:
        yield "book-marks"


def _unknown_signs(name: str) -> Iterator[str]:
    """What an unknown name may be instead of an outlet's."""
    odds = name_odds(name) if 2 <= len(name) <= 4 else None
    if odds is not None:
        yield "person:likely" if odds >= 30 else "person:maybe" if odds >= 0 else "person:hardly"
    if is_control(name):
        yield "control"
    if names_nobody(name):
        yield "nobody"
    if is_section(name):
        yield "section"
    if _ACCOUNT_SHAPED.search(name):
        yield "account-shaped"
    if len(name) >= _LONG_NAME and _TOLD.search(name):
        yield "told"
    if name.endswith(_no_outlets()):
        yield "no-outlet"
    if name in words("ordinary_words"):
        yield "ordinary"


def _link_signs(page: Scene, found: Found) -> Iterator[str]:
    url = found.claim.url
    if not url:
        return
    if not leads_somewhere(url):
        yield "link:nowhere"
    elif not _INNER.match(url):
        yield "link:relative"
    else:
        target = page.gazetteer.resolve_url(url)
        own = target is not None and target.id == page.own
        yield "link:own" if own else "link:home" if is_home(url) else "link:page"
        if target is not None and not own:
            yield "link:agrees" if target.id in found.claim.outlets else "link:outlet"


def surroundings(page: Scene, stated: frozenset[str], *, silent: bool) -> Around:
    """What of a page bears on its names."""
    seen: Counter[str] = Counter()
    crumbs: set[str] = set()
    for line in page.lines:
        text = line.text
        if len(text) <= _LONGEST_SEEN:
            seen[text.strip(_EDGES)] += 1
            if len(line.anchors) == 1 and line.size == line.linked:
                continue
        for anchor in line.anchors:
            shown = text[anchor.start : anchor.end].strip(_EDGES)
            if len(shown) <= _LONGEST_SEEN and shown != text.strip(_EDGES):
                seen[shown] += 1
    for line in page.lines[: page.headline + 3]:
        if line.anchors and ("位置" in line.text or ">" in line.text or "»" in line.text):
            crumbs.update(key_of(line.text[anchor.start : anchor.end]) for anchor in line.anchors)
    return Around(
        seen, stated, frozenset(crumbs), silent, key_of(page.site or ""), fold_text(page.title or "")
    )


@cache
def _no_outlets() -> tuple[str, ...]:
    return tuple(words("not_an_outlet"))


@cache
def limit() -> float:
    """The probability from which a page is said to declare a source."""
    return weights("source_weights.tsv")["limit"]
