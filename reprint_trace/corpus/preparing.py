"""Documents made ready to be added: digested, signed and fingerprinted, by several processes.

Nearly all of an add's time goes here; what is left for the one process that writes is SQLite.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from reprint_trace.corpus.fingerprints import fingerprints
from reprint_trace.corpus.records import digest, free_ids
from reprint_trace.corpus.segments import Indexed
from reprint_trace.corpus.signature import band_keys, sign
from reprint_trace.starting import leave_if_run_anew, not_started
from reprint_trace.text.folding import fold_text
from reprint_trace.text.terms import chosen, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from reprint_trace.corpus.ledger import Ledger
    from reprint_trace.corpus.postings import Keys
    from reprint_trace.model import Document


Digested = tuple["Document", bytes]

AHEAD = 2  # batches in the making while one is written


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with all that is stored of it; `text_key` is the same for texts that fold to
    the same, `signature` the bytes of its MinHash values."""

    document: Document
    digest: bytes
    text_key: int
    signature: bytes
    prints: Keys
    bands: Keys
    terms: Keys


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents for one transaction, and how many beside them the corpus had already."""

    new: list[Prepared]
    unchanged: int


def prepare(documents: list[Digested], tokenizer: str) -> list[Prepared]:
    """Documents with all that is stored of them."""
    return [_prepared(document, own, tokenizer) for document, own in documents]


def indexed(number: int, text: str, signature: bytes) -> Indexed:
    """What the index keeps of a document that is signed already."""
    prints, bands = fingerprints(fold_text(text)), band_keys(np.frombuffer(signature, np.uint32))
    return Indexed(number, prints, bands, chosen(terms(text)))


def signed_again(
    batch: list[tuple[int, str, bytes]], tokenizer: str
) -> tuple[list[tuple[int, str, bytes]], list[tuple[int, int, bytes]]]:
    """Documents of which some have no signature (number, text, signature), all with one; and those that
    were without, as number, text key and signature."""
    whole, anew = [], []
    for number, text, signature in batch:
        own = signature
        if not own:
            folded = fold_text(text)
            own = sign(folded, tokenizer).tobytes()
            anew.append((number, text_key(folded), own))
        whole.append((number, text, own))
    return whole, anew


def text_key(folded: str) -> int:
    """The same for texts that fold to the same, as SQLite has numbers."""
    return xxhash.xxh3_64_intdigest(folded.encode()) - (1 << 63)


def prepared(batches: Iterable[list[Document]], ledger: Ledger, workers: int) -> Iterator[Batch]:
    """Batches ready to be written, in order.  The first is made here, so that a small add starts
    no process; later ones are made ahead by `workers` processes."""
    ahead: deque[tuple[list[Future[list[Prepared]]], int]] = deque()
    pool: ProcessPoolExecutor | None = None
    tokenizer = ledger.signature.tokenizer
    failures: list[Exception] = []
    try:
        for place, batch in enumerate(_until_failure(batches, failures)):
            digested = [(document, digest(document)) for document in batch]
            with ledger.reading() as connection:
                ids = free_ids(connection, ((document.id, own) for document, own in digested))
            new = [both for both, id_ in zip(digested, ids, strict=True) if id_ is not None]
            if not place or not workers:
                yield Batch(prepare(new, tokenizer), len(batch) - len(new))
                continue
            leave_if_run_anew()
            pool = pool or ProcessPoolExecutor(workers, get_context("spawn"), _start_worker)
            share = -(-len(new) // workers) or 1
            parts = [new[start : start + share] for start in range(0, len(new), share)]
            futures = [pool.submit(prepare, part, tokenizer) for part in parts]
            ahead.append((futures, len(batch) - len(new)))
            if len(ahead) > AHEAD:
                yield _collected(*ahead.popleft())
        while ahead:
            yield _collected(*ahead.popleft())
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)
    if failures:
        raise failures[0]


def _start_worker() -> None:
    """A worker leaves Ctrl-C to the process that started it, and ends with it even if that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _until_failure(batches: Iterable[list[Document]], failures: list[Exception]) -> Iterator[list[Document]]:
    """The batches; what their source fails with is kept until those made ahead are written."""
    try:
        yield from batches
    except Exception as error:
        failures.append(error)


def _collected(futures: list[Future[list[Prepared]]], unchanged: int) -> Batch:
    try:
        return Batch([ready for future in futures for ready in future.result()], unchanged)
    except BrokenExecutor as error:
        raise not_started(None) from error


def _prepared(document: Document, own: bytes, tokenizer: str) -> Prepared:
    folded = fold_text(document.text)
    values = sign(folded, tokenizer)
    return Prepared(
        document=document,
        digest=own,
        text_key=text_key(folded),
        signature=values.tobytes(),
        prints=fingerprints(folded),
        bands=band_keys(values),
        terms=chosen(terms(document.text)),
    )
