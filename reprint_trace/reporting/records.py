"""A page's origin as something to cite (BibTeX, CSL-JSON) and the page as schema.org JSON-LD.

The origin is the head of the page's path.  One that nobody supplied is cited by its outlet
alone, with a note that the text was not seen; a page without an earlier text is its own origin.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reprint_trace.model import Node, Trace
from reprint_trace.reporting import one_line
from reprint_trace.reporting.graphs import library, names_in, stemma

if TYPE_CHECKING:
    from prov.model import ProvBundle, ProvDocument

UNSEEN = "text not seen; named by what was copied from it"
FIRST = "no earlier text was found among those supplied"
_TEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "{}%&$#_"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """What is cited.  `authors` are known only where the origin is the page itself."""

    key: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    authors: tuple[str, ...] = ()
    note: str | None = None


def origin(trace: Trace) -> Origin:
    """The text to cite for a page."""
    nodes = {node.id: node for node in trace.chain.nodes}
    head = nodes[trace.chain.path[0]] if trace.chain.path else None
    if head is None or head.role == "page":
        page = trace.page
        return Origin(
            key=_key(page.file), title=page.title, outlet=page.site.outlet or page.site.name, url=page.url,
            published=page.published.value if page.published else None, authors=page.authors, note=FIRST,
        )  # fmt: skip
    return Origin(
        key=_key(head.id), title=head.title, outlet=head.outlet, published=head.published,
        url=_urls(trace).get(head.id), note=None if head.observed else UNSEEN,
    )  # fmt: skip


def bibtex(traces: Iterable[Trace]) -> str:
    """One `@article` (seen) or `@misc` an origin, each origin once."""
    return "\n".join(_entry(found) for found in _origins(traces))


def csl_json(traces: Iterable[Trace]) -> str:
    """The origins as a CSL-JSON array of `article-newspaper` items."""
    return json.dumps([_csl(found) for found in _origins(traces)], ensure_ascii=False, indent=1) + "\n"


def jsonld(trace: Trace) -> str:
    """A page as schema.org NewsArticle on one line; `isBasedOn` goes up its path, a text at a time.

    `<` is escaped, so that the line may be put in a page's script element as it stands.
    """
    nodes = {node.id: node for node in trace.chain.nodes}
    urls = _urls(trace)
    found: dict[str, Any] | None = None
    for id_ in trace.chain.path:
        article = _article(nodes[id_], urls.get(id_))
        found = {**article, "isBasedOn": found} if found else article
    found = found or {"@type": "NewsArticle", "headline": trace.page.title}
    if trace.page.declared_source:
        found["creditText"] = one_line(trace.page.declared_source)
    line = json.dumps({"@context": "https://schema.org", **found}, ensure_ascii=False)
    return line.replace("<", "\\u003c")


def _article(node: Node, url: str | None) -> dict[str, Any]:
    said = {
        "@type": "NewsArticle", "@id": url if _is_web(url) else None, "headline": node.title,
        "datePublished": node.published, "url": url if _is_web(url) else None,
        "publisher": {"@type": "NewsMediaOrganization", "name": one_line(node.outlet)} if node.outlet else None,
        "creativeWorkStatus": None if node.observed else "not seen",
    }  # fmt: skip
    return {
        key: one_line(value) if isinstance(value, str) else value
        for key, value in said.items()
        if value is not None
    }


def _is_web(url: str | None) -> bool:
    return bool(url) and str(url).startswith(("http://", "https://"))


def _urls(trace: Trace) -> dict[str, str | None]:
    return {
        **{match.document.id: match.document.url for match in trace.matches},
        **{node.id: trace.page.url for node in trace.chain.nodes if node.role == "page"},
    }


def _origins(traces: Iterable[Trace]) -> list[Origin]:
    found = {cited.key: cited for cited in map(origin, traces)}
    return list(found.values())


def _key(id_: str) -> str:
    """A citation key: what of the id a key may hold, and enough of its hash to be one's own."""
    plain = "-".join(re.findall(r"[A-Za-z0-9]+", id_))[-40:].strip("-") or "origin"
    return f"{plain}-{hashlib.sha256(id_.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"


def _entry(cited: Origin) -> str:
    said = {
        "title": cited.title, "author": " and ".join(f"{{{_tex(name)}}}" for name in cited.authors),
        "journal" if cited.title else "howpublished": cited.outlet,
        "year": cited.published[:4] if cited.published else None, "date": (cited.published or "")[:10],
        "url": cited.url, "note": cited.note, "langid": "chinese",
    }  # fmt: skip
    kind = "article" if cited.title and cited.outlet else "misc"
    lines = [f"  {name} = {{{_field(name, value)}}}," for name, value in said.items() if value]
    return "\n".join([f"@{kind}{{{cited.key},", *lines, "}", ""])


def _field(name: str, value: str) -> str:
    """`url` is read verbatim, so what could end the field is percent-encoded; names are TeX already."""
    if name == "url":
        return quote(one_line(value), safe="!#$%&'()*+,/:;=?@[]~_-.")
    return value if name == "author" else _tex(value)


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in one_line(text))


