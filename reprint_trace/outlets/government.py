"""Government bodies named by rule: a place of the administrative divisions and a body every such
place has (湖北省卫健委, 长治县人民政府).  Nothing else is formed from parts: a place has no duty to
keep a 日报 or an 晚报, and an account like 元氏交警 need not belong to the police it names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

COUNTY = ("县", "区", "市", "旗")
# What may stand before 县 or 区 without naming one: "各县人民政府", "我市卫健委".
NOT_A_COUNTY = "各我全本该某当多两几有一县区市省的在和与及"


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of body: how it is written, the form ids take, and the smallest place that is taken on
    trust (`county`: any name ending in 县 or 区 will do, `prefecture`: the place must be listed)."""

    written: str
    canonical: str
    down_to: str
    class_: str


def government_body(key: str) -> tuple[str, str] | None:
    """The id and class of the government body that a name key spells out, or None.

    >>> government_body("湖北省卫生健康委员会")
    ('湖北卫健委', 'government')
    """
    for body in _bodies():
        if key.endswith(body.written):
            place = _place(key[: -len(body.written)], body.down_to)
            if place:
                return place + body.canonical, body.class_
    return None


def is_place(text: str) -> bool:
    """Whether a key is a listed place in any of its written forms."""
    return text in _places()


def _place(text: str, down_to: str) -> str | None:
    """The canonical short name of the smallest place in a chain such as 广西梧州市 or 北京市大兴区."""
    places = _places()
    last: str | None = None
    while text:
        for length in range(min(len(text), 12), 1, -1):
            if text[:length] in places and text[length:] not in COUNTY:
                last, text = places[text[:length]], text[length:]
                break
        else:
            return _county(text, last) if down_to == "county" else None
    return last


def _county(text: str, above: str | None) -> str | None:
    """A county is known by its last character; its name is at most five characters before that."""
    if not 2 <= len(text) <= 6 or text[-1] not in COUNTY or text[0] in NOT_A_COUNTY:
        return None
    return (above or "") + text if all("一" <= char <= "龥" for char in text) else None


@cache
def _places() -> dict[str, str]:
    """Every way a place is written → its canonical short name."""
    places: dict[str, str] = {}
    for short, _level, full in _table("places.tsv"):
        places.setdefault(short, short)
        places.update((written, short) for written in full.split(";") if written)
    return places


@cache
def _bodies() -> tuple[Body, ...]:
    bodies = [Body(*row) for row in _table("bodies.tsv")]
    return tuple(sorted(bodies, key=lambda body: -len(body.written)))


def _table(name: str) -> list[list[str]]:
    data = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    return [line.split("\t") for line in data.splitlines() if line and not line.startswith("#")][1:]
