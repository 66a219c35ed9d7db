"""The desk's pages.  Every address begins with the token and the language; what it names are ids and numbers."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import wraps
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

from python_multipart.exceptions import FormParserError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from reprint_trace.reporting.environment import asset, render
from reprint_trace.reporting.page import HTML_LANG
from reprint_trace.reporting.wording import Messages
from reprint_trace.words import LANGUAGES, Language, default_language, translated, translated_error

from .folder import Desk, Gone, Job, Upload
from .guard import LARGEST, MEGABYTE, Guard, TooLarge
from .making import (
    LONGEST_QUERY,
    TYPES,
    USES,
    Maker,
    Refused,
    page_made,
    run_made,
    searched,
    uses_made,
    uses_shown,
)
from .queue import Queue

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Collection

    from starlette.datastructures import FormData, UploadFile
    from starlette.requests import Request


class _Lang(Convertor[str]):
    """The part of an address that names the language."""

    regex = "|".join(LANGUAGES)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("lang", _Lang())

FILES, FIELDS, FIELD = 5000, 20, 4 * MEGABYTE  # of one form; bytes of one field, which may be a pasted text
NAME = 60  # characters of a corpus's name, or an outlet's
SPARE = 256 * MEGABYTE  # of the disk, that no upload may take
PATIENCE = 300.0  # seconds of processor time for what a browser prints, or a package
TEMPLATES = "reprint_trace.desk"
REPORT = "sandbox allow-scripts allow-modals allow-popups allow-popups-to-escape-sandbox"


def application(
    desk: Desk, hosts: Collection[str], lang: Language | None = None, largest: int = LARGEST
) -> Guard:
    """The server of a desk, which answers to the names `hosts`; `lang` is that of its first page, else the
    browser's.  Its jobs are done while it runs (its lifespan)."""
    pages = Pages(desk, lang, largest)

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        pages.queue.open()
        yield
        await run_in_threadpool(pages.close)

    app = Starlette(
        routes=[Route(path, pages.at(function), methods=[method]) for method, path, function in ROUTES],
        lifespan=running,
        exception_handlers={HTTPException: pages.refused, Exception: pages.fault},
    )
    return Guard(app, desk.token, hosts, largest)


