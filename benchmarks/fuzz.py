"""Nothing breaks it: spoiled inputs, damaged corpora and runs, kills, full disks, two writers at once.

    python -m benchmarks.fuzz --short              # what CI runs: under a minute
    python -m benchmarks.fuzz --inputs 10000       # the table of docs/limits.md; an hour and more
    python -m benchmarks.fuzz --only WACZ CSV      # some of its rows: a long run in parts

Every input is given to the command line as a user would; what counts as a fault is a traceback, a crash that was
caught (a fault of ours all the same), code 1 or 70, a line on stderr that is no line of ours, an escape
sequence anywhere, a result that is no JSON, or more processor seconds than the budget. Everything is drawn from
`--seed`; a fault prints the file, which is kept.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import fuzz_hostile, fuzz_state
from benchmarks.fuzz_inputs import FORMATS, HTML, TABLES, inputs

BUDGET = 35.0  # processor seconds a command
_ESCAPE = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]")


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: bytes
    err: bytes
    seconds: float


def run(arguments: Sequence[str]) -> Ran:
    """The command line in this process."""
    from reprint_trace.cli import main

    out, err = io.BytesIO(), io.BytesIO()
    kept = sys.argv, sys.stdout, sys.stderr
    sys.argv = ["reprint-trace", *arguments]
    sys.stdout, sys.stderr = io.TextIOWrapper(out, "utf-8"), io.TextIOWrapper(err, "utf-8")
    begun = time.process_time()
    try:
        main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
    except BaseException as error:  # what main lets through is a fault
        code = -1
        err.write(f"{type(error).__name__}: {error}\n".encode())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        ran = Ran(code, out.getvalue(), err.getvalue(), time.process_time() - begun)
        sys.argv, sys.stdout, sys.stderr = kept
    return ran


def fault(ran: Ran, allowed: Sequence[int] = (0, 3)) -> str | None:
    """What is wrong with how a command ended; None if nothing is."""
    lines = ran.err.splitlines()
    alien = next((line for line in lines if not line.startswith(b"reprint-trace: ")), None)
    caught = next((line for line in lines if b"a fault of ours" in line or b"internal error" in line), None)
    found = [
        f"code {ran.code}" if ran.code not in allowed else "",
        f"stderr: {alien[:200]!r}" if alien is not None else "",
        f"crash: {caught[:300].decode('utf-8', 'replace')}" if caught is not None else "",
        "escape" if _ESCAPE.search(ran.out + ran.err) else "",
        f"{ran.seconds:.0f} s" if ran.seconds > BUDGET else "",
        "no JSON" if not _is_json(ran.out) else "",
    ]
    return "; ".join(filter(None, found)) or None


def _is_json(out: bytes) -> bool:
    try:
        for line in out.splitlines():
            json.loads(line)
    except ValueError:
        return False
    return True


def commands(name: str, path: Path, corpus: Path, number: int) -> list[list[str]]:
    """What is done with a file: read, or traced, or added to a corpus; a table is always added."""
    add = ["corpus", "add", "-q", str(corpus), str(path)]
    read = ["read", "--format", "json", str(path)]
    if name in TABLES:
        return [add]
    return [(read, ["--format", "json", str(path)], add)[number % 3]]


def fuzz_format(name: str, count: int, seed: int, work: Path) -> tuple[int, list[str]]:
    """How many files were read at all, and what went wrong."""
    draw = random.Random(f"{seed} {name}")
    folder = work / re.sub(r"\W+", "-", name)
    folder.mkdir()
    corpus = work / f"{folder.name}.db"
    read, faults = 0, []
    for number, path in enumerate(inputs(draw, name, count, folder)):
        for command in commands(name, path, corpus, number):
            ran = run(command)
            read += ran.code == 0
            if wrong := fault(ran):
                faults.append(f"{path}: {' '.join(command[:2])}: {wrong}")
    return read, faults


def fuzz_folders(count: int, seed: int, work: Path) -> tuple[int, list[str]]:
    """Folders of spoiled files with a good page among them, read, scanned and added: the good page is there."""
    faults, done = [], 0
    for round_ in range(count):
        folder = work / f"folder-{round_}"
        folder.mkdir()
        draw = random.Random(f"{seed} folder {round_}")
        for name in FORMATS:
            inner = folder / re.sub(r"\W+", "-", name)
            inner.mkdir()
            inputs(draw, name, 2, inner)
        (folder / "good.html").write_bytes(HTML)
        wanted = "good.html"
        for command in (
            ["read", "--format", "json", "-q", str(folder)],
            [str(folder), "-o", f"{work}/run-{round_}/", "-q", "-j", "1"],
            ["corpus", "add", "-q", f"{work}/folder-{round_}.db", str(folder)],
        ):
            ran = run(command)
            done += 1
            out = ran.out
            if "-o" in command:
                out = b"".join(
                    path.read_bytes() for path in Path(f"{work}/run-{round_}").glob("traces.jsonl")
                )
            elif command[0] == "corpus":
                out = run(["corpus", "list", "--format", "json", f"{work}/folder-{round_}.db"]).out
                wanted = "yunxi.example"
            wrong = fault(ran) or ("" if wanted.encode() in out else "the good page is lost")
            if wrong:
                faults.append(f"{folder}: {' '.join(command[:2])}: {wrong}")
    return done, faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*")
    options = parser.parse_args()
    each = 8 if options.short else -(-options.inputs // len(FORMATS))
    work = Path(tempfile.mkdtemp(prefix="fuzz-"))
    wrong: list[str] = []
    print("| what | tried | read | faults |\n|---|---|---|---|")
    for name in FORMATS:
        if options.only and name not in options.only:
            continue
        read, faults = fuzz_format(name, each, options.seed, work)
        wrong += _told(name, each, f"{read:,}", faults)
    if not options.only or "folders" in options.only:
        done, faults = fuzz_folders(1 if options.short else 20, options.seed, work)
        wrong += _told("folders with a good page among spoiled files", done, "", faults)
    if not options.only or "hostile" in options.only:
        done, faults = fuzz_hostile.trials(6 if options.short else 0, work)
        wrong += _told("hostile files, alone and beside a good page", done, "", faults)
    for title, tried, faults in fuzz_state.all_of(options.short, options.seed, work, options.only):
        wrong += _told(title, tried, "", faults)
    for line in wrong[:40]:
        print(line, file=sys.stderr)
    kinds = Counter(re.sub(r"^.*?: .*?: ", "", line)[:90] for line in wrong)
    for kind, count in kinds.most_common(20):
        print(f"{count:5}  {kind}", file=sys.stderr)
    if not wrong:
        shutil.rmtree(work, ignore_errors=True)
    return bool(wrong)


def _told(title: str, tried: int, read: str, faults: list[str]) -> list[str]:
    print(f"| {title} | {tried:,} | {read} | {len(faults)} |", flush=True)
    return faults


if __name__ == "__main__":
    sys.exit(main())
