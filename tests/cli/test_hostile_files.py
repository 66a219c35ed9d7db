"""One hostile file costs itself: read alone, in a folder, in a scan and into a corpus."""

from __future__ import annotations

import io
import json
import os
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run

STORY = "".join(
    f"<p>第{n}段：镇上的木工坊今天又开了一炉，师傅说，手艺不能断，学徒们都在听。</p>" for n in range(9)
)
GOOD = f"<html><head><title>木工坊开炉</title></head><body><h1>木工坊开炉</h1>{STORY}</body></html>"


def page(head: str = "", inside: str = "") -> bytes:
    return GOOD.replace("<title>", f"{head}<title>").replace("</h1>", f"</h1>{inside}").encode()


def warc(header: str, body: bytes) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\x00utf-8\r\n\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\n{header}\r\nContent-Length: {len(http)}\r\n"
    return f"{head}Content-Type: application/http; msgtype=response\r\n\r\n".encode() + http + b"\r\n\r\n"


def wacz(patch: Callable[[bytes], bytes], name: str = "archive/a.warc") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, warc("WARC-Target-URI: http://a.example/1", GOOD.encode()))
    return patch(held.getvalue())


# Read all the same: what is wrong with them is no reason to lose the story.
READABLE = {
    "address.html": page('<link rel="canonical" href="http://[::/x">', '<a href="http://[oops/a">see</a>'),
    "address2.html": page('<base href="http://[">', "<a href='//\u2100/a'>see</a>"),
    "references.html": page(
        inside="<p>一个&#27;[31m符号&#1;和&#xFFFE;另一个&#xD800;，都不是字，读者看不见。</p>"
    ),
    "textarea.html": page(inside=f"<textarea>{STORY.replace('<', '&lt;')}&#27;</textarea>"),
    **{
        f"charset-{name}.html": page(f'<meta charset="{name}">') + b"\xff"
        for name in (
            "hex",
            "rot13",
            "zlib",
            "idna",
            "punycode",
            "undefined",
            "utf-7",
            "unicode_escape",
            "mbcs",
        )
    },
    "escape.warc": warc("WARC-Target-URI: http://a.example/ \x1b]0;OWNED\x07\x1b[2Jx", GOOD.encode()),
}
# Not to be read: named, with code 3.
UNREADABLE = {
    "version.wacz": wacz(lambda data: data.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff")),
    "encrypted.wacz": wacz(
        lambda data: data.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
        )
    ),
    "climbing.wacz": wacz(lambda data: data, "../\x1b[2J/a.warc"),
    "cut.wacz": wacz(lambda data: data[:-30]),
}
HOSTILE = READABLE | UNREADABLE


def test_every_readable_file_is_read(run: Run, tmp_path: Path) -> None:
    """Bad addresses, references to control characters and labels that are no charsets cost no story."""
    for name, data in READABLE.items():
        (tmp_path / name).write_bytes(data)
        ran = run("read", "--format", "json", str(tmp_path / name))
        assert ran.code == 0, (name, ran.err)
        assert "手艺不能断" in json.loads(ran.out)["body"], name
        assert "\x1b" not in ran.err + ran.out, name


