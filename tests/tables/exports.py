"""One set of articles in every form that people have theirs in, made by code."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pyarrow as arrow
import zstandard
from pyarrow import parquet

from tests.corpus.stories import story

CHINESE = {"id": "编号", "title": "标题", "text": "正文", "source": "来源", "date": "发布时间", "url": "链接"}
FEED = {
    "id": "guid",
    "title": "title",
    "text": "content",
    "source": "source",
    "date": "pubDate",
    "url": "link",
}
PLAIN = {name: name for name in CHINESE}


@dataclass(frozen=True, slots=True)
class Given:
    """An article as an editor has it."""

    id: str
    title: str
    text: str
    source: str
    date: str
    url: str

    def row(self, names: dict[str, str]) -> dict[str, str]:
        return {named: getattr(self, field) for field, named in names.items()}


def articles(count: int = 4) -> list[Given]:
    """Articles of one paper, a day apart, with paragraphs and a comma and a quote in each."""
    return [
        Given(
            f"lj-{n}", f"临江早市见闻之{'一二三四五六七八九十'[n]}", story(n), "临江日报", f"2021-03-{n + 2:02}",
            f"https://ljrb.example/2021/{n}.html",
        )
        for n in range(count)
    ]  # fmt: skip


def as_csv(
    delimiter: str, charset: str, names: dict[str, str] = CHINESE
) -> Callable[[Sequence[Given]], bytes]:
    def write(given: Sequence[Given]) -> bytes:
        out = io.StringIO()
        writer = csv.DictWriter(out, [*names.values(), "栏目"], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(article.row(names) | {"栏目": "要闻"} for article in given)
        return out.getvalue().encode(charset)

    return write


def as_json(given: Sequence[Given]) -> bytes:
    """A pretty-printed array."""
    return json.dumps([article.row(PLAIN) for article in given], ensure_ascii=False, indent=2).encode()


def as_object(given: Sequence[Given]) -> bytes:
    """What an interface answers: the list inside an object, beside other things."""
    rows = [article.row(PLAIN) for article in given]
    answer = {"code": 0, "sites": [{"name": "x"}], "data": {"total": len(rows), "items": rows}}
    return json.dumps(answer, ensure_ascii=False).encode()


def as_pandas(given: Sequence[Given]) -> bytes:
    """Columns of cells, as a data frame is written by default."""
    rows = [article.row(PLAIN) for article in given]
    columns = {name: {str(n): row[name] for n, row in enumerate(rows)} for name in PLAIN}
    return json.dumps(columns, ensure_ascii=False).encode()


def as_lines(given: Sequence[Given]) -> bytes:
    rows = (json.dumps(article.row(CHINESE), ensure_ascii=False) for article in given)
    return "".join(f"{row}\n" for row in rows).encode()


def as_workbook(given: Sequence[Given]) -> bytes:
    """A sheet of notes, and one with a title above the names."""
    book = openpyxl.Workbook()
    book.active.append(["说明", "导出自采编系统"])
    sheet = book.create_sheet("稿件")
    sheet.append(["临江日报2021年3月稿件"])
    sheet.append([*CHINESE.values(), "栏目"])
    for article in given:
        sheet.append([*article.row(CHINESE).values(), "要闻"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(given: Sequence[Given]) -> bytes:
    out = io.BytesIO()
    parquet.write_table(arrow.Table.from_pylist([article.row(PLAIN) for article in given]), out)
    return out.getvalue()


def as_database(given: Sequence[Given], place: Path) -> None:
    connection = sqlite3.connect(place)
    connection.execute("CREATE TABLE settings (name, value)")
    connection.execute(f"CREATE TABLE articles ({', '.join(CHINESE.values())})")
    marks = ", ".join("?" * len(CHINESE))
    connection.executemany(
        f"INSERT INTO articles VALUES ({marks})", [[*article.row(CHINESE).values()] for article in given]
    )
    connection.commit()
    connection.close()


def as_xml(given: Sequence[Given], record: str = "article", names: dict[str, str] = PLAIN) -> bytes:
    records = (
        f"<{record}>"
        + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in article.row(names).items())
        + f"</{record}>"
        for article in given
    )
    return f"<?xml version='1.0' encoding='utf-8'?>\n<export>{''.join(records)}</export>".encode()


def as_markup(given: Sequence[Given]) -> bytes:
    """A table in HTML, as systems write it that call it a spreadsheet."""
    rows = [[*CHINESE.values()], *([*article.row(CHINESE).values()] for article in given)]
    cells = ("".join(f"<td>{escape(cell).replace(chr(10), '<br>')}</td>" for cell in row) for row in rows)
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<html><head><meta charset=gb2312></head><body><table>{table}</table></body></html>".encode("gbk")


def as_feed(given: Sequence[Given]) -> bytes:
    """RSS with the full text as markup."""
    items = []
    for article in given:
        row = article.row(FEED) | {"content": ""}
        markup = "".join(f"<p>{line}</p>" for line in article.text.split("\n"))
        fields = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in row.items() if value)
        items.append(f"<item>{fields}<content:encoded><![CDATA[{markup}]]></content:encoded></item>")
    space = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    return f"<rss version='2.0' {space}><channel><title>临江</title>{''.join(items)}</channel></rss>".encode()


def docx(given: Given) -> bytes:
    """A manuscript: the headline, the credit, the paragraphs."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = [given.title, f"来源：{given.source}　{given.date}", *given.text.split("\n")]
    paragraphs = "".join(
        f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r><w:del><w:r><w:delText>删去的话</w:delText></w:r></w:del></w:p>"
        for line in lines
    )
    return _zip({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document xmlns:w='{space}'><w:body>{paragraphs}</w:body></w:document>",
    })  # fmt: skip


