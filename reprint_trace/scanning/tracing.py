"""The last stage but writing: every story traced, in parts where it is too large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from reprint_trace.budget import Limits
from reprint_trace.model import Phrase, phrase
from reprint_trace.scanning import stages
from reprint_trace.scanning.groups import Part, parts
from reprint_trace.scanning.packing import pack
from reprint_trace.scanning.searching import Crawled, keys_of_page
from reprint_trace.scanning.values import Failure, Traced

if TYPE_CHECKING:
    from reprint_trace.scanning.journal import Key
    from reprint_trace.scanning.run import Asked, Run

LIMITS = Limits(seconds=600)
Plan = Sequence[tuple[Part, Phrase | None]]  # parts, and what their traces are warned of


def trace_groups(run: Run, pages: Sequence[Crawled], groups: Sequence[Sequence[int]]) -> dict[str, Key]:
    """Trace every group; under which key the trace of each page lies."""

    def date(place: int) -> tuple[str, str]:
        return pages[place].published or stages.UNDATED, pages[place].id

    def bands(place: int) -> npt.NDArray[np.uint32]:
        return np.frombuffer(keys_of_page(run, pages[place]).bands, np.uint32)

    plan = [(part, part.warning) for group in groups for part in parts(group, date, bands)]
    run.watch.stage("tracing", len(plan))
    traces, failed = _traced(run, pages, plan)
    # A story that is too much for the limits together is traced page by page.
    alone: Plan = [
        (Part((place,), (place,), part.whole), phrase("warning.alone", why=failure.message))
        for part, failure in failed if len(part.pages) > 1 for place in part.asked
    ]  # fmt: skip
    run.watch.more(len(alone))
    more, failed_alone = _traced(run, pages, alone)
    for part, failure in [*failed, *failed_alone]:
        if len(part.pages) == 1:
            run.fail(pages[part.pages[0]].id, failure)
    return traces | more


def _traced(
    run: Run, pages: Sequence[Crawled], plan: Plan
) -> tuple[dict[str, Key], list[tuple[Part, Failure]]]:
    """The keys of the traces by page, and the parts that failed."""
    parts_by_key: dict[Key, Part] = {}

    def asked() -> Iterator[Asked]:
        for part, warning in plan:
            those = [pages[place] for place in part.pages]
            places = [part.pages.index(place) for place in part.asked]
            key = run.key(
                "trace",
                [page.searched.hex() for page in those],
                places,
                warning and [warning.code, *warning.values],
                run.told(),
            )
            parts_by_key[key] = part
            yield key, partial(_arguments, run, those, places, warning)

    def keep(key: Key, traces: Sequence[Traced]) -> None:
        for traced in traces:
            own = _own(run, key, traced.page["id"])
            run.journal.put(own, pack(replace(traced, json="")), pack(traced.json))
        run.journal.put(key, pack(None))

    run.ask(stages.trace_part, asked(), LIMITS, keep)
    traces: dict[str, Key] = {}
    failed = []
    for key, part in parts_by_key.items():
        failure = run.facts(key)
        if failure is None:
            traces |= {pages[place].id: _own(run, key, pages[place].id) for place in part.asked}
        else:
            failed.append((part, failure))
    run.used.update(traces.values())
    return traces, failed


def _arguments(
    run: Run, those: Sequence[Crawled], places: list[int], warning: Phrase | None
) -> tuple[Any, ...]:
    value = run.journal.value
    return [value(page.read) for page in those], [value(page.searched) for page in those], places, warning


def _own(run: Run, part: Key, page_id: str) -> Key:
    return run.key("page", part, page_id)
