"""Golden pages: every convention and trap as a small page of our own (`tests/pages/`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pages.regenerate import cases, reading_of


@pytest.mark.parametrize("page", cases(), ids=lambda page: page.parent.name)
def test_golden_page(page: Path) -> None:
    """A saved page reads as it did when someone last looked (else: python -m tests.pages.regenerate)."""
    assert reading_of(page) == page.with_name("expected.json").read_text("utf-8")


def test_the_declared_source_is_among_the_claims() -> None:
    """What a page is said to declare can be judged: a claim says where it stands, also without a label."""
    for case in cases():
        page = json.loads(case.with_name("expected.json").read_text("utf-8"))
        claimed = {claim["text"] for claim in page["claims"] if claim["kind"] in ("declared", "meta")}
        assert page["declared_source"] is None or page["declared_source"] in claimed, case.parent.name
