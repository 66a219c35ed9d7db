"""The desk that the documentation speaks of: the files its commands name, made from the sample pages."""

import csv
import gzip
import json
import shutil
from pathlib import Path

from reprint_trace.contract import to_json
from reprint_trace.corpus import open_corpus
from reprint_trace.library import scan
from reprint_trace.reading import read_file
from reprint_trace.tracing import trace
from tests.reading.test_archives import record

SAMPLES = Path(__file__).parents[2] / "sample_pages"
CRAWLED = ("aggregator.html", "portal.html", "spun.html", "merged.html")


def lay(desk: Path) -> None:
    """Put every file that a documented command reads into the folder `desk`."""
    shutil.copytree(SAMPLES, desk / "sample_pages")
    rows = [json.loads(line) for line in (SAMPLES / "originals.jsonl").read_text("utf-8").splitlines()]
    shutil.copy(SAMPLES / "aggregator.html", desk / "page.html")
    shutil.copy(SAMPLES / "portal.html", desk / "reprint.html")
    (desk / "original.html").write_text(_page(rows[1]), "utf-8")
    shutil.copy(SAMPLES / "originals.jsonl", desk / "articles.jsonl")
    with gzip.open(desk / "articles.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    _archive(desk / "archive.csv", rows)
    for folder in ("saved_pages", "crawl/2021/0413"):
        (desk / folder).mkdir(parents=True)
        for number, name in enumerate(CRAWLED, 1):
            shutil.copy(SAMPLES / name, desk / folder / f"{number}.html")
    (desk / "texts").mkdir()
    for row in rows[:2]:
        (desk / "texts" / f"{row['id']}.txt").write_text(f"{row['title']}\n\n{row['text']}", "utf-8")
    _warc(desk / "crawl.warc.gz")
    _earlier(desk)


def _earlier(desk: Path) -> None:
    """What earlier commands would have made: a corpus, saved traces, a run."""
    originals = str(desk / "originals.db")
    with open_corpus(str(desk / "articles.jsonl"), keep_in=originals) as corpus:
        traced = trace(read_file(str(desk / "page.html")), corpus)
    (desk / "traces.jsonl").write_text(to_json(traced) + "\n", "utf-8")
    scan([str(desk / "crawl")], str(desk / "run"), corpus=originals)


def _page(row: dict[str, str]) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in row["text"].split("\n"))
    return f"<html><head><meta charset=utf-8></head><body><h1>{row['title']}</h1>{paragraphs}</body></html>"


def _archive(file: Path, rows: list[dict[str, str]]) -> None:
    names = {"id": "id", "title": "title", "text": "content", "source": "source", "date": "pubtime"}
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(names.values()))
        writer.writeheader()
        writer.writerows({new: row[old] for old, new in names.items()} for row in rows)


def _warc(file: Path) -> None:
    pages = [(f"http://crawled.example/{name}", (SAMPLES / name).read_bytes()) for name in CRAWLED]
    file.write_bytes(b"".join(gzip.compress(record(url, "text/html", page)) for url, page in pages))
