"""The pages behind a command's arguments, one after the other: files, folders, tables, archives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reprint_trace.errors import EmptyInput, InputError, NoColumns, ReprintTraceError

from .heard import Heard
from .progress import Told

if TYPE_CHECKING:
    from reprint_trace.model import Page
    from reprint_trace.outlets import Gazetteer

Failed = Callable[[ReprintTraceError], None]


@dataclass(frozen=True, slots=True)
class Walk:
    """What is asked of all pages: their address where it is not known, columns of tables by field; who
    hears of what cannot be read, and how far the walk has come."""

    failed: Failed
    heard: Heard
    outlets: Gazetteer
    url: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    told: Told = Told()  # noqa: RUF009  a tuple of nothing

    def pages(self, paths: Sequence[str]) -> Iterator[Page]:
        """Every page, in order; what fails is handed on and the rest is read."""
        files = [*self._files(paths)]
        count = 0
        for number, (file, listed) in enumerate(files):
            for page in self._of(file, listed, number, len(files)):
                count += 1
                if self.told.done:
                    self.told.done(count)
                yield page
            self._far(number + 1, len(files))
        self.heard.rest()

    def _files(self, paths: Sequence[str]) -> Iterator[tuple[str, bool]]:
        """Files, and whether each was found in a folder."""
        from reprint_trace.tables.folders import listing, saved_beside
        from reprint_trace.tables.rows import PassedOver

        for path in paths:
            if not Path(path).is_dir():
                yield path, False
            elif not saved_beside(path, paths):
                found = listing(path)
                for file in found.passed_over:
                    self.heard.notice(PassedOver(file))
                for problem in found.failed:
                    self.failed(problem)
                if not (found.read or found.failed):
                    self.failed(EmptyInput(path, "holds no page, document or table that is read"))
                yield from ((file, True) for file in found.read)

    def _of(self, file: str, listed: bool, number: int, total: int) -> Iterator[Page]:
        from reprint_trace.tables.pages import Asked, read_pages
        from reprint_trace.tables.rows import PassedOver

        asked = Asked(
            self.fields, self.heard.bad_row, self.heard.notice, lambda part: self._far(number + part, total)
        )
        try:
            yield from read_pages(file, asked, url=self.url, gazetteer=self.outlets)
        except NoColumns as error:
            if listed:
                self.heard.notice(PassedOver(file, f"{error.problem}; {error.advice}"))
            else:
                self.failed(error)
        except InputError as error:
            self.failed(error)

    def _far(self, done: float, total: int) -> None:
        if self.told.read:
            self.told.read(done / total)
