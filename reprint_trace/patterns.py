"""Compiled regular expressions, kept from one command to the next.

A command compiles some six hundred, a quarter of what one page takes cold.  They lie where Python keeps its own
compiled files and under the same rules (PYTHONDONTWRITEBYTECODE, PYTHONPYCACHEPREFIX), each under its pattern and
flags, so that none is ever out of date.  `re` has no door for this: its compiler's `compile` is stood in for, on the
Pythons tried and inside the command alone.  Who imports the package has Python's `re` as it is.
"""

from __future__ import annotations

import marshal
import os
import sys
from array import array
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

PYTHONS = ((3, 11), (3, 12), (3, 13))  # whose `re` is known to compile as below
MOST = 4096  # patterns kept

_Kept = dict[tuple[str | bytes, int], bytes]


@contextmanager
def patterns_kept() -> Iterator[None]:
    """Take compiled regular expressions from where they were kept, and keep new ones in the end; those made of a
    page's words are not kept."""
    if sys.implementation.name != "cpython" or sys.version_info[:2] not in PYTHONS:
        yield
        return
    modules: list[Any] = [import_module(name) for name in ("re._compiler", "re._parser", "_sre")]
    compiler, parser, engine = modules
    place = Path(cache_from_source(__file__)).with_suffix(".patterns")
    stamp = ("bytes", sys.version, engine.MAGIC, engine.CODESIZE)
    kept: _Kept = {}
    with suppress(OSError, ValueError, EOFError, TypeError):
        written, table = marshal.loads(place.read_bytes())
        kept = table if written == stamp else {}
    new: _Kept = {}

    def compiled(pattern: Any, flags: int = 0) -> Any:
        if not isinstance(pattern, str | bytes):
            return original(pattern, flags)
        key = pattern, int(flags)
        if known := kept.get(key):
            with suppress(ValueError, TypeError, EOFError, RuntimeError, OverflowError):
                return made(pattern, *marshal.loads(known))
        parsed = parser.parse(pattern, flags)
        names = parsed.state.groupdict
        places = dict(zip(names.values(), names, strict=True))
        groups = tuple(places.get(i) for i in range(parsed.state.groups))
        code = array("I", compiler._code(parsed, flags)).tobytes()
        told = int(flags | parsed.state.flags), code, parsed.state.groups - 1, names, groups
        if _of_the_program(sys._getframe(1)):
            new[key] = marshal.dumps(told)
        return made(pattern, *told)

    def made(pattern: Any, flags: int, code: bytes, count: int, names: Any, groups: Any) -> Any:
        return engine.compile(pattern, flags, array("I", code).tolist(), count, names, groups)

    original, compiler.compile = compiler.compile, compiled
    try:
        yield
    finally:
        compiler.compile = original
        if new and not sys.dont_write_bytecode:
            unfinished = place.with_suffix(f".{os.getpid()}")
            with suppress(OSError):
                place.parent.mkdir(exist_ok=True)
                together = new if len(kept) + len(new) > MOST else kept | new
                unfinished.write_bytes(marshal.dumps((stamp, together)))
                unfinished.replace(place)


def _of_the_program(frame: FrameType | None) -> bool:
    """Whether no page's word can be in a pattern: it is compiled while a module is loaded, from rows of the
    vocabulary, or by a function that is given nothing."""
    given = False
    while frame:
        code, module = frame.f_code, frame.f_globals.get("__name__", "")
        if code.co_name == "<module>":
            return bool(module != "__main__")
        if module == "reprint_trace.vocabulary":
            return True
        if not code.co_name.startswith("<") and module not in ("re", "reprint_trace.patterns"):
            if not given and not (code.co_argcount or code.co_kwonlyargcount or code.co_freevars):
                return True
            given = True
        frame = frame.f_back
    return False
