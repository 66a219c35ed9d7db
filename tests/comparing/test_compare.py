from __future__ import annotations

from reprint_trace.comparing import compare
from reprint_trace.model import Document, Page, Site

STORY = """清晨六点，临江县城的早市已经热闹起来。卖菜的老周把一捆捆青菜码得整整齐齐，等着头一拨顾客上门。
“今年雨水足，菜长得好。”老周告诉记者，他家种了十二亩地，一天能卖出三百多斤。
县农业局的数据显示，截至6月30日，全县蔬菜种植面积已达4.58万亩，比去年增加了一成多。
为了让菜农少跑路，县里在四个乡镇设了收购点，每天派车上门，当天结账，从不拖欠。
到了傍晚，收购点的灯还亮着，最后一车菜要赶在八点以前送到市里的批发市场。
（本报记者陈一鸣、林小满）"""


def page_of(body: str, title: str | None = None) -> Page:
    return Page(
        file="page.html", sha256="", format="html", encoding="utf-8", site=Site(), title=title, body=body
    )


def test_a_verbatim_reprint_has_no_edits() -> None:
    """A page that prints a document word for word is covered whole and shows no edit."""
    match = compare(page_of(STORY), Document(id="d", text=STORY))
    assert (match.page_covered, match.document_covered, match.edits) == (1.0, 1.0, ())


def test_an_aggregators_habits_are_named_once_each() -> None:
    """A relayed, spaced, clipped and injected reprint yields one edit for every habit."""
    lines = STORY.split("\n")
    body = lines[0] + "\n" + lines[1].replace("记者", "采访人员") + "\n【早市里的丰收】" + lines[2]
    body = "江畔小编了解到早市里的丰收\n" + body.replace("，", " , ")
    match = compare(page_of(body, "早市里的丰收"), Document(id="d", text=STORY, title="早市里的丰收"))
    assert [edit.kind for edit in match.edits] == [
        "relay-lead", "width-or-spacing", "house-rule", "title-injection", "truncation", "byline-removed",
    ]  # fmt: skip
    assert match.edits[1].count == body.count(" , ")
