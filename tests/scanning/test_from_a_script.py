"""Workers run the caller's script anew: one without a main guard is told so, once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "sample_pages"
SCAN = f"""
import sys
import reprint_trace as rt
rt.scan([{str(SAMPLES)!r}], sys.argv[1], jobs=2)
"""
DIES = f"""
import sys
import reprint_trace as rt
if __name__ != "__main__":
    raise SystemExit(3)
rt.scan([{str(SAMPLES)!r}], sys.argv[1], jobs=2)
"""


def ran(script: str, tmp_path: Path) -> str:
    place = tmp_path / "script.py"
    place.write_text(script, "utf-8")
    done = subprocess.run(
        [sys.executable, str(place), str(tmp_path / "run")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    return done.stderr


def test_a_script_without_a_guard_is_told_so_once(tmp_path: Path) -> None:
    """`rt.scan` outside of `if __name__ == "__main__":` raises one error that says where to put it."""
    told = ran(SCAN, tmp_path)
    assert told.count("Traceback") == 1
    assert 'put the call under: if __name__ == "__main__":' in told.splitlines()[-1]


def test_workers_that_cannot_start_are_given_up(tmp_path: Path) -> None:
    """Workers that end before they begin are tried a few times and then are one error."""
    told = ran(DIES, tmp_path)
    assert told.count("Traceback") == 1
    assert "they end before they begin" in told.splitlines()[-1]
