"""The first stage: every item of a crawl read once, and again only when its bytes change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from reprint_trace.budget import Limits
from reprint_trace.errors import InputError
from reprint_trace.scanning import stages
from reprint_trace.scanning.inputs import Choice, File, Ids, examined, records
from reprint_trace.scanning.packing import pack
from reprint_trace.scanning.values import Failure, Lines

if TYPE_CHECKING:
    from reprint_trace.reading.formats import Saved
    from reprint_trace.scanning.journal import Key
    from reprint_trace.scanning.run import Asked, Run
    from reprint_trace.scanning.stages import Read

LIMITS = Limits(seconds=30, memory=1 << 30)
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
