"""A case as one file: the page as saved, what was found out about it, and the means to check that nothing was
altered since."""

from .package import Case, case_of_page, case_of_trace
from .verify import Altered, Verified, stamped, verify

__all__ = ["Altered", "Case", "Verified", "case_of_page", "case_of_trace", "stamped", "verify"]
