"""Files made to break a reader, each alone, in a folder, in a scan and into a corpus, a good page beside it.

They were written before anybody looked at what the code does with them.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import sqlite3
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import zstandard

from benchmarks.fuzz_inputs import FORMATS, HTML, ROWS, STORY

Files = dict[str, Callable[[], bytes]]
PAGE = HTML.decode()
XML = "application/vnd.openxmlformats-officedocument"


def _zip(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _page(inside: str = "", head: str = "") -> bytes:
    return PAGE.replace("</h1>", f"</h1>{inside}").replace("<title>", f"{head}<title>").encode()


def _rows(*rows: str) -> bytes:
    good = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    return "\n".join([*good[:3], *rows, *good[3:]]).encode("utf-8", "surrogatepass") + b"\n"


def _row(**changed: str) -> str:
    row = {key: json.dumps(value, ensure_ascii=False) for key, value in ROWS[0].items()} | {"id": '"odd"'}
    return "{" + ",".join(f'"{key}":{value}' for key, value in (row | changed).items()) + "}"


def _csv(*lines: str, header: str = "id,title,text,source,date") -> bytes:
    good = [",".join((*list(row.values())[:5],)) for row in ROWS]
    return "\n".join([header, *good[:3], *lines, *good[3:]]).encode("utf-8", "surrogatepass") + b"\n"


def _tar(kind: str) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=kind) as archive:  # type: ignore[call-overload]
        for name, type_, link in (
            ("../../escape.html", tarfile.REGTYPE, ""),
            ("dev.html", tarfile.CHRTYPE, ""),
            ("link.html", tarfile.SYMTYPE, "/etc/passwd"),
            ("\x1b[31mred.html", tarfile.REGTYPE, ""),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = type_, link
            entry.size = len(HTML) if type_ == tarfile.REGTYPE else 0
            archive.addfile(entry, io.BytesIO(HTML) if entry.size else None)
    return held.getvalue()


def _deep_zip(levels: int) -> bytes:
    data = HTML
    for level in range(levels):
        data = _zip((f"{level}.zip" if level else "a.html", data))
    return data


def _one_body(members: int) -> bytes:
    """A directory of many names over one body (an overlapping bomb)."""
    data = bytearray(_zip(("a.html", b"<p>" + b"\0" * 4_000_000)))
    end = data.rindex(b"PK\5\6")
    start = data.index(b"PK\1\2")
    entry, tail = bytes(data[start:end]), data[end:]
    struct.pack_into("<HHII", tail, 8, members, members, len(entry) * members, start)
    return bytes(data[:start]) + entry * members + bytes(tail)


def _member(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + '<!ENTITY out SYSTEM "file:///etc/passwd">]>'
)


def _sheet(cells: str) -> bytes:
    """A workbook of one sheet, with what stands between its rows."""
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    pack = "http://schemas.openxmlformats.org/package/2006"
    sheet = cells if cells.startswith("<?xml") else f'<worksheet xmlns="{main}">{cells}</worksheet>'
    return _zip(
        (
            "[Content_Types].xml",
            f'<Types xmlns="{pack}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{XML}.spreadsheetml.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{XML}.spreadsheetml.worksheet+xml"/></Types>'.encode(),
        ),
        (
            "_rels/.rels",
            f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
        ),
        (
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'.encode(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.encode()),
    )


def _cells(row: int, *values: str, kind: str = "inlineStr") -> str:
    inner = "<is><t>{}</t></is>" if kind == "inlineStr" else "<v>{}</v>"
    found = "".join(
        f'<c r="{"ABCDE"[n]}{row}" t="{kind}">{inner.format(value)}</c>' for n, value in enumerate(values)
    )
    return f'<row r="{row}">{found}</row>'


HEADER = _cells(1, "id", "title", "text", "source", "date")
GOOD_ROW = _cells(2, "d1", "木工坊", STORY, "云溪日报", "2021-03-04")


def _docx(patch: Callable[[str], str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(FORMATS["DOCX"][1]())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = patch(parts["word/document.xml"].decode()).encode()
    return _zip(*parts.items())


def _database(script: str, name: str = "articles", rows: bool = True) -> bytes:
    connection = sqlite3.connect(":memory:")
    if rows:
        connection.execute(f'CREATE TABLE "{name}" (id, title, text, source, date)')
        connection.executemany(
            f'INSERT INTO "{name}" VALUES (?, ?, ?, ?, ?)', [tuple(row.values()) for row in ROWS]
        )
    connection.executescript(script)
    connection.commit()
    return connection.serialize()


def _pdf(*objects: str, tail: str = "") -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{at:010} 00000 n \n" for at in places
    )
    return (
        out
        + f"{table}trailer\n<</Size {len(objects) + 1} /Root 1 0 R {tail}>>\nstartxref\n{len(out)}\n%%EOF\n".encode()
    )


def _warc(http: bytes, length: str | None = None, uri: str = "http://a.example/1", extra: str = "") -> bytes:
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2021-03-04T08:30:00Z\r\n{extra}"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {length or len(http)}\r\n\r\n"
    ).encode() + http + b"\r\n\r\n"  # fmt: skip


def _http(body: bytes, *headers: str) -> bytes:
    head = "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", *headers])
    return f"{head}\r\n\r\n".encode() + body


def _mhtml(levels: int) -> bytes:
    head = "From: <Saved>\r\nMIME-Version: 1.0\r\n"
    for level in range(levels):
        head += f'Content-Type: multipart/related; boundary="b{level}"\r\n\r\n--b{level}\r\n'
    return head.encode() + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + HTML


def _cut(name: str) -> Callable[[], bytes]:
    def made() -> bytes:
        _, inner, pack = FORMATS[name]
        data = pack(inner())
        return data[: len(data) * 3 // 5]

    return made


def _parquet(columns: dict[str, object]) -> bytes:
    import pyarrow as arrow
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(arrow.table(columns), out)
    return out.getvalue()


WIDE = "".join(f" a{n}='{n}'" for n in range(100_000))
MANY: Files = {
    # packed
    "bomb.zip": lambda: _zip(("a.html", b"<p>" + b"\0" * 200_000_000)),
    "bomb.wacz": lambda: _zip(("archive/a.warc", b"\0" * 200_000_000)),
    "bomb.html.gz": lambda: gzip.compress(b"<p>" + b"a" * 200_000_000, 1),
    "bomb.jsonl.zst": lambda: zstandard.ZstdCompressor().compress(b'{"text":"' + b"a" * 200_000_000),
    "bomb.csv.gz": lambda: gzip.compress(b"id,text\n1," + b"a" * 300_000_000, 1),
    "nested.zip": lambda: _deep_zip(12),
    "gz-of-gz.html.gz": lambda: gzip.compress(gzip.compress(gzip.compress(HTML))),
    "many.zip": lambda: _zip(*((f"{n}.html", b"") for n in range(9000))),
    "one-body.zip": lambda: _one_body(3000),
    "climbs.zip": lambda: _zip(("../../up.html", HTML), ("/etc/x.html", HTML), ("C:\\x.html", HTML)),
    "twice.zip": lambda: _zip(("a.html", HTML), ("a.html", HTML)),
    "names.zip": lambda: _zip(("a\x1b[2J\n\u202egpj.html", HTML), ("\ufeff\u2028.html", HTML), (" ", HTML)),
    "links.zip": lambda: _zip((_member("a.html", 0o120777), b"/etc/passwd"), ("b.html", HTML)),
    "devices.zip": lambda: _zip((_member("a.html", 0o020666), b""), ("b.html", HTML)),
    "dated.zip": lambda: _zip(("b.html", HTML)).replace(struct.pack("<H", 0x21), b"\xff\xff"),
    "escape.tar": lambda: _tar("w"),
    "escape.tar.gz": lambda: _tar("w:gz"),
    **{f"cut-{name.replace(', ', '-')}{FORMATS[name][0]}": _cut(name) for name in FORMATS},
    "method.zip": lambda: _zip(("a.html", HTML)).replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x63\x00"),
    "tail.html.gz": lambda: gzip.compress(HTML) + b"trailing \x1b[2J nonsense",
    "two.html.gz": lambda: gzip.compress(HTML[:900]) + gzip.compress(HTML[900:]),
    # workbooks, documents
    "laughs.xlsx": lambda: _sheet(f"{LAUGHS}<worksheet><sheetData>{HEADER}{_cells(2, '&i;', '&out;', 'x')}</sheetData></worksheet>"),
    "far.xlsx": lambda: _sheet(f'<dimension ref="A1:XFD1048576"/><sheetData>{HEADER}{GOOD_ROW}{_cells(1048576, "x")}</sheetData>'),
    "beyond.xlsx": lambda: _sheet(f"<sheetData>{HEADER}{GOOD_ROW}{_cells(99999999999, 'x')}</sheetData>"),
    "strings.xlsx": lambda: _sheet(f"<sheetData>{HEADER}{_cells(2, '99', '-1', 'x', kind='s')}</sheetData>"),
    "errors.xlsx": lambda: _sheet(f"<sheetData>{HEADER}{_cells(2, '#REF!', '#N/A', '#VALUE!', kind='e')}</sheetData>"),
    "empty.xlsx": lambda: _sheet("<sheetData/>"),
    "sheetless.xlsx": lambda: _zip(("xl/workbook.xml", b"<workbook/>")),
    "ole.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40,
    "laughs.docx": lambda: _docx(lambda xml: xml.replace("<?xml version='1.0' encoding='UTF-8' standalone='yes'?>", LAUGHS).replace("云溪日报", "&i;&out;")),
    "tables.docx": lambda: _docx(lambda xml: xml.replace("<w:sectPr", "<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000 + "<w:sectPr")),
    "unclosed.docx": lambda: _docx(lambda xml: xml[:-200]),
    "bare.docx": lambda: _zip(("word/document.xml", b"<a/>")),
    "groups.rtf": lambda: b"{\\rtf1 " + b"{" * 100_000 + STORY.encode("gb18030") + b"}" * 100_000,
    "bin.rtf": lambda: b"{\\rtf1\\ansi\\bin999999999 \\u-99999999? \\'zz" + b"\\par" * 1000,
    "loop.pdf": lambda: _pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "pages.pdf": lambda: _pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 2147483647>>"),
    "box.pdf": lambda: _pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e30 -1e30]>>"),
    "locked.pdf": lambda: _pdf("<</Type/Catalog>>", tail="/Encrypt <</Filter/Standard/V 1/R 2/O(a)/U(b)/P -1>>"),
    "head.pdf": lambda: b"%PDF-1.7\n",
    # tables
    "deep.jsonl": lambda: _rows("[" * 200_000),
    "deep-row.jsonl": lambda: _rows(_row(extra='{"a":' * 5000 + "1" + "}" * 5000)),
    "deep.json": lambda: b'[{"a":' * 100_000,
    "ints.jsonl": lambda: _rows(_row(id="9" * 6000), _row(date="1" + "0" * 5000), _row(text="1e99999")),
    "nan.jsonl": lambda: _rows(_row(date="NaN"), _row(id="-Infinity", title="Infinity")),
    "twice.jsonl": lambda: _rows('{"id":"a","id":"b","text":"x","text":' + json.dumps(STORY) + "}"),
    "surrogate.jsonl": lambda: _rows(_row(title='"\\ud800\\udfff\\ud800"', text='"\\ud83d' + "他们说" * 90 + '"')),
    "nul.jsonl": lambda: _rows(_row(id='"a\\u0000b"', text='"' + "他们\\u0000说" * 90 + '"')),
    "escapes.jsonl": lambda: _rows(_row(id='"\\u001b[2J\\u202e\\r\\n\\u0007"', source='"\\u001b]0;x\\u0007"')),
    "kinds.jsonl": lambda: _rows(_row(text="[1]"), _row(text="{}"), _row(text="null"), "3", '"x"', "null", "[]"),
    "long-id.jsonl": lambda: _rows(_row(id='"' + "长" * 1_000_000 + '"')),
    "utf16.jsonl": lambda: _rows().decode().encode("utf-16"),
    "utf32.jsonl": lambda: _rows().decode().encode("utf-32"),
    "bom.jsonl": lambda: b"\xef\xbb\xbf" * 2 + _rows(),
    "cr.jsonl": lambda: _rows().replace(b"\n", b"\r"),
    "line.jsonl": lambda: b'{"id":"a","text":"' + "他们说了很久。".encode() * 4_800_000 + b'"}\n' + _rows(),
    "line.txt": lambda: "他们说了很久，天黑了也没有停。".encode() * 2_300_000,
    "line.csv": lambda: b"a," * 50_000_000,
    "line.html": lambda: b"<p>" + b"a" * 100_000_000,
    "nul.csv": lambda: _csv("n1,a\0b,\0" + STORY + ",c,d"),
    "formula.csv": lambda: _csv("=cmd|' /C calc'!A0,@SUM(1),+1+" + STORY + ",-1,=HYPERLINK(\"http://x\")"),
    "quote.csv": lambda: _csv('q1,"' + "从不合上，" * 400_000),
    "columns.csv": lambda: b"id,text," + b",".join(b"c%d" % n for n in range(60_000)) + b"\n1," + STORY.encode() + b"\n",
    "same-names.csv": lambda: _csv("a," * 5, header="text,text,text,text,text"),
    "header.csv": lambda: b"id,title,text\n",
    "utf16.csv": lambda: _csv().decode().encode("utf-16"),
    "gb.csv": lambda: _csv().decode().encode("gb18030"),
    "ebcdic.csv": lambda: b"\x89\x84k\xa3\x85\xa7\xa3%" * 900,
    "lists.parquet": lambda: _parquet({"id": ["a"], "text": [[[STORY]]], "title": [{"a": 1}]}),
    "bytes.parquet": lambda: _parquet({"id": ["a", "b"], "text": [b"\xff\xfe\x00", STORY.encode()]}),
    "none.parquet": lambda: _parquet({}),
    "head.parquet": lambda: b"PAR1" + b"\xff" * 40 + struct.pack("<I", 2**31 - 1) + b"PAR1",
    # databases
    "for-ever.db": lambda: _database("CREATE VIEW pages AS WITH RECURSIVE r(text) AS (SELECT 'x' UNION ALL SELECT text FROM r) SELECT text AS id, text FROM r"),
    "for-ever-alone.db": lambda: _database("CREATE VIEW articles AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) SELECT n AS id, 'x' AS text FROM r", rows=False),
    "itself.db": lambda: _database("CREATE VIEW v AS SELECT * FROM w; CREATE VIEW w AS SELECT * FROM v"),
    "named.db": lambda: _database("", name="\x1b[2J'';DROP TABLE x--\n"),
    "zeros.db": lambda: _database("INSERT INTO articles VALUES ('big', 'x', zeroblob(300000000), 'y', 'z')"),
    "head.db": lambda: b"SQLite format 3\0",
    "page-size.db": lambda: b"SQLite format 3\0" + bytes(4096),
    "module.db": lambda: _database("CREATE VIRTUAL TABLE a USING fts5(text)", rows=False).replace(b"fts5", b"fts9"),
    "corpus-like.db": lambda: _database("CREATE TABLE meta(key, value); CREATE TABLE documents(id); PRAGMA user_version=7"),
    # archives of pages
    "minus.warc": lambda: _warc(_http(HTML), "-1"),
    "huge.warc": lambda: _warc(_http(HTML), "99999999999999999999"),
    "words.warc": lambda: _warc(_http(HTML), "many"),
    "uri.warc": lambda: _warc(_http(HTML), uri="javascript:\x1b]0;x\x07//[\u202e"),
    "headers.warc": lambda: _warc(_http(HTML, *(f"X-{n}: {'x' * 90}" for n in range(50_000)))),
    "coding.warc": lambda: _warc(_http(HTML, "Content-Encoding: gzip", "Transfer-Encoding: chunked")),
    "brotli.warc": lambda: _warc(_http(HTML, "Content-Encoding: br")),
    "chunks.warc": lambda: _warc(_http(b"FFFFFFFFFFFF\r\n" + HTML, "Transfer-Encoding: chunked")),
    "bomb.warc": lambda: _warc(_http(gzip.compress(b"<p>" + b"a" * 300_000_000, 1), "Content-Encoding: gzip")),
    "date.warc": lambda: _warc(_http(HTML)).replace(b"2021-03-04T08:30:00Z", b"99999-99-99T\x1b[2J"),
    "deep.mhtml": lambda: _mhtml(3000),
    "boundary.mhtml": lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + HTML,
    "base64.mhtml": lambda: FORMATS["MHTML"][2](HTML).replace(b"base64", b"x-uuencode"),
    "location.mhtml": lambda: FORMATS["MHTML"][2](HTML).replace(b"https://yunxi", b"http://[::\x1b[2J"),
    # pages
    "attributes.html": lambda: PAGE.replace("<body>", f"<body{WIDE}>").encode(),
    "unclosed.html": lambda: _page("<b><i>" * 60_000),
    "nested.html": lambda: _page("<div>" * 100_000),
    "paragraphs.html": lambda: _page("<p>话" * 150_000),
    "links.html": lambda: _page("<a href='/x'>话</a>" * 60_000),
    "cells.html": lambda: _page("<table><tr><td>" * 20_000),
    "references.html": lambda: _page("&#27;[2J&#0;&#x9b;&#x202e;&#xd800;&#x110000;&#99999999999999999999;&amp" * 900),
    "controls.html": lambda: _page("".join(map(chr, [*range(9), *range(14, 32), *range(127, 160)])) * 90),
    "bidi.html": lambda: PAGE.replace("木工坊", "木\u202e工\u2066坊\u200f").replace("云溪", "云\u202e溪").encode(),
    "marks.html": lambda: _page("<p>h" + "\u0301\u0489" * 100_000),
    "comment.html": lambda: _page("<!--" + "-" * 300_000),
    "script.html": lambda: _page("<script>" + "var a={b:'" * 50_000),
    "json-ld.html": lambda: _page(head='<script type="application/ld+json">' + '[{"@graph":' * 40_000 + "</script>"),
    "image.html": lambda: _page(f"<img src='data:image/png;base64,{'A' * 20_000_000}'>"),
    "plaintext.html": lambda: _page("<plaintext><svg><math><textarea><title>"),
    "utf16.html": lambda: PAGE.encode("utf-16-le"),
    "utf32.html": lambda: PAGE.encode("utf-32"),
    "utf7.html": lambda: b"\xef\xbb\xbf\xff\xfe" + PAGE.encode("utf-7"),
    "hz.html": lambda: PAGE.replace("utf-8", "hz-gb-2312").encode("hz"),
    "iso2022.html": lambda: PAGE.replace("utf-8", "iso-2022-cn").encode("iso2022_jp_2", "replace"),
    "liar.html": lambda: PAGE.replace("utf-8", "utf-16").encode("big5", "replace"),
    "mixed.html": lambda: HTML + PAGE.encode("gb18030") + PAGE.encode("utf-16"),
    "dates.html": lambda: _page("<p>99999年99月99日 0000-00-00T99:99:99 " * 900),
    "feed.xml": f"{LAUGHS}<rss><channel><item><title>&i;</title></item></channel></rss>".encode,
    # not what their names say
    "workbook.html": FORMATS["XLSX"][1],
    "page.xlsx": lambda: HTML,
    "page.parquet": lambda: HTML,
    "page.pdf": lambda: HTML,
    "page.docx": lambda: HTML,
    "page.db": lambda: HTML,
    "page.zip": lambda: HTML,
    "page.warc": lambda: HTML,
    "page.jsonl": lambda: HTML,
    "archive.csv": lambda: _zip(("a.html", HTML)),
    "packed.jsonl": lambda: gzip.compress(_rows()),
    "picture.html": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300,
    "program.txt": lambda: Path("/bin/ls").read_bytes(),
    "noise.html": lambda: bytes((n * n * 7919 + n * 13) % 251 for n in range(200_000)),
}  # fmt: skip
for _ending in ("html", "txt", "mhtml", "warc", "wacz", "zip", "gz", "html.gz", "jsonl", "json", "csv", "tsv", "parquet",
                "xlsx", "xls", "ods", "docx", "doc", "pdf", "rtf", "db", "xml", "epub", "webarchive", "eml"):  # fmt: skip
    MANY[f"zero.{_ending}"] = lambda: b""
    MANY[f"one.{_ending}"] = lambda: b"\x1b"
    MANY[f"blank.{_ending}"] = lambda: b"\xef\xbb\xbf \r\n\t\0 "

NAMES = [
    "new\nline.html", "esc\x1b[2J\x07.html", os.fsdecode(b"\xff\xfe\x80.html"), "长" * 83 + ".html", "-o.html", "--help.html",
    " .html", "bidi\u202elmth.exe.html", "*?[a]{b}$(x)`y`;&|<>.html", "%s%n%x%d.html", "a\\b.html", "\u2028\u2029.html",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape") + ".html", ".html", "CON.html", "=1+1.html",
    "<script>alert(1)</script>.html".replace("/", "\u2215"), "a'\"b.html", "[bold red]x[-].html", "a.html\r",
]  # fmt: skip


def special(folder: Path) -> list[str]:
    """Things in a folder that are no files, or not to be had."""
    folder.mkdir()
    os.mkfifo(folder / "pipe.html")
    (folder / "itself.html").symlink_to("itself.html")
    (folder / "nowhere.html").symlink_to("nothing/at/all.html")
    (folder / "zero.html").symlink_to("/dev/zero")
    (folder / "null.html").symlink_to("/dev/null")
    (folder / "memory.html").symlink_to("/proc/self/mem")
    (folder / "folder.html").mkdir()
    (folder / "up").symlink_to("..")
    (folder / "here").symlink_to(".")
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    for n in range(60):
        (folder / f"chain{n}.html").symlink_to(f"chain{n + 1}.html")
    with socket.socket(socket.AF_UNIX) as held:
        there = os.open(folder, os.O_RDONLY)
        held.bind(f"/proc/self/fd/{there}/socket.html")
        os.close(there)
    inner = folder
    for _ in range(40):
        inner /= "d" * 80
        if len(str(inner)) < 4000:
            inner.mkdir()
    return [
        "pipe.html",
        "itself.html",
        "nowhere.html",
        "zero.html",
        "null.html",
        "socket.html",
        "chain0.html",
    ]


def trials(few: int, work: Path) -> tuple[int, list[str]]:
    """How many commands were given, and what went wrong: each file alone and beside a good page; of all of
    them, or of a `few`."""
    from benchmarks.fuzz import fault, run

    made = [*MANY.items(), *((name, lambda: HTML) for name in NAMES)]
    done, faults = 0, []
    for number, (name, make) in enumerate(made[:: len(made) // few if few else 1]):
        place = work / f"hostile-{number}"
        place.mkdir()
        (place / name).write_bytes(make())
        (place / "good.html").write_bytes(HTML)
        for command, wanted in _commands(place, str(place / name)):
            ran = run(command)
            done += 1
            out = ran.out
            if "-o" in command:
                out = b"".join(path.read_bytes() for path in Path(f"{place}.run").glob("traces.jsonl"))
            elif wanted and command[0] == "corpus":
                out = run(["corpus", "list", "--format", "json", f"{place}.db"]).out
            if wrong := fault(ran) or ("" if wanted.encode() in out else "the good page is lost"):
                faults.append(f"{place / name!r}: {' '.join(command[:2])}: {wrong}")
    return done, faults + _in_a_folder(work / "special")


def _commands(place: Path, bad: str) -> list[tuple[list[str], str]]:
    """What is done with a file alone and with its folder, and what is to be in the answer."""
    return [
        (["read", "--format", "json", bad], ""),
        (["--format", "json", bad], ""),
        (["corpus", "add", "-q", f"{place}.alone.db", bad], ""),
        (["read", "--format", "json", "-q", str(place)], "good.html"),
        ([str(place), "-o", f"{place}.run/", "-q", "-j", "1"], "good.html"),
        (["corpus", "add", "-q", f"{place}.db", str(place)], "yunxi.example"),
    ]


def _in_a_folder(folder: Path) -> list[str]:
    """Pipes, sockets, devices and links are passed over by name, and waited for by nobody."""
    from benchmarks.fuzz import fault, run

    named = special(folder)
    (folder / "good.html").write_bytes(HTML)
    faults = []
    for command, _ in _commands(folder, str(folder))[3:]:
        ran = run(command)
        told = ran.err if "-o" not in command else Path(f"{folder}.run/failures.jsonl").read_bytes()
        missing = [name for name in named if name.encode() not in told]
        if wrong := fault(ran, (3,)) or (f"not named: {missing}" if missing else ""):
            faults.append(f"{folder}: {' '.join(command[:2])}: {wrong}")
    return faults
