"""When texts appeared, by their own dates and by those of their likely copies."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.lineage.features import featured, with_claims
from reprint_trace.lineage.group import build
from reprint_trace.lineage.timing import timed_features
from reprint_trace.lineage.trust import trusted
from tests.lineage.conftest import COPIED, STORY, FewOutlets, claim, witness

NONE_YET = np.zeros((3, 3))


def test_an_undated_text_is_older_than_its_likely_copy(outlets: FewOutlets) -> None:
    """A text without a date that was copied at noon was hardly copied from one of the evening."""
    texts = [
        witness("copy", COPIED, at="2020-02-24T12:00"),
        witness("undated", STORY),
        witness("evening", STORY + "完", at="2020-02-24T22:00"),
    ]
    group = build(texts, outlets)
    likely = NONE_YET.copy()
    likely[1, 0] = 0.9  # undated → copy
    told, _ = timed_features(group, np.array([0.1, 1.0, 1.0]), likely)
    alone, _ = timed_features(group, np.ones(3), NONE_YET)
    assert told["time:lag"][2, 1] < alone["time:lag"][2, 1] - 0.5


def test_the_earliest_date_is_likely_the_oldest_text(outlets: FewOutlets) -> None:
    """Where every page is dated to the minute, the first of them is likely the oldest."""
    hours = ("2020-02-24T08:00", "2020-02-24T12:00", "2020-02-24T20:00")
    group = build([witness(at, STORY, at=at) for at in hours], outlets)
    _, start = timed_features(group, np.ones(3), NONE_YET)
    assert start["root:oldest"].argmax() == 0
    assert start["root:oldest"].sum() > 0.999


@settings(max_examples=30, deadline=None)
@given(
    dates=st.lists(
        st.one_of(st.none(), st.datetimes(min_value=datetime(1990, 1, 1))),
        min_size=2, max_size=6,
    )
)  # fmt: skip
def test_any_dates_give_finite_evidence(dates: list[datetime | None]) -> None:
    """Dates decades apart, equal, or missing never break the weighing."""
    texts = [witness(f"w{i}", STORY, at=f"{d:%Y-%m-%dT%H:%M}" if d else None) for i, d in enumerate(dates)]
    group = build(texts, FewOutlets())
    n = len(texts)
    edges, root = timed_features(group, np.full(n, 0.5), np.full((n, n), 0.5 / n))
    assert all(np.isfinite(value).all() for value in (*edges.values(), *root.values()))


def test_credit_lines_that_fit_texts_and_dates_are_trusted(outlets: FewOutlets) -> None:
    """A credit that names the likely source counts for more than one that names a likely copy."""
    texts = [
        witness("a", STORY, outlet="人民日报"),
        witness("b", COPIED, claim("declared", "人民日报", "人民日报"), outlet="傻大方"),
    ]
    group = build(texts, outlets)
    shown = with_claims(group, featured(group))
    fits = trusted(group, shown, np.array([0.9, 0.1]), np.array([[0.0, 0.9], [0.1, 0.0]]))
    lies = trusted(group, shown, np.array([0.1, 0.9]), np.array([[0.0, 0.1], [0.9, 0.0]]))
    assert fits.whole["lone:trust"] > 0.6
    assert lies.whole["lone:trust"] < 0.4
