"""A trace, a comparison or a run as a short paper: headings, paragraphs and tables, for word processors
and for print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprint_trace.model import Comparison, Edit, Match, Summary, Trace
from reprint_trace.reporting import one_line
from reprint_trace.reporting.graphs import network

from .chain import names_of
from .wording import (
    Messages,
    evidence_kind,
    gravity,
    headline,
    probability,
    step_chance,
    told_date,
    told_warnings,
)

if TYPE_CHECKING:
    from reprint_trace.model import Page
    from reprint_trace.words import Language

CELL = 300  # characters of a cell
ROWS = 100  # rows of a table; what is left out is said
GRAVEST = 50  # pages of a run that are listed


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, then paragraphs, then a table of `columns` and `rows`; each may be missing."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    lead: str
    blocks: tuple[Block, ...]
    foot: str


def paper_of_trace(trace: Trace, lang: Language = "en") -> Paper:
    """The finding, the chain, what the page says, the edits and the evidence."""
    t = Messages(lang)
    verdict, page = trace.verdict, trace.page
    facts = [
        (t("terminal.file"), page.file), *_said_of(page, t),
        *([(t("verdict.probability"), sure)] if (sure := probability(verdict, trace, t)) else []),
        ("SHA-256", page.sha256),
    ]  # fmt: skip
    blocks = [
        Block(headline(verdict, t), (t.paragraph(verdict.summary),), ("", ""), tuple(facts)),
        Block(t("verdict.change"), (t.paragraph(verdict.would_change),)) if verdict.would_change else None,
        _chain(trace, t),
        _claims(page, t),
        _edits(trace.matches[0], t) if trace.matches else None,
        _evidence(trace, t),
        Block(t("warnings"), tuple(warnings)) if (warnings := told_warnings(page, t)) else None,
        Block(t("section.limits"), tuple(t(f"limits.{name}") for name in LIMITS)),
    ]
    return Paper(
        title=one_line(page.title or page.file), lead=_searched(trace, t),
        blocks=tuple(block for block in blocks if block), foot=t("footer", version=trace.tool.version),
    )  # fmt: skip


LIMITS = ("supplied", "unseen", "twins", "one-parent", "calibrated", "dates", "law")


def paper_of_comparison(comparison: Comparison, lang: Language = "en") -> Paper:
    """What one text keeps, cuts and changes of another, edit by edit."""
    t = Messages(lang)
    match = comparison.match
    relation = t.term("relation", match.relation or "unrelated")
    lines = [relation + t("colon") + t.several(match.relation_reasons)]
    lines += [t.altered(match.alteration)] if match.alteration else []
    shares = t("text.covered", page=f"{match.page_covered:.0%}", document=f"{match.document_covered:.0%}")
    edits = _edits(match, t)
    return Paper(
        title=one_line(f"{comparison.original.file} → {comparison.reprint.file}"), lead=t("terminal.compared"),
        blocks=(Block("", (*lines, shares)), *([edits] if edits else [])), foot=t("comparison.foot"),
    )  # fmt: skip


def paper_of_run(summary: Summary, traces: Iterable[Trace], lang: Language = "en") -> Paper:
    """A run in figures, its sites, who reprints whom, and the gravest pages."""
    t = Messages(lang)
    found = list(traces)
    flows = network(found, {})
    gravest = sorted(found, key=gravity)
    corpus = summary.corpus
    searched = t("run.no-corpus")
    if corpus:
        searched = t("terminal.corpus", name=one_line(corpus.name), n=f"{corpus.documents:,}")
    verdicts = [
        (t(f"origin.word.{origin}"), t(f"path.word.{path}"), f"{n:,}", f"{n / max(1, summary.pages):.1%}")
        for origin, paths in summary.by_verdict.items() for path, n in paths.items()
    ]  # fmt: skip
    sites = [
        (
            name,
            f"{s.pages:,}",
            f"{s.copied:,}",
            f"{s.contradicted:,}",
            f"{s.undeclared_relays:,}",
            f"{s.spun:,}",
        )
        for name, s in summary.by_site.items()
    ]
    pages = [
        (p.page.title or p.page.file, p.page.site.outlet or p.page.site.name or p.page.site.domain or "–",
         p.page.declared_source or "–", headline(p.verdict, t), p.page.file)
        for p in gravest
    ]  # fmt: skip
    return Paper(
        title=t("run.title"),
        lead=t("run.headline", pages=f"{summary.pages:,}", sites=f"{len(summary.by_site):,}", stories=f"{summary.groups:,}"),
        blocks=(
            Block(t("run.verdicts"), (searched, t("run.scope")),
                  _heads(t, "verdict.origin", "verdict.path", "run.pages", "scan.share"), tuple(verdicts)),
            _table(t, t("run.gravest"), _heads(t, "run.page", "run.site", "run.declared", "section.verdict", "terminal.file"),
                   pages, most=GRAVEST),
            _table(t, t("run.tab.sites"), _heads(t, "run.site", "run.pages", "run.copied", "origin.word.contradicted",
                                              "path.word.undeclared-relay", "run.spun"), sites),
            _table(t, t("run.tab.network"), _heads(t, "run.flow-from", "run.flow-to", "run.times"),
                   [(f.source, f.target, f"{f.pages:,}") for f in flows]),
        ),
        foot=t("run.footer"),
    )  # fmt: skip


def _heads(t: Messages, *keys: str) -> tuple[str, ...]:
    return tuple(t(key) for key in keys)


def _said_of(page: Page, t: Messages) -> list[tuple[str, str]]:
    site = " · ".join(part for part in (page.site.name, page.site.domain) if part)
    said = (
        (t("terminal.site"), site), ("URL", page.url or ""),
        (t("terminal.published"), told_date(page.published, t) if page.published else t("terminal.unknown")),
        (t("terminal.declared"), page.declared_source or t("terminal.nothing")),
        (t("page.authors"), t("comma").join(page.authors)), (t("page.editors"), t("comma").join(page.editors)),
    )  # fmt: skip
    return [(name, one_line(value, CELL)) for name, value in said if value]


def _searched(trace: Trace, t: Messages) -> str:
    corpus = trace.corpus
    if corpus is None:
        return t("verdict.no-corpus")
    return t(
        "verdict.corpus", name=one_line(corpus.name), n=f"{corpus.documents:,}",
        earliest=corpus.earliest or "?", latest=corpus.latest or "?",
    )  # fmt: skip


def _chain(trace: Trace, t: Messages) -> Block:
    nodes, names = {node.id: node for node in trace.chain.nodes}, names_of(trace)
    edges = {(edge.from_, edge.to): edge for edge in trace.chain.edges}
    rows: list[tuple[str, ...]] = []
    for above, id_ in zip((None, *trace.chain.path), trace.chain.path, strict=False):
        node, edge = nodes[id_], edges.get((above or "", id_))
        facts = (step_chance(edge, trace, t), t(f"grade.{edge.grade}") if edge else "")
        step = " · ".join(filter(None, facts))
        rows.append((names[id_], t(f"role.{node.role}"), node.published or "", node.title or "", step))
    heads = ("claims.outlets", "evidence.kind", "dates.value", "teasers.title", "brief.step")
    lead = t("chain.lead") if len(rows) > 1 else t("chain.alone")
    return Block(t("section.chain"), (lead,), _heads(t, *heads), tuple(rows))


def _claims(page: Page, t: Messages) -> Block:
    rows = [
        (t.term("claim", claim.kind), claim.text, t("comma").join(claim.outlets) or t("claims.unresolved"),
         t.term("where", claim.evidence.where), claim.evidence.quote)
        for claim in page.claims
    ]  # fmt: skip
    if not rows:
        return Block(t("section.claims"), (t("claims.none"),))
    heads = ("claims.kind", "claims.says", "claims.outlets", "claims.where", "evidence.quote")
    return _table(t, t("section.claims"), _heads(t, *heads), rows)


def _edits(match: Match, t: Messages) -> Block | None:
    if not match.edits:
        return None

    def row(edit: Edit) -> tuple[str, ...]:
        return (
            t.term("edit", edit.kind),
            f"{edit.count:,}",
            edit.document_text or "∅",
            edit.page_text or "∅",
        )

    heads = _heads(t, "edits.kind", "edits.times", "text.original", "text.page")
    return _table(t, t("text.edits", n=len(match.edits)), heads, [row(edit) for edit in match.edits])


def _evidence(trace: Trace, t: Messages) -> Block | None:
    rows = [
        (evidence_kind(fact.kind, t), fact.quote, fact.document or "",
         f"[{fact.span[0]}, {fact.span[1]})" if fact.span else "")
        for fact in trace.evidence
    ]  # fmt: skip
    heads = ("evidence.kind", "evidence.quote", "evidence.where", "edits.offsets")
    return _table(t, t("section.evidence"), _heads(t, *heads), rows) if rows else None


def _table(
    t: Messages, heading: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], most: int = ROWS
) -> Block:
    shown = tuple(tuple(one_line(cell, CELL) for cell in row) for row in rows[:most])
    more = len(rows) - most
    return Block(heading, (), columns, shown, t("left-out", n=f"{more:,}") if more > 0 else "")
