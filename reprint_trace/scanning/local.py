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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reprint_trace import __version__
from reprint_trace.budget import Limits
from reprint_trace.errors import OutputError
from reprint_trace.scanning.inputs import Choice, listed
from reprint_trace.scanning.journal import Journal, Key
from reprint_trace.scanning.outputs import FILES, SUMMARY, Outputs
from reprint_trace.scanning.packing import unpack
from reprint_trace.scanning.reading import LIMITS, Reading
from reprint_trace.scanning.run import Run, Unwatched, Watch
from reprint_trace.scanning.searching import Crawled, group_pages, search_pages
from reprint_trace.scanning.stages import Settings
from reprint_trace.scanning.summary import summary
from reprint_trace.scanning.tracing import trace_groups
from reprint_trace.scanning.values import Tally, Traced
from reprint_trace.scanning.workers import Pool
from reprint_trace.starting import leave_if_run_anew

if TYPE_CHECKING:
    from reprint_trace.model import Document, Page, Summary
    from reprint_trace.tables.rows import BadRow

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
    limits: Limits = LIMITS,
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
