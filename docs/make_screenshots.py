"""Take the pictures in docs/img anew, from the sample pages, in headless Chromium.

Run from the project's root; needs `pip install -e '.[browser]'` and a chromium on the PATH.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from reprint_trace.cli import cli
from reprint_trace.corpus import open_corpus
from reprint_trace.reading import read_file
from reprint_trace.reporting.terminal import report
from reprint_trace.tracing import trace
from reprint_trace.words import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "img"
ARGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip


SPUN = "hcwb-20210427-06"  # the original of spun.html
LINES = 44  # of the terminal report
WIDE = re.compile("[\u3000-\u9fff\uff00-\uffef]+")  # what a terminal gives two columns
PAGE = (
    "<style>i{{display:inline-block;font-style:normal;letter-spacing:.204em;white-space:nowrap}}</style>"
    "<body style='margin:0'><pre style='margin:0;padding:16px;display:inline-block;color:{foreground};"
    'background:{background};font:14px/1.35 "DejaVu Sans Mono",monospace\'>{code}</pre></body>'
)


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
    Shot("terminal", "terminal-en.html", width=900, part="pre"),
    Shot("terminal-zh", "terminal-zh.html", width=900, part="pre"),
    *(
        Shot(f"{name}-{lang}-{width}", file.format(lang=lang), width=width, height=height)
        for name, file in (("report", "aggregator-{lang}.html"), ("scan", "run-{lang}.html"))
        for lang in ("en", "zh")
        for width, height in ((1280, 860), (390, 844))
    ),
    Shot("report-zh-dark", "spun-zh.html", height=860, scheme="dark"),
    Shot("report-text", "aggregator-en.html", part="#text .compare", keys=("n", "n")),
    Shot("report-evidence", "aggregator-zh.html", part="#evidence"),
    Shot("comparison-zh", "compared-zh.html", height=860),
    Shot("scan-network", "run-en.html", part="#network .net", click="#tab-network"),
    Shot("scan-page-zh", "run-zh.html", height=860, click="#pages tbody tr:first-child th a"),
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
        for lang in LANGUAGES:
            _desk(browser, desk / f"desk-{lang}", lang)
        browser.close()


STEPS = {  # what is called how on the desk
    "en": (
        "Drop the originals here",
        "Call them",
        "our articles",
        "Add",
        "Drop the pages here",
        "Trace",
        "Read the report",
        "Who uses one house's texts",
    ),
    "zh": (
        "把原文拖到这里",
        "名称",
        "本报稿件",
        "添加",
        "把要查的网页拖到这里",
        "查来源",
        "看报告",
        "谁用了某家的作品",
    ),
}


def _desk(browser: Browser, folder: Path, lang: Language) -> None:
    """The three steps of the desk: originals chosen, a page chosen, the verdict; and who uses the house's texts."""
    command = [
        sys.executable,
        "-m",
        "reprint_trace",
        "serve",
        str(folder),
        "--no-open",
        "-q",
        "--port",
        "0",
        "--lang",
        lang,
    ]
    originals, called, name, add, pages, trace_, read, uses = STEPS[lang]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        page = browser.new_page(viewport={"width": 900, "height": 760}, device_scale_factor=1.5)
        page.goto(server.stdout.readline().strip())
        page.get_by_label(originals).set_input_files(str(ROOT / "sample_pages" / "originals.jsonl"))
        page.get_by_label(called, exact=True).fill(name)
        page.locator("#originals").screenshot(path=TARGET / f"desk-1-{lang}.png")
        page.get_by_role("button", name=add, exact=True).click()
        page.wait_for_url("**/?corpus=*")
        page.locator("progress").wait_for(state="detached", timeout=60_000)
        page.get_by_label(pages).set_input_files(str(ROOT / "sample_pages" / "aggregator.html"))
        page.locator("#pages").screenshot(path=TARGET / f"desk-2-{lang}.png")
        page.get_by_role("button", name=trace_, exact=True).click()
        page.get_by_role("link", name=read, exact=True).wait_for(timeout=60_000)
        page.locator(".verdict").screenshot(path=TARGET / f"desk-3-{lang}.png")
        page.get_by_role("link", name=uses).click()
        page.get_by_role("link", name="云溪日报").click()
        page.get_by_role("table").last.wait_for()
        page.locator("main").screenshot(path=TARGET / f"desk-uses-{lang}.png")
        page.close()
        server.terminate()


def _lay(desk: Path) -> None:
    """The reports that are photographed."""
    corpus = ("-c", "sample_pages/originals.jsonl", "-q")
    with contextlib.chdir(ROOT):
        for name, lang in (("aggregator", "en"), ("aggregator", "zh"), ("spun", "zh")):
            page = f"sample_pages/{name}.html"
            _run(page, *corpus, "--lang", lang, "-o", str(desk / f"{name}-{lang}.html"))
        _run("sample_pages", *corpus, "--include", "*.html", "-o", f"{desk / 'run'}/")
        rows = map(json.loads, Path("sample_pages/originals.jsonl").read_text("utf-8").splitlines())
        original = next(row["text"] for row in rows if row["id"] == SPUN)
        (desk / "原文.txt").write_text(original, "utf-8")
        shutil.copy("sample_pages/spun.html", desk)
    with contextlib.chdir(desk):
        _run("compare", "原文.txt", "spun.html", "-q", "--lang", "zh", "-o", str(desk / "compared-zh.html"))
    for lang in LANGUAGES:
        _run("report", str(desk / "run"), "-q", "--lang", lang, "-o", str(desk / f"run-{lang}.html"))
        (desk / f"terminal-{lang}.html").write_text(_terminal(lang), "utf-8")


def _terminal(lang: Language) -> str:
    """The first lines of the terminal report, as a terminal shows them."""
    with contextlib.chdir(ROOT), open_corpus("sample_pages/originals.jsonl") as corpus:
        found = trace(read_file("sample_pages/aggregator.html"), corpus)
    screen = Console(record=True, file=io.StringIO(), force_terminal=True, width=100, height=48, markup=False,
                     emoji=False, highlight=False)  # fmt: skip
    for line in screen.render_lines(report(found, lang))[:LINES]:
        screen.print(Text.assemble(*((part.text, part.style or "") for part in line)))
    shown = screen.export_html(theme=MONOKAI, inline_styles=True, code_format=PAGE)
    return WIDE.sub(lambda run: f"<i style='width:{2 * len(run[0])}ch'>{run[0]}</i>", shown)


def _run(*args: str) -> None:
    cli.main(list(args), prog_name="reprint-trace", standalone_mode=False)


def _take(browser: Browser, desk: Path, shot: Shot) -> None:
    page = browser.new_page(viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme)
    page.goto((desk / shot.file).as_uri())
    if shot.file.startswith("run-"):
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
