"""What is made of jobs when somebody asks: reports, packages, answers to a search.

Each is made in a process of its own that the kernel limits, as a scan's pages are, and kept.  What goes wrong
is a `Refused`, in one line.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from reprint_trace.budget import BUDGETS, Limits
from reprint_trace.errors import InputError, MissingInput, ReprintTraceError

from .folder import write_bytes
from .working import told

if TYPE_CHECKING:
    from reprint_trace.model import Document, Trace
    from reprint_trace.reporting.brief import Paper
    from reprint_trace.scanning.workers import Pool
    from reprint_trace.uses import Use
    from reprint_trace.uses.rendering import Format as UsesFormat
    from reprint_trace.words import Language

T = TypeVar("T")
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
USES = {"csv": "text/csv; charset=utf-8", **{kind: TYPES[kind] for kind in ("xlsx", "docx", "zip")}}
LONGEST_QUERY = 2000  # characters
HITS = 10  # of one corpus or run
AROUND = 40  # characters shown on each side of what was found
HOUSES = 50  # that are named of a run
NO_DAY = (1980, 1, 1, 0, 0, 0)
TRIED = 50  # dropped files that are looked into for a page's own


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is nothing."""

    path: str
    problem: str
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A text that shares words with what was asked: `covered` of it, the longest run so many folded characters;
    the words around the run."""

    id: str
    title: str | None
    house: str | None
    published: str | None
    covered: float
    longest: int
    before: str
    shared: str
    after: str


class Maker:
    """A few processes that make things, one each at a time."""

    def __init__(self, processes: int = 2) -> None:
        from reprint_trace.scanning.workers import Pool

        self._pools: SimpleQueue[Pool] = SimpleQueue()
        self._all = [Pool(1) for _ in range(processes)]
        for pool in self._all:
            self._pools.put(pool)
        self._begun: dict[Path, Lock] = {}

    def close(self) -> None:
        for pool in self._all:
            pool.__exit__(None, None, None)

    def ask(self, function: Callable[..., Any], *arguments: object, seconds: float | None = None) -> Any:
        """What the function answers, or why it does not; waits for a free process."""
        from reprint_trace.scanning.workers import Ended

        limits = BUDGETS["reporting"] if seconds is None else Limits(seconds)
        pool = self._pools.get()
        try:
            ((_, answer),) = pool.run(function, [(0, arguments)], limits)
        finally:
            self._pools.put(pool)
        return Refused("", answer.message) if isinstance(answer, Ended) else answer

    def kept(
        self, file: Path, function: Callable[..., Any], *arguments: object, seconds: float | None = None
    ) -> Any:
        """The bytes of the file, made if there is none; two who ask at once wait for one making."""
        with self._begun.setdefault(file, Lock()):
            if file.is_file():
                return file.read_bytes()
            made = self.ask(function, *arguments, seconds=seconds)
            if isinstance(made, bytes):
                with suppress(
                    OSError
                ):  # the job may be deleted by now, or the disk full: it is answered all the same
                    file.parent.mkdir(exist_ok=True)
                    write_bytes(file, made)
            return made


def _answered(root: Path, make: Callable[[], T]) -> T | Refused:
    try:
        return make()
    except ReprintTraceError as error:
        return Refused(**told(error, root))


# ── in the process that makes it ───────────────────────────────────────────────────────


def page_made(place: Path, number: int, format_: str, lang: Language) -> bytes | Refused:
    """The page of that number of a run in one format; `zip` is its evidence package."""
    from reprint_trace.reporting.formats import Format, export

    def make() -> bytes:
        trace = _trace(place, number)
        if format_ == "zip":
            return _case(place, trace, lang)
        return export([trace], cast("Format", format_), lang=lang)

    return _answered(place.parents[1], make)


def run_made(place: Path, format_: str, lang: Language) -> bytes | Refused:
    """The whole run in one format."""
    from reprint_trace.contract.loading import saved_groups, saved_summary, saved_traces
    from reprint_trace.reporting.formats import export, export_run
    from reprint_trace.reporting.scan import scan_html

    run = str(place / "run")

    def make() -> bytes:
        summary = saved_summary(run)
        if format_ == "xlsx" or summary is None:
            return export(saved_traces(run), "xlsx", lang=lang, groups=saved_groups(run))
        if format_ == "html":
            return scan_html(run, lang).encode("utf-8", "backslashreplace")
        return export_run(summary, saved_traces(run), "pdf" if format_ == "pdf" else "docx", lang)

    return _answered(place.parents[1], make)


def uses_made(place: Path, of: str, format_: str, lang: Language) -> bytes | Refused:
    """The uses of a house's texts in a run, as a table or a paper; `zip` are the draft notices."""
    from reprint_trace.uses import export_uses, notices

    def make() -> bytes:
        found = _uses(place, of)
        if format_ != "zip":
            return export_uses(found, of, cast("UsesFormat", format_), lang)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in notices(found, of):
                archive.writestr(zipfile.ZipInfo(name, NO_DAY), data)
        return out.getvalue()

    return _answered(place.parents[1], make)


