"""The HTML report of one trace, as a document."""

import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree, html

from reprint_trace.model import Trace
from reprint_trace.reporting.environment import plain, web_address
from reprint_trace.reporting.page import cascade_svg, page_html
from reprint_trace.reporting.wording import Messages, lag
from reprint_trace.words import LANGUAGES, Language
from tests.reporting.examples import TRACE

from .traces import HOSTILE, hostile, sample, several

LANGS = pytest.mark.parametrize("lang", LANGUAGES)


def parsed(trace: Trace, lang: Language = "en") -> Any:
    return html.document_fromstring(page_html(trace, lang))


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def section(root: Any, id_: str) -> str:
    return words(root.get_element_by_id(id_))


@LANGS
@pytest.mark.parametrize("name", ["aggregator.html", "portal.html", "spun.html", "merged.html"])
def test_every_link_inside_the_report_leads_somewhere(name: str, lang: Language) -> None:
    """Contents, evidence numbers and edits lead to what they name, and no id stands twice."""
    root = parsed(sample(name), lang)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = [href[1:] for href in root.xpath("//a/@href") if href.startswith("#")]
    assert targets
    assert set(targets) <= set(ids)


def test_the_verdict_card_says_the_declared_source_and_where_it_stands() -> None:
    """Declared source verbatim with its quote, origin, path, probability in words, what would
    change it."""
    card = section(parsed(sample("aggregator.html")), "verdict")
    for said in (
        "The declared source holds; by way of a reprinter the page does not declare.",
        "云溪日报 stands in the foot of the story: 稿源:(云溪日报)",
        "Confirmed", "Undeclared relay", "very strong (",
        "An earlier text of the same story from another outlet would change it.",
    ):  # fmt: skip
        assert said in card


def test_the_chinese_report_is_chinese() -> None:
    """The verdict is told in Chinese, and the document says that it is."""
    root = parsed(sample("aggregator.html"), "zh")
    card = section(root, "verdict")
    assert "页面标注的来源成立；经页面未注明的媒体转来。" in card
    assert "正文确系所标注的来源“云溪日报”的文本。正文经“听潮在线”转来，页面未注明。" in card
    assert root.get("lang") == "zh-Hans"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("spun.html", "页面标注来源为“北屏都市报”，但证据指向“禾川晚报”。"),
        ("merged.html", "页面没有标注来源。在所提供的文本中，正文见于“北屏都市报”。"),
        ("portal.html", "正文确系所标注的来源“江岸新闻网”的文本。在所提供的文本中，未见中间另有转载者。"),
    ],
)
def test_a_verdict_in_chinese_names_the_same_outlets(name: str, told: str) -> None:
    """What English names, Chinese names."""
    assert told in section(parsed(sample(name), "zh"), "verdict")


def test_the_strip_shows_what_was_seen_and_what_was_not() -> None:
    """Solid was observed, hollow only named; twins are stacked; each hop has its
    probability, lag and edits."""
    root = parsed(several())
    stops = root.xpath("//ol[@class='strip']/li[contains(@class, 'stop')]")
    assert [stop.get("class").split()[1] for stop in stops] == ["solid", "hollow", "solid"]
    assert "同文报" in words(stops[0])
    hops = [words(hop) for hop in root.xpath("//ol[@class='strip']/li[contains(@class, 'hop')]")]
    assert "60%" in hops[1]
    assert "the same day as 云溪日报" in hops[1]
    assert "1 edits of 1 kinds" in hops[1]
    assert "else from 对岸网 (30%)" in hops[1]
    assert parsed(TRACE).xpath("//ol[@class='strip']/li[contains(@class, 'hollow')]")


def test_the_cascade_draws_runners_up_and_dead_ends() -> None:
    """Thick lines for the chain, thin for the second-best parent, texts that lead nowhere beside."""
    picture = parsed(several()).xpath("//svg[@class='cascade']")[0]
    assert len(picture.xpath(".//path[@class='drawn']")) == 2
    assert len(picture.xpath(".//path[@class='thin']")) == 1
    asides = words(picture)
    for label in ("second-best parent", "same text", "not on the path"):
        assert label in asides


def test_no_two_texts_of_the_cascade_stand_in_one_place() -> None:
    """Texts without a date have places of their own, wherever they stand on the path."""
    chain = several().chain
    nodes = tuple(replace(node, published=None) for node in chain.nodes[:-1])
    trace = replace(several(), chain=replace(chain, nodes=(*nodes, chain.nodes[-1])))
    circles = parsed(trace).xpath("//svg[@class='cascade']//circle")
    assert len({(c.get("cx"), c.get("cy")) for c in circles}) == len(circles) == 6


def test_the_variant_matrix_shows_why_two_pages_are_siblings() -> None:
    """A derived reading shared with another text is counted and marked in both columns."""
    root = parsed(several())
    assert "Derived readings this page shares: 对岸网 1 places" in section(root, "variants")
    cells = root.xpath("//table[@class='matrix']/tbody/tr/td[contains(@class, 'cell')]")
    assert [(words(c), "derived" in c.get("class"), "with" in c.get("class")) for c in cells] == [
        ("A", True, True), ("B", False, False), ("A", True, True), ("B", False, False),
    ]  # fmt: skip
    assert not parsed(TRACE).xpath("//table[@class='matrix']")


