"""Whole pages in real shapes, texts our own: what each of them says about its origin.

`tests/pages/claims-*/expected.json` holds the fields a case is about; `python -m
tests.reading.test_claims_pages` writes them anew, for a reader to compare.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from reprint_trace.reading import read_file

PAGES = Path(__file__).parents[1] / "pages"
CASES = sorted(path.name for path in PAGES.glob("claims-*"))
FIELDS = (
    "title", "original_title", "published", "breadcrumbs", "authors", "editors", "declared_source",
    "claims", "teasers", "previous", "next", "warnings",
)  # fmt: skip


def found(case: str) -> dict[str, Any]:
    page = next((PAGES / case).glob("page.*"))
    read = json.loads(json.dumps(asdict(read_file(str(page)))))
    return {field: read[field] for field in FIELDS}


@pytest.mark.parametrize("case", CASES)
def test_a_page_reads_as_expected(case: str) -> None:
    """Every convention and trap of a whole page at once."""
    expected = json.loads((PAGES / case / "expected.json").read_text("utf-8"))
    read = found(case)
    assert {field: read[field] for field in expected} == expected


if __name__ == "__main__":
    for name in CASES:
        text = json.dumps(found(name), ensure_ascii=False, indent=1)
        (PAGES / name / "expected.json").write_text(text + "\n", "utf-8")
