"""Every use of one house's texts in a scan, and what its rights holder needs to act on it."""

from .finding import Use, uses
from .licensees import Licensee, read_licensees
from .notices import notices
from .rendering import FORMATS, export_uses

__all__ = ["FORMATS", "Licensee", "Use", "export_uses", "notices", "read_licensees", "uses"]