class Pages:
    """What the pages are made from: the desk, its queue of jobs, the processes that make reports."""

    def __init__(self, desk: Desk, lang: Language | None, largest: int) -> None:
        self.desk, self.lang, self.largest = desk, lang, largest
        self.queue, self.maker = Queue(desk), Maker()
        own = resources.files(__package__).joinpath("assets")
        kinds = {"desk.css": "text/css", "desk.js": "text/javascript", "icon.svg": "image/svg+xml"}
        self.assets = {name: (own.joinpath(name).read_text("utf-8"), kind) for name, kind in kinds.items()}
        self.assets["desk.css"] = (str(asset("base.css")) + self.assets["desk.css"][0], "text/css")

    def close(self) -> None:
        self.queue.close()
        self.maker.close()

    def at(self, function: Any) -> Callable[[Request], Awaitable[Response]]:
        """A function of request and language as Starlette calls it: what waits is run in a thread."""

        @wraps(function)
        async def endpoint(request: Request) -> Response:
            t = Messages(self.language(request))
            try:
                if request.method == "POST":
                    return cast("Response", await function(self, request, t))
                return cast("Response", await run_in_threadpool(function, self, request, t))
            except Gone:
                raise HTTPException(404, t("desk.gone")) from None

        return endpoint

    def language(self, request: Request) -> Language:
        """The address's, else the server's, else the browser's."""
        named = request.path_params.get("lang")
        if named is not None:
            return cast("Language", named)
        wanted = request.headers.get("accept-language", "").lower()
        return self.lang or ("zh" if wanted.startswith("zh") else "en" if wanted else default_language())

    def page(
        self, request: Request, template: str, t: Messages, status: int = 200, **values: object
    ) -> HTMLResponse:
        root = request.scope["root_path"]
        path = request.url.path.removeprefix(root)
        other = "en" if t.lang == "zh" else "zh"
        swapped = (
            path.replace(f"/{t.lang}/", f"/{other}/", 1) if path.startswith(f"/{t.lang}/") else f"/{other}/"
        )
        query = f"?{request.url.query}" if request.url.query else ""
        html = render(
            template, t, package=TEMPLATES, lang=HTML_LANG[t.lang], root=root, base=f"{root}/{t.lang}",
            other=other, swapped=f"{root}{swapped}{query}", **values,
        )  # fmt: skip
        return HTMLResponse(html, status)

    async def refused(self, request: Request, error: Exception) -> Response:
        """What a visitor is told who cannot be served."""
        assert isinstance(error, HTTPException)
        t = Messages(self.language(request))
        known = error.detail if error.status_code in (400, 404, 409, 413, 429, 502, 507) else ""
        return self.told(request, t, error.status_code, known or t("desk.refused"))

    async def fault(self, request: Request, error: Exception) -> Response:
        t = Messages(self.language(request))
        return self.told(request, t, 500, t("desk.fault", kind=type(error).__name__))

    def told(self, request: Request, t: Messages, status: int, message: str) -> Response:
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"message": message}, status)
        return self.page(request, "told.html.j2", t, status, message=message)

    def done(self, request: Request, t: Messages, to: str) -> Response:
        """Where to go from here."""
        place = f"{request.scope['root_path']}/{t.lang}{to}"
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"location": place})
        return RedirectResponse(place, 303)

    # ── what pages show of jobs ────────────────────────────────────────────────────────

    def shown(self, job: Job, t: Messages) -> dict[str, Any]:
        """A job as templates show it."""
        state, result = self.queue.state(job), self.desk.result(job.id) or {}
        told = error_line(result["error"], t) if "error" in result else self.progress(job, state, t)
        done, total = (self.desk.progress(job.id).get(name, 0) for name in ("done", "total"))
        return {
            "job": job, "state": state, "over": state in ("done", "failed"), "result": result, "told": told,
            "made": f"{datetime.fromisoformat(job.made).astimezone():%Y-%m-%d %H:%M}", "done": min(done, total), "total": total,
            "failures": [error_line(one, t) for one in result.get("failures", ())],
            "corpus": self.name_of(job.corpus),
        }  # fmt: skip

    def progress(self, job: Job, state: str, t: Messages) -> str:
        noted = self.desk.progress(job.id)
        if state != "working" or not noted.get("total"):
            return t(f"desk.state.{state}")
        stage = translated(str(noted.get("stage")), t.lang)
        return t("desk.stage", stage=stage, done=noted.get("done", 0), total=noted.get("total", 0))

    def name_of(self, corpus: str | None) -> str | None:
        try:
            return self.desk.corpus(corpus).name if corpus else None
        except Gone:
            return None

    def described(self, t: Messages) -> list[dict[str, Any]]:
        """The corpora with what was last added to each."""
        found = []
        for kept in self.desk.corpora():
            jobs = [self.shown(job, t) for job in self.desk.jobs("add", kept.id)]
            over = [job["result"]["documents"] for job in jobs if job["state"] == "done"]
            found.append({"kept": kept, "documents": max(over, default=0), "jobs": jobs,
                          "busy": next((job for job in jobs if not job["over"]), None)})  # fmt: skip
        return found


def error_line(error: dict[str, str], t: Messages) -> str:
    return translated_error(error["path"], error["problem"], error.get("advice", ""), t.lang)


# ── looking ────────────────────────────────────────────────────────────────────────────


def entrance(_: Pages, request: Request, t: Messages) -> Response:
    return RedirectResponse(f"{request.scope['root_path']}/{t.lang}/", 303)


