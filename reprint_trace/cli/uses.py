"""`reprint-trace uses RUN --of OUTLET`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from reprint_trace.errors import OutputError

from . import options
from .output import asked_format, note, write_bytes
from .streams import complain

if TYPE_CHECKING:
    from reprint_trace.uses.rendering import Format
    from reprint_trace.words import Language


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
    from reprint_trace.outlets import gazetteer
    from reprint_trace.reporting.saved import saved_traces

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
