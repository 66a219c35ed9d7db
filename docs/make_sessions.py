"""Write the sessions in the README and the docs anew: what their commands print today.

A session is a `text` block that begins with `$ reprint-trace …`.  Those of one document run one
after the other in one folder that holds the sample pages, so that a later one may use what an
earlier one made.  `| head -N` cuts a long report.  A test checks that they are up to date.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from reprint_trace.cli import cli

ROOT = Path(__file__).parents[1]
SESSION = re.compile(r"(?<=```text\n)\$ reprint-trace (.*?)\n.*?(?=```)", re.DOTALL)
WIDTH = "100"


def documents() -> list[Path]:
    """The documents that hold sessions."""
    pages = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in pages if SESSION.search(page.read_text("utf-8"))]


def renewed(document: Path) -> str:
    """The document with every session as it runs today."""
    with _desk():
        return SESSION.sub(lambda found: _session(found[1]), document.read_text("utf-8"))


def _session(line: str) -> str:
    command, _, rest = line.partition(" | head -")
    printed = _printed(shlex.split(command))
    lines = [text.rstrip() for text in printed.splitlines()]
    shown = lines[: int(rest)] if rest else lines
    return f"$ reprint-trace {line}\n" + "\n".join(shown).rstrip() + "\n"


def _printed(arguments: list[str]) -> str:
    """What a command prints, on stdout and stderr."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        cli.main(arguments, prog_name="reprint-trace", standalone_mode=False)
    out.flush()
    return out.buffer.getvalue().decode()


@contextlib.contextmanager
def _desk() -> Iterator[None]:
    """A folder with the sample pages to work in, a terminal of a fixed width, in English."""
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "sample_pages", Path(folder, "sample_pages"))
        try:
            os.environ.update(COLUMNS=WIDTH, LC_ALL="C.UTF-8", NO_COLOR="1")
            with contextlib.chdir(folder):
                yield
        finally:
            os.environ.clear()
            os.environ.update(kept)


if __name__ == "__main__":
    for document in documents():
        document.write_text(renewed(document), "utf-8")
