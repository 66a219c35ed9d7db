"""Trusted timestamps (RFC 3161) of a case's manifest: the request, and the answer of an authority."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.errors import MissingInput, OutputError, TruncatedInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rfc3161_client import TimeStampResponse

PATIENCE = 30  # seconds that an authority has
LARGEST = 1 << 20  # bytes of an answer
SHA256 = bytes.fromhex("300d06096086480165030402010500")  # AlgorithmIdentifier: 2.16.840.1.101.3.4.2.1, NULL


class Token(NamedTuple):
    """What an answer says: the time (ISO 8601, UTC), and whether its signature was checked against the
    roots that were given."""

    time: str
    signature: bool


def request(message: bytes) -> bytes:
    """A TimeStampReq (DER) for the SHA-256 of `message`, which asks for the authority's certificate too.
    The nonce follows from the message, so that the request can be made again."""
    digest = hashlib.sha256(message).digest()
    nonce = b"\x01" + hashlib.sha256(digest).digest()[:7]
    imprint = _der(0x30, SHA256 + _der(0x04, digest))
    return _der(0x30, _der(0x02, b"\x01") + imprint + _der(0x02, nonce) + _der(0x01, b"\xff"))


def fetch(address: str, message: bytes) -> bytes:
    """The answer of the authority at a web address for `message`: its digest is sent, nothing else, and only here
    does this package use a network.  Raises OutputError where nobody answers as an authority does."""
    import http.client
    from urllib.request import HTTPHandler, HTTPSHandler, ProxyHandler, Request, build_opener

    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    opener = build_opener(ProxyHandler(), HTTPHandler(), HTTPSHandler())
    advice = (
        "try again later: reprint-trace evidence case.zip --tsa URL, or --timestamp with its answer's file"
    )
    try:
        with opener.open(Request(address, request(message), headers), timeout=PATIENCE) as answer:
            found: bytes = answer.read(LARGEST + 1)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise OutputError(address, f"the authority does not answer ({error})", advice) from error
    if len(found) > LARGEST:
        raise OutputError(address, "its answer is no timestamp", advice)
    return found


def _der(tag: int, content: bytes) -> bytes:
    """A value of fewer than 128 bytes."""
    return bytes((tag, len(content))) + content


def read_token(answer: bytes, message: bytes, roots: Sequence[str] = (), path: str = "manifest.tsr") -> Token:
    """What an authority's answer says of `message`.  `roots` are PEM files of certificates to trust.

    Raises OutputError where rfc3161-client is missing, TruncatedInput where the answer is none, is of
    another message, or is not signed by one of the roots.
    """
    found = _decoded(answer, path)
    info = found.tst_info
    if info.message_imprint.message != _digest(message, info.message_imprint.hash_algorithm.dotted_string):
        raise TruncatedInput(path, "is the timestamp of another file", "ask for one with manifest.tsq")
    if roots:
        _check(found, message, roots, path)
    return Token(info.gen_time.strftime("%Y-%m-%dT%H:%M:%SZ"), bool(roots))


def _digest(message: bytes, oid: str) -> bytes:
    names = {
        "2.16.840.1.101.3.4.2.1": "sha256",
        "2.16.840.1.101.3.4.2.2": "sha384",
        "2.16.840.1.101.3.4.2.3": "sha512",
    }
    return hashlib.new(names.get(oid, "sha256"), message).digest()


def _decoded(answer: bytes, path: str) -> TimeStampResponse:
    try:
        from rfc3161_client import decode_timestamp_response
    except ImportError as error:
        raise OutputError("timestamp", "needs rfc3161-client, which is not installed",
                          "pip install 'reprint-trace[evidence]'") from error  # fmt: skip
    try:
        found = decode_timestamp_response(_ordered(answer))
        refused = found.status not in (0, 1)
        _ = refused or found.tst_info
    except Exception as error:
        raise TruncatedInput(path, "is no answer of a timestamp authority", "give its .tsr file") from error
    if refused:
        raise TruncatedInput(path, "refuses the timestamp", "ask the authority again")
    return found


def _ordered(answer: bytes) -> bytes:
    """The answer with its certificates in the order that DER asks for: OpenSSL does not heed it, the reader
    does, and no signature covers it."""
    at = 0
    for child in (1, 1, 0, 3):  # token, its content, signed data, certificates
        at = _children(answer, at)[child]
    if answer[at] != 0xA0:
        return answer
    places = _children(answer, at)
    stop = _content(answer, at)[1]
    parts = [answer[a:b] for a, b in zip(places, [*places[1:], stop], strict=True)]
    return answer[: places[0]] + b"".join(sorted(parts)) + answer[stop:]


def _children(data: bytes, at: int) -> list[int]:
    """Where the values in a DER value begin."""
    place, stop = _content(data, at)
    places = []
    while place < stop:
        places.append(place)
        place = _content(data, place)[1]
    return places


def _content(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the DER value at a place begins and ends."""
    length = data[at + 1]
    if length < 0x80:
        return at + 2, at + 2 + length
    wide = length & 0x7F
    begin = at + 2 + wide
    return begin, begin + int.from_bytes(data[at + 2 : begin])


def _check(found: TimeStampResponse, message: bytes, roots: Sequence[str], path: str) -> None:
    from cryptography.x509 import load_pem_x509_certificates
    from rfc3161_client import VerifierBuilder

    builder = VerifierBuilder()
    for root in roots:
        try:
            for certificate in load_pem_x509_certificates(Path(root).read_bytes()):
                builder = builder.add_root_certificate(certificate)
        except OSError as error:
            raise MissingInput(root, (error.strerror or str(error)).lower()) from error
        except ValueError as error:
            raise TruncatedInput(root, "holds no certificate (PEM)", "give the authority's root") from error
    try:
        builder.build().verify_message(found, message)
    except Exception as error:
        raise TruncatedInput(
            path, f"its signature does not hold ({error})", "give the authority's root"
        ) from error