def test_inputs_can_be_checked() -> None:
    """Hashes of the page and of every document, version, weights and command are given."""
    trace = sample("aggregator.html")
    trace = replace(trace, tool=replace(trace.tool, command="page.html -c originals.db"))
    said = section(parsed(trace), "reproduce")
    assert trace.page.sha256 in said
    assert "170cba838458cea445c6d4f150f9c61c27a200f9c188736e00e1a10b627839f4" in said
    assert "reprint-trace page.html -c originals.db" in said
    assert trace.tool.version in said


def test_the_report_needs_nothing_but_itself() -> None:
    """No element loads anything, and the policy forbids whatever is not hashed."""
    text = page_html(sample("aggregator.html"), "zh")
    root: Any = html.document_fromstring(text)
    assert not root.xpath("//*[@src] | //link | //iframe | //object | //embed | //form | //base")
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert len(root.xpath("//script")) == len(root.xpath("//style")) == 1


@LANGS
def test_hostile_text_is_inert(lang: Language) -> None:
    """Scripts, javascript: links, direction marks, escapes and endless titles are shown as text."""
    text = page_html(hostile(), lang)
    text.encode()
    assert len(text) < 400_000
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]", text
    )
    root: Any = html.document_fromstring(text)
    assert len(root.xpath("//script")) == 1
    assert not root.xpath("//img")
    assert not [name for name in root.xpath("//@*/..") for key in name.attrib if key.startswith("on")]
    assert not [href for href in root.xpath("//@href") if not href.startswith(("#", "http://", "https://"))]
    assert not root.xpath("//*[@style]")
    assert "49" not in words(root.xpath("//h1")[0])
    assert "\\u202e" in words(root.xpath("//h1")[0])


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " http://a.example", "http://a.example/\u202e", "//a.example", "http://", "data:text/html,x",
     "http://a.example/\"onclick=", "http://[", "vbscript:x", "http://甲.example/", "/a/0.html", None],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_no_link(url: str | None) -> None:
    """Only http and https addresses in printable ASCII become links."""
    assert web_address(url) is None


def test_a_web_address_is_a_link_that_tells_its_target_nothing() -> None:
    """Links carry rel=noopener noreferrer and show where they lead."""
    link = parsed(TRACE).xpath("//header//a")[0]
    assert link.get("href") == link.text_content() == TRACE.page.url
    assert {"noopener", "noreferrer"} <= set(link.get("rel").split())


def test_what_a_template_prints_is_bounded() -> None:
    """No single value prints more than some thousand characters."""
    assert len(plain("长" * 1_000_000)) < 5_000
    assert "\\x1b" in plain(HOSTILE)


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [("2020-02-24", "2020-02-26", "2 d"), ("2020-02-24", "2020-02-24T10:00", "same day"),
     ("2020-02-24T10:00", "2020-02-24T10:45", "45 min"), ("2020-02-24T10:00", "2020-02-24T10:00", "same time"), ("2020-02-24T10:00", "2020-02-25T10:00", "24 h"),
     ("2020-02-26", "2020-02-24", "−2 d"), ("2020", "2020-01-03", "2 d"), (None, "2020", None), ("soon", "2020", None),
     ("2020-02-24T23:00Z", "2020-02-25T08:30+08:00", "90 min")],
)  # fmt: skip
def test_lags_are_said_as_finely_as_both_dates_allow(earlier: str, later: str, said: str | None) -> None:
    """Minutes where both dates have them, else days; a step back in time shows its sign."""
    assert lag(earlier, later, Messages("en")) == said


@LANGS
def test_the_same_trace_gives_the_same_bytes(lang: Language) -> None:
    """A report can be made again and compared."""
    assert page_html(sample("spun.html"), lang) == page_html(sample("spun.html"), lang)


def test_a_trace_loaded_without_texts_is_still_reported() -> None:
    """Where the originals' texts were not saved, the report says so; given them, it compares."""
    match = replace(TRACE.matches[0], document=replace(TRACE.matches[0].document, text=""))
    bare = replace(TRACE, matches=(match,))
    assert "not saved with this trace" in section(parsed(bare), "text")
    documents = {TRACE.matches[0].document.id: TRACE.matches[0].document}
    assert page_html(bare, "en", documents) == page_html(TRACE, "en")


def test_a_page_alone_is_reported() -> None:
    """Without a corpus and without matches the report still stands."""
    alone = replace(
        TRACE, corpus=None, matches=(), evidence=(),
        chain=replace(TRACE.chain, nodes=TRACE.chain.nodes[-1:], edges=(), path=("page.html",)),
    )  # fmt: skip
    root = parsed(alone)
    assert "No corpus was searched" in section(root, "verdict")
    assert "No earlier text" in section(root, "chain")


def test_the_cascade_is_a_picture_of_its_own() -> None:
    """The SVG stands alone: well-formed, no script, nothing to load, page text only as text."""

    for trace in (TRACE, several(), hostile()):
        picture = etree.fromstring(cascade_svg(trace, "zh").encode())
        names = {etree.QName(element).localname for element in picture.iter() if isinstance(element.tag, str)}
        assert names <= {"svg", "title", "style", "line", "path", "text", "circle"}
        assert not [
            name
            for element in picture.iter()
            for name in element.attrib
            if "href" in str(name) or str(name).startswith("on")
        ]
        assert len(picture.findall("{*}circle")) >= len(trace.chain.path)
