"""What is printed goes where it belongs, whatever the streams are."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.conftest import Run

SAMPLES = Path(__file__).parents[2] / "sample_pages"
PAGE = str(SAMPLES / "aggregator.html")
COMMAND = [sys.executable, "-m", "reprint_trace"]


def shell(script: str, **environment: str) -> tuple[int, str, str]:
    """A shell line in which $RT is the command and $PAGE a page: its code, stdout, stderr."""
    set_ = os.environ | {"RT": " ".join(COMMAND), "PAGE": PAGE} | environment
    ran = subprocess.run(["bash", "-c", script], env=set_, capture_output=True, check=False)
    return ran.returncode, ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("command", "encoding"),
    [
        ("$PAGE --lang zh", "cp936"),
        ("read $PAGE", "ascii"),
        ("--help", "ascii"),
    ],
)
def test_a_console_that_lacks_characters_gets_marks_for_them(command: str, encoding: str) -> None:
    """Under a console's encoding other than UTF-8 every report is printed, with ? for what it lacks."""
    code, out, err = shell(f"$RT {command}", PYTHONIOENCODING=encoding)
    assert (code, err) == (0, "")
    assert out


def test_data_is_utf8_under_any_console() -> None:
    """JSON is UTF-8 whatever the console's encoding is."""
    code, out, _ = shell("$RT read --format json $PAGE", PYTHONIOENCODING="ascii")
    assert code == 0
    assert json.loads(out)["declared_source"] == "云溪日报"


@pytest.mark.parametrize("command", ["outlets 云溪日报", "$PAGE --format json", "--help"])
def test_a_full_stdout_is_one_line(command: str) -> None:
    """A result that cannot be written ends with one line and code 2, which is not that of --check."""
    code, _, err = shell(f"$RT {command} > /dev/full")
    assert code == 2
    assert err.count("\n") == 1, err


@pytest.mark.parametrize("command", ["outlets 云溪日报", "read $PAGE --format json"])
def test_a_closed_stdout_is_one_line(command: str) -> None:
    """A closed stdout ends with one line and code 2."""
    code, _, err = shell(f"$RT {command} >&-")
    assert code == 2
    assert "stdout: is closed" in err
    assert err.count("\n") == 1, err


def test_a_closed_stdin_is_an_empty_page() -> None:
    """Reading a closed stdin is reading nothing: one line, code 3."""
    code, _, err = shell("$RT read - <&-")
    assert (code, err.count("\n")) == (3, 1)


@pytest.mark.parametrize("ending", ["2>&-", "2>/dev/full"])
def test_a_lost_stderr_costs_no_result(ending: str) -> None:
    """Where notes and errors cannot be told, results are printed and the code is the same."""
    code, out, _ = shell(f"$RT read --format json nothing.html $PAGE {ending}")
    assert code == 3
    assert json.loads(out)["title"]


@pytest.mark.parametrize("command", ["read --format json $PAGE $PAGE $PAGE", "--help"])
def test_a_reader_that_leaves_ends_the_command_in_silence(command: str) -> None:
    """`| head` is no failing attribution: nothing on stderr, and not code 1."""
    code, _, err = shell(f"set -o pipefail; $RT {command} | head -c 1 >/dev/null")
    assert (code, err) == (0, "")


def test_output_goes_through_a_link(run: Run, tmp_path: Path) -> None:
    """-o writes to the file that a link leads to; the link stays one, and the file keeps its mode."""
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert run("read", PAGE, "--format", "json", "-o", str(link)).code == 0
    assert link.is_symlink()
    assert json.loads(real.read_text("utf-8"))["title"]
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "real.json"]


def test_output_keeps_hard_links(run: Run, tmp_path: Path) -> None:
    """-o to a file with two names changes what both of them name."""
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    one.write_text("old")
    other.hardlink_to(one)
    assert run("read", PAGE, "--format", "json", "-o", str(one)).code == 0
    assert json.loads(other.read_text("utf-8"))["title"]


def test_output_goes_into_a_pipe(run: Run, tmp_path: Path) -> None:
    """-o to a named pipe writes into it, and it stays a pipe."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[bytes] = []
    listener = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    listener.start()
    assert run("read", PAGE, "--format", "json", "-o", str(pipe)).code == 0
    listener.join()
    assert json.loads(heard[0])["title"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_output_goes_to_a_device(run: Run) -> None:
    """-o to a device writes to it, and never puts a file in its place."""
    assert run("read", PAGE, "--format", "json", "-o", "/dev/null").code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert run("read", PAGE, "--format", "json", "-o", "/dev/full").code == 2


def test_a_fault_of_ours_has_a_code_of_its_own(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is one line and code 70; --debug shows where it comes from."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by\x1b[31m nothing")

    monkeypatch.setattr("reprint_trace.cli.pages.print_pages", broken)
    ran = run("read", PAGE)
    assert (ran.code, ran.out, ran.err.count("\n")) == (70, "", 1)
    assert "\x1b" not in ran.err
    traced = run("read", PAGE, "--debug")
    assert traced.code == 70
    assert "broken" in traced.err
