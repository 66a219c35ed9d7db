"""Seeds of every format that is read, and seeded ways to spoil them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import zstandard

STORY = "".join(f"第{n}段：镇上的木工坊今天又开了一炉，师傅说，手艺不能断，学徒们都在听。" for n in range(9))
HTML = (
    '<!doctype html><html><head><meta charset="utf-8"><title>木工坊开炉-云溪日报</title>'
    '<link rel="canonical" href="https://yunxi.example/2021/03/04/1.html">'
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"木工坊开炉","datePublished":"2021-03-04"}'
    "</script></head><body><h1>木工坊开炉</h1><p>2021年03月04日 08:30 来源：云溪日报 作者：王小明</p>"
    + "".join(
        f"<p>第{n}段：镇上的木工坊今天又开了一炉，师傅说，手艺不能断，学徒们都在听。</p>" for n in range(9)
    )
    + "<ul><li><a href='/2.html'>上一篇：河水漫过老桥</a><li><a href='/3.html'>下一篇：早市开张</a></ul></body></html>"
).encode()
ROWS = [
    {
        "id": f"d{n}",
        "title": f"木工坊之{n}",
        "text": STORY + str(n),
        "source": "云溪日报",
        "date": "2021-03-04",
    }
    for n in range(6)
]
Make = Callable[[random.Random], bytes]


def _warc(page: bytes, n: int = 2) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    return b"".join(
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/{i}\r\n"
        f"WARC-Date: 2021-03-04T08:30:00Z\r\nWARC-Record-ID: <urn:uuid:{i}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n".encode()
        + http
        + b"\r\n\r\n"
        for i in range(n)
    )


def _zip(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2021, 3, 4, 8, 30, 0)), data)
    return held.getvalue()


def _mhtml(page: bytes) -> bytes:
    import base64

    return (
        b"From: <Saved>\r\nSnapshot-Content-Location: https://yunxi.example/1.html\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(page)
        + b"\r\n--b--\r\n"
    )


def _csv() -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, ROWS[0])
    writer.writeheader()
    writer.writerows(ROWS)
    return out.getvalue().encode()


def _jsonl() -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in ROWS)


@cache
def _parquet() -> bytes:
    import pyarrow as arrow
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(arrow.Table.from_pylist(ROWS), out)
    return out.getvalue()


@cache
def _xlsx() -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(ROWS[0]))
    for row in ROWS:
        sheet.append(list(row.values()))
    book.save(out)
    return out.getvalue()


@cache
def _docx() -> bytes:
    from docx import Document

    document, out = Document(), io.BytesIO()
    document.add_heading("木工坊开炉")
    document.add_paragraph("来源：云溪日报")
    for part in STORY.split("。"):
        document.add_paragraph(part)
    document.save(out)
    return out.getvalue()


@cache
def _sqlite() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE articles (id, title, text, source, date)")
    connection.executemany(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?)", [tuple(row.values()) for row in ROWS]
    )
    connection.commit()
    return connection.serialize()


def _text() -> bytes:
    return f"木工坊开炉\n\n2021-03-04 来源：云溪日报\n\n{STORY}\n".encode()


# The ending, the seed, and how what is inside is packed (spoiled before it, or after).
FORMATS: dict[str, tuple[str, Callable[[], bytes], Callable[[bytes], bytes]]] = {
    "HTML": (".html", lambda: HTML, bytes),
    "text": (".txt", _text, bytes),
    "MHTML": (".mhtml", lambda: HTML, _mhtml),
    "WARC": (".warc", lambda: HTML, _warc),
    "WARC, gzipped": (".warc.gz", lambda: _warc(HTML), gzip.compress),
    "WACZ": (".wacz", lambda: _warc(HTML), lambda data: _zip({"archive/a.warc": data})),
    "gzip": (".html.gz", lambda: HTML, gzip.compress),
    "zstd": (".jsonl.zst", _jsonl, zstandard.ZstdCompressor().compress),
    "CSV": (".csv", _csv, bytes),
    "JSON Lines": (".jsonl", _jsonl, bytes),
    "JSON": (".json", lambda: json.dumps(ROWS, ensure_ascii=False).encode(), bytes),
    "Parquet": (".parquet", _parquet, bytes),
    "XLSX": (".xlsx", _xlsx, bytes),
    "DOCX": (".docx", _docx, bytes),
    "SQLite": (".db", _sqlite, bytes),
    "zip": (".zip", lambda: HTML, lambda data: _zip({"a.html": data, "b.html": HTML})),
}
TABLES = frozenset({"zstd", "CSV", "JSON Lines", "JSON", "Parquet", "XLSX", "SQLite"})

_TOKENS = [
    b"&#27;", b"&#1;", b"&#xFFFE;", b"&#xD800;", b"&#99999999;", b"\x1b]0;x\x07", b"\x1b[2J", b"\x00", b"\xff\xfe",
    b"\xed\xa0\x80", b"\xef\xbb\xbf", "\u202e".encode(), "\u2028".encode(), b"http://[::/x", b"//[", b"http://\xe2\x84\x80/",
    b"<base href='http://['>", b'<meta charset="hex">', b'<meta charset="undefined">', b'<meta charset="utf-7">',
    b'<meta charset="utf-16">', b"<!--", b"-->", b"<script>", b"</script>", b"<textarea>", b"<svg>", b"<table>", b"<p>",
    b"<" * 50, b"<div>" * 300, b"]]>", b"<![CDATA[", b"<?xml version='1.0' encoding='rot13'?>", b"{" * 200, b"[" * 2000,
    b'{"a":' * 500, b'"', b"'", b"\\", b"\r", b"\n\n\n", b"\t", b",,,,", b"NaN", b"-1", b"1e999", b"99999999999999999999",
    "９９９９年１３月４０日".encode(), "来源：".encode() * 40, "甲乙-丙 ".encode() * 300, "（【《“".encode() * 60, b"a." * 400,
    b"Content-Length: -1\r\n", b"Content-Length: 999999999999\r\n", b"charset=\x00utf-8", b"WARC/1.0\r\n", b"\x1f\x8b\x08",
    b"PK\x03\x04", b"PK\x05\x06", b"\x28\xb5\x2f\xfd", b"PAR1", b"../../../etc/passwd", b"=cmd|' /C calc'!A0", b"%s%n%x",
]  # fmt: skip


def spoiled(draw: random.Random, data: bytes) -> bytes:
    """Some bytes with a few things wrong."""
    for _ in range(draw.choice([1, 1, 1, 2, 4, 8])):
        data = draw.choice(_WAYS)(draw, data)
    return data


def _flipped(draw: random.Random, data: bytes) -> bytes:
    changed = bytearray(data or b"\0")
    for _ in range(draw.choice([1, 1, 8, 64])):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _cut(draw: random.Random, data: bytes) -> bytes:
    return data[: draw.randrange(len(data) + 1)]


def _without(draw: random.Random, data: bytes) -> bytes:
    at, size = draw.randrange(len(data) + 1), draw.choice([1, 4, 100, 2000])
    return data[:at] + data[at + size :]


def _doubled(draw: random.Random, data: bytes) -> bytes:
    at, size = draw.randrange(len(data) + 1), draw.choice([1, 16, 300, 5000])
    return data[:at] + data[at : at + size] * draw.choice([2, 2, 50]) + data[at + size :]


def _with_token(draw: random.Random, data: bytes) -> bytes:
    at = draw.randrange(len(data) + 1)
    return data[:at] + draw.choice(_TOKENS) + data[at:]


def _instead(draw: random.Random, data: bytes) -> bytes:
    at, token = draw.randrange(len(data) + 1), draw.choice(_TOKENS)
    return data[:at] + token + data[at + len(token) :]


def _numbered(draw: random.Random, data: bytes) -> bytes:
    """A length, a count or an offset made another."""
    at, width = draw.randrange(len(data) + 1), draw.choice([1, 2, 4, 8])
    value = draw.choice(
        [0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, (1 << 63) - 1, (1 << 64) - 1]
    )
    return data[:at] + (value & ((1 << 8 * width) - 1)).to_bytes(width, "little") + data[at + width :]


def _shuffled(draw: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n" if b"\n" in data else b">")
    draw.shuffle(lines)
    return (b"\n" if b"\n" in data else b">").join(lines)


_WAYS = (
    _flipped,
    _cut,
    _without,
    _doubled,
    _with_token,
    _with_token,
    _with_token,
    _instead,
    _numbered,
    _shuffled,
)


def inputs(draw: random.Random, name: str, count: int, folder: Path) -> list[Path]:
    """Spoiled files of a format: half of them inside, half of them as they are packed."""
    ending, seed, pack = FORMATS[name]
    made = []
    for number in range(count):
        inner = seed()
        data = pack(spoiled(draw, inner)) if draw.random() < 0.5 else spoiled(draw, pack(inner))
        place = folder / f"{number:05}{ending}"
        place.write_bytes(data)
        made.append(place)
    return made
