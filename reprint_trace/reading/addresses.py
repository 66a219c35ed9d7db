"""Where a link leads, told from its address alone."""

from __future__ import annotations

import re

_HOME = re.compile(r"^(?:https?:)?//[^/]+/?$")
_OF_NO_STORY = re.compile(
    r"/(?:u|user|users|people|space|member)/|[?&](?:wd|word|q|query|keyword)=", re.IGNORECASE
)
_SHARES = re.compile(
    r"(?<![a-z])sharer?\b|(?<![a-z])share[.?/]|service\.weibo|mailto:|connect\.qq|sns\.qzone|intent/tweet",
    re.IGNORECASE,
)
_NOWHERE = ("#", "javascript", "mailto", "tel:")


def shares(url: str | None) -> bool:
    """Whether a link only passes the page on: to a network, a mailbox, a printer."""
    return bool(url) and _SHARES.search(url or "") is not None


def leads_somewhere(url: str | None) -> bool:
    """Whether a link has a target: not empty, not an anchor, not a script."""
    url = (url or "").strip()
    return bool(url) and not url.lower().startswith(_NOWHERE)


def is_home(url: str | None) -> bool:
    """Whether an absolute address is a site's front page."""
    return _HOME.match((url or "").strip()) is not None


def is_of_no_story(url: str | None) -> bool:
    """Whether an address is a person's page or a search."""
    return _OF_NO_STORY.search(url or "") is not None
