"""Short invented stories with the verdict a careful lawyer would give: what is printed on the pages, what the
corpus holds, and what may be said of it.  The stories were written before the code was looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from reprint_trace.comparing import compare
from reprint_trace.model import Document, Page, Published, Trace
from reprint_trace.outlets import gazetteer
from reprint_trace.reading import read_page
from reprint_trace.tables.articles import document_from_page
from reprint_trace.tracing import trace_group

DYKE = [
    "连日来，白鹭河下游的堤防加固工程进入收尾阶段，两岸的村民都赶来看新修的石坝合龙。",
    "工程负责人介绍，这段堤防全长十一公里，去年汛期曾出现四处渗漏，险些漫过东岸的菜地。",
    "记者在现场看到，八台挖掘机正在清理河滩，工人们把编好的石笼一层一层码放在坡脚。",
    "“往年一到六月就睡不踏实，今年总算可以放心了。”家住河边的老船工陆守田告诉记者。",
    "据水利部门统计，加固之后的堤防可以抵御三十年一遇的洪水，保护耕地六万三千亩。",
    "施工单位还在堤顶铺了一条四米宽的巡查便道，平时供村民散步，汛期供抢险车辆通行。",
    "下一步，当地将在沿河的十七个村建立水位观测点，由村民轮流值守，数据实时上传。",
    "按照计划，全部工程将在五月底前通过验收，赶在主汛期到来之前投入使用。",
]
LIBRARY = [
    "一座由旧粮仓改成的图书馆日前在青杉镇开放，首日接待读者两千一百多人次。",
    "图书馆馆长闻静说，粮仓建于一九五八年，墙体厚达六十厘米，冬暖夏凉，很适合藏书。",
    "改造时，设计师保留了木制的粮斗和输送带，孩子们可以坐在粮斗里翻看图画书。",
    "馆内现有图书四万八千册，其中三分之一由本镇居民捐赠，最早的一本是清末的刻本。",
    "记者了解到，馆里不设门槛，也不办借书证，读者登记一个电话便可把书带回家。",
    "开放一周以来，借出的一千三百册图书已经归还九百多册，没有一册破损。",
    "镇上的退休教师组成了志愿队，每天下午为放学的孩子讲故事，一直讲到家长来接。",
    "青杉镇计划用三年时间把余下的五座粮仓也改造出来，分别用作戏台、茶馆和工坊。",
]
SPUN = {"介绍": "先容", "告诉": "奉告", "统计": "统计数据", "计划": "方案", "平时": "平常", "现有": "现存",
        "分别": "离别", "余下": "剩余", "登记": "挂号"}  # fmt: skip
XINHUA = "新华社青杉5月18日电（记者何以宁）"

Change = Callable[[list[str]], list[str]]


def swapped(*pairs: str) -> Change:
    """Words put in the place of others: 甲=乙."""
    return lambda text: [_put(line, pairs) for line in text]


def _put(line: str, pairs: tuple[str, ...]) -> str:
    for pair in pairs:
        before, after = pair.split("=")
        line = line.replace(before, after)
    return line


def cut(*gone: int) -> Change:
    return lambda text: [line for i, line in enumerate(text) if i not in gone]


def led(lead: str) -> Change:
    """With words before the first paragraph."""
    return lambda text: [lead + text[0], *text[1:]]


def ended(line: str) -> Change:
    return lambda text: [*text, line]


def spun(text: list[str]) -> list[str]:
    return [_put(line, tuple(f"{a}={b}" for a, b in SPUN.items())) for line in text]


def made(text: list[str], *changes: Change) -> list[str]:
    for change in changes:
        text = change(text)
    return text


@dataclass(frozen=True)
class Doc:
    """A text of the corpus: whose, when, what it says."""

    outlet: str
    at: str | None
    text: list[str]
    source: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Saved:
    """A saved page: the site's name, when, the line under its headline, its story."""

    site: str
    at: str | None
    line: str
    text: list[str]


