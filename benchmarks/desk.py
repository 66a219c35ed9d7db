"""The desk under load: `python -m benchmarks.desk [--tabs 50] [--rounds 4]`.

So many tabs at once, each a thread with its own connection, drop a page with a text of its own, wait for the report,
read it, search for its sentence, come back to the desk, and delete what they made; while pages of another origin
knock.  In the middle the server is killed and started again.  Every answer is held against what it must be: each tab's
report has its own sentence and nobody else's.  Lost, wrong and refused answers are counted, and what waiting cost.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from urllib.parse import quote, urlsplit

PATIENCE = 900  # seconds a tab waits for its report
WORDS = "早市 摊主 菜价 便宜 一成 买菜 街坊 清晨 码头 渔船 归港 海鲜 上市 价钱 公道 来客 不少 秋风 渐凉 桂花 开了".split()


@dataclass
class Served:
    """The server's process, which may be killed and started anew at the same address."""

    folder: Path
    port: int = 0
    address: str = ""
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "reprint_trace", "serve", str(self.folder), "--no-open", "-q"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        self.port = urlsplit(self.address).port or 0

    def kill(self) -> None:
        assert self.process
        with self.process as process:
            process.kill()


@dataclass
class Tally:
    """What became of all requests: counts, seconds of each that was answered, and what was wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def add(self, kind: str, seconds: float | None = None, wrong: str = "") -> None:
        with self.lock:
            self.counts[kind] += 1
            if seconds is not None:
                self.seconds.append(seconds)
            if wrong:
                self.wrong.append(wrong)


def ask(
    served: Served, tally: Tally, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, str, str]:
    """Status, text and Location of an answer; asked again while the server is away, as a reader reloads."""
    place = urlsplit(served.address)
    origin = f"http://{place.netloc}"
    given = {"Origin": origin, **(headers or {})} if body is not None else headers or {}
    until = time.monotonic() + 60
    while True:
        begun = time.monotonic()
        try:
            connection = http.client.HTTPConnection(place.netloc, timeout=120)
            connection.request("GET" if body is None else "POST", path, body, given)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            connection.close()
        except (OSError, http.client.HTTPException):
            tally.add("asked again")
            if time.monotonic() > until or body is not None:
                return 0, "", ""
            time.sleep(0.2)
            continue
        tally.add("answered", time.monotonic() - begun)
        return answer.status, text, answer.headers.get("Location", "")


def story(number: int) -> str:
    """A text of its own, with a mark that stands in no other."""
    chance = random.Random(number)
    words = "".join(chance.choice(WORDS) for _ in range(160))
    sentences = re.sub(r"(.{18})", r"\1。", words)
    return f"第{number}号早市见闻\n\n这是第{number}号摊主{secrets.token_hex(4)}说的话。{sentences}"


def tab(served: Served, tally: Tally, number: int) -> None:
    """What one tab does."""
    root = urlsplit(served.address).path.rstrip("/") + "/zh"
    text = story(number)
    mark = text.split("。")[0].split("\n")[-1]
    edge = secrets.token_hex(8)
    body = f'--{edge}\r\nContent-Disposition: form-data; name="text"\r\n\r\n{text}\r\n--{edge}--\r\n'.encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    for _ in range(20):
        status, _, run = ask(served, tally, f"{root}/runs", body, kind)
        if status == 303:
            break
        time.sleep(0.5)
    else:
        tally.add("wrong", wrong=f"tab {number}: nothing was taken ({status})")
        return
    until = time.monotonic() + PATIENCE
    id_ = run.rpartition("/")[2]
    while time.monotonic() < until:
        status, told, _ = ask(served, tally, f"{root}/jobs/{id_}/progress")
        if status != 200 or '"over":true' in told.replace(" ", ""):
            break
        time.sleep(0.5)
    _, page, _ = ask(served, tally, run)
    status, report, _ = ask(served, tally, f"{run}/0.html")
    if status != 200 or set(re.findall(r"第(\d+)号早市", report)) != {str(number)}:
        tally.add(
            "wrong", wrong=f"tab {number}: report {status}, {len(report)} characters; page {page[-200:]!r}"
        )
    status, found, _ = ask(served, tally, f"{root}/search?q={quote(mark)}")
    if status != 200 or id_ not in found:
        tally.add("wrong", wrong=f"tab {number}: its sentence is not found ({status})")
    status, home, _ = ask(served, tally, f"{root}/")
    if status != 200 or id_ not in home:
        tally.add("wrong", wrong=f"tab {number}: its run is not listed ({status})")
    tally.add("tabs")


def knock(served: Served, tally: Tally, stop: Event) -> None:
    """Another site's page, which knows the address."""
    path = urlsplit(served.address).path + "zh/"
    while not stop.is_set():
        for headers in (
            {"Origin": "http://evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Host": "evil.example"},
        ):
            status, _, _ = ask(served, tally, path, headers=headers)
            refused = status in (0, 403, 421)
            tally.add(
                "foreign refused" if refused else "wrong",
                wrong="" if refused else f"a foreign page was answered {status}",
            )
        stop.wait(0.2)


def measure(tabs: int, rounds: int, folder: Path, kill_after: float | None) -> Tally:
    """Run the tabs, `rounds` times each tab; the server is killed and started again after so many seconds."""
    served, tally, stop = Served(folder), Tally(), Event()
    served.start()
    with ThreadPoolExecutor(tabs + 1) as pool:
        stranger = pool.submit(knock, served, tally, stop)
        jobs = [pool.submit(tab, served, tally, number) for number in range(tabs * rounds)]
        if kill_after is not None:
            time.sleep(kill_after)
            served.kill()
            served.start()
            tally.add("restarts")
        for job in jobs:
            job.result()
        stop.set()
        stranger.result()
    served.kill()
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tabs", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--kill-after", type=float, default=20.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        tally = measure(asked.tabs, asked.rounds, Path(folder, "desk"), asked.kill_after)
    print(dict(tally.counts), f"in {time.monotonic() - begun:.0f} s")
    slow = statistics.quantiles(tally.seconds, n=100)
    print(
        f"an answer takes {slow[49]:.3f} s, 95 % of them less than {slow[94]:.2f} s, the slowest {max(tally.seconds):.2f} s"
    )
    print("\n".join(tally.wrong) or "no wrong answer, none lost")


if __name__ == "__main__":
    main()
