"""Changes to a page that must not change what is read from it, for `python -m benchmarks.reading --changes`.

Each change takes the tree of a real page and where its headline and paragraphs stand, and gives the
sentences it let in; `may` are those a reader may take for the story or leave (a standfirst), the
others are not the story.  None of the wording is any publisher's.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

STANDFIRST = "一件小事，牵动一条街上的几十户人家；这一年里发生了什么，当事人自己怎么说。"
DEK = "A small matter, a long year, and what the people who lived through it have to say about it now."
LEAD = (
    "经过三年的等待，这条街上的人终于等来了消息，大家奔走相告，都说这一天来得不容易，往后的日子会更有盼头。"
)
RIGHTS = "版权声明：本文版权归本报所有，未经授权不得转载，违者必究。"
REMARKS = (
    "看完这篇报道心里久久不能平静，我老家也有这样一条街，小时候天天从那里走过，如今已经认不出来了，真想回去看一看。",
    "支持一下，希望多一些这样的报道。写得很实在，没有空话，转给家里人看了，老父亲说当年就是这个样子，一点也没有夸张。",
    "路过留个名，改天再来细看。",
)
TITLES = ("老街改造后第一个夏天", "渡口边的面馆又开张了", "图书馆延长夜间开放时间", "十二条公交线路本周调整")
UNKNOWN = "柳浪新闻纵横"  # an outlet no gazetteer has


@dataclass(frozen=True, slots=True)
class Scene:
    """A page's tree, the elements that show its headline, and those of its paragraphs, in order."""

    root: HtmlElement
    headline: HtmlElement
    paragraphs: tuple[HtmlElement, ...]
    source: str | None


Change = Callable[[Scene], tuple[str, ...] | None]  # the sentences a reader may take; None: not applicable


def asks(page: Scene) -> tuple[str, ...]:
    return _ends(page, "？")


def exclaims(page: Scene) -> tuple[str, ...]:
    return _ends(page, "！")


def asks_above_a_bar(page: Scene) -> tuple[str, ...] | None:
    """The headline asks, and a share bar stands above the text."""
    _ends(page, "？")
    return share_bar(page)


def share_bar(page: Scene) -> tuple[str, ...] | None:
    bar = _made(
        "<div><span>分享到：</span><a href='#'>微信</a> <a href='#'>微博</a> <a href='#'>QQ空间</a></div>"
    )
    return _before_text(page, bar)


def lead_and_bar(page: Scene) -> tuple[str, ...] | None:
    bar = _made("<div>分享到：<a href='#'>微信</a> <a href='#'>微博</a></div>")
    return None if _before_text(page, _made(f"<div><p>{LEAD}</p></div>"), bar) is None else (LEAD,)


def lead_and_rights(page: Scene) -> tuple[str, ...] | None:
    blocks = _made(f"<p>{LEAD}</p>"), _made(f"<p>{RIGHTS}</p>")
    return None if _before_text(page, *blocks) is None else (LEAD,)


def rights(page: Scene) -> tuple[str, ...] | None:
    return _before_text(page, _made(f"<p>{RIGHTS}</p>"))


def standfirst(page: Scene) -> tuple[str, ...]:
    page.headline.addnext(_made(f"<div><p>{STANDFIRST}</p></div>"))
    return (STANDFIRST,)


def printed_address(page: Scene) -> tuple[str, ...]:
    page.headline.addnext(_made("<div>https://www.liulang.example/xw/2019-11/18/c_14848176.htm</div>"))
    return ()


def english_head(page: Scene) -> tuple[str, ...]:
    byline = "By Nell Arbuthnot, Staff Writer"
    page.headline.addnext(_made(f"<div>{byline}</div>"))
    page.headline.addnext(_made(f"<p>{DEK}</p>"))
    return (DEK, byline)


