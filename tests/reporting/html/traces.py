"""Traces for the reports' tests: one of the sample pages, one of several witnesses, one hostile."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from reprint_trace.corpus import open_corpus
from reprint_trace.model import Document, Edge, Match, Node, Passage, Reading, RunnerUp, Trace, Variant
from reprint_trace.reading import read_file
from reprint_trace.tracing import trace
from tests.reporting.examples import TRACE

SAMPLES = Path(__file__).parents[3] / "sample_pages"
HOSTILE = (
    "<script>window.acted = 1</script><img src=x onerror=window.acted=2>\"'--></style></title>{{ 7*7 }}"
    "\u202egpj.exe\u2066\x1b[31mred\x1b]0;title\x07\x00\x7f\u200b\u2028\ud800\U000e0041"
)


@cache
def sample(name: str) -> Trace:
    """The trace of a sample page."""
    with open_corpus(str(SAMPLES / "originals.jsonl")) as corpus:
        return trace(read_file(str(SAMPLES / name)), corpus)


def several() -> Trace:
    """A page among siblings: twins, a runner-up, an unseen text between, a dead end."""
    chain = TRACE.chain
    nodes = (
        replace(chain.nodes[0], twins=("twin-1",)),
        Node(id="named:北京联盟", role="named", outlet="北京联盟", observed=False),
        chain.nodes[2],
    )
    edges = (
        Edge(from_="yxrb-1", to="named:北京联盟", probability=0.7, grade="B"),
        Edge(from_="named:北京联盟", to="page.html", probability=0.6, grade="B",
             runner_up=RunnerUp(from_="rival-1", probability=0.3)),
    )  # fmt: skip
    text = TRACE.matches[0].document.text
    others = tuple(
        Match(
            document=Document(id=id_, text=text, outlet=outlet), jaccard=0.5, jaccard_exact=0.5,
            page_covered=0.5, document_covered=0.5, passages=(Passage(page=(0, 12), document=(0, 12)),),
            relation="copy",
        )
        for id_, outlet in (("twin-1", "同文报"), ("rival-1", "对岸网"), ("dead-1", "无关社"))
    )  # fmt: skip
    variants = (
        Variant(before="走进", after="车间", count=2, readings=(
            Reading(text="新", witnesses=("page.html", "rival-1"), spans=((13, 14), (13, 14)),
                    polarity="derived", weight=0.7),
            Reading(text="", witnesses=("yxrb-1", "twin-1"), spans=((13, 13), (13, 13)), polarity="original"),
        )),
    )  # fmt: skip
    path = ("yxrb-1", "named:北京联盟", "page.html")
    return replace(
        TRACE, chain=replace(chain, nodes=nodes, edges=edges, path=path),
        matches=(*TRACE.matches, *others), variants=variants,
    )  # fmt: skip


def hostile() -> Trace:
    """Every text that a page, a corpus or a file name supplies tries to act."""
    found = _spoilt(TRACE)
    page = replace(
        found.page,
        title=HOSTILE + "长" * 1_000_000,
        url="javascript:window.acted=3",
        body=HOSTILE + "\n" + TRACE.page.body,
        claims=tuple(replace(claim, url="JaVaScRiPt:window.acted=4//http://a.example") for claim in found.page.claims),
        teasers=tuple(replace(teaser, url="data:text/html,<script>1</script>") for teaser in found.page.teasers),
    )  # fmt: skip
    assert isinstance(found, Trace)
    return replace(found, page=page)


# What is one of a closed list, a number's or an id's text, and no page's words.
_OURS = {"kind", "grade", "role", "where", "origin", "path", "precision", "relation", "polarity", "id", "from_", "to",
         "supports", "reasons", "evidence", "witnesses", "value", "twins", "nodes", "sureness"}  # fmt: skip


def _spoilt(value: Any, name: str = "") -> Any:
    if isinstance(value, str):
        return value if name in _OURS else HOSTILE + value
    if isinstance(value, tuple):
        return tuple(_spoilt(item, name) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{
            f.name: _spoilt(getattr(value, f.name), f.name) for f in fields(value)
            if f.name not in _OURS or not isinstance(getattr(value, f.name), str | tuple)
            or is_dataclass(next(iter(getattr(value, f.name)), None))
        })  # fmt: skip
    return value
