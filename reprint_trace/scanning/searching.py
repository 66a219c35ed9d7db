"""The middle stages: every page searched for, and the pages that tell one story brought together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from reprint_trace.budget import Limits
from reprint_trace.scanning import stages
from reprint_trace.scanning.furniture import furniture
from reprint_trace.scanning.groups import grouped
from reprint_trace.scanning.packing import pack
from reprint_trace.scanning.pairs import Pair, pairs
from reprint_trace.scanning.values import Failure, Keys, Lines

if TYPE_CHECKING:
    from reprint_trace.scanning.journal import Key
    from reprint_trace.scanning.run import Asked, Run
    from reprint_trace.scanning.stages import Searched

LIMITS = Limits(seconds=120)


@dataclass(frozen=True, slots=True)
class Crawled:
    """A page that was read and searched for: where its answers lie in the journal, its date, and
    the documents that it may descend from."""

    id: str
    read: Key
    searched: Key
    published: str | None
    documents: tuple[str, ...]


def search_pages(run: Run, found: Sequence[tuple[str, Key, Lines]]) -> list[Crawled]:
    """Search the corpus for every page, by its body without its site's furniture."""
    run.watch.stage("searching", len(found))
    sites: dict[str, list[Lines]] = defaultdict(list)
    for _, _, lines in found:
        sites[lines.site].append(lines)
    learned = {site: furniture(pages) for site, pages in sites.items() if site}
    keys: list[Key] = []

    def asked() -> Iterator[Asked]:
        for _, read, lines in found:
            common = learned.get(lines.site, frozenset())
            own = sorted(common.intersection(np.frombuffer(lines.hashes, np.uint64).tolist()))
            keys.append(run.key("search", read, run.corpus, own))
            yield keys[-1], partial(_page_and, run, read, own)

    def keep(key: Key, answer: Searched) -> None:
        run.journal.put(key, pack((answer.keys, answer.published, answer.documents)), answer.matches)

    run.ask(stages.search, asked(), LIMITS, keep)
    pages = []
    for (name, read, _), key in zip(found, keys, strict=True):
        facts = run.facts(key)
        if isinstance(facts, Failure):
            run.fail(name, facts)
        else:
            pages.append(Crawled(name, read, key, *facts[1:]))
    return pages


def group_pages(run: Run, pages: Sequence[Crawled]) -> list[list[int]]:
    """The pages by story, as places."""
    run.watch.stage("pairing", len(pages))
    near = pairs((_advanced(run, keys_of_page(run, page)) for page in pages), run.folder)

    def related(batch: Sequence[Pair]) -> list[bool]:
        run.watch.stage("comparing", len(batch))
        reads = [sorted((pages[pair.first].read, pages[pair.second].read)) for pair in batch]
        keys = [run.key("related", *both) for both in reads]
        asked = ((key, partial(_values, run, both)) for key, both in zip(keys, reads, strict=True))
        run.ask(stages.related, asked, LIMITS, lambda key, yes: run.journal.put(key, pack(yes)))
        return [run.facts(key) is True for key in keys]  # what cannot be compared is not known to be

    return grouped([page.documents for page in pages], near, related)


def keys_of_page(run: Run, page: Crawled) -> Keys:
    keys: Keys = run.facts(page.searched)[0]
    return keys


def _page_and(run: Run, read: Key, own: list[int]) -> tuple[Any, ...]:
    return run.journal.value(read), own


def _values(run: Run, keys: Sequence[Key]) -> tuple[Any, ...]:
    return tuple(run.journal.value(key) for key in keys)


def _advanced(run: Run, keys: Keys) -> Keys:
    run.watch.advance()
    return keys
