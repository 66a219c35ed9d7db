"""The local engine: a scan on one machine, by worker processes, that can be killed at any moment.

Read everything; learn each site's furniture; search the corpus; pair and group the pages; trace each
group; write.  Every answer is in the journal before the next stage asks for it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from reprint_trace import __version__
from reprint_trace.budget import Limits
from reprint_trace.errors import InputError, OutputError
from reprint_trace.model import Phrase, phrase
from reprint_trace.scanning import stages
from reprint_trace.scanning.inputs import Choice, File, Ids, examined, listed, records
from reprint_trace.scanning.journal import Journal, Key, Run, Unwatched, Watch
from reprint_trace.scanning.outputs import FILES, SUMMARY, Outputs, summary
from reprint_trace.scanning.stages import READ_LIMITS, Settings
from reprint_trace.scanning.stories import Pair, Part, furniture, grouped, pairs, parts
from reprint_trace.scanning.values import Failure, Keys, Lines, Tally, Traced, pack, unpack
from reprint_trace.scanning.workers import Pool
from reprint_trace.starting import leave_if_run_anew

if TYPE_CHECKING:
    from reprint_trace.model import Document, Page, Summary
    from reprint_trace.reading.formats import Saved
    from reprint_trace.scanning.journal import Asked, Key, Run
    from reprint_trace.scanning.stages import Read, Searched
    from reprint_trace.tables.rows import BadRow

AHEAD = 512  # files hashed at a time
HASHERS = 4  # threads: hashing waits for the disk


class Reading:
    """Reads items, and knows under which key each lies in the journal."""

    def __init__(self, run: Run, choice: Choice, limits: Limits) -> None:
        self._run = run
        self._choice = choice
        self._limits = limits
        self._ids = Ids()
        self._keys: dict[str, Key] = {}
        self._changed: dict[Key, Key] = {}

    def read(self, files: Sequence[tuple[str, str]]) -> list[tuple[str, Key, Lines]]:
        """Read the files and what is in the archives among them: the pages with their keys and
        lines, in the order of their ids."""
        run = self._run
        run.watch.stage("reading", len(files))
        archives: list[File] = []
        run.ask(stages.read_file, self._files(files, archives), self._limits, self._keep)
        for file in archives:
            run.ask(stages.read_record, self._records(file), self._limits, self._keep)
            run.watch.advance()
        found = []
        for name, asked in sorted(self._keys.items()):
            key = self._changed.get(asked, asked)
            facts: Lines | Failure = run.facts(key)
            if isinstance(facts, Failure):
                run.fail(name, facts)
            else:
                found.append((name, key, facts))
        return found

    def _files(self, files: Sequence[tuple[str, str]], archives: list[File]) -> Iterator[Asked]:
        with ThreadPoolExecutor(HASHERS) as threads:
            for start in range(0, len(files), AHEAD):
                for file in threads.map(examined, files[start : start + AHEAD]):
                    if isinstance(file, Failure):
                        self._run.fail(file.file, file)
                        self._run.watch.advance(failed=True)
                    elif file.archive:
                        archives.append(file)
                    else:
                        self._ids.free(file.id, file.sha256)
                        yield self._asked(file.id, file.sha256, file.path)

    def _records(self, file: File) -> Iterator[Asked]:
        """The records of an archive, which is not unpacked again where all of them are known."""
        run = self._run
        listing = run.key("archive", file.id, file.sha256, str(self._choice))
        run.used.add(listing)
        if run.journal.has(listing):
            known, failure = run.facts(listing)
            named = [(self._ids.free(url, sha256), sha256) for url, sha256 in known]
            if all(run.journal.has(self._key(id_, sha256)) for id_, sha256 in named if id_):
                if failure:
                    run.fail(file.id, failure)
                run.watch.more(len(named))
                yield from (self._asked(id_, sha256) for id_, sha256 in named if id_)
                return
            self._ids.forget(id_ for id_, _ in named if id_)
        known, failure = [], None
        try:
            for url, saved in records(file, self._choice):
                sha256 = hashlib.sha256(saved.raw).hexdigest()
                known.append((url, sha256))
                if id_ := self._ids.free(url, sha256):
                    run.watch.more(1)
                    yield self._asked(id_, sha256, saved)
        except InputError as error:
            failure = Failure.of(file.id, error, file.sha256)
            run.fail(file.id, failure)
        run.journal.put(listing, pack((known, failure)))

    def _asked(self, name: str, sha256: str, source: str | Saved | None = None) -> Asked:
        key = self._keys[name] = self._key(name, sha256)
        return key, lambda: (name, source)

    def _key(self, name: str, sha256: str) -> Key:
        return self._run.key("read", name, sha256, self._limits.seconds, self._limits.memory)

    def _keep(self, asked: Key, answer: Read | Failure) -> None:
        """File an answer under the bytes it was made of: they may have changed since they were hashed."""
        if answer.sha256 is None:  # the file was there a moment ago
            self._run.lost[asked] = answer
            return
        key = self._key(answer.file, answer.sha256)
        if key != asked:
            self._changed[asked] = key
            self._run.used.add(key)
        if isinstance(answer, Failure):
            self._run.journal.put(key, pack(answer))
        else:
            self._run.journal.put(key, pack(answer.lines), answer.page)


# ── searching and grouping ──────────────────────────────────────────────────────────────


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

    run.ask(stages.search, asked(), stages.SEARCH_LIMITS, keep)
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
        run.ask(stages.related, asked, stages.SEARCH_LIMITS, lambda key, yes: run.journal.put(key, pack(yes)))
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


# ── tracing, a story in parts where it is too large ─────────────────────────────────────

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

    run.ask(stages.trace_part, asked(), stages.TRACE_LIMITS, keep)
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


# ── the scan ────────────────────────────────────────────────────────────────────────────

WORK = ".work"
AGAIN = "make room and give the same command again: what is done is kept"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EIO)


def scan(
    inputs: Sequence[str],
    out: str,
    *,
    corpus: str | None = None,
    outlets: str | None = None,
    choice: Choice | None = None,
    jobs: int = 1,
    limits: Limits = READ_LIMITS,
    command: str | None = None,
    watch: Watch | None = None,
    bad_row: Callable[[BadRow], None] | None = None,
) -> Summary:
    """Trace every page behind `inputs` and leave a run in the folder `out`; its summary.

    `corpus` and `outlets` are paths as for a single trace (`bad_row` is told of rows that are no
    documents), `limits` those for reading one page, `command` what traces give as theirs.  A run that
    ended before its time is taken up where it stopped by calling this again.
    Raises InputError where an input holds nothing, CorpusError, OutputError where `out` cannot be
    written.
    """
    leave_if_run_anew()
    begun = time.monotonic()
    folder = Path(out)
    chosen = choice or Choice()
    with _writing(out), _journal(folder) as journal, Pool(jobs) as pool:
        settings, digest = settings_of(folder / WORK, corpus, outlets, command, bad_row)
        run = Run(folder / WORK, journal, pool, settings, watch or Unwatched(), basis(outlets), digest)
        found = Reading(run, chosen, limits).read(listed(inputs, chosen, folder.resolve()))
        state = run.key(
            "run", [(name, key.hex()) for name, key, _ in found], str(run.failures), digest, run.told()
        )
        if (done := _done(journal, folder, state)) is not None:
            return done
        pages = search_pages(run, found)
        groups = group_pages(run, pages)
        traces = trace_groups(run, pages, groups)
        result = _write(run, folder, pages, groups, traces, begun)
        journal.keep_only(run.used)
        journal.set_note("done", _stamp(folder, state))
    return result


def settings_of(
    work: Path,
    corpus: str | None,
    outlets: str | None,
    command: str | None,
    bad_row: Callable[[BadRow], None] | None = None,
) -> tuple[Settings, str]:
    """What the workers open, and the digest of the corpus.  One that is rows or a folder becomes a
    corpus of the run's own, so that neither every worker nor every run need index it."""
    from reprint_trace.corpus import open_corpus
    from reprint_trace.outlets import gazetteer

    known = gazetteer(outlets)  # so that a file of outlets that is none is told of at once
    if corpus is None:
        return Settings(outlets=outlets, command=command), ""
    own, stamp = work / "corpus.db", work / "corpus.stamp"
    state = _state_of(Path(corpus))
    if not (own.exists() and stamp.exists() and stamp.read_text("utf-8") == state):
        stamp.unlink(missing_ok=True)
        for file in (own, own.with_name("corpus.db-wal"), own.with_name("corpus.db-shm"),
                     own.with_name("corpus.db.sums")):  # fmt: skip
            file.unlink(missing_ok=True)
        shutil.rmtree(work / "corpus.db.index", ignore_errors=True)
        open_corpus(corpus, known, bad_row, keep_in=str(own)).close()
        if own.exists():
            stamp.write_text(state, "utf-8")
    place = str(own) if own.exists() else corpus
    with open_corpus(place) as opened:
        info, digest = opened.info(), opened.digest()
    return Settings(place, replace(info, name=corpus), outlets, command), digest


