"""`uses` against a simulator's truth: is every use of an outlet listed, none invented, each field right?

    python -m benchmarks.uses make ORIGINALS OUT --seed N [--stories K]      a world, by the simulator WORLDS names
    python -m benchmarks.uses score OUT RUN [-v]                             RUN: reprint-trace OUT/crawl -c OUT/corpus.jsonl -o RUN/

`WORLDS` (environment) is the simulator's script; its truth.json says which page is whose, from where, with what text.
What a field should say is worked out from the two true texts with other means than the tool's: plain searches, and
for the shares difflib's common runs, of the body as it was read (how pages are read is `benchmarks.reading`'s).  A use whose text is not in the corpus counts as invented where the outlet is not the
true one, and is not missed where it is not listed: nothing here could show it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from reprint_trace.contract.loading import saved_traces
from reprint_trace.text.folding import fold_text
from reprint_trace.uses import uses

if TYPE_CHECKING:
    from reprint_trace.uses import Use

SHARE = 0.03  # how far a share may be from that of the common runs
RUN = 4  # characters of a run
DATELINE = re.compile(
    r"央视网消息（[^）]*）：|(?:新华社|中新[网社]|中国侨网|中国新闻网)[^\d\n，。]{0,12}\d+月\d+日(?:专?电|讯|消息)"
)
NAMES = re.compile(
    r"(?:电|讯)[（(](?:记者)?\s*([\u4e00-\u9fff]{2,4}(?:[、\s][\u4e00-\u9fff]{2,4})*)[）)]"
    r"|[（(](?:特约)?记者\s*([\u4e00-\u9fff]{2,3}(?:[、\s][\u4e00-\u9fff]{2,3})*)[）)]"
    r"|^\s*(?:本报|新华社|本网)?(?:记者|评论员|作者：)\s*([\u4e00-\u9fff]{2,4}(?:[、\s][\u4e00-\u9fff]{2,4})*)\s*$",
    re.MULTILINE,
)
PARAGRAPH = 40  # characters in a row
ADS = (
    "想了解更多精彩内容，快来关注本站。",
    "免责声明：本文仅代表作者个人观点，与本站无关。",
    "（图文无关，如有侵权请联系删除）",
)
FIGURE = re.compile(r"(?<![A-Za-z\d.+])\d+(?:\.\d+)?")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    making = commands.add_parser("make")
    making.add_argument("originals")
    making.add_argument("out")
    making.add_argument("--seed", default="7")
    making.add_argument("--stories", default="12")
    making.set_defaults(function=make)
    scoring = commands.add_parser("score")
    scoring.add_argument("out", type=Path)
    scoring.add_argument("run")
    scoring.add_argument("-v", action="store_true", dest="verbose")
    scoring.set_defaults(function=score)
    asked = parser.parse_args()
    asked.function(asked)


def make(asked: argparse.Namespace) -> None:
    command = [sys.executable, os.environ["WORLDS"], "make", asked.originals, asked.out]
    subprocess.run([*command, "--seed", asked.seed, "--stories", asked.stories, "--noise", "400"], check=True)


def score(asked: argparse.Namespace) -> None:
    truth: list[dict[str, Any]] = json.loads((asked.out / "truth.json").read_text("utf-8"))
    lines = (asked.out / "corpus.jsonl").read_text("utf-8").splitlines()
    originals = {row["id"]: row for row in map(json.loads, lines)}
    traces = [*saved_traces(asked.run)]
    stories = {trace.page.file: trace.page.body for trace in traces}
    pages = {PurePath(row["id"]).name: row for row in truth}
    found: dict[str, list[Use]] = defaultdict(list)
    for outlet in sorted({row["outlet"] for row in truth}):
        for use in uses(traces, outlet):
            found[outlet].append(use)
    listed = {
        (outlet, PurePath(use.page).name)
        for outlet, some in found.items()
        for use in some
        if use.basis == "observed"
    }
    wanted = {(row["outlet"], row["id"]) for row in truth if not row["hidden"]}
    invented = [
        (outlet, use) for outlet, some in found.items() for use in some
        if pages[PurePath(use.page).name]["outlet"] != outlet
        or not given(use, pages[PurePath(use.page).name], originals)
    ]  # fmt: skip
    print(f"uses {len(wanted)}, listed {len(wanted & listed)}, invented {len(invented)}, "
          f"credited without the text {sum(u.basis == 'credited' for some in found.values() for u in some)}")  # fmt: skip
    fields: dict[str, Counter[bool]] = defaultdict(Counter)
    misses: list[str] = []
    for some in found.values():
        for use in some:
            row = pages[PurePath(use.page).name]
            for field, right, told in judged(use, stories[use.page], row, pages, originals):
                fields[field][right] += 1
                if not right:
                    misses.append(f"{row['id']} {field}: {told}")
    for field, counts in fields.items():
        print(f"{field:18} {counts[True]:4} of {counts.total():4}  {counts[True] / counts.total():.3f}")
    if asked.verbose:
        print("\n".join([*(f"missed {outlet} {id_}" for outlet, id_ in sorted(wanted - listed)),
                         *(f"invented {outlet} {use.page} {use.original} {use.basis}" for outlet, use in invented), *misses]))  # fmt: skip


def given(use: Use, row: dict[str, Any], originals: dict[str, dict[str, Any]]) -> bool:
    """Whether the text that a use is of is the page's own original, or stands in it by a paragraph (the simulator
    sets one of another text in now and then)."""
    if use.original in (None, row["root"]):
        return True
    other = originals.get(use.original or "")
    text = plain(other["text"]) if other else ""
    body = plain(row["body"])
    return any(text[at : at + PARAGRAPH] in body for at in range(0, len(text) - PARAGRAPH, 10))


def judged(
    use: Use,
    story: str,
    row: dict[str, Any],
    pages: dict[str, dict[str, Any]],
    originals: dict[str, dict[str, Any]],
) -> list[tuple[str, bool, str]]:
    """Every field of a use: its name, whether it is right, what it says against what it should."""
    credit = credit_of(row)
    above = ancestors(row, pages)
    when = row["when"]
    found: list[tuple[str, object, object, bool]] = [
        ("outlet", use.outlet, row["site"], use.outlet == row["site"]),
        ("title", use.title, row["title"], plain(use.title or "") == plain(row["title"])),
        ("credit", use.credit, credit, use.credit in credit),
        ("through", use.through, above, set(use.through) <= set(above)),
        ("published", use.published, when, (use.published is None) == (when is None)),
    ]
    original = originals.get(row["root"])
    if original is not None and use.original == original["id"]:
        found += of_text(use, story, row, original)
    return [(field, right, f"{said!r}, not {true!r}") for field, said, true, right in found]


def of_text(
    use: Use, story: str, row: dict[str, Any], original: dict[str, Any]
) -> list[tuple[str, object, object, bool]]:
    """What became of the text."""
    text, body = plain(original["text"]), plain(row["body"])
    read = plain(story)
    runs = SequenceMatcher(None, text, read, autojunk=False).get_matching_blocks()
    common = sum(run.size for run in runs if run.size >= RUN)
    of_original, of_page = common / len(text), common / len(read)
    dateline = DATELINE.search(original["text"][:200])
    cut = dateline is not None and plain(dateline[0]) not in body
    names = {
        name for groups in NAMES.findall(original["text"]) for name in re.split(r"[、\s]+", "".join(groups))
    }
    removed = {name for name in names if name not in body}
    changed = plain(row["title"]) != plain(original["title"])
    figures, there = set(FIGURE.findall(original["text"])), set(FIGURE.findall(row["body"]))
    gone = {figure for figure in figures if figure not in there}
    said = (*use.figures_lost, *use.figures_changed)
    told = {digits for figure in said for digits in re.findall(r"\d+(?:\.\d+)?", figure)}
    here, still = bare(original["text"]), bare(row["body"])
    right = gone <= told and all(
        stands(figure, here) and not stands(figure, still) for figure in use.figures_lost
    )
    lost = [name for name in use.names_lost if name in row["body"]]
    return [
        ("original_title", use.original_title, original["title"], plain(use.original_title or "") == plain(original["title"])),
        ("original_published", use.original_published, original["date"], use.original_published == original["date"]),
        ("of_original", use.of_original, of_original, near(use.of_original, of_original)),
        ("of_page", use.of_page, of_page, near(use.of_page, of_page)),
        ("headline_changed", use.headline_changed, changed, use.headline_changed == changed),
        ("dateline_removed", use.dateline_removed, cut, use.dateline_removed == cut),
        ("byline_removed", use.byline_removed, removed, signed(use, removed, original, row)),
        ("figures", (use.figures_lost, use.figures_changed), gone, right),
        ("names_lost", use.names_lost, lost, not lost),
    ]  # fmt: skip


def signed(use: Use, removed: set[str], original: dict[str, Any], row: dict[str, Any]) -> bool:
    """All those whose names the patterns above find are told, and nobody who is not in the text or still on the page."""
    told = set(use.byline_removed or ())
    return removed <= told and all(name in original["text"] and name not in row["body"] for name in told)


def stands(figure: str, text: str) -> bool:
    """Whether a figure is in a text, not as a part of a longer one."""
    return re.search(rf"(?<![\d.])(?<!\d,){re.escape(bare(figure))}", text) is not None


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def near(said: float | None, true: float) -> bool:
    return said is not None and abs(said - true) <= SHARE


def credit_of(row: dict[str, Any]) -> tuple[str, ...]:
    """What the credit is against the text's true house."""
    if row["source"] is None:
        return ("none",)
    if row["source"] == row["outlet"]:
        return ("right",)
    return (
        ("wrong",)
        if row["policy"] == "wrong"
        else ("carrier", "wrong")
        if row["source"] != row["site"]
        else ("own",)
    )


def ancestors(row: dict[str, Any], pages: dict[str, dict[str, Any]]) -> list[str]:
    """The sites the text passed before the page, as far as they are here."""
    names = [row["source"]] if row["policy"] == "parent" else []
    names += re.findall(r"([\u4e00-\u9fff]+)小编获悉", row["body"])  # who is not here left a trace
    at = row["parent"]
    while at in pages:
        names.append(pages[at]["site"])
        if pages[at]["policy"] == "parent":
            names.append(pages[at]["source"])
        at = pages[at]["parent"]
    return names


def plain(text: str) -> str:
    return "".join(filter(str.isalnum, fold_text(text)))


if __name__ == "__main__":
    main()
