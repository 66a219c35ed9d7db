"""Invented pages, each with a way of crediting (or not crediting) a source, written before the code was read.

    python -m benchmarks.credit_forms [--worst]

Prints the share whose declared source is read right, and with --worst the ones that are not.  All
names, places and stories are invented except well-known outlets.  Nothing is fitted to these pages.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import cycle

STORIES = (
    (
        "云岭县启动老街修缮 沿街商户照常营业",
        (
            "云岭县老街修缮工程昨日正式开工，首批施工的是东段一百二十米的沿街立面，工期预计为七个月。",
            "县住建部门介绍，这次修缮不改变街巷的走向和宽度，木构件能留则留，更换的部分用同种木料补配。",
            "在老街开了二十年面馆的店主说，施工队把脚手架让出了门口，生意没有受到太大的影响。",
            "按照计划，西段的修缮将在明年春天接着进行，届时还将恢复一座已经停用多年的戏台。",
        ),
    ),
    (
        "北湾港今年吞吐量突破三千万吨",
        (
            "截至本月二十日，北湾港今年累计完成货物吞吐量三千零六万吨，比去年同期增长百分之八点四。",
            "港务负责人表示，增长主要来自粮食和散装水泥，集装箱业务基本与去年持平。",
            "今年三月投用的二号泊位可停靠五万吨级货轮，船舶平均候泊时间缩短了将近一半。",
            "码头工人说，过去卸一船粮食要三天，如今用上新的吸粮机，一天半就能清舱。",
        ),
    ),
    (
        "青石镇小学的孩子有了自己的气象站",
        (
            "一座由学生自己看管的气象站日前在青石镇小学的操场边建成，每天早中晚三次记录气温和雨量。",
            "校长说，起因是去年夏天一场大雨，孩子们围着老师问为什么天气预报没有说准。",
            "气象站的设备由县气象局捐赠，技术员每周来一次，教孩子们看百叶箱里的温度计。",
            "五年级的学生把三个月的数据画成曲线，贴在了教室后面的墙上。",
        ),
    ),
    (
        "秋粮收购价格稳中有升 农户惜售情绪减弱",
        (
            "进入十月下旬，各地秋粮陆续上市，主产区玉米收购价格较月初每斤上涨两到三分钱。",
            "一家粮库的负责人说，今年新粮水分偏低，入库的车辆每天在二百台上下，比去年同期多。",
            "分析人士认为，加工企业开工率回升，拉动了需求，短期内价格仍将在目前的水平上波动。",
            "一位种粮大户告诉记者，他已经卖出七成新粮，余下的准备到年底再看。",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Form:
    """A page's credit: `want` is its declared source; the rest is HTML put in at the named places."""

    name: str
    want: str | None
    head: str = "<div>2021-03-05 09:12</div>"  # between headline and story
    tail: str = ""  # behind the story
    lead: str = ""  # before the first sentence
    last: str = ""  # behind the last sentence
    site: str = "云岭新闻网"
    above: str = ""  # before the headline
    meta: str = ""


