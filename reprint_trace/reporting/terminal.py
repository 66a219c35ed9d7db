"""A page or a trace as a terminal report in either language; everything is plain Text, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from reprint_trace.model import Comparison, Page, Trace
from reprint_trace.reporting import one_line
from reprint_trace.words import tell

from .wording import Messages, headline, percent, probability, step_chance, told_date, told_warnings, tone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType
    from rich.table import Table

    from reprint_trace.model import (
        ChangedFact,
        Edge,
        Licence,
        Match,
        NamedAlike,
        Node,
        Page,
        Retelling,
        ToldSentence,
    )
    from reprint_trace.outlets.gazetteer import Resolution
    from reprint_trace.reporting.wording import Messages
    from reprint_trace.words import Language

COLOURS = {"bad": "red", "warn": "yellow", "good": "green"}
QUOTE = 72  # characters of a quote in a table
SENTENCE = 240  # characters of a sentence shown beside a change of meaning
SHOWN_EDITS = 16
DOTS = {"page": "◉", "document": "●", "named": "○", "wire": "○"}


def report(result: Page | Trace | Comparison, lang: Language = "en") -> RenderableType:
    """The report of a trace, of a page that was only read, or of two files compared."""
    t = Messages(lang)
    match result:
        case Trace():
            sections = _trace_sections(result, t)
        case Comparison():
            sections = _comparison_sections(result, t)
        case _:
            sections = _page_sections(result, t)
    return Group(*(section for section in sections if section is not None))


def _trace_sections(trace: Trace, t: Messages) -> Iterable[RenderableType | None]:
    best = trace.matches[0] if trace.matches else None
    yield _verdict(trace, t)
    yield _section(t("section.chain"), _chain(trace, t))
    if best is not None:
        yield _section(t("terminal.text"), *_beside(trace.page, best, t))
    yield _section(t("terminal.searched"), _corpus(trace, t), alike(trace.named_alike, t))
    yield _section(t("section.claims"), _claims(trace.page, t))
    yield _section(t("section.licences"), *(_licence(licence, t) for licence in trace.licences))
    yield from _furniture(trace.page, t)


def _comparison_sections(comparison: Comparison, t: Messages) -> Iterable[RenderableType | None]:
    match = comparison.match
    relation = t.term("relation", match.relation or "unrelated")
    lines = [
        _text(f"{comparison.original.file} → {comparison.reprint.file}", limit=None),
        Text(f"{relation[:1].upper()}{relation[1:]}{t('colon')}{t.several(match.relation_reasons)}"),
    ]
    yield Panel(Group(*lines), title=t("terminal.compared"), title_align="left")
    yield _section(t("terminal.text"), _kept(match, t), _meaning(match, t), _edits(match, t))


def _page_sections(page: Page, t: Messages) -> Iterable[RenderableType | None]:
    yield Panel(_page_card(page, t), title=_title(page), title_align="left", box=box.ROUNDED)
    yield _section(t("section.claims"), _claims(page, t))
    yield from _furniture(page, t)
    yield _section(t("terminal.body"), _text(page.body.replace("\n", "\n\n"), limit=None))


# ── verdict ────────────────────────────────────────────────────────────────────────────


def _verdict(trace: Trace, t: Messages) -> RenderableType:
    verdict = trace.verdict
    change = t.paragraph(verdict.would_change)
    sure = probability(verdict, trace, t)
    lines = [
        Text(headline(verdict, t), style=f"bold {COLOURS[tone(trace)]}"),
        _text(t.paragraph(verdict.summary), limit=None),
    ]
    if sure:
        lines.append(Text(t("terminal.confidence", sure=sure), style="dim"))
    if change:
        lines.append(Text.assemble((t("terminal.change"), "dim"), _text(change, limit=None)))
    return Panel(
        Group(*lines, Text(), _page_card(trace.page, t)), title=_title(trace.page), title_align="left"
    )


def _title(page: Page) -> Text:
    return _text(page.title or page.file, limit=QUOTE)


def _page_card(page: Page, t: Messages) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    date = page.published
    dated = date and told_date(date, t)
    rows = (
        ("file", page.file),
        ("site", " · ".join(part for part in (page.site.name, page.site.domain) if part)),
        ("declared", page.declared_source or t("terminal.nothing")),
        ("published", dated or t("terminal.unknown")),
        ("headline-was", page.original_title or ""),
        ("place", " > ".join(page.breadcrumbs)),
        ("authors", t("comma").join(page.authors)),
        ("editors", t("comma").join(page.editors)),
        ("story", t("terminal.characters", n=f"{len(page.body):,}")),
    )
    for name, value in rows:
        if value:
            grid.add_row(t(f"terminal.{name}"), _text(value))
    return grid


# ── chain ──────────────────────────────────────────────────────────────────────────────


def _chain(trace: Trace, t: Messages) -> RenderableType:
    """origin ━▶ … ━▶ page as a strip, then a line a hop; solid nodes were seen, hollow ones not."""
    nodes = {node.id: node for node in trace.chain.nodes}
    edges = {(edge.from_, edge.to): edge for edge in trace.chain.edges}
    path = trace.chain.path
    strip = Text(" ━▶ ", style="dim").join(_mark(nodes[id_], trace) for id_ in path)
    grid = Table.grid(padding=(0, 2))
    for number, id_ in enumerate(path):
        edge = edges.get((path[number - 1], id_)) if number else None
        grid.add_row(_mark(nodes[id_], trace), _facts(nodes[id_], t), _hop(edge, trace, t))
    legend = Text(t("terminal.legend"), style="dim")
    return Group(strip, Text(), grid, Text(), legend, Text(t("terminal.grades"), style="dim"))


def _mark(node: Node, trace: Trace) -> Text:
    name = (trace.page.site.name if node.role == "page" else None) or node.outlet or node.title or node.id
    style = "bold" if node.observed else "italic"
    return Text.assemble((f"{DOTS[node.role]} ", "cyan"), (one_line(name, QUOTE), style))


def _facts(node: Node, t: Messages) -> Text:
    """When a witness appeared and which text it is, or why it is drawn though nobody saw it."""
    facts = [node.published or "", "" if node.observed else t(f"role.{node.role}")]
    if node.role == "document":
        facts.append(node.id)
    if node.twins:
        facts.append(t("terminal.twins", twins=", ".join(node.twins)))
    return Text(" · ".join(one_line(fact) for fact in facts if fact), style="dim")


def _hop(edge: Edge | None, trace: Trace, t: Messages) -> Text:
    if edge is None:
        return Text()
    if edge.open:
        return Text(t("terminal.open", percent=percent(edge.ancestor, t)), style="dim")
    sure = step_chance(edge, trace, t)
    return Text(
        t("terminal.hop", percent=sure, grade=edge.grade) if sure else t(f"grade.{edge.grade}"), style="dim"
    )


# ── text ───────────────────────────────────────────────────────────────────────────────


def _beside(page: Page, match: Match, t: Messages) -> Iterable[RenderableType | None]:
    """The page beside a document: what it keeps and edits, or what it tells again in other words."""
    told = match.retelling
    if told is None:
        return _kept(match, t), _meaning(match, t), _edits(match, t)
    table = _table(t, "telling", "in-original", "on-page")
    return summary(match, told, t), side_by_side(page, match, told, table, t)


def _kept(match: Match, t: Messages) -> RenderableType:
    document, altered = match.document, match.alteration
    who = " · ".join(p for p in (document.house, document.title, document.id) if p)
    shares = t(
        "terminal.shares", document=f"{match.document_covered:.1%}", page=f"{match.page_covered:.1%}",
        exact=f"{match.jaccard_exact:.3f}", estimate=f"{match.jaccard:.3f}",
    )  # fmt: skip
    lines = [Text.assemble(t("terminal.best"), _text(who)), Text(shares, style="dim")]
    if altered is not None:
        lines.append(_text(t.altered(altered), limit=None))
        lines.append(_text(t.taken(altered), limit=None))
    return Group(*lines)


def _meaning(match: Match, t: Messages) -> RenderableType | None:
    """A row a change of meaning, with the whole sentence before and after."""
    changes = match.alteration.meaning if match.alteration else ()
    if not changes:
        return None
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for header in ("meaning.what", "meaning.before", "meaning.after"):
        table.add_column(t(header), overflow="fold")
    for change in changes[:SHOWN_EDITS]:
        table.add_row(
            _text(t.changed(change), limit=None),
            _text(change.document_sentence or "∅", limit=SENTENCE),
            _text(change.page_sentence or "∅", limit=SENTENCE),
        )
    return table


def _edits(match: Match, t: Messages) -> RenderableType | None:
    """A row an edit, in page order; past SHOWN_EDITS only their number."""
    if not match.edits:
        return None
    table = _table(t, "edit", "times", "in-original", "on-page")
    table.columns[1].justify = "right"
    for edit in match.edits[:SHOWN_EDITS]:
        page_text = _text(edit.page_text or "∅")
        if edit.found_in:
            page_text.append(t("terminal.stands-in", document=one_line(edit.found_in, QUOTE)), style="dim")
        kind = t.term("edit", edit.kind)
        table.add_row(Text(kind), str(edit.count), _text(edit.document_text or "∅"), page_text)
    more = len(match.edits) - SHOWN_EDITS
    return Group(table, Text(t("terminal.more-edits", n=more), style="dim")) if more > 0 else table


def _corpus(trace: Trace, t: Messages) -> RenderableType:
    corpus = trace.corpus
    if corpus is None:
        return Text(t("terminal.no-corpus"), style="dim")
    said = {"name": one_line(corpus.name), "n": f"{corpus.documents:,}"}
    if corpus.earliest:
        told = t("terminal.corpus-dated", **said, earliest=corpus.earliest, latest=corpus.latest)
    else:
        told = t("terminal.corpus", **said)
    lines = [Text(told, style="dim")]
    for match in trace.matches[1:4]:
        other = match.document
        name = " · ".join(p for p in (other.house, other.title) if p) or other.id
        share = t("terminal.of-page", share=f"{match.page_covered:.1%}")
        lines.append(Text.assemble(t("terminal.also"), _text(name), (share, "dim")))
    return Group(*lines)


# ── the page's own words ───────────────────────────────────────────────────────────────


def _claims(page: Page, t: Messages) -> RenderableType | None:
    if not page.claims:
        return Text(t("claims.none"), style="dim")
    table = _table(t, "claim", "says", "outlets", "where", "quote")
    for claim in page.claims:
        kind, where = t.term("claim", claim.kind), t.term("where", claim.evidence.where)
        table.add_row(
            _text(f"{kind} ({claim.label})" if claim.label else kind),
            _text(claim.text),
            _text(" → ".join(claim.outlets) or "–"),
            where,
            _text(claim.evidence.quote),
        )
    return table


def _licence(licence: Licence, t: Messages) -> Text:
    stands = t("terminal.listed", edition=licence.edition) if licence.edition else t("terminal.unlisted")
    through = t("terminal.through", outlet=one_line(licence.through)) if licence.through else ""
    role = t(f"terminal.licence-{licence.role}")
    return Text.assemble((role, "dim"), _text(licence.outlet), (f"{stands}{through}", "dim"))


def _furniture(page: Page, t: Messages) -> Iterable[RenderableType | None]:
    if page.previous or page.next:
        links = [("previous", page.previous), ("next", page.next)]
        shown = (Text.assemble((t(f"terminal.{n}"), "dim"), _text(k.title)) for n, k in links if k)
        yield _section(t("terminal.navigation"), *shown)
    if page.teasers:
        table = _table(t, "teaser", "category", "reads", "excerpt")
        table.columns[2].justify = "right"
        for teaser in page.teasers:
            reads = "" if teaser.reads is None else f"{teaser.reads:,}"
            table.add_row(
                _text(teaser.title), _text(teaser.category or ""), reads, _text(teaser.excerpt or "", 40)
            )
        yield _section(t("terminal.teasers"), table)
    yield _section(t("warnings"), *(_text(warning, limit=None) for warning in told_warnings(page, t)))


# ── pieces ─────────────────────────────────────────────────────────────────────────────


def _text(content: str, limit: int | None = QUOTE) -> Text:
    """Hostile text made safe: controls written out, no markup, cut to `limit`."""
    if limit is None:
        return Text("\n").join(Text(one_line(line)) for line in content.split("\n"))
    return Text(one_line(content, limit))


def _table(t: Messages, *headers: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for header in headers:
        table.add_column(t(f"terminal.{header}"), overflow="fold")
    return table


def _section(title: str, *content: RenderableType | None) -> RenderableType | None:
    shown = [part for part in content if part is not None]
    if not shown:
        return None
    return Padding(Group(Text(title, style="bold"), Padding(Group(*shown), (0, 0, 0, 2))), (1, 0, 0, 1))


def table(resolutions: Iterable[Resolution], lang: Language = "en") -> Table:
    """A row an outlet, in the order asked and from carrier to origin; unresolved names say so."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    t = Messages(lang)
    for header in ("asked", "outlet", "class", "family", "licensed", "because"):
        shown.add_column(t(f"outlets.{header}"), overflow="fold")
    for resolution in resolutions:
        asked = Text(one_line(resolution.query, 60))
        if not resolution.outlets:
            shown.add_row(asked, Text(t("outlets.unresolved"), style="yellow"))
        for number, outlet in enumerate(resolution.outlets):
            sort = t.term("class", outlet.class_) if lang == "zh" else outlet.class_
            facts = (outlet.id, sort, outlet.family, outlet.licensed, _because(outlet.basis, t))
            shown.add_row("  → " if number else asked, *(Text(one_line(fact or "–", 60)) for fact in facts))
    return shown


def _because(basis: str | None, t: Messages) -> str | None:
    """What an outlet was known by, its rule in the report's words: `name: 人民网`."""
    rule, joint, part = (basis or "").partition(": ")
    return f"{t.term('basis', rule)}{joint}{part}" if basis and t.lang == "zh" else basis


# ── a retelling ─────────────────────────────────────────────────────────────────────────

SHOWN = 40  # sentences
CELL = 60


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
            Text(one_line(theirs, CELL) or "∅"),
            Text(one_line(mine, CELL) or "∅"),
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