def _state_of(corpus: Path) -> str:
    """What changes when the files of a corpus do."""
    files = sorted(corpus.rglob("*")) if corpus.is_dir() else [corpus]
    stats = [(str(file), file.stat()) for file in files if file.is_file()]
    return json.dumps([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats])


def basis(outlets: str | None) -> str:
    """What every answer rests on beside what was asked."""
    from reprint_trace.lineage import weights_name
    from reprint_trace.text.tokens import default_tokenizer

    extra = hashlib.sha256(Path(outlets).read_bytes()).hexdigest() if outlets else ""
    return json.dumps([__version__, weights_name(), default_tokenizer(), extra])


def _write(
    run: Run,
    folder: Path,
    pages: Sequence[Crawled],
    groups: Sequence[Sequence[int]],
    traces: dict[str, Key],
    begun: float,
) -> Summary:
    """The files of the run, in the order of the pages' ids."""
    numbers = {place: number for number, group in enumerate(groups, 1) for place in group}
    tallies: list[Tally] = []
    documents: set[str] = set()
    crawled: set[str] = set()
    run.watch.stage("writing", len(traces))
    with Outputs(folder, run.folder / "outputs") as outputs:
        for place, page in enumerate(pages):
            if page.id not in traces:
                continue
            traced: Traced = run.facts(traces[page.id])
            outputs.trace(traced, unpack(run.journal.value(traces[page.id])), numbers[place])
            tallies.append(traced.tally)
            documents.update(traced.documents)
            crawled.update(traced.pages)
            run.watch.advance()
        failures = [failure for _, failure in sorted(run.failures.items())]
        outputs.failures(failures)
        read = {page.id: page.read for page in pages}
        outputs.documents(_documents(run, documents, {id_: read[id_] for id_ in sorted(crawled)}))
        result = summary(tallies, failures, [len(group) for group in groups], run.settings.info,
                         round(time.monotonic() - begun, 1))  # fmt: skip
        outputs.finish(result)
    return result


