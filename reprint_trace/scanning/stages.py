"""The stages of a scan: what is done for one page, one site, one pair or one part of a story, values in, values out.

They are declared at the end of this file, each with its limits and with what an executor must have brought
together for it.  They run in worker processes here and in Spark's there; what they need beside their arguments
is opened once a process by `Settings`.  Texts and structs go in and out packed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reprint_trace.budget import Limits
from reprint_trace.errors import InputError, MissingInput, NoArticle
from reprint_trace.model import Phrase
from reprint_trace.scanning.stories import UNDATED, furniture, keys_of, lines_of, without
from reprint_trace.scanning.values import Failure, Keys, Lines, Tally, Traced, pack, unpack
from reprint_trace.scanning.workers import Ended

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from reprint_trace.corpus import Corpus
    from reprint_trace.model import CorpusInfo, Match, NamedAlike, Page, Trace
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.formats import Saved
    from reprint_trace.scanning.workers import Pool

SPUN = 3  # a spinner's swaps in the best match from which a page counts as spun


@dataclass(frozen=True, slots=True)
class Settings:
    """What all pages of a run share: a corpus that `Corpus.open` takes, what it is said to be in
    traces, an outlets file, and the command as traces have it."""

    corpus: str | None = None
    info: CorpusInfo | None = None
    outlets: str | None = None
    command: str | None = None

    @property
    def tokenizer(self) -> str:
        """That of the corpus, so that a page is signed once for both searches."""
        from reprint_trace.text.tokens import default_tokenizer

        return self.info.signature.tokenizer if self.info else default_tokenizer()


@dataclass(frozen=True, slots=True)
class Read:
    """A page that was read: its id, its struct packed, its lines, and the hash of the bytes it was
    made of."""

    file: str
    page: bytes
    lines: Lines
    sha256: str


@dataclass(frozen=True, slots=True)
class Searched:
    """What a page was found to share with the corpus: its matches and the documents that name
    the same, packed together, the documents that it may
    descend from, the keys that other pages find it by, and its date."""

    matches: bytes
    documents: tuple[str, ...]
    keys: Keys
    published: str | None


def read(settings: Settings, page_id: str, source: str | bytes | Saved) -> Read | Failure:
    """Read one page, which is called `page_id` from here on: of the file at a path, of the bytes of one saved
    page (no archive), or a record of an archive."""
    from reprint_trace.reading import read_page, read_saved
    from reprint_trace.reading.formats import MAX_BYTES

    known = _known(settings.outlets)
    if isinstance(source, str):
        try:
            with Path(source).open("rb") as file:
                source = file.read(MAX_BYTES + 1)
        except OSError as error:
            return Failure.of(page_id, MissingInput(page_id, (error.strerror or str(error)).lower()))
        if len(source) > MAX_BYTES:
            large = f"is larger than {MAX_BYTES >> 20} MB"
            return Failure.of(page_id, InputError(page_id, large, "a page is not"))
    if isinstance(source, bytes):
        data = source
        return _read(page_id, data, lambda: read_page(data, file=page_id, gazetteer=known))
    saved = source
    return _read(page_id, saved.raw, lambda: read_saved(saved, file=page_id, gazetteer=known))


def _read(page_id: str, data: bytes, read: Callable[[], Page]) -> Read | Failure:
    try:
        page = read()
        if page.body.strip():
            return Read(page_id, pack(page), lines_of(page), page.sha256)
        raise NoArticle(page_id, "no article text found", "save the article's own page, not a list")
    except InputError as error:
        return Failure.of(page_id, error, hashlib.sha256(data).hexdigest())


def own_lines(hashes: bytes, common: Collection[int]) -> list[int]:
    """Which of a page's lines are among its site's furniture, rising."""
    return sorted({*common}.intersection(np.frombuffer(hashes, np.uint64).tolist()))


def search(settings: Settings, page: bytes, furniture: Collection[int]) -> Searched:
    """Find the originals of a page in the corpus, by its body without the site's furniture."""
    from reprint_trace.corpus import Query
    from reprint_trace.lineage import is_descent
    from reprint_trace.tracing import find_matches, not_compared

    read: Page = unpack(page)
    query = Query.of(without(read.body, furniture), settings.tokenizer)
    corpus = _corpus(settings.corpus)
    matches = find_matches(read, corpus, query) if corpus else ()
    alike = not_compared(read, corpus) if corpus and not matches else ()
    near = tuple(match.document.id for match in matches if is_descent(match))
    published = read.published.value if read.published else None
    return Searched(pack((matches, alike)), near, keys_of(query), published)


