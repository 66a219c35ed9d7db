"""The plan of a scan: what is asked, the stages in their order, and what an executor of them must do.

Read every item; learn each site's furniture and search the corpus; pair and group the pages; trace each story;
write.  `stages` declares what is done for one page, one pair or one part of a story, under which limits and behind
which exchange; `local` carries the plan out by worker processes and a journal, `spark` by DataFrames.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from reprint_trace import __version__
from reprint_trace.budget import Limits
from reprint_trace.scanning.inputs import Choice
from reprint_trace.scanning.outputs import summary
from reprint_trace.scanning.stages import READING, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reprint_trace.model import Summary
    from reprint_trace.scanning.values import Failure, Tally
    from reprint_trace.tables.rows import BadRow

WORK = ".work"

Pages = TypeVar("Pages")  # what was read
Found = TypeVar("Found")  # with what was found of it
Stories = TypeVar("Stories")  # which pages are one story
Traces = TypeVar("Traces")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """Trace every page behind `inputs` and leave a run in the folder `out`.

    `corpus` and `outlets` are paths as for a single trace, `limits` those for reading one page, `command` what
    traces give as theirs.
    """

    inputs: tuple[str, ...]
    out: str
    corpus: str | None = None
    outlets: str | None = None
    choice: Choice = field(default_factory=Choice)
    limits: Limits = READING
    command: str | None = None

    @property
    def folder(self) -> Path:
        return Path(self.out)

    @property
    def work(self) -> Path:
        """Where the run keeps what is done until it is done."""
        return self.folder / WORK


class Watch(Protocol):
    """Who is told how far a run has come."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins, of so many steps."""

    def more(self, count: int) -> None:
        """The stage turns out to have so many steps more."""

    def advance(self, failed: bool = False) -> None:
        """One step is done."""


class Unwatched:
    """Tells nobody."""

    def stage(self, name: str, total: int) -> None: ...

    def more(self, count: int) -> None: ...

    def advance(self, failed: bool = False) -> None: ...


class Written(NamedTuple):
    """What the summary counts: of each trace, of each page that failed, and the size of each story."""

    tallies: Iterable[Tally]
    failures: Sequence[Failure]
    stories: Sequence[int]


class Executor(Protocol[Pages, Found, Stories, Traces]):
    """What carries the stages out, each as often as there are pages, pairs and stories for it."""

    @property
    def basis(self) -> Basis: ...

    def read(self) -> Pages:
        """READ for every item; ids that come again with other content are told apart."""

    def done(self, pages: Pages) -> Summary | None:
        """The summary of the run in the folder, if it is of this very state."""

    def search(self, pages: Pages) -> Found:
        """FURNITURE for every site, then SEARCH for every page."""

    def group(self, found: Found) -> Stories:
        """Pages paired by their keys, RELATE for the pairs, and pages that belong together joined."""

    def trace(self, found: Found, stories: Stories) -> Traces:
        """TRACE for every part of a story."""

    def write(self, found: Found, stories: Stories, traces: Traces) -> Written:
        """The files of the run, in the order of the pages' ids."""

    def finish(self, result: Summary) -> None:
        """The summary written, when everything else is."""


def carried_out(executor: AbstractContextManager[Executor[Any, Any, Any, Any]]) -> Summary:
    """The plan, carried out."""
    begun = time.monotonic()
    with executor as run:
        pages = run.read()
        if (done := run.done(pages)) is not None:
            return done
        found = run.search(pages)
        stories = run.group(found)
        traces = run.trace(found, stories)
        written = run.write(found, stories, traces)
        result = summary(*written, run.basis.settings.info, round(time.monotonic() - begun, 1))
        run.finish(result)
        return result


# ── what every answer rests on ─────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Basis:
    """What every answer rests on beside what was asked: what the workers open, the digest of the corpus, and
    versions, weights and outlets."""

    settings: Settings
    corpus: str
    versions: str

    def told(self) -> list[object]:
        """What traces say of the run itself."""
        return [str(self.settings.info), self.settings.command]


def basis_of(
    request: ScanRequest, bad_row: Callable[[BadRow], None] | None = None, rows: str | None = None
) -> Basis:
    """Open what the request names.  A corpus that is rows (those at `rows`, where they were fetched) or a folder
    becomes a corpus of the run's own, so that neither every worker nor every run need index it."""
    from reprint_trace.corpus import open_corpus
    from reprint_trace.outlets import gazetteer

    known = gazetteer(request.outlets)  # so that a file of outlets that is none is told of at once
    versions = _versions(request.outlets)
    settings = Settings(outlets=request.outlets, command=request.command)
    if request.corpus is None:
        return Basis(settings, "", versions)
    given = rows or request.corpus
    own, stamp = request.work / "corpus.db", request.work / "corpus.stamp"
    state = _state_of(Path(given))
    if not (own.exists() and stamp.exists() and stamp.read_text("utf-8") == state):
        stamp.unlink(missing_ok=True)
        for name in ("corpus.db", "corpus.db-wal", "corpus.db-shm", "corpus.db.sums"):
            own.with_name(name).unlink(missing_ok=True)
        shutil.rmtree(own.with_name("corpus.db.index"), ignore_errors=True)
        open_corpus(given, known, bad_row, keep_in=str(own)).close()
        if own.exists():
            stamp.write_text(state, "utf-8")
    place = str(own) if own.exists() else given
    with open_corpus(place) as opened:
        info, digest = opened.info(), opened.digest()
    return Basis(replace(settings, corpus=place, info=replace(info, name=request.corpus)), digest, versions)


def _state_of(corpus: Path) -> str:
    """What changes when the files of a corpus do."""
    files = sorted(corpus.rglob("*")) if corpus.is_dir() else [corpus]
    stats = [(str(file), file.stat()) for file in files if file.is_file()]
    return json.dumps([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats])


def _versions(outlets: str | None) -> str:
    from reprint_trace.lineage import weights_name
    from reprint_trace.text.tokens import default_tokenizer

    extra = hashlib.sha256(Path(outlets).read_bytes()).hexdigest() if outlets else ""
    return json.dumps([__version__, weights_name(), default_tokenizer(), extra])