def renamed_outlet(page: Scene) -> tuple[str, ...] | None:
    """The credited outlet, wherever the page names it, becomes one nobody knows."""
    if not page.source:
        return None
    for element in page.root.iter():
        if isinstance(element.tag, str):
            element.text = element.text and element.text.replace(page.source, UNKNOWN)
            for name, value in element.attrib.items():
                if page.source in value:
                    element.set(name, value.replace(page.source, UNKNOWN))
        element.tail = element.tail and element.tail.replace(page.source, UNKNOWN)
    return ()


def no_names(page: Scene) -> tuple[str, ...]:
    """Every class and id is gone."""
    for element in page.root.iter():
        for name in ("class", "id"):
            element.attrib.pop(name, None)
    return ()


def divs(page: Scene) -> tuple[str, ...]:
    """Every paragraph is a division."""
    for element in page.root.iter("p"):
        element.tag = "div"
    return ()


def box_between(page: Scene) -> tuple[str, ...] | None:
    links = "".join(f"<li><a href='/a/{at}.html'>{title}</a></li>" for at, title in enumerate(TITLES))
    return _halfway(page, _made(f"<div class='box'><h4>相关阅读</h4><ul>{links}</ul></div>"))


def gallery_between(page: Scene) -> tuple[str, ...] | None:
    shots = "".join(f"<li><a href='/g/{at}'><img src='{at}.jpg'>图集第{at}张</a></li>" for at in range(1, 7))
    return _halfway(
        page,
        _made(
            "<div class='gallery'><div><span>1</span>/<span>6</span><a href='#'>上一张</a><a href='#'>下一张</a>"
            f"<a href='#'>查看原图</a></div><ul>{shots}</ul></div>"
        ),
    )


def breaks(page: Scene) -> tuple[str, ...] | None:
    """The paragraphs, where they are neighbours, become one block with line breaks."""
    first, *more = page.paragraphs
    around = first.getparent()
    if not more or any(each.getparent() is not around for each in more):
        return None
    between = around[around.index(first) : around.index(more[-1]) + 1]
    if any(
        isinstance(each.tag, str) and each not in page.paragraphs and _own(each).strip() for each in between
    ):
        return None  # a subheading between them would come to stand behind them
    block = html.Element("div")
    first.addprevious(block)
    for paragraph in page.paragraphs:
        pieces = [*paragraph]
        text = paragraph.text or ""
        if len(block):
            block[-1].tail = (block[-1].tail or "") + text
        else:
            block.text = text
        block.extend(pieces)
        block.append(html.Element("br"))
        block.append(html.Element("br"))
        paragraph.getparent().remove(paragraph)
    return ()


def comments(page: Scene) -> tuple[str, ...]:
    told = "".join(
        f"<div class='item'><b>网友{at}</b><span>{at}小时前</span><p>{remark}</p><a href='#'>回复</a></div>"
        for at, remark in enumerate(REMARKS, 1)
    )
    _body(page).append(_made(f"<div class='comments'><h3>网友评论（3）</h3>{told}</div>"))
    return ()


def steps_in_spans(page: Scene) -> tuple[str, ...] | None:
    """上一篇 and 下一篇 each in spans of its own below the story."""
    steps = _made(
        "<div><p><span>上一篇：</span><span><a href='/p.html'>老街改造后第一个夏天</a></span></p>"
        "<p><span>下一篇：</span><span><a href='/n.html'>渡口边的面馆又开张了</a></span></p></div>"
    )
    around = page.paragraphs[-1].getparent()
    if around is None or around.getparent() is None:
        return None
    around.addnext(steps)
    return ()


def minified(page: Scene) -> tuple[str, ...]:
    """White space between blocks is gone."""
    for element in page.root.iter():
        if isinstance(element.tag, str) and element.tag in ("pre", "script", "style", "textarea"):
            continue
        element.text = element.text and _squeezed(element.text)
        element.tail = element.tail and _squeezed(element.tail)
    return ()


