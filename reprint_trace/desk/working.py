"""A job's own process.

It ends with its parent, however that went; what it did is kept, and the same job goes on from there.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections import Counter
from multiprocessing import parent_process
from pathlib import Path, PurePath
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from reprint_trace.budget import granted
from reprint_trace.errors import CorpusBusy, InputError, OutputError, ReprintTraceError, failure
from reprint_trace.words import LANGUAGES

from .folder import Job, read_json, safe, write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reprint_trace.model import Document, Trace

T = TypeVar("T")

LISTED = 500  # pages of a run, the gravest, that its page lists
NAMED = 20  # failures that are named one by one
OFTEN = 0.25  # seconds between two notes of progress
PATIENCE = 30  # times a second is waited for another writer


def work(folder: str, id_: str) -> None:
    """Do a job of the desk in `folder`, and leave its result there; called in the job's process."""
    root = Path(folder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the parent
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  as long as we live
    Thread(target=_leave_with_parent, daemon=True).start()
    place = root / "jobs" / id_
    values = read_json(place / "job.json")
    if values is None:
        return
    job = Job(**values)
    try:
        with granted():
            result = _traced(root, place, job) if job.kind == "trace" else _added(root, place, job)
    except Exception as error:
        found = failure(error, job.name, "tracing")
        if found.path == str(place / "in"):
            found.path = job.name
        result = {"error": told(found, root)}
    write_json(place / "result.json", result)
    if job.kind == "add":
        shutil.rmtree(place / "in", ignore_errors=True)


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def told(error: ReprintTraceError, root: Path) -> dict[str, str]:
    """An error for the page: no folder of this machine in it."""
    path = PurePath(error.path).name if PurePath(error.path).is_absolute() else error.path
    return {
        "path": path,
        "problem": _placeless(error.problem, root),
        "advice": _placeless(error.advice, root),
    }


def _placeless(text: str, root: Path) -> str:
    return text.replace(f"{root}{os.sep}", "").replace(str(root), "")


class Noted:
    """How far a job has come, written down now and then (a `scanning.plan.Watch`)."""

    def __init__(self, place: Path) -> None:
        self._file = place / "progress.json"
        self._state: dict[str, Any] = {"stage": "reading", "done": 0, "total": 0}
        self._last = 0.0

    def stage(self, name: str, total: int) -> None:
        same = self._state["stage"] == name  # comparing comes back
        before = self._state if same else {"done": 0, "total": 0}
        self._state = {"stage": name, "done": before["done"], "total": before["total"] + total}
        self._note(always=True)

    def more(self, count: int) -> None:
        self._state["total"] += count

    def advance(self, failed: bool = False) -> None:  # noqa: ARG002
        self._state["done"] += 1
        self._note()

    def at(self, done: int, total: int) -> None:
        self._state |= {"done": done, "total": total}
        self._note()

    def _note(self, *, always: bool = False) -> None:
        if always or time.monotonic() - self._last > OFTEN:
            self._last = time.monotonic()
            write_json(self._file, self._state)


# ── tracing ────────────────────────────────────────────────────────────────────────────


def _traced(root: Path, place: Path, job: Job) -> dict[str, Any]:
    from reprint_trace.contract.loading import saved_traces
    from reprint_trace.scanning.local import scan
    from reprint_trace.scanning.plan import WORK, ScanRequest

    noted = Noted(place)
    corpus = _corpus(root, job)
    if corpus:
        os.chdir(corpus.parent)  # so that reports name the corpus, and no folder
    run = place / "run"
    request = ScanRequest(inputs=(str(place / "in"),), out=str(run), corpus=corpus.name if corpus else None)
    _patiently(lambda: scan(request, jobs=_processors(), watch=noted))
    noted.stage("writing", 0)
    pages, more = _listed(run)
    _searchable(place, run)
    failures = [*_failures(run)]
    shutil.rmtree(run / WORK, ignore_errors=True)
    if not pages and not failures:
        raise InputError(job.name, "holds no page", "save the page as HTML or text")
    count = sum(1 for _ in saved_traces(str(run))) if more else len(pages)
    return {"count": count, "pages": pages, "failed": len(failures), "failures": failures[:NAMED]}


def _corpus(root: Path, job: Job) -> Path | None:
    if job.corpus is None:
        return None
    about = read_json(root / "corpora" / job.corpus / "about.json")
    name = safe(about["name"]) if about else job.corpus
    return root / "corpora" / job.corpus / "texts" / name


def _listed(run: Path) -> tuple[list[dict[str, Any]], bool]:
    """The gravest pages as the page of the run lists them, and whether there are more."""
    import heapq

    from reprint_trace.contract.loading import saved_traces
    from reprint_trace.reporting.wording import gravity

    numbered = enumerate(saved_traces(str(run)))
    rows = ((gravity(trace), number, _row(number, trace)) for number, trace in numbered)
    found = heapq.nsmallest(LISTED + 1, rows, key=lambda row: row[:2])
    return [row for *_, row in found[:LISTED]], len(found) > LISTED


def _row(number: int, trace: Trace) -> dict[str, Any]:
    from reprint_trace.reporting.wording import Messages, headline, probability, tone

    page = trace.page
    row: dict[str, Any] = {}
    for lang in LANGUAGES:
        t = Messages(lang)
        row[lang] = {
            "headline": headline(trace.verdict, t),
            "summary": t.paragraph(trace.verdict.summary),
            "strength": probability(trace.verdict, trace, t),
        }
    return {
        "n": number, "file": page.file, "title": page.title, "site": page.site.name or page.site.domain,
        "declared": page.declared_source, "tone": tone(trace), **row,
    }  # fmt: skip


def _failures(run: Path) -> Iterator[dict[str, str]]:
    import json

    with (run / "failures.jsonl").open("rb") as lines:
        for line in lines:
            found = json.loads(line)
            yield {"path": found["file"], "problem": found["message"], "advice": ""}


def _searchable(place: Path, run: Path) -> None:
    """The pages of a run as a corpus, called by their numbers, for who asks where a sentence stands."""
    from dataclasses import replace

    from reprint_trace.comparing.match import as_document
    from reprint_trace.contract.loading import saved_traces
    from reprint_trace.corpus import Corpus

    shutil.rmtree(place / "pages", ignore_errors=True)
    (place / "pages").mkdir()
    traces = enumerate(saved_traces(str(run)))
    with Corpus.create(str(place / "pages" / "texts")) as corpus:
        corpus.add(
            replace(as_document(trace.page), id=str(n)) for n, trace in traces if trace.page.body.strip()
        )


# ── adding to a corpus ─────────────────────────────────────────────────────────────────


def _added(root: Path, place: Path, job: Job) -> dict[str, Any]:
    """Add what was dropped, each file by itself: one that cannot be read costs no other."""
    from reprint_trace.corpus import Corpus
    from reprint_trace.corpus.exchange import read_documents
    from reprint_trace.outlets import gazetteer
    from reprint_trace.tables.articles import Unsaid
    from reprint_trace.tables.rows import BadRow

    corpus, noted = _corpus(root, job), Noted(place)
    assert corpus is not None
    os.chdir(place / "in")  # so that texts without an id are called by their files
    names = sorted(path.name for path in Path().iterdir())
    bad: list[dict[str, str]] = []
    houses: Counter[str] = Counter()

    def documents() -> Iterator[Document]:
        for number, name in enumerate(names, 1):
            try:
                for row in read_documents(name, gazetteer(), unsaid=Unsaid(job.source)):
                    if isinstance(row, BadRow):
                        bad.append({"path": row.file, "problem": row.problem, "advice": ""})
                    else:
                        houses[row.house or ""] += 1
                        yield row
            except InputError as error:
                bad.append(told(error, root))
            noted.at(number, len(names))

    noted.stage("reading", len(names))
    with _patiently(lambda: Corpus.create(str(corpus))) as kept:
        added = kept.add(documents())
        count = kept.info().documents
    if not count:
        raise InputError(job.name, "holds no document", bad[0]["problem"] if bad else "")
    return {
        "added": added.added, "unchanged": added.unchanged, "documents": count, "failed": len(bad),
        "failures": bad[:NAMED], "houses": [name for name, _ in houses.most_common(NAMED) if name],
    }  # fmt: skip


def _patiently(function: Callable[[], T]) -> T:
    """What the function gives, waiting for another writer: the process of a desk that was killed may live on for a
    moment."""
    for _ in range(PATIENCE):
        try:
            return function()
        except (CorpusBusy, OutputError) as error:
            if isinstance(error, OutputError) and "another scan" not in error.problem:
                raise
            time.sleep(1)
    return function()


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
