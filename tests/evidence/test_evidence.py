"""An evidence package: what is in it, and that whatever is altered is found."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import runpy
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

import pytest
from warcio.archiveiterator import ArchiveIterator

from reprint_trace.corpus import open_corpus
from reprint_trace.errors import NotAPage, TruncatedInput
from reprint_trace.evidence import case_of_page, case_of_trace, stamped, verify
from reprint_trace.evidence import manifest as manifests
from reprint_trace.evidence.manifest import packed, sealed, sm3, sums
from reprint_trace.evidence.timestamp import fetch, read_token, request
from reprint_trace.evidence.wacz import wacz
from reprint_trace.library import read
from reprint_trace.tracing import trace
from tests.conftest import Run

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_pages"
TSA = Path(__file__).parent / "tsa"  # an invented authority's answer for MESSAGE, and its root
MESSAGE = b"invented message"


class Clock:
    """A second passes whenever it is looked at."""

    def __init__(self) -> None:
        self.now = datetime(2021, 5, 1, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of a sample page."""
    file = tmp_path_factory.mktemp("evidence") / "case.zip"
    file.write_bytes(case())
    return file


def case(page: Path = SAMPLES / "aggregator.html", command: str = "reprint-trace evidence") -> bytes:
    with open_corpus(str(SAMPLES / "originals.jsonl")) as corpus:
        return case_of_page(str(page), corpus, command=command, pdf=False, clock=Clock()).data


