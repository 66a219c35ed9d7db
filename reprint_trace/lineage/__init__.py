"""Who copied from whom: matches and claims become a chain and a verdict."""

from reprint_trace.lineage.inference import infer

__all__ = ["infer"]
