"""A saved page as a web archive (WACZ 1.1.1) that replay and archive tools open.

What was saved is the body of a page, without the headers of the server's answer: it is kept as a WARC
`resource` record, and no answer is made up.  The same page at the same time gives the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import uuid
from collections.abc import Mapping
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from reprint_trace.evidence.manifest import DATE, sha256

TYPES = {"html": "text/html", "text": "text/plain", "mhtml": "multipart/related"}
SOFTWARE = "reprint-trace"


def wacz(data: bytes, name: str, url: str | None, title: str | None, format_: str, when: str) -> bytes:
    """The archive of one page.  `when` is ISO 8601 in UTC to the second; a page whose address is not known
    is named by its digest (`urn:sha256:…`)."""
    address = url or f"urn:sha256:{sha256(data)}"
    kind = TYPES.get(format_, "application/octet-stream")
    warc, offset, length = _warc(data, name, address, kind, when)
    stamp = "".join(filter(str.isdigit, when))[:14]
    index = {
        "url": address, "mime": kind, "status": "200", "digest": f"sha256:{sha256(data)}",
        "length": str(length), "offset": str(offset), "filename": "data.warc.gz",
    }  # fmt: skip
    pages = [
        {"format": "json-pages-1.0", "id": "pages", "title": "Pages"},
        {"id": str(_uuid(data, "page")), "url": address, "ts": when, "title": title or name},
    ]
    files = {
        "archive/data.warc.gz": warc,
        "indexes/index.cdx.gz": gzip.compress(
            f"{_key(address)} {stamp} {json.dumps(index)}\n".encode(), mtime=0
        ),
        "pages/pages.jsonl": "".join(json.dumps(page, ensure_ascii=False) + "\n" for page in pages).encode(
            "utf-8", "backslashreplace"
        ),
    }
    return _packed(files, when)


def _warc(data: bytes, name: str, address: str, kind: str, when: str) -> tuple[bytes, int, int]:
    """A WARC of an information record and the page, with the page's offset and length in it."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    said = f"software: {SOFTWARE}\r\nformat: WARC File Format 1.1\r\n".encode()
    for kind_, uri, body, content in (
        ("warcinfo", None, said, "application/warc-fields"),
        ("resource", address, data, kind),
    ):
        offset = out.tell()
        headers = [
            ("WARC-Type", kind_), ("WARC-Record-ID", f"<urn:uuid:{_uuid(data, kind_)}>"), ("WARC-Date", when),
            *([("WARC-Target-URI", uri)] if uri else [("WARC-Filename", "data.warc.gz")]),
            ("WARC-Block-Digest", f"sha256:{sha256(body)}"), ("Content-Type", content),
        ]  # fmt: skip
        record = writer.create_warc_record(
            uri or name, kind_, payload=io.BytesIO(body), length=len(body), warc_content_type=content,
            warc_headers=StatusAndHeaders("", headers, protocol="WARC/1.1"),
        )  # fmt: skip
        writer.write_record(record)
    return out.getvalue(), offset, out.tell() - offset


def _uuid(data: bytes, part: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:sha256:{sha256(data)}#{part}")


def _key(address: str) -> str:
    """The sort key of an address (SURT): its host turned around."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return address
    if not host:
        return address
    rest = parts.path or "/"
    return f"{','.join(reversed(host.lower().split('.')))}){rest.lower()}" + (
        f"?{parts.query.lower()}" if parts.query else ""
    )


def _packed(files: Mapping[str, bytes], when: str) -> bytes:
    package = {
        "profile": "data-package", "wacz_version": "1.1.1", "software": SOFTWARE, "created": when,
        "resources": [
            {"name": path.rsplit("/", 1)[1], "path": path, "hash": f"sha256:{sha256(data)}", "bytes": len(data)}
            for path, data in files.items()
        ],
    }  # fmt: skip
    listed = json.dumps(package, ensure_ascii=False, indent=2).encode()
    digest = {"path": "datapackage.json", "hash": "sha256:" + hashlib.sha256(listed).hexdigest()}
    every = {
        **files,
        "datapackage.json": listed,
        "datapackage-digest.json": json.dumps(digest, indent=2).encode(),
    }
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as members:
        for path, data in every.items():
            info = ZipInfo(path, DATE)
            info.create_system, info.external_attr = 3, 0o644 << 16
            members.writestr(info, data)
    return out.getvalue()
