"""Write the two word lists behind what is taken for a Chinese personal name, from jieba's dictionary.

    python -m benchmarks.make_names

`ordinary_words`: words of everyday Chinese that begin with a surname and are no names (高考, 于是);
`given_characters`: how much likelier a character is in a given name than in a word, in tenths of a
natural logarithm.  Both come from the dictionary's own frequencies and its mark `nr` (person).
"""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import jieba

from reprint_trace.vocabulary import FOLDER, cells

COMMON = 50  # times a word must stand in the dictionary's texts to be an everyday one
SURNAMES = 120  # the commonest, whose names the dictionary marks with few mistakes
AT_LEAST = 3  # times a character must stand in names, or in words, to be listed


def dictionary() -> list[tuple[str, int, str]]:
    """Word, frequency and part of speech of each entry."""
    lines = (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines()
    return [(word, int(times), part) for word, times, part in (line.split() for line in lines)]


def main() -> None:
    surnames = [line[0] for line in cells("surnames")]
    entries = dictionary()
    ordinary = {
        word
        for word, times, part in entries
        if 2 <= len(word) <= 3
        and times >= COMMON
        and not part.startswith("nr")
        and (word[0] in surnames or word[:2] in surnames)
    }
    common = {surname for surname in surnames[:SURNAMES] if len(surname) == 1}
    names = Counter(
        char
        for word, _, part in entries
        if part == "nr" and len(word) == 3 and word[0] in common
        for char in word[1:]
    )
    words: Counter[str] = Counter()
    for word, times, part in entries:
        if not part.startswith("nr"):
            for char in word[1:]:
                words[char] += times
    all_names, all_words = sum(names.values()), sum(words.values())
    odds = {
        char: round(10 * math.log((names[char] + 1) / all_names / ((words[char] + 50) / all_words)))
        for char in sorted({*names, *words})
        if names[char] >= AT_LEAST or words[char] >= 1000
    }
    _write(
        "ordinary_words",
        "# Words of everyday Chinese that begin with a surname and name nobody.\n"
        "# Provenance: jieba's dictionary (MIT), words without the mark nr that stand in it fifty times or\n"
        "# more; written by benchmarks/make_names.py.\nword",
        sorted(ordinary),
    )
    _write(
        "given_characters",
        "# How much likelier a character is in a given name than in a word.\n"
        "# odds  tenths of a natural logarithm\n"
        "# Provenance: jieba's dictionary (MIT), three-character names of the commonest surnames against all\n"
        "# other words by frequency; written by benchmarks/make_names.py.\ncharacter\todds",
        [f"{char}\t{value}" for char, value in odds.items()],
    )


def _write(name: str, head: str, lines: list[str]) -> None:
    (FOLDER / "lists" / f"{name}.tsv").write_text("\n".join((head, *lines, "")), "utf-8")


if __name__ == "__main__":
    main()
