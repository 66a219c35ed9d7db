"""Small pages to read claims from; every text here is our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reprint_trace.outlets import Gazetteer, gazetteer
from reprint_trace.reading.claims import ClaimsFound
from reprint_trace.reading.furniture import Frame, Furniture
from reprint_trace.reading.lines import html_lines, text_lines
from reprint_trace.reading.page import take_apart
from reprint_trace.reading.teasers import TeasersFound

TITLE = "小城修好百年石桥 乡亲重走旧时路"
STORY = (
    "昨天上午，城东的石桥重新开放，附近的居民早早来到桥头，看着最后一道围挡被移走。",
    "修桥的师傅说，桥面的石板逐块编号，拆下来清洗之后再按原样放回，前后用了七个月。",
    "桥头的茶馆老板把桌子搬到了河边，他说以后傍晚可以一边喝茶，一边看人从桥上走过。",
)


@pytest.fixture(scope="session")
def known() -> Gazetteer:
    return gazetteer()


class Reading:
    """What the three readers find on one page."""

    def __init__(self, source: str, known: Gazetteer, url: str | None = None, *, text: bool = False) -> None:
        from lxml import html

        root = None if text else html.document_fromstring(source)
        lines = text_lines(source) if root is None else html_lines(root)
        self.lines = [line.text for line in lines]
        parts = take_apart(lines, root, file="page.html", url=url, gazetteer=known)
        self.frame: Frame = parts.frame
        self.furniture: Furniture = parts.furniture
        self.claims: ClaimsFound = parts.claims
        self.teasers: TeasersFound = parts.teasers

    @property
    def declared(self) -> str | None:
        return self.claims.declared_source

    def kinds(self) -> list[tuple[str, str]]:
        return [(claim.kind, claim.text) for claim in self.claims.claims]


def article(
    *,
    head: str = "",
    tail: str = "",
    story: tuple[str, ...] = STORY,
    meta: str = "",
    after: str = "",
    title: str = TITLE,
) -> str:
    """A page in a common shape: a headline, a byline of the test's own, the story, its tail."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in story)
    return (
        f"<html><head><title>{title}_本地新闻_河湾网</title>{meta}</head><body>"
        f"<div class='nav'><a href='/'>首页</a><a href='/news/'>新闻</a></div>"
        f"<h1>{title}</h1>{head}<div class='content'>{paragraphs}{tail}</div>{after}"
        "<div class='footer'>版权所有 河湾网</div></body></html>"
    )


@pytest.fixture
def read(known: Gazetteer) -> Callable[..., Reading]:
    def reading(**parts: object) -> Reading:
        url = parts.pop("url", None)
        return Reading(article(**parts), known, url)  # type: ignore[arg-type]

    return reading
