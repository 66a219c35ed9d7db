"""The files of a case: what was saved, what was found out, how, and what it proves.

Everything but the times is the same from the same input; the clock is the caller's.  No path of the machine
and no name of its user goes in: files are called by their last name.
"""

from __future__ import annotations

import json
import platform
import re
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from reprint_trace import __version__
from reprint_trace.contract import to_json
from reprint_trace.contract.loading import trace_from_json
from reprint_trace.errors import InputError, MissingInput, NoArticle, NotAPage, OutputError
from reprint_trace.evidence.manifest import sealed, sha256, sm3
from reprint_trace.evidence.statement import Facts, form, statement
from reprint_trace.evidence.wacz import wacz

if TYPE_CHECKING:
    from reprint_trace.corpus import Corpus
    from reprint_trace.model import Document, Trace
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reporting.tables import Row
    from reprint_trace.words import Language

Clock = Callable[[], datetime]
LIBRARIES = ("trafilatura", "lxml", "datasketch", "jieba", "rjieba", "rapidfuzz", "numpy", "warcio")
COMPARISON = (
    "id", "outlet", "title", "published", "url", "relation", "characters", "of_original", "of_page",
    "longest_run", "paragraphs_taken", "paragraphs_of", "sentences_taken", "sentences_of",
)  # fmt: skip
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\ud800-\udfff]')


