"""Who signs a text: the houses of its dateline and closing bracket, reporters and correspondents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from reprint_trace.attribution import datelines, named_after
from reprint_trace.comparing.lexicon import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

EDGE = 160  # raw characters at either end where a story is signed; a dateline may stand behind captions
HEAD = 300
_OUTLET = re.compile(r"[\s【\[（(]*([一-鿿]{2,10}?(?:社|日报|晚报|网|报|台|客户端))")
_CLOSING = re.compile(
    r"[（(]([一-鿿]{2,8}?(?:日报|晚报|晨报|网|社|台))[\s/／]*[一-鿿]{2,4}[)）]"
    r"(?:\s|\\n){0,9}(?:[（(【\[](?:责任?编|编辑)[^（）()\n]{1,24}[)）】\]](?:\s|\\n){0,9})?$"
)
_DISPATCH = re.compile(r"日(?:[一-鿿]{0,2})电")
_STAFF = re.compile(r"本报(?:记者|讯|评论员)")


@dataclass(frozen=True, slots=True)
class Signed:
    """What signs a text.  `given` are the houses among the names told beside it, `agencies` the
    news agencies in its dateline, `edges` the text at its ends, where signatures stand."""

    houses: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    staff: bool = False
    dispatch: int = 0  # where the dateline of a dispatch (…日电) ends
    edges: str = field(default="", repr=False)

    def people(self, role: str) -> frozenset[str]:
        """Who signs in a role (记者, 通讯员)."""
        return named_after(role, self.edges) if role in self.edges else frozenset()

    def names(self, people: Iterable[str]) -> bool:
        """Whether one of these people, or houses, is named where the text is signed."""
        return any(name in self.edges for name in people)


@lru_cache(maxsize=4)  # a page is compared with several documents in a row
def signed(text: str, given: tuple[str, ...] = ()) -> Signed:
    """The signatures of a text; `given` are outlet names told beside it (its declared source)."""
    told = frozenset(house for house, name, _ in _voices() if any(name in credit for credit in given))
    houses = set(told)
    agencies = {house_of(name) for name in _wires().findall(text, 0, HEAD)}
    dispatches = [0]
    for mention in datelines(text[:HEAD]):
        dateline = text[slice(*mention.span)]
        if _DISPATCH.search(dateline):
            dispatches.append(mention.span[1])
        known = {(house, sort) for house, name, sort in _voices() if name in dateline}
        outlet = None if known else _OUTLET.match(dateline)
        houses |= {house for house, _ in known} or ({outlet[1]} if outlet else set())
    if closing := _CLOSING.search(text, max(0, len(text) - EDGE)):
        houses.add(house_of(closing[1]))
    edges = f"{text[:HEAD]}\n{text[-EDGE:]}"
    return Signed(
        houses=frozenset(houses | agencies),
        given=told,
        agencies=frozenset(agencies),
        dispatch=max(dispatches),
        staff=bool(_STAFF.search(text)),
        edges=edges,
    )


def house_of(name: str) -> str:
    """The house that writes under a name; one that is not listed is its own."""
    return next((house for house, known, _ in _voices() if known in name), name)


def voices_of(houses: Iterable[str]) -> list[str]:
    """Every name under which the houses sign."""
    wanted = set(houses)
    return [*wanted, *(name for house, name, _ in _voices() if house in wanted)]


@cache
def _wires() -> re.Pattern[str]:
    """An agency's dateline, which needs no line of its own to be known (新华社北京5月1日电)."""
    names = "|".join(name for _, name, sort in _voices() if sort == "agency")
    return re.compile(rf"({names})[一-鿿]{{2,10}}\d{{1,2}}月\d{{1,2}}日[电讯]")


@cache
def _voices() -> tuple[tuple[str, str, str], ...]:
    return tuple((row[0], row[1], row[2]) for row in rows("voices.tsv"))
