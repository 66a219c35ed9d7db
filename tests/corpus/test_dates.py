"""Dates of corpus rows: what is certain of them, and no more."""

import pytest

from reprint_trace.tables.articles import article
from reprint_trace.tables.rows import Row, dated, understand


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2020-02-24", "2020-02-24"),
        ("2020/2/24", "2020-02-24"),
        ("2020年2月24日", "2020-02-24"),
        ("2020-02-24T08:30", "2020-02-24T08:30"),
        ("2020-02", "2020-02"),
        ("2020", "2020"),
    ],
)
def test_a_date_is_cut_at_what_is_certain(written: str, value: str) -> None:
    """Every usual form of a date is ISO 8601 at its own precision."""
    published = dated(written)
    assert published is not None
    assert published.value == value


@pytest.mark.parametrize("written", ["2020-99-99", "2021-02-30", "yesterday", "2020-02-24T29:30"])
def test_a_day_of_no_calendar_is_no_date(written: str) -> None:
    """A row with an impossible date is named as bad instead of dating its document."""
    cells = {"id": "a", "text": "县里开了会。", "date": written}
    found = article(Row(1, cells), understand("", [*cells], {}))
    assert isinstance(found, str)
    assert written in found
