"""Pages made by chance, each with a known declared source: forms of heads and tails that Chinese sites use,
filled with names that are known, formed like an outlet's, or like nothing at all, and with what misleads.

Used by `python -m benchmarks.credits`; the invented pages of `benchmarks.credit_forms` are kept apart.
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import NamedTuple

from reprint_trace.outlets.tables import packaged_rows
from reprint_trace.vocabulary import cells

SENTENCES = (
    "当地有关部门负责人说，工程自去年秋天动工以来进展顺利，目前已经完成总量的六成以上。",
    "记者在现场看到，几台挖掘机正在清理河道里的淤泥，岸边堆放着等待铺设的石料。",
    "按照规划，项目全部建成以后，每年可以为下游的三个乡镇增加供水两百万立方米。",
    "一位住在附近的老人告诉记者，他每天早晚都要到这里走一走，盼着工程早一点完工。",
    "业内人士认为，价格在短期内仍将保持稳定，大幅上涨或者下跌的可能性都不大。",
    "会议要求，各单位要按照时间节点倒排工期，把责任落实到每一个环节和每一个人。",
    "统计显示，今年前三个季度全县共接待游客一百二十万人次，同比增长百分之十一。",
    "学校从本学期开始把劳动课排进课表，每个班都分到了一块二十平方米的菜地。",
    "专家提醒，入冬以后早晚温差加大，老人和孩子外出时要注意添加衣物。",
    "这家企业的负责人表示，新的生产线投产之后，产能将比过去提高三分之一。",
    "演出结束后，观众久久没有离开，演员三次返场，用方言向大家道谢。",
    "救援人员赶到时，水已经漫过了桥面，他们用绳索把被困的两个人拉了上来。",
)
HEADLINES = (
    "河道清淤工程完成六成", "秋收市场价格保持稳定", "县里的小学开了劳动课", "老戏台修好以后的第一场演出",
    "三个乡镇年底用上新水源", "冷空气来了 出门请添衣", "新生产线下月投产", "两人被困桥头 救援人员涉水相救",
    "前三季度游客增长一成", "一座小城的早晨", "农村客运班车实现全覆盖", "图书馆延长开放时间受欢迎",
)  # fmt: skip
PAPER = "日报 晚报 晨报 早报 都市报 商报 时报 网 新闻网 在线 周刊 广播电视台 发布 融媒体中心 新闻 传媒 财经 门户网".split()
ACCOUNT = (
    "说 君 派 观察 研究所 笔记 夜话 圈 实验室 志 集 报告 频道 之家 参考 评论 看点 快讯 日记 书房".split()
)
BODIES = (
    "教育局 卫生健康委 人民政府 文化和旅游局 气象台 大学 中学 人民医院 图书馆 博物馆 住房和城乡建设局".split()
)
LABELS = ("来源：", "来源:", "来源: ", "来源： ", "来源 : ", "稿源：", "文章来源：", "信息来源：", "新闻来源：", "稿件来源：", "出处：", "来自：", "【来源】", "來源：")  # fmt: skip
END_LABELS = (
    "来源：",
    "来源丨",
    "来源 | ",
    "来源/",
    "转自：",
    "本文转自：",
    "本文来源：",
    "文章来源：",
    "稿源：",
    "摘自：",
    "转载自",
)
SECTIONS = (
    "时政要闻 国内新闻 社会新闻 本地新闻 通知公告 工作动态 财经 教育 图片新闻 民生 媒体聚焦 综合新闻".split()
)
CONTROLS = "分享 打印 收藏 评论 关闭 字号 大 中 小 转发 微信 微博 QQ空间 Facebook Twitter 手机看 纠错 举报 点赞 朗读".split()
CLASSES = (
    "info",
    "meta",
    "source",
    "article-info",
    "from",
    "time",
    "author",
    "m-info",
    "tit-bar",
    "x1",
    "css-1k2f",
    "ly",
)


PLACES = ("label", "bare", "end", "below", "closing", "meta", "over-site", "nothing")
LABELLED = (
    "{l}{n}", "{l}{n}", "{l}{n}", "<span>{l}</span>{n}", "{l}<span class='s'>{n}</span>", "来源<span>{n}</span>",
    "{l}[{n}]", "[{l}{n}]", "{l}《{n}》",
)  # fmt: skip

Piece = tuple[str, tuple[str, ...]]  # a piece of a head, and the classes it may have


class Made(NamedTuple):
    """A made page and the name it declares as its source, None for none."""

    html: str
    source: str | None


@cache
def _places() -> list[str]:
    path = Path(__file__).parent.parent / "reprint_trace/outlets/data/places.tsv"
    lines = path.read_text("utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if not line.startswith("#")][1:]


@cache
def _known() -> list[str]:
    wanted = {"", "origin", "central-news", "local-news", "wire", "portal", "provincial"}
    return [row[0] for row in packaged_rows() if row[1] not in ("pseudo", "image-agency") or row[1] in wanted]


@cache
def _words() -> list[str]:
    import jieba

    lines = (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines()
    entries = (line.split() for line in lines)
    return [
        w
        for w, n, part in entries
        if 2 <= len(w) <= 3 and int(n) > 100 and part in ("n", "v", "vn", "a", "nz")
    ]


def outlet_name(rng: random.Random) -> str:
    """An outlet's name: known, formed like one, an account's, a body's, an everyday word, Latin."""
    word, place = rng.choice(_words()), rng.choice(_places())
    initial = rng.choice((word, "小" + word[0], word[:1] + rng.choice(_words())[:1]))
    syllables = rng.sample(
        "Tech Moon Media Biz News Eco Lab Daily Asia Data Auto Geek One Net Post View".split(), 2
    )
    forms = (
        rng.choice(_known()),
        rng.choice((place, word)) + rng.choice(PAPER),
        initial + rng.choice(ACCOUNT),
        place + rng.choice(BODIES),
        word,
        "".join(syllables) + rng.choice(("", "", " China", "网")),
        rng.choice("AVIQ36") + rng.choice(("", "说", "观")) + word + rng.choice(("", "网", "社")),
    )
    return rng.choices(forms, (20, 22, 18, 10, 14, 8, 8))[0]


