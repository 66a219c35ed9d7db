"""`reprint-trace evidence PAGE` and `evidence verify CASE`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprint_trace.errors import InputError

from . import options
from .group import Defaulting
from .output import note, write
from .progress import Heard
from .streams import STDOUT

if TYPE_CHECKING:
    from reprint_trace.evidence import Case, Verified
    from reprint_trace.words import Language


class _Evidence(Defaulting):
    default = "make"


@click.group(cls=_Evidence)
def evidence() -> None:
    """Make a case for a lawyer or a notary of one page, or check one.

    `evidence PAGE` is `evidence make PAGE`.
    """


@evidence.command()
@click.argument("page", metavar="PAGE", type=options.FILE)
@options.corpus_option
@click.option("--page", "page_id", metavar="ID", help="Only the trace of this page.")
@click.option(
    "--saved", metavar="FILE", type=options.FILE, help="Of a run: the saved page, where it is not found."
)
@click.option(
    "--timestamp", metavar="ANSWER", type=options.FILE,
    help="PAGE is an evidence package: put this answer of a timestamp authority into it.",
)  # fmt: skip
@click.option(
    "--tsa", metavar="URL",
    help="Ask the timestamp authority at this address for a token, and put it in: the one thing that uses a network.",
)  # fmt: skip
@click.option(
    "--request", metavar="FILE", type=options.FILE, help="Write the timestamp's request to FILE too."
)
@click.option("--no-pdf", is_flag=True, help="Make no PDF.")
@options.outlets_option
@options.url_option
@options.lang_option
@options.output_option
@options.quiet_option
def make(
    page: str,
    corpus_path: str | None,
    page_id: str | None,
    saved: str | None,
    timestamp: str | None,
    tsa: str | None,
    request: str | None,
    no_pdf: bool,
    outlets_path: str | None,
    url: str | None,
    lang: Language,
    output: str | None,
    quiet: bool,
) -> None:
    """Make an evidence package of one page: the bytes as saved, originals, reports, digests.

    PAGE is a saved page (with --corpus), or a saved run or file of traces (with --page ID).

    \b
    Examples:
      reprint-trace evidence page.html -c originals.db -o case.zip
      reprint-trace evidence run/ --page 2021/0413/1.html -o case.zip
      reprint-trace evidence case.zip --timestamp answer.tsr -o stamped.zip
      reprint-trace evidence case.zip --tsa https://tsa.example/ -o stamped.zip
      reprint-trace evidence verify case.zip
    """
    if output is None or output in STDOUT:
        raise click.UsageError("an evidence package is a file: give -o case.zip")
    if tsa is not None and not tsa.lower().startswith(("http://", "https://")):
        raise click.UsageError(f"--tsa {tsa}: is no web address; give the authority's: https://…")
    from reprint_trace.evidence import stamped

    if timestamp is not None or (tsa is not None and corpus_path is None and _is_case(page)):
        write(stamped(page, timestamp or tsa or ""), output)
        note(output, quiet)
        return
    command = shlex.join(["reprint-trace", *sys.argv[1:]])
    if corpus_path is not None:
        case = _of_page(page, corpus_path, url, outlets_path, command, lang, not no_pdf, quiet)
    elif page_id is not None or Path(page).is_dir():
        case = _of_run(page, page_id, saved, command, lang, not no_pdf)
    else:
        raise click.UsageError("a page needs --corpus, a run needs --page ID")
    write(case.data, output)
    if request is not None:
        from reprint_trace.evidence.manifest import REQUEST
        from reprint_trace.evidence.verify import opened

        write(opened(output)[REQUEST], request)
    if tsa is not None:
        write(stamped(output, tsa), output)  # where nobody answers, the package is there without it
    note(output, quiet)


def _is_case(page: str) -> bool:
    """Whether a file is an evidence package."""
    import zipfile

    from reprint_trace.evidence.manifest import MANIFEST

    if not zipfile.is_zipfile(page):
        return False
    with zipfile.ZipFile(page) as held:
        return MANIFEST in held.namelist()


def _of_page(
    page: str,
    corpus_path: str,
    url: str | None,
    outlets_path: str | None,
    command: str,
    lang: Language,
    pdf: bool,
    quiet: bool,
) -> Case:
    from reprint_trace.corpus import open_corpus
    from reprint_trace.evidence import case_of_page
    from reprint_trace.outlets import gazetteer

    known, heard = gazetteer(outlets_path), Heard(quiet)
    with open_corpus(corpus_path, known, heard.bad_row) as corpus:
        heard.rest()
        return case_of_page(page, corpus, url=url, outlets=known, command=command, lang=lang, pdf=pdf)


def _of_run(
    run: str, page_id: str | None, saved: str | None, command: str, lang: Language, pdf: bool
) -> Case:
    from reprint_trace.evidence import case_of_trace
    from reprint_trace.evidence.package import found_beside, one_trace
    from reprint_trace.reporting.saved import saved_traces

    trace = one_trace(saved_traces(run), run, page_id)
    return case_of_trace(
        trace, saved or found_beside(run, trace.page.file), command=command, lang=lang, pdf=pdf
    )


@evidence.command()
@click.argument("case", metavar="CASE", type=options.FILE)
@click.option(
    "--root", "roots", metavar="FILE", multiple=True, type=options.FILE,
    help="The timestamp authority's root certificate (PEM).",
)  # fmt: skip
@options.lang_option
def verify(case: str, roots: tuple[str, ...], lang: Language) -> int:
    """Check every byte of an evidence package and name what was altered."""
    from reprint_trace.evidence import verify as check

    found = check(case, roots)
    write("".join(f"{line}\n" for line in _told(found, lang)), None)
    return InputError.exit_code if found.altered else 0


def _told(found: Verified, lang: Language) -> list[str]:
    from reprint_trace.reporting.safe import one_line
    from reprint_trace.words import say

    colon = "：" if lang == "zh" else ": "
    if found.altered:
        return [
            one_line(f"{each.path}{colon}{say(f'case.kind.{each.kind}', lang)}", 300)
            + (f" ({each.problem})" if each.problem else "")
            for each in found.altered
        ]
    lines = [say("case.sound", lang, n=found.files, created=found.created or "", digest=found.digest or "")]
    if found.time is None:
        return [*lines, say("case.unstamped", lang)]
    signed = say("case.signed" if found.signature else "case.unsigned", lang)
    return [*lines, say("case.stamped", lang, time=found.time), signed]
