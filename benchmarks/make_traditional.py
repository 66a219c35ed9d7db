"""Write reprint_trace/text/data/traditional.tsv from OpenCC's t2s table (pip install opencc)."""

from pathlib import Path

import opencc

TARGET = Path(__file__).parent.parent / "reprint_trace/text/data/traditional.tsv"
BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))


def main() -> None:
    convert = opencc.OpenCC("t2s").convert
    pairs = [(c, convert(c)) for start, end in BLOCKS for c in map(chr, range(start, end))]
    rows = [f"{a}\t{b}" for a, b in pairs if a != b and len(b) == 1]
    head = (
        f"# Traditional → simplified, one character to one. Made by benchmarks/make_traditional.py\n"
        f"# from OpenCC {opencc.__version__} (Apache-2.0), conversion t2s.\n"
    )
    TARGET.write_text(head + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
