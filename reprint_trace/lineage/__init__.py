"""Who copied from whom: matches and claims become a chain and a verdict."""

from reprint_trace.lineage.posterior import weights_name
from reprint_trace.lineage.sources import with_retelling
from reprint_trace.lineage.verdict import (
    conclude,
    infer,
    infer_group,
    is_descent,
    study_pages,
    texts_above,
)
from reprint_trace.lineage.witnesses import Witness

__all__ = [
    "Witness",
    "conclude",
    "infer",
    "infer_group",
    "is_descent",
    "study_pages",
    "texts_above",
    "weights_name",
    "with_retelling",
]