FORMS = (
    # labelled, beside the date
    Form("label-known", "新华网", '<div class="info">2021-03-05 09:12 来源：新华网</div>'),
    Form("label-unknown", "青萍周刊", '<div class="info">2021-03-05 09:12 来源：青萍周刊</div>'),
    Form("label-unknown-odd", "木鱼说", "<p>来源：木鱼说 时间：2021-03-05</p>"),
    Form("label-everyday", "观察", "<p>[日期：2021-03-05] 来源：观察 作者：李四 [字体：大 中 小]</p>"),
    Form("label-everyday-2", "发现", "<div>时间：2021-03-05 来源：发现 浏览：31次</div>"),
    Form("label-verb-like", "看见", "<div><span>来源:看见</span> <span>2021/03/05</span></div>"),
    Form(
        "label-split",
        "石桥晚报",
        "<div><span>2021-03-05</span><span>来源：</span><span>石桥晚报</span></div>",
    ),
    Form(
        "label-split-link",
        "石桥晚报",
        '<div><em>2021-03-05</em> 来源：<a href="http://wb.shiqiao.example/">石桥晚报</a></div>',
    ),
    Form(
        "label-no-colon",
        "石桥在线",
        "<div>发表于<span>2021-03-05 09:12</span>| <span>88</span>次阅读| 来源<span>石桥在线</span>| 作者<span>李四</span></div>",
    ),
    Form("label-no-colon-space", "石桥在线", "<div>来源 石桥在线　发布时间 2021-03-05 09:12</div>"),
    Form("label-from", "渔火网", "<div>来自：渔火网 发布于 2021-03-05</div>"),
    Form("label-spaced", "渔火网", "<div>来　源：渔火网　　时　间：2021-03-05</div>"),
    Form("label-bar", "渔火网", "<div>来源 | 渔火网 2021-03-05</div>"),
    Form("label-bar-zh", "渔火网", "<div>来源丨渔火网 2021-03-05</div>"),
    Form("label-square", "渔火网", "<div>来源：[ 渔火网 ] 2021-03-05</div>"),
    Form("label-gao", "渔火日报", "<div>稿源：渔火日报 编辑：李四 2021-03-05</div>"),
    Form("label-chu", "极目快讯", "<div>2021-03-05 09:12 出处：极目快讯 作者：小满</div>"),
    Form(
        "label-xinxi",
        "县融媒体中心",
        "<div>信息来源：县融媒体中心 发布时间：2021-03-05 09:12 浏览次数：20</div>",
    ),
    Form("label-trad", "山城新報", "<div>2021-03-05 09:12 來源：山城新報</div>"),
    Form("label-mixed", "V观财经", "<div>2021-03-05 来源：V观财经</div>"),
    Form("label-latin", "TechMoon", "<div>2021-03-05 来源：TechMoon</div>"),
    Form("label-wechat", "微信公众号“山语”", "<div>2021-03-05 来源：微信公众号“山语”</div>"),
    Form("label-person", None, "<div>2021-03-05 来源：苏晚晴</div>"),
    Form(
        "label-agency-org",
        "云岭县住房和城乡建设局",
        "<div>来源：云岭县住房和城乡建设局 日期：2021-03-05</div>",
    ),
    # bare beside the date
    Form(
        "bare-known",
        "中国新闻网",
        '<div class="meta"><span>2021-03-05 09:12</span><span>中国新闻网</span></div>',
    ),
    Form(
        "bare-unknown",
        "青萍周刊",
        '<div class="meta"><span>2021-03-05 09:12</span><span>青萍周刊</span></div>',
    ),
    Form(
        "bare-unknown-link",
        "木石集",
        '<div><span>2021-03-05 09:12</span> <a href="http://www.mushiji.example/">木石集</a></div>',
    ),
    Form(
        "bare-first",
        "石桥晚报",
        "<div><span>石桥晚报</span> <span>2021-03-05 09:12</span> <span>评论 3</span></div>",
    ),
    Form("bare-one-line", "石桥晚报", "<div>2021-03-05 09:12:33　石桥晚报</div>"),
    Form(
        "bare-class",
        "渔火",
        '<div class="info"><span class="date">2021-03-05</span><span class="source">渔火</span></div>',
    ),
    # at the end
    Form("end-bracket", "山城日报", last="（来源：山城日报）"),
    Form("end-bracket-unknown", "渡口夜话", last="（来源：渡口夜话）"),
    Form("end-line", "新华社", tail="<p>来源丨新华社</p><p>编辑丨李四</p>"),
    Form(
        "end-label-over-site",
        "新华社",
        "<div>2021-03-05 09:12 <span>云岭新闻网</span></div>",
        tail="<p>来源丨新华社</p>",
    ),
    Form(
        "end-linked",
        "中国新闻网",
        tail='<div><a href="http://www.chinanews.com/gn/1.shtml" target="_blank">中国新闻网</a></div><p>责编：李四</p>',
    ),
    Form(
        "end-linked-unknown",
        "远山报",
        tail='<div class="from"><a href="http://www.yuanshanbao.example/a/1.html">远山报</a></div><p>责编：李四</p>',
    ),
    Form("end-reprint", "山城日报", tail="<p>本文转自：山城日报</p>"),
    Form("end-original", "渡口夜话", tail="<p>原文来自渡口夜话，转载请注明出处。</p>"),
    Form(
        "end-article-entry", "山城日报", tail="<p>【云岭新闻网】山城日报　文章录入：李四　责任编辑：王五</p>"
    ),
    Form("lead-reprint", "山城日报", lead="转自：山城日报　"),
    Form("end-editor-and-source", "山城日报", tail="<p>（责任编辑：李四 来源：山城日报）</p>"),
    # no source, though something looks like one
    Form("none-plain", None),
    Form(
        "none-share",
        None,
        '<div>2021-03-05 09:12</div><div><a href="https://www.facebook.com/sharer.php?u=1">Facebook</a> <a href="https://service.weibo.com/share/share.php">新浪微博</a> <a href="#">微信</a></div>',
    ),
    Form(
        "none-share-words",
        None,
        "<div>2021-03-05 09:12 <span>分享到：</span><a href='#'>QQ空间</a><a href='#'>腾讯微博</a></div>",
    ),
    Form("none-picture", None, last="</p><p>图为修缮中的老街。图片来源：山城日报"),
    Form("none-picture-2", None, tail="<p>图源：视觉中国</p>"),
    Form("none-data", None, tail="<p>数据来源：国家统计局</p>"),
    Form(
        "none-disclaimer",
        None,
        tail="<p>凡本网注明“来源：云岭新闻网”的作品，均为本网合法拥有版权的作品，未经授权不得转载。凡注明“来源：XXX（非云岭新闻网）”的作品，均转载自其它媒体。</p>",
    ),
    Form("none-author", None, "<div>作者：苏晚晴 2021-03-05 09:12</div>"),
    Form("none-bare-person", None, "<div><span>苏晚晴</span><span>2021-03-05 09:12</span></div>"),
    Form(
        "none-section",
        None,
        "<div><span>2021-03-05 09:12</span> <a href='/sz/'>时政要闻</a> <span>阅读 330</span></div>",
    ),
    Form(
        "none-foreign",
        None,
        tail="<p>参考文献：Lee, J. and Moon, K. (2019). Old streets and new towns. Journal of Small Cities, 12(3): 44-61. 来源：Springer</p>",
    ),
    Form(
        "none-headline-behind",
        None,
        tail="<p>转载自http://www.yunling.example/a/1.html 云岭县启动老街修缮 沿街商户照常营业</p>",
    ),
    Form("none-quoted", None, lead="据山城日报报道，"),
    Form("none-comment", None, tail="<div class='comment'><p>网友 渔火：来源是哪里？</p></div>"),
    Form("none-water", None, last="这一地区的饮用水主要来源：地下水和青石水库。"),
    # the site's own name, or nobody
    Form("site-self", "云岭新闻网", "<div>2021-03-05 09:12 来源：云岭新闻网</div>"),
    Form("nobody", None, "<div>2021-03-05 09:12 来源：网络</div>"),
    # account pages
    Form(
        "account-writer",
        "山城日报",
        '<div><span>原创</span> <span>苏晚晴</span> <a href="javascript:void(0);" id="js_name">山城日报</a> <em>2021-03-05 09:12</em></div>',
        site="微信公众平台",
    ),
    Form(
        "two-labels-top-wins",
        "山城日报",
        "<div>2021-03-05 来源：山城日报</div>",
        tail="<p>图片来源：青萍图库</p><p>文字来源：山城日报</p>",
    ),
    Form("author-and-source", "山城日报", "<div>作者：苏晚晴　来源：山城日报　2021-03-05</div>"),
    Form("source-with-place", "山城日报", "<div>2021-03-05 09:12 来源: 山城日报 (云岭)</div>"),
    Form("source-page", "山城日报", "<div>来源：山城日报 第3版 2021-03-05</div>"),
    Form("source-title-marks", "《山城日报》", "<div>来源：《山城日报》 2021-03-05</div>"),
    Form(
        "follow-site",
        "山城日报",
        "<div>2021-03-05 来源：山城日报</div><div><a href='#'>关注云岭新闻网</a></div>",
    ),
    Form("meta-only", "山城日报", meta='<meta name="source" content="山城日报">'),
)


