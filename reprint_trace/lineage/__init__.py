"""Who copied from whom: matches and claims become a chain and a verdict."""

from reprint_trace.lineage.inference import (
    conclude,
    forebears,
    infer,
    infer_group,
    is_descent,
    study_pages,
)
from reprint_trace.lineage.posterior import weights_name
from reprint_trace.lineage.retold import told_again
from reprint_trace.lineage.witnesses import Witness

__all__ = [
    "Witness",
    "conclude",
    "forebears",
    "infer",
    "infer_group",
    "is_descent",
    "study_pages",
    "told_again",
    "weights_name",
]
