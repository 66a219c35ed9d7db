"""The gazetteer: which outlet a name, a credit line or an address means.

Of a credit the whole string is tried as a name; then the pieces between its separators are, each bare of the
words that only surround a name: carrier first, origin last.  What is not certainly an outlet stays out: a wrong
outlet is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from reprint_trace.model import Outlet
from reprint_trace.outlets.names import affixes, name_key, public_body, read_rows, station_place
from reprint_trace.outlets.tables import Row, Tables, packaged_rows

# A government's domain is its own site; its other hosts belong to its departments, one each.
OWN_HOSTS = ("", "www", "m", "wap")
ARCHIVE = re.compile(r"https?://web\.archive\.org/web/\w+/(https?:/*.*)", re.DOTALL)
ADDRESS = re.compile(
    r"\s*(?:(?:https?:)?//)?(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?:[:/?#]|\s*$)", re.IGNORECASE
)
MAX_URL = 2_000
MAX_HOST = 253  # RFC 1035


def outlet_of_url(tables: Tables, url: str) -> tuple[str, str] | None:
    """The outlet id and the domain entry that decides it, or None for sites nobody is known to keep."""
    archived = ARCHIVE.match(url[:MAX_URL])
    host, path = _split(archived.group(1) if archived else url[:MAX_URL])
    if host is None:
        return None
    first = path.lstrip("/").split("/", 1)[0].lower()
    labels = host.split(".")
    for start in range(len(labels) - 1):
        domain = ".".join(labels[start:])
        for entry in (f"{domain}/{first}", domain) if first else (domain,):
            owner = tables.domains.get(entry)
            if owner is not None and _reader_facing(labels[:start], domain):
                return owner, entry
    return None


def _reader_facing(below: list[str], domain: str) -> bool:
    """Whether a host below a domain speaks for the outlet that keeps the domain."""
    if f".{domain}".endswith(".gov.cn") and ".".join(below) not in OWN_HOSTS:
        return False
    return not any(label.rstrip("0123456789") in _machines() for label in below)


@cache
def _machines() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows("machines.tsv"))


def looks_like_url(text: str) -> bool:
    """Whether a query is an address rather than a name: `people.com.cn`, `//a.cn/x`, `https://…`."""
    return "." in text and ADDRESS.match(text) is not None


def _split(url: str) -> tuple[str | None, str]:
    """Host (lower case, no port, no root dot) and path; the host is None for raw IPs and nonsense."""
    url = url.strip()
    if not url.startswith(("//", "http://", "https://")) and not ADDRESS.match(url):
        return None, ""
    if "//" not in url[:10]:
        url = "//" + url
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None, ""
    is_ip = ":" in host or host.replace(".", "").isdecimal()
    if parts.scheme not in ("", "http", "https") or "." not in host or is_ip or len(host) > MAX_HOST:
        return None, ""
    return host, parts.path


# ── credits ─────────────────────────────────────────────────────────────────────────────

MAX_CREDIT = 120  # characters of a credit that are read; what follows is never the name
HOP, LIST, JOINT, GAP = "-", ",", "·", " "
MARKS = {
    HOP: "-‐‑‒–—―−－﹣~～〜>＞→⇒/／\\|｜丨¦",
    LIST: ",，、;；&＆",
    JOINT: "·•・‧∙⋅･",
}
BETWEEN = re.compile(f"[{HOP}{LIST}]")
PARTED = re.compile(f"[{re.escape(MARKS[HOP] + MARKS[LIST])}]+")  # the same, in a text as written
LISTED = re.compile(f"[^{re.escape(MARKS[HOP])}]+[{re.escape(MARKS[LIST])}][^{re.escape(MARKS[HOP])}]+")
SHORT = 4  # characters of unknown words, as a person or a place, before a name in a line with spaces
UNNAMED = ("pseudo", "self-media-platform")  # they name nobody beside a name that is not known
ABROAD = ("foreign", "hk-tw")


class Found(NamedTuple):
    """An outlet in a credit: its id, the part that names it, and the rule that read it."""

    outlet: str
    part: str
    rule: str


class Resolver:
    """Reads credits against one set of tables."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.names = tables.names
        self.affixes = affixes()
        self.starts: dict[str, int] = {}
        for name in sorted(self.names, key=len):
            self.starts[name[:2]] = len(name)
        self.pseudo = {outlet for outlet, row in tables.rows.items() if row[1] == "pseudo"}

    def resolve(self, text: str) -> list[Found]:
        marked = text[:MAX_CREDIT].translate(_marks())
        if whole := self._known(_joined(marked)):
            return [whole]
        end = self._end(marked)
        segments = [part for part in BETWEEN.split(marked[:end]) if part.strip(GAP + JOINT)]
        read = [self._segment(segment) for segment in segments]
        named = [found for each in read for found in each]
        if end < len(marked):  # 微信二维码: a platform with words cut off is a button, no credit
            named = [found for found in named if self._class(found.outlet) != "self-media-platform"]
        return named if len(named) < 2 and [] not in read else self._settle(named, unread=[] in read)

    def _end(self, marked: str) -> int:
        """Where a credit stops to be about the source; a label at the very start is part of it."""
        stop = self.affixes.stop.search(marked)
        if stop and stop.start() == 0 and stop.group() in self.affixes.lead:
            stop = self.affixes.stop.search(marked, stop.end())
        return stop.start() if stop else len(marked)

    def leading(self, key: str) -> tuple[str, int] | None:
        """The longest name a key begins with: its outlet, its length.  Two characters are a name
        only before a byline word (南都记者)."""
        for length in range(min(len(key), self.starts.get(key[:2], 0)), 1, -1):
            outlet = self.names.get(key[:length])
            if (
                outlet is not None
                and outlet not in self.pseudo
                and (length > 2 or key.startswith(self.affixes.byline, length))
                and not self.affixes.grows(key, length)
            ):
                return outlet, length
        return None

    def _settle(self, found: list[Found], *, unread: bool) -> list[Found]:
        """Each outlet once, without what does not count in company: 网络 beside a name, a platform
        beside an account that is not known."""
        named = [each for each in found if each.outlet not in self.pseudo]
        if unread:
            named = [each for each in named if self._class(each.outlet) not in UNNAMED]
        elif not named:
            named = found[:1]
        return list({each.outlet: each for each in reversed(named)}.values())[::-1]

    def _segment(self, segment: str) -> list[Found]:
        """The outlets between two separators; several if a joint dot or spaces divide it."""
        key = _joined(segment)
        if found := self._name(key) if key == segment else self._plain_name(key):
            return [found]
        if JOINT in segment:
            parts = [self._name(part.replace(GAP, "")) for part in segment.split(JOINT)]
            if parts[0]:
                return self._joint([found for found in parts if found])
        if GAP in segment:
            words = [word for word in segment.replace(JOINT, GAP).split() if not self.affixes.surrounds(word)]
            if not words:
                return []
            read = [self._name(word) for word in words]
            if None in read and segment.isascii():
                return []  # Tom Ashdown is not TOM
            before = next((n for n, found in enumerate(read) if found), None)
            if before is not None and sum(map(len, words[:before])) <= SHORT:
                return self._settle([found for found in read if found], unread=None in read)
            key = words[0]
        return self._both(key) or self._runs_on(key)

    def _joint(self, brands: list[Found]) -> list[Found]:
        """澎湃新闻·澎湃号 is one publisher under two of its names: the first stands for it."""
        first, family = brands[0], self._family(brands[0].outlet)
        others = [each for each in brands[1:] if not family or self._family(each.outlet) != family]
        return [first._replace(rule="joint brand") if len(brands) > 1 else first, *others]

    def _both(self, key: str) -> list[Found]:
        """Two names with 和 or 或 between them."""
        for middle in self.affixes.both.finditer(key, 2, max(2, len(key) - 2)):
            one, two = self._name(key[: middle.start()]), self._name(key[middle.end() :])
            if one and two:
                return [one, two]
        return []

    def _runs_on(self, key: str) -> list[Found]:
        """A name that another name or a sentence follows without a mark: 新华网3月20日上午…
        Only names of three characters and more that say they are a medium, since a headline may
        begin with any other, and not when the rest names another body."""
        key = self.affixes.without_lead(key)
        outlet, length = self.leading(key) or ("", 0)
        rest = key[length:]
        if length < 3 or self._class(outlet) in UNNAMED:
            return []
        first = Found(outlet, key[:length], "name at the start")
        if second := self._with_tail(rest):
            return [first, second]
        medium = key.endswith(self.affixes.ending, 0, length) or self._class(outlet) == "image-agency"
        if not medium or rest.endswith(self.affixes.org):
            return []
        return [first] if len(rest) >= (6 if length == 3 else 4) else []

    def _plain_name(self, key: str) -> Found | None:
        """A name in the tables, with words around it that are known and nothing else."""
        return self._known(key) or self._with_tail(self.affixes.without_lead(key))

    def _name(self, key: str) -> Found | None:
        """As `_plain_name`, or a name by rule, or one with an account or a country set to it."""
        bare = self.affixes.without_lead(key)
        if found := self._known(key) or self._with_tail(bare) or self._formed(bare):
            return found
        account = self.affixes.without_account(bare)
        if account != bare and (found := self._known(account) or self._formed(account)):
            return found
        abroad = self.affixes.without_country(bare)
        if abroad != bare and (found := self._with_tail(abroad)):
            return found if self._class(found.outlet) in ABROAD else None
        return None

    def _known(self, key: str) -> Found | None:
        outlet = self.names.get(key)
        return None if outlet is None else Found(outlet, key, "name")

    def _with_tail(self, key: str) -> Found | None:
        """A known name, then words that do not change who is meant: 央视新闻客户端讯."""
        if found := self._known(key):
            return found
        for length in range(min(len(key) - 1, self.starts.get(key[:2], 0)), 1, -1):
            outlet = self.names.get(key[:length])
            if outlet is not None and outlet not in self.pseudo and self.affixes.is_tail(key[length:]):
                return None if self.affixes.parts(key, length) else Found(outlet, key, "name and suffix")
        return None

    def _formed(self, key: str) -> Found | None:
        """A public body, or a channel of a station that is known: 河南交通广播 is 河南广播电视台."""
        body = public_body(key)
        if body is not None:
            return Found(self.names.get(body[0], body[0]), key, "place and body")
        if key[-1:] not in self.affixes.channel_ends:
            return None
        channel = self.affixes.channel.search(key, 2)
        place = station_place(key[: channel.start()]) if channel else None
        station = self.names.get(f"{place}广播电视台") if place else None
        return Found(station, key, "channel of the station") if station else None

    def _class(self, outlet: str) -> str:
        row = self.tables.rows.get(outlet)
        return row[1] if row else ""

    def _family(self, outlet: str) -> str:
        row = self.tables.rows.get(outlet)
        return row[2] if row else ""


