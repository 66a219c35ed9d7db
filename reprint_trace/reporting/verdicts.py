"""A verdict in words: the headline, and whether an attribution fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.words import paragraph

if TYPE_CHECKING:
    from reprint_trace.model import Trace, Verdict

    from .language import Messages

BANDS = ((0.95, "very-strong"), (0.80, "strong"), (0.50, "moderate"))


def headline(verdict: Verdict, t: Messages) -> str:
    """The verdict in one line: origin, then path."""
    return t(f"origin.{verdict.origin}") + t("headline.joint") + t(f"path.{verdict.path}")


def strength(probability: float, t: Messages) -> str:
    """A probability in words; below one half nothing is claimed."""
    return t("strength." + next((band for floor, band in BANDS if probability >= floor), "unresolved"))


def percent(probability: float, t: Messages) -> str:
    """A probability in whole percents; no rounding makes it certain."""
    if probability > 0.99:
        return t("over-99")
    return t("under-1") if probability < 0.01 else f"{probability:.0%}"


def failure(trace: Trace) -> str | None:
    """Why `--check` fails on this trace, or None.

    An attribution fails when the declared source is contradicted, when a reprinter stands
    between it and the page that the page does not declare, or when a copied text declares
    no source at all.  What cannot be verified does not fail.
    """
    verdict = trace.verdict
    if verdict.origin == "contradicted":
        return paragraph(verdict.summary, "en")
    if verdict.path == "undeclared-relay":
        between = trace.chain.path[1:-1] or trace.chain.path[:-1]
        names = [node.outlet or node.id for node in trace.chain.nodes if node.id in between]
        return f"undeclared relay ({', '.join(names)})"
    if verdict.origin == "missing" and len(trace.chain.path) > 1:
        return "the text is copied and no source is declared"
    return None
