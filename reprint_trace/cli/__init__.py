"""The command line: data on stdout, everything else on stderr.

Exit codes: 0 done; 1 an attribution fails (only with --check); 2 usage; 3 unreadable input;
4 corpus trouble.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from reprint_trace import __version__
from reprint_trace.errors import ReprintTraceError

from .compare import compare
from .corpus import corpus
from .group import DefaultGroup
from .outlets import outlets
from .output import complain
from .pages import read, trace
from .report import report
from .schema import schema

EXAMPLES = """\
\b
Examples:
  reprint-trace page.html                          what the page claims, no corpus
  reprint-trace page.html --corpus originals.db    find the original, judge the source
  reprint-trace page.html -c originals.db -o report.html    a report to send on
  reprint-trace *.html -c originals.jsonl --format json -o traces.jsonl
  curl -s https://example.org/a.html | reprint-trace - -c originals.db --check
  reprint-trace corpus add originals.db articles.jsonl.gz saved_pages/

\b
Exit codes: 0 done; 1 an attribution fails (with --check); 2 usage;
3 unreadable input; 4 corpus trouble.
"""


@click.group(
    cls=DefaultGroup,
    default="trace",
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="reprint-trace")
def cli() -> None:
    """Where did this page's text really come from?

    `reprint-trace PAGE…` reads saved pages (HTML or text; - is stdin), finds their originals
    in a corpus, infers who copied from whom and says whether the declared source holds.
    """


cli.add_command(trace)
cli.add_command(read)
cli.add_command(compare)
cli.add_command(corpus)
cli.add_command(outlets)
cli.add_command(report)
cli.add_command(schema)


def main() -> NoReturn:
    """Run the command line; every error of ours is one line on stderr."""
    try:
        code = cli.main(prog_name="reprint-trace", standalone_mode=False)
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except ReprintTraceError as error:
        complain(error)
        code = error.exit_code
    except BrokenPipeError:
        # The reader (head, less) has what it wants; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
