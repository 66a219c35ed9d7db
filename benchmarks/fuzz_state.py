"""What is kept: corpora, journals and run folders, damaged, killed, out of room, written by two at once."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from benchmarks.fuzz_inputs import HTML, ROWS

COMMAND = [sys.executable, "-m", "reprint_trace"]
Result = tuple[str, int, list[str]]


def all_of(short: bool, seed: int, work: Path, only: Sequence[str] | None) -> Iterator[Result]:
    """Every trial with its title, how often it was made, and what went wrong."""
    trials: dict[str, tuple[Callable[[int, random.Random, Path], list[str]], int, int]] = {
        "damaged corpora": (damaged_corpora, 6, 500),
        "damaged run folders": (damaged_runs, 1, 60),
        "kills of corpus add, remove, reindex, by the clock": (killed_corpora, 1, 70),
        "kills of a scan, by the clock": (killed_scans, 1, 30),
        "kills at a write: corpus, scan, report, evidence": (killed_at_writes, 0, 120),
        "no room from a write on: the same": (no_room_at_writes, 0, 120),
        "workers killed under a scan": (killed_workers, 0, 12),
        "two writers of one corpus": (two_writers, 1, 10),
        "a writer and readers of one corpus": (writer_and_readers, 0, 6),
        "two scans of one folder": (two_scans, 0, 5),
        "no room after so many bytes": (full_disks, 2, 60),
        "pages that change between runs": (changing_pages, 0, 10),
    }
    for title, (trial, few, many) in trials.items():
        count = few if short else many
        if count and (not only or title in only):
            folder = work / title.replace(" ", "-").replace(",", "")
            folder.mkdir()
            yield title, count, trial(count, random.Random(f"{seed} {title}"), folder)


def _rows(folder: Path, count: int) -> Path:
    import json

    place = folder / f"{count}.jsonl"
    with place.open("w", encoding="utf-8") as out:
        for n in range(count):
            row = ROWS[n % len(ROWS)]
            text = f"{n * 7919 % 10_007}号纪事：{row['text']}" + f"第{n}天的尾声，谁也没有多说。" * (n % 5)
            out.write(json.dumps(row | {"id": f"r{n}", "text": text}, ensure_ascii=False) + "\n")
    return place


def _run(arguments: Sequence[str]) -> tuple[int, str, str]:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def _wrong(code: int, err: str, allowed: Sequence[int]) -> str | None:
    alien = [line for line in err.splitlines() if not line.startswith("reprint-trace: ")]
    if code not in allowed or alien or "internal error" in err or "a fault of ours" in err:
        return f"code {code}: {(alien or err.splitlines() or [''])[-1][:200]}"
    return None


# ── damage ─────────────────────────────────────────────────────────────────────────────


def _spoil(draw: random.Random, folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    file = draw.choices(files, [path.stat().st_size for path in files])[0]
    data = bytearray(file.read_bytes())
    how = draw.choice(["flip", "flip", "flip", "zero", "cut", "gone"])
    at = draw.randrange(len(data))
    if how == "flip":
        for place in range(at, min(len(data), at + draw.choice([1, 1, 1, 16, 500]))):
            data[place] ^= draw.randrange(1, 256)
    elif how == "zero":
        size = draw.choice([64, 4096, 50_000])
        data[at : at + size] = bytes(len(data[at : at + size]))
        data[at] = file.read_bytes()[at] ^ 1  # what was zero before would be no damage
    elif how == "cut":
        del data[at:]
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(data)
    return f"{file.relative_to(folder)} {how} at {at}"


def damaged_corpora(count: int, draw: random.Random, folder: Path) -> list[str]:
    """Every command answers as it did before, or with one line and code 4; `verify` finds the damage."""
    from benchmarks.fuzz import fault, run
    from reprint_trace.corpus import index, store

    before = index.LARGE, index.UNIT, store.BATCH
    index.LARGE, index.UNIT, store.BATCH = 40, 10, 20
    sound, faults = folder / "sound", []
    sound.mkdir()
    page = folder / "page.html"
    page.write_bytes(HTML)
    try:
        run(["corpus", "add", "-q", str(sound / "c.db"), str(_rows(folder, 150))])
        asked = [["info"], ["list", "--format", "json"], ["search", "--format", "json"], ["export"]]

        def answer(path: str, command: list[str]) -> list[str]:
            return [
                "corpus",
                command[0],
                path,
                *([str(page)] if command[0] == "search" else []),
                *command[1:],
            ]

        right = [run(answer(str(sound / "c.db"), command)).out for command in asked]
        for number in range(count):
            copy = folder / str(number)
            shutil.copytree(sound, copy)
            where = _spoil(draw, copy)
            path = str(copy / "c.db")
            for command, wanted in zip(asked, right, strict=True):
                ran = run(answer(path, command))
                wrong = fault(ran._replace(out=b""), (0, 4))
                if ran.code == 0 and ran.out.replace(path.encode(), str(sound / "c.db").encode()) != wanted:
                    wrong = "another answer"
                if wrong:
                    faults.append(f"{copy}: {command[0]}: {wrong} ({where})")
            ran = run(["corpus", "verify", path])
            if ran.code == 0 and not where.endswith("gone") and "c.db.sums gone" not in where:
                faults.append(f"{copy}: verify: finds it sound ({where})")
            for rest in (["add", "-q", path, str(page)], ["reindex", "-q", path]):
                if wrong := fault(run(["corpus", *rest]), (0, 4)):
                    faults.append(f"{copy}: {rest[0]}: {wrong} ({where})")
            shutil.rmtree(copy)
    finally:
        index.LARGE, index.UNIT, store.BATCH = before
    return faults


def _site(folder: Path, count: int = 12) -> Path:
    pages = folder / "pages"
    pages.mkdir(exist_ok=True)
    for n in range(count):
        (pages / f"{n}.html").write_bytes(HTML.replace("第3段".encode(), f"第{n % 5}回".encode()))
    return pages


def _bytes_of(run: Path) -> dict[str, bytes]:
    return {name: (run / name).read_bytes() for name in ("traces.jsonl", "failures.jsonl", "documents.jsonl")}


def damaged_runs(count: int, draw: random.Random, folder: Path) -> list[str]:
    """A damaged run is scanned again to the same bytes, or refused in one line; so is its report."""
    pages, sound, faults = _site(folder), folder / "sound", []
    _run([str(pages), "-o", f"{sound}/", "-q", "-j", "1"])
    right = _bytes_of(sound)
    for number in range(count):
        copy = folder / str(number)
        shutil.copytree(sound, copy)
        where = _spoil(draw, copy)
        code, _, err = _run(["report", str(copy), "--format", "csv"])
        if wrong := _wrong(code, err, (0, 3)):
            faults.append(f"{copy}: report: {wrong} ({where})")
        code, _, err = _run([str(pages), "-o", f"{copy}/", "-q", "-j", "1"])
        if wrong := _wrong(code, err, (0, 2)):
            faults.append(f"{copy}: scan: {wrong} ({where})")
        elif code == 0 and _bytes_of(copy) != right:
            faults.append(f"{copy}: scan: other bytes ({where})")
        shutil.rmtree(copy)
    return faults


# ── kills ──────────────────────────────────────────────────────────────────────────────


def _killed(arguments: Sequence[str], after: float) -> None:
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()


def killed_corpora(count: int, draw: random.Random, folder: Path) -> list[str]:
    """What is killed is done again, and then the corpus lists what one that was never killed does."""
    rows, faults = _rows(folder, 3000), []
    whole = str(folder / "whole.db")
    _run(["corpus", "add", "-q", whole, str(rows)])
    _run(["corpus", "remove", "-q", whole, "r7", "r8"])
    right = _run(["corpus", "export", whole])[1]
    for number in range(count):
        path = str(folder / f"{number}.db")
        _killed(["corpus", "add", "-q", path, str(rows)], 0.3 + 3 * draw.random())
        again = [["add", "-q", path, str(rows)], ["remove", "-q", path, "r7", "r8"], ["reindex", "-q", path]]
        for command in again:
            if command[0] == "reindex":
                _killed(["corpus", *command], 0.3 + draw.random())
            code, _, err = _run(["corpus", *command])
            if wrong := _wrong(code, err, (0,)):
                faults.append(f"{path}: {command[0]}: {wrong}")
        code, _, err = _run(["corpus", "verify", path])
        if code or _run(["corpus", "export", path])[1] != right:
            faults.append(f"{path}: after a kill: {err[:200] or 'other documents'}")
        for place in folder.glob(f"{number}.db*"):
            shutil.rmtree(place) if place.is_dir() else place.unlink()
    return faults


def killed_scans(count: int, draw: random.Random, folder: Path) -> list[str]:
    """A scan that is killed and run again leaves the bytes of one that never was."""
    pages, sound, faults = _site(folder), folder / "sound", []
    scan = [str(pages), "-q", "-j", "2", "-o"]
    _run([*scan, f"{sound}/"])
    right = _bytes_of(sound)
    for number in range(count):
        place = folder / str(number)
        _killed([*scan, f"{place}/"], 0.5 + 5 * draw.random())
        code, _, err = _run([*scan, f"{place}/"])
        if (wrong := _wrong(code, err, (0,))) or _bytes_of(place) != right:
            faults.append(f"{place}: after a kill: {wrong or 'other bytes'}")
        shutil.rmtree(place, ignore_errors=True)
    return faults


# ── struck at a write ──────────────────────────────────────────────────────────────────

_CALLS = "write,pwrite64,fsync,fdatasync,rename,unlink,ftruncate"


class Struck(NamedTuple):
    """A command that writes: the state it begins with is copied, and what is to be there in the end."""

    command: list[str]  # {} is the folder of the copy
    again: tuple[int, ...]  # codes when it is run again: what is removed already is not there
    result: Callable[[Path], object]


def _traced(arguments: Sequence[str], log: Path, inject: str = "") -> tuple[int, str]:
    injected = ["-e", f"inject={inject}"] if inject else []
    tracing = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={_CALLS}", "-e", "signal=none", *injected]
    done = subprocess.run([*tracing, *COMMAND, *arguments], capture_output=True, check=False)
    return done.returncode, done.stderr.decode("utf-8", "replace")


def _here(arguments: Sequence[str]) -> tuple[int, str, str]:
    """A command in this process, which need not start one."""
    from benchmarks.fuzz import run

    ran = run(arguments)
    return ran.code, ran.out.decode("utf-8", "replace"), ran.err.decode("utf-8", "replace")


def _exported(place: Path) -> object:
    sound = _here(["corpus", "verify", "-q", str(place / "c.db")])
    return sound[0], sound[2], _here(["corpus", "export", str(place / "c.db")])[1]


def _struck_commands() -> dict[str, Struck]:
    scan = ["{}/pages", "-c", "{}/c.db", "-q", "-j", "1", "-o"]
    return {
        "add": Struck(["corpus", "add", "-q", "{}/c.db", "{}/more.jsonl"], (0,), _exported),
        "remove": Struck(["corpus", "remove", "-q", "{}/c.db", "r7", "r8"], (0, 4), _exported),
        "reindex": Struck(["corpus", "reindex", "-q", "{}/c.db"], (0,), _exported),
        "scan": Struck([*scan, "{}/new/"], (0,), lambda place: _bytes_of(place / "new")),
        "rescan": Struck([*scan, "{}/run/"], (0,), lambda place: _bytes_of(place / "run")),
        "report": Struck(
            ["report", "{}/run", "-q", "-o", "{}/old.html"], (0,), lambda place: (place / "old.html").read_bytes()
        ),
        "evidence": Struck(
            ["evidence", "make", "{}/pages/1.html", "--no-pdf", "-q", "-c", "{}/c.db", "-o", "{}/old.zip"],
            (0,), lambda place: _here(["evidence", "verify", str(place / "old.zip")])[0],
        ),
    }  # fmt: skip


def _base(folder: Path) -> Path:
    """What the commands begin with: a corpus, more to add, pages, a run, and results from before."""
    base = folder / "base"
    base.mkdir()
    _site(base, 4)
    _rows(base, 200).rename(base / "rows.jsonl")
    _rows(base, 300).rename(base / "more.jsonl")
    _here(["corpus", "add", "-q", f"{base}/c.db", f"{base}/rows.jsonl"])
    _here([f"{base}/pages", "-q", "-j", "1", "-o", f"{base}/run/"])  # without the corpus
    (base / "old.html").write_text("old", "utf-8")
    (base / "old.zip").write_text("old", "utf-8")
    return base


def _strike(count: int, draw: random.Random, folder: Path, inject: str, allowed: Sequence[int]) -> list[str]:
    base, log, faults = _base(folder), folder / "log", []
    place = folder / "copy"
    calls: dict[str, list[tuple[str, int]]] = {}
    right: dict[str, object] = {}

    def fresh() -> None:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(base, place)

    commands = _struck_commands()
    for number in range(count):
        name = list(commands)[number % len(commands)]
        struck = commands[name]
        command = [part.replace("{}", str(place)) for part in struck.command]
        if name not in right:
            fresh()
            _traced(command, log)
            right[name] = struck.result(place)
            made = Counter(found[1] for line in log.read_text().splitlines() if (found := _CALL.match(line)))
            calls[name] = [(call, n) for call, times in made.items() for n in range(1, times + 1)]
        call, at = draw.choice(calls[name])
        fresh()
        code, err = _traced(command, log, f"{call}:{inject}:when={at}{'+' if 'error' in inject else ''}")
        where = f"{name} at {call} {at}"
        if wrong := _wrong(code, err, allowed):
            faults.append(f"{where}: {wrong}")
        if lost := _lost(place):
            faults.append(f"{where}: {lost}")
        code, _, err = _here(command)
        if wrong := _wrong(code, err, struck.again):
            faults.append(f"{where}: again: {wrong}")
        elif struck.result(place) != right[name]:
            faults.append(f"{where}: again: another result")
    return faults


_CALL = re.compile(r"\d+ +(\w+)\(")


def _lost(place: Path) -> str:
    """What of the state before is gone, whatever was struck."""
    ids = {line.split("\t")[0] for line in _here(["corpus", "list", str(place / "c.db")])[1].splitlines()}
    wanted = {f"r{n}" for n in range(200)}
    if not ids >= wanted - {"r7", "r8"} or len(ids & {"r7", "r8"}) == 1:
        return f"{len(wanted - ids)} documents are lost"
    old = (place / "old.html").read_bytes()
    if old != b"old" and not old.rstrip().endswith(b"</html>"):
        return "the report of before is spoiled"
    if (place / "old.zip").read_bytes() != b"old" and _here(["evidence", "verify", str(place / "old.zip")])[
        0
    ]:
        return "the package of before is spoiled"
    left = [path.name for path in place.iterdir() if path.name.startswith(".old")]
    return f"left behind: {left[0]}" if len(left) > 1 else ""


def killed_at_writes(count: int, draw: random.Random, folder: Path) -> list[str]:
    """Killed at any write, rename or removal of a file, a command loses nothing, and run again gives the bytes
    of one that was not killed.  Needs strace."""
    return _strike(count, draw, folder, "signal=SIGKILL", (-9, 137, 0))


def no_room_at_writes(count: int, draw: random.Random, folder: Path) -> list[str]:
    """On a disk that is full from any write on a command ends with one line, and goes on with room."""
    return _strike(count, draw, folder, "error=ENOSPC", (0, 2, 3, 4))


def killed_workers(count: int, draw: random.Random, folder: Path) -> list[str]:
    """A scan whose workers are killed one after the other, as a kernel without memory does, gives the same bytes."""
    pages, sound, faults = _site(folder), folder / "sound", []
    scan = [str(pages), "-q", "-j", "2", "-o"]
    _run([*scan, f"{sound}/"])
    for number in range(count):
        place = folder / str(number)
        process = subprocess.Popen([*COMMAND, *scan, f"{place}/"], stderr=subprocess.PIPE, text=True)
        time.sleep(1 + draw.random())
        for _ in range(2):
            time.sleep(draw.random())
            below = [pid for pid in _below(process.pid) if pid != process.pid]
            if len(below) > 2:  # behind the tracker and the server
                with suppress(ProcessLookupError):
                    os.kill(draw.choice(below[2:]), signal.SIGKILL)
        err = process.communicate()[1]
        if (wrong := _wrong(process.returncode, err, (0,))) or _bytes_of(place) != _bytes_of(sound):
            faults.append(f"{place}: workers killed: {wrong or 'other bytes'}")
    return faults


def _below(pid: int) -> list[int]:
    """A process and those it started, in the order of their starting."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(found for child in children for found in _below(int(child)))]


