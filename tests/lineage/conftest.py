"""A few outlets, and the makings of pages, matches and witnesses; every text is our own."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from reprint_trace.lineage import Witness
from reprint_trace.model import (
    Claim,
    ClaimKind,
    Document,
    Edit,
    Match,
    Outlet,
    Page,
    Published,
    Quote,
    Site,
    Where,
)

OUTLETS = {
    name: Outlet(id=name, name=name, class_=class_, family=family)
    for name, class_, family in (
        ("人民日报", "central", "人民日报社"),
        ("人民网", "central", "人民日报社"),
        ("新华社", "wire", "新华社"),
        ("北京青年报", "local", "北青"),
        ("南方都市报", "local", "南方报业"),
        ("傻大方", "content-farm", None),
        ("新浪网", "portal", "新浪"),
        ("网络", "pseudo", None),
        ("视觉中国", "image-agency", None),
    )
}


@dataclass
class FewOutlets:
    """A gazetteer of nine outlets."""

    known: dict[str, Outlet] = field(default_factory=lambda: OUTLETS)

    def resolve(self, text: str) -> tuple[Outlet, ...]:
        return tuple(self.known[part] for part in text.split("-") if part in self.known)

    def resolve_url(self, url: str) -> Outlet | None:
        return self.known.get({"people.cn": "人民网"}.get(url, ""))

    def get(self, outlet: str) -> Outlet | None:
        return self.known.get(outlet)


@pytest.fixture
def outlets() -> FewOutlets:
    return FewOutlets()


def claim(
    kind: ClaimKind, text: str, *outlets: str, quote: str | None = None, where: Where = "tail"
) -> Claim:
    return Claim(kind=kind, text=text, outlets=outlets,
                 evidence=Quote(quote=quote or text, where=where, rule="test"))  # fmt: skip


PARAGRAPHS = [
    "清晨六点，镇上的豆腐坊已经冒起热气。老板把泡了一夜的黄豆倒进石磨，机器转动的声音传出半条街。",
    "记者在现场看到，三十多位居民排起了队，队伍从门口一直延伸到桥头的老槐树下面。",
    "镇里的干部介绍，这家作坊开了四十一年，去年冬天差点因为水管冻裂而关门停业。",
    "后来邻居们凑了两万多元，又请来县里的水电师傅，用五天时间把管道全部换了一遍。",
    "作坊主人的女儿在外地读书，放假回来便帮着招呼客人，还做了一个记账用的小程序。",
    "她告诉记者，每天卖出的豆腐约有两百块，其中三成送到附近的学校食堂和养老院。",
    "县里的统计显示，这样的小作坊还有八十七家，从业人员四百余人，平均年龄五十六岁。",
    "下一步，当地打算办一所手艺夜校，请老师傅轮流上课，让年轻人也愿意留下来学。",
]
STORY = "\n".join(PARAGRAPHS) + "\n（本报记者王大明 李小红）"
COPIED = "北京联盟小编了解到" + "\n".join(PARAGRAPHS[:7]).replace("记者", "采访人员")


def page(*claims: Claim, site: str = "傻大方", date: str | None = "2020-02-24", body: str = COPIED) -> Page:
    known = OUTLETS.get(site)
    return Page(
        file="page.html", sha256="0" * 64, format="html", encoding="utf-8", body=body, title="豆腐坊四十年",
        site=Site(name=site, outlet=known.id if known else None), claims=claims,
        published=Published(value=date, precision="day", basis="url") if date else None,
        declared_source=next((c.text for c in claims if c.kind == "declared"), None),
    )  # fmt: skip


def match(outlet: str, date: str | None = "2020-02-23", text: str = STORY, name: str = "original-1") -> Match:
    published = Published(value=date, precision="day", basis="corpus") if date else None
    document = Document(id=name, text=text, title="豆腐坊", source=outlet, published=published)
    lead = Edit(
        kind="relay-lead", page=(0, 9), document=(0, 0), page_text=COPIED[:9], document_text="", rule="test"
    )
    return Match(document=document, jaccard=0.8, jaccard_exact=0.8, page_covered=0.97, document_covered=0.9,
                 edits=(lead,))  # fmt: skip


def witness(
    name: str, text: str, *claims: Claim, outlet: str | None = None, at: str | None = None
) -> Witness:
    published = Published(value=at, precision="minute", basis="visible") if at else None
    return Witness(id=name, text=text, outlet=outlet, published=published, claims=claims)