def person(rng: random.Random) -> str:
    """A person's name: a common surname and characters that given names are made of."""
    surname = rng.choice([line[0] for line in cells("surnames")[:120]])
    given = [line[0] for line in cells("given_characters") if int(line[1]) > 15]
    return surname + "".join(rng.sample(given, rng.choice((1, 2, 2))))


def _date(rng: random.Random) -> str:
    y, m, d = rng.randint(2003, 2024), rng.randint(1, 12), rng.randint(1, 28)
    clock = rng.choice(
        ("", f" {rng.randint(0, 23):02}:{rng.randint(0, 59):02}", f" {rng.randint(0, 23):02}:15:33")
    )
    return (
        rng.choice((f"{y}-{m:02}-{d:02}", f"{y}年{m:02}月{d:02}日", f"{y}/{m}/{d}", f"{y}.{m:02}.{d:02}"))
        + clock
    )


def _linked(rng: random.Random, name: str, share: float = 0.35) -> str:
    if rng.random() > share:
        return name
    target = rng.choice(
        ("", "http://www.a8b3.example/", "http://news.k2x.example/2021/0305/1.html", "#", "/source/12.html")
    )
    return f'<a href="{target}">{name}</a>'


def _class(rng: random.Random, *own: str) -> str:
    name = rng.choice((*own, *CLASSES, *own))
    return rng.choice(("", f' class="{name}"', f' id="{name}"'))


def _spans(rng: random.Random, pieces: list[Piece]) -> str:
    """The pieces of a head in one of the ways sites set them."""
    match rng.randint(0, 4):
        case 0:
            sep = rng.choice(("　", " ", " | ", "&nbsp;&nbsp;"))
            return f"<div{_class(rng)}>{sep.join(text for text, _ in pieces)}</div>"
        case 1:
            sep = rng.choice(("", " ", "\n"))
            inner = sep.join(f"<span{_class(rng, *own)}>{text}</span>" for text, own in pieces)
            return f"<div{_class(rng)}>{inner}</div>"
        case 2:
            return f"<ul>{''.join(f'<li{_class(rng, *own)}>{text}</li>' for text, own in pieces)}</ul>"
        case 3:
            return "".join(f"<p{_class(rng, *own)}>{text}</p>" for text, own in pieces)
        case _:
            cells_ = "".join(f"<td>{text}</td>" for text, _ in pieces)
            return f"<table><tr>{cells_}</tr></table>"