def static(pages: Pages, request: Request, _: Messages) -> Response:
    found = pages.assets.get(request.path_params["name"])
    if not found:
        raise Gone
    return Response(found[0], media_type=found[1])


def home(pages: Pages, request: Request, t: Messages) -> Response:
    runs = [pages.shown(job, t) for job in pages.desk.jobs("trace")]
    chosen = request.query_params.get("corpus")
    return pages.page(request, "home.html.j2", t, runs=runs, corpora=pages.described(t), chosen=chosen, files=FILES,
                      megabytes=pages.largest // MEGABYTE)  # fmt: skip


def run(pages: Pages, request: Request, t: Messages) -> Response:
    job = pages.desk.job(request.path_params["id"])
    return pages.page(request, "run.html.j2", t, run=pages.shown(job, t))


def progress(pages: Pages, request: Request, t: Messages) -> Response:
    shown = pages.shown(pages.desk.job(request.path_params["id"]), t)
    return JSONResponse({name: shown[name] for name in ("state", "over", "told", "done", "total")})


def corpus(pages: Pages, request: Request, t: Messages) -> Response:
    kept = pages.desk.corpus(request.path_params["id"])
    found = next(one for one in pages.described(t) if one["kept"].id == kept.id)
    return pages.page(request, "corpus.html.j2", t, corpus=found, files=FILES,
                      megabytes=pages.largest // MEGABYTE)  # fmt: skip


def search(pages: Pages, request: Request, t: Messages) -> Response:
    """Where a sentence stands: in which originals, on which traced pages."""
    asked = request.query_params.get("q", "").strip()[:LONGEST_QUERY]
    corpora = {kept.id: kept for kept in pages.desk.corpora()}
    runs = {job.id: job for job in pages.desk.jobs("trace")}
    texts = [(id_, pages.desk.texts(id_)) for id_ in corpora]
    texts += [(id_, pages.desk.place(id_) / "pages" / "texts") for id_ in runs]
    there = [(id_, path) for id_, path in texts if path.is_file()]
    answer = pages.maker.ask(searched, pages.desk.root, there, asked) if asked else []
    refused = error_line_of(answer, t) if isinstance(answer, Refused) else None
    found = [] if refused else answer
    return pages.page(request, "search.html.j2", t, asked=asked, refused=refused,
                      originals=[(corpora[id_], hits) for id_, hits in found if id_ in corpora],
                      traced=[(runs[id_], hits) for id_, hits in found if id_ in runs])  # fmt: skip


def error_line_of(refused: Refused, t: Messages) -> str:
    return translated_error(refused.path, refused.problem, refused.advice, t.lang).lstrip(": ：")


def page_file(pages: Pages, request: Request, t: Messages) -> Response:
    number, format_ = int(request.path_params["number"]), request.path_params["format"]
    job = _over(pages, request)
    if format_ not in TYPES or number >= pages.desk.result(job.id).get("count", 0):  # type: ignore[union-attr]
        raise Gone
    file = pages.desk.place(job.id) / "made" / f"{number}.{t.lang}.{format_}"
    slow = PATIENCE if format_ in ("pdf", "zip") else None
    made = pages.maker.kept(file, page_made, pages.desk.place(job.id), number, format_, t.lang, seconds=slow)
    name = "case" if format_ == "zip" else "report"
    return _sent(pages, request, t, made, format_, f"{name}-{job.id[:6]}-{number + 1}")


def run_file(pages: Pages, request: Request, t: Messages) -> Response:
    format_ = request.path_params["format"]
    job = _over(pages, request)
    if format_ not in TYPES or format_ == "zip":
        raise Gone
    file = pages.desk.place(job.id) / "made" / f"run.{t.lang}.{format_}"
    slow = PATIENCE if format_ == "pdf" else None
    made = pages.maker.kept(file, run_made, pages.desk.place(job.id), format_, t.lang, seconds=slow)
    return _sent(pages, request, t, made, format_, f"run-{job.id[:6]}")


def uses(pages: Pages, request: Request, t: Messages) -> Response:
    """Who uses a house's texts, as a run shows it."""
    job, of = _over(pages, request), _house(request)
    answer = pages.maker.ask(uses_shown, pages.desk.place(job.id), of, t.lang, seconds=PATIENCE)
    refused = error_line_of(answer, t) if isinstance(answer, Refused) else None
    return pages.page(request, "uses.html.j2", t, job=job, of=of, refused=refused,
                      paper=answer if of and not refused else None,
                      houses=[] if of or refused else answer)  # fmt: skip


def uses_file(pages: Pages, request: Request, t: Messages) -> Response:
    format_, of = request.path_params["format"], _house(request)
    job = _over(pages, request)
    if format_ not in USES or not of:
        raise Gone
    called = hashlib.sha256(of.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    file = pages.desk.place(job.id) / "made" / f"uses-{called}.{t.lang}.{format_}"
    made = pages.maker.kept(file, uses_made, pages.desk.place(job.id), of, format_, t.lang, seconds=PATIENCE)
    return _sent(pages, request, t, made, format_, f"uses-{job.id[:6]}")


def _house(request: Request) -> str:
    return " ".join(request.query_params.get("of", "").split())[:NAME]


def _over(pages: Pages, request: Request) -> Job:
    """A run that is done.  Raises Gone."""
    job = pages.desk.job(request.path_params["id"])
    if job.kind != "trace" or pages.queue.state(job) != "done":
        raise Gone(job.id)
    return job


def _sent(
    pages: Pages, request: Request, t: Messages, made: bytes | Refused, format_: str, name: str
) -> Response:
    """A file to keep; a report to be read where it is, with no more rights here than from a disk."""
    if isinstance(made, Refused):
        return pages.told(request, t, 502, error_line_of(made, t))
    headers = {"content-security-policy": REPORT}
    if format_ != "html" or "save" in request.query_params:
        headers["content-disposition"] = f'attachment; filename="{name}.{t.lang}.{format_}"'
    return Response(made, media_type=(TYPES | USES)[format_], headers=headers)


# ── changing ───────────────────────────────────────────────────────────────────────────


async def trace(pages: Pages, request: Request, t: Messages) -> Response:
    """Pages that were dropped, or a text that was pasted."""

    def take(form: FormData) -> Job:
        corpus = _field(form, "corpus", t) or None
        if corpus is not None:
            pages.desk.corpus(corpus)
        text = str(form.get("text") or "")
        with _upload(pages, form) as upload:
            if text.strip():
                upload.free(f"{t('desk.pasted')}.txt").write_text(text, "utf-8", "replace")
            if not upload.files:
                raise HTTPException(400, t("desk.nothing"))
            return upload.finish("trace", _called(upload.files, t), corpus)

    async with _form(pages, request, t) as form:
        job = await run_in_threadpool(take, form)
    pages.queue.add(job)
    return pages.done(request, t, f"/runs/{job.id}")


async def add(pages: Pages, request: Request, t: Messages) -> Response:
    """Originals for a corpus: one that is there, or a new one."""
    given = request.path_params.get("id")
    if given is not None:
        pages.desk.corpus(given)

    def take(form: FormData) -> Job:
        name, source = _field(form, "name", t), _field(form, "source", t)
        with _upload(pages, form) as upload:
            if not upload.files:
                raise HTTPException(400, t("desk.nothing"))
            id_ = given or pages.desk.make_corpus(name or source or _called(upload.files, t)).id
            return upload.finish("add", _called(upload.files, t), id_, source or None)

    async with _form(pages, request, t) as form:
        job = await run_in_threadpool(take, form)
    pages.queue.add(job)
    return pages.done(request, t, f"/?corpus={job.corpus}")


async def delete_run(pages: Pages, request: Request, t: Messages) -> Response:
    job = pages.desk.job(request.path_params["id"])

    def remove() -> None:
        pages.queue.stop(job)
        pages.desk.delete(pages.desk.place(job.id))

    await run_in_threadpool(remove)
    return pages.done(request, t, "/" if job.kind == "trace" else f"/?corpus={job.corpus}")


async def delete_corpus(pages: Pages, request: Request, t: Messages) -> Response:
    kept = pages.desk.corpus(request.path_params["id"])
    if pages.queue.uses(kept.id):
        raise HTTPException(409, t("desk.busy"))

    def remove() -> None:
        pages.desk.delete(pages.desk.root / "corpora" / kept.id)
        for job in pages.desk.jobs("add", kept.id):
            pages.desk.delete(pages.desk.place(job.id))

    await run_in_threadpool(remove)
    return pages.done(request, t, "/")


@asynccontextmanager
async def _form(pages: Pages, request: Request, t: Messages) -> AsyncIterator[FormData]:
    """The fields and files of a form, within their bounds; gone at the end."""
    if pages.queue.full():
        raise HTTPException(429, t("desk.full"))
    length = int(request.headers.get("content-length") or 0)
    if shutil.disk_usage(pages.desk.root).free < 2 * length + SPARE:
        raise HTTPException(507, t("desk.disk"))
    try:
        form = await request.form(max_files=FILES, max_fields=FIELDS, max_part_size=FIELD)
    except (MultiPartException, HTTPException, TooLarge):
        raise HTTPException(413, t("desk.bounds", files=FILES, size=pages.largest // MEGABYTE)) from None
    except (ClientDisconnect, FormParserError):
        raise HTTPException(400, t("desk.refused")) from None
    try:
        yield form
    finally:
        await form.close()


@contextmanager
def _upload(pages: Pages, form: FormData) -> Iterator[Upload]:
    """The files of a form as those of a job; nothing is left of them where there is none."""
    upload = pages.desk.begin()
    try:
        for given in form.getlist("files"):
            if isinstance(given, str) or not given.filename:
                continue
            _keep(given, upload)
        yield upload
    except BaseException:
        upload.drop()
        raise


def _keep(given: UploadFile, upload: Upload) -> None:
    with upload.free(given.filename or "").open("wb") as out:
        shutil.copyfileobj(given.file, out)


def _field(form: FormData, name: str, t: Messages) -> str:
    value = form.get(name) or ""
    if not isinstance(value, str):
        raise HTTPException(400, t("desk.refused"))
    return " ".join(value.split())[:NAME]


def _called(files: list[str], t: Messages) -> str:
    """A job by its first file, and how many there are."""
    first = files[0] if len(files) == 1 else files[0].split("/")[0]
    return first if len(files) == 1 else t("desk.several", first=first, n=len(files) - 1)


ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/", entrance),
    ("GET", "/static/{name}", static),
    ("GET", "/{lang:lang}/", home),
    ("GET", "/{lang:lang}/search", search),
    ("GET", "/{lang:lang}/runs/{id}", run),
    ("GET", "/{lang:lang}/jobs/{id}/progress", progress),
    ("GET", "/{lang:lang}/runs/{id}/run.{format}", run_file),
    ("GET", "/{lang:lang}/runs/{id}/uses", uses),
    ("GET", "/{lang:lang}/runs/{id}/uses.{format}", uses_file),
    ("GET", "/{lang:lang}/runs/{id}/{number:int}.{format}", page_file),
    ("GET", "/{lang:lang}/corpora/{id}", corpus),
    ("POST", "/{lang:lang}/runs", trace),
    ("POST", "/{lang:lang}/corpora", add),
    ("POST", "/{lang:lang}/corpora/{id}", add),
    ("POST", "/{lang:lang}/jobs/{id}/delete", delete_run),
    ("POST", "/{lang:lang}/corpora/{id}/delete", delete_corpus),
)
