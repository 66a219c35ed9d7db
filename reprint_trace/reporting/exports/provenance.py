"""A trace as W3C PROV (PROV-JSON), by the `prov` package.

Texts are entities, outlets agents.  What was inferred is asserted in the document: a copy
`wasDerivedFrom` the text above it, a page `wasQuotedFrom` a text it only excerpts, and
`hadPrimarySource` the origin.  What the page *says* of itself stands in a bundle of its own,
`claims`, attributed to the page: so it stays an assertion and is never mixed with the finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from reprint_trace.model import Node, Trace
from reprint_trace.reporting.exports.stemma import names_in, stemma
from reprint_trace.reporting.safe import one_line

if TYPE_CHECKING:
    from prov.model import ProvBundle, ProvDocument

TEXT = "urn:reprint-trace:text:"
OUTLET = "urn:reprint-trace:outlet:"
TERMS = "urn:reprint-trace:terms:"
CLAIMS = "urn:reprint-trace:claims:"
LEAST = 0.5  # an origin below this is not asserted


def prov_json(traces: Sequence[Trace]) -> str:
    """The traces as one PROV-JSON document."""
    document = _document()
    drawn = stemma(traces)
    for vertex in drawn.vertices:
        _text(document, vertex.id, vertex.node, vertex.url)
    for arc in drawn.arcs:
        document.wasDerivedFrom(
            _name("text", arc.to), _name("text", arc.from_),
            other_attributes={"rt:probability": arc.edge.probability, "rt:grade": arc.edge.grade},
        )  # fmt: skip
    for trace in traces:
        names = names_in(trace, traces)
        _primary_source(document, trace, names)
        _quotations(document, trace)
        _claims(document, trace)
    return str(document.serialize(format="json", ensure_ascii=False)) + "\n"


def _document() -> ProvDocument:
    from prov.model import ProvDocument

    document = ProvDocument()
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


def _primary_source(document: ProvDocument, trace: Trace, names: dict[str, str]) -> None:
    """The head of the page's path, where the verdict names an origin."""
    verdict = trace.verdict
    if len(trace.chain.path) > 1 and verdict.probability >= LEAST:
        document.hadPrimarySource(
            _name("text", names[trace.chain.path[-1]]), _name("text", names[trace.chain.path[0]]),
            other_attributes={
                "rt:origin": verdict.origin, "rt:path": verdict.path, "rt:probability": verdict.probability,
            },
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
