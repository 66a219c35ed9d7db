"""Make the evidence package of the sample page anew: docs/sample-case.zip, and what the docs list of it.

Run from the project's root: python -m docs.make_case.  The clock is a fixed one, and no PDF is made, so that the same
version makes the same bytes.
"""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch
from zipfile import ZipFile

from reprint_trace.corpus import open_corpus
from reprint_trace.evidence import case_of_page

ROOT = Path(__file__).parents[1]
CASE = ROOT / "docs" / "sample-case.zip"
DOCUMENTS = (ROOT / "docs" / "evidence.md", ROOT / "docs" / "zh" / "evidence.md")
PAGE, CORPUS = "sample_pages/aggregator.html", "sample_pages/originals.jsonl"
LISTED = re.compile(r"(?<=```text\nsample-case.zip\n).*?(?=```)", re.DOTALL)


def main() -> None:
    of_no_machine = patch.multiple("platform", release=str, machine=str)
    with contextlib.chdir(ROOT), of_no_machine, open_corpus(CORPUS) as corpus:
        command = f"reprint-trace evidence {PAGE} -c {CORPUS} -o sample-case.zip --no-pdf"
        made = case_of_page(
            PAGE, corpus, command=command, pdf=False, clock=lambda: datetime(2021, 5, 1, tzinfo=UTC)
        )
    CASE.write_bytes(made.data)
    for document in DOCUMENTS:
        document.write_text(LISTED.sub(lambda _: listing(), document.read_text("utf-8"), count=1), "utf-8")


def listing() -> str:
    """What is in the package, a line a file: its bytes and its name."""
    with ZipFile(CASE) as held:
        return "".join(f"{info.file_size:>9,}  {info.filename}\n" for info in held.infolist())


if __name__ == "__main__":
    main()
