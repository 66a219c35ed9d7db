"""From texts of one story to verdicts in two parts: does the declared origin hold, was the path declared?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from reprint_trace.lineage.chain import draw, path_of
from reprint_trace.lineage.evidence import Ledger, variants
from reprint_trace.lineage.origin import Finding, weigh_origin
from reprint_trace.lineage.study import SURE, Edits, Study, study
from reprint_trace.lineage.witnesses import (
    Gazetteer,
    Witness,
    document_witness,
    is_same,
    page_witness,
    same_house,
)
from reprint_trace.model import Chain, Lineage, Match, Page, PathVerdict, Phrase, Variant, Verdict, phrase
from reprint_trace.text.folding import fold_text

NO_COPY = frozenset({"template", "shared-quotation", "unrelated"})  # relations without descent
ADDRESS = re.compile(r"^https?://(?:www\.|m\.)?|/?(?:#.*)?$")  # what two addresses of one page may differ in
DOCUMENTS = 20  # of a group; a page alone never has more than its search gives
COPIED = 0.5  # share of the page, or of the document, that must be common to ask who copied whom


def infer(page: Page, matches: Sequence[Match], *, gazetteer: Gazetteer) -> Lineage:
    """Chain and verdict for `page` among the documents it was matched with."""
    return conclude(study_pages([page], [matches], gazetteer))[0]


def study_pages(pages: Sequence[Page], matches: Sequence[Sequence[Match]], gazetteer: Gazetteer) -> Study:
    """Weigh the pages of one story, which come first among the witnesses, with the documents that
    they were matched with, at most DOCUMENTS of them: those of most pages.  A document that is one
    of the pages, by its bytes, its id, its address, or its publisher and text, counts once, as the page."""
    ids = {page.file for page in pages}
    shown = [page_witness(page, gazetteer) for page in pages]
    at = {key: v for v, page in enumerate(pages) for key in _identity(shown[v], page.url, page.sha256)}
    documents: dict[str, Witness] = {}
    holders: Counter[str] = Counter()
    edits: Edits = {}
    for page, own in zip(pages, matches, strict=True):
        for match in own:
            if not is_descent(match) or match.document.id in ids:
                continue
            witness = document_witness(match.document, gazetteer)
            copies = {
                at[key] for key in _identity(witness, match.document.url, match.document.sha256) if key in at
            }
            for v in copies:
                shown[v] = replace(shown[v], supplied=True)
            if not copies:
                documents[witness.id] = witness
                holders[witness.id] += 1
                edits[witness.id, page.file] = match.edits
    most = [documents[id_] for id_, _ in holders.most_common(DOCUMENTS)]
    return study([*shown, *most], gazetteer, edits)


def _identity(witness: Witness, url: str | None, sha256: str | None) -> list[tuple[str, str]]:
    """What makes two texts the same page: their bytes, their address, or their publisher and text."""
    found = [("address", ADDRESS.sub("", url))] if url else []
    if sha256:
        found.append(("bytes", sha256))
    if witness.outlet:
        found.append((fold_text(witness.outlet), fold_text(witness.text)))
    return found


def is_descent(match: Match) -> bool:
    """Whether page and document share enough, in such a way, that it can be asked who copied whom."""
    return max(match.page_covered, match.document_covered) >= COPIED and match.relation not in NO_COPY


def texts_above(studied: Study, v: int) -> list[str]:
    """The ids of the texts that witness v came through, as far as they are likely, the first on top."""
    return [studied.group.witnesses[stop.witness].id for stop in path_of(studied, v)[:-1]]


def conclude(studied: Study, pages: int = 1) -> list[Lineage]:
    """Chain and verdict for the first `pages` witnesses; each lineage shows the path to its own."""
    differing = variants(studied.group, studied.informed.root)
    return [_lineage(studied, v, differing) for v in range(pages)]


def infer_group(witnesses: Sequence[Witness], *, gazetteer: Gazetteer) -> list[Lineage]:
    """Chain and verdict for every witness of one story, in their order.

    The group is weighed once; each lineage shows the path to its own witness, as its page.
    """
    if not witnesses:
        return []
    return conclude(study(witnesses, gazetteer), len(witnesses))


def _lineage(studied: Study, v: int, differing: tuple[Variant, ...]) -> Lineage:
    ledger = Ledger()
    finding = weigh_origin(studied, v, ledger)
    chain = draw(studied, v, finding, ledger)
    verdict = judge(studied, v, chain, finding, ledger)
    return Lineage(chain=chain, verdict=verdict, evidence=ledger.entries, variants=differing)


WORTH_NAMING = 0.10  # P from which a candidate is listed where no parent is resolved
SHOWN = 3


def judge(study: Study, v: int, chain: Chain, finding: Finding, ledger: Ledger) -> Verdict:
    said = study.group.credits[v]
    path, relays = _path(study, v, chain, finding)
    reasons = list(finding.reasons)
    for credit in (*([said.origin] if said.origin else []), *said.relays):
        reasons.append(ledger.claim(study.group.witnesses[v], credit.claim, ("verdict",)))
    reasons += [i for edge in chain.edges for i in edge.evidence]
    summary = [*_summary(chain, finding, path, relays), *_candidates(study, v)]
    return Verdict(
        origin=finding.origin, path=path, summary=tuple(summary),
        probability=None if finding.chance is None or finding.origin == "carrier" else round(finding.chance, 4),
        reasons=tuple(dict.fromkeys(reasons)), would_change=tuple(_would_change(study, v, finding)),
    )  # fmt: skip


def _path(study: Study, v: int, chain: Chain, finding: Finding) -> tuple[PathVerdict, list[str]]:
    """How the text came: relays nobody credits count first, whoever the origin is."""
    said = study.group.credits[v]
    declared = [c.outlet for c in said.declared] + ([said.origin.outlet] if said.origin else [])
    silent = [c.outlet for c in said.relays if not same_house(c.outlet, declared, study.gazetteer)]
    silent += _observed_relays(study, v, declared)
    if silent:
        return "undeclared-relay", list(dict.fromkeys(silent))
    if finding.origin == "carrier" and finding.outlet:
        return "declared-relay", [finding.outlet]
    hops = [node.outlet for node in chain.nodes[1:-1] if node.outlet]
    passed = [hop for hop in hops if is_same(hop, declared, study.gazetteer)]
    if passed:
        return "declared-relay", passed
    straight = len(chain.nodes) == 2 and chain.nodes[0].observed and not chain.edges[0].open
    return ("direct" if straight and finding.origin == "confirmed" else "unresolved"), []


def _observed_relays(study: Study, v: int, declared: Sequence[str]) -> list[str]:
    """Outlets nobody credits whose text the page came through, and which did not write it."""
    witnesses, above = study.group.witnesses, study.ancestors
    own = witnesses[v].outlet
    known = [*declared, *([own] if own else [])]
    return [
        w.outlet for u, w in enumerate(witnesses)
        if u != v and w.outlet and not same_house(w.outlet, known, study.gazetteer)
        and above[u, v] >= SURE and max(above[x, u] for x in range(len(above)) if x != v) >= SURE
    ]  # fmt: skip


def _summary(chain: Chain, finding: Finding, path: PathVerdict, relays: Sequence[str]) -> list[Phrase]:
    named = finding.outlet or ""
    seen = next((n.outlet or n.id for n in chain.nodes[:-1] if n.observed), None)
    first = "printed-later" if finding.origin == "contradicted" and not finding.rival else finding.origin
    said = [phrase(f"verdict.says.{first}", outlet=named, rival=finding.rival or "")]
    said += [phrase(f"verdict.says.{key}", outlet=outlet) for key, outlet in finding.words]
    told = {named, finding.rival, *(outlet for _, outlet in finding.words)}
    if seen and seen not in told:
        said.append(phrase("verdict.says.stands-in", outlet=seen))
    if any(edge.open for edge in chain.edges):
        said.append(phrase("verdict.says.open"))
    if path != "unresolved" and not (finding.origin == "carrier" and path == "declared-relay"):
        said.append(phrase(f"verdict.says.{path}", relays=tuple(relays)))
    return said


def _candidates(study: Study, v: int) -> list[Phrase]:
    """Texts that may be the parent, where none is likely enough to be drawn."""
    path = path_of(study, v)
    if len(path) > 1 and not path[-1].open:
        return []
    chances = study.informed.edges[:, v]
    best = [int(u) for u in (-chances).argsort(kind="stable")[:SHOWN] if chances[u] >= WORTH_NAMING]
    drawn = {stop.witness for stop in path[:-1]}
    if not best or set(best) <= drawn:
        return []
    witnesses = study.group.witnesses
    named = tuple(f"{witnesses[u].outlet or witnesses[u].id} ({chances[u]:.0%})" for u in best)
    return [phrase("verdict.says.candidates", candidates=named)]


def _would_change(study: Study, v: int, finding: Finding) -> list[Phrase]:
    published = study.group.witnesses[v].published
    date = published.value[:10] if published else None
    return [phrase(f"verdict.says.change-{finding.origin}", outlet=finding.outlet or "", date=date)]
