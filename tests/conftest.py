"""Running the command line as a user does, without the cost of a process."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import settings

from reprint_trace.cli import main
from tests.browsing import browser  # noqa: F401  a fixture of two folders, one browser

# No test is about the clock: an example may take as long as a busy machine needs.
settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """`run("page.html", "--check")` → exit code, stdout, stderr."""

    def run_(*args: str) -> Ran:
        monkeypatch.setattr("sys.argv", ["reprint-trace", *args])
        monkeypatch.setenv("LC_ALL", "C.UTF-8")  # reports speak the locale's language
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfdbinary.readouterr()
        code = left.value.code
        return Ran(code if isinstance(code, int) else 0, out.decode(), err.decode())

    return run_