CHANGES: dict[str, Change] = {
    "headline asks": asks,
    "headline exclaims": exclaims,
    "headline asks above a share bar": asks_above_a_bar,
    "share bar": share_bar,
    "lead, then share bar": lead_and_bar,
    "lead, then rights line": lead_and_rights,
    "rights line": rights,
    "standfirst": standfirst,
    "printed address": printed_address,
    "English standfirst and byline": english_head,
    "outlet nobody knows": renamed_outlet,
    "no classes, no ids": no_names,
    "every p a div": divs,
    "box between paragraphs": box_between,
    "gallery between paragraphs": gallery_between,
    "one block with breaks": breaks,
    "comments appended": comments,
    "previous and next in spans": steps_in_spans,
    "minified": minified,
}


def scene(root: HtmlElement, title: str, body: str, source: str | None) -> Scene | None:
    """Where a page shows its headline and the paragraphs of a body known beforehand; None where not."""
    wanted = _letters(title)
    shown = [e for e in root.iter() if isinstance(e.tag, str) and e.tag not in ("title", "script", "meta")]
    named = [e for e in shown if len(e) <= 3 and wanted and _letters(_own(e)) == wanted]
    tops = [e for e in named if str(e.tag).startswith("h")] or named
    lines = {_letters(line) for line in body.split("\n") if len(line) >= 12}
    told = [e for e in shown if not any(c.tag in _BLOCKS for c in e) and _letters(_own(e)) in lines]
    told = [e for e in told if e.getparent() not in told]
    if not tops or not told:
        return None
    headline = next((e for e in reversed(tops) if _before(root, e, told[0])), None)
    if headline is None:
        return None
    while headline.getparent() is not None and headline.tag in ("a", "span", "b", "strong", "font", "em"):
        headline = headline.getparent()
    return Scene(root, headline, tuple(told), source)


def changed(page: Scene, change: Change) -> tuple[bytes, tuple[str, ...]] | None:
    """The changed page as bytes, and the sentences it let in that a reader may take for story."""
    root = copy.deepcopy(page.root)
    there = dict(zip(page.root.iter(), root.iter(), strict=True))
    here = Scene(root, there[page.headline], tuple(there[each] for each in page.paragraphs), page.source)
    may = change(here)
    return None if may is None else (shown(root), may)


def shown(root: HtmlElement) -> bytes:
    written: bytes = html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
    return re.sub(rb"charset=[\"']?[\w-]+", b"charset=utf-8", written)


_BLOCKS = frozenset("p div section table ul ol li h1 h2 h3 h4 td tr br article".split())


def _ends(page: Scene, mark: str) -> tuple[str, ...]:
    old = _own(page.headline).strip()
    bare = old.rstrip("？！?!。 ")
    for element in [page.headline, *page.headline.iterdescendants()]:
        if element.text and bare[-4:] in element.text:
            element.text = element.text.rstrip().rstrip("？！?!") + mark
            break
    for name in page.root.iter("title"):
        name.text = (name.text or "").replace(old, bare + mark)
    for meta in page.root.iter("meta"):
        if old in (meta.get("content") or ""):
            meta.set("content", meta.get("content", "").replace(old, bare + mark))
    return ()


def _before_text(page: Scene, *blocks: HtmlElement) -> tuple[str, ...] | None:
    first = page.paragraphs[0]
    if first.getparent() is None or first.tag in ("td", "body"):
        return None
    for block in blocks:
        block.tail = None
        first.addprevious(block)
    return ()


def _halfway(page: Scene, block: HtmlElement) -> tuple[str, ...] | None:
    if len(page.paragraphs) < 4:
        return None
    page.paragraphs[len(page.paragraphs) // 2].addprevious(block)
    return ()


def _made(markup: str) -> HtmlElement:
    made: HtmlElement = html.fragment_fromstring(markup)
    return made


def _body(page: Scene) -> HtmlElement:
    body = page.root.find(".//body")
    return page.root if body is None else body


def _own(element: HtmlElement) -> str:
    return "".join(map(str, element.itertext()))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _squeezed(text: str) -> str:
    return (
        re.sub(r"[ \t\r\n]+", " ", text)
        if text.strip()
        else (" " if " " in text and "\n" not in text else "")
    )


def _before(root: HtmlElement, one: HtmlElement, other: HtmlElement) -> bool:
    for element in root.iter():
        if element is one:
            return True
        if element is other:
            return False
    return False