def _csl(cited: Origin) -> dict[str, Any]:
    said = {
        "id": cited.key, "type": "article-newspaper", "title": cited.title,
        "container-title": cited.outlet, "URL": cited.url, "note": cited.note,
        "author": [{"literal": one_line(name)} for name in cited.authors],
        "issued": {"date-parts": [_date_parts(cited.published)]} if cited.published else None,
        "language": "zh",
    }  # fmt: skip
    return {key: one_line(value) if isinstance(value, str) else value for key, value in said.items() if value}


def _date_parts(published: str) -> list[int]:
    return [int(part) for part in published[:10].split("-")]


TEXT = "urn:reprint-trace:text:"
OUTLET = "urn:reprint-trace:outlet:"
TERMS = "urn:reprint-trace:terms:"
CLAIMS = "urn:reprint-trace:claims:"
NAMED = ("confirmed", "supported", "contradicted")  # verdicts that stand for the head of the path


def prov_json(traces: Sequence[Trace]) -> str:
    """The traces as one PROV-JSON document."""
    document = _document()
    drawn = stemma(traces)
    for vertex in drawn.vertices:
        _text(document, vertex.id, vertex.node, vertex.url)
    for arc in drawn.arcs:
        document.wasDerivedFrom(
            _name("text", arc.to), _name("text", arc.from_),
            other_attributes=_given({
                "rt:probability": arc.edge.probability, "rt:ancestor": arc.edge.ancestor, "rt:grade": arc.edge.grade,
            }),
        )  # fmt: skip
    for trace in traces:
        names = names_in(trace, traces)
        _primary_source(document, trace, names)
        _quotations(document, trace)
        _claims(document, trace)
    return str(document.serialize(format="json", ensure_ascii=False)) + "\n"


def _document() -> ProvDocument:
    document: ProvDocument = library("prov.model", "PROV").ProvDocument()
    for prefix, uri in (("text", TEXT), ("outlet", OUTLET), ("rt", TERMS), ("claims", CLAIMS)):
        document.add_namespace(prefix, uri)
    return document


def _text(document: ProvDocument, id_: str, node: Node, url: str | None) -> None:
    said = {
        "prov:label": node.title or node.outlet or node.id, "rt:role": node.role,
        "rt:class": "extant" if node.observed else "hypothetical",
        "rt:published": node.published, "rt:url": url,
    }  # fmt: skip
    document.entity(_name("text", id_), _attributes(said))
    if node.outlet:
        document.wasAttributedTo(_name("text", id_), _outlet(document, node.outlet))


def _outlet(bundle: ProvBundle, name: str) -> str:
    known = _name("outlet", name)
    if not bundle.get_record(known):
        bundle.agent(known, _attributes({"prov:label": name}))
    return known


def _given(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}


def _primary_source(document: ProvDocument, trace: Trace, names: dict[str, str]) -> None:
    """The head of the page's path, where the verdict names an origin."""
    verdict = trace.verdict
    if len(trace.chain.path) > 1 and verdict.origin in NAMED:
        document.hadPrimarySource(
            _name("text", names[trace.chain.path[-1]]), _name("text", names[trace.chain.path[0]]),
            other_attributes=_given({
                "rt:origin": verdict.origin, "rt:path": verdict.path, "rt:probability": verdict.probability,
            }),
        )  # fmt: skip


def _quotations(document: ProvDocument, trace: Trace) -> None:
    """Texts the page only excerpts, beside its path."""
    for match in trace.matches:
        source = match.document
        if match.relation != "shared-quotation" or source.id in trace.chain.path:
            continue
        document.entity(_name("text", source.id), _attributes({"prov:label": source.title or source.id}))
        document.wasQuotedFrom(_name("text", trace.page.file), _name("text", source.id))


def _claims(document: ProvDocument, trace: Trace) -> None:
    """Everything the page says about its source, as the page's own assertions."""
    page = _name("text", trace.page.file)
    bundle = document.bundle(_name("claims", trace.page.file))
    bundle.entity(page, _attributes({"prov:label": trace.page.title or trace.page.file}))
    for number, claim in enumerate(trace.page.claims, 1):
        said = {
            "rt:kind": claim.kind, "rt:label": claim.label, "rt:text": claim.text, "rt:url": claim.url,
            "rt:quote": claim.evidence.quote, "rt:where": claim.evidence.where, "rt:rule": claim.evidence.rule,
        }  # fmt: skip
        for outlet in claim.outlets or (claim.text,):
            bundle.attribution(
                page, _outlet(bundle, outlet), f"rt:claim-{number}", other_attributes=_attributes(said)
            )
    document.wasAttributedTo(_name("claims", trace.page.file), page)


def _name(prefix: str, id_: str) -> str:
    """A qualified name; what a name may not hold is percent-encoded."""
    return f"{prefix}:{quote(id_.encode('utf-8', 'surrogateescape'), safe='')}"


def _attributes(said: dict[str, str | None]) -> dict[str, str]:
    return {key: one_line(value) for key, value in said.items() if value}