@dataclass(frozen=True)
class Case:
    """`want` says for pages, by number, which verdicts on the origin a careful lawyer could sign; `top` which
    text heads the chain, `path` how the text came, `never` which outlets are not drawn."""

    name: str
    pages: list[Saved]
    want: dict[int, str]
    documents: list[Doc] = field(default_factory=list)
    top: dict[int, str] = field(default_factory=dict)
    path: dict[int, str] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    corpus_of_pages: tuple[int, ...] = ()


def headline(text: list[str]) -> str:
    return "白鹭河堤防加固工程月底合龙" if any("堤防" in line for line in text) else "旧粮仓里开出一座图书馆"


def markup(page: Saved) -> bytes:
    title = headline(page.text)
    paragraphs = "".join(f"<p>{line}</p>" for line in page.text)
    return f"""<html><head><meta charset="utf-8"><title>{title}_{page.site}</title>
<meta property="og:site_name" content="{page.site}"></head><body><div class="crumb"><a href="/">首页</a> &gt;
<a href="/news/">新闻</a></div><h1>{title}</h1><div class="info"><span>{(page.at or "").replace("T", " ")}</span>
<span>{page.line}</span></div><div class="content">{paragraphs}</div><div class="footer">版权所有 {page.site}</div></body></html>""".encode()


def read(page: Saved, number: int) -> Page:
    return read_page(markup(page), file=f"page-{number}.html")


def document(doc: Doc, number: int) -> Document:
    known = gazetteer().resolve(doc.outlet)
    when = (
        Published(value=doc.at, precision="minute" if "T" in doc.at else "day", basis="corpus")
        if doc.at
        else None
    )
    return Document(id=f"doc-{number}", text="\n".join(doc.text), title=headline(doc.text),
                    publisher=doc.outlet, source=doc.source, outlet=known[-1].id if known else None,
                    published=when, url=doc.url)  # fmt: skip


def traced(case: Case) -> list[Trace]:
    pages = [read(page, i) for i, page in enumerate(case.pages)]
    documents = [document(doc, i) for i, doc in enumerate(case.documents)]
    documents += [document_from_page(read(case.pages[i], 90 + i)) for i in case.corpus_of_pages]
    matches = []
    for page in pages:
        found = [compare(d, page, 0.5) for d in documents]
        matches.append(tuple(m for m in found if max(m.page_covered, m.document_covered) > 0.1))
    return trace_group(pages, matches)


CASES: list[Case] = []
PLACE = Path(__file__).with_name("told.json")
TOLD: dict[str, list[str]] = json.loads(PLACE.read_text("utf-8"))


def case(name: str, pages: list[Saved], want: dict[int, str], *documents: Doc, **more: object) -> None:
    CASES.append(Case(name, pages, want, list(documents), **more))  # type: ignore[arg-type]


GUANGMING = Doc("光明日报", "2021-05-18T06:30", DYKE)
HECHUAN = Doc("禾川晚报", "2021-05-18T06:30", DYKE)
TOUCHED = swapped("两岸的=两岸", "险些=差点")
FURTHER = swapped("家住河边的=住在河边的", "去年=上年")

# fmt: off
# ── the declared origin is here ────────────────────────────────────────────────────────

case("a copy with its credit", [Saved("海纳网", "2021-05-19 10:20", "来源：光明日报", made(DYKE, TOUCHED,
     cut(6)))], {0: "confirmed"}, GUANGMING, top={0: "doc-0"}, path={0: "direct"})
case("a verbatim copy with its credit", [Saved("海纳网", "2021-05-19 10:20", "来源：光明日报", DYKE)],
     {0: "confirmed"}, GUANGMING, top={0: "doc-0"})
case("a copy without a date", [Saved("海纳网", None, "来源：光明日报", made(DYKE, TOUCHED, cut(7)))],
     {0: "confirmed"}, GUANGMING, top={0: "doc-0"})
case("an excerpt of a third", [Saved("海纳网", "2021-05-19 10:20", "来源：光明日报", made(DYKE, cut(3, 4, 5,
     6, 7)))], {0: "confirmed"}, GUANGMING, top={0: "doc-0"})
case("a spun copy that credits the original", [Saved("拾闻铺子", "2021-05-20 08:00", "来源：光明日报",
     made(DYKE, spun, led("拾闻铺子小编获悉，")))], {0: "confirmed"}, GUANGMING, top={0: "doc-0"})
