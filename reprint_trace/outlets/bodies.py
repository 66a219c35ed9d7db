"""Public bodies named by rule: a place of the administrative divisions and a body every such place
has (湖北省卫健委, 长治县人民政府).  Nothing else is formed from parts: no place is bound to keep a
日报 or an 晚报, and an account like 元氏交警 need not belong to the police it names."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from reprint_trace.outlets.datafiles import read_rows

COUNTY = ("县", "区", "市", "旗")
# What may stand before 县 or 区 without naming one: 各县人民政府, 我市卫健委.
NOT_A_COUNTY = "各我全本该某当多两几有一县区市省的在和与及"


class Body(NamedTuple):
    """A kind of body: the form ids take, whether a county not listed in places.tsv may have it,
    whether ids name a county short (资溪发布) or in full (资溪县人民政府), or only a state has it,
    and its class."""

    written: str
    canonical: str
    unlisted: str
    place: str
    class_: str


class Place(NamedTuple):
    short: str
    level: str
    full: str


def public_body(key: str) -> tuple[str, str] | None:
    """The id and class of the public body that a name key spells out, or None.

    >>> public_body("湖北省卫生健康委员会")
    ('湖北卫健委', 'government')
    """
    if key[-2:] not in _endings():
        return None
    bodies = _bodies()
    for start in range(2, len(key)):
        body = bodies.get(key[start:])
        if body is not None:
            place = _place(key[:start], body)
            return (place + body.canonical, body.class_) if place else None
    return None


def is_place(text: str) -> bool:
    """Whether a key is a listed place, in any of its written forms."""
    return text in _places()


def station_place(text: str) -> str | None:
    """The short name of a province or prefecture, which may have a radio and television station."""
    place = _places().get(text)
    return place.short if place is not None and place.level in ("province", "prefecture") else None


def _place(text: str, body: Body) -> str | None:
    """The smallest place in a chain such as 广西梧州市 or 北京市大兴区, as ids write it."""
    places = _places()
    above: Place | None = None
    while text:
        for length in range(min(len(text), 12), 1, -1):
            place = places.get(text[:length])
            if place is not None and text[length:] not in COUNTY:
                break
        else:
            return _unlisted(text, above) if body.unlisted == "yes" else None
        if place.level == "shared" and (above is None or above.level == "county"):
            return None
        if len(text) == length:
            if (place.level == "country") != (body.place == "country") and body.place != "any":
                return None
            return (above.short if place.level == "shared" and above else "") + _as_id(place, body)
        above, text = place, text[length:]
    return None


def _as_id(place: Place, body: Body) -> str:
    if place.level in ("county", "shared") and (body.place != "short" or not place.short):
        return place.full
    return place.short


def _unlisted(text: str, above: Place | None) -> str | None:
    """A county renamed or merged since the list was made is known by its last character."""
    if not 3 <= len(text) <= 6 or text[-1] not in COUNTY or text[0] in NOT_A_COUNTY:
        return None
    if not all("一" <= char <= "龥" for char in text):
        return None
    return (above.short if above else "") + text


@cache
def _places() -> dict[str, Place]:
    places: dict[str, Place] = {}
    for short, level, full in read_rows("places.tsv"):
        written = full.split(";")
        place = Place(short, level, written[0])
        for name in (short, *written):
            if name:
                places.setdefault(name, place)
    return places


@cache
def _endings() -> frozenset[str]:
    """The last two characters of every body: most keys go no further."""
    return frozenset(written[-2:] for written in _bodies())


@cache
def _bodies() -> dict[str, Body]:
    return {row[0]: Body(*row) for row in read_rows("bodies.tsv")}