@pytest.mark.parametrize("name", UNREADABLE)
def test_every_unreadable_file_is_named(run: Run, tmp_path: Path, name: str) -> None:
    """What cannot be read is one line that names it, and code 3."""
    (tmp_path / name).write_bytes(UNREADABLE[name])
    ran = run("read", "--format", "json", str(tmp_path / name))
    assert (ran.code, ran.err.count("\n")) == (3, 1), ran.err
    assert name in ran.err
    assert "\x1b" not in ran.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All of them beside a good page, with a pipe, a socket and links that lead nowhere."""
    pages = tmp_path / "pages"
    (pages / "inner").mkdir(parents=True)
    for name, data in HOSTILE.items():
        (pages / name).write_bytes(data)
    (pages / "good.html").write_text(GOOD, "utf-8")
    os.mkfifo(pages / "pipe.html")
    (pages / "loop.html").symlink_to("loop.html")
    (pages / "inner" / "up").symlink_to("..")
    held = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(pages)  # a socket's name is short
    try:
        held.bind("socket.html")
    finally:
        os.chdir(here)
        held.close()
    return pages


SPECIAL = {"pipe.html", "loop.html", "socket.html"}


def test_a_folder_is_read_whatever_lies_in_it(run: Run, folder: Path) -> None:
    """`read` of a folder names what it cannot read, waits for no pipe, and reads the rest."""
    ran = run("read", "--format", "json", str(folder))
    assert ran.code == 3
    read = {Path(json.loads(line)["file"]).name for line in ran.out.splitlines()}
    assert read >= {"good.html", *READABLE}
    for name in SPECIAL | set(UNREADABLE):
        assert ran.err.count(f"/{name}: ") == 1, (name, ran.err)


def test_a_scan_goes_on_whatever_lies_in_its_folder(run: Run, folder: Path, tmp_path: Path) -> None:
    """A scan lists what it cannot read in failures.jsonl and traces the rest."""
    ran = run(str(folder), "-o", f"{tmp_path}/run/", "-q", "-j", "1")
    assert ran.code == 3
    traced = {
        json.loads(line)["page"]["file"] for line in (tmp_path / "run/traces.jsonl").read_bytes().splitlines()
    }
    assert {"good.html", *READABLE} - {"escape.warc"} <= traced
    failed = {
        json.loads(line)["file"] for line in (tmp_path / "run/failures.jsonl").read_bytes().splitlines()
    }
    assert failed >= SPECIAL | set(UNREADABLE)


def test_a_corpus_takes_what_can_be_read(run: Run, folder: Path, tmp_path: Path) -> None:
    """`corpus add` of a folder names what it passes over and adds the rest."""
    ran = run("corpus", "add", str(tmp_path / "o.db"), str(folder))
    assert ran.code == 3
    assert "\x1b" not in ran.err
    for name in SPECIAL | set(UNREADABLE):
        assert f"/{name}: " in ran.err
    listed = run("corpus", "list", str(tmp_path / "o.db"))
    assert listed.out.count("\n") == len(READABLE) + 1


def test_a_member_of_a_zip_costs_itself(run: Run, tmp_path: Path) -> None:
    """A member that cannot be unpacked is named; those behind it are read and added."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("a.html", "b.html", "c.html"):
            archive.writestr(name, GOOD)
    data = held.getvalue().replace(
        b"PK\x01\x02\x14\x03\x14\0\0\0\0\0", b"PK\x01\x02\x14\x03\x14\0\0\0\x63\0", 1
    )
    (tmp_path / "some.zip").write_bytes(data)
    ran = run("read", "--format", "json", str(tmp_path / "some.zip"))
    assert (ran.code, len(ran.out.splitlines()), ran.err.count("\n")) == (3, 2, 1), ran.err
    assert "some.zip!a.html: is damaged" in ran.err
    assert run("corpus", "add", str(tmp_path / "o.db"), str(tmp_path / "some.zip")).code == 3
    assert run("corpus", "list", str(tmp_path / "o.db")).out.count("\n") == 2


def test_a_zip_of_nothing_is_told_in_few_lines(run: Run, tmp_path: Path) -> None:
    """Of many members that cannot be read the first are named and the rest counted; members over one
    another are refused."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for n in range(50):
            archive.writestr(f"{n:02}.html", "")
    (tmp_path / "many.zip").write_bytes(held.getvalue())
    ran = run("read", str(tmp_path / "many.zip"))
    assert (ran.code, ran.err.count("\n")) == (3, 4)
    assert "many.zip: 47 more passed over" in ran.err
    at = held.getvalue().rindex(b"PK\x01\x02") + 42
    (tmp_path / "bomb.zip").write_bytes(held.getvalue()[:at] + bytes(4) + held.getvalue()[at + 4 :])
    assert "members that lie over each other" in run("read", str(tmp_path / "bomb.zip")).err


def test_a_damaged_table_in_a_scanned_folder_is_named(run: Run, tmp_path: Path) -> None:
    """A database or JSON that cannot be read is a failure of the scan; one that holds no articles is none."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "good.html").write_text(GOOD, "utf-8")
    (pages / "log.json").write_text('[{"when": 1}]', "utf-8")
    assert run(str(pages), "-o", f"{tmp_path}/one/", "-q", "-j", "1").code == 0
    (pages / "cut.db").write_bytes(b"SQLite format 3\0" + bytes(90))
    assert run(str(pages), "-o", f"{tmp_path}/two/", "-q", "-j", "1").code == 3
    assert "cut.db" in (tmp_path / "two/failures.jsonl").read_text("utf-8")
