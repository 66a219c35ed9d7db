"""Who is let in to the desk, and how much they may bring."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run

from .conftest import Laid
from .served import JSON, form, served

FOREIGN = "http://evil.example"


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/wrong/en/", "/static/desk.js", "/favicon.ico", "/%2e%2e/token"]
)
def test_without_the_token_there_is_nothing(laid: Laid, path: str) -> None:
    """An address without the token is answered as one that does not exist, whatever it names."""
    assert laid.desk.ask(path).status == 404
    assert laid.desk.ask(f"/{laid.desk.token[:-1]}{path}").status == 404
    assert laid.desk.ask(f"/{laid.desk.token}x{path}").status == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "", "localhost.evil:{port}"]
)
def test_a_foreign_host_is_refused(laid: Laid, host: str) -> None:
    """A name that was made to lead here (DNS rebinding) is refused, token or not."""
    headers = {"Host": host.format(port=laid.desk.port)}
    assert laid.desk.ask(f"/{laid.desk.token}/en/", headers=headers).status == 421


def test_localhost_is_this_host(laid: Laid) -> None:
    """The desk answers to localhost as it does to 127.0.0.1."""
    headers = {"Host": f"localhost:{laid.desk.port}"}
    assert laid.desk.ask(f"/{laid.desk.token}/en/", headers=headers).status == 200


@pytest.mark.parametrize("origin", [FOREIGN, "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}", None])
def test_a_foreign_page_changes_nothing(laid: Laid, origin: str | None) -> None:
    """A form that comes from another page, or from nobody knows where, is refused, and does nothing."""
    kind, body = form([("a.html", b"<p>1")], {})
    given = {} if origin is None else {"Origin": origin.format(port=laid.desk.port)}
    before = len(laid.desk.desk.jobs("trace"))
    for path in (
        "/en/runs",
        "/en/corpora",
        f"/en/jobs/{laid.run}/delete",
        f"/en/corpora/{laid.corpus}/delete",
    ):
        headers = {**JSON, "Content-Type": kind, **given}
        assert laid.desk.ask(f"/{laid.desk.token}{path}", "POST", body, headers).status == 403
    assert len(laid.desk.desk.jobs("trace")) == before


@pytest.mark.parametrize("headers", [
    {"Origin": FOREIGN}, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
])  # fmt: skip
def test_a_foreign_page_reads_nothing(laid: Laid, headers: dict[str, str]) -> None:
    """What another page embeds or fetches is refused, even with the token."""
    assert laid.desk.ask(f"/{laid.desk.token}/en/", headers=headers).status == 403


def test_every_answer_forbids_what_is_not_ours(laid: Laid) -> None:
    """Pages load their own script and style and nothing else, are framed by nobody and kept by no cache."""
    for answer in (laid.desk.get("/"), laid.desk.get(f"/runs/{laid.run}"), laid.desk.get("/nothing")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in answer.headers
        assert "<style" not in answer.text
        assert "onclick" not in answer.text


def test_a_report_has_no_rights_here(laid: Laid) -> None:
    """A report, which holds what hostile pages say, is opened in a sandbox."""
    policy = laid.desk.get(f"/runs/{laid.run}/0.html").headers["content-security-policy"]
    assert policy.startswith("sandbox")
    assert "allow-same-origin" not in policy


@pytest.mark.parametrize("path", [
    "/runs/../../token", "/runs/..%2f..%2ftoken", "/runs/{run}/..%2fjob.json", "/runs/{run}/0.json", "/runs/{run}/99.html",
    "/runs/{run}/run.zip", "/runs/{run}/-1.html", "/runs/0000000000000000", "/runs/{run}%00", "/corpora/{run}",
    "/static/../desk.css", "/jobs/x/progress", "/runs/" + "9" * 5000, "/runs/{run}/" + "9" * 400 + ".html",
])  # fmt: skip
def test_no_address_reaches_a_file(laid: Laid, path: str) -> None:
    """What is no id or number of the desk is nothing; no path of the machine can be named."""
    assert laid.desk.get(path.format(run=laid.run)).status == 404


def test_a_language_that_is_none_is_nothing(laid: Laid) -> None:
    """There are two languages."""
    assert laid.desk.get("/", "xx").status == 404  # type: ignore[arg-type]


def test_the_browser_s_language_is_taken(laid: Laid) -> None:
    """The address with the token alone leads to the reader's language."""
    for asked, lang in (("zh-CN,zh;q=0.9", "zh"), ("de,en;q=0.5", "en")):
        answer = laid.desk.ask(f"/{laid.desk.token}/", headers={"Accept-Language": asked})
        assert (answer.status, answer.headers["location"]) == (303, f"/{laid.desk.token}/{lang}/")


