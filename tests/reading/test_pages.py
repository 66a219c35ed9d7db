"""Golden pages: every convention and trap as a small page of our own (`tests/pages/`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.regenerate import cases, reading_of


@pytest.mark.parametrize("page", cases(), ids=lambda page: page.parent.name)
def test_golden_page(page: Path) -> None:
    """A saved page reads as it did when someone last looked (else: python -m tests.pages.regenerate)."""
    assert reading_of(page) == page.with_name("expected.json").read_text("utf-8")
