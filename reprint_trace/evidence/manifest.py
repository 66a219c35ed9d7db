"""The list of a case's files with their digests, and the container they lie in.

The container is a ZIP of stored members with fixed dates in a fixed order, so that its bytes follow from its
members': whatever is altered between them shows too.  `manifest.json` lists every file of the case with its
length, SHA-256 and SM3 (GB/T 32905) and ends with the digest of itself; it is what a timestamp is asked for.
`SHA256SUMS` lists all files, the manifest and timestamp among them, for `sha256sum -c`.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from reprint_trace.errors import OutputError
from reprint_trace.evidence.timestamp import request

SCHEMA = "reprint-trace/evidence/1"
MANIFEST, REQUEST, ANSWER, SUMS = "manifest.json", "manifest.tsq", "manifest.tsr", "SHA256SUMS"
OUTER = frozenset({MANIFEST, REQUEST, ANSWER, SUMS})  # they come after the manifest and are not in it
DATE = (1980, 1, 1, 0, 0, 0)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sm3(data: bytes) -> str:
    """The SM3 digest, from OpenSSL where it has it, else from `cryptography`.  Raises OutputError."""
    try:
        return hashlib.new("sm3", data).hexdigest()
    except ValueError:
        return _sm3_of_cryptography(data)


def _sm3_of_cryptography(data: bytes) -> str:
    try:
        from cryptography.hazmat.primitives import hashes
    except ImportError as error:
        raise OutputError("SM3", "needs cryptography, which is not installed",
                          "pip install 'reprint-trace[evidence]'") from error  # fmt: skip
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def manifest(files: Mapping[str, bytes], created: str) -> bytes:
    """The manifest of the files, by path; `created` is ISO 8601."""
    listed = [
        {"path": path, "bytes": len(data), "sha256": sha256(data), "sm3": sm3(data)}
        for path, data in sorted(files.items())
    ]
    return signed_off({"schema": SCHEMA, "created": created, "files": listed})


def signed_off(plain: Mapping[str, Any]) -> bytes:
    """A manifest's text, with the digest of all that stands before it."""
    bare = {key: value for key, value in plain.items() if key != "digest"}
    digest = sha256(_text(bare))
    return _text({**bare, "digest": digest})


def _text(plain: Mapping[str, Any]) -> bytes:
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def sums(files: Mapping[str, bytes]) -> bytes:
    """All files but itself as `sha256sum` lists them."""
    lines = (f"{sha256(data)}  {path}\n" for path, data in sorted(files.items()) if path != SUMS)
    return "".join(lines).encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    """The container of the files, the same bytes from the same files."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as members:
        for path, data in sorted(files.items()):
            info = ZipInfo(path, DATE)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            members.writestr(info, data)
    return out.getvalue()


def sealed(files: Mapping[str, bytes], created: str) -> bytes:
    """A case's container: its files with their manifest, the request for its timestamp, and the sums."""
    listed = manifest(files, created)
    outer = {**files, MANIFEST: listed, REQUEST: request(listed)}
    return packed({**outer, SUMS: sums(outer)})
