"""Which small faults the tests notice: random mutants of some files, each run against some tests.

python -m benchmarks.mutants FILE... --tests PATH... [--count 40] [--seed 1] [--within NAME|NAME]
python -m benchmarks.mutants [--count 60] [--seed 1]

Without files, of the whole product: its Python (but Spark's executor) and the rows of its data files, a tenth of the
mutants, each run against the tests of its floor (FLOORS).

A mutant changes one place: a comparison turned round, `and`/`or`, a part of such a condition dropped, `not`,
a number, a truth value, plus or minus, `min` or `max`, one branch of two.  It is killed when a test fails or when
they take four times as long as without it; a row of data is left out.  What survived is printed with its line; some of it changes nothing.
The project is copied first, so that the working tree stays as it is.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RLIMIT_CPU, setrlimit

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("reprint_trace", "tests", "benchmarks", "sample_pages", "docs", "pyproject.toml", "README.md")
PATIENCE = 4.0  # times as long as the tests take by themselves
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}  # fmt: skip
ROWS = 0.1  # share of the mutants of the whole product that are rows of data
SECONDS = 600  # of processor time for the tests of a floor
FLOORS = {
    "attribution": ("attribution", "vocabulary", "accuracy"), "budget": ("budgets",), "cli": ("cli",),
    "comparing": ("comparing",), "contract": ("reporting",), "corpus": ("corpus",), "desk": ("desk",),
    "documents": ("tables", "cli/test_inputs.py"), "errors": ("cli",), "evidence": ("evidence",),
    "library": ("test_library.py",), "lineage": ("lineage",), "model": ("reporting", "lineage"),
    "outlets": ("outlets",), "patterns": ("cli/test_patterns.py",), "reading": ("reading", "accuracy"), "reporting": ("reporting", "cli"),
    "retelling": ("retelling",), "scanning": ("scanning",), "starting": ("scanning/test_from_a_script.py", "corpus"),
    "tables": ("tables", "cli/test_inputs.py"), "text": ("text", "comparing"),
    "tracing": ("lineage", "retelling"), "uses": ("uses",),
    "vocabulary": ("vocabulary", "attribution", "reading", "accuracy"), "words": ("words", "reporting", "cli"),
}  # fmt: skip
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One place of a file and what is put there."""

    path: Path
    line: int
    before: str
    after: str
    start: int  # in bytes of the file
    end: int

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.before}  →  {self.after}"


def mutants(path: Path, within: Sequence[str] = ()) -> Iterator[Mutant]:
    """Every mutant of a file, or of some of its functions and classes."""
    source = path.read_bytes()
    begins = [0]
    for text in source.splitlines(keepends=True):
        begins.append(begins[-1] + len(text))
    for node in _code(ast.parse(source), tuple(within)):
        for new in _changed(node):
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            start = begins[node.lineno - 1] + node.col_offset
            end = begins[node.end_lineno - 1] + node.end_col_offset
            before = " ".join(source[start:end].decode().split())
            yield Mutant(path, node.lineno, before, f"({ast.unparse(new)})", start, end)


def _code(tree: ast.AST, within: tuple[str, ...]) -> Iterator[ast.expr]:
    """The expressions that run: no docstrings, annotations, imports or f-strings."""
    if isinstance(tree, (ast.FunctionDef, ast.ClassDef)) and tree.name in within:
        within = ()
    if isinstance(tree, (ast.Import, ast.ImportFrom, ast.JoinedStr, ast.AnnAssign)):
        tree = getattr(tree, "value", None) or ast.Pass()
        if isinstance(tree, (ast.Pass, list)):
            return
    if isinstance(tree, ast.expr) and not within:
        yield tree
    for name, value in ast.iter_fields(tree):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _code(child, within)


