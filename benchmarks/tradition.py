"""A human tradition with a known tree: is lineage as good as edit distance, when the root is given?

python -m benchmarks.tradition TEXTS TREE

TEXTS is a file with one witness a line (its siglum, blanks, its text), or a folder of SIGLUM.txt.  TREE
is in DOT, as far as lines like `A -> B;` go; what stands above the others is the root, and nodes without
a text are lost copies: the nearest ancestor that is there counts as the parent.  Where a copy has several
parents in TREE (contamination) each of them is right.  The sign distance (Roos & Heikkilä 2009) is the
share of triples of witnesses whose order by distance, counted in steps, is as in TREE, 50 for a guess.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

from reprint_trace.lineage.features import featured, polarised
from reprint_trace.lineage.group import Array, Group, build
from reprint_trace.lineage.posterior import UNRELATED, Posterior, averaged, load_weights, plainest, related
from reprint_trace.lineage.tree import best_tree, marginals
from reprint_trace.lineage.witnesses import Witness
from reprint_trace.outlets import gazetteer
from reprint_trace.text.folding import fold_text

EDGE = re.compile(r'"?([\w*]+)"?\s*->\s*"?([\w*]+)"?')
GIVEN = 60.0  # nats against every root but the one that is given


def read_texts(path: Path) -> dict[str, str]:
    if path.is_dir():
        return {file.stem: file.read_text("utf-8") for file in sorted(path.glob("*.txt"))}
    lines = (line.partition(" ") for line in path.read_text("utf-8").splitlines() if line.strip())
    return {siglum: text.strip() for siglum, _, text in lines}


def read_tree(path: Path) -> dict[str, set[str]]:
    """Every node's parents."""
    parents: dict[str, set[str]] = {}
    for above, below in EDGE.findall(path.read_text("utf-8")):
        parents.setdefault(above, set())
        parents.setdefault(below, set()).add(above)
    return parents


def found_above(node: str, tree: Mapping[str, set[str]], texts: Mapping[str, str]) -> set[str]:
    """The nearest ancestors of a node that have a text."""
    here = {p for p in tree[node] if p in texts}
    lost = tree[node] - here
    return here.union(*(found_above(p, tree, texts) for p in lost))


def by_lineage(group: Group, root: int) -> list[int]:
    """The tree of most expected right steps, of those with the given root, by the models: what is old is
    what the root reads."""
    given = np.where(np.arange(len(group.witnesses)) == root, 0.0, -GIVEN)
    plain, apart = featured(group), -UNRELATED * ~related(group)
    first, second = load_weights()["blind"]
    edges = rooted(averaged(plain, first, apart), given)
    shown = polarised(group, plain, (given == 0.0).astype(float), edges, 1.0)
    return best_tree(rooted(averaged(shown, second, apart), given), given)


def rooted(found: Posterior, given: Array) -> Array:
    """P(u → v) among the trees with the given root."""
    return np.asarray(np.mean([marginals(f.scores, given)[0] for f in found.forests], axis=0))


def by_distance(texts: Mapping[str, str], root: int) -> list[int]:
    folded = [fold_text(text) for text in texts.values()]
    distance = np.array([[Levenshtein.distance(a, b) for b in folded] for a in folded], dtype=float)
    given = np.where(np.arange(len(texts)) == root, 0.0, -1e5)
    return best_tree(-distance, given)


def steps_between(edges: Iterable[tuple[str, str]], names: list[str]) -> Any:
    """How many edges lie between the named nodes of a graph."""
    beside: dict[str, set[str]] = defaultdict(set)
    for a, b in edges:
        beside[a].add(b)
        beside[b].add(a)
    found = []
    for start in names:
        far, ring = {start: 0}, [start]
        for at in ring:
            for next_ in beside[at] - set(far):
                far[next_] = far[at] + 1
                ring.append(next_)
        found.append([far[name] for name in names])
    return np.array(found)


def sign_distance(parents: list[int], tree: Mapping[str, set[str]], names: list[str]) -> float:
    """How well the order of distances in a tree agrees with the true one, 0 to 100."""
    true = steps_between(((p, v) for v, above in tree.items() for p in above), names)
    mine = steps_between(((names[p], names[v]) for v, p in enumerate(parents) if p >= 0), names)
    gaps = [
        abs(np.sign(mine[a, b] - mine[a, c]) - np.sign(true[a, b] - true[a, c])) / 2
        for a in range(len(names)) for b, c in combinations([x for x in range(len(names)) if x != a], 2)
    ]  # fmt: skip
    return 100 * (1 - float(np.mean(gaps)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", type=Path)
    parser.add_argument("tree", type=Path)
    options = parser.parse_args()
    tree = read_tree(options.tree)
    texts = {name: text for name, text in read_texts(options.texts).items() if name in tree}
    names = list(texts)
    above = [found_above(name, tree, texts) for name in names]
    roots = [v for v, parents in enumerate(above) if not parents]
    print(f"{len(names)} witnesses, without an ancestor here: {[names[v] for v in roots]}")
    group = build([Witness(id=name, text=text) for name, text in texts.items()], gazetteer())
    for name, parents in (
        ("lineage, words alone", plainest(featured(group), roots[0])),
        ("lineage, its models", by_lineage(group, roots[0])),
        ("edit distance + Edmonds", by_distance(texts, roots[0])),
    ):
        asked = [v for v in range(len(names)) if above[v]]
        right = sum(names[parents[v]] in above[v] for v in asked)
        drawn = {names[v]: names[p] for v, p in enumerate(parents) if p >= 0}
        print(f"  {name:24s} parents right: {right}/{len(asked)}, sign distance "
              f"{sign_distance(parents, tree, names):.1f}; {drawn}")  # fmt: skip


if __name__ == "__main__":
    main()
