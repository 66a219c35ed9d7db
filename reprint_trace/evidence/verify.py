"""Whether a case is as it was made, and if not, what was altered."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from zipfile import ZipFile

from reprint_trace.errors import InputError, MissingInput, TruncatedInput
from reprint_trace.evidence.manifest import (
    ANSWER,
    MANIFEST,
    OUTER,
    REQUEST,
    SUMS,
    packed,
    sha256,
    signed_off,
    sm3,
    sums,
)
from reprint_trace.evidence.timestamp import fetch, read_token, request

Kind = Literal["altered", "missing", "added", "unreadable", "container", "token"]
MOST = 2_000_000_000  # bytes of a case


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """One thing that is not as it was: a file of the case, or the container around them."""

    path: str
    kind: Kind
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a check found.  `digest` is the SHA-256 of the manifest, which the timestamp is of; `time` the
    token's, None without one; `signature` is None where no root certificate was given to check it."""

    files: int
    created: str | None
    digest: str | None
    altered: tuple[Altered, ...]
    time: str | None = None
    signature: bool | None = None


def verify(case: str, roots: Sequence[str] = ()) -> Verified:
    """Check the case at `case`: every byte of every file against the manifest, the manifest against its own
    digest, the request, the token and the container.  `roots` are PEM files of a timestamp authority.

    Raises MissingInput, and TruncatedInput where the file is no case at all.
    """
    data = _bytes(case)
    files, broken = _members(data)
    if MANIFEST not in files and not broken:
        raise TruncatedInput(case, "is no evidence package", "give what `reprint-trace evidence` wrote")
    found = list(broken)
    plain = _manifest(files.get(MANIFEST))
    if MANIFEST in files and plain is None:
        found.append(Altered(path=MANIFEST, kind="altered"))
    found += _listed(plain or {}, files)
    found += _outer(files)
    if not found and packed(files) != data:
        found.append(Altered(path=Path(case).name, kind="container"))
    time, signature = None, None
    if ANSWER in files and MANIFEST in files:
        time, signature, problem = _token(files, roots)
        if problem:
            found.append(Altered(path=ANSWER, kind="token", problem=problem))
    return Verified(
        files=len(files), created=plain.get("created") if plain else None,
        digest=sha256(files[MANIFEST]) if MANIFEST in files else None,
        altered=tuple(dict.fromkeys(found)), time=time, signature=signature,
    )  # fmt: skip


def opened(case: str) -> dict[str, bytes]:
    """The files of a case by path, as far as they can be read."""
    return _members(_bytes(case))[0]


def _bytes(case: str) -> bytes:
    try:
        if Path(case).stat().st_size > MOST:
            raise TruncatedInput(case, "is too large", "give what `reprint-trace evidence` wrote")
        return Path(case).read_bytes()
    except OSError as error:
        raise MissingInput(case, (error.strerror or str(error)).lower()) from error


def _members(data: bytes) -> tuple[dict[str, bytes], list[Altered]]:
    """What can be read of a container, and what cannot."""
    files: dict[str, bytes] = {}
    broken: list[Altered] = []
    try:
        with ZipFile(io.BytesIO(data)) as members:
            for info in members.infolist():
                try:
                    if info.compress_type or info.file_size > len(data):
                        raise ValueError(info.filename)  # noqa: TRY301  a case is stored, not packed
                    files[info.filename] = members.read(info)
                except Exception:  # a damaged header may say anything
                    broken.append(Altered(path=info.filename, kind="unreadable"))
    except Exception:
        if not data.startswith(b"PK"):
            return {}, []
        broken.append(Altered(path="ZIP", kind="unreadable"))
    return files, broken


def _manifest(data: bytes | None) -> dict[str, Any] | None:
    """The manifest, if it is what was signed off."""
    try:
        plain = json.loads(data or b"")
        listed = {entry["path"]: entry["sha256"] + entry["sm3"] for entry in plain["files"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return plain if listed and signed_off(plain) == data else None


def _listed(plain: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[Altered]:
    entries = {entry["path"]: entry for entry in plain.get("files", ())}
    for path, entry in entries.items():
        if path not in files:
            yield Altered(path=path, kind="missing")
        elif (len(files[path]), sha256(files[path]), sm3(files[path])) != (
            entry["bytes"], entry["sha256"], entry["sm3"],
        ):  # fmt: skip
            yield Altered(path=path, kind="altered")
    if entries:
        for path in files:
            if path not in entries and path not in OUTER:
                yield Altered(path=path, kind="added")


def _outer(files: Mapping[str, bytes]) -> Iterator[Altered]:
    """The request follows from the manifest, the sums from everything."""
    for path in (MANIFEST, REQUEST, SUMS):
        if path not in files:
            yield Altered(path=path, kind="missing")
    if MANIFEST in files and REQUEST in files and files[REQUEST] != request(files[MANIFEST]):
        yield Altered(path=REQUEST, kind="altered")
    if SUMS not in files:
        return
    lines = files[SUMS].decode("utf-8", "replace").splitlines()
    stated = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    for path in sorted(OUTER - {SUMS}):
        if path in files and path in stated and stated[path] != sha256(files[path]):
            yield Altered(path=path, kind="altered")
    if ANSWER in stated and ANSWER not in files:
        yield Altered(path=ANSWER, kind="missing")
    if files[SUMS] != sums(files):
        yield Altered(path=SUMS, kind="altered")


def _token(files: Mapping[str, bytes], roots: Sequence[str]) -> tuple[str | None, bool | None, str]:
    try:
        token = read_token(files[ANSWER], files[MANIFEST])
    except InputError as error:
        return None, None, error.problem
    if not roots:
        return token.time, None, ""
    try:
        read_token(files[ANSWER], files[MANIFEST], roots)
    except MissingInput:
        raise
    except InputError as error:
        return token.time, False, error.problem
    return token.time, True, ""


def stamped(case: str, answer: str) -> bytes:
    """The container of the case at `case` with an authority's answer in it: that in the file `answer`, or, where
    this is a web address, that of the authority there, which is asked.

    Raises TruncatedInput where the case was altered or the answer is of another file, MissingInput, and
    OutputError where rfc3161-client is missing or nobody answers.
    """
    found = verify(case)
    if found.altered:
        raise TruncatedInput(case, "was altered, and is not stamped", "see: reprint-trace evidence verify")
    files = opened(case)
    if answer.lower().startswith(("http://", "https://")):
        token = fetch(answer, files[MANIFEST])
    else:
        try:
            token = Path(answer).read_bytes()
        except OSError as error:
            raise MissingInput(answer, (error.strerror or str(error)).lower()) from error
    read_token(token, files[MANIFEST], path=answer)
    outer = {path: data for path, data in files.items() if path != SUMS} | {ANSWER: token}
    return packed({**outer, SUMS: sums(outer)})