def related(_: Settings, one: bytes, other: bytes) -> bool:
    """Whether one of two pages may be a copy of the other; the earlier is taken for the original."""
    from reprint_trace.comparing import compare_pages
    from reprint_trace.lineage import is_descent

    pages: list[Page] = [unpack(one), unpack(other)]
    original, reprint = sorted(pages, key=earliest_first)
    return is_descent(compare_pages(original, reprint))


def earliest_first(page: Page) -> tuple[str, str]:
    """Sorts pages by date, undated ones last."""
    return (page.published.value if page.published else UNDATED, page.file)


def trace_part(
    settings: Settings, pages: Sequence[bytes], matches: Sequence[bytes], asked: Sequence[int],
    warning: Phrase | None = None,
) -> list[Traced]:  # fmt: skip
    """Trace the pages of a story together; traces of those `asked`, by place, in their order."""
    from reprint_trace.tracing import trace_group

    read: list[Page] = [unpack(page) for page in pages]
    if warning:
        read = [replace(page, warnings=(*page.warnings, warning)) for page in read]
    found: list[tuple[tuple[Match, ...], tuple[NamedAlike, ...]]] = [unpack(own) for own in matches]
    traces = trace_group(read, [own for own, _ in found], settings.info, outlets=_known(settings.outlets))
    traces = [replace(t, named_alike=alike) for t, (_, alike) in zip(traces, found, strict=True)]
    ids = {page.file for page in read}
    return [_traced(replace(t, tool=replace(t.tool, command=settings.command)), ids)
            for t in (traces[place] for place in asked)]  # fmt: skip


def _traced(trace: Trace, crawled: Collection[str]) -> Traced:
    from reprint_trace.contract import to_json
    from reprint_trace.reporting.tables import rows

    named = [match.document.id for match in trace.matches]
    return Traced(
        json=to_json(trace),
        page=next(iter(rows([trace], "pages"))),
        edges=tuple(rows([trace], "edges")),
        tally=_tally(trace),
        documents=tuple(id_ for id_ in named if id_ not in crawled),
        pages=tuple(id_ for id_ in named if id_ in crawled),
    )


def _tally(trace: Trace) -> Tally:
    from reprint_trace.reporting.wording import failure

    nodes = {node.id: node for node in trace.chain.nodes}
    path = [nodes[id_] for id_ in trace.chain.path]
    site = trace.page.site
    undeclared = trace.verdict.path == "undeclared-relay"
    best = trace.matches[0] if trace.matches else None
    return Tally(
        site=site.outlet or site.name or site.domain or "",
        origin=trace.verdict.origin,
        path=trace.verdict.path,
        fails=failure(trace) is not None,
        copied=len(path) > 1,
        origin_outlet=path[0].outlet if len(path) > 1 else None,
        relays=tuple(dict.fromkeys(n.outlet for n in path[1:-1] if n.outlet)) if undeclared else (),
        spun=best is not None and sum(edit.count for edit in best.edits if edit.kind == "spin") >= SPUN,
    )


@cache
def _known(outlets: str | None) -> Gazetteer:
    from reprint_trace.outlets import gazetteer

    return gazetteer(outlets)


@cache
def _corpus(path: str | None) -> Corpus | None:
    from reprint_trace.corpus import Corpus

    return Corpus.open(path) if path else None


# ── declared ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: `function(settings, *arguments)` answers for one unit within `limits`, in a process of its own;
    without limits it is quick, harmless and asked of the executor itself.  `exchange` is what must be brought
    together before it, "" where each page stands for itself."""

    name: str
    function: Callable[..., Any]
    limits: Limits | None = None
    exchange: str = ""

    def answers(
        self, pool: Pool, settings: Settings, asked: Iterable[tuple[Any, tuple[Any, ...]]]
    ) -> Iterator[tuple[Any, Any]]:
        """What a pool answers to `(key, arguments)`, in any order: a Failure where there is no answer."""
        assert self.limits is not None
        tasks = ((key, (settings, *arguments)) for key, arguments in asked)
        for key, answer in pool.run(self.function, tasks, self.limits):
            yield key, Failure.ended(answer) if isinstance(answer, Ended) else answer


READING = Limits(seconds=30, memory=1 << 30)

READ = Stage("read", read, READING)
FURNITURE = Stage("furniture", furniture, exchange="site")
SEARCH = Stage("search", search, Limits(seconds=120))
RELATE = Stage("related", related, Limits(seconds=120), exchange="pair")
TRACE = Stage("trace", trace_part, Limits(seconds=600), exchange="part")
PLAN = (READ, FURNITURE, SEARCH, RELATE, TRACE)