def html(form: Form, story: tuple[str, tuple[str, ...]]) -> str:
    """The page of a form: masthead, way, headline, head, story, tail, related links, footer."""
    title, (first, *rest) = story
    body = "".join(f"<p>{line}</p>" for line in (form.lead + first, *rest[:-1], rest[-1] + form.last))
    links = "".join(f'<li><a href="/a/{n}.html">{other}</a></li>' for n, (other, _) in enumerate(STORIES))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_{form.site}</title>{form.meta}</head>'
        '<body><div class="top"><a href="/">首页</a><a href="/news/">新闻</a><a href="/bbs/">论坛</a></div>'
        f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/news/">新闻</a> &gt; 正文</div>{form.above}'
        f'<div class="main"><h1>{title}</h1>{form.head}<div class="text">{body}</div>{form.tail}</div>'
        f'<div class="more"><h3>相关新闻</h3><ul>{links}</ul></div>'
        f'<div class="foot">关于我们 | 联系我们 | 版权所有 {form.site} 京ICP备00000000号</div></body></html>'
    )


def pages() -> list[tuple[Form, bytes]]:
    """Every form with its page."""
    return [(form, html(form, story).encode()) for form, story in zip(FORMS, cycle(STORIES), strict=False)]


def main() -> None:
    from reprint_trace.reading import read_page

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worst", action="store_true", help="name the pages that are misread")
    args = parser.parse_args()
    missed = []
    for form, data in pages():
        page = read_page(data, file=form.name)
        if (page.declared_source or "").strip("《》") != (form.want or "").strip("《》"):
            missed.append(f"{form.name}: want {form.want}, got {page.declared_source}")
    print(f"{len(FORMS) - len(missed)} of {len(FORMS)} invented credits read right")
    if args.worst:
        print("\n".join(missed))


if __name__ == "__main__":
    main()
