"""The closed lists of words that fields may hold."""

from __future__ import annotations

from typing import Literal

Span = tuple[int, int]

Precision = Literal["minute", "day", "month", "year"]
Sureness = Literal["sure", "fair", "unsure", "none"]  # of a body being the page's story
Where = Literal["head", "body", "tail", "meta", "json-ld", "script"]
ClaimKind = Literal["declared", "link", "dateline", "byline", "relay", "meta", "self"]
EditKind = Literal[
    "substitution", "insertion", "deletion", "truncation", "reordering", "width-or-spacing",
    "title-injection", "relay-lead", "house-rule", "spin", "byline-removed", "number-changed",
    "foreign-passage", "negation-changed", "dateline-removed", "caption-removed",
]  # fmt: skip
Relation = Literal[
    "copy",
    "version",
    "same-wire",
    "shared-quotation",
    "template",
    "retold",
    "same-event",
    "unrelated",
]
Role = Literal["page", "document", "named", "wire"]
Grade = Literal["A", "B", "C", "D"]
Polarity = Literal["original", "derived", "unknown"]
OriginVerdict = Literal["confirmed", "supported", "carrier", "contradicted", "missing", "unverifiable"]
PathVerdict = Literal["direct", "declared-relay", "undeclared-relay", "unresolved"]
MeaningKind = Literal[
    "person", "organisation", "place", "time", "quantity", "bound", "direction", "polarity", "hedge",
    "attribution", "speaker", "quotation", "conclusion", "correction", "byline",
]  # fmt: skip
Part = Literal["headline", "byline", "body"]
