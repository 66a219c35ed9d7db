"""The desk in a real Chromium: dropping, waiting, reading, saving, in both languages, by hand and by keyboard."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from reprint_trace.evidence import verify

from .conftest import Laid
from .served import PATIENCE, SAMPLES, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page

Tab = Callable[..., "Page"]
MOST = PATIENCE * 1000
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """Opens an address in a tab; fails on any console message, error or dialog, and on any request that is not for
    the desk."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open_(address: str, lang: str = "en", context: BrowserContext | None = None, **options: Any) -> Page:
        if context is None:
            context = browser.new_context(locale="zh-CN" if lang == "zh" else "en-US", **options)
            contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(MOST)
        own = "/".join(address.split("/")[:3])
        page.on(
            "console",
            lambda message: troubles.append(f"console {message.type}: {message.text} {message.location}"),
        )
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", dismissed)
        page.on(
            "request",
            lambda r: None if r.url.startswith((own, "blob:")) else troubles.append(f"request: {r.url}"),
        )
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not [trouble for trouble in troubles if "favicon" not in trouble]


def drop(page: Page, selector: str, *paths: Path) -> None:
    """Drop files or folders from the desktop onto a part of the page."""
    page.locator(selector).scroll_into_view_if_needed()
    box = page.locator(selector).bounding_box()
    assert box
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 8}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})


def fits(page: Page) -> bool:
    """Whether nothing stands out of the window to the right."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def saved(page: Page, name: str, folder: Path) -> Path:
    """The file behind a link that saves."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).first.click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    return target


ROOT = Path(__file__).parents[2]
READMES = {
    "en": ("README.md", "## In the browser: three steps"),
    "zh": ("README.zh-CN.md", "## 在浏览器里：三步"),
}


def steps(lang: str) -> list[str]:
    """What the README says to drop and to press, in its order: the bold words of its three steps."""
    name, heading = READMES[lang]
    section = (ROOT / name).read_text("utf-8").partition(heading)[2].partition("\n## ")[0]
    assert len(re.findall(r"^\d\. ", section, re.MULTILINE)) == 3
    assert all((ROOT / picture).is_file() for picture in re.findall(r"!\[[^]]+\]\(([^)]+)\)", section))
    return re.findall(r"\*\*([^*]+)\*\*", section)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_three_steps_from_the_readme_to_the_report(tab: Tab, tmp_path: Path, lang: str) -> None:
    """Who does what the README's three steps say, word by word, has a report and every file of it."""
    originals, add, pages, trace, read = steps(lang)
    with served(tmp_path / "desk") as desk:
        page = tab(f"{desk.address}/", lang)
        assert page.locator("html").get_attribute("lang") == ("zh-Hans" if lang == "zh" else "en")
        drop(page, f".drop:has-text('{originals}')", SAMPLES / "originals.jsonl")
        page.get_by_text("originals.jsonl").wait_for()
        page.get_by_role("button", name=add, exact=True).click()
        page.wait_for_url("**/?corpus=*")
        drop(page, f".drop:has-text('{pages}')", SAMPLES / "aggregator.html")
        page.get_by_text("aggregator.html").wait_for()
        page.get_by_role("button", name=trace, exact=True).click()
        page.wait_for_url("**/runs/*")
        page.get_by_role("link", name=read, exact=True).wait_for()
        assert "云溪日报" in page.locator(".verdict").inner_text()
        if lang == "zh":
            case = saved(page, "存证包", tmp_path)
            assert not verify(str(case)).altered
            assert saved(page, "PDF", tmp_path).read_bytes().startswith(b"%PDF")
        for name in ("Word", "Excel"):
            assert zipfile.is_zipfile(saved(page, name, tmp_path))
        assert "<!doctype html>" in saved(page, "HTML", tmp_path).read_text("utf-8").lower()
        run = page.url
        uses, notices = {"en": ("Who uses", "Draft notices"), "zh": ("谁用了", "下架通知草稿")}[lang]
        page.get_by_role("link", name=uses).click()
        page.get_by_role("link", name="云溪日报").click()
        assert "大方集" in page.get_by_role("table").last.inner_text()
        assert saved(page, "CSV", tmp_path).read_text("utf-8-sig").count("大方集") == 1
        assert zipfile.ZipFile(saved(page, notices, tmp_path)).namelist() == ["001-大方集.docx"]
        page.goto(run)
        page.get_by_role("link", name=read, exact=True).click()
        page.get_by_role("heading", name="老厂房点亮新车间").first.wait_for()
        assert page.evaluate("window.origin") == "null"
        page.keyboard.press("n")  # the report's own script works in its sandbox
        until = time.monotonic() + PATIENCE
        while not page.evaluate("scrollY") and time.monotonic() < until:
            page.wait_for_timeout(50)
        assert page.evaluate("scrollY") > 0


