"""From texts of one story to chains and verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from reprint_trace.lineage.chain import draw
from reprint_trace.lineage.credits import Gazetteer
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.lineage.origin import weigh_origin
from reprint_trace.lineage.study import Study, study
from reprint_trace.lineage.variants import variants
from reprint_trace.lineage.verdict import judge
from reprint_trace.lineage.witnesses import Witness, document_witness, page_witness
from reprint_trace.model import Lineage, Match, Page, Variant

NO_COPY = frozenset({"template", "shared-quotation", "unrelated"})  # relations without descent
COPIED = 0.5  # share of the page, or of the document, that must be common to ask who copied whom


def infer(page: Page, matches: Sequence[Match], *, gazetteer: Gazetteer) -> Lineage:
    """Chain and verdict for `page` among the documents it was matched with."""
    near = {
        m.document.id: m for m in matches
        if max(m.page_covered, m.document_covered) >= COPIED
        and m.relation not in NO_COPY
        and m.document.id != page.file
    }  # fmt: skip
    witnesses = [page_witness(page), *(document_witness(m.document, gazetteer) for m in near.values())]
    edits = {id_: match.edits for id_, match in near.items()}
    studied = study(witnesses, gazetteer, edits)
    return _lineage(studied, 0, variants(studied.group, studied.informed.root))


def infer_group(witnesses: Sequence[Witness], *, gazetteer: Gazetteer) -> list[Lineage]:
    """Chain and verdict for every witness of one story, in their order.

    The group is weighed once; each lineage shows the path to its own witness, as its page.
    """
    if not witnesses:
        return []
    studied = study(witnesses, gazetteer)
    differing = variants(studied.group, studied.informed.root)
    return [_lineage(studied, v, differing) for v in range(len(witnesses))]


def _lineage(studied: Study, v: int, differing: tuple[Variant, ...]) -> Lineage:
    ledger = Ledger()
    finding = weigh_origin(studied, v, ledger)
    chain = draw(studied, v, finding, ledger)
    verdict = judge(studied, v, chain, finding, ledger)
    return Lineage(chain=chain, verdict=verdict, evidence=ledger.entries, variants=differing)
