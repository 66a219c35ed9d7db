"""Documents as rows of the ledger, and under which id a document is kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reprint_trace.model import Document, Published

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from reprint_trace.corpus.texts import Packer

COLUMNS = "id, title, source, outlet, url, published, precision, basis, quote, dictionary, body"


def to_row(document: Document, packer: Packer) -> list[Any]:
    """The document's values for COLUMNS."""
    dated = document.published
    return [
        document.id,
        document.title,
        document.source,
        document.outlet,
        document.url,
        *((dated.value, dated.precision, dated.basis, dated.quote) if dated else (None,) * 4),
        packer.current,
        packer.pack(document.text),
    ]


def from_row(row: Sequence[Any], packer: Packer) -> Document:
    """The document of a row of COLUMNS."""
    id_, title, source, outlet, url, value, precision, basis, quote, dictionary, body = row
    return Document(
        id=id_,
        text=packer.unpack(body, dictionary),
        title=title,
        source=source,
        outlet=outlet,
        published=Published(value=value, precision=precision, basis=basis, quote=quote) if value else None,
        url=url,
    )


def digest(document: Document) -> bytes:
    """What tells two documents of one id apart: 16 bytes over everything but the id."""
    dated = document.published
    fields = [document.text, document.title, document.source, document.outlet, document.url]
    fields.append(f"{dated.value} {dated.precision}" if dated else None)
    return hashlib.blake2b(json.dumps(fields).encode(), digest_size=16).digest()


def named(connection: sqlite3.Connection, document: Document) -> tuple[Document, bytes] | None:
    """The document under the id it will have, with its digest; None if the corpus has it."""
    own = digest(document)
    id_, revision = document.id, 1
    while row := connection.execute("SELECT digest FROM documents WHERE id = ?", [id_]).fetchone():
        if row[0] == own:
            return None
        revision += 1
        id_ = f"{document.id}#{revision}"
    return replace(document, id=id_), own