case("a newspaper nobody has listed", [Saved("海纳网", "2021-05-19 10:20", "来源：禾川晚报", made(DYKE,
     TOUCHED))], {0: "confirmed"}, HECHUAN, top={0: "doc-0"})
case("the credit names a site of the same house", [Saved("海纳网", "2021-05-19 10:20", "来源：人民网",
     made(DYKE, TOUCHED))], {0: "confirmed"}, Doc("人民日报", "2021-05-18T06:30", DYKE), top={0: "doc-0"})
case("the outlet by its English name", [Saved("海纳网", "2021-05-19 10:20", "来源：China Daily", made(DYKE,
     TOUCHED))], {0: "confirmed"}, Doc("中国日报", "2021-05-18T06:30", DYKE), top={0: "doc-0"})
case("the credit in traditional characters", [Saved("海納網", "2021-05-19 10:20", "來源：光明日報",
     made(DYKE, TOUCHED))], {0: "confirmed"}, GUANGMING, top={0: "doc-0"})
case("a typing error of the original put right", [Saved("海纳网", "2021-05-19 10:20", "来源：光明日报",
     DYKE)], {0: "confirmed"}, Doc("光明日报", "2021-05-18T06:30", made(DYKE, swapped("合龙=合笼",
     "巡查=巡察"))), top={0: "doc-0"})
case("the original was updated after an hour, the later text is copied", [Saved("海纳网",
     "2021-05-18 10:20", "来源：光明日报", made(DYKE, swapped("十一公里=十二公里", "两岸的=两岸")))],
     {0: "confirmed"}, GUANGMING, Doc("光明日报", "2021-05-18T07:30", made(DYKE,
     swapped("十一公里=十二公里", "四处=五处"))))
case("a burst within minutes of the original", [Saved("海纳网", "2021-05-18 06:34", "来源：光明日报",
     made(DYKE, TOUCHED)), Saved("云帆资讯", "2021-05-18 06:35", "来源：光明日报", made(DYKE, cut(7))),
     Saved("百晓在线", "2021-05-18 06:37", "来源：光明日报", made(DYKE, FURTHER))], {0: "confirmed",
     1: "confirmed", 2: "confirmed"}, GUANGMING)
case("a page and a twin of it in the corpus beside the original", [Saved("海纳网", "2021-05-19 10:20",
     "来源：光明日报", made(DYKE, TOUCHED, cut(6)))], {0: "confirmed"}, GUANGMING, Doc("云帆资讯",
     "2021-05-19T09:00", made(DYKE, TOUCHED, cut(6)), source="光明日报"), top={0: "doc-0"})
case("a page and a later twin in the corpus beside the original", [Saved("海纳网", "2021-05-19 10:20",
     "来源：光明日报", made(DYKE, TOUCHED, cut(6)))], {0: "confirmed"}, GUANGMING, Doc("云帆资讯",
     "2021-05-21T09:00", made(DYKE, TOUCHED, cut(6)), source="光明日报"), top={0: "doc-0"})
case("an undated twin and an undated original", [Saved("海纳网", "2021-05-19 10:20", "来源：光明日报",
     made(DYKE, TOUCHED, cut(6)))], {0: "confirmed supported unverifiable"}, Doc("光明日报", None, DYKE),
     Doc("云帆资讯", None, made(DYKE, TOUCHED, cut(6)), source="光明日报"))
case("an account of a platform is the declared source", [Saved("海纳网", "2021-05-19 10:20",
     "来源：微信公众号“禾川发布”", made(DYKE, TOUCHED))], {0: "confirmed"}, Doc("禾川发布",
     "2021-05-18T06:30", DYKE), top={0: "doc-0"}, never=("微信公众平台",))
case("a page dated before the original it copies, with a copyist's marks", [Saved("拾闻铺子",
     "2021-05-17 08:00", "来源：光明日报", made(DYKE, spun, led("拾闻铺子小编获悉，"), cut(7)))],
     {0: "confirmed supported unverifiable"}, GUANGMING)

