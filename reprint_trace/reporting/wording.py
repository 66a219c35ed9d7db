"""A trace in words: its verdict, probabilities and times, in one language."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from reprint_trace.words import Language, paragraph, say, tell, term
from reprint_trace.words.comparison import altered, changed, taken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reprint_trace.model import (
        Alteration,
        Claim,
        Edge,
        MeaningChange,
        Node,
        Page,
        Phrase,
        Published,
        Trace,
        Verdict,
    )


class Messages:
    """One language: `t("lag.days", n=2)` is the sentence with its blanks filled."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang

    def __call__(self, key: str, **values: object) -> str:
        """The words of `key`.  Raises KeyError for a key that is in no catalogue."""
        return say(key, self.lang, **values)

    def term(self, family: str, value: str | None) -> str:
        """The word for one value of a closed list; a value met for the first time stands as it is."""
        return term(family, value, self.lang)

    def tell(self, phrase: Phrase) -> str:
        """A fact of the model in words."""
        return tell(phrase, self.lang)

    def paragraph(self, phrases: Iterable[Phrase]) -> str:
        """Facts of the model, one sentence after the other."""
        return paragraph(phrases, self.lang)

    def several(self, phrases: Iterable[Phrase]) -> str:
        """Facts of the model on one line."""
        return self("semicolon").join(map(self.tell, phrases))

    def altered(self, alteration: Alteration) -> str:
        """How far a page alters its original, in one sentence."""
        return altered(alteration, self.lang)

    def taken(self, alteration: Alteration) -> str:
        """What of the original stands on the page, in figures."""
        return taken(alteration, self.lang)

    def changed(self, change: MeaningChange) -> str:
        """One change of meaning: its kind, the words before and after."""
        return changed(change, self.lang)


BANDS = ((0.95, "very-strong"), (0.80, "strong"), (0.50, "moderate"))


def headline(verdict: Verdict, t: Messages) -> str:
    """The verdict in one line: origin, then path."""
    return t(f"origin.{verdict.origin}") + t("headline.joint") + t(f"path.{verdict.path}")


def strength(probability: float, t: Messages) -> str:
    """A probability in words; below one half nothing is claimed."""
    return t("strength." + next((band for floor, band in BANDS if probability >= floor), "unresolved"))


def percent(probability: float | None, t: Messages) -> str:
    """A probability in whole percents; no rounding makes it certain, and one that is not known is not
    told."""
    if probability is None:
        return ""
    if probability > 0.99:
        return t("over-99")
    return t("under-1") if probability < 0.01 else f"{probability:.0%}"


def percent_of(probability: float | None) -> str:
    """The same without words."""
    if probability is None:
        return ""
    return ">99%" if probability > 0.99 else "<1%" if probability < 0.01 else f"{probability:.0%}"


def failure(trace: Trace, language: Language = "en") -> str | None:
    """Why `--check` fails on this trace, or None.

    An attribution fails when the declared source is contradicted, when a reprinter stands
    between it and the page that the page does not declare, or when a copied text declares
    no source at all.  What cannot be verified does not fail.
    """
    verdict = trace.verdict
    if verdict.origin == "contradicted":
        return paragraph(verdict.summary, language)
    if verdict.path == "undeclared-relay":
        between = trace.chain.path[1:-1] or trace.chain.path[:-1]
        names = tuple(node.outlet or node.id for node in trace.chain.nodes if node.id in between)
        return say("note.undeclared", language, names=names)
    if verdict.origin == "missing" and len(trace.chain.path) > 1:
        return say("note.copied", language)
    return None


BEIJING = timezone(timedelta(hours=8))
TONES = {
    "confirmed": "good", "supported": "good", "carrier": "warn", "contradicted": "bad", "missing": "warn", "unverifiable": "warn",
    "direct": "good", "declared-relay": "good", "undeclared-relay": "bad", "unresolved": "warn",
}  # fmt: skip
GRAVITY = {"bad": 0, "warn": 1, "good": 2}
UNDECIDED = ("missing", "unverifiable")
LEAST = 0.5  # a probability below it speaks for nothing


def tone(trace: Trace) -> str:
    """How grave the verdict is: the graver of its two parts."""
    return tone_of(trace.verdict)


def tone_of(verdict: Verdict) -> str:
    tones = {TONES[verdict.origin], TONES[verdict.path]}
    return next(tone for tone in GRAVITY if tone in tones)


def gravity(trace: Trace) -> tuple[int, int, float, str]:
    """Sorts traces, the gravest first: contradicted sources, then undeclared relays; the surest of each
    before the others."""
    verdict = trace.verdict
    return (
        GRAVITY[tone(trace)],
        GRAVITY[TONES[verdict.origin]],
        -(meant(trace.verdict, trace) or 0.0),
        trace.page.file,
    )


def meant(verdict: Verdict, trace: Trace) -> float | None:
    """The verdict's probability where it speaks for something: a source that was found to hold or not
    to hold, by other texts than the page.  Elsewhere a figure would only mislead."""
    if verdict.origin in UNDECIDED or not (trace.corpus or trace.matches) or verdict.probability is None:
        return None
    return verdict.probability if verdict.probability >= LEAST else None


def step_chance(edge: Edge | None, trace: Trace, t: Messages) -> str:
    """How likely a step is, where texts were compared, of an open one that the upper text is an ancestor
    at all; what a page says of itself is no measurement."""
    if edge is None or not (trace.corpus or trace.matches):
        return ""
    if edge.open:
        return t("hop.open", percent=percent(edge.ancestor, t))
    return percent(edge.probability, t)


def probability(verdict: Verdict, trace: Trace, t: Messages) -> str:
    """`very strong (over 99%)`, or nothing where no figure means anything."""
    value = meant(verdict, trace)
    return "" if value is None else t("probability", band=strength(value, t), percent=percent(value, t))


def evidence_kind(kind: str, t: Messages) -> str:
    """`claim:relay` in words."""
    family, colon, value = kind.partition(":")
    word = t.term("evidence", family)
    return f"{word}{t('colon')}{t.term(family, value)}" if colon else word


def told_warnings(page: Page, t: Messages) -> list[str]:
    """What went wrong on a page that was read all the same, and whether its story is unsure."""
    unsure = [t("sureness.unsure")] if page.sureness == "unsure" else []
    return unsure + [t.tell(warning) for warning in page.warnings]


def told_date(stated: Published, t: Messages) -> str:
    """A date and what states it."""
    return t("terminal.dated", date=stated.value, basis=t.term("terminal.basis", stated.basis))


def name_of(node: Node, trace: Trace) -> str:
    """What a witness is called."""
    site = trace.page.site.name if node.role == "page" else None
    return site or node.outlet or node.title or node.id


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
