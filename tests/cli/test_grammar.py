"""The grammar of the command line: what needs no page to be tested."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run


def test_no_argument_shows_the_help(run: Run) -> None:
    """`reprint-trace` alone says how it is used and exits with 2."""
    ran = run()
    assert ran.code == 2
    assert "Usage: reprint-trace" in ran.err


def test_help_shows_the_options_of_the_default_command(run: Run) -> None:
    """--help lists the options of the main job beside the other commands."""
    ran = run("--help")
    assert ran.code == 0
    for word in ("--corpus", "--format", "--check", "--output", "--version", "read", "corpus", "Examples:"):
        assert word in ran.out


def test_version_is_printed(run: Run) -> None:
    """--version prints the version on stdout."""
    ran = run("--version")
    assert (ran.code, ran.out.split()[0]) == (0, "reprint-trace,")


def test_unknown_option_is_a_usage_error(run: Run) -> None:
    """An option nobody knows exits with 2 and prints nothing on stdout."""
    ran = run("--nonsense", "page.html")
    assert (ran.code, ran.out) == (2, "")


def test_a_missing_file_is_named_and_exits_3(run: Run, tmp_path: Path) -> None:
    """A file that is not there gives one line that names it."""
    missing = str(tmp_path / "nowhere.html")
    ran = run(missing)
    assert ran.code == 3
    assert missing in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""


def test_a_file_named_like_a_command_is_reached_with_a_path(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file called `read` is read as ./read."""
    (tmp_path / "read").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    assert "./read" in run("./read").err


@pytest.mark.parametrize("command", ["", "read", "corpus", "corpus add", "schema"])
def test_help_of_every_command_names_itself(run: Run, command: str) -> None:
    """Every command has a --help with a usage line."""
    ran = run(*command.split(), "--help")
    assert ran.code == 0
    assert f"Usage: reprint-trace {command}".rstrip() in ran.out


def test_schemas_can_be_printed(run: Run) -> None:
    """`reprint-trace schema trace` prints the published JSON Schema."""
    ran = run("schema", "trace")
    assert '"$id": "reprint-trace/trace/1"' in ran.out


def test_help_imports_no_heavy_package() -> None:
    """--help answers at once because no stage is imported for it."""
    code = (
        "import sys; from reprint_trace.cli import cli;"
        "heavy = {'numpy', 'lxml', 'jieba', 'trafilatura', 'datasketch', 'scipy', 'rich', 'rapidfuzz'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