def uses_shown(place: Path, of: str, lang: Language) -> Paper | list[tuple[str, int]] | Refused:
    """The uses of a house's texts in a run, to be read; without a house the houses whose texts its pages begin at,
    those of most pages first."""
    from reprint_trace.contract.loading import saved_traces
    from reprint_trace.uses.rendering import paper_of_uses

    def make() -> Paper | list[tuple[str, int]]:
        if of:
            return paper_of_uses(_uses(place, of), of, lang)
        firsts = Counter(_begins_at(trace) for trace in saved_traces(str(place / "run")))
        del firsts[None]
        return sorted(((name, n) for name, n in firsts.items() if name), key=lambda one: (-one[1], one[0]))[
            :HOUSES
        ]

    return _answered(place.parents[1], make)


def _uses(place: Path, of: str) -> list[Use]:
    from reprint_trace.contract.loading import saved_traces
    from reprint_trace.uses import uses

    return [*uses(saved_traces(str(place / "run")), of)]


def _begins_at(trace: Trace) -> str | None:
    """The outlet of the text that the page's begins at, where that is another."""
    first = trace.chain.path[:1]
    return next((n.outlet for n in trace.chain.nodes if (n.id,) == first and n.role != "page"), None)


def _trace(place: Path, number: int) -> Trace:
    from reprint_trace.contract.loading import saved_traces

    for trace in islice(saved_traces(str(place / "run")), number, None):
        return trace
    raise MissingInput(str(number), "holds no page")


def _case(place: Path, trace: Trace, lang: Language) -> bytes:
    """The evidence package of a page: of the file it was dropped as, or of the archive that holds it."""
    from reprint_trace.errors import NotAPage
    from reprint_trace.evidence import case_of_trace

    given = place / "in"
    files = sorted(path for path in given.rglob("*") if path.is_file())
    own = [path for path in files if path.relative_to(given).as_posix() == trace.page.file]
    found: InputError = MissingInput(trace.page.file, "is not here")
    for file in own or files[:TRIED]:
        try:
            return case_of_trace(trace, str(file), command="reprint-trace serve", lang=lang).data
        except NotAPage as error:
            found = error
    raise found


def searched(root: Path, texts: list[tuple[str, Path]], asked: str) -> list[tuple[str, list[Hit]]] | Refused:
    """In each of the corpora (called by a key) the texts that share most with what is asked; one that cannot be
    searched costs the others nothing."""
    answers = [(key, _answered(root, lambda path=path: _hits(path, asked))) for key, path in texts]  # type: ignore[misc]
    found = [(key, hits) for key, hits in answers if not isinstance(hits, Refused) and hits]
    refused = next((hits for _, hits in answers if isinstance(hits, Refused)), None)
    return found or refused or []


def _hits(path: Path, asked: str) -> list[Hit]:
    from reprint_trace.corpus import Corpus

    with Corpus.open(str(path)) as corpus:
        candidates = corpus.candidates(asked, HITS)
    return [_hit(c.document, asked, c.page_covered, c.longest) for c in candidates if c.longest]


def _hit(document: Document, asked: str, covered: float, longest: int) -> Hit:
    text = document.text
    place = SequenceMatcher(None, asked, text, autojunk=False).find_longest_match()
    start, stop = place.b, place.b + place.size
    return Hit(
        id=document.id, title=document.title, house=document.house,
        published=document.published.value if document.published else None, covered=covered, longest=longest,
        before=text[max(0, start - AROUND) : start], shared=text[start:stop], after=text[stop : stop + AROUND],
    )  # fmt: skip