def writer_and_readers(count: int, _: random.Random, folder: Path) -> list[str]:
    """Who reads a corpus while another writes it, removes from it or makes its index anew has the answer of
    before or after, or is told in one line to wait."""
    rows, faults = _rows(folder, 1500), []
    page = folder / "page.html"
    page.write_bytes(HTML)
    path = str(folder / "c.db")
    _run(["corpus", "add", "-q", path, str(_rows(folder, 300))])
    ids = [f"r{n}" for n in range(300, 1500, 2)]
    for _again in range(count):
        for command in (
            ["add", "-q", path, str(rows)],
            ["reindex", "-q", path],
            ["remove", "-q", path, *ids],
        ):
            writer = subprocess.Popen([*COMMAND, "corpus", *command], stderr=subprocess.PIPE, text=True)
            while writer.poll() is None:
                for asked in (["search", path, str(page)], ["list", path], ["verify", "-q", path]):
                    code, _out, err = _run(["corpus", *asked])
                    if wrong := _wrong(code, err, (0, 4) if "wait" in err or "busy" in err else (0,)):
                        faults.append(f"{path}: {asked[0]} during {command[0]}: {wrong}")
            if wrong := _wrong(writer.returncode, writer.communicate()[1], (0,)):
                faults.append(f"{path}: {command[0]}: {wrong}")
    code, _out, err = _run(["corpus", "verify", "-q", path])
    return [*faults, f"{path}: {err}"] if code else faults


