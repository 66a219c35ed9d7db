"""Simulated sites: their names, house styles and what their handwriting does to a text."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

HEADS = "东西南北中华大新今天上海江河湖山云金星银长安京沪粤楚川闽晋鲁豫皖赣湘蜀滇黔琼辽吉龙青藏"
TAILS = (
    "日报 晚报 新闻网 在线 热线 头条 资讯 联盟 快报 周刊 播报 观察 视界 之窗 信息港 都市报 商报 早报 传媒"
).split()
# phrases with the site {s}, an editor {e}, the headline {t}, a day {d}
LEADS = (
    "{s}小编了解到", "据{s}获悉，", "{s}讯 ", "【{s}】", "{s}编辑为您整理：", "小编获悉，",
    "{s}带你了解，", "本站消息 ", "近日，{s}关注到", "{s}快讯：", "以下是{s}整理的内容。", "{s}{d}日电 ",
)  # fmt: skip
INJECTS = ("【{t}】", "[{t}]", "本文标题：{t}。", "“{t}”一文，", "（{t}）", "{s}：{t}")
FOOTERS = (
    "更多精彩内容请关注{s}。", "（责任编辑：{e}）", "本文来自{s}，如有侵权请联系删除。",
    "[编辑 {e}]",
    "声明：转载此文是出于传递更多信息之目的。", "{s}版权所有，未经许可不得转载。",
    "扫描二维码关注{s}公众号。",
    "免责声明：本文仅代表作者个人观点，与本网无关。",
)  # fmt: skip
RULES = (
    ("记者", "采访人员"), ("我国", "中国"), ("图片", "照片"), ("本报", "本网"), ("公里", "千米"),
    ("百分之", "%"), ("目前", "当前"), ("昨日", "日前"), ("微信", "威信"), ("工作人员", "员工"),
    ("群众", "人民群众"), ("表示", "称"), ("同比", "较上年同期"), ("亿元", "亿元人民币"),
)  # fmt: skip
BYLINES = re.compile(r"（本?报?(?:记者|通讯员)[^（）]{2,40}）|本报记者 [一-鿿]{2,3}(?: |$)|^本报讯 ")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


@dataclass
class Site:
    name: str
    class_: str | None
    spaced: bool = False
    house_rules: tuple[tuple[str, str], ...] = ()
    lead: str = ""
    inject: str = ""
    quotes: tuple[str, str] | None = None
    narrow: bool = False
    spin: float = 0.0
    footer: str = ""
    no_date: bool = False
    day_only: bool = False
    basis: str = "visible"
    strips: bool = False


def name_of(rng: random.Random) -> str:
    return "".join(rng.sample(HEADS, 2)) + rng.choice(TAILS)


def make_site(rng: random.Random, name: str, class_: str | None, heavy: float, clean: bool) -> Site:
    site = Site(name=name, class_=class_)
    editor = rng.choice(SURNAMES) + rng.choice(HEADS)
    fill = {"s": name, "e": editor, "d": rng.randrange(1, 29), "t": "{t}"}
    if rng.random() < 0.12 * heavy:
        site.spaced = True
    if rng.random() < 0.18 * heavy:
        site.house_rules = tuple(rng.sample(RULES, rng.choice((1, 1, 2, 3))))
    if rng.random() < 0.18 * heavy:
        site.lead = rng.choice(LEADS).format(**fill)
    if rng.random() < 0.14 * heavy:
        site.inject = rng.choice(INJECTS).format(**fill)
    if rng.random() < 0.15 * heavy:
        site.quotes = rng.choice((('"', '"'), ("「", "」"), ("『", "』"), ("‘", "’")))
    if rng.random() < 0.08 * heavy:
        site.narrow = True
    if rng.random() < 0.15 * heavy:
        site.spin = rng.uniform(0.1, 0.6)
    if rng.random() < 0.15 * heavy:
        site.footer = rng.choice(FOOTERS).format(**fill)
    site.strips = rng.random() < 0.35
    if not clean:
        site.no_date = rng.random() < 0.15
        site.day_only = rng.random() < 0.4
        site.basis = rng.choice(("visible", "visible", "meta", "json-ld", "url"))
    return site


def byline(rng: random.Random, text: str) -> str:
    """The marks a newsroom leaves on its own story; half of the originals carry some."""
    names = [rng.choice(SURNAMES) + "".join(rng.sample(HEADS, rng.choice((1, 2)))) for _ in range(3)]
    roll = rng.random()
    if roll < 0.15:
        return f"本报讯 （记者 {names[0]}）{text}"
    if roll < 0.3:
        return f"{text}\n（本报记者{'、'.join(names)}）"
    if roll < 0.4:
        return f"本报记者 {names[0]} {text}"
    if roll < 0.5:
        return f"{text}\n（记者{names[0]} 通讯员{names[1]}）"
    return text


def restyle(rng: random.Random, text: str, site: Site, title: str, lexicon: dict[str, str]) -> str:
    """The house's own handwriting, which verbatim copies get too."""
    if site.strips:
        text = BYLINES.sub("", text)
    if site.spin and rng.random() < 0.9:
        for word, other in lexicon.items():
            if word in text and rng.random() < site.spin:
                text = text.replace(word, other)
    for old, new in site.house_rules:
        text = text.replace(old, new)
    lines = typeset(text, site).split("\n")
    if site.lead and rng.random() < 0.9:
        lines[0] = site.lead + lines[0]
    if site.inject and rng.random() < 0.9:
        k = rng.randrange(len(lines))
        lines[k] = site.inject.replace("{t}", title) + lines[k]
    if site.footer and rng.random() < 0.9:
        lines.append(site.footer)
    return "\n".join(lines)


def typeset(text: str, site: Site) -> str:
    """Spaces, widths and quotes of the house."""
    if site.spaced:
        for stop in "，。、；：！？":
            text = text.replace(" " + stop, stop).replace(stop, f" {stop} ")
    if site.narrow:
        text = text.translate(str.maketrans("，；：！？（）", ",;:!?()"))
    if site.quotes:
        text = text.replace("“", site.quotes[0]).replace("”", site.quotes[1])
    return text
