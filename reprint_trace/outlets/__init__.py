"""Outlets: from any credited string or link to the outlet it means."""

from reprint_trace.outlets.gazetteer import Gazetteer, Resolution, gazetteer

__all__ = ["Gazetteer", "Resolution", "gazetteer"]