# ── two at once, and no room ───────────────────────────────────────────────────────────


def two_writers(count: int, __: random.Random, folder: Path) -> list[str]:
    """Two processes add to one corpus at once: all documents are there, and it is sound."""
    rows, faults = _rows(folder, 1500), []
    half = folder / "half.jsonl"
    half.write_text("".join(rows.read_text("utf-8").splitlines(keepends=True)[750:]), "utf-8")
    for number in range(count):
        path = str(folder / f"{number}.db")
        both = [
            subprocess.Popen(
                [*COMMAND, "corpus", "add", "-q", path, str(given)], stderr=subprocess.PIPE, text=True
            )
            for given in (rows, half)
        ]
        told = [process.communicate()[1] for process in both]
        faults += [
            f"{path}: add: {wrong}"
            for process, err in zip(both, told, strict=True)
            if (wrong := _wrong(process.returncode, err, (0,)))
        ]
        code, _, err = _run(["corpus", "verify", path])
        if code or _run(["corpus", "list", path])[1].count("\n") != 1500:
            faults.append(f"{path}: two writers: {err[:200] or 'documents are lost'}")
    return faults


def two_scans(count: int, __: random.Random, folder: Path) -> list[str]:
    """Of two scans of one folder one is done, the other is told to wait; the bytes are those of one."""
    pages, sound, faults = _site(folder), folder / "sound", []
    scan = [str(pages), "-q", "-j", "1", "-o"]
    _run([*scan, f"{sound}/"])
    for number in range(count):
        place = folder / str(number)
        both = [
            subprocess.Popen([*COMMAND, *scan, f"{place}/"], stderr=subprocess.PIPE, text=True)
            for _again in range(2)
        ]
        told = [process.communicate()[1] for process in both]
        codes = sorted(process.returncode for process in both)
        wrong = [_wrong(p.returncode, err, (0, 2)) for p, err in zip(both, told, strict=True)]
        if any(wrong) or codes[0] or _bytes_of(place) != _bytes_of(sound):
            faults.append(f"{place}: two scans: codes {codes} {wrong}")
    return faults