# ── a credit of another ────────────────────────────────────────────────────────────────

case("a whole copy under a foreign credit", [Saved("海纳网", "2021-05-20 10:20", "来源：北屏都市报", DYKE)],
     {0: "contradicted"}, HECHUAN, top={0: "doc-0"}, never=("北屏都市报",))
case("a touched copy under a foreign credit", [Saved("海纳网", "2021-05-20 10:20", "来源：工人日报",
     made(DYKE, TOUCHED, cut(5)))], {0: "contradicted"}, HECHUAN, top={0: "doc-0"})
case("three pages share a false credit, the original is here", [Saved("海纳网", "2021-05-20 10:20",
     "来源：工人日报", made(DYKE, TOUCHED)), Saved("云帆资讯", "2021-05-20 15:00", "来源：工人日报",
     made(DYKE, TOUCHED, cut(6))), Saved("百晓在线", "2021-05-21 09:00", "来源：工人日报", made(DYKE,
     TOUCHED, FURTHER))], {0: "contradicted", 1: "contradicted", 2: "contradicted unverifiable"}, HECHUAN,
     top={0: "doc-0", 2: "doc-0"})
case("two copies of one spun text share a false credit", [Saved(site, at, "来源：北屏都市报",
     made(DYKE, spun, cut(2, 5), led("（图文来自网络）"))) for site, at in (("拾闻铺子", "2021-05-20 08:17"),
     ("另铺子", "2021-05-22 10:00"))], {0: "contradicted", 1: "contradicted unverifiable"}, HECHUAN, top={0: "doc-0", 1: "doc-0"})
case("two pages share a credit, nobody's original is here", [Saved("海纳网", "2021-05-20 10:20",
     "来源：工人日报", made(DYKE, TOUCHED)), Saved("云帆资讯", "2021-05-20 15:00", "来源：工人日报",
     made(DYKE, TOUCHED, cut(6)))], {0: "unverifiable", 1: "unverifiable"})
case("four pages of one unseen page share a credit", [Saved(site, f"2021-05-2{i} 10:20", "来源：工人日报",
     made(DYKE, TOUCHED, change)) for i, (site, change) in enumerate((("海纳网", cut(6)), ("云帆资讯",
     cut(7)), ("百晓在线", FURTHER), ("渤海热点", swapped("八台=8台"))))], dict.fromkeys(range(4),
     "unverifiable supported"))
case("saved pages as corpus, both with one false credit", [Saved("海纳网", "2021-05-20 10:20",
     "来源：工人日报", made(DYKE, TOUCHED))], {0: "unverifiable"}, Doc("云帆资讯", "2021-05-19T10:20", DYKE,
     source="工人日报"), top={0: "doc-0"})
case("the credited outlet has another story in the corpus", [Saved("海纳网", "2021-05-20 10:20",
     "来源：光明日报", made(DYKE, TOUCHED))], {0: "contradicted"}, HECHUAN, Doc("光明日报",
     "2021-05-18T06:30", LIBRARY), top={0: "doc-0"})
case("a portal's reprint that credits another is no original", [Saved("海纳网", "2021-05-20 10:20",
     "来源：北屏都市报", made(DYKE, TOUCHED))], {0: "unverifiable"}, Doc("新浪网", "2021-05-19T10:20", DYKE,
     source="工人日报"))
case("a newspaper's text that itself credits the declared outlet", [Saved("海纳网", "2021-05-20 10:20",
     "来源：北屏都市报", made(DYKE, TOUCHED))], {0: "unverifiable supported"}, Doc("禾川晚报",
     "2021-05-19T10:20", DYKE, source="北屏都市报"))
case("the declared outlet printed the text after the page did", [Saved("海纳网", "2021-05-18 10:20",
     "来源：光明日报", DYKE)], {0: "contradicted unverifiable"}, Doc("光明日报", "2021-05-23T06:30", DYKE))
case("本站原创 over an older text", [Saved("海纳网", "2021-05-20 10:20", "来源：本站原创", made(DYKE,
     TOUCHED))], {0: "contradicted"}, HECHUAN, top={0: "doc-0"})

# ── carriers ───────────────────────────────────────────────────────────────────────────

