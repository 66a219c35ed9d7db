"""Lineage on real texts: agency siblings that must not be chained, and hand-read groups.

python -m benchmarks.lineage_real [-v]
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Indel

from reprint_trace.lineage import Witness, infer_group
from reprint_trace.lineage.chain import drawn
from reprint_trace.lineage.study import study
from reprint_trace.lineage.witnesses import Gazetteer, same_house
from reprint_trace.model import Claim, ClaimKind, Published, Quote
from reprint_trace.outlets import gazetteer
from reprint_trace.text.folding import fold_text

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
RUN = 12  # folded characters that must agree for two texts to be compared at all
CONTAINED = 0.7
SURE = 0.8


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


# ── agency siblings ────────────────────────────────────────────────────────────────────


def siblings() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """CCTV × 中新网 texts with at least CONTAINED of the shorter in the longer."""
    ours = [r for r in rows(SHARED / "originals" / "cctv-2020.jsonl.gz") if len(r["text"]) > 150]
    theirs = [r for r in rows(SHARED / "originals" / "chinanews-2020-04.jsonl.gz") if len(r["text"]) > 150]
    where: dict[str, set[int]] = defaultdict(set)
    folded = [fold_text(r["text"]) for r in theirs]
    for i, text in enumerate(folded):
        for k in range(len(text) - RUN):
            where[text[k : k + RUN]].add(i)
    found = []
    for row in ours:
        text = fold_text(row["text"])
        hits = Counter(i for k in range(0, len(text) - RUN, 6) for i in where.get(text[k : k + RUN], ()))
        for i, count in hits.items():
            shorter = min(len(text), len(folded[i]))
            if count * 6 > 0.3 * shorter and _contained(text, folded[i]) >= CONTAINED * shorter:
                found.append((row, theirs[i]))
    return found


def _contained(a: str, b: str) -> int:
    runs = (op.src_end - op.src_start for op in Indel.opcodes(a, b) if op.tag == "equal")
    return sum(run for run in runs if run >= 4)


def corpus_witness(row: dict[str, Any], outlets: Gazetteer) -> Witness:
    known = outlets.resolve(row["source"])
    date = Published(value=row["date"], precision="day", basis="corpus")
    return Witness(id=row["id"], text=row["text"], title=row["title"], published=date, supplied=True,
                   outlet=known[-1].id if known else row["source"])  # fmt: skip


def overclaim(outlets: Gazetteer) -> None:
    pairs = siblings()
    sure, none, later = 0, [], []
    for a, b in pairs:
        s = study([corpus_witness(a, outlets), corpus_witness(b, outlets)], outlets)
        for run in (s.blind, s.informed):
            sure += run.edges.max() >= 0.9
        none.append(1 - s.blind.edges.sum())
        later.append(s.blind.edges.max())
    print(f"agency siblings: {len(pairs)} pairs; edges at P >= .9: {sure}")
    print(f"  mean P(no direct edge), blind: {np.mean(none):.2f}; highest edge {max(later):.2f}")


# ── hand-read groups ───────────────────────────────────────────────────────────────────

LABEL = re.compile(r"(?:来源|转自|来自|作者)\s*[：:|丨/]?\s*\??")
AND = re.compile(r"[、，,\n]| / |\s{2,}| 据|综合")
ASIDE = re.compile(r"[（(].*|[“”《》]|微信公众号$|微信$|记者.*| .*")


def claims_of(member: dict[str, Any], outlets: Gazetteer) -> tuple[Claim, ...]:
    """The claims that the readers noted by hand, as a reading stage would give them: a credit
    line has a label, a dateline or byline its outlet; mentions in running text are none."""
    found: list[Claim] = []
    credit = member["declared"] or ""
    parts = [part for line in LABEL.split(credit)[1:] for part in AND.split(line)]
    inside: list[tuple[ClaimKind, Any]] = [
        ("dateline", member["dateline"]),
        ("byline", member["byline_outlet"]),
    ]
    noted: list[tuple[ClaimKind, str]] = [("declared", part) for part in parts]
    noted += [(kind, n) for kind, names in inside for n in (names or "").split("/") if "inline" not in n]
    for kind, part in noted:
        text = ASIDE.sub("", part.strip())
        if len(text) > 1 and (kind != "declared" or "作者" not in credit or outlets.resolve(text)):
            found.append(
                Claim(kind=kind, text=text, evidence=Quote(quote=part, where="body", rule="by hand"))
            )
    return tuple(found)


def group_witnesses(
    group: dict[str, Any], texts: dict[str, dict[str, Any]], outlets: Gazetteer
) -> list[Witness]:
    return [
        Witness(
            id=m["id"],
            text=texts[m["id"]]["text"],
            title=texts[m["id"]]["title"],
            claims=claims_of(m, outlets),
        )
        for m in group["members"]
    ]


def gold(outlets: Gazetteer, verbose: bool) -> None:
    texts = {
        m["id"]: m for g in rows(SHARED / "groups" / "same_story_inews_2018.jsonl.gz") for m in g["members"]
    }
    verdicts: Counter[tuple[str, str]] = Counter()
    facts: Counter[str] = Counter()
    for line in (SHARED / "groups" / "gold_inews.jsonl").read_text("utf-8").splitlines():
        group = json.loads(line)
        witnesses = group_witnesses(group, texts, outlets)
        at = {w.id: i for i, w in enumerate(witnesses)}
        lineages = infer_group(witnesses, gazetteer=outlets)
        for a in group["attribution"]:
            found = lineages[at[a["id"]]].verdict
            verdicts[a["verdict"], found.origin] += 1
            if verbose and found.origin not in {a["verdict"], a["verdict"].replace("confirmed", "supported")}:
                said = [(c.kind, c.text) for c in witnesses[at[a["id"]]].claims]
                print(f"  {a['id']}: {a['verdict']} by hand, {found.origin} here; {said}; {a['why'][:90]}")
        _relations(group, witnesses, outlets, facts, verbose)
        tops = Counter(x.chain.nodes[0].outlet for x in lineages
                       if not x.chain.nodes[0].observed and x.verdict.origin in {"confirmed", "supported"})  # fmt: skip
        _origin(group, tops, outlets, facts, verbose)
    # by hand "confirmed" is support beyond the credit line: no outlet of these texts is known
    right = sum(n for (a, b), n in verdicts.items() if a == b or (a, b) == ("confirmed", "supported"))
    print(f"hand-read groups: verdicts right {right}/{verdicts.total()}, false 'contradicted' "
          f"{sum(n for (a, b), n in verdicts.items() if b == 'contradicted' != a)}")  # fmt: skip
    print("  by hand → here:", {f"{a}→{b}": n for (a, b), n in sorted(verdicts.items())})
    print(" ", dict(sorted(facts.items())))


def _relations(
    group: dict[str, Any], witnesses: list[Witness], outlets: Gazetteer, facts: Counter[str], verbose: bool
) -> None:
    s = study(witnesses, outlets)
    at = {w.id: i for i, w in enumerate(witnesses)}
    for r in group["relations"]:
        a, b = at[r["a"]], at[r["b"]]
        for name, (u, v) in {"a->b": (a, b), "b->a": (b, a)}.items():
            shown = s.informed.parents[v] == u and drawn(s, u, v)
            facts["directions drawn"] += shown
            for key in ("excluded", "direction"):
                if r.get(key) == name:
                    facts[key] += 1
                    facts[f"{key}: drawn"] += shown
                    if verbose and shown and key == "excluded":
                        p = s.informed.edges[u, v]
                        print(f"  {group['group']}: excluded {r['a']} {name} {r['b']} drawn, P {p:.2f}")
                        print(f"    {r['why'][:100]}")


def _origin(
    group: dict[str, Any], tops: Counter[str | None], outlets: Gazetteer, facts: Counter[str], verbose: bool
) -> None:
    best = next((name for name, _ in tops.most_common() if name), None)
    want = group["origin"]
    known = [o.id for o in outlets.resolve(want)] if want else []
    if best is None:
        facts["origin: unresolved" if want else "origin: none, as by hand"] += 1
    elif want and (best == want or same_house(best, [*known, want], outlets)):
        facts["origin: right"] += 1
    else:
        facts["origin: wrong" if want else "origin: named, by hand none"] += 1
        if verbose:
            print(f"  {group['group']}: origin {want} by hand, {dict(tops)} here")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-v", action="store_true", dest="verbose")
    options = parser.parse_args()
    outlets = gazetteer()
    gold(outlets, options.verbose)
    overclaim(outlets)


if __name__ == "__main__":
    main()
