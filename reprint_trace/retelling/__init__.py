"""Retold reprints (洗稿): found by what they name, told from other texts of the event, laid beside by sentence."""

from __future__ import annotations

from reprint_trace.retelling.finding import Kindred, named_alike, retelling, retellings

__all__ = ["Kindred", "named_alike", "retelling", "retellings"]