RELAY = made(DYKE, TOUCHED, cut(6))
case("the credited relay is here, its own source too", [Saved("新浪网", "2021-05-19 09:00",
     "来源：光明日报", RELAY), Saved("海纳网", "2021-05-19 15:00", "来源：新浪网", made(RELAY, FURTHER))],
     {0: "confirmed", 1: "carrier"}, GUANGMING, top={1: "doc-0"}, path={1: "declared-relay"})
case("the credited relay is a newspaper that credits its source", [Saved("云溪日报", "2021-05-19 09:00",
     "来源：光明日报", RELAY), Saved("海纳网", "2021-05-19 15:00", "来源：云溪日报", made(RELAY, FURTHER))],
     {0: "confirmed", 1: "carrier"}, GUANGMING, top={1: "doc-0"})
case("the credited relay printed the text without a credit", [Saved("海纳网", "2021-05-21 10:20",
     "来源：云溪日报", made(RELAY, FURTHER))], {0: "carrier unverifiable"}, GUANGMING, Doc("云溪日报",
     "2021-05-19T06:30", RELAY), top={})
case("a credited portal of which no text is here", [Saved("海纳网", "2021-05-20 10:20", "来源：新浪网",
     made(DYKE, TOUCHED))], {0: "unverifiable carrier"}, GUANGMING, top={0: "doc-0"})
case("relay and origin both credited", [Saved("海纳网", "2021-05-20 10:20", "转自：新浪网　来源：光明日报",
     made(DYKE, TOUCHED))], {0: "confirmed"}, GUANGMING, top={0: "doc-0"})
for credit, verdict in {"人民网－江城观察报": "confirmed", "渡口网-江城观察报·江城新闻客户端": "confirmed",
                        "新华社、江城观察报": "confirmed", "观察报": "unverifiable",
                        "央视新闻客户端 江城观察报": "unverifiable"}.items():  # fmt: skip
    case(f"an unknown paper is credited as {credit}", [Saved("海纳网", "2021-05-20 10:20", f"来源：{credit}",
         made(DYKE, TOUCHED))], {0: verdict}, Doc("江城观察报", "2021-05-19T06:30", DYKE), top={0: "doc-0"})
case("a relay left its name in the text", [Saved("海纳网", "2021-05-20 10:20", "来源：光明日报", made(DYKE,
     TOUCHED, led("渤海热点小编了解到，")))], {0: "confirmed"}, GUANGMING, top={0: "doc-0"},
     path={0: "undeclared-relay"})

# ── agencies ───────────────────────────────────────────────────────────────────────────

case("papers print an agency's text, the page credits the agency", [Saved("海纳网", "2021-05-20 10:20",
     "来源：新华社", made(LIBRARY, led(XINHUA), cut(5)))], {0: "supported"}, Doc("光明日报",
     "2021-05-19T06:30", made(LIBRARY, led(XINHUA))), Doc("工人日报", "2021-05-19T06:30", made(LIBRARY,
     led(XINHUA), cut(4))))
case("the page dropped the agency's dateline", [Saved("海纳网", "2021-05-20 10:20", "来源：新华社",
     made(LIBRARY, TOUCHED, cut(5)))], {0: "supported"}, Doc("光明日报", "2021-05-19T06:30", made(LIBRARY,
     led(XINHUA))))
case("the paper dropped the agency's dateline", [Saved("海纳网", "2021-05-20 10:20", "来源：新华社",
     made(LIBRARY, cut(5)))], {0: "unverifiable supported"}, Doc("光明日报", "2021-05-19T06:30", LIBRARY))
case("the page credits the paper that printed the agency's text", [Saved("海纳网", "2021-05-20 10:20",
     "来源：光明日报", made(LIBRARY, led(XINHUA), cut(5)))], {0: "carrier unverifiable"}, Doc("光明日报",
     "2021-05-19T06:30", made(LIBRARY, led(XINHUA))))
case("the agency's own text is here", [Saved("海纳网", "2021-05-20 10:20", "来源：新华社", made(LIBRARY,
     led(XINHUA), cut(5)))], {0: "confirmed supported"}, Doc("新华社", "2021-05-18T16:30", made(LIBRARY,
     led(XINHUA))), top={0: "doc-0"}, never=())