def test_a_folder_is_dropped_with_the_folders_in_it(tab: Tab, laid: Laid, tmp_path: Path) -> None:
    """A dropped folder keeps its folders, so that a page finds what was saved with it; progress is shown."""
    folder = tmp_path / "网页"
    for number, name in enumerate(("portal.html", "merged.html")):
        (folder / str(number)).mkdir(parents=True)
        (folder / str(number) / name).write_bytes((SAMPLES / name).read_bytes())
    page = tab(f"{laid.desk.address}/en/")
    page.get_by_label("Compare with").select_option(laid.corpus)
    drop(page, "#pages [data-drop]", folder)
    page.get_by_text("2 files").wait_for()
    page.get_by_role("button", name="Trace").click()
    page.wait_for_url("**/runs/*")
    assert page.locator("progress").count() == 1
    page.get_by_role("link", name="Read the report of all").wait_for()
    run = page.url.rpartition("/")[2]
    files = {each["file"] for each in laid.desk.over(run)["pages"]}
    assert files == {"网页/0/portal.html", "网页/1/merged.html"}
    page.get_by_role("link", name="Read the report of all").click()
    page.locator("#pages tbody tr").first.wait_for()
    laid.desk.post(f"/jobs/{run}/delete")


def test_by_keyboard_alone(tab: Tab, laid: Laid) -> None:
    """Searching, pasting, tracing and deleting work by keyboard; what has the focus is shown."""
    page = tab(f"{laid.desk.address}/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_label("Where does this sentence come from?").focus()
    page.keyboard.type("这一句话谁也没有写过呀真的没有")
    page.keyboard.press("Enter")
    page.get_by_text("Nowhere here").wait_for()
    page.get_by_role("link", name="Back to the desk").press("Enter")
    page.get_by_text("Paste a text instead").press("Enter")
    page.get_by_label("The text, with headline").fill((SAMPLES / "aggregator.txt").read_text("utf-8"))
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Trace":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert (page.evaluate("document.activeElement.textContent"), outline) == ("Trace", "solid")
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/*")
    page.get_by_role("link", name="Read the report").wait_for()
    page.get_by_text("Delete", exact=True).press("Enter")
    page.get_by_role("button", name="for good").press("Enter")
    page.wait_for_url("**/en/")
    assert "pasted text" not in page.locator("#runs").inner_text()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_telephone(tab: Tab, laid: Laid, lang: str) -> None:
    """At 390 px every page of the desk fits, in both languages, light and dark."""
    page = tab(
        f"{laid.desk.address}/{lang}/",
        lang,
        viewport=NARROW,
        color_scheme="dark" if lang == "zh" else "light",
    )
    for path in (
        "/",
        f"/runs/{laid.run}",
        f"/runs/{laid.run}/uses?of=云溪日报",
        f"/corpora/{laid.corpus}",
        "/search?q=老厂房点亮新车间小配件走出大市场",
    ):
        page.goto(f"{laid.desk.address}/{lang}{path}")
        assert fits(page), path
    page.goto(f"{laid.desk.address}/{lang}/")
    page.locator(".other").click()
    page.wait_for_url("**/zh/" if lang == "en" else "**/en/")


def test_two_tabs_at_once(tab: Tab, laid: Laid) -> None:
    """Two tabs that trace at the same time each get their own report."""
    first = tab(f"{laid.desk.address}/en/")
    second = tab(f"{laid.desk.address}/zh/", context=first.context)
    for page, name in ((first, "portal.html"), (second, "merged.html")):
        page.locator("#pages-files").set_input_files(str(SAMPLES / name))
    first.get_by_role("button", name="Trace").click()
    second.get_by_role("button", name="查来源").click()
    first.wait_for_url("**/runs/*")
    second.wait_for_url("**/runs/*")
    first.get_by_role("link", name="Read the report").wait_for()
    second.get_by_role("link", name="看报告").wait_for()
    assert (first.locator("h1").inner_text(), second.locator("h1").inner_text()) == (
        "portal.html",
        "merged.html",
    )
    for page in (first, second):
        laid.desk.post(f"/jobs/{page.url.rpartition('/')[2]}/delete")


HOSTILE = """<html><head><meta charset="utf-8"><title><img src=x onerror=alert(1)>题</title></head>
<body onload="alert(1)"><h1><img src=x onerror=alert(1)>早市开张</h1><div class="source">来源：<script>alert(1)</script>临江日报</div>
<p>{text}</p><iframe src="{desk}"></iframe><form action="{desk}/en/runs" method="post"></form></body></html>"""


def test_a_hostile_upload_can_do_nothing(tab: Tab, laid: Laid, tmp_path: Path) -> None:
    """What a dropped page is called and what it says is text on the desk, and its report reaches nothing here."""
    text = "摊主说，今年的菜价比去年便宜了一成，买的人也多了。" * 8
    file = tmp_path / "<img src=x onerror=alert(1)>.html"
    file.write_text(HOSTILE.format(text=text, desk=laid.desk.address), "utf-8")
    page = tab(f"{laid.desk.address}/en/")
    page.locator("#pages-files").set_input_files(str(file))
    page.get_by_role("button", name="Trace").click()
    page.wait_for_url("**/runs/*")
    run = page.url.rpartition("/")[2]
    page.get_by_role("link", name="Read the report").click()
    page.get_by_role("heading").first.wait_for()
    assert page.evaluate("window.origin") == "null"
    assert page.locator("iframe, form, img").count() == 0
    laid.desk.post(f"/jobs/{run}/delete")


def test_a_page_of_another_site_can_do_nothing(browser: Browser, laid: Laid) -> None:
    """A page of another origin that even knows the link can neither read the desk nor make it do anything."""
    address = f"{laid.desk.address}/en"
    scripted = f"""
      document.title = "trying";
      const tried = [];
      const say = (what) => tried.push(what);
      Promise.allSettled([
        fetch("{address}/").then(() => say("read"), () => say("no")),
        fetch("{address}/jobs/{laid.run}/delete", {{method: "POST", mode: "no-cors"}}).then(() => 0, () => 0),
        fetch("{address}/runs", {{method: "POST", mode: "no-cors", body: new FormData()}}).then(() => 0, () => 0),
        new Promise((done) => {{ const i = new Image(); i.onload = () => {{ say("image"); done(); }}; i.onerror = done; i.src = "{address}/"; }}),
      ]).then(() => document.forms[0].submit());
      window.tried = tried;"""
    html = f"<form method=post action='{address}/corpora/{laid.corpus}/delete'></form><script>{scripted}</script>"
    with _elsewhere(html) as foreign:
        context = browser.new_context()
        page = context.new_page()
        with page.expect_navigation(url=re.compile("delete$"), timeout=MOST) as gone:
            page.goto(foreign)
        assert gone.value.status == 403
        context.close()
    assert laid.desk.get(f"/corpora/{laid.corpus}").status == 200
    assert laid.desk.get(f"/runs/{laid.run}").status == 200


class _elsewhere:  # noqa: N801
    """Another site on this machine, of one page."""

    def __init__(self, html: str) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(html.encode())

            def log_message(self, *_: object) -> None: ...

        self._server = HTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://localhost:{self._server.server_port}/"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
