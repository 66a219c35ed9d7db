"""Stories that a page keeps for its scripts to show are read from where they are kept."""

from __future__ import annotations

import json
from html import escape
from time import process_time
from urllib.parse import quote

import pytest

from reprint_trace.model import Page
from reprint_trace.reading import read_page
from tests.reading.conftest import STORY, TITLE

MARKUP = "".join(f"<p>{text}</p>" for text in STORY)
ARTICLE = {"id": 7, "title": TITLE, "content": MARKUP, "source": "河湾日报"}
LINES = [{"type": "text", "text": text} for text in STORY]
OTHERS = [
    {"title": f"邻县的旧厂房变身书店之{n}", "summary": STORY[0] * 3, "url": f"/{n}.html"} for n in range(9)
]


def read(body: str, head: str = "") -> Page:
    page = (
        f"<html><head><title>{TITLE}</title>{head}</head><body>{body}<div>版权所有 河湾网</div></body></html>"
    )
    return read_page(page.encode(), file="page.html")


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize(
    "kept",
    [
        f"<textarea style='display:none'>{escape(MARKUP)}</textarea>",
        f"<textarea id='content'>{MARKUP}</textarea>",
        f"<script>window.__INITIAL_STATE__={dumped({'article': ARTICLE, 'rec': OTHERS})};(function(){{}}())</script>",
        f"<script>window.__INITIAL_STATE__={json.dumps({'article': ARTICLE})}</script>",
        f"<script id='__NEXT_DATA__' type='application/json'>{dumped({'props': {'article': ARTICLE}})}</script>",
        f"<script>window.DATA = {dumped({'title': TITLE, 'content': LINES, 'rec': OTHERS})};</script>",
        f"<script>window.DATA = {{a:1,b:undefined}};var content = '{MARKUP}';</script>",
        f"<script>var s = JSON.parse({json.dumps(json.dumps(ARTICLE))})</script>",
        f"<script>var a = {{content: '{escape(MARKUP)}'.slice(0)}}</script>",
        f"<script id='RENDER_DATA' type='application/json'>{quote(dumped(ARTICLE))}</script>",
        f"<script type='application/ld+json'>{dumped({'headline': TITLE, 'articleBody': chr(10).join(STORY)})}</script>",
    ],
)
@pytest.mark.parametrize("shown", ["<div id='app'></div>", f"<div id='app'><h1>{TITLE}</h1></div>"])
def test_a_story_out_of_sight_is_read(kept: str, shown: str) -> None:
    """Escaped in a textarea, or a string or a list of strings in script state."""
    page = read(shown + kept)
    assert page.title == TITLE
    assert page.body.split("\n") == list(STORY)
    assert not page.warnings


def test_what_stands_in_the_textareas_beside_it_is_read_too() -> None:
    """The source that a page keeps in a textarea of its own is its declared source."""
    areas = (TITLE, escape(MARKUP), "来源：河湾日报", "责编：许一禾", '{"id": 7}')
    page = read("<div>" + "".join(f"<textarea>{text}</textarea>" for text in areas) + "</div>")
    assert page.body.split("\n") == list(STORY)
    assert page.declared_source == "河湾日报"
    assert page.editors == ("许一禾",)


@pytest.mark.parametrize(
    "kept",
    [
        f"<script>var list = {dumped(OTHERS)}</script>",
        f"<script>var c = {dumped([{'user': n, 'content': STORY[1]} for n in range(9)])}</script>",
        f"<script>var p = {dumped({'description': STORY[0] * 4})}</script>",
        "<textarea placeholder='说点什么'></textarea>",
        "<script>var tip = '本网站使用数据以改进服务。凡本网注明来源的作品，未经授权不得转载。违者将依法追究。' + 1</script>",
    ],
)
def test_summaries_comments_and_notices_are_no_story(kept: str) -> None:
    """What scripts keep of other stories, of readers and of the site is left there."""
    assert read(f"<div id='app'><h1>{TITLE}</h1></div>{kept}").body == ""


def test_a_story_shown_is_not_replaced() -> None:
    """Where the page shows its story, what its scripts keep is not read."""
    kept = f"<script>var other = '{'<p>另一篇说的是别处的事，与这里无关。</p>' * 40}'</script>"
    story = [f"第{n}天，{text}" for n in range(3) for text in STORY]
    shown = "".join(f"<p>{text}</p>" for text in story)
    assert read(f"<h1>{TITLE}</h1><div>{shown}</div>{kept}").body.split("\n") == story


@pytest.mark.parametrize("unit", ["'", '"', "\\", '"\\', "{", '[{"a":', "'a。b。", "%7B%22", '"\\\\u4e00'])
def test_hostile_state_costs_linear_time(unit: str) -> None:
    """A script of unclosed strings and brackets does not make reading slow."""
    start = process_time()
    read(f"<script>var a = {unit * 100_000}</script><textarea>{unit * 20_000}</textarea>")
    assert process_time() - start < 3
