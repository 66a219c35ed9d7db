"""The local executor: a scan on one machine, by worker processes, that can be killed at any moment.

Every answer is in the journal, under a digest of what was asked, before the next stage asks for it.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from reprint_trace.errors import InputError
from reprint_trace.scanning.inputs import File, Ids, examined, listed, records
from reprint_trace.scanning.journal import Journal, Key, journal_in, key, writing
from reprint_trace.scanning.outputs import FILES, SUMMARY, Outputs
from reprint_trace.scanning.pairing import Pair, Pairing
from reprint_trace.scanning.plan import (
    Basis,
    ScanRequest,
    Unwatched,
    Watch,
    Written,
    basis_of,
    carried_out,
)
from reprint_trace.scanning.stages import FURNITURE, READ, RELATE, SEARCH, TRACE, Stage, own_lines
from reprint_trace.scanning.standing import Files, Row, Standing, in_order
from reprint_trace.scanning.stories import Part, Told, grouped, parts
from reprint_trace.scanning.values import Failure, Keys, Lines, Traced, pack, unpack
from reprint_trace.scanning.workers import Pool
from reprint_trace.starting import leave_if_run_anew

if TYPE_CHECKING:
    from pathlib import Path

    from reprint_trace.model import Document, Summary
    from reprint_trace.reading.formats import Saved
    from reprint_trace.scanning.stages import Read, Searched
    from reprint_trace.tables.rows import BadRow

STANDING = "standing"  # the note of what stands of a run
PAIRINGS = ("pairing-a", "pairing-b")  # folders: one that stands, one in the making
SPENT = 4  # numbers given out for every page, from which a pairing is made anew
AHEAD = 512  # files hashed at a time
HASHERS = 4  # threads: hashing waits for the disk

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
    with writing(request.out), journal_in(request.work) as journal, Pool(jobs) as pool:
        yield _Here(request, basis_of(request, bad_row), journal, pool, watch)


@dataclass(frozen=True, slots=True)
class _Grouped:
    """The pages with the numbers of their stories, and the stories that are to be traced, as places."""

    rows: list[Row]
    stories: list[list[int]]


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
        limits = request.limits
        self._state = self._key("state", basis.corpus, basis.told(), limits.seconds, limits.memory).hex()
        self._standing = self._stands()
        self._files = Files(self._standing.files)
        self._pairing: str | None = self._standing.pairing
        self._outputs: Outputs | None = None
        self._now = Standing()
        self._unread = ""
        self._unfound: list[Row] = []
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

    def read(self) -> list[Row]:
        """Read the files and what is in the archives among them: the pages in the order of their ids."""
        files = listed(self._request.inputs, self._request.choice, self._request.folder.resolve())
        self._watch.stage("reading", len(files))
        archives: list[File] = []
        named: dict[str, Row] = {}
        changed: dict[Key, tuple[Key, str]] = {}
        stage = replace(READ, limits=self._request.limits)
        keep = partial(self._keep_page, changed)
        self._ask(stage, self._listed(files, archives, named), keep)
        for file in archives:
            self._ask(stage, self._records(file, named), keep)
            self._watch.advance()
        found = []
        for name, row in sorted(named.items()):
            if row.site is not None:
                found.append(row)
                continue
            own, sha256 = changed.get(row.read, (row.read, row.sha256))
            facts: Lines | Failure = self._facts(own)
            if isinstance(facts, Failure):
                self._fail(name, facts)
            else:
                found.append(Row(name, sha256, own, facts.site))
        return found

    def _listed(
        self, files: Sequence[tuple[str, str]], archives: list[File], named: dict[str, Row]
    ) -> Iterator[Asked]:
        with ThreadPoolExecutor(HASHERS) as threads:
            for start in range(0, len(files), AHEAD):
                some = files[start : start + AHEAD]
                for file in self._files.hashed(some, lambda others: threads.map(examined, others)):
                    if isinstance(file, Failure):
                        self._fail(file.file, file)
                        self._watch.advance(failed=True)
                    elif file.archive:
                        archives.append(file)
                    else:
                        self._ids.free(file.id, file.sha256)
                        yield from self._page(named, file.id, file.sha256, file.path)

    def _records(self, file: File, named: dict[str, Row]) -> Iterator[Asked]:
        """The records of an archive, which is not unpacked again where all of them are known."""
        listing = self._key("archive", file.id, file.sha256, str(self._request.choice))
        self._used.add(listing)
        if self._journal.has(listing):
            known, failure = self._facts(listing)
            own = [(self._ids.free(url, sha256), sha256) for url, sha256 in known]
            if all(self._knows(id_, sha256) for id_, sha256 in own if id_):
                if failure:
                    self._fail(file.id, failure)
                self._watch.more(len(own))
                for id_, sha256 in own:
                    if id_:
                        yield from self._page(named, id_, sha256, b"")
                return
            self._ids.forget(id_ for id_, _ in own if id_)
        known, failure = [], None
        try:
            for url, saved in records(file, self._request.choice):
                sha256 = hashlib.sha256(saved.raw).hexdigest()
                known.append((url, sha256))
                if id_ := self._ids.free(url, sha256):
                    self._watch.more(1)
                    yield from self._page(named, id_, sha256, saved)
        except InputError as error:
            failure = Failure.of(file.id, error, file.sha256)
            self._fail(file.id, failure)
        self._journal.put(listing, pack((known, failure)))

    def _knows(self, name: str, sha256: str) -> bool:
        before = self._standing.rows.get(name)
        return bool(before and before.sha256 == sha256) or self._journal.has(self._page_key(name, sha256))

    def _page(
        self, named: dict[str, Row], name: str, sha256: str, source: str | bytes | Saved
    ) -> Iterator[Asked]:
        before = self._standing.rows.get(name)
        if before and before.sha256 == sha256:
            named[name] = before
            self._watch.advance()
            return
        asked = self._page_key(name, sha256)
        named[name] = Row(name, sha256, asked, None)
        yield asked, lambda: (name, source)

    def _page_key(self, name: str, sha256: str) -> Key:
        limits = self._request.limits
        return self._key("read", name, sha256, limits.seconds, limits.memory)

    def _keep_page(self, changed: dict[Key, tuple[Key, str]], asked: Key, answer: Read | Failure) -> None:
        """File an answer under the bytes it was made of: they may have changed since they were hashed."""
        if answer.sha256 is None:  # the file was there a moment ago
            self._lost[asked] = answer
            return
        own = self._page_key(answer.file, answer.sha256)
        if own != asked:
            changed[asked] = own, answer.sha256
            self._used.add(own)
        if isinstance(answer, Failure):
            self._journal.put(own, pack(answer))
        else:
            self._journal.put(own, pack(answer.lines), answer.page)

    # ── searching and grouping ──────────────────────────────────────────────

    def search(self, pages: Sequence[Row]) -> list[Row]:
        """Search the corpus for every page, by its body without its site's furniture; those of sites that have the
        pages they had are not looked at."""
        others = [*self._standing.gone(pages), *(page for page in pages if not page.searched)]
        moved = {page.site for page in others}
        asked_of = [page for page in pages if not page.searched or (page.site and page.site in moved)]
        self._watch.stage("searching", len(asked_of))
        lines = {page.id: self._facts(page.read) for page in asked_of}
        sites: dict[str, list[Lines]] = defaultdict(list)
        for page in asked_of:
            sites[page.site or ""].append(lines[page.id])
        learned = {site: FURNITURE.function(those) for site, those in sites.items() if site}
        keys: dict[str, Key] = {}

        def asked() -> Iterator[Asked]:
            for page in asked_of:
                own = own_lines(lines[page.id].hashes, learned.get(page.site or "", ()))
                keys[page.id] = self._key("search", page.read, self.basis.corpus, own)
                yield keys[page.id], partial(self._page_and, page.read, own)

        def keep(asked: Key, answer: Searched) -> None:
            self._journal.put(asked, pack((answer.keys, answer.published, answer.documents)), answer.matches)

        self._ask(SEARCH, asked(), keep)
        found = []
        for page in pages:
            searched = keys.get(page.id, page.searched)
            if searched == page.searched:
                found.append(page)
                continue
            facts = self._facts(searched)
            if isinstance(facts, Failure):
                self._fail(page.id, facts)
            else:
                found.append(Row(page.id, page.sha256, page.read, page.site, searched, *facts[1:]))
        self._unfound = [page for page in pages if page.id in self._failures]
        return found

    def group(self, found: Sequence[Row]) -> _Grouped:
        """The pages by story; only those stories are put together anew of which a page came or went, or whose pairs
        are others now."""
        self._watch.stage("pairing", len(found))
        before = self._standing
        gone = before.gone(found)
        rows, among = [*found], [*range(len(found))]
        pairing = Pairing(self._request.work / before.pairing) if before.pairing else None
        if pairing is None or pairing.slots > SPENT * len(found):
            pairing = Pairing.made(self._keys_of(found), self._aside())
            rows = [row._replace(slot=place) for place, row in enumerate(rows)]
        else:
            new = [place for place, row in enumerate(rows) if row.slot < 0]
            for slot, place in enumerate(new, pairing.slots):
                rows[place] = rows[place]._replace(slot=slot)
            moved = set[int]()
            if new or gone:
                pairing, moved = self._paired(pairing, rows, [rows[place] for place in new], gone)
            among = self._moved(rows, {*new}, gone, moved)
        near = pairing.pairs({rows[place].slot: at for at, place in enumerate(among)})

        def related(batch: Sequence[Pair]) -> list[bool]:
            self._watch.stage("comparing", len(batch))
            ends = [(rows[among[pair.first]].read, rows[among[pair.second]].read) for pair in batch]
            reads = [sorted(both) for both in ends]
            keys = [self._key("related", *both) for both in reads]
            asked = ((own, partial(self._values, *both)) for own, both in zip(keys, reads, strict=True))
            self._ask(RELATE, asked, lambda own, yes: self._journal.put(own, pack(yes)))
            return [self._facts(own) is True for own in keys]  # what cannot be compared is not known to be

        groups = grouped([rows[place].documents for place in among], near, related)
        stories = [[among[at] for at in group] for group in groups]
        for story in stories:
            number = min(rows[place].slot for place in story)
            for place in story:
                rows[place] = rows[place]._replace(story=number, trace=b"")
        return _Grouped(rows, stories)

    def _paired(
        self, pairing: Pairing, rows: Sequence[Row], new: Sequence[Row], gone: Sequence[Row]
    ) -> tuple[Pairing, set[int]]:
        """The pairing with the new pages and without those that are gone."""
        order = in_order(rows, gone)
        ranks = np.full(pairing.slots + len(new), -1, np.int64)
        ranks[order] = np.arange(len(order))
        keys = {row.slot: self._facts(row.searched)[0] for row in new}
        searched = {row.slot: row.searched for row in rows}
        left = {row.slot for row in gone if row.slot >= 0}
        return pairing.changed(left, keys, ranks, lambda slot: self._facts(searched[slot])[0], self._aside())

    def _moved(self, rows: Sequence[Row], new: set[int], gone: Sequence[Row], moved: set[int]) -> list[int]:
        """The places of the new pages and of all whose story may be another now."""
        documents = {id_ for place in new for id_ in rows[place].documents}
        stories = {row.story for row in gone} | {
            row.story
            for row in rows
            if row.slot in moved or not row.trace or not documents.isdisjoint(row.documents)
        }
        return [place for place, row in enumerate(rows) if place in new or row.story in stories]

    def _aside(self) -> Path:
        """The folder for a pairing beside the one that stands."""
        self._pairing = next(name for name in PAIRINGS if name != self._standing.pairing)
        shutil.rmtree(self._request.work / self._pairing, ignore_errors=True)
        return self._request.work / self._pairing

    def _keys_of(self, found: Sequence[Row]) -> Iterator[Keys]:
        for page in found:
            self._watch.advance()
            yield self._facts(page.searched)[0]

    # ── tracing ─────────────────────────────────────────────────────────────

    def trace(self, _: Sequence[Row], grouped: _Grouped) -> dict[str, Key]:
        """Trace the stories that are to be; under which key the trace of each of their pages lies."""
        found = grouped.rows

        def told(place: int) -> Told:
            page = found[place]
            return Told(page.published, page.id, self._facts(page.searched)[0].bands)

        plan = [part for story in grouped.stories for part in parts(story, told)]
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
        self, found: Sequence[Row], plan: Sequence[Part]
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

    def write(self, _: Sequence[Row], grouped: _Grouped, traces: dict[str, Key]) -> Written:
        """The files of the run, written aside, in the order of the pages' ids."""
        numbers: dict[int, int] = {}
        rows: dict[str, Row] = {
            row.id: row._replace(searched=b"", slot=-1, trace=b"") for row in self._unfound
        }
        before = self._standing
        kept = before.kept()
        self._watch.stage("writing", len(traces))
        with Outputs(
            self._request.folder, self._request.work / "outputs", again=bool(before.rows)
        ) as outputs:
            for row in grouped.rows:
                number = numbers.setdefault(row.story, len(numbers) + 1)
                own = row.trace or traces.get(row.id, b"")
                if own in kept:
                    outputs.kept(kept[own], number)
                    written = row._replace(trace=own)
                elif own:
                    traced: Traced = self._facts(own)
                    length = outputs.trace(traced, unpack(*self._values(own)), number)
                    written = row._replace(
                        trace=own, tally=traced.tally, named=traced.documents, crawled=traced.pages,
                        length=length, edges=len(traced.edges),
                    )  # fmt: skip
                    self._watch.advance()
                else:
                    written = row
                rows[row.id] = written
            failures = [failure for _, failure in sorted(self._failures.items())]
            outputs.failures(failures)
            documents = outputs.documents(self._wanted(rows), before.documents)
            outputs.close()
        self._outputs = outputs
        self._now = replace(self._noted(), rows=dict(sorted(rows.items())), documents=tuple(documents))
        tallies = [row.tally for row in rows.values() if row.trace and row.tally]
        sizes = Counter(row.story for row in grouped.rows)
        return Written(tallies, failures, [*sizes.values()])

    def _wanted(self, rows: dict[str, Row]) -> Iterator[tuple[bytes, Callable[[], Document]]]:
        """The texts that matches are with: those of the corpus, then pages of the crawl."""
        from reprint_trace.comparing.match import as_document
        from reprint_trace.corpus import Corpus

        written = [row for row in rows.values() if row.trace]
        documents = {id_ for row in written for id_ in row.named}
        crawled = {id_ for row in written for id_ in row.crawled}
        if place := self.basis.settings.corpus:
            with Corpus.open(place) as corpus:
                for id_ in sorted(documents):
                    yield id_.encode("utf-8", "surrogatepass"), partial(corpus.document, id_)
        for id_ in sorted(crawled):
            own = rows[id_].read
            yield own, lambda own=own: as_document(unpack(*self._values(own)))  # type: ignore[misc]

    # ── what was done before ────────────────────────────────────────────────

    def _stands(self) -> Standing:
        """What stands of the run before, if it is of this very state and nobody touched its files."""
        found = Standing.of(self._journal.note(STANDING))
        whole = found.pairing is None or (self._request.work / found.pairing / "told").exists()
        return (
            found if found.state == self._state and found.outputs == self._looks() and whole else Standing()
        )

    def _looks(self) -> tuple[tuple[int, int], ...]:
        files = [self._request.folder / name for name in FILES]
        stats = [file.stat() for file in files if file.is_file()]
        return tuple((stat.st_size, stat.st_mtime_ns) for stat in stats)

    def _noted(self) -> Standing:
        return Standing(state=self._state, pairing=self._pairing, failed=self._unread, files=self._files.seen)

    def done(self, pages: Sequence[Row]) -> Summary | None:
        """The summary of the run in the folder, if it is of these very pages."""
        from reprint_trace.contract.loading import summary_from_json

        self._unread = str(self._failures)
        before = self._standing
        same = before.state and len(pages) == len(before.rows) and not before.gone(pages)
        if not same or before.failed != self._unread:
            return None
        if before.files != self._files.seen:
            self._journal.set_note(STANDING, replace(before, files=self._files.seen).packed())
        return summary_from_json((self._request.folder / SUMMARY).read_bytes())

    def finish(self, result: Summary) -> None:
        """Everything put in place, the summary last; answers that this run did not use are forgotten, where it went
        on from one before those of the pages that are others now."""
        assert self._outputs is not None
        self._outputs.finish(result)
        before, now = self._standing, replace(self._now, outputs=self._looks())
        used = {key for row in now.rows.values() for key in (row.read, row.searched, row.trace)}
        if not before.rows:
            self._journal.keep_only(self._used)
        gone = (key for row in before.gone(now.rows.values()) for key in (row.read, row.searched, row.trace))
        self._journal.set_note(STANDING, now.packed(), forget=(key for key in gone if key not in used))
        for name in {*PAIRINGS} - {now.pairing}:
            shutil.rmtree(self._request.work / name, ignore_errors=True)


def _asked_of(part: Part) -> list[int]:
    """The pages asked for, by their places in the part."""
    return [part.pages.index(place) for place in part.asked]
