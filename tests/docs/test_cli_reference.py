"""The command-line reference cannot rot."""

import re
import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("lang", "page"), [("en", "cli.md"), ("zh", "zh/cli.md")])
def test_cli_reference_is_what_help_says(lang: str, page: str) -> None:
    """docs/cli.md and docs/zh/cli.md are what `python docs/make_cli.py` writes from --help."""
    made = runpy.run_path(str(DOCS / "make_cli.py"))["reference"](lang)
    assert (DOCS / page).read_text("utf-8") == made


def test_the_site_has_every_page() -> None:
    """Every document stands in the site's menu, and the menu names none that is not there."""
    menu = set(re.findall(r": ([\w/]+\.md)$", (DOCS.parent / ".mkdocs.yml").read_text("utf-8"), re.MULTILINE))
    assert menu == {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}


def test_links_between_documents_lead_somewhere() -> None:
    """A link to another document or a picture names a file that is there."""
    for page in (*DOCS.rglob("*.md"), *DOCS.parent.glob("README*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
