"""A report as an installed Chromium prints or draws it: PDF and PNG."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from reprint_trace.errors import OutputError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
            "msedge", "brave-browser")  # fmt: skip
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
NAMED = "REPRINT_TRACE_CHROMIUM"  # an environment variable: which program prints
PATIENCE = 120  # seconds
_STAMP = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


def pdf(html: str) -> bytes:
    """A page of HTML as its print style has it, without the time of printing.
    Raises OutputError where no Chromium is found, or it fails."""
    made = _run("PDF", html, ".html", "--no-pdf-header-footer", "--print-to-pdf={out}")
    return _STAMP.sub(lambda found: b" " * len(found.group()), made)


def png(svg: str) -> bytes:
    """A picture at twice its size.  Raises OutputError as above."""
    size = _SIZE.search(svg)
    width, height = (int(size[1]), int(size[2])) if size else (800, 600)
    options = (
        "--screenshot={out}",
        f"--window-size={width},{height}",
        "--force-device-scale-factor=2",
        "--hide-scrollbars",
    )
    return _run("PNG", svg, ".svg", *options)


def browser() -> str | None:
    """The program that prints: the one named in the environment, else the first that is installed."""
    named = os.environ.get(NAMED)
    if named:
        return shutil.which(named)
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or next((place for place in PLACES if Path(place).is_file()), None)


def _run(format_: str, text: str, ending: str, *options: str) -> bytes:
    program = browser()
    if program is None:
        advice = f"install one, or name it in {NAMED}; or write HTML and print it from your browser"
        raise OutputError(format_, "is made by Chromium, Chrome or Edge, and none is installed", advice)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, out = (
            Path(folder, f"report{ending}"),
            Path(folder, "out.png" if format_ == "PNG" else "out.pdf"),
        )
        source.write_text(text, "utf-8", "backslashreplace")
        given = [option.format(out=out) for option in options]
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [program, "--headless", "--disable-gpu", f"--user-data-dir={folder}/profile", *root, *given]
        try:
            ran = subprocess.run(
                [*command, source.as_uri()], capture_output=True, timeout=PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OutputError(format_, f"cannot be made: {Path(program).name} fails ({type(error).__name__})",
                              "write HTML and print it from your browser") from None  # fmt: skip
        if not out.is_file():
            problem = f"cannot be made: {Path(program).name} fails (exit {ran.returncode})"
            raise OutputError(format_, problem, "write HTML and print it from your browser")
        return out.read_bytes()
