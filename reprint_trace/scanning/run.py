"""A run in progress: its journal, its workers, and whoever watches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from reprint_trace.budget import Limits
from reprint_trace.scanning.journal import Journal, Key, key
from reprint_trace.scanning.packing import pack, unpack
from reprint_trace.scanning.values import Failure
from reprint_trace.scanning.workers import Ended, Pool

if TYPE_CHECKING:
    from pathlib import Path

    from reprint_trace.scanning.stages import Settings

Asked = tuple[Key, Callable[[], tuple[Any, ...]]]  # a key, and the arguments if they are needed


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


@dataclass
class Run:
    """`folder` is the run's own; `basis` is what every answer rests on beside its arguments
    (versions, options, outlets), `corpus` the digest of the corpus.  `failures` gather by page."""

    folder: Path
    journal: Journal
    pool: Pool
    settings: Settings
    watch: Watch
    basis: str
    corpus: str
    used: set[Key] = field(default_factory=set)
    failures: dict[str, Failure] = field(default_factory=dict)
    lost: dict[Key, Failure] = field(default_factory=dict)

    def key(self, stage: str, *asked: object) -> Key:
        return key(self.basis, stage, *asked)

    def ask(
        self,
        function: Callable[..., Any],
        asked: Iterable[Asked],
        limits: Limits,
        keep: Callable[[Key, Any], None],
    ) -> None:
        """Have the workers answer what the journal does not have, and `keep` what they say.  What
        reached a limit is filed as a failure, and so not tried again by later runs."""

        def tasks() -> Iterator[tuple[Key, tuple[Any, ...]]]:
            for asked_key, arguments in asked:
                self.used.add(asked_key)
                if self.journal.has(asked_key):
                    self.watch.advance()
                else:
                    yield asked_key, (self.settings, *arguments())

        for asked_key, answer in self.pool.run(function, tasks(), limits):
            if not isinstance(answer, Ended):
                keep(asked_key, answer)
            else:
                failure = Failure(file="", error=answer.error, message=answer.message)
                if answer.error == "Crash":  # of its time and place: another run tries again
                    self.lost[asked_key] = failure
                else:
                    self.journal.put(asked_key, pack(failure))
            self.watch.advance(failed=isinstance(answer, Ended | Failure))

    def facts(self, asked: Key) -> Any:
        """What was answered to the whole run; a Failure where nothing was."""
        packed = self.journal.facts(asked)
        return unpack(packed) if packed is not None else self.lost[asked]

    def told(self) -> list[object]:
        """What traces say of the run itself."""
        return [str(self.settings.info), self.settings.command]

    def fail(self, page_id: str, failure: Failure) -> None:
        self.failures[page_id] = replace(failure, file=page_id)
