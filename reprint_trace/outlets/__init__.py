"""Outlets: from any credited string or link to the outlet it means, and what that outlet counts for."""

from reprint_trace.outlets.gazetteer import Gazetteer, Resolution, gazetteer
from reprint_trace.outlets.tables import (
    CURRENT_EDITION,
    is_carrier,
    is_photo_credit,
    is_self,
    is_unattributed,
    licensed_edition,
    same_family,
    stands_for,
)

__all__ = [
    "CURRENT_EDITION",
    "Gazetteer",
    "Resolution",
    "gazetteer",
    "is_carrier",
    "is_photo_credit",
    "is_self",
    "is_unattributed",
    "licensed_edition",
    "same_family",
    "stands_for",
]