def full_disks(count: int, draw: random.Random, folder: Path) -> list[str]:
    """Where no file may grow beyond so many bytes a command ends with one line, and goes on with room."""
    rows, pages, faults = _rows(folder, 300), _site(folder, 4), []
    report = folder / "report.html"
    for number in range(count):
        place = folder / str(number)
        command: list[str] = draw.choice([
            ["corpus", "add", "-q", f"{place}.db", str(rows)],
            [str(pages), "-o", f"{place}/", "-q", "-j", "1"],
            [str(pages / "1.html"), "-q", "-o", str(report)],
        ])  # fmt: skip
        room = int(2 ** draw.uniform(0, 20))
        # Python leaves SIGXFSZ ignored, so that a write beyond it fails as on a full disk.
        limited = f'ulimit -f {-(-room // 1024)}; exec "$@"'
        done = subprocess.run(
            ["bash", "-c", limited, "bash", *COMMAND, *command], capture_output=True, check=False
        )
        if wrong := _wrong(done.returncode, done.stderr.decode("utf-8", "replace"), (0, 2, 3, 4)):
            faults.append(f"{place}: {' '.join(command[:2])} with {room} bytes: {wrong}")
        code, _, err = _run(command)
        if wrong := _wrong(code, err, (0,)):
            faults.append(f"{place}: {' '.join(command[:2])} with room again: {wrong}")
    return faults


def changing_pages(count: int, draw: random.Random, folder: Path) -> list[str]:
    """A run over pages of which some changed, came or went is the run of a fresh folder."""
    pages, kept, faults = _site(folder), folder / "kept", []
    scan = [str(pages), "-q", "-j", "1", "-o"]
    _run([*scan, f"{kept}/"])
    for number in range(count):
        files = sorted(pages.iterdir())
        draw.choice(files).unlink()
        (pages / f"new-{number}.html").write_bytes(
            HTML.replace("木工坊".encode(), f"木工坊{number}".encode(), 1)
        )
        victim = draw.choice(sorted(pages.iterdir()))
        victim.write_bytes(victim.read_bytes().replace("学徒".encode(), f"学徒{number}".encode()))
        os.utime(victim, (1, 1))
        code, _, err = _run([*scan, f"{kept}/"])
        fresh = folder / f"fresh-{number}"
        _run([*scan, f"{fresh}/"])
        if (wrong := _wrong(code, err, (0,))) or _bytes_of(kept) != _bytes_of(fresh):
            faults.append(f"{fresh}: changed pages: {wrong or 'other bytes'}")
        shutil.rmtree(fresh)
    return faults
