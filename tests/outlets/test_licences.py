"""Licensed sources: what a trace says about the CAC list."""

from dataclasses import replace

from reprint_trace.model import Chain, Claim, Node, Page, Quote, Site
from reprint_trace.outlets import gazetteer
from reprint_trace.outlets.tables import licences

PAGE = Page(file="p.html", sha256="0" * 64, format="html", encoding="utf-8", site=Site(), body="正文")


def credit(text: str) -> Claim:
    known = tuple(outlet.id for outlet in gazetteer().resolve(text))
    return Claim(
        kind="declared", text=text, outlets=known, evidence=Quote(quote=text, where="head", rule="labelled")
    )


def chain(outlet: str | None, role: str = "document") -> Chain:
    origin = Node(id="d", role="document" if role == "document" else "named", outlet=outlet, observed=True)
    return Chain(
        nodes=(origin, Node(id="p.html", role="page", observed=True)), edges=(), path=("d", "p.html")
    )


def test_a_listed_source_is_named_with_its_edition() -> None:
    """The declared source and the origin found are said to stand in the list, with the edition."""
    found = licences(replace(PAGE, claims=(credit("人民日报"),)), chain("人民日报"), gazetteer())
    assert [(licence.role, licence.outlet) for licence in found] == [
        ("declared", "人民日报"),
        ("origin", "人民日报"),
    ]
    assert all(licence.edition for licence in found)


def test_a_content_farm_is_in_no_edition() -> None:
    """An aggregator credited as the source is said to be unlisted."""
    found = licences(replace(PAGE, claims=(credit("傻大方"),)), chain(None), gazetteer())
    assert [(licence.outlet, licence.edition) for licence in found] == [("傻大方", None)]


def test_a_source_line_that_names_nobody_has_no_licence() -> None:
    """来源：网络 is no outlet, so nothing is said of a licence."""
    assert licences(replace(PAGE, claims=(credit("网络"),)), chain(None), gazetteer()) == ()


def test_a_brand_of_a_listed_house_stands_through_it() -> None:
    """央视新闻 is not listed by name: its house is, and the report says so."""
    (licence,) = licences(replace(PAGE, claims=(credit("央视新闻"),)), chain(None), gazetteer())
    assert licence.edition
    assert licence.through == "中央广播电视总台"
