from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.regenerate import cases, reading_of

CASES = [page for page in cases() if page.parent.name.startswith("claims-")]


@pytest.mark.parametrize("page", CASES, ids=[page.parent.name for page in CASES])
def test_a_page_tells_its_origin(page: Path) -> None:
    """Every convention and trap of a whole page at once, as reviewed in its expected.json."""
    assert reading_of(page) == page.with_name("expected.json").read_text("utf-8")
