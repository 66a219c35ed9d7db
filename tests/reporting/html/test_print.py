"""Reports printed and drawn by a browser: -o FILE.pdf, -o FILE.png."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest

from tests.conftest import Run

from .runs import crawl, write_run

SAMPLES = Path(__file__).parents[3] / "sample_pages"
PAGE, ORIGINALS = str(SAMPLES / "aggregator.html"), str(SAMPLES / "originals.jsonl")
pytestmark = pytest.mark.usefixtures("browser")


def text_of(file: Path) -> str:
    pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install 'reprint-trace[browser]'")
    return normalize("NFKC", pypdf.PdfReader(file).pages[0].extract_text())  # 日 may come as its radical


@pytest.mark.parametrize(("lang", "times"), [("en", 2), ("zh", 1)])
def test_a_pdf_is_the_printed_report(run: Run, tmp_path: Path, lang: str, times: int) -> None:
    """Chromium prints the report; the same page gives the same bytes."""
    file, made = tmp_path / "a.pdf", set()
    for _ in range(times):
        assert run(PAGE, "-c", ORIGINALS, "--lang", lang, "-q", "-o", str(file)).code == 0
        made.add(file.read_bytes())
    assert len(made) == 1
    text = text_of(file)
    assert "云溪日报" in text
    assert ("Verdict" in text) == (lang == "en")


def test_a_picture_is_drawn_by_the_browser(run: Run, tmp_path: Path) -> None:
    """-o FILE.png is the cascade as a picture."""
    assert run(PAGE, "-c", ORIGINALS, "-q", "-o", str(tmp_path / "a.png")).code == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_a_run_is_printed_as_its_summary(run: Run, tmp_path: Path) -> None:
    """`report RUN -o FILE.pdf` has the figures, the gravest pages and who reprints whom."""
    folder = write_run(tmp_path / "run", crawl(12))
    assert run("report", str(folder), "-q", "-o", str(tmp_path / "s.pdf")).code == 0
    assert "12 pages of" in text_of(tmp_path / "s.pdf")