# ── words of the newsroom itself ───────────────────────────────────────────────────────

case("本报 in a copy without a credit", [Saved("柿子湾网", "2021-05-20 10:20", "", made(DYKE,
     led("本报北京5月18日电（记者何以宁）")))], {0: "missing"}, Doc("禾川晚报", "2021-05-18T06:30",
     made(DYKE, led("本报北京5月18日电（记者何以宁）"))), top={0: "doc-0"})
case("本报 in a copy without a credit, nothing else here", [Saved("柿子湾网", "2021-05-20 10:20", "",
     made(DYKE, led("本报讯（记者何以宁）")))], {0: "unverifiable missing"})
case("a byline bears out the credit", [Saved("海纳网", "2021-05-20 10:20", "来源：禾川晚报", made(DYKE,
     led("禾川晚报讯（记者何以宁）")))], {0: "supported"})

# ── nobody is credited ─────────────────────────────────────────────────────────────────

case("no credit", [Saved("海纳网", "2021-05-20 10:20", "", made(DYKE, TOUCHED))], {0: "missing"}, GUANGMING,
     top={0: "doc-0"})
case("来源：网络", [Saved("海纳网", "2021-05-20 10:20", "来源：网络", made(DYKE, TOUCHED))], {0: "missing"},
     GUANGMING, top={0: "doc-0"})
case("a photo credit alone", [Saved("海纳网", "2021-05-20 10:20", "图片来源：视觉中国", made(DYKE,
     TOUCHED))], {0: "missing"}, GUANGMING, top={0: "doc-0"})
case("a credit and no corpus", [Saved("海纳网", "2021-05-20 10:20", "来源：光明日报", DYKE)],
     {0: "unverifiable"})

# ── several sources, and the page itself ───────────────────────────────────────────────

case("a page merged from two newspapers", [Saved("海纳网", "2021-05-20 10:20", "来源：光明日报", [*DYKE,
     *LIBRARY[:4]])], {0: "confirmed"}, GUANGMING, Doc("禾川晚报", "2021-05-18T06:30", LIBRARY))
case("a page merged from two newspapers that credits the smaller part", [Saved("海纳网", "2021-05-20 10:20",
     "来源：禾川晚报", [*DYKE, *LIBRARY[:4]])], {0: "confirmed supported unverifiable"},
     Doc("光明日报", "2021-05-18T06:30", DYKE), Doc("禾川晚报", "2021-05-18T06:30", LIBRARY))
case("a page that took two paragraphs of the paper it credits", [Saved("海纳网", "2021-05-20 10:20",
     "来源：禾川晚报", [*DYKE, *LIBRARY[:2]])], {0: "confirmed supported unverifiable"},
     Doc("光明日报", "2021-05-18T06:30", DYKE), Doc("禾川晚报", "2021-05-18T06:30", LIBRARY))
case("a page merged from two newspapers that credits neither", [Saved("海纳网", "2021-05-20 10:20",
     "来源：工人日报", [*DYKE, *LIBRARY[:4]])], {0: "contradicted"},
     Doc("光明日报", "2021-05-18T06:30", DYKE), Doc("禾川晚报", "2021-05-18T06:30", LIBRARY))
case("most of a page is from nobody here, the rest from another newspaper", [Saved("海纳网", "2021-05-20 10:20",
     "来源：工人日报", [*DYKE[:3], *LIBRARY])], {0: "unverifiable"}, Doc("光明日报", "2021-05-18T06:30", DYKE))
case("the newspaper's text here says itself whence it has it", [Saved("海纳网", "2021-05-20 10:20", "来源：工人日报",
     DYKE)], {0: "unverifiable supported"}, Doc("光明日报", "2021-05-18T06:30", ["（来源：工人日报）", *DYKE]))
case("the page itself was added to the corpus", [Saved("海纳网", "2021-05-20 10:20", "来源：光明日报",
     DYKE)], {0: "unverifiable"}, corpus_of_pages=(0,), top={0: "named:光明日报"})
