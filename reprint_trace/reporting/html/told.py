"""A trace in sentences: the verdict, what would change it, how long a step took."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from reprint_trace.reporting.verdicts import percent, strength

if TYPE_CHECKING:
    from reprint_trace.model import Claim, Node, Trace
    from reprint_trace.reporting.language import Messages

BEIJING = timezone(timedelta(hours=8))
TONES = {
    "confirmed": "good", "contradicted": "bad", "missing": "warn", "unverifiable": "warn",
    "direct": "good", "declared-relay": "good", "undeclared-relay": "bad", "unresolved": "warn",
}  # fmt: skip


def tone(trace: Trace) -> str:
    """How grave the verdict is: the graver of its two parts."""
    tones = {TONES[trace.verdict.origin], TONES[trace.verdict.path]}
    return next(tone for tone in ("bad", "warn", "good") if tone in tones)


def probability(value: float, t: Messages) -> str:
    """`very strong (over 99%)`."""
    return t("probability", band=strength(value, t), percent=percent(value, t))


def name_of(node: Node, trace: Trace, t: Messages) -> str:
    """What a witness is called."""
    site = trace.page.site.name if node.role == "page" else None
    return site or node.outlet or node.title or (t("role.anonymous") if node.role == "anonymous" else node.id)


def declaring(trace: Trace) -> Claim | None:
    """The claim the declared source was read from."""
    claims = [claim for claim in trace.page.claims if claim.text == trace.page.declared_source]
    return next((claim for claim in claims if claim.kind == "declared"), claims[0] if claims else None)


def lag(earlier: str | None, later: str | None, t: Messages) -> str | None:
    """The time between two ISO dates: in minutes or hours where both are that fine, else in days."""
    start, end = moment(earlier), moment(later)
    if start is None or end is None or earlier is None or later is None:
        return None
    apart = end - start
    sign = "−" if apart < timedelta(0) else ""
    if len(earlier) > len("2020-01-01") and len(later) > len("2020-01-01") and abs(apart) < timedelta(days=2):
        minutes = int(abs(apart).total_seconds() // 60)
        if not minutes:
            return t("lag.same-time")
        return sign + (t("lag.hours", n=minutes // 60) if minutes >= 120 else t("lag.minutes", n=minutes))
    days = abs((end.date() - start.date()).days)
    return t("lag.same-day") if days == 0 else sign + t("lag.days", n=f"{days:,}")


def moment(value: str | None) -> datetime | None:
    """An ISO date as a time in Beijing; a date cut at month or year begins it."""
    if not value:
        return None
    padded = value + "-01-01"[len(value) - 4 :] if len(value) in {4, 7} else value
    try:
        at = datetime.fromisoformat(padded)
    except ValueError:
        return None
    return at.replace(tzinfo=BEIJING) if at.tzinfo is None else at.astimezone(BEIJING)