def utc() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case's container (ZIP), when it was made (ISO 8601, UTC), how many files it holds, the digest
    (SHA-256) of its manifest, and whether a PDF could be made."""

    data: bytes
    created: str
    files: int
    digest: str
    pdf: bool


def case_of_page(
    page: str,
    corpus: Corpus,
    *,
    url: str | None = None,
    outlets: Gazetteer | None = None,
    command: str = "",
    lang: Language = "zh",
    pdf: bool = True,
    clock: Clock = utc,
) -> Case:
    """Trace the saved page in the file `page` against `corpus`, and make a case of it.

    `command` is put on record without its folders, `lang` is the language of the PDF (the HTML reports are in
    both), `clock` gives the times of the procedure.  Raises InputError, CorpusError, and NotAPage where the
    file holds several pages.
    """
    from reprint_trace.tables.pages import read_pages
    from reprint_trace.tracing import trace

    log = _Log(clock)
    data = _bytes(page)
    log("saved-read", file=_name(page), bytes=len(data), sha256=sha256(data))
    found = [*read_pages(page, url=url, gazetteer=outlets)]
    if len(found) != 1:
        raise NotAPage(page, f"holds {len(found)} pages", "give the page itself")
    read = replace(found[0], file=_name(page))
    if not read.body.strip():
        raise NoArticle(page, "no article text found", "save the article's own page, not a list")
    log("page-read", title=read.title, url=read.url, characters=len(read.body), sha256=read.sha256)
    log("corpus-opened", documents=corpus.info().documents, digest=corpus.digest())
    traced = trace(read, corpus, outlets=outlets)
    log("traced", origin=traced.verdict.origin, path=traced.verdict.path, matches=len(traced.matches))
    return _case(traced, data, _name(page), command, lang, pdf, log)


def case_of_trace(
    trace: Trace,
    saved: str,
    *,
    command: str = "",
    lang: Language = "zh",
    pdf: bool = True,
    clock: Clock = utc,
) -> Case:
    """Make a case of a trace that was saved earlier; `saved` is the file its page was read from.
    Raises InputError: NotAPage where that file does not hold the page that was traced."""
    from reprint_trace.tables.pages import Asked, saves

    log = _Log(clock)
    data = _bytes(saved)
    log("saved-read", file=_name(saved), bytes=len(data), sha256=sha256(data))
    held = {sha256(data)} | {sha256(one.raw) for _, one in saves(saved, Asked())}
    if trace.page.sha256 not in held:
        raise NotAPage(
            saved, "is not the page that was traced: its SHA-256 differs", "give the page as it was saved"
        )
    log("trace-loaded", version=trace.tool.version, origin=trace.verdict.origin, path=trace.verdict.path)
    return _case(_placeless(trace), data, _name(saved), command, lang, pdf, log)


class _Log:
    """What was done, step by step, with the time of each (UTC)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.started = self.time()
        self.steps: list[dict[str, object]] = []

    def time(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def __call__(self, step: str, **values: object) -> None:
        self.steps.append({"time": self.time(), "step": step, **values})


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise MissingInput(path, (error.strerror or str(error)).lower()) from error


def _name(path: str) -> str:
    return PurePath(path).name or "page"


def _safe(name: str) -> str:
    """A name that every system takes for a file."""
    return _UNSAFE.sub("_", name).strip(". ")[:80] or "_"


def _placeless(trace: Trace) -> Trace:
    """A saved trace with pages called by their last name, where they were called by a whole path."""
    documents = {match.document.id: match.document for match in trace.matches}
    text = to_json(trace)
    for path in {trace.page.file, *documents}:
        if PurePath(path).is_absolute() or ":\\" in path:
            text = text.replace(
                json.dumps(path, ensure_ascii=False)[1:-1], json.dumps(_name(path), ensure_ascii=False)[1:-1]
            )
    placed = trace_from_json(text, {_name(id_): one for id_, one in documents.items()} | documents)
    matches = (replace(m, document=replace(m.document, id=_last(m.document.id))) for m in placed.matches)
    tool = replace(placed.tool, command=_bare(placed.tool.command) if placed.tool.command else None)
    return replace(placed, matches=tuple(matches), tool=tool)


def _last(id_: str) -> str:
    return _name(id_) if PurePath(id_).is_absolute() else id_


def _bare(command: str) -> str:
    """A command without the folders its files lie in."""
    import shlex

    try:
        words = shlex.split(command)
    except ValueError:
        words = command.split()
    return shlex.join(
        word if "://" in word else PurePath(word).name if "/" in word or "\\" in word else word
        for word in words
    )


def _case(trace: Trace, data: bytes, name: str, command: str, lang: Language, pdf: bool, log: _Log) -> Case:
    command = _bare(command)
    held = replace(trace.corpus, name=_name(trace.corpus.name)) if trace.corpus else None
    trace = replace(trace, corpus=held, tool=replace(trace.tool, command=command or None))
    files = dict(_found(trace, data, name, log.started))
    printed = _printed(files, lang, pdf, log)
    facts = Facts(
        trace=trace, name=name, bytes=len(data), sha256=sha256(data), sm3=sm3(data), started=log.started,
        command=command, system=platform.system(), python=platform.python_version(), version=__version__,
    )  # fmt: skip
    files["environment.json"] = _json(_environment())
    files["form.csv"] = form(facts)
    for language in ("zh", "en"):
        files[f"statement.{language}.html"] = statement(facts, language)
    log("files-written", files=len(files) + 1)
    files["procedure.jsonl"] = "".join(
        json.dumps(step, ensure_ascii=False) + "\n" for step in log.steps
    ).encode("utf-8", "backslashreplace")
    created = log.time()
    made = sealed(files, created)
    from reprint_trace.evidence.manifest import manifest

    return Case(
        data=made, created=created, files=len(files), digest=sha256(manifest(files, created)), pdf=printed
    )


def _found(trace: Trace, data: bytes, name: str, when: str) -> Iterator[tuple[str, bytes]]:
    """The page, the originals, and what was found out."""
    from reprint_trace.reporting.page import page_html

    page = trace.page
    yield f"page/{_safe(name)}", data
    yield "page.wacz", wacz(data, name, page.url, page.title, page.format, when)
    for number, match in enumerate(trace.matches, 1):
        if match.document.text:
            yield f"originals/{number:02}-{_safe(match.document.id)}.txt", _text(match.document.text)
    yield "originals.jsonl", _text("".join(_original(match.document) for match in trace.matches))
    yield "trace.json", _text(to_json(trace) + "\n")
    for language in ("zh", "en"):
        yield f"report.{language}.html", _text(page_html(trace, language))
    yield from _tables(trace)


def _original(document: Document) -> str:
    return to_json(document) + "\n"


def _tables(trace: Trace) -> Iterator[tuple[str, bytes]]:
    from reprint_trace.reporting.office import workbook
    from reprint_trace.reporting.tables import COLUMNS, csv_bytes, rows
    from reprint_trace.reporting.wording import Messages

    t = Messages("zh")
    compared, passages = comparison(trace), [*rows([trace], "passages")]
    yield "comparison.csv", csv_bytes(compared, COMPARISON)
    yield "passages.csv", csv_bytes(passages, COLUMNS["passages"])
    sheets = {
        t("case.sheet.comparison"): (COMPARISON, compared),
        t("case.sheet.passages"): (COLUMNS["passages"], passages),
    }
    yield "comparison.xlsx", workbook(sheets, t)


def comparison(trace: Trace) -> list[Row]:
    """A row for every text the page was found to share with: what of it was taken."""
    found = []
    for match in trace.matches:
        document, taken = match.document, match.alteration.taken if match.alteration else None
        found.append({
            "id": document.id, "outlet": document.house, "title": document.title, "url": document.url,
            "published": document.published.value if document.published else None, "relation": match.relation,
            "characters": taken.characters if taken else None,
            "of_original": taken.of_document if taken else match.document_covered,
            "of_page": taken.of_page if taken else match.page_covered,
            "longest_run": taken.longest_run if taken else match.longest_run,
            "paragraphs_taken": taken.paragraphs if taken else None, "paragraphs_of": taken.paragraphs_of if taken else None,
            "sentences_taken": taken.sentences if taken else None, "sentences_of": taken.sentences_of if taken else None,
        })  # fmt: skip
    return found


def _printed(files: dict[str, bytes], lang: Language, pdf: bool, log: _Log) -> bool:
    """The report as PDF, where a browser is; its want is put on record."""
    from reprint_trace.reporting.printing import pdf as printed

    if not pdf:
        log("pdf-not-made", reason="not asked for")
        return False
    try:
        files[f"report.{lang}.pdf"] = printed(files[f"report.{lang}.html"].decode("utf-8"))
    except OutputError as error:
        log("pdf-not-made", reason=error.problem)
        return False
    log("pdf-made", file=f"report.{lang}.pdf")
    return True


def _environment() -> dict[str, object]:
    """Versions of what was at work; nothing of whose machine it is."""
    found: dict[str, object] = {
        "reprint-trace": __version__, "python": platform.python_version(),
        "implementation": platform.python_implementation(), "system": platform.system(),
        "release": platform.release(), "machine": platform.machine(), "openssl": ssl.OPENSSL_VERSION,
        "encoding": sys.getfilesystemencoding(), "network": "not used",
    }  # fmt: skip
    libraries: dict[str, str] = {}
    for name in LIBRARIES:
        try:
            libraries[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            libraries[name] = "not installed"
    return {**found, "libraries": libraries}


def _json(value: object) -> bytes:
    return _text(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _text(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def found_beside(run: str, page: str) -> str:
    """Where the file of a run's page is: by its name from here, or from the folder the run lies in.
    Raises MissingInput."""
    for place in (Path(page), Path(run).parent / page, Path(run).parent.parent / page):
        if place.is_file():
            return str(place)
    raise MissingInput(page, "is not here", "give the saved page: --saved FILE")


def one_trace(traces: Iterator[Trace], run: str, page_id: str | None) -> Trace:
    """The trace of the page of that id, or the only one there is.  Raises InputError."""
    found = [trace for trace in traces if page_id is None or trace.page.file == page_id]
    if len(found) == 1:
        return found[0]
    if page_id is not None:
        raise MissingInput(
            page_id, f"no such page in {run}", "a page's id is in the column `id` of --format csv"
        )
    raise InputError(run, f"holds {len(found)} pages", "give one: --page ID")
