"""Take the pictures in docs/img anew, from the sample pages, in headless Chromium.

Run from the project's root; needs `pip install -e '.[browser]'` and a chromium on the PATH.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from playwright.sync_api import sync_playwright

from reprint_trace.cli import cli
from reprint_trace.reporting.html import write_scan_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "img"
ARGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip


class Shot(NamedTuple):
    """A picture: of which file, in a window how wide, light or dark, of what part (a CSS selector, or
    the window itself), after which keys and clicks."""

    name: str
    file: str
    width: int = 1280
    height: int = 900
    scheme: Literal["light", "dark"] = "light"
    part: str | None = None
    keys: Sequence[str] = ()
    click: str | None = None


SHOTS = (
    Shot("report", "aggregator-en.html", height=860),
    Shot("report-zh-dark", "spun-zh.html", height=860, scheme="dark"),
    Shot("report-phone", "aggregator-zh.html", width=400, height=860),
    Shot("report-text", "aggregator-en.html", part="#text .compare", keys=("n", "n")),
    Shot("report-evidence", "aggregator-zh.html", part="#evidence"),
    Shot("scan", "run/report.html", height=860),
    Shot("scan-network", "run/report.html", part="#network .net", click="#tab-network"),
)


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        desk = Path(folder)
        _lay(desk)
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGS))
        for shot in SHOTS:
            _take(browser, desk, shot)
        browser.close()


def _lay(desk: Path) -> None:
    """The reports that are photographed."""
    corpus = ("-c", "sample_pages/originals.jsonl", "-q")
    with contextlib.chdir(ROOT):
        for name, lang in (("aggregator", "en"), ("aggregator", "zh"), ("spun", "zh")):
            page = f"sample_pages/{name}.html"
            _run(page, *corpus, "--lang", lang, "-o", str(desk / f"{name}-{lang}.html"))
        _run("sample_pages", *corpus, "--include", "*.html", "-o", f"{desk / 'run'}/")
    write_scan_report(str(desk / "run"), "en")


def _run(*args: str) -> None:
    cli.main(list(args), prog_name="reprint-trace", standalone_mode=False)


def _take(browser: Browser, desk: Path, shot: Shot) -> None:
    page = browser.new_page(viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme)
    page.goto((desk / shot.file).as_uri())
    if shot.file.startswith("run/"):
        page.locator("body[data-ready]").wait_for()
    if shot.click:
        page.locator(shot.click).click()
    for key in shot.keys:
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    _save(page, shot)
    page.close()


def _save(page: Page, shot: Shot) -> None:
    path = str(TARGET / f"{shot.name}.png")
    if shot.part:
        page.locator(shot.part).first.screenshot(path=path)
    else:
        page.screenshot(path=path)


if __name__ == "__main__":
    main()
