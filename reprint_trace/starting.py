"""Starting workers from a script that is run anew in each.

Python starts a worker by running the caller's script again, all of it but what stands under
`if __name__ == "__main__":`.  A script that calls us outside of that would start workers from its workers.
"""

from __future__ import annotations

import os

from reprint_trace.errors import NotStarted

RUN_ANEW = 76  # the exit code of a worker that came upon the call that started it


def leave_if_run_anew() -> None:
    """End a worker that, being started, comes upon the call that is to start it."""
    from multiprocessing import current_process

    if getattr(current_process(), "_inheriting", False):
        os._exit(RUN_ANEW)


def not_started(code: int | None) -> NotStarted:
    """What is said of workers that end before they begin."""
    if code == RUN_ANEW:
        return NotStarted(
            "worker processes",
            "each runs the calling script anew, and comes upon the same call",
            'put the call under: if __name__ == "__main__":',
        )
    ended = "they ended too early" if code is None else f"they end before they begin (exit {code})"
    return NotStarted(
        "worker processes",
        ended,
        'is what the script does under: if __name__ == "__main__": ? Is there memory?',
    )
