"""One trace as one HTML file: no network, nothing a page says can act, prints."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from reprint_trace.model import Comparison as Compared
from reprint_trace.model import Document, Edit, Evidence, Match, Trace
from reprint_trace.reporting import one_line
from reprint_trace.reporting.wording import Messages
from reprint_trace.words import Language, default_language

from . import wording as told
from .brief import Paper
from .chain import cascade, matrix, names_of, strip
from .environment import asset, clipped, policy, render
from .passages import SORTS, Paragraph, SideBySide, side_by_side

if TYPE_CHECKING:
    from reprint_trace.model import Page, Trace

HTML_LANG = {"zh": "zh-Hans", "en": "en"}
COMPARED = 4  # documents laid beside the page
ROWS = 200  # rows of any one table
CREDITS = frozenset({"byline-removed", "dateline-removed", "caption-removed"})


def page_html(trace: Trace, lang: Language = "en", documents: Mapping[str, Document] | None = None) -> str:
    """The report of one trace.

    `documents` puts back the texts of matched documents (by id) where the trace was loaded
    without them; a document without a text is listed, but not laid beside the page.
    """
    t = Messages(lang)
    if documents:
        matches = [replace(m, document=documents.get(m.document.id, m.document)) for m in trace.matches]
        trace = replace(trace, matches=tuple(matches))
    script, style = asset("page.js"), asset("base.css") + asset("cascade.css") + asset("page.css")
    return render(
        "page.html.j2", t,
        lang=HTML_LANG[lang], policy=policy(script, style), script=script, style=style,
        trace=trace, page=trace.page, told=told, tone=told.tone(trace), declaring=told.declaring(trace),
        names=names_of(trace), strip=strip(trace, t), cascade=cascade(trace, t), matrix=matrix(trace),
        comparisons=_comparisons(trace, t), others=_others(trace), evidence=_evidence(trace, t),
        dates=_dates(trace, t), losses=_losses(trace), hashes=_hashes(trace), rows=ROWS,
    )  # fmt: skip


def comparison_html(comparison: Compared, lang: Language = "en") -> str:
    """Two files side by side, without a corpus."""
    t = Messages(lang)
    script, style = asset("page.js"), asset("base.css") + asset("page.css")
    return render(
        "comparison.html.j2", t,
        lang=HTML_LANG[lang], policy=policy(script, style), script=script, style=style, comparison=comparison,
        page=comparison.reprint, comparisons=(_compared(comparison.reprint.body, comparison.match, True, t),),
        others=(), names={}, rows=ROWS,
    )  # fmt: skip


def paper_html(paper: Paper, lang: Language = "en") -> str:
    """A paper as a static page, to be printed."""
    style = asset("base.css") + asset("paper.css")
    return render(
        "paper.html.j2",
        Messages(lang),
        lang=HTML_LANG[lang],
        policy=policy("", style),
        style=style,
        paper=paper,
    )


# ── texts side by side ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Comparison:
    """A match laid out: `origin` where its document heads the chain; `labels` say in words what each mark is, `edits` are the table's rows with
    the mark to jump to, `counts` how often each sort of change stands in the texts, and the
    bars how much of each text it makes up (sort, share)."""

    match: Match
    origin: bool
    sides: SideBySide
    labels: tuple[str, ...]
    edits: tuple[tuple[Edit, int | None], ...]
    counts: tuple[tuple[str, int], ...]
    page_bar: tuple[tuple[str, float], ...]
    document_bar: tuple[tuple[str, float], ...]


def _comparisons(trace: Trace, t: Messages) -> tuple[Comparison, ...]:
    """The documents worth laying beside the page: the head of the chain, then the best matches."""
    head = next((id_ for id_ in trace.chain.path if any(m.document.id == id_ for m in trace.matches)), None)
    ordered = sorted(trace.matches, key=lambda match: match.document.id != head)[:COMPARED]
    return tuple(_compared(trace.page.body, m, m.document.id == head, t) for m in ordered if m.document.text)


def _others(trace: Trace) -> tuple[Match, ...]:
    head = set(trace.chain.path)
    return tuple(match for match in trace.matches[COMPARED:] if match.document.id not in head)


def _compared(body: str, match: Match, origin: bool, t: Messages) -> Comparison:
    sides = side_by_side(body, match)
    first: dict[int | None, int] = {}
    for number, mark in enumerate(sides.marks):
        first.setdefault(mark.edit, number)
    counts = Counter(mark.sort for mark in sides.marks)
    counts["width"] = sum(edit.count for edit in match.edits if SORTS[edit.kind] == "width")
    return Comparison(
        match=match,
        origin=origin,
        sides=sides,
        labels=tuple(
            f"{t(f'edit.{m.kind}')}: {_quoted(match.document.text, m.document)} → {_quoted(body, m.page)}"
            for m in sides.marks
        ),
        edits=tuple((edit, first.get(number)) for number, edit in enumerate(match.edits[:ROWS])),
        counts=tuple((sort, counts[sort]) for sort in dict.fromkeys(SORTS.values()) if counts[sort]),
        page_bar=_bar(sides.page),
        document_bar=_bar(sides.document),
    )


def _quoted(text: str, span: tuple[int, int]) -> str:
    return clipped(text[span[0] : span[1]], 60) or "∅"


def _bar(paragraphs: tuple[Paragraph, ...]) -> tuple[tuple[str, float], ...]:
    """Shares of a text by what became of it, in a fixed order."""
    lengths: Counter[str] = Counter()
    for paragraph in paragraphs:
        for piece in paragraph.pieces:
            lengths["kept" if piece.sort == "width" else piece.sort] += len(piece.text)
    whole = max(1, sum(lengths.values()))
    order = ("kept", "rule", "substituted", "altered", "moved", "cut", "foreign")
    return tuple((sort, lengths[sort] / whole) for sort in order if lengths[sort])


# ── evidence, dates, losses, inputs ────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Entry:
    """An evidence row: `kind` in words, what it bears on, and whether it speaks for it."""

    evidence: Evidence
    kind: str
    bears_on: tuple[str, ...]
    reason: bool

    @property
    def against(self) -> bool:
        return self.evidence.weight < 0


def _evidence(trace: Trace, t: Messages) -> tuple[Entry, ...]:
    names = names_of(trace)
    reasons = set(trace.verdict.reasons)
    return tuple(
        Entry(e, told.evidence_kind(e.kind, t), _bears_on(e.supports, names, t), e.id in reasons)
        for e in trace.evidence[:ROWS]
    )


def _bears_on(supports: tuple[str, ...], names: Mapping[str, str], t: Messages) -> tuple[str, ...]:
    """Steps that follow one another as one path, and the verdict."""
    paths: list[list[str]] = []
    for step in supports:
        a, arrow, b = step.partition("→")
        if paths and arrow and paths[-1][-1] == a:
            paths[-1].append(b)
        elif arrow:
            paths.append([a, b])
    said = [" → ".join(names.get(id_, id_) for id_ in path) for path in paths]
    return (*said, t("verdict")) if "verdict" in supports else tuple(said)


@dataclass(frozen=True, slots=True)
class Dated:
    """One stated date: of what, its value and precision, what stated it and the words it was read
    from."""

    name: str
    what: str
    value: str
    precision: str | None
    basis: str | None
    quote: str | None


def _dates(trace: Trace, t: Messages) -> tuple[Dated, ...]:
    page, names = trace.page, names_of(trace)
    found: list[Dated] = []
    if page.published:
        p = page.published
        found.append(Dated(page.file, t("dates.page"), p.value, p.precision, p.basis, p.quote))
    if page.saved:
        found.append(Dated(page.file, t("dates.saved"), page.saved, None, "container", None))
    matched = {m.document.id: m.document.published for m in trace.matches}
    for id_, stated in matched.items():
        if stated:
            found.append(Dated(names[id_], id_, stated.value, stated.precision, stated.basis, stated.quote))
    rest = (n for n in trace.chain.nodes if n.role != "page" and n.id not in matched and n.published)
    found += [Dated(names[n.id], n.id, n.published or "", None, None, None) for n in rest]
    return tuple(found[:ROWS])


@dataclass(frozen=True, slots=True)
class Losses:
    """What of the original's authorship and figures is gone from the page."""

    document: str
    credits: tuple[Edit, ...]
    names: tuple[str, ...]
    figures_lost: tuple[str, ...]
    figures_changed: tuple[str, ...]
    negations: tuple[str, ...]


