"""The phrases by which site furniture gives itself away: `data/boilerplate.tsv`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "boilerplate.tsv"


def is_noise(text: str) -> bool:
    """Whether a short line is the site's: legal notices, sharing, navigation, credits."""
    return _patterns()["noise"].search(text) is not None


def ends_story(text: str) -> bool:
    """Whether a line opens what follows a story: its editor, a notice, the related stories."""
    return _patterns()["tail"].match(text) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rows = [line.split("\t") for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#")]
    kinds = {kind for kind, _ in rows}
    return {kind: re.compile("|".join(f"(?:{p})" for k, p in rows if k == kind)) for kind in kinds}