case("a page that names no site was added to the corpus", [Saved("", "2021-05-20 10:20", "来源：光明日报",
     DYKE)], {0: "unverifiable"}, corpus_of_pages=(0,), top={0: "named:光明日报"})

# ── more voices ────────────────────────────────────────────────────────────────────────

SIGNED = led("禾川晚报讯（记者何以宁）")
case("a newsroom's own page is the oldest text", [Saved("禾川晚报", "2021-05-18 06:30", "", made(DYKE, led("本报讯（记者何以宁）"))),
     Saved("海纳网", "2021-05-19 10:20", "来源：禾川晚报", made(DYKE, TOUCHED, led("本报讯（记者何以宁）"), cut(6)))],
     {0: "confirmed missing unverifiable", 1: "confirmed supported unverifiable"})
case("本站原创 of a newsroom, copied by others", [Saved("禾川晚报", "2021-05-18 06:30", "来源：本站原创", DYKE),
     Saved("海纳网", "2021-05-19 10:20", "来源：禾川晚报", made(DYKE, TOUCHED, cut(6))),
     Saved("云帆资讯", "2021-05-20 10:20", "来源：禾川晚报", made(DYKE, spun, cut(7)))],
     {0: "confirmed unverifiable", 1: "confirmed supported", 2: "confirmed supported"})
case("本站原创 of a portal, nothing older here", [Saved("海纳网", "2021-05-18 06:30", "来源：本站原创", DYKE)],
     {0: "unverifiable"})
case("two texts bear the dateline of another than the page credits", [Saved("海纳网", "2021-05-20 10:20",
     "来源：工人日报", made(LIBRARY, cut(2))), Saved("云帆资讯", "2021-05-20 11:20", "", made(LIBRARY, led(XINHUA), cut(4))),
     Saved("百晓在线", "2021-05-20 12:20", "", made(LIBRARY, led(XINHUA), cut(6)))],
     {0: "contradicted unverifiable", 1: "missing supported unverifiable", 2: "missing supported unverifiable"})
case("one text bears the dateline of another than the page credits", [Saved("海纳网", "2021-05-20 10:20",
     "来源：工人日报", made(LIBRARY, cut(2))), Saved("云帆资讯", "2021-05-20 11:20", "", made(LIBRARY, led(XINHUA), cut(4)))],
     {0: "unverifiable"})
case("the credit is a link to the original's site", [Saved("海纳网", "2021-05-20 10:20",
     '来源：<a href="http://www.people.com.cn/n1/2021/0518/c1.html">人民网</a>', made(DYKE, TOUCHED))], {0: "confirmed"},
     Doc("人民网", "2021-05-18T06:30", DYKE), top={0: "doc-0"})
case("a relay's name travels with the text", [Saved("渤海热点", "2021-05-19 10:20", "来源：光明日报",
     made(DYKE, TOUCHED, led("渤海热点小编了解到，"))), Saved("海纳网", "2021-05-20 10:20", "来源：光明日报",
     made(DYKE, TOUCHED, led("渤海热点小编了解到，"), FURTHER))], {0: "confirmed", 1: "confirmed"}, GUANGMING,
     top={1: "doc-0"}, path={1: "undeclared-relay"})
case("a reporter's name bears out the byline", [Saved("海纳网", "2021-05-20 10:20", "", made(DYKE, SIGNED, cut(2))),
     Saved("云帆资讯", "2021-05-20 11:20", "", made(DYKE, ended("（记者 何以宁）"), cut(5)))],
     {0: "supported unverifiable missing", 1: "missing"})
case("a text of the corpus credits the same paper at its end", [Saved("海纳网", "2021-05-20 10:20", "来源：禾川晚报",
     made(DYKE, cut(2)))], {0: "unverifiable supported"},
     Doc("云帆资讯", "2021-05-20T09:00", made(DYKE, cut(5), ended("（来源：禾川晚报）"))))
case("a paper of the house prints its sister's text", [Saved("人民网", "2021-05-20 10:20", "来源：人民日报",
     made(DYKE, cut(6)))], {0: "confirmed unverifiable"}, Doc("人民日报", "2021-05-18T06:30", DYKE), top={0: "doc-0"})
