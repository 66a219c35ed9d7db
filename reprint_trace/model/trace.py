"""Everything found out about one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reprint_trace.model.chain import Chain, Evidence, Variant, Verdict
from reprint_trace.model.match import CorpusInfo, Match, NamedAlike
from reprint_trace.model.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Whether an outlet stands in the CAC list of licensed sources (互联网新闻信息稿源单位名单):
    `edition` is the newest edition it is known to stand in, None when it is in none that is held;
    `through` is the listed outlet of its house, where only that one is listed by name."""

    role: Literal["declared", "origin"]
    outlet: str
    edition: str | None
    through: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that gave a part of the page: `document` is its id, `share` the part of the page's folded
    characters that came from it, counted for no other; `credit` is how the page names its outlet,
    None where it does not."""

    document: str
    outlet: str | None
    title: str | None
    share: float
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    version: str
    weights: str
    command: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Everything found out about one page.  `sources` are the texts that gave at least a tenth of it,
    the largest first."""

    page: Page
    corpus: CorpusInfo | None
    matches: tuple[Match, ...]
    chain: Chain
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    sources: tuple[Source, ...] = ()
    licences: tuple[Licence, ...] = ()
    variants: tuple[Variant, ...] = ()
    named_alike: tuple[NamedAlike, ...] = ()
    tool: Tool
