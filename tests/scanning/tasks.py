"""What a worker may be asked to do to itself."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def spin(number: int) -> int:
    """Never ends, for odd numbers."""
    while number % 2:
        pass
    return number


def sleep(seconds: float) -> float:
    """Waits without using the processor."""
    time.sleep(seconds)
    return seconds


def grow(megabytes: int) -> int:
    return len(bytes(megabytes << 20))


def stumble(number: int) -> int:
    return 1 // number


def die(mark: str, times: int) -> int:
    """Kills its own process, so many times."""
    file = Path(mark)
    died = len(file.read_text()) if file.exists() else 0
    if died < times:
        file.write_text("x" * (died + 1))
        os.kill(os.getpid(), signal.SIGKILL)
    return died