case("three undated copies without a source", [Saved(site, None, "", made(DYKE, change)) for site, change in
     (("海纳网", cut(6)), ("云帆资讯", FURTHER), ("百晓在线", TOUCHED))], {0: "missing", 1: "missing", 2: "missing"})
case("the credited outlet printed the text later, another had it first", [Saved("海纳网", "2021-05-19 10:20",
     "来源：光明日报", DYKE)], {0: "contradicted unverifiable"}, HECHUAN, Doc("光明日报", "2021-05-23T06:30", DYKE),
     top={0: "doc-0"})
case("a copy of a copy whose page credits nobody", [Saved("云帆资讯", "2021-05-19 10:20", "", RELAY),
     Saved("海纳网", "2021-05-20 10:20", "来源：光明日报", made(RELAY, FURTHER, cut(4)))],
     {0: "missing", 1: "confirmed"}, GUANGMING, top={1: "doc-0"})
case("来源：新浪网, whose page is here and credits a false source", [Saved("新浪网", "2021-05-19 09:00",
     "来源：工人日报", RELAY), Saved("海纳网", "2021-05-19 15:00", "来源：新浪网", made(RELAY, FURTHER))],
     {0: "contradicted", 1: "carrier"}, HECHUAN, top={1: "doc-0"})

# fmt: on


@cache
def outcome(name: str) -> list[Trace]:
    return traced(next(c for c in CASES if c.name == name))


@pytest.mark.parametrize("name", [c.name for c in CASES])
def test_a_careful_lawyer_would_sign_the_verdict(name: str) -> None:
    """Each story has the verdict, the head of the chain and the path that its pages allow."""
    wanted = next(c for c in CASES if c.name == name)
    for number, trace in enumerate(outcome(name)):
        said = [wanted.want.get(number), wanted.top.get(number), wanted.path.get(number)]
        assert trace.verdict.origin in (said[0] or trace.verdict.origin).split(), trace.verdict
        assert trace.chain.path[0] == (said[1] or trace.chain.path[0])
        assert trace.verdict.path == (said[2] or trace.verdict.path)
        assert not {node.outlet for node in trace.chain.nodes} & set(wanted.never)


def told(trace: Trace) -> str:
    """A trace in a line: verdict, steps with what they rest on, the words said, reasons, sources."""
    known = {entry.id: entry for entry in trace.evidence if entry.quote}
    steps = [
        f"{e.from_}{'··' if e.open else '—'}{e.grade}→{e.to} "
        + ",".join(f"{known[i].kind}@{known[i].document}" for i in e.evidence)
        for e in trace.chain.edges
    ]
    words = [
        " ".join([p.code.removeprefix("verdict.says."), *(str(v) for _, v in p.values if v)])
        for p in (*trace.verdict.summary, *trace.verdict.would_change)
        if not p.code.endswith("candidates")
    ]
    nodes = [f"{n.id}:{n.role}:{n.outlet}:{len(n.twins)}:{n.observed}" for n in trace.chain.nodes]
    reasons = [f"{known[i].kind}@{known[i].document}" for i in trace.verdict.reasons]
    sources = [f"{s.document} {s.share:.1f} {s.credit is not None}" for s in trace.sources]
    lines = (f"{trace.verdict.origin} {trace.verdict.path} {trace.verdict.probability is not None}", nodes, steps,
             words, reasons, sources)  # fmt: skip
    return " | ".join(line if isinstance(line, str) else "; ".join(line) for line in lines)


@pytest.mark.parametrize("name", sorted(TOLD))
def test_what_is_told_of_a_story_rests_on_what_it_shows(name: str) -> None:
    """Steps with their grades and evidence, the words of the verdict, its reasons and the sources of the page are
    those written down for the story (told.json: `python -m tests.lineage.test_scenarios` writes it anew)."""
    assert [told(trace) for trace in outcome(name)] == TOLD[name]


if __name__ == "__main__":
    written = {c.name: [told(trace) for trace in outcome(c.name)] for c in CASES if c.name in TOLD}
    PLACE.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", "utf-8")
