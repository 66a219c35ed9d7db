"""The frozen structs that pass between the floors; contract/schemas/ describes their JSON.

All spans are half-open `[start, end)` in Unicode code points of the text they name
(`Page.body`, `Document.text`).  Unknown is `None`, never `""`.  Dates are ISO 8601.
Shares and probabilities are 0..1.  A trailing underscore only avoids a Python keyword:
`Edge.from_` is `from` in JSON.
"""

from reprint_trace.model.chain import (
    Chain,
    Edge,
    Evidence,
    Lineage,
    Node,
    Reading,
    RunnerUp,
    Variant,
    Verdict,
)
from reprint_trace.model.kinds import (
    ClaimKind,
    EditKind,
    Grade,
    MeaningKind,
    OriginVerdict,
    Part,
    PathVerdict,
    Polarity,
    Precision,
    Relation,
    Role,
    Span,
    Sureness,
    Where,
)
from reprint_trace.model.match import (
    Alteration,
    Candidate,
    Comparison,
    CorpusInfo,
    Document,
    Edit,
    Match,
    MeaningChange,
    NamedAlike,
    Passage,
    Signature,
    Taken,
)
from reprint_trace.model.page import Claim, Outlet, Page, PageLink, Published, Quote, Site, Teaser
from reprint_trace.model.phrase import Phrase, Value, phrase
from reprint_trace.model.retelling import ChangedFact, Retelling, ToldSentence
from reprint_trace.model.run import Honesty, OutletCount, SiteCount, Summary
from reprint_trace.model.trace import Licence, Source, Tool, Trace

__all__ = [
    "Alteration",
    "Candidate",
    "Chain",
    "ChangedFact",
    "Claim",
    "ClaimKind",
    "Comparison",
    "CorpusInfo",
    "Document",
    "Edge",
    "Edit",
    "EditKind",
    "Evidence",
    "Grade",
    "Honesty",
    "Licence",
    "Lineage",
    "Match",
    "MeaningChange",
    "MeaningKind",
    "NamedAlike",
    "Node",
    "OriginVerdict",
    "Outlet",
    "OutletCount",
    "Page",
    "PageLink",
    "Part",
    "Passage",
    "PathVerdict",
    "Phrase",
    "Polarity",
    "Precision",
    "Published",
    "Quote",
    "Reading",
    "Relation",
    "Retelling",
    "Role",
    "RunnerUp",
    "Signature",
    "Site",
    "SiteCount",
    "Source",
    "Span",
    "Summary",
    "Sureness",
    "Taken",
    "Teaser",
    "ToldSentence",
    "Tool",
    "Trace",
    "Value",
    "Variant",
    "Verdict",
    "Where",
    "phrase",
]
