"""Who posted a page, where no label says so: an account beside the date, 李小河/河湾晚报, X 发表于 …"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reprint_trace.attribution.fields import fields
from reprint_trace.attribution.names import ends_like_outlet, is_person, outlets_named
from reprint_trace.reading.bare import ACCOUNT, is_marked, may_credit, pieces
from reprint_trace.reading.dates import dates, relative_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.headline import Headline
    from reprint_trace.reading.lines import Line

_ABOVE, _BELOW = 3, 8  # lines around the headline where the poster stands
_LONGEST_LINE, _LONGEST_NAME = 90, 20
_PERSONAL = re.compile(
    r"/(?:people|u|user|users|space|member|author|reporter)/|space-uid|[?&]uid=|//(?:space|author)\.",
    re.IGNORECASE,
)
_POSTED = re.compile(
    r"(?:^|[由\s])(?P<name>[^\s，。：:|]{2,16}?)\s?(?:发表于|發表於|发布于|發佈於|发表|於|于)\s?[:：]?\s?$"
)
_ACTION = re.compile(
    r"(?:最[后後])?(?:发表|發表|发布|發佈|编辑|編輯|更新|修改|回复|回覆|刊登|创建|建立|注册|由)+"
)
_SLASHED = re.compile(r"^(?P<one>[^\s/／]{2,12})\s?[/／]\s?(?P<two>[^\s/／]{2,12})(?:\s|$)")


def find_poster(
    lines: Sequence[Line], headline: Headline | None, story: tuple[int, int], gazetteer: Gazetteer
) -> str | None:
    """The person or account the lines around the headline give; None when they name an outlet.

    An account is one by its markup or because its link leads to somebody's page.
    """
    if headline is None or not headline.lines:
        return None
    first, last = headline.lines[0], headline.lines[-1]
    near = [
        line
        for line in lines[max(0, first - _ABOVE) : min(max(story[0], last + 2), last + _BELOW)]
        if line.index not in headline.lines and not line.hidden and len(line.text) <= _LONGEST_LINE
    ]
    dated = [line.index for line in near if dates(line.text) or relative_dates(line.text, None)]
    for line in near:
        if posted := _posted(line) or _joined(line, gazetteer):
            return posted
    beside = [*headline.lines, *dated]
    accounts = (_account(line, gazetteer) for line in near if _beside(line, beside))
    return next(filter(None, accounts), None)


def _beside(line: Line, places: list[int]) -> bool:
    """Whether a line stands at most two lines from the headline or a date, and has no field for people."""
    named = any(field.role in ("author", "editor") for field in fields(line.text))
    return min(abs(line.index - place) for place in places) <= 2 and not named


def _posted(line: Line) -> str | None:
    """石头城 发表于 2005-9-15 11:46."""
    for stated in dates(line.text)[:1]:
        match = _POSTED.search(line.text[: stated.start])
        if match and not _ACTION.fullmatch(match["name"]) and may_credit(match["name"], person=True):
            return match["name"]
    return None


def _joined(line: Line, gazetteer: Gazetteer) -> str | None:
    """The person of 李小河/河湾晚报."""
    match = _SLASHED.match(line.text)
    if match is None:
        return None
    pair = (match["one"], match["two"])
    for person, outlet in (pair, pair[::-1]):
        if (
            is_person(person)
            and not is_person(outlet)
            and (ends_like_outlet(outlet) or gazetteer.leading(outlet))
        ):
            return person
    return None


def _account(line: Line, gazetteer: Gazetteer) -> str | None:
    """The first name on a line that markup or its link makes somebody's, and that is no outlet's."""
    for name, anchor in pieces(line):
        personal = _PERSONAL.search((anchor.url if anchor else None) or "") or is_marked(line, name, ACCOUNT)
        if not personal or len(name) > _LONGEST_NAME or not may_credit(name, person=True):
            continue
        outlet = ends_like_outlet(name) or name.endswith("公司") or outlets_named(name, gazetteer)
        if not outlet:
            return name
    return None