def _noise(rng: random.Random) -> list[Piece]:
    """What stands in a head beside date and source."""
    found: list[Piece] = []
    if rng.random() < 0.3:
        found.append((rng.choice(("作者：", "作者:", "记者：", "撰文：")) + person(rng), ("author",)))
    if rng.random() < 0.2:
        found.append((rng.choice(("责任编辑：", "编辑：", "责编：")) + person(rng), ("editor",)))
    if rng.random() < 0.35:
        found.append(
            (
                rng.choice(
                    ("浏览：{}次", "点击数：{}", "阅读 {}", "{}人参与", "评论({})", "浏览次数：{}")
                ).format(rng.randint(1, 9999)),
                ("count",),
            )
        )
    if rng.random() < 0.2:
        found.append(("字号：<a href='#'>大</a> <a href='#'>中</a> <a href='#'>小</a>", ("font",)))
    if rng.random() < 0.15:
        found.append((f'<a href="/list/">{rng.choice(SECTIONS)}</a>', ("cat",)))
    if rng.random() < 0.15:
        found.append((" ".join(f"<a href='#'>{word}</a>" for word in rng.sample(CONTROLS, 3)), ("share",)))
    return found


def _share(rng: random.Random) -> str:
    words = rng.sample(CONTROLS, rng.randint(2, 5))
    links = "".join(
        f'<a href="http://service.weibo.com/share/share.php?u=1" title="{w}">{w}</a> ' for w in words
    )
    return f"<div{_class(rng, 'share')}>{rng.choice(('', '分享到：', '分享'))}{links}</div>"


class Credited(NamedTuple):
    """What a page says of its source: pieces of its head, its tail, its last sentence's end, its head's meta."""

    source: str | None
    pieces: list[Piece]
    tail: str = ""
    last: str = ""
    meta: str = ""


def made(seed: int) -> Made:
    """The page of a seed."""
    rng = random.Random(seed)
    title, site = rng.choice(HEADLINES), outlet_name(rng)
    if rng.random() < 0.5:
        site = rng.choice(_places()) + rng.choice(("新闻网", "在线", "网", "门户网", "政府网", "论坛"))
    body = [f"<p>{line}</p>" for line in rng.sample(SENTENCES, rng.randint(3, 7))]
    if rng.random() < 0.3:
        reporter = f"本报讯（记者{person(rng)}）"
        lead = rng.choice(("本报讯 ", "新华社北京3月5日电 ", f"{site}讯 ", reporter, "据央视新闻报道，"))
        body[0] = body[0].replace("<p>", "<p>" + lead)
    date: Piece = (rng.choice(("", "", "时间：", "发布时间：", "日期：")) + _date(rng), ("time", "date"))
    made_ = _credited(rng, date, site)
    noise = _noise(rng)
    head = _spans(rng, made_.pieces + rng.sample(noise, len(noise)))
    if rng.random() < 0.3:
        head += _share(rng)
    tail = made_.tail
    if rng.random() < 0.2:
        tail += f"<p>图片来源：{outlet_name(rng)}</p>"
    if rng.random() < 0.35:
        tail += f"<p>{rng.choice(('责任编辑：', '编辑：', '责编：', '（责编：'))}{person(rng)}</p>"
    return Made(_page(rng, title, site, head, body, made_.last, tail, made_.meta), made_.source)


def _credited(rng: random.Random, date: Piece, site: str) -> Credited:
    """A source in one of the places where sites give it, or none."""
    name = site if rng.random() < 0.08 else outlet_name(rng)
    shown = _linked(rng, name)
    match rng.choices(PLACES, (38, 14, 12, 5, 4, 3, 5, 19))[0]:
        case "label":
            label = rng.choice(LABELS)
            piece: Piece = (rng.choice(LABELLED).format(l=label, n=shown), ("source", "ly"))
            return Credited(name, rng.choice(([date, piece], [piece, date])))
        case "bare":
            if name in _words() and rng.random() < 0.7:
                name = shown = rng.choice(_places()) + rng.choice(PAPER)
            piece = (shown, ("source", "media", "name"))
            return Credited(name, rng.choice(([date, piece], [date, piece], [piece, date])))
        case "end":
            return _at_the_end(rng, date, name, shown)
        case "nothing":
            return Credited(None, *_nothing(rng, [date], site))
        case place:
            return _elsewhere(rng, date, name, site, place)


