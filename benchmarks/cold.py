"""What one page takes cold, in processor time, beside an interpreter that only imports NumPy and lxml.

    python -m benchmarks.cold [--runs 9] [--beside CHECKOUT] PAGE ORIGINALS

A corpus is made of ORIGINALS for each; `--beside` is another checkout of the project, run in turns with this one.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


def spent(arguments: list[str], root: Path | None) -> float:
    """Seconds of processor time of a Python process."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env |= {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        **({"PYTHONPATH": str(root)} if root else {}),
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=env, cwd="/")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("page", type=Path)
    parser.add_argument("originals", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--beside", type=Path)
    options = parser.parse_args()
    tool = ["-m", "reprint_trace"]
    with tempfile.TemporaryDirectory() as folder:
        asked: dict[str, tuple[list[str], Path | None]] = {"bare": (["-c", "import numpy, lxml.html"], None)}
        for name, root in (("here", HERE), ("beside", options.beside)):
            if root:
                corpus = str(Path(folder, f"{name}.db"))
                spent([*tool, "corpus", "add", corpus, str(options.originals.resolve())], root)
                page = [*tool, str(options.page.resolve()), "-c", corpus, "--format", "json"]
                asked |= {name: (page, root), f"{name} --help": ([*tool, "--help"], root)}
        for arguments, root in asked.values():
            spent(arguments, root)  # so that all is compiled
        times = [{name: spent(*one) for name, one in asked.items()} for _ in range(options.runs)]
    for name in asked:
        own = [run[name] for run in times]
        print(f"{name:14} least {min(own):.3f} s, median {statistics.median(own):.3f} s")


if __name__ == "__main__":
    main()
