"""Write the session in README.md anew: the real output of its own first command."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from reprint_trace.corpus import open_corpus
from reprint_trace.reading import read_file
from reprint_trace.reporting.terminal import report
from reprint_trace.trace import trace

README = Path(__file__).parents[1] / "README.md"
SESSION = re.compile(r"(?<=<!-- session -->\n```text\n).*?(?=```)", re.DOTALL)
PAGE = "sample_pages/aggregator.html"
ORIGINALS = "sample_pages/originals.jsonl"


def session() -> str:
    """What the first command prints, without the blanks at line ends."""
    out = io.StringIO()
    with open_corpus(ORIGINALS) as corpus:
        console = Console(file=out, width=100, markup=False, emoji=False, highlight=False)
        console.print(report(trace(read_file(PAGE), corpus)))
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return f"$ reprint-trace {PAGE} --corpus {ORIGINALS}\n" + "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    README.write_text(SESSION.sub(lambda _: session(), README.read_text("utf-8")), "utf-8")
