"""The local executor: a scan on one machine, by worker processes, that can be killed at any moment.

Every answer is in the journal, under a digest of what was asked, before the next stage asks for it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from reprint_trace.errors import InputError, OutputError
from reprint_trace.scanning.inputs import File, Ids, examined, listed, records
from reprint_trace.scanning.journal import Journal, Key, key
from reprint_trace.scanning.outputs import FILES, SUMMARY, Outputs
from reprint_trace.scanning.plan import (
    WORK,
    Basis,
    ScanRequest,
    Unwatched,
    Watch,
    Written,
    basis_of,
    carried_out,
)
from reprint_trace.scanning.stages import FURNITURE, READ, RELATE, SEARCH, TRACE, Stage, own_lines
from reprint_trace.scanning.stories import Pair, Part, Told, grouped, pairs, parts
from reprint_trace.scanning.values import Failure, Keys, Lines, Traced, pack, unpack
from reprint_trace.scanning.workers import Pool
from reprint_trace.starting import leave_if_run_anew

if TYPE_CHECKING:
    from reprint_trace.model import Document, Page, Summary
    from reprint_trace.reading.formats import Saved
    from reprint_trace.scanning.stages import Read, Searched
    from reprint_trace.tables.rows import BadRow

AGAIN = "make room and give the same command again: what is done is kept"
AHEAD = 512  # files hashed at a time
HASHERS = 4  # threads: hashing waits for the disk
_FULL = (errno.ENOSPC, errno.EDQUOT)
_UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EIO)

Asked = tuple[Key, Callable[[], tuple[Any, ...]]]  # a key, and the arguments if they are needed


def scan(
    request: ScanRequest,
    *,
    jobs: int = 1,
    watch: Watch | None = None,
    bad_row: Callable[[BadRow], None] | None = None,
) -> Summary:
    """Trace what is requested with `jobs` processes; the summary of the run.

    `bad_row` is told of rows of the corpus that are no documents.  A run that ended before its time is taken up
    where it stopped by calling this again.
    Raises InputError where an input holds nothing, CorpusError, OutputError where the folder cannot be written.
    """
    leave_if_run_anew()
    return carried_out(_opened(request, jobs, watch or Unwatched(), bad_row))


@contextmanager
def _opened(
    request: ScanRequest, jobs: int, watch: Watch, bad_row: Callable[[BadRow], None] | None
) -> Iterator[_Here]:
    with _writing(request.out), _journal(request) as journal, Pool(jobs) as pool:
        yield _Here(request, basis_of(request, bad_row), journal, pool, watch)


@dataclass(frozen=True, slots=True)
class _Read:
    """A page that was read: its id, where its answer lies, and its lines."""

    id: str
    key: Key
    lines: Lines


@dataclass(frozen=True, slots=True)
class _Found:
    """A page that was searched for: its id, where its answers lie, its date, and the documents that it may
    descend from."""

    id: str
    read: Key
    searched: Key
    published: str | None
    documents: tuple[str, ...]


class _Here:
    """The stages by a pool and a journal; what failed gathers by page."""

    def __init__(
        self, request: ScanRequest, basis: Basis, journal: Journal, pool: Pool, watch: Watch
    ) -> None:
        self.basis = basis
        self._request = request
        self._journal = journal
        self._pool = pool
        self._watch = watch
        self._state: Key = b""
        self._outputs: Outputs | None = None
        self._used: set[Key] = set()
        self._failures: dict[str, Failure] = {}
        self._lost: dict[Key, Failure] = {}
        self._ids = Ids()

    # ── asking ──────────────────────────────────────────────────────────────

    def _key(self, stage: str, *asked: object) -> Key:
        return key(self.basis.versions, stage, *asked)

    def _ask(self, stage: Stage, asked: Iterable[Asked], keep: Callable[[Key, Any], None]) -> None:
        """Have the workers answer what the journal does not have, and `keep` what they say.  What
        reached a limit is filed as a failure, and so not tried again by later runs."""

        def unknown() -> Iterator[tuple[Key, tuple[Any, ...]]]:
            for asked_key, arguments in asked:
                self._used.add(asked_key)
                if self._journal.has(asked_key):
                    self._watch.advance()
                else:
                    yield asked_key, arguments()

        for asked_key, answer in stage.answers(self._pool, self.basis.settings, unknown()):
            if not (isinstance(answer, Failure) and not answer.file):
                keep(asked_key, answer)
            elif answer.error == "Crash":  # of its time and place: another run tries again
                self._lost[asked_key] = answer
            else:
                self._journal.put(asked_key, pack(answer))
            self._watch.advance(failed=isinstance(answer, Failure))

    def _facts(self, asked: Key) -> Any:
        """What was answered to the whole run; a Failure where nothing was."""
        packed = self._journal.facts(asked)
        return unpack(packed) if packed is not None else self._lost[asked]

    def _values(self, *keys: Key) -> tuple[bytes, ...]:
        return tuple(self._journal.value(asked) for asked in keys)

    def _page_and(self, read: Key, own: list[int]) -> tuple[Any, ...]:
        return self._journal.value(read), own

    def _fail(self, page_id: str, failure: Failure) -> None:
        self._failures[page_id] = replace(failure, file=page_id)

    # ── reading ─────────────────────────────────────────────────────────────

    def read(self) -> list[_Read]:
        """Read the files and what is in the archives among them: the pages in the order of their ids."""
        files = listed(self._request.inputs, self._request.choice, self._request.folder.resolve())
        self._watch.stage("reading", len(files))
        archives: list[File] = []
        named: dict[str, Key] = {}
        changed: dict[Key, Key] = {}
        stage = replace(READ, limits=self._request.limits)
        keep = partial(self._keep_page, changed)
        self._ask(stage, self._files(files, archives, named), keep)
        for file in archives:
            self._ask(stage, self._records(file, named), keep)
            self._watch.advance()
        found = []
        for name, asked in sorted(named.items()):
            own = changed.get(asked, asked)
            facts: Lines | Failure = self._facts(own)
            if isinstance(facts, Failure):
                self._fail(name, facts)
            else:
                found.append(_Read(name, own, facts))
        return found

    def _files(
        self, files: Sequence[tuple[str, str]], archives: list[File], named: dict[str, Key]
    ) -> Iterator[Asked]:
        with ThreadPoolExecutor(HASHERS) as threads:
            for start in range(0, len(files), AHEAD):
                for file in threads.map(examined, files[start : start + AHEAD]):
                    if isinstance(file, Failure):
                        self._fail(file.file, file)
                        self._watch.advance(failed=True)
                    elif file.archive:
                        archives.append(file)
                    else:
                        self._ids.free(file.id, file.sha256)
                        yield self._page(named, file.id, file.sha256, file.path)

    def _records(self, file: File, named: dict[str, Key]) -> Iterator[Asked]:
        """The records of an archive, which is not unpacked again where all of them are known."""
        listing = self._key("archive", file.id, file.sha256, str(self._request.choice))
        self._used.add(listing)
        if self._journal.has(listing):
            known, failure = self._facts(listing)
            own = [(self._ids.free(url, sha256), sha256) for url, sha256 in known]
            if all(self._journal.has(self._page_key(id_, sha256)) for id_, sha256 in own if id_):
                if failure:
                    self._fail(file.id, failure)
                self._watch.more(len(own))
                yield from (self._page(named, id_, sha256, b"") for id_, sha256 in own if id_)
                return
            self._ids.forget(id_ for id_, _ in own if id_)
        known, failure = [], None
        try:
            for url, saved in records(file, self._request.choice):
                sha256 = hashlib.sha256(saved.raw).hexdigest()
                known.append((url, sha256))
                if id_ := self._ids.free(url, sha256):
                    self._watch.more(1)
                    yield self._page(named, id_, sha256, saved)
        except InputError as error:
            failure = Failure.of(file.id, error, file.sha256)
            self._fail(file.id, failure)
        self._journal.put(listing, pack((known, failure)))

    def _page(self, named: dict[str, Key], name: str, sha256: str, source: str | bytes | Saved) -> Asked:
        named[name] = self._page_key(name, sha256)
        return named[name], lambda: (name, source)

    def _page_key(self, name: str, sha256: str) -> Key:
        limits = self._request.limits
        return self._key("read", name, sha256, limits.seconds, limits.memory)

    def _keep_page(self, changed: dict[Key, Key], asked: Key, answer: Read | Failure) -> None:
        """File an answer under the bytes it was made of: they may have changed since they were hashed."""
        if answer.sha256 is None:  # the file was there a moment ago
            self._lost[asked] = answer
            return
        own = self._page_key(answer.file, answer.sha256)
        if own != asked:
            changed[asked] = own
            self._used.add(own)
        if isinstance(answer, Failure):
            self._journal.put(own, pack(answer))
        else:
            self._journal.put(own, pack(answer.lines), answer.page)

    # ── searching and grouping ──────────────────────────────────────────────

    def search(self, pages: Sequence[_Read]) -> list[_Found]:
        """Search the corpus for every page, by its body without its site's furniture."""
        self._watch.stage("searching", len(pages))
        sites: dict[str, list[Lines]] = defaultdict(list)
        for page in pages:
            sites[page.lines.site].append(page.lines)
        learned = {site: FURNITURE.function(lines) for site, lines in sites.items() if site}
        keys: list[Key] = []

        def asked() -> Iterator[Asked]:
            for page in pages:
                own = own_lines(page.lines.hashes, learned.get(page.lines.site, ()))
                keys.append(self._key("search", page.key, self.basis.corpus, own))
                yield keys[-1], partial(self._page_and, page.key, own)

        def keep(asked: Key, answer: Searched) -> None:
            self._journal.put(asked, pack((answer.keys, answer.published, answer.documents)), answer.matches)

        self._ask(SEARCH, asked(), keep)
        found = []
        for page, searched in zip(pages, keys, strict=True):
            facts = self._facts(searched)
            if isinstance(facts, Failure):
                self._fail(page.id, facts)
            else:
                found.append(_Found(page.id, page.key, searched, *facts[1:]))
        return found

    def group(self, found: Sequence[_Found]) -> list[list[int]]:
        """The pages by story, as places."""
        self._watch.stage("pairing", len(found))
        near = pairs(self._keys_of(found), self._request.work)

        def related(batch: Sequence[Pair]) -> list[bool]:
            self._watch.stage("comparing", len(batch))
            reads = [sorted((found[pair.first].read, found[pair.second].read)) for pair in batch]
            keys = [self._key("related", *both) for both in reads]
            asked = ((own, partial(self._values, *both)) for own, both in zip(keys, reads, strict=True))
            self._ask(RELATE, asked, lambda own, yes: self._journal.put(own, pack(yes)))
            return [self._facts(own) is True for own in keys]  # what cannot be compared is not known to be

        return grouped([page.documents for page in found], near, related)

    def _keys_of(self, found: Sequence[_Found]) -> Iterator[Keys]:
        for page in found:
            self._watch.advance()
            yield self._facts(page.searched)[0]

    # ── tracing ─────────────────────────────────────────────────────────────

    def trace(self, found: Sequence[_Found], stories: Sequence[Sequence[int]]) -> dict[str, Key]:
        """Trace every story; under which key the trace of each page lies."""

        def told(place: int) -> Told:
            page = found[place]
            return Told(page.published, page.id, self._facts(page.searched)[0].bands)

        plan = [part for story in stories for part in parts(story, told)]
        self._watch.stage("tracing", len(plan))
        traces, failed = self._parts(found, plan)
        alone = [page for part, failure in failed for page in part.alone(failure.message)]
        self._watch.more(len(alone))
        more, failed_alone = self._parts(found, alone)
        for part, failure in [*failed, *failed_alone]:
            if len(part.pages) == 1:
                self._fail(found[part.pages[0]].id, failure)
        return traces | more

    def _parts(
        self, found: Sequence[_Found], plan: Sequence[Part]
    ) -> tuple[dict[str, Key], list[tuple[Part, Failure]]]:
        """The keys of the traces by page, and the parts that failed."""
        asked: dict[Key, Part] = {}
        for part in plan:
            searched = [found[place].searched.hex() for place in part.pages]
            warning = part.warning and [part.warning.code, *part.warning.values]
            asked[self._key("trace", searched, _asked_of(part), warning, self.basis.told())] = part

        def arguments(part: Part) -> tuple[Any, ...]:
            those = [found[place] for place in part.pages]
            reads, searched = (
                [*self._values(*keys)] for keys in zip(*((p.read, p.searched) for p in those), strict=True)
            )
            return reads, searched, _asked_of(part), part.warning

        def keep(own: Key, traces: Sequence[Traced]) -> None:
            for traced in traces:
                page = self._key("page", own, traced.page["id"])
                self._journal.put(page, pack(replace(traced, json="")), pack(traced.json))
            self._journal.put(own, pack(None))

        self._ask(TRACE, ((own, partial(arguments, part)) for own, part in asked.items()), keep)
        traces: dict[str, Key] = {}
        failed = []
        for own, part in asked.items():
            if (failure := self._facts(own)) is None:
                ids = [found[place].id for place in part.asked]
                traces |= {id_: self._key("page", own, id_) for id_ in ids}
            else:
                failed.append((part, failure))
        self._used.update(traces.values())
        return traces, failed

    # ── writing ─────────────────────────────────────────────────────────────

    def write(
        self, found: Sequence[_Found], stories: Sequence[Sequence[int]], traces: dict[str, Key]
    ) -> Written:
        """The files of the run, written aside, in the order of the pages' ids."""
        numbers = {place: number for number, story in enumerate(stories, 1) for place in story}
        tallies, documents, crawled = [], set[str](), set[str]()
        self._watch.stage("writing", len(traces))
        with Outputs(self._request.folder, self._request.work / "outputs") as outputs:
            for place, page in enumerate(found):
                if page.id not in traces:
                    continue
                traced: Traced = self._facts(traces[page.id])
                outputs.trace(traced, unpack(*self._values(traces[page.id])), numbers[place])
                tallies.append(traced.tally)
                documents.update(traced.documents)
                crawled.update(traced.pages)
                self._watch.advance()
            failures = [failure for _, failure in sorted(self._failures.items())]
            outputs.failures(failures)
            read = {page.id: page.read for page in found}
            outputs.documents(self._documents(sorted(documents), [read[id_] for id_ in sorted(crawled)]))
            outputs.close()
        self._outputs = outputs
        return Written(tallies, failures, [len(story) for story in stories])

    def _documents(self, ids: Iterable[str], crawled: Iterable[Key]) -> Iterator[Document]:
        """The texts that matches are with: those of the corpus, then pages of the crawl."""
        from reprint_trace.comparing.match import as_document
        from reprint_trace.corpus import Corpus

        if place := self.basis.settings.corpus:
            with Corpus.open(place) as corpus:
                yield from (corpus.document(id_) for id_ in ids)
        for own in crawled:
            page: Page = unpack(*self._values(own))
            yield as_document(page)

    # ── what was done before ────────────────────────────────────────────────

    def done(self, pages: Sequence[_Read]) -> Summary | None:
        """The summary of the run in the folder, if it is of this very state and nobody touched it."""
        from reprint_trace.contract.loading import summary_from_json

        read = [(page.id, page.key.hex()) for page in pages]
        self._state = self._key("run", read, str(self._failures), self.basis.corpus, self.basis.told())
        stamp = self._journal.note("done")
        if stamp is None or stamp != self._stamp():
            return None
        return summary_from_json((self._request.folder / SUMMARY).read_bytes())

    def finish(self, result: Summary) -> None:
        """Everything put in place, the summary last; answers that this run did not use are forgotten."""
        assert self._outputs is not None
        self._outputs.finish(result)
        self._journal.keep_only(self._used)
        self._journal.set_note("done", self._stamp())

    def _stamp(self) -> str:
        files = [
            (self._request.folder / name).stat() for name in FILES if (self._request.folder / name).is_file()
        ]
        return json.dumps([self._state.hex(), [(file.st_size, file.st_mtime_ns) for file in files]])


def _asked_of(part: Part) -> list[int]:
    """The pages asked for, by their places in the part."""
    return [part.pages.index(place) for place in part.asked]


# ── what can go wrong with the folder ──────────────────────────────────────────────────


def _journal(request: ScanRequest) -> Journal:
    request.work.mkdir(parents=True, exist_ok=True)
    return Journal(request.work / "journal.db")


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
