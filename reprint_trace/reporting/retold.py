"""A retelling on the terminal: how sure it is, what it rests on, and each sentence beside what it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from reprint_trace.reporting.safe import one_line
from reprint_trace.words import tell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType
    from rich.table import Table

    from reprint_trace.model import ChangedFact, Match, NamedAlike, Page, Retelling, ToldSentence
    from reprint_trace.reporting.wording import Messages

SHOWN = 40  # sentences
QUOTE = 60


def facts(told: Retelling) -> list[tuple[ChangedFact, ToldSentence]]:
    """The facts that a retelling changes, each with its sentence, in the page's order."""
    return [(fact, sentence) for sentence in told.sentences for fact in sentence.facts]


def summary(match: Match, told: Retelling, t: Messages) -> RenderableType:
    """What the document is to the page, with both probabilities, shares and reasons."""
    document = match.document
    who = " · ".join(p for p in (document.house, document.title, document.id) if p)
    chances = t("retelling.chances", retold=f"{told.probability:.0%}", same=f"{told.same_event:.0%}")
    shares = t("retelling.shares", page=f"{told.page_told:.0%}", document=f"{told.document_told:.0%}")
    reasons = "; ".join(tell(reason, t.lang) for reason in match.relation_reasons)
    lines = [
        Text.assemble(f"{t.term('relation', match.relation)}: ", Text(one_line(who))),
        Text(chances),
        Text(shares, style="dim"),
        Text(one_line(reasons, 400), style="dim"),
    ]
    changed = [
        f"{t.term('fact', fact.kind)} {fact.document_text or '∅'} → {fact.page_text or '∅'}"
        for fact, _ in facts(told)
    ]
    if changed:
        lines.append(Text(t("retelling.changed", facts=one_line("; ".join(changed), 400)), style="bold"))
    return Group(*lines)


def side_by_side(page: Page, match: Match, told: Retelling, table: Table, t: Messages) -> RenderableType:
    """A row a sentence: what the page does with it, the document's words, the page's."""
    for sentence in told.sentences[:SHOWN]:
        theirs = " ".join(match.document.text[slice(*span)] for span in sentence.document)
        mine = page.body[slice(*sentence.page)] if sentence.page else ""
        table.add_row(
            Text(t.term("telling", sentence.telling)),
            Text(one_line(theirs, QUOTE) or "∅"),
            Text(one_line(mine, QUOTE) or "∅"),
        )
    return table


def alike(named: Iterable[NamedAlike], t: Messages) -> RenderableType | None:
    """The documents that name the same, which were not compared."""
    lines = [
        Text(
            t(
                "retelling.alike",
                document=one_line(
                    " · ".join(p for p in (one.document.house, one.document.title) if p) or one.document.id
                ),
                terms=one_line(t("comma").join(one.terms), 200),
            ),
            style="dim",
        )
        for one in named
    ]
    return Group(*lines) if lines else None
