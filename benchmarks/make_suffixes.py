"""The public suffixes that the product knows (text/data/suffixes.txt), from the list that `tld` carries.

    python -m benchmarks.make_suffixes

Registries' own suffixes only (the list's ICANN part), of two labels and more: a single label is a suffix anyhow.
"""

from __future__ import annotations

from pathlib import Path

import tld

PLACE = Path(__file__).parents[1] / "reprint_trace/text/data/suffixes.txt"


def main() -> None:
    text = (Path(tld.__file__).parent / "res/effective_tld_names.dat.txt").read_text("utf-8")
    version = next(line.partition("VERSION: ")[2] for line in text.splitlines() if "VERSION: " in line)
    part = text[text.index("===BEGIN ICANN") : text.index("===END ICANN")]
    lines = [line.strip() for line in part.splitlines()]
    rules = sorted(line for line in lines if "." in line and not line.startswith("//"))
    head = f"# Public Suffix List (publicsuffix.org, MPL 2.0) of {version}, by python -m benchmarks.make_suffixes"
    PLACE.write_text("\n".join([head, *rules]) + "\n", "utf-8")
    print(f"{len(rules):,} suffixes of {version}")


if __name__ == "__main__":
    main()
