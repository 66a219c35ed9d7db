"""The report of one trace in a real browser, from disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reprint_trace.model import Trace
from reprint_trace.reporting.page import page_html

from .traces import hostile, sample, several

if TYPE_CHECKING:
    from .conftest import Open


def saved(trace: Trace, folder: Path, lang: str = "en") -> Path:
    file = folder / "report.html"
    file.write_text(page_html(trace, "zh" if lang == "zh" else "en"), "utf-8")
    return file


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [1280, 400])
def test_a_report_opens_without_a_complaint_and_fits(
    open_page: Open, tmp_path: Path, lang: str, width: int
) -> None:
    """The console stays empty, nothing is requested, and no page is wider than its window."""
    page = open_page(saved(several(), tmp_path, lang), viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").is_visible()
    assert page.locator(".jumps").first.is_visible()


def test_keys_jump_from_edit_to_edit_on_both_sides(open_page: Open, tmp_path: Path) -> None:
    """n goes to the next edit and p back; both panes show it and the words say what it is."""
    page = open_page(saved(sample("aggregator.html"), tmp_path))
    page.keyboard.press("n")
    assert page.locator("[data-at]").first.inner_text().startswith("1 / 7 relay’s lead")
    for _ in range(5):
        page.keyboard.press("n")
    assert "truncation" in page.locator("[data-at]").first.inner_text()
    tops = page.evaluate("[...document.querySelectorAll('.pane')].slice(0, 2).map(p => p.scrollTop)")
    assert all(top > 100 for top in tops)
    assert page.evaluate("document.activeElement.dataset.e") == "5"
    assert page.locator(".at").count() >= 2
    page.keyboard.press("p")
    assert "headline injected" in page.locator("[data-at]").first.inner_text()


def test_panes_scroll_together(open_page: Open, tmp_path: Path) -> None:
    """Scrolling the page brings the original to the same passage, though it begins lower."""
    page = open_page(saved(sample("merged.html"), tmp_path))
    page.locator(".pane").nth(1).scroll_into_view_if_needed()
    page.locator(".pane").nth(1).hover()
    page.mouse.wheel(0, 900)
    for _ in range(40):
        if page.locator(".pane").nth(0).evaluate("pane => pane.scrollTop") > 300:
            return
        page.wait_for_timeout(50)
    pytest.fail("the page's pane did not follow")


def test_a_sort_of_edit_can_be_switched_off(open_page: Open, tmp_path: Path) -> None:
    """Without rule edits their marks are gone and jumps pass over them; the text stays."""
    page = open_page(saved(sample("aggregator.html"), tmp_path))
    mark = page.locator(".pane mark.rule").first
    before = mark.evaluate("el => getComputedStyle(el).backgroundColor")
    page.locator("[data-sort=rule]").first.uncheck()
    assert mark.evaluate("el => getComputedStyle(el).backgroundColor") != before
    assert mark.is_visible()
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert "headline injected" in page.locator("[data-at]").first.inner_text()


def test_folded_text_stands_beside_the_raw(open_page: Open, tmp_path: Path) -> None:
    """f shows what was compared under each paragraph, which stays as it was printed."""
    page = open_page(saved(sample("aggregator.html"), tmp_path))
    folded = page.locator(".pane .folded").nth(2)
    assert not folded.is_visible()
    page.keyboard.press("f")
    assert folded.is_visible()
    assert page.locator(".pane .raw").nth(2).is_visible()


def test_the_keyboard_reaches_everything(open_page: Open, tmp_path: Path) -> None:
    """The first stop is the link past the contents; panes and buttons can be reached by tab."""
    page = open_page(saved(sample("aggregator.html"), tmp_path))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    stops = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.add(page.evaluate("document.activeElement.className || document.activeElement.tagName"))
    assert {"pane", "BUTTON", "SUMMARY", "INPUT"} <= stops


def test_a_report_prints_whole(open_page: Open, tmp_path: Path) -> None:
    """The printed report holds both texts to their last line, and no buttons."""
    pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install 'reprint-trace[browser]'")
    page = open_page(saved(sample("portal.html"), tmp_path))
    page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
    pages = pypdf.PdfReader(tmp_path / "report.pdf").pages
    text = "".join("".join(p.extract_text().split()) for p in pages)
    assert 4 <= len(pages) <= 12
    assert "ofconcern" not in text
    assert "Next›" not in text
    assert sample("portal.html").page.sha256 in text
    heights = "[...document.querySelectorAll('.pane')].map(p => p.scrollHeight - p.clientHeight)"
    page.emulate_media(media="print")
    assert max(page.evaluate(heights)[:2]) <= 1


def test_dark_mode_is_dark_and_readable(open_page: Open, tmp_path: Path) -> None:
    """With a dark colour scheme the paper is dark and text keeps a contrast of 4.5 to 1."""
    for scheme in ("light", "dark"):
        page = open_page(saved(several(), tmp_path), color_scheme=scheme)
        worst = page.evaluate(CONTRAST)
        assert worst[0] >= 4.5, worst


def test_hostile_text_does_nothing(open_page: Open, tmp_path: Path) -> None:
    """Scripts on a page, its links and its names never run, and its megabyte of a title is cut."""
    page = open_page(saved(hostile(), tmp_path))
    assert page.evaluate("window.acted") is None
    assert page.title().startswith("Provenance report")
    assert page.locator("img, a[href^=javascript i], a[href^=data i]").count() == 0
    assert page.locator("h1").bounding_box()["height"] < 400  # type: ignore[index]
    page.keyboard.press("n")
    assert "/" in page.locator("[data-at]").first.inner_text()


# The worst contrast of any text with the colour behind it (WCAG 2), and that text.
CONTRAST = """() => {
  const parts = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (el) => {
    for (; el; el = el.parentElement) {
      const c = parts(getComputedStyle(el).backgroundColor);
      if (c.length && (c[3] === undefined || c[3] > 0)) return c;
    }
    return [255, 255, 255];
  };
  let worst = [99, ""];
  for (const el of document.querySelectorAll("body *")) {
    const own = [...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !el.checkVisibility() || el.closest("svg, script, style")) continue;
    const [a, b] = [light(parts(getComputedStyle(el).color)), light(behind(el))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < worst[0]) worst = [ratio, el.className + ": " + el.textContent.slice(0, 40)];
  }
  return worst;
}"""
