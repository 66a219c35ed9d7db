"""The README and the docs cannot rot: their session is real and their links lead somewhere."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_session_in_the_readme_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """The README shows what its first command prints today (docs/make_session.py writes it)."""
    monkeypatch.chdir(ROOT)
    made = runpy.run_path(str(ROOT / "docs" / "make_session.py"))
    shown = made["SESSION"].search((ROOT / "README.md").read_text("utf-8"))
    assert shown is not None
    assert shown[0] == made["session"]()


def test_relative_links_lead_somewhere() -> None:
    """Every relative link in the README and the docs names a file that is there."""
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"
