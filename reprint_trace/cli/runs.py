"""What is made of a saved run: `reprint-trace report RUN`, `uses RUN --of OUTLET`, `evidence RUN`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from reprint_trace.errors import InputError, MissingInput, OutputError, boundary

from . import options
from .group import Defaulting
from .output import asked_format, note, print_console, print_traces, write, write_bytes
from .progress import Heard
from .streams import STDOUT, complain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.evidence import Case, Verified
    from reprint_trace.model import Summary, Trace
    from reprint_trace.reporting.tables import Table
    from reprint_trace.uses.rendering import Format
    from reprint_trace.words import Language


@click.command()
@click.argument("run", metavar="RUN", type=options.FILE)
@options.trace_format_option
@options.table_option
@click.option("--page", "page_id", metavar="ID", help="Only the trace of this page.")
@click.option("--pages", is_flag=True, help="The report of every page instead of the run's summary.")
@options.lang_option
@options.output_option
@options.quiet_option
def report(
    run: str,
    format_: str | None,
    table: Table,
    page_id: str | None,
    pages: bool,
    lang: Language,
    output: str | None,
    quiet: bool,
) -> None:
    """Report a saved run again, in another format.

    RUN is the folder that a scan wrote, or a file of traces (`--format json`); - is stdin. Of a run the
    summary is shown; --pages or --page ID shows its pages.

    \b
    Examples:
      reprint-trace report run/
      reprint-trace report run/ -o report.html
      reprint-trace report run/ -o run.xlsx
      reprint-trace report run/ --table claims -o claims.csv
      reprint-trace report run/ --table network -o network.graphml
      reprint-trace report run/ --page 2021/0413/1.html -o report.pdf
      reprint-trace report traces.jsonl -o stemma.graphml
    """
    from reprint_trace.contract.loading import saved_groups, saved_summary, saved_traces
    from reprint_trace.reporting.formats import FORMATS

    summary = None if pages or page_id is not None else saved_summary(run)
    asked = asked_format(format_, output, FORMATS)
    if summary is not None and asked in OF_SUMMARY:
        with boundary(run, "reporting"):
            _print_summary(summary, run, asked, lang, output, quiet)
        return
    found = _only(saved_traces(run), run, page_id)
    print_traces(found, format_, table, output, quiet, lang, saved_groups(run))


OF_SUMMARY = ("text", "html", "pdf", "docx")


def _print_summary(
    summary: Summary, run: str, format_: str, lang: Language, output: str | None, quiet: bool
) -> None:
    """The summary of a run, as it was printed when the run ended, or for others to read."""
    from reprint_trace.contract.loading import saved_traces
    from reprint_trace.reporting.formats import export_run
    from reprint_trace.reporting.scan import scan_html, write_scan_report
    from reprint_trace.reporting.summary import summary_report

    if format_ == "text":
        print_console(summary_report(summary, run, lang), output)
    elif format_ == "html" and output is None:
        output = str(write_scan_report(run, lang))
    elif format_ == "html":
        write(scan_html(run, lang), output)
    else:
        data = export_run(summary, saved_traces(run), "pdf" if format_ == "pdf" else "docx", lang)
        write_bytes(data, format_, output)
    note(output, quiet)


def _only(traces: Iterator[Trace], run: str, page_id: str | None) -> Iterator[Trace]:
    if page_id is None:
        yield from traces
        return
    found = next((trace for trace in traces if trace.page.file == page_id), None)
    if found is None:
        raise MissingInput(
            page_id, f"no such page in {run}", "a page's id is in the column `id` of --format csv"
        )
    yield found


# ── uses ──────────────────────────────────────────────────────────────────────────────────


@click.command()
@click.argument("run", metavar="RUN", type=options.FILE)
@click.option("--of", "of", metavar="OUTLET", required=True, help="Whose texts: an outlet's name.")
@click.option(
    "--licensees", metavar="FILE", type=options.FILE,
    help="Who may reprint: a CSV with outlet and, where known, domain, from, until.",
)  # fmt: skip
@click.option("--new-since", metavar="DATE", help="Only pages saved (else published) on that day or later.")
@click.option(
    "--notices", "folder", metavar="DIR", type=options.FILE,
    help="Write a draft notice for every outlet (Word) into this folder.",
)  # fmt: skip
@click.option(
    "--notice", "template", metavar="NAME|FILE", default="takedown", show_default=True,
    help="The notice's template: takedown, licence, or a Word file of your own.",
)  # fmt: skip
@options.outlets_option
@click.option(
    "--format", "format_", type=click.Choice(["text", "csv", "xlsx", "html", "docx", "json", "jsonl"]),
    show_default="by the ending of -o FILE; text", help="A list to read, a table or a report.",
)  # fmt: skip
@options.lang_option
@options.output_option
@options.quiet_option
def uses(
    run: str,
    of: str,
    licensees: str | None,
    new_since: str | None,
    folder: str | None,
    template: str,
    outlets_path: str | None,
    format_: str | None,
    lang: Language,
    output: str | None,
    quiet: bool,
) -> None:
    """List every use of one house's texts in a saved run.

    RUN is the folder that a scan wrote, or a file of traces (`--format json`). A use is a page whose text
    begins at a text of the house; its copies of others' texts are none of its own.

    \b
    Examples:
      reprint-trace uses run/ --of 云溪日报
      reprint-trace uses run/ --of 云溪日报 --licensees list.csv -o uses.xlsx
      reprint-trace uses run/ --of 云溪日报 --new-since 2021-04-12 -o new.csv
      reprint-trace uses run/ --of 云溪日报 --notices drafts/ -o uses.docx
    """
    from reprint_trace import uses as rights
    from reprint_trace.contract.loading import saved_traces
    from reprint_trace.outlets import gazetteer

    asked = asked_format(format_, output, rights.FORMATS)
    asked = "json" if asked == "json-document" else asked
    day = options.day(new_since, "--new-since")
    found = [
        *rights.uses(
            saved_traces(run), of, outlets=gazetteer(outlets_path),
            licensees=rights.read_licensees(licensees) if licensees else None,
            new_since=day.value if day else None,
        )
    ]  # fmt: skip
    write_bytes(rights.export_uses(found, of, cast("Format", asked), lang), asked, output)
    note(output, quiet)
    if folder is None:
        return
    count = 0
    for name, data in rights.notices(found, of, template):
        _write(Path(folder), name, data)
        count += 1
    if not quiet:
        complain(f"{count} draft notices written to {folder}")


def _write(folder: Path, name: str, data: bytes) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    except OSError as error:
        raise OutputError(
            str(folder / name), f"cannot be written ({error.strerror})", "choose another -o"
        ) from error


# ── evidence ──────────────────────────────────────────────────────────────────────────────


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
    from reprint_trace.contract.loading import saved_traces
    from reprint_trace.evidence import case_of_trace
    from reprint_trace.evidence.package import found_beside, one_trace

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
    from reprint_trace.reporting import one_line
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