def _joined(marked: str) -> str:
    """The name key of a marked string: its separators taken out."""
    if marked.isalnum():
        return marked
    for separator in MARKS:
        marked = marked.replace(separator, "")
    return marked.replace(GAP, "")


class _Marks(dict[int, str]):
    """Code point → key characters, or the one separator it stands for."""

    def __missing__(self, code: int) -> str:
        mark = name_key(chr(code)) or GAP
        self[code] = mark
        return mark


@cache
def _marks() -> _Marks:
    return _Marks({ord(char): mark for mark, chars in MARKS.items() for char in chars})


# ── the gazetteer ───────────────────────────────────────────────────────────────────────

LEADING = 40  # characters in which a leading name must end
CLOSING = "》】”’」』］)）]"
REMEMBERED = 50_000  # credits remembered; a crawl repeats a few thousand


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a query means and why; `outlets[i].basis` names the rule and the facts behind it."""

    query: str
    outlets: tuple[Outlet, ...]


class Gazetteer:
    """All known outlets.  Build it with `gazetteer()`; it is immutable from the outside."""

    def __init__(self, *sources: Sequence[Row]) -> None:
        self._tables = Tables()
        for rows in sources:
            self._tables.add(rows)
        self._outlets: dict[str, Outlet] = {}
        self._remembered: dict[str, tuple[Outlet, ...]] = {}

    def __len__(self) -> int:
        return len(self._tables.rows)

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self._tables)

    def get(self, outlet: str) -> Outlet | None:
        """The outlet of an id, or None."""
        known = self._outlets.get(outlet)
        if known is None:
            known = self._tables.outlet(outlet) or formed_body(outlet)
            if known is not None:
                self._outlets[outlet] = known
        return known

    def _outlet(self, outlet: str) -> Outlet:
        """The outlet of an id that a resolution gave."""
        return self._outlets.get(outlet) or self.get(outlet) or Outlet(id=outlet, name=outlet)

    def resolve(self, text: str) -> tuple[Outlet, ...]:
        """The outlets a credit names, in the order carrier → origin; `()` when it names none
        that is known for certain.

        >>> [outlet.id for outlet in gazetteer().resolve("人民网-《人民日报》")]
        ['人民网', '人民日报']
        """
        known = self._remembered.get(text)
        if known is None:
            known = tuple([self._outlet(found.outlet) for found in self._find(text)])
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            if len(text) <= MAX_CREDIT:
                self._remembered[text] = known
        return known

    def resolve_url(self, url: str) -> Outlet | None:
        """The outlet that keeps the site of an address; None for raw IPs, file servers, test hosts
        and sites nobody here is known to keep."""
        found = outlet_of_url(self._tables, url)
        return self.get(found[0]) if found else None

    def licensed_kin(self, outlet: Outlet) -> Outlet | None:
        """The licensed outlet whose house an unlicensed one belongs to (央视新闻 → 中央广播电视总台);
        None for a licensed one and for houses without a licence."""
        return None if outlet.licensed or outlet.family is None else self._kin.get(outlet.family)

    @cached_property
    def _kin(self) -> dict[str, Outlet]:
        """Family → the licensed outlet that stands for it: its namesake, else the first of the file."""
        kin: dict[str, Outlet] = {}
        for outlet, row in self._tables.rows.items():
            if row[2] and row[3] and (row[2] not in kin or row[2].startswith(outlet)):
                kin[row[2]] = self._outlet(outlet)
        return kin

    def leading(self, text: str) -> tuple[Outlet, int] | None:
        """The outlet whose name a text begins with, and how many characters of the text that took:
        `"《新京报》记者 彭冲"` → (新京报, 5), closing brackets included.  The longest name counts."""
        if name_key(text[:LEADING])[:2] not in self._resolver.starts:
            return None
        keys = [name_key(char) for char in text[:LEADING]]
        found = self._resolver.leading("".join(keys))
        outlet = self.get(found[0]) if found else None
        if found is None or outlet is None:
            return None
        taken, length = 0, 0
        while length < found[1]:
            length += len(keys[taken])
            taken += 1
        while taken < len(text) and text[taken] in CLOSING:
            taken += 1
        return outlet, taken

    def explain(self, query: str) -> Resolution:
        """A name or an address resolved, each outlet with the reason in its `basis`: all that
        `reprint-trace outlets` prints."""
        outlets = [
            replace(self._outlet(found.outlet), basis=self._basis(found)) for found in self._find(query)
        ]
        return Resolution(query=query, outlets=tuple(outlets))

    def _basis(self, found: Found) -> str:
        if found.rule in ("name", "domain"):
            return self._tables.reason(found.outlet, found.part)
        return f"{found.rule}: {found.part}"

    def _find(self, text: str) -> list[Found]:
        if looks_like_url(text):
            site = outlet_of_url(self._tables, text)
            return [Found(site[0], site[1], "domain")] if site else []
        return self._resolver.resolve(text)


def formed_body(outlet: str) -> Outlet | None:
    """A public body that has no row but is named by rule."""
    body = public_body(outlet)
    if body is None or body[0] != outlet:
        return None
    return Outlet(id=outlet, name=outlet, class_=body[1], basis="place and body")


@cache
def gazetteer(extra: str | None = None) -> Gazetteer:
    """The packaged gazetteer, with the user's own outlets from the file `extra` on top: an id that
    is known takes the new facts over its old ones, a name or a domain goes to the user's outlet.

    Raises:
        OutletsError: `extra` cannot be read or has errors, named by line.
    """
    if extra is None:
        return Gazetteer(packaged_rows())
    from reprint_trace.outlets.tables import read_outlets  # csv is not needed without it

    return Gazetteer(packaged_rows(), read_outlets(extra))