def odt(given: Given) -> bytes:
    spaces = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'"
    lines = [f"来源：{given.source}　{given.date}", *given.text.split("\n")]
    body = f"<text:h text:outline-level='1'>{escape(given.title)}</text:h>" + "".join(
        f"<text:p>{escape(line)}</text:p>" for line in lines
    )
    return _zip({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
    })  # fmt: skip


def rtf(given: Given) -> bytes:
    """As a word processor in China writes it: GBK in hexadecimal."""
    lines = [given.title, f"来源：{given.source} {given.date}", *given.text.split("\n")]
    body = "".join(
        "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in line.encode("gbk")) + "\\par\n"
        for line in lines
    )
    return ("{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 SimSun;}}\\f0 " + body + "}").encode(
        "latin-1"
    )


def _zip(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


# ── a PDF, drawn letter by letter in a font that every reader knows ──────────────────────


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of text at a place on a page, from its left and its bottom, in points."""

    text: str
    left: float
    bottom: float
    size: float


def pdf(pages: Sequence[Sequence[Drawn]], width: float = 595, height: float = 842) -> bytes:
    """A PDF of lines."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
        " /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>",
    ]
    for number, lines in enumerate(pages):
        shown = "\n".join(
            f"BT /F1 {line.size} Tf {line.left:.1f} {line.bottom:.1f} Td <{line.text.encode('utf-16-be').hex()}> Tj ET"
            for line in lines
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {6 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    out, places = "%PDF-1.5\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return (out + end).encode("latin-1")


def set_in(text: str, left: float, top: float, letters: int, size: float = 10.5) -> tuple[list[Drawn], float]:
    """Paragraphs set in a column of so many letters, each set in by two; and where the column ends."""
    drawn: list[Drawn] = []
    for paragraph in text.split("\n"):
        rest, indent = paragraph, 2
        while rest:
            piece, rest = rest[: letters - indent], rest[letters - indent :]
            drawn.append(Drawn(piece, left + indent * size, top - size, size))
            top -= 1.5 * size
            indent = 0
    return drawn, top


def manuscript(given: Given) -> bytes:
    """A press release: headline, credit, paragraphs over as many pages as it takes."""
    body, _ = set_in(given.text, 72, 700, 26)
    pages: list[list[Drawn]] = [
        [Drawn(given.title, 120, 770, 20), Drawn(f"来源：{given.source} {given.date}", 72, 730, 10.5)]
    ]
    bottom = 72.0
    for line in body:
        page = int((700 - line.bottom) // (700 - bottom))
        while len(pages) <= page:
            pages.append([])
        pages[page].append(Drawn(line.text, line.left, line.bottom + page * (700 - bottom), line.size))
    return pdf(pages)


def packed(data: bytes, how: str, name: str = "export.csv") -> bytes:
    """A file as its packer leaves it."""
    if how == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)
        return out.getvalue()
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress,
    }  # fmt: skip
    return packers[how](data)
