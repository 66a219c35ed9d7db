"""Pages that scroll on into the next story: the first alone is read, and credited with its own source."""

from __future__ import annotations

import pytest

from reprint_trace.model import Page
from reprint_trace.reading import read_page
from tests.reading.conftest import STORY, TITLE

NEXT = "渡口建起了新码头 卸船只要十分钟"
NEXT_STORY = "".join(
    f"<p>{text}</p>"
    for text in (
        "江边的渡口建起了新码头，从前靠岸要等半个钟头，如今十分钟就能卸完一船货。",
        "船家说，往后不用赶早抢位置了，码头上还添了过磅的机器和歇脚的凉棚。",
    )
)
FIRST = f"<h1 class='tt'>{TITLE}</h1><div class='meta'>2021-03-05 09:10 来源：河湾日报</div>"


def read(page: str) -> Page:
    return read_page(page.encode(), file="page.html")


def scrolled(head: str, first: str = FIRST) -> Page:
    story = "".join(f"<p>{text}</p>" for text in STORY)
    return read(
        f"<body><div class='feed'><div class='item'>{first}<div class='txt'>{story}</div></div>"
        f"<div class='item'>{head}<div class='txt'>{NEXT_STORY}</div></div></div></body>"
    )


@pytest.mark.parametrize(
    "head",
    [
        f"<h1 class='tt'>{NEXT}</h1><div class='meta'>2021-03-06 07:50 来源：新华社</div>",
        f"<h2>{NEXT}</h2><p>2021-03-06 07:50 新华社</p>",
        f"<h1 class='tt'>{NEXT}</h1><div class='meta'>2021-03-06 07:50</div>",
        f"<div class='name'>{NEXT}</div><div class='meta'>2021-03-06 07:50</div>",
        f"<p>{NEXT}</p><p>2021-03-06 07:50　新华社</p>",
        f"<div>{NEXT}</div><div><span>2021-03-06</span><span>来源：水运日报</span></div>",
        f"<h3>{NEXT}</h3><div>水运日报</div><div>2021-03-06 07:50</div>",
    ],
)
def test_the_head_of_the_next_story_ends_the_first(head: str) -> None:
    """A headline with its date, and an outlet or the first story's own make-up, opens another story."""
    page = scrolled(head)
    assert page.body.split("\n") == list(STORY)
    assert page.declared_source == "河湾日报"
    assert [claim.text for claim in page.claims] == ["河湾日报"]


def test_the_next_story_is_not_asked_for_the_source_of_the_first() -> None:
    """A page whose own story declares no source does not borrow that of the story below it."""
    first = f"<h1>{TITLE}</h1><div class='meta'>2021-03-05 09:10</div>"
    page = scrolled(f"<h1>{NEXT}</h1><div class='meta'>2021-03-06 07:50 来源：新华社</div>", first)
    assert page.declared_source is None
    assert page.claims == ()


@pytest.mark.parametrize(
    "head",
    [
        "<h3>新的码头</h3>",
        "<h3>开放时间</h3><p>2021年3月6日</p>",
        "<p>桥上的碑文</p><p>2021年3月6日，石匠把碑文又描了一遍，字口里填上了新的朱砂。</p>",
        "<p>桥头的新茶馆</p><p>新华社记者许一禾摄 2021年3月6日</p>",
    ],
)
def test_a_subheading_and_a_caption_end_nothing(head: str) -> None:
    """What has no date, a date alone, or a photographer's credit below it belongs to the story."""
    story = "".join(f"<p>{text}</p>" for text in STORY)
    assert NEXT_STORY[3:30] in read(f"<body>{FIRST}<div>{story}{head}{NEXT_STORY}</div></body>").body


def test_in_a_text_save_the_next_head_ends_the_story() -> None:
    """A short line above a date and a source, with prose below, opens another story in plain text."""
    more = NEXT_STORY.replace("<p>", "").replace("</p>", "\n")
    head = f"{NEXT}\n2021-03-06 07:50 来源：新华社\n"
    page = read(f"{TITLE}\n2021-03-05 09:10 来源：河湾日报\n" + "\n".join(STORY) + f"\n{head}{more}")
    assert page.body.split("\n") == list(STORY)
    assert page.declared_source == "河湾日报"