def test_uploads_are_bounded(tmp_path: Path) -> None:
    """More bytes, files or text than are taken are refused with one line, and leave nothing behind."""
    with served(tmp_path, largest=200_000) as desk:
        large = desk.post("/runs", [("a.html", b"x" * 300_000)])
        assert large.status == 413
        kind, body = form([("a.html", b"x" * 300_000)], {})
        chunked = {**JSON, "Origin": desk.origin, "Content-Type": kind, "Transfer-Encoding": "chunked"}
        parts = (
            b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100_000], body[100_000:]))
            + b"0\r\n\r\n"
        )
        answer = desk.ask(f"/{desk.token}/en/runs", "POST", parts, chunked)
        assert answer.status == 413
        assert "MB" in json.loads(answer.body)["message"]
        many = desk.post("/runs", [(f"{n}.html", b"") for n in range(1001)], {str(n): "" for n in range(30)})
        assert many.status == 413
        assert desk.post("/runs").status == 400
        assert desk.post("/runs", [("a.html", b"<p>1")], {"corpus": "0" * 16}).status == 404
        broken = desk.ask(f"/{desk.token}/en/runs", "POST", b"--x\r\nnonsense", {**JSON, "Origin": desk.origin,
                          "Content-Type": "multipart/form-data; boundary=y"})  # fmt: skip
        assert broken.status in (400, 413)
        assert not desk.desk.jobs("trace")
        assert not [*(tmp_path / "aside").iterdir()]


def test_hostile_names_and_fields_are_text(laid: Laid) -> None:
    """Names of files and corpora are shown as text, never as markup."""
    name = "<img src=x onerror=alert(1)>"
    answer = laid.desk.post("/runs", [("&lt;b.html", b"<p>1")], {"text": name})
    run = answer.json()["location"].rpartition("/")[2]
    corpus = laid.desk.corpus(name)
    for page in (
        laid.desk.get("/").text,
        laid.desk.get(f"/corpora/{corpus}").text,
        laid.desk.get(f"/runs/{run}").text,
    ):
        assert "<img" not in page
    laid.desk.added(corpus)
    laid.desk.over(run)
    assert "<img" not in laid.desk.get("/search", q=name).text
    laid.desk.post(f"/jobs/{run}/delete")
    laid.desk.post(f"/corpora/{corpus}/delete")


def test_the_token_is_the_user_s_own(laid: Laid) -> None:
    """Nobody else on the machine may read the token or the desk."""
    file = laid.desk.desk.root / "token"
    assert sys.platform == "win32" or file.stat().st_mode & 0o077 == 0


def test_without_its_packages_the_desk_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra, `serve` is one line that names it."""
    monkeypatch.setitem(sys.modules, "reprint_trace.desk.running", None)
    ran = run("serve", "--no-open")
    assert ran.code == 2
    assert "pip install 'reprint-trace[desk]'" in ran.err
    assert ran.err.count("\n") == 1


def test_serve_prints_its_address_and_ends_on_interrupt(tmp_path: Path) -> None:
    """`serve` prints the address, which works, and Ctrl-C ends it with 0."""
    import signal
    import urllib.request

    command = [
        sys.executable,
        "-m",
        "reprint_trace",
        "serve",
        str(tmp_path),
        "--no-open",
        "--port",
        "0",
        "--lang",
        "en",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        with urllib.request.urlopen(address) as answer:
            assert b"reprint-trace" in answer.read()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in errors
