"""The command-line reference cannot rot."""

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_cli_reference_is_what_help_says() -> None:
    """docs/cli.md is what `python docs/make_cli.py` writes from --help."""
    made = runpy.run_path(str(DOCS / "make_cli.py"))["reference"]()
    assert (DOCS / "cli.md").read_text("utf-8") == made
