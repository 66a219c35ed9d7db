"""From texts of one story to chains and verdicts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from reprint_trace.lineage.chain import draw, path_of
from reprint_trace.lineage.credits import Gazetteer
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.lineage.origin import weigh_origin
from reprint_trace.lineage.study import Edits, Study, study
from reprint_trace.lineage.variants import variants
from reprint_trace.lineage.verdict import judge
from reprint_trace.lineage.witnesses import Witness, document_witness, page_witness
from reprint_trace.model import Lineage, Match, Page, Variant
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
    of the pages, by its id, its address, or its publisher and text, counts once, as the page."""
    ids = {page.file for page in pages}
    shown = [page_witness(page, gazetteer) for page in pages]
    at = {key: v for v, page in enumerate(pages) for key in _identity(shown[v], page.url)}
    documents: dict[str, Witness] = {}
    holders: Counter[str] = Counter()
    edits: Edits = {}
    for page, own in zip(pages, matches, strict=True):
        for match in own:
            if not is_descent(match) or match.document.id in ids:
                continue
            witness = document_witness(match.document, gazetteer)
            copies = {at[key] for key in _identity(witness, match.document.url) if key in at}
            for v in copies:
                shown[v] = replace(shown[v], supplied=True)
            if not copies:
                documents[witness.id] = witness
                holders[witness.id] += 1
                edits[witness.id, page.file] = match.edits
    most = [documents[id_] for id_, _ in holders.most_common(DOCUMENTS)]
    return study([*shown, *most], gazetteer, edits)


def _identity(witness: Witness, url: str | None) -> list[tuple[str, str]]:
    """What makes two texts the same page: their address, or their publisher and text."""
    found = [("address", ADDRESS.sub("", url))] if url else []
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
