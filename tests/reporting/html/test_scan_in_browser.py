"""The report of a scan in a real browser, from disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reprint_trace.reporting import scan
from reprint_trace.reporting.scan import write_scan_report

from .runs import crawl, write_run
from .traces import hostile

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .conftest import Open

ROWS = "#pages tbody tr"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_run(tmp_path_factory.mktemp("run"), crawl(60), stories=12)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "FULL", 40)
        write_scan_report(str(folder))
    return folder


def opened(open_page: Open, run: Path, hash_: str = "", width: int = 1280) -> Page:
    page = open_page(run / "report.html", folder=run, viewport={"width": width, "height": 900})
    page.locator("body[data-ready]").wait_for()
    if hash_:
        page.evaluate("hash => { location.hash = hash }", hash_)
    return page


def said(page: Page) -> str:
    return page.locator("#pages [data-count]").inner_text()


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_there_when_opened_from_disk(open_page: Open, run: Path, width: int) -> None:
    """Every page is counted, and nothing is wider than the window."""
    page = opened(open_page, run, width=width)
    assert said(page) == "60 of 60"
    assert page.locator(ROWS).count() == 50
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_pages_are_searched_filtered_and_sorted(open_page: Open, run: Path) -> None:
    """Search words, a verdict and a story narrow the table together; a header sorts it."""
    page = opened(open_page, run)
    page.locator("#pages select[data-select=origin]").select_option("contradicted")
    assert said(page) == "15 of 60"
    page.locator("#pages [data-search]").fill("00002 夜校")
    assert said(page) == "1 of 60"
    page.locator("#pages [data-search]").fill("")
    page.locator("#pages thead button").first.click()
    first = page.locator(f"{ROWS} th").first.inner_text()
    page.locator("#pages thead button").first.click()
    assert page.locator("#pages th[aria-sort=descending]").count() == 1
    assert page.locator(f"{ROWS} th").first.inner_text() != first
    page.locator(f"{ROWS} td:last-child a").first.click()
    assert said(page) == "5 of 60"
    page.locator(".chip").click()
    assert said(page) == "15 of 60"


def test_the_table_turns_its_pages(open_page: Open, run: Path) -> None:
    """Fifty rows at a time; the last page ends at the last row."""
    page = opened(open_page, run)
    page.locator("#pages [data-turn='1']").click()
    assert page.locator("#pages [data-where]").inner_text() == "51–60"
    assert page.locator("#pages [data-turn='1']").is_disabled()


def test_a_headline_opens_the_page_and_its_full_report(open_page: Open, run: Path) -> None:
    """Details tell verdict, chain and claims; the full report opens from them, or the command that
    makes it is given."""
    page = opened(open_page, run)
    page.locator(f"{ROWS} th a").first.click()
    dialog = page.locator("dialog")
    dialog.locator("h2").wait_for()
    text = dialog.inner_text()
    for words in ("The declared source is contradicted", "禾川晚报", "null", "undefined"):
        assert (words in text) == (words[0] not in "nu")
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.evaluate("location.hash = '#page-60'")
    dialog.locator("pre").wait_for()
    assert "--page 'crawl/000/000" in dialog.inner_text()
    page.evaluate("location.hash = '#page-3'")
    assert "beside this file" in dialog.inner_text()
    dialog.locator("a[href='report/3.html']").click()
    page.locator("#verdict").wait_for()
    assert "contradicted" in page.locator("#verdict").inner_text()


def test_tabs_and_network_work_by_keyboard(open_page: Open, run: Path) -> None:
    """Arrow keys change tabs; a name in the network is chosen with Enter and tells its neighbours."""
    page = opened(open_page, run)
    page.locator("#tab-pages").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#network").is_visible()
    page.locator("#net g[role=button][aria-label^=禾川晚报]").focus()
    page.keyboard.press("Enter")
    assert "Reprinted by" in page.locator("#net-info").inner_text()
    page.locator("#net-info button").click()
    assert said(page) == "15 of 60"
    assert page.locator("#tab-pages").get_attribute("aria-selected") == "true"


def test_the_network_is_drawn_the_same_every_time(open_page: Open, run: Path) -> None:
    """The same run gives the same picture."""
    places = []
    for _ in range(2):
        page = opened(open_page, run)
        page.locator("#tab-network").click()
        page.locator("#net g[role=button]").first.wait_for()
        places.append(page.locator("#net").inner_html())
    assert places[0] == places[1]


def test_sites_show_how_often_attributions_hold_with_an_interval(open_page: Open, run: Path) -> None:
    """Share, interval and the number of pages behind it; a site leads to its pages."""
    page = opened(open_page, run)
    page.locator("#tab-sites").click()
    row = page.locator("#sites tbody tr").first
    assert "50% 25%–75%, n=" in row.inner_text()
    row.locator("th a").click()
    assert said(page).endswith("of 60")
    assert said(page) != "60 of 60"


def test_hostile_pages_do_nothing(open_page: Open, tmp_path: Path) -> None:
    """Titles, names and claims that try to act are shown as text in tables, network and details."""
    folder = write_run(tmp_path / "run", [hostile()])
    write_scan_report(str(folder))
    page = opened(open_page, folder)
    page.locator("#tab-network").click()
    page.locator("#tab-pages").click()
    page.locator(f"{ROWS} th a").first.click()
    page.locator("dialog h2").wait_for()
    assert page.evaluate("window.acted") is None
    assert page.locator("img").count() == 0
    assert "<script>" in page.locator("dialog h2").inner_text()