def _losses(trace: Trace) -> tuple[Losses, ...]:
    return tuple(loss for match in trace.matches[:COMPARED] if (loss := _lost(match)) is not None)


def _lost(match: Match) -> Losses | None:
    credits = tuple(edit for edit in match.edits if edit.kind in CREDITS)
    found = match.alteration
    lists = (
        (found.names_lost, found.figures_lost, found.figures_changed, found.negations) if found else ((),) * 4
    )
    if not credits and not any(lists):
        return None
    document = match.document
    return Losses(document.house or document.id, credits, *lists)


def _hashes(trace: Trace) -> tuple[tuple[str, str], ...]:
    """Id and SHA-256 (of the text in UTF-8) of every document laid beside the page."""
    documents = (match.document for match in trace.matches[:ROWS])
    return tuple(
        (d.id, hashlib.sha256(d.text.encode("utf-8", "surrogatepass")).hexdigest())
        for d in documents
        if d.text
    )


def cascade_svg(trace: Trace, lang: Language = "en") -> str:
    """Texts along time, the chain drawn, runner-ups thin; static: no script, nothing is loaded."""
    t = Messages(lang)
    title = trace.page.title or trace.page.file
    return render("picture.svg.j2", t, cascade=cascade(trace, t), style=asset("cascade.css"), title=title)


# ── in a notebook: what `_repr_html_` shows ─────────────────────────────────────────────

HEIGHT = "42em"
BODY = 400  # characters of a story


def trace_html(trace: Trace) -> str:
    """The report of a trace in a frame of its own: what a page says can do nothing to the notebook."""
    report = escape(page_html(trace, default_language()), quote=True)
    style = f"width:100%;height:{HEIGHT};border:1px solid #8884"
    return f'<iframe sandbox="allow-scripts" style="{style}" srcdoc="{report}"></iframe>'


def page_card(page: Page) -> str:
    """What a page says, as a small table."""
    date = page.published
    said = (
        ("file", page.file), ("title", page.title), ("site", page.site.name or page.site.domain),
        ("declared source", page.declared_source), ("published", date.value if date else None),
        ("claims", "; ".join(claim.evidence.quote for claim in page.claims)), ("story", page.body),
    )  # fmt: skip
    rows = "".join(
        f"<tr><th style='text-align:left'>{name}</th>"
        f"<td style='text-align:left'><bdi>{escape(one_line(value or '–', BODY))}</bdi></td></tr>"
        for name, value in said
    )
    return f"<table>{rows}</table>"
