"""A page or a trace as a terminal report; everything is plain Text, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from reprint_trace.model import Comparison, Page, Trace

from .safe import one_line
from .verdicts import headline, percent, strength

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from reprint_trace.model import Claim, Edge, Licence, Match, Node

TONE = {
    "confirmed": "green", "contradicted": "red", "missing": "yellow", "unverifiable": "yellow",
    "direct": "green", "declared-relay": "green", "undeclared-relay": "red", "unresolved": "yellow",
}  # fmt: skip
QUOTE = 72  # characters of a quote in a table
SHOWN_EDITS = 16
DOTS = {"page": "◉", "document": "●", "named": "○", "wire": "○", "anonymous": "◌"}


def report(result: Page | Trace | Comparison) -> RenderableType:
    """The report of a trace, of a page that was only read, or of two files compared."""
    match result:
        case Trace():
            sections = _trace_sections(result)
        case Comparison():
            sections = _comparison_sections(result)
        case _:
            sections = _page_sections(result)
    return Group(*(section for section in sections if section is not None))


def _trace_sections(trace: Trace) -> Iterable[RenderableType | None]:
    best = trace.matches[0] if trace.matches else None
    yield _verdict(trace)
    yield _section("Chain", _chain(trace))
    if best is not None:
        yield _section("Text", _kept(best), _edits(best))
    yield _section("Originals searched", _corpus(trace))
    yield _section("Claims", _claims(trace.page))
    yield _section("Licensed sources (CAC list)", *(_licence(licence) for licence in trace.licences))
    yield from _furniture(trace.page)


def _comparison_sections(comparison: Comparison) -> Iterable[RenderableType | None]:
    match = comparison.match
    lines = [
        _text(f"{comparison.original.file} → {comparison.reprint.file}", limit=None),
        Text(f"{(match.relation or 'unrelated').capitalize()}: {'; '.join(match.relation_reasons)}"),
    ]
    yield Panel(Group(*lines), title="Compared", title_align="left")
    yield _section("Text", _kept(match), _edits(match))


def _page_sections(page: Page) -> Iterable[RenderableType | None]:
    yield Panel(_page_card(page), title=_title(page), title_align="left", box=box.ROUNDED)
    yield _section("Claims", _claims(page))
    yield from _furniture(page)
    yield _section("Body", _text(page.body.replace("\n", "\n\n"), limit=None))


# ── verdict ────────────────────────────────────────────────────────────────────────────


def _verdict(trace: Trace) -> RenderableType:
    verdict = trace.verdict
    tones = {TONE[verdict.origin], TONE[verdict.path]}
    worst = next(tone for tone in ("red", "yellow", "green") if tone in tones)
    lines = [
        Text(headline(verdict), style=f"bold {worst}"),
        _text(verdict.summary, limit=None),
        Text(f"Confidence: {strength(verdict.probability)} ({percent(verdict.probability)})", style="dim"),
    ]
    if verdict.would_change:
        lines.append(
            Text.assemble(("What could change this: ", "dim"), _text(verdict.would_change, limit=None))
        )
    return Panel(Group(*lines, Text(), _page_card(trace.page)), title=_title(trace.page), title_align="left")


def _title(page: Page) -> Text:
    return _text(page.title or page.file, limit=QUOTE)


def _page_card(page: Page) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    date = page.published
    rows = (
        ("file", page.file),
        ("site", " · ".join(part for part in (page.site.name, page.site.domain) if part)),
        ("declared", page.declared_source or "nothing"),
        ("published", f"{date.value} (by its {date.basis})" if date else "unknown"),
        ("headline was", page.original_title or ""),
        ("place", " > ".join(page.breadcrumbs)),
        ("authors", "、".join(page.authors)),
        ("editors", "、".join(page.editors)),
        ("body", f"{len(page.body):,} characters"),
    )
    for name, value in rows:
        if value:
            grid.add_row(name, _text(value))
    return grid


# ── chain ──────────────────────────────────────────────────────────────────────────────


def _chain(trace: Trace) -> RenderableType:
    """origin ━▶ … ━▶ page as a strip, then a line a hop; solid nodes were seen, hollow ones not."""
    nodes = {node.id: node for node in trace.chain.nodes}
    edges = {(edge.from_, edge.to): edge for edge in trace.chain.edges}
    path = trace.chain.path
    strip = Text(" ━▶ ", style="dim").join(_mark(nodes[id_], trace) for id_ in path)
    grid = Table.grid(padding=(0, 2))
    for number, id_ in enumerate(path):
        edge = edges.get((path[number - 1], id_)) if number else None
        grid.add_row(_mark(nodes[id_], trace), _facts(nodes[id_]), _hop(edge))
    legend = Text("● in the corpus  ◉ this page  ○ named, not observed  ◌ inferred", style="dim")
    grades = Text("A hard trace or link · B shared edits · C dates · D similarity alone", style="dim")
    return Group(strip, Text(), grid, Text(), legend, grades)


def _mark(node: Node, trace: Trace) -> Text:
    name = (trace.page.site.name if node.role == "page" else None) or node.outlet or node.title or node.id
    style = "bold" if node.observed else "italic"
    return Text.assemble((f"{DOTS[node.role]} ", "cyan"), (one_line(name, QUOTE), style))


def _facts(node: Node) -> Text:
    """When a witness appeared and which text it is, or why it is drawn though nobody saw it."""
    unseen = {"named": "named, not observed", "wire": "agency copy, not observed"}
    facts = [node.published or "", unseen.get(node.role, "")]
    if node.role == "anonymous":
        facts.append("an unseen copy between")
    if node.role == "document":
        facts.append(node.id)
    if node.twins:
        facts.append(f"same text: {', '.join(node.twins)}")
    return Text(" · ".join(one_line(fact) for fact in facts if fact), style="dim")


def _hop(edge: Edge | None) -> Text:
    if edge is None:
        return Text()
    return Text(f"copied from the above: {percent(edge.probability)}, grade {edge.grade}", style="dim")


# ── text ───────────────────────────────────────────────────────────────────────────────


def _kept(match: Match) -> RenderableType:
    document = match.document
    who = " · ".join(p for p in (document.outlet or document.source, document.title, document.id) if p)
    shares = (
        f"{match.document_covered:.1%} of it stands on the page; "
        f"{match.page_covered:.1%} of the page stands in it; "
        f"Jaccard {match.jaccard_exact:.3f} (MinHash estimate {match.jaccard:.3f})"
    )
    lines = [Text.assemble("Best match: ", _text(who)), Text(shares, style="dim")]
    if match.alteration is not None:
        lines.append(_text(match.alteration.summary_en, limit=None))
    return Group(*lines)


def _edits(match: Match) -> RenderableType | None:
    """A row an edit, in page order; past SHOWN_EDITS only their number."""
    if not match.edits:
        return None
    table = _table("edit", "times", "in the original", "on the page")
    table.columns[1].justify = "right"
    for edit in match.edits[:SHOWN_EDITS]:
        page_text = _text(edit.page_text or "∅")
        if edit.found_in:
            page_text.append(f" (stands in {one_line(edit.found_in, QUOTE)})", style="dim")
        table.add_row(Text(edit.kind), str(edit.count), _text(edit.document_text), page_text)
    more = len(match.edits) - SHOWN_EDITS
    return Group(table, Text(f"… and {more} more edits", style="dim")) if more > 0 else table


def _corpus(trace: Trace) -> RenderableType:
    corpus = trace.corpus
    if corpus is None:
        return Text("No corpus was given: only the page's own claims were weighed.", style="dim")
    span = f", {corpus.earliest} to {corpus.latest}" if corpus.earliest else ""
    lines = [Text(f"{one_line(corpus.name)}: {corpus.documents:,} documents{span}", style="dim")]
    for match in trace.matches[1:4]:
        other = match.document
        name = " · ".join(p for p in (other.outlet or other.source, other.title) if p) or other.id
        lines.append(
            Text.assemble("also: ", _text(name), (f" ({match.page_covered:.1%} of the page)", "dim"))
        )
    return Group(*lines)


# ── the page's own words ───────────────────────────────────────────────────────────────


def _claims(page: Page) -> RenderableType | None:
    if not page.claims:
        return Text("The page says nothing about where its text came from.", style="dim")
    table = _table("claim", "says", "outlets", "where", "quote")
    for claim in page.claims:
        kind = f"{claim.kind} ({claim.label})" if claim.label else claim.kind
        table.add_row(
            _text(kind),
            _text(claim.text),
            _text(_outlets(claim)),
            claim.evidence.where,
            _text(claim.evidence.quote),
        )
    return table


def _licence(licence: Licence) -> Text:
    stands = (
        f"stands in the edition of {licence.edition}" if licence.edition else "is in no edition held here"
    )
    role = "declared source" if licence.role == "declared" else "origin found"
    through = f" through {one_line(licence.through)}" if licence.through else ""
    return Text.assemble((f"{role}: ", "dim"), _text(licence.outlet), (f" {stands}{through}", "dim"))


def _outlets(claim: Claim) -> str:
    return " → ".join(claim.outlets) or "–"


def _furniture(page: Page) -> Iterable[RenderableType | None]:
    if page.previous or page.next:
        links = [("previous", page.previous), ("next", page.next)]
        yield _section(
            "Navigation", *(Text.assemble((f"{n}: ", "dim"), _text(k.title)) for n, k in links if k)
        )
    if page.teasers:
        table = _table("teaser", "category", "reads", "excerpt")
        table.columns[2].justify = "right"
        for teaser in page.teasers:
            reads = "" if teaser.reads is None else f"{teaser.reads:,}"
            table.add_row(
                _text(teaser.title), _text(teaser.category or ""), reads, _text(teaser.excerpt or "", 40)
            )
        yield _section("Teasers", table)
    if page.warnings:
        yield _section("Warnings", *(_text(warning, limit=None) for warning in page.warnings))


# ── pieces ─────────────────────────────────────────────────────────────────────────────


def _text(content: str, limit: int | None = QUOTE) -> Text:
    """Hostile text made safe: controls written out, no markup, cut to `limit`."""
    if limit is None:
        return Text("\n").join(Text(one_line(line)) for line in content.split("\n"))
    return Text(one_line(content, limit))


def _table(*headers: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def _section(title: str, *content: RenderableType | None) -> RenderableType | None:
    shown = [part for part in content if part is not None]
    if not shown:
        return None
    return Padding(Group(Text(title, style="bold"), Padding(Group(*shown), (0, 0, 0, 2))), (1, 0, 0, 1))