def members(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as files:
        return {name: files.read(name) for name in files.namelist()}


def test_a_case_has_all_that_a_notary_looks_for(made: Path) -> None:
    """The bytes as saved, the original, reports in both languages, tables, trace, form, statement, digests."""
    files = members(made.read_bytes())
    assert files["page/aggregator.html"] == (SAMPLES / "aggregator.html").read_bytes()
    assert "厂房还是三十年前的厂房" in files["originals/01-yxrb-20210412-03.txt"].decode()
    assert {"report.zh.html", "report.en.html", "statement.zh.html", "statement.en.html"} <= set(files)
    assert json.loads(files["trace.json"])["verdict"]["origin"] == "confirmed"
    row = next(csv.DictReader(io.StringIO(files["comparison.csv"].decode("utf-8-sig"))))
    assert int(row["characters"]) > 900
    form = {row["field"]: row for row in csv.DictReader(io.StringIO(files["form.csv"].decode("utf-8-sig")))}
    assert form["applicant"]["值 value"] == ""
    assert len(form["digest (SM3)"]["值 value"]) == 64
    assert "不存在更早的文本" in files["statement.zh.html"].decode()
    listed = json.loads(files["manifest.json"])["files"]
    assert {entry["path"] for entry in listed} == set(files) - manifests.OUTER


def test_the_procedure_is_told_with_its_times(made: Path) -> None:
    """Every step has a time, and none is before the one above it."""
    steps = [json.loads(line) for line in members(made.read_bytes())["procedure.jsonl"].splitlines()]
    assert [step["step"] for step in steps][:2] == ["saved-read", "page-read"]
    assert [step["time"] for step in steps] == sorted(step["time"] for step in steps)
    assert {"pdf-not-made", "traced", "files-written"} <= {step["step"] for step in steps}


def test_the_same_page_at_the_same_time_is_the_same_case(made: Path) -> None:
    """Nothing but the clock tells two packages of one page apart."""
    assert case() == made.read_bytes()


def test_no_path_of_the_machine_goes_in(tmp_path: Path) -> None:
    """Files are called by their last name, in the command too."""
    page = tmp_path / "zhangsan" / "page.html"
    page.parent.mkdir()
    page.write_bytes((SAMPLES / "aggregator.html").read_bytes())
    files = members(case(page, f"reprint-trace evidence {page} -o {tmp_path}/case.zip"))
    assert not [name for name, data in files.items() if b"zhangsan" in data or str(SAMPLES).encode() in data]


def test_a_sound_case_is_sound(made: Path) -> None:
    """Nothing altered, nothing said."""
    found = verify(str(made))
    assert found.altered == ()
    assert found.created == "2021-05-01T08:00:08Z"


def test_the_package_in_the_docs_is_the_sample_page_s() -> None:
    """The package in the docs is sound, holds the sample page and what is made of it today; both languages list it."""
    case_maker = runpy.run_path(str(ROOT / "docs" / "make_case.py"))
    assert verify(str(case_maker["CASE"])).altered == ()
    files = members(case_maker["CASE"].read_bytes())
    assert files["page/aggregator.html"] == (SAMPLES / "aggregator.html").read_bytes()
    assert set(files) == set(members(case()))
    for document in case_maker["DOCUMENTS"]:
        assert case_maker["listing"]() in document.read_text("utf-8")


def test_every_flipped_byte_is_found(made: Path, tmp_path: Path) -> None:
    """Each of 200 bytes altered anywhere in the package shows, in files and between them."""
    data, chance, altered = made.read_bytes(), random.Random(20210412), tmp_path / "altered.zip"
    unseen = []
    for place in [
        *chance.sample(range(len(data)), 170),
        *chance.sample(range(len(data) - 2000, len(data)), 30),
    ]:
        flipped = bytearray(data)
        flipped[place] ^= 1 << chance.randrange(8)
        altered.write_bytes(flipped)
        if not verify(str(altered)).altered:
            unseen.append(place)
    assert unseen == []


def test_what_was_altered_is_named(made: Path, tmp_path: Path) -> None:
    """A file exchanged, one taken away, one put in: each is named, though the sums were made anew."""
    files = members(made.read_bytes())
    files["trace.json"] = files["trace.json"].replace(b"confirmed", b"missing")
    del files["passages.csv"]
    files["extra.txt"] = b"new"
    files["SHA256SUMS"] = sums(files)
    (tmp_path / "case.zip").write_bytes(packed(files))
    found = {(each.path, each.kind) for each in verify(str(tmp_path / "case.zip")).altered}
    assert found == {("trace.json", "altered"), ("passages.csv", "missing"), ("extra.txt", "added")}


def test_a_manifest_that_was_edited_shows(made: Path, tmp_path: Path) -> None:
    """A date changed in the manifest is not what was signed off."""
    files = members(made.read_bytes())
    files["manifest.json"] = files["manifest.json"].replace(b"2021-05-01", b"2020-05-01")
    files["SHA256SUMS"] = sums(files)
    (tmp_path / "case.zip").write_bytes(packed(files))
    assert "manifest.json" in {each.path for each in verify(str(tmp_path / "case.zip")).altered}


def test_a_file_that_is_no_case_is_said_to_be_none(tmp_path: Path) -> None:
    """Neither a text nor another zip passes for a package."""
    (tmp_path / "a.zip").write_bytes(b"no zip")
    (tmp_path / "b.zip").write_bytes(packed({"a.txt": b"a"}))
    for name in ("a.zip", "b.zip"):
        with pytest.raises(TruncatedInput, match="evidence package"):
            verify(str(tmp_path / name))


def test_a_saved_run_gives_a_case_of_the_page_that_was_traced(tmp_path: Path) -> None:
    """The page's bytes are those of the trace; others are refused."""
    with open_corpus(str(SAMPLES / "originals.jsonl")) as corpus:
        traced = trace(read(SAMPLES / "portal.html"), corpus)
    made = case_of_trace(traced, str(SAMPLES / "portal.html"), pdf=False, clock=Clock())
    files = members(made.data)
    assert files["page/portal.html"] == (SAMPLES / "portal.html").read_bytes()
    assert str(SAMPLES).encode() not in files["trace.json"]
    with pytest.raises(NotAPage, match="SHA-256 differs"):
        case_of_trace(traced, str(SAMPLES / "spun.html"), pdf=False)


def test_sm3_is_that_of_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of GB/T 32905, from OpenSSL and where that has no SM3."""
    standard = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abc") == standard

    def missing(name: str, data: bytes) -> None:
        raise ValueError(name)

    monkeypatch.setattr("reprint_trace.evidence.manifest.hashlib.new", missing)
    assert sm3(b"abc") == standard


def test_the_archive_gives_the_page_back() -> None:
    """Another reader of web archives finds the page as it was saved, under its address."""
    data = "<html>一页</html>".encode()
    archive = members(wacz(data, "a.html", "https://news.example/a", "一页", "html", "2021-05-01T08:00:00Z"))
    records = ArchiveIterator(io.BytesIO(archive["archive/data.warc.gz"]))
    kept = {r.rec_headers.get_header("WARC-Target-URI"): r.content_stream().read() for r in records}
    assert kept["https://news.example/a"] == data
    package = json.loads(archive["datapackage.json"])
    assert {each["path"] for each in package["resources"]} <= set(archive)


# ── timestamps ─────────────────────────────────────────────────────────────────────────


def test_a_request_is_of_the_message_and_can_be_made_again() -> None:
    """The digest of the message stands in it."""
    made = request(MESSAGE)
    assert bytes.fromhex(manifests.sha256(MESSAGE)) in made
    assert made == request(MESSAGE) != request(b"another")


def test_an_answer_is_checked_against_message_and_root() -> None:
    """The time is told; another message, another root or no answer at all is refused."""
    answer = (TSA / "m.tsr").read_bytes()
    token = read_token(answer, MESSAGE, [str(TSA / "ca.pem")])
    assert token.signature
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", token.time)
    for message, roots, problem in (
        (b"another", ["ca.pem"], "another file"),
        (MESSAGE, ["other.pem"], "does not hold"),
        (MESSAGE, ["m.tsr"], "no certificate"),
    ):
        with pytest.raises(TruncatedInput, match=problem):
            read_token(answer, message, [str(TSA / root) for root in roots])
    with pytest.raises(TruncatedInput, match="no answer"):
        read_token(b"\x30\x03\x02\x01\x00", MESSAGE)


def test_an_answer_of_another_case_is_not_put_in(made: Path) -> None:
    """A token must be of this manifest."""
    with pytest.raises(TruncatedInput, match="another file"):
        stamped(str(made), str(TSA / "m.tsr"))


def test_a_token_put_in_by_force_shows(made: Path, tmp_path: Path) -> None:
    """Somebody else's token in a package is named."""
    files = members(made.read_bytes()) | {"manifest.tsr": (TSA / "m.tsr").read_bytes()}
    files["SHA256SUMS"] = sums(files)
    (tmp_path / "case.zip").write_bytes(packed(files))
    assert [(each.path, each.kind) for each in verify(str(tmp_path / "case.zip")).altered] == [
        ("manifest.tsr", "token")
    ]


def test_a_token_of_the_manifest_is_stored_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case with its token is sound, and says the time."""
    monkeypatch.setattr("reprint_trace.evidence.timestamp._digest", lambda *_: _imprint())
    (tmp_path / "case.zip").write_bytes(sealed({"a.txt": b"a"}, "2021-05-01T08:00:00Z"))
    (tmp_path / "stamped.zip").write_bytes(stamped(str(tmp_path / "case.zip"), str(TSA / "m.tsr")))
    found = verify(str(tmp_path / "stamped.zip"))
    assert (found.altered, found.signature) == ((), None)
    assert found.time


def _imprint() -> bytes:
    return bytes.fromhex(manifests.sha256(MESSAGE))


class Authority:
    """A timestamp authority on this machine: by OpenSSL where that is installed, else the answer for MESSAGE."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[tuple[str | None, bytes]] = []
        self.folder, self.status = folder, 200
        self.root = str(_keys(folder)) if OPENSSL else str(TSA / "ca.pem")
        ours = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = self.rfile.read(int(self.headers["Content-Length"]))
                ours.asked.append((self.headers["Content-Type"], question))
                self.send_response(ours.status)
                self.end_headers()
                self.wfile.write(ours.answer(question))

            def log_message(self, *_: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/tsa"

    def answer(self, question: bytes) -> bytes:
        if not OPENSSL:
            return (TSA / "m.tsr").read_bytes()
        (self.folder / "q.tsq").write_bytes(question)
        _openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-out", "q.tsr")
        return (self.folder / "q.tsr").read_bytes()

    def __enter__(self) -> Authority:
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


OPENSSL = shutil.which("openssl")
CONFIG = """[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
certs = ca.pem
[stamping]
extendedKeyUsage = critical, timeStamping
"""


def _openssl(folder: Path, *arguments: str) -> bytes:
    command = ["openssl", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout


def _keys(folder: Path) -> Path:
    """The root certificate of a new authority, whose keys and configuration lie beside it."""
    (folder / "tsa.cnf").write_text(CONFIG, "ascii")
    (folder / "serial").write_text("01\n", "ascii")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj")
    _openssl(folder, "req", "-x509", *key, "/CN=Root", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30")
    _openssl(folder, "req", *key, "/CN=Authority", "-keyout", "tsa.key", "-out", "tsa.csr")
    _openssl(folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
             "-out", "tsa.pem", "-days", "30", "-extfile", "tsa.cnf", "-extensions", "stamping")  # fmt: skip
    return folder / "ca.pem"


def test_a_token_is_fetched_from_an_authority(tmp_path: Path) -> None:
    """The authority is sent the request, which holds a digest and nothing else, and its answer holds."""
    with Authority(tmp_path) as authority:
        answer = fetch(authority.address, MESSAGE)
        assert authority.asked == [("application/timestamp-query", request(MESSAGE))]
        assert read_token(answer, MESSAGE, [authority.root]).signature


def test_the_command_fetches_a_token(run: Run, tmp_path: Path, made: Path) -> None:
    """--tsa puts the authority's token into a package, which verifies by its root, here and by OpenSSL."""
    stamped_, keys = tmp_path / "stamped.zip", tmp_path / "keys"
    keys.mkdir()
    with Authority(keys) as authority:
        ran = run("evidence", str(made), "--tsa", authority.address, "-o", str(stamped_))
    if not OPENSSL:  # its one answer is of another message, which is seen
        assert (ran.code, "another file" in ran.err) == (3, True)
        return
    assert ran.code == 0, ran.err
    verified = run("evidence", "verify", str(stamped_), "--root", authority.root)
    assert (verified.code, "signature" in verified.out) == (0, True), verified.out
    files = members(stamped_.read_bytes())
    for name in ("manifest.json", "manifest.tsr"):
        (keys / name).write_bytes(files[name])
    command = ("ts", "-verify", "-data", "manifest.json", "-in", "manifest.tsr", "-CAfile", "ca.pem")
    assert b"Verification: OK" in _openssl(keys, *command)


def test_an_authority_that_does_not_answer_costs_no_package(run: Run, tmp_path: Path) -> None:
    """Nobody there, a refusal, an answer that is none: one line, and the package is there without a token."""
    page, corpus, file = str(SAMPLES / "spun.html"), str(SAMPLES / "originals.jsonl"), tmp_path / "case.zip"
    with Authority(tmp_path) as authority:
        authority.status = 503
        ran = run("evidence", page, "-c", corpus, "--no-pdf", "-o", str(file), "--tsa", authority.address)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "does not answer" in ran.err
    assert not verify(str(file)).altered
    gone = run(
        "evidence", str(file), "--tsa", authority.address, "-o", str(tmp_path / "s.zip"), "--lang", "zh"
    )
    assert (gone.code, "没有应答" in gone.err) == (2, True)
    assert run("evidence", str(file), "--tsa", "ftp://x/", "-o", str(tmp_path / "s.zip")).code == 2


# ── the commands ───────────────────────────────────────────────────────────────────────


def test_the_command_makes_and_verifies(run: Run, tmp_path: Path) -> None:
    """A package is made, found sound, and after an alteration the file is named with exit code 3."""
    file, asked = tmp_path / "case.zip", tmp_path / "case.tsq"
    page, corpus = str(SAMPLES / "spun.html"), str(SAMPLES / "originals.jsonl")
    assert run("evidence", page, "-c", corpus, "-o", str(file), "--no-pdf", "--request", str(asked)).code == 0
    assert asked.read_bytes() == members(file.read_bytes())["manifest.tsq"]
    sound = run("evidence", "verify", str(file))
    assert (sound.code, sound.out[:5]) == (0, "sound")
    assert run("evidence", "verify", str(file), "--lang", "zh").out.startswith("完好")
    data = file.read_bytes()
    place = data.index(b"<!DOCTYPE html PUBLIC")
    file.write_bytes(data[:place] + b"<!doctype" + data[place + 9 :])
    altered = run("evidence", "verify", str(file))
    assert altered.code == 3
    assert "page/spun.html" in altered.out


def test_the_command_says_what_it_lacks(run: Run, tmp_path: Path) -> None:
    """No output, no corpus: one line each, exit code 2; in Chinese too."""
    page = str(SAMPLES / "spun.html")
    assert run("evidence", page).code == 2
    assert "--corpus" in run("evidence", page, "-o", str(tmp_path / "case.zip")).err
    assert "证据包" in run("evidence", page, "--lang", "zh").err


def test_the_command_takes_a_page_of_a_saved_run(run: Run, tmp_path: Path) -> None:
    """--page chooses; the saved page is found, or given."""
    traces, file = str(tmp_path / "traces.jsonl"), str(tmp_path / "case.zip")
    page = str(SAMPLES / "portal.html")
    run(page, "-c", str(SAMPLES / "originals.jsonl"), "--format", "json", "-q", "-o", traces)
    assert run("evidence", traces, "--page", page, "--no-pdf", "-o", file).code == 0
    assert run("evidence", "verify", file).code == 0
    missing = run("evidence", traces, "--page", "gone.html", "--no-pdf", "-o", file)
    assert (missing.code, "gone.html" in missing.err) == (3, True)
