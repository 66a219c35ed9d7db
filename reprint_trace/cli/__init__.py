"""The command line: data on stdout, everything else on stderr.

Exit codes: 0 done; 1 an attribution fails (only with --check); 2 usage; 3 unreadable input;
4 corpus trouble; 70 a fault of ours.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from reprint_trace import __version__
from reprint_trace.budget import granted
from reprint_trace.errors import ReprintTraceError
from reprint_trace.patterns import patterns_kept
from reprint_trace.words import say, translated

from .corpus import corpus
from .group import DefaultGroup
from .pages import compare, read, trace
from .reference import outlets, schema, serve
from .runs import evidence, report, uses
from .streams import ReaderGone, complain, described, failed, kept, language, stderr

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
3 unreadable input; 4 corpus trouble; 70 our own fault.
"""


@click.group(
    cls=DefaultGroup,
    default="trace",
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="reprint-trace")
@click.option("--debug", is_flag=True, expose_value=False, help="Show where an error comes from.")
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
cli.add_command(evidence)
cli.add_command(uses)
cli.add_command(serve)


def main() -> NoReturn:
    """Run the command line; every error of ours is one line on stderr."""
    with patterns_kept(), kept(), granted():
        code = _run()
    sys.exit(code)


def _show(error: click.ClickException) -> None:
    """What is wrong with the command, as click says it, in the reader's language."""
    if language() == "en":
        error.show(stderr())
        return
    lines = []
    if isinstance(error, click.UsageError) and error.ctx is not None:
        lines.append(error.ctx.get_usage())
        lines.append(say("help.p.try", "zh", command=f"{error.ctx.command_path} --help") + "\n")
    lines.append(say("help.p.error", "zh", problem=translated(error.format_message(), "zh")))
    for line in lines:
        stderr().write(f"{line}\n")


INTERRUPTED = 130  # as shells have it: 128 + SIGINT


def _run() -> int:
    try:
        code = cli.main(prog_name="reprint-trace", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except ReprintTraceError as error:
        complain(error)
        return error.exit_code
    except (ReaderGone, BrokenPipeError, SystemExit):
        # Whoever reads (head, less) has what it wants; click says so by leaving with 1, which means
        # something else here.
        return 0
    except Exception as error:
        fault = described(error)
        complain(fault, error)
        return fault.exit_code
    return (code if isinstance(code, int) else 0) or failed()
