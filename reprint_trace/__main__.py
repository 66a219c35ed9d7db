"""`python -m reprint_trace` is `reprint-trace`."""

from .cli import main

main()
