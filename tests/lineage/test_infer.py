"""Chain and verdict for one page."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from reprint_trace.lineage import infer
from reprint_trace.model import (
    Claim,
    Document,
    Edit,
    Match,
    Outlet,
    Page,
    Passage,
    Published,
    Quote,
    Site,
)

OUTLETS = {
    "人民日报": Outlet(id="人民日报", name="人民日报", class_="central", family="人民日报社"),
    "人民网": Outlet(id="人民网", name="人民网", class_="central", family="人民日报社"),
    "新华社": Outlet(id="新华社", name="新华社", class_="wire", family="新华社"),
    "北京青年报": Outlet(id="北京青年报", name="北京青年报", class_="local", family="北青"),
    "网络": Outlet(id="网络", name="网络", class_="pseudo"),
    "视觉中国": Outlet(id="视觉中国", name="视觉中国", class_="image-agency"),
}


@dataclass
class FewOutlets:
    known: dict[str, Outlet] = field(default_factory=lambda: OUTLETS)

    def resolve(self, text: str) -> tuple[Outlet, ...]:
        return tuple(self.known[part] for part in text.split("-") if part in self.known)

    def resolve_url(self, url: str) -> Outlet | None:
        return None

    def get(self, id: str) -> Outlet | None:
        return self.known.get(id)


def claim(kind: str, text: str, *outlets: str, where: str = "tail") -> Claim:
    quote = Quote(quote=text, where=where, rule="test")  # type: ignore[arg-type]
    return Claim(kind=kind, label=None, text=text, outlets=outlets, evidence=quote)  # type: ignore[arg-type]


STORY = "".join(f"第{i}户居民当天领到了社区送来的蔬菜和口罩，登记表上记着时间与楼号。" for i in range(40))


def page(*claims: Claim, site: str = "傻大方", date: str = "2020-02-24", body: str = STORY) -> Page:
    declared = next((c.text for c in claims if c.kind == "declared"), None)
    return Page(
        file="page.html", sha256="0" * 64, format="html", encoding="utf-8", site=Site(name=site), body=body,
        title="社区送菜上门", published=Published(value=date, precision="day", basis="url"),
        declared_source=declared, claims=claims,
    )  # fmt: skip


def match(outlet: str, date: str | None = "2020-02-24", text: str = STORY, id: str = "original-1") -> Match:
    published = Published(value=date, precision="day", basis="corpus") if date else None
    document = Document(
        id=id, text=text, title="社区送菜上门", source=outlet, outlet=outlet, published=published
    )
    edits = tuple(
        Edit(kind=kind, page=(0, 0), document=(0, 0), page_text="", document_text="", rule=kind)  # type: ignore[arg-type]
        for kind in ("relay-lead", "house-rule", "truncation")
    )
    whole = Passage(page=(0, len(STORY)), document=(0, len(STORY)))
    return Match(document=document, jaccard=0.8, jaccard_exact=0.8, page_covered=0.97, document_covered=0.9,
                 passages=(whole,), edits=edits)  # fmt: skip


def test_declared_origin_found_in_the_corpus_is_confirmed_and_the_relay_named() -> None:
    """A page that credits its true original but came through a reprinter it does not name."""
    traced = infer(page(claim("declared", "人民日报", "人民日报"), claim("relay", "北京联盟")), [match("人民日报")],
                   gazetteer=FewOutlets())  # fmt: skip
    assert traced.chain.path == ("original-1", "named:北京联盟", "page.html")
    relay = traced.chain.nodes[1]
    assert (relay.role, relay.outlet, relay.observed) == ("named", "北京联盟", False)
    assert (traced.verdict.origin, traced.verdict.path) == ("confirmed", "undeclared-relay")
    assert traced.verdict.probability >= 0.9
    known = {e.id for e in traced.evidence}
    assert traced.verdict.reasons
    assert set(traced.verdict.reasons) <= known
    assert all(set(edge.evidence) <= known and edge.evidence for edge in traced.chain.edges)


def test_without_a_corpus_the_origin_is_unverifiable_and_the_report_says_what_would_settle_it() -> None:
    """The same page without originals keeps its chain of names, and asks for the credited outlet's texts."""
    traced = infer(page(claim("declared", "人民日报", "人民日报"), claim("relay", "北京联盟")), [],
                   gazetteer=FewOutlets())  # fmt: skip
    assert traced.chain.path == ("named:人民日报", "named:北京联盟", "page.html")
    assert (traced.verdict.origin, traced.verdict.path) == ("unverifiable", "undeclared-relay")
    assert "人民日报" in (traced.verdict.would_change or "")
    assert "\n" not in (traced.verdict.would_change or "")


@pytest.mark.parametrize("said", [(), ("网络",), ("视觉中国",)])
def test_a_page_that_credits_nobody_has_a_missing_source(said: tuple[str, ...]) -> None:
    """No source line, 来源：网络 and a photo agency's credit all name no story source."""
    traced = infer(page(*(claim("declared", name, name) for name in said)), [], gazetteer=FewOutlets())
    assert traced.verdict.origin == "missing"
    assert traced.chain.path == ("page.html",)


def test_the_same_house_supports_the_declared_outlet() -> None:
    """A page that credits 人民网 while the text found is 人民日报's is not called a liar."""
    traced = infer(page(claim("declared", "人民网", "人民网")), [match("人民日报")], gazetteer=FewOutlets())
    assert traced.verdict.origin == "confirmed"


def test_a_compound_credit_is_a_declared_relay() -> None:
    """人民网-人民日报 names the carrier and the origin: the path is declared."""
    traced = infer(page(claim("declared", "人民网-人民日报")), [match("人民日报")], gazetteer=FewOutlets())
    assert traced.verdict.path == "declared-relay"
    assert traced.chain.path == ("original-1", "named:人民网", "page.html")


def test_an_editors_note_naming_the_site_itself_is_no_relay() -> None:
    """傻大方小编 on 傻大方 is the site speaking, not another reprinter."""
    traced = infer(page(claim("relay", "傻大方")), [], gazetteer=FewOutlets())
    assert traced.chain.path == ("page.html",)
    assert traced.verdict.path == "unresolved"