def _changed(node: ast.expr) -> Iterator[ast.expr]:
    """What could stand in a node's place."""
    match node:
        case ast.Compare(left, [op], [right]) if type(op) in SWAPS:
            yield ast.Compare(left, [SWAPS[type(op)]()], [right])  # type: ignore[list-item]
        case ast.BoolOp(op, values):
            yield ast.BoolOp(SWAPS[type(op)](), values)  # type: ignore[arg-type]
            yield ast.BoolOp(op, values[:-1]) if len(values) > 2 else values[0]
            yield ast.BoolOp(op, values[1:]) if len(values) > 2 else values[1]
        case ast.BinOp(left, op, right) if type(op) in SWAPS:
            yield ast.BinOp(left, SWAPS[type(op)](), right)  # type: ignore[arg-type]
        case ast.UnaryOp(ast.Not() | ast.Invert(), operand):
            yield operand
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value) | float(value)):
            yield ast.Constant(2 * value + 1 if isinstance(value, int) else (1 - value) / 2)
        case ast.Call(ast.Name(name), args, keywords) if name in CALLS:
            yield ast.Call(ast.Name(CALLS[name]), args, keywords)
        case ast.IfExp(_, body, other):
            yield body
            yield other


def rows(path: Path) -> Iterator[Mutant]:
    """A data file without one of its rows."""
    start = 0
    for number, line in enumerate(path.read_bytes().splitlines(keepends=True), 1):
        end = start + len(line)
        if number > 1 and line.strip() and not line.startswith(b"#"):
            yield Mutant(path, number, line.decode().strip()[:60], "", start, end)
        start = end


def product(count: int, seed: int, share: float) -> list[Mutant]:
    """Mutants of the whole product: a file of data, then one of its rows; of the Python, any place."""
    draw = random.Random(seed)
    package = ROOT / "reprint_trace"
    code = [m for path in sorted(package.rglob("*.py")) if "spark" not in path.parts for m in mutants(path)]
    files = [path for path in sorted(package.rglob("*.tsv")) if "weights" not in path.name]
    taken = [draw.choice(list(rows(draw.choice(files)))) for _ in range(round(share * count))]
    return taken + draw.sample(code, count - len(taken))


def tests_of(mutant: Mutant) -> list[str]:
    """The tests of the floor that a mutant stands on, those named like its file first."""
    floor = mutant.path.relative_to(ROOT / "reprint_trace").parts[0].removesuffix(".py")
    stem = mutant.path.stem.rstrip("s")
    own = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / floor).glob(f"test_{stem}*.py"))
    return own + [f"tests/{name}" for name in FLOORS[floor]]


def killed(mutant: Mutant, work: Path, tests: Sequence[str], patience: float | None) -> bool:
    """Whether a test fails where the mutant stands in the copy of the project."""
    target = work / mutant.path.relative_to(ROOT)
    source = mutant.path.read_bytes()
    target.write_bytes(source[: mutant.start] + mutant.after.encode() + source[mutant.end :])
    try:
        return not passes(work, tests, patience)
    finally:
        target.write_bytes(source)


def passes(work: Path, tests: Sequence[str], patience: float | None = None) -> bool:
    said = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly",
            "--ignore-glob=*spark*", "--ignore-glob=*browser*", *tests]  # fmt: skip
    env = os.environ | {"PYTHONPATH": str(work), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ran = subprocess.run(said, check=False, cwd=work, env=env, capture_output=True, timeout=patience,
                             preexec_fn=lambda: setrlimit(RLIMIT_CPU, (SECONDS, SECONDS)))  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return ran.returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--tests", nargs="+", default=[])
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=float, default=ROWS, help="share of rows of data among them")
    parser.add_argument("--within", type=lambda names: names.split("|"), default=[])
    options = parser.parse_args()
    if options.files:
        every = [m for file in options.files for m in mutants(file.resolve(), options.within)]
        taken = random.Random(options.seed).sample(every, min(options.count, len(every)))
    else:
        taken = product(options.count, options.seed, options.rows)
    survived = 0
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, work / name)
        begun = time.monotonic()
        if options.files and not passes(work, options.tests):
            parser.error("the tests fail without a mutant")
        patience = PATIENCE * (time.monotonic() - begun) + 10 if options.files else None
        for number, mutant in enumerate(taken, 1):
            if not killed(mutant, work, options.tests or tests_of(mutant), patience):
                survived += 1
                print(f"survived  {mutant}", flush=True)
            print(f"{number} of {len(taken)}, {survived} survived", file=sys.stderr)
    share = 1 - survived / max(1, len(taken))
    print(f"{len(taken) - survived} of {len(taken)} killed ({share:.1%})")


if __name__ == "__main__":
    main()