def _elsewhere(rng: random.Random, date: Piece, name: str, site: str, place: str) -> Credited:
    """A source where few sites give it."""
    match place:
        case "below":
            linked = f'<div{_class(rng, "from")}><a href="http://www.k2x.example/a.html">{name}</a></div>'
            entered = f"<p>【{site}】{name}　文章录入：{person(rng)}</p>"
            return Credited(name, [date], rng.choice((linked, entered)))
        case "closing":
            name = rng.choice(_places()) + rng.choice(PAPER[:6])
            return Credited(name, [date], last=rng.choice((f"（{name}）", f"（《{name}》2019年第3期）")))
        case "meta":
            return Credited(name, [date], meta=f'<meta name="source" content="{name}">')
        case _:
            pieces = [date, (_linked(rng, site), ("source", "site"))]
            return Credited(name, pieces, f"<p>{rng.choice(END_LABELS)}{name}</p>")


def _at_the_end(rng: random.Random, date: Piece, name: str, shown: str) -> Credited:
    """A labelled source below the story or behind its last sentence, perhaps with an empty one above."""
    text = f"{rng.choice(END_LABELS)}{shown}"
    text = rng.choice((text, f"（{text}）", f"[{text}]", text + "　编辑：" + person(rng)))
    pieces: list[Piece] = [date]
    if rng.random() < 0.25:
        pieces.append((rng.choice(("来源：网络", "来源：转载", "来源：")), ("source",)))
    if rng.random() < 0.4:
        return Credited(name, pieces, last=text if text[0] in "（[" else f"（{text}）")
    return Credited(name, pieces, f"<p{_class(rng)}>{text}</p>")


def _nothing(rng: random.Random, pieces: list[Piece], site: str) -> tuple[list[Piece], str, str]:
    """A head and tail without a source, but with something that looks like one."""
    tail, last = "", ""
    match rng.randint(0, 9):
        case 0:
            pieces.append((person(rng), ("author",)))
        case 1:
            pieces.append((rng.choice(LABELS) + person(rng), ("source",)))
        case 2:
            pieces.append(
                (
                    rng.choice(LABELS)
                    + rng.choice(("网络", "互联网", "转载", "未知", "", "佚名", "本站原创")),
                    ("source",),
                )
            )
        case 3:
            pieces.append((f'<a href="/sz/">{rng.choice(SECTIONS)}</a>', ("cat",)))
        case 4:
            last = f"</p><p>图为现场。{rng.choice(('图片来源：', '图源：', '资料来源：', '数据来源：'))}{outlet_name(rng)}"
        case 5:
            tail = f"<p>凡本网注明“来源：{site}”的作品，均为本网合法拥有版权的作品。凡注明“来源：XXX（非{site}）”的作品，均转载自其它媒体。</p>"
        case 6:
            tail = f"<p>关注{site}微信公众号</p><p><a href='/about/'>关于我们</a></p>"
        case 7:
            tail = f"<div class='tags'><a href='/t/1'>{rng.choice(_words())}</a></div>"
        case 8:
            tail = f"<p>参考文献：Smith, A. ({rng.randint(1990, 2020)}). Water and towns. 来源：Elsevier</p>"
        case _:
            pass
    return pieces, tail, last


def _page(
    rng: random.Random, title: str, site: str, head: str, body: list[str], last: str, tail: str, meta: str
) -> str:
    if last:
        body[-1] = body[-1].replace("</p>", last + "</p>")
    links = "".join(
        f"<li><a href='/a/{n}.html'>{each}</a></li>" for n, each in enumerate(rng.sample(HEADLINES, 5))
    )
    nav = "".join(f'<a href="/{n}/">{word}</a>' for n, word in enumerate(("首页", *rng.sample(SECTIONS, 4))))
    crumb = rng.choice(
        (
            "",
            f'<div>当前位置：<a href="/">{site}</a> &gt; <a href="/n/">{rng.choice(SECTIONS)}</a> &gt; 正文</div>',
        )
    )
    mast = rng.choice(("", f'<div class="logo"><a href="/">{site}</a></div>'))
    foot = rng.choice(
        (f"版权所有 {site}", f"Copyright © 2021 {site} All Rights Reserved", "关于我们 | 联系我们")
    )
    heading = rng.choice(("h1", "h1", "h2", "div"))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}{rng.choice("_-|")}{site}</title>{meta}</head>'
        f"<body>{mast}<div class='nav'>{nav}</div>{crumb}<div{_class(rng)}><{heading}>{title}</{heading}>{head}"
        f"<div{_class(rng, 'content')}>{''.join(body)}</div>{tail}</div>"
        f"<div><h3>相关新闻</h3><ul>{links}</ul></div><div>{foot}</div></body></html>"
    )
