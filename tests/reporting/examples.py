"""A small trace built by hand, for tests of what is printed."""

from reprint_trace.model import (
    Chain,
    Claim,
    CorpusInfo,
    Document,
    Edge,
    Edit,
    Evidence,
    Match,
    Node,
    Page,
    PageLink,
    Passage,
    Published,
    Quote,
    RunnerUp,
    Signature,
    Site,
    Teaser,
    Tool,
    Trace,
    Verdict,
    phrase,
)

DAY = Published(value="2021-04-13", precision="day", basis="url", quote="/a/2021/0413/1.html")

PAGE = Page(
    file="page.html",
    sha256="0" * 64,
    format="html",
    encoding="utf-8",
    url="http://dafangji.example/a/2021/0413/1.html",
    url_basis="canonical",
    site=Site(name="大方集", domain="dafangji.example"),
    title="[/red]云溪老厂房变身新车间",
    published=DAY,
    language="zh-Hans",
    breadcrumbs=("首页", "人文"),
    body="云溪的老厂房里亮起了灯。\n采访人员走进车间。",
    declared_source="云溪日报",
    claims=(
        Claim(
            kind="declared",
            label="稿源",
            text="云溪日报",
            evidence=Quote(quote="稿源:(云溪日报)", where="tail", rule="label"),
        ),
    ),
    teasers=(Teaser(title="江岸开通新线路", category="人文", reads=15, excerpt="一小我"),),
    previous=PageLink(title="春茶开采", url="/a/0.html"),
)

ORIGINAL = Document(
    id="yxrb-1",
    text="云溪的老厂房里亮起了灯。\n记者走进车间。",
    title="老厂房变身新车间",
    source="云溪日报",
    published=Published(value="2021-04-13", precision="day", basis="corpus"),
)

MATCH = Match(
    document=ORIGINAL,
    jaccard=0.8,
    jaccard_exact=0.82,
    page_covered=0.9,
    document_covered=0.95,
    passages=(Passage(page=(0, 12), document=(0, 12)),),
    edits=(
        Edit(
            kind="house-rule",
            page=(13, 17),
            document=(13, 15),
            page_text="采访人员",
            document_text="记者",
            rule="lexicon",
        ),
    ),
)

TRACE = Trace(
    page=PAGE,
    corpus=CorpusInfo(
        name="originals.db",
        documents=8,
        earliest="2021-03-01",
        latest="2021-05-30",
        signature=Signature(
            scheme="affine32",
            permutations=128,
            seed=1,
            hash="sha1",
            shingle="word-2",
            tokenizer="jieba",
            folding="1",
            fingerprint="winnow",
        ),
    ),
    matches=(MATCH,),
    chain=Chain(
        nodes=(
            Node(id="yxrb-1", role="document", outlet="云溪日报", published="2021-04-13", observed=True),
            Node(id="named:南湾快讯", role="named", outlet="南湾快讯", observed=False),
            Node(id="page.html", role="page", published="2021-04-13", observed=True),
        ),
        edges=(
            Edge(from_="yxrb-1", to="named:南湾快讯", probability=0.9, grade="B"),
            Edge(
                from_="named:南湾快讯",
                to="page.html",
                probability=0.95,
                grade="A",
                runner_up=RunnerUp(from_="yxrb-1", probability=0.05),
                evidence=("e1",),
            ),
        ),
        path=("yxrb-1", "named:南湾快讯", "page.html"),
    ),
    verdict=Verdict(
        origin="confirmed",
        path="undeclared-relay",
        probability=0.95,
        summary=(
            phrase("verdict.says.confirmed", outlet="云溪日报"),
            phrase("verdict.says.undeclared-relay", relays=("南湾快讯",)),
        ),
        reasons=("e1",),
        would_change=(phrase("verdict.says.change-confirmed"),),
    ),
    evidence=(
        Evidence(
            id="e1",
            kind="relay",
            quote="南湾快讯小编了解到",
            document="page.html",
            span=(0, 9),
            supports=("verdict",),
            weight=3.0,
        ),
    ),
    tool=Tool(version="0", weights="none"),
)