def _documents(run: Run, ids: set[str], crawled: dict[str, Key]) -> Iterator[Document]:
    """The texts that matches are with: those of the corpus, then pages of the crawl."""
    from reprint_trace.comparing.match import as_document
    from reprint_trace.corpus import Corpus

    if run.settings.corpus:
        with Corpus.open(run.settings.corpus) as corpus:
            yield from (corpus.document(id_) for id_ in sorted(ids))
    for key in crawled.values():
        page: Page = unpack(run.journal.value(key))
        yield as_document(page)


# ── what was done before, and what can go wrong with the folder ─────────────────────────


def _done(journal: Journal, folder: Path, state: Key) -> Summary | None:
    """The summary of the run in the folder, if it is of this very state and nobody touched it."""
    from reprint_trace.contract.loading import summary_from_json

    stamp = journal.note("done")
    if stamp is None or stamp != _stamp(folder, state):
        return None
    return summary_from_json((folder / SUMMARY).read_bytes())


def _stamp(folder: Path, state: Key) -> str:
    files = [(folder / name).stat() for name in FILES if (folder / name).is_file()]
    return json.dumps([state.hex(), [(file.st_size, file.st_mtime_ns) for file in files]])


def _journal(folder: Path) -> Journal:
    work = folder / WORK
    work.mkdir(parents=True, exist_ok=True)
    return Journal(work / "journal.db")


@contextmanager
def _writing(out: str) -> Iterator[None]:
    """What the folder cannot take, said in one line."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise OutputError(
                out, "another scan is writing to it", "wait for it, or choose another -o"
            ) from error
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise OutputError(
                out, f"its journal is damaged ({error})", f"delete {WORK} in it and scan again"
            ) from error
        full = code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
        raise OutputError(out, "the disk is full" if full else f"its journal: {error}", AGAIN) from error
    except OSError as error:
        if error.errno in _FULL:
            raise OutputError(out, "the disk is full", AGAIN) from error
        if error.errno in _UNWRITABLE:
            raise OutputError(out, f"cannot be written ({error.strerror})", "choose another -o") from error
        raise
