"""The README and the docs cannot rot: their session is real and their links lead somewhere."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SESSIONS = runpy.run_path(str(ROOT / "docs" / "make_sessions.py"))


@pytest.mark.parametrize("document", SESSIONS["documents"](), ids=lambda path: path.name)
def test_sessions_are_real(document: Path) -> None:
    """The README and the docs show what their commands print today (docs/make_sessions.py writes it)."""
    assert document.read_text("utf-8") == SESSIONS["renewed"](document)


def test_code_blocks_are_closed() -> None:
    """Every fence that opens a block is closed by a bare one."""
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        fences = [line for line in page.read_text("utf-8").splitlines() if line.startswith("```")]
        assert all(line == "```" for line in fences[1::2]), page.name


def test_relative_links_lead_somewhere() -> None:
    """Every relative link in the README and the docs names a file that is there."""
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"
