"""Who copied from whom: matches and claims become a chain and a verdict."""

from reprint_trace.lineage.inference import infer, infer_group
from reprint_trace.lineage.posterior import weights_name
from reprint_trace.lineage.witnesses import Witness

__all__ = ["Witness", "infer", "infer_group", "weights_name"]
