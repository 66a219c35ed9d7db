"""What is kept: corpora, journals and run folders, damaged, killed, out of room, written by two at once."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.fuzz_inputs import HTML, ROWS

COMMAND = [sys.executable, "-m", "reprint_trace"]
Result = tuple[str, int, list[str]]


def all_of(short: bool, seed: int, work: Path, only: Sequence[str] | None) -> Iterator[Result]:
    """Every trial with its title, how often it was made, and what went wrong."""
    trials: dict[str, tuple[Callable[[int, random.Random, Path], list[str]], int, int]] = {
        "damaged corpora": (damaged_corpora, 6, 500),
        "damaged run folders": (damaged_runs, 1, 60),
        "kills of corpus add, remove, reindex": (killed_corpora, 1, 70),
        "kills of a scan": (killed_scans, 1, 30),
        "two writers of one corpus": (two_writers, 1, 10),
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
