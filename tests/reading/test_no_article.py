"""Pages that hold no article say so; short articles stay articles."""

from __future__ import annotations

import pytest

from reprint_trace.model import Page, phrase
from reprint_trace.reading import read_page

TITLES = (
    "老街夜市重新开张 摊主忙到深夜",
    "雨后山路塌方 抢修队连夜进场",
    "新书店落户旧厂房 首日迎客两千",
    "渔港开渔 首批渔船凌晨出海",
)
EXCERPTS = (
    "昨天傍晚，城东老街的夜市重新开张，三百多个摊位一字排开，摊主们一直忙到深夜才收摊回家。",
    "连日大雨造成山路塌方，抢修队接到报告后连夜进场清理，预计两天之内可以恢复单向通行。",
    "由旧厂房改建的书店昨日开门迎客，首日来了两千多人，门口的队伍一直排到了街角的邮局。",
    "今天凌晨，渔港举行开渔仪式，首批六十艘渔船陆续驶出港湾，预计三天之后满载返航。",
)
NAV = "<div class='nav'><a href='/'>首页</a><a href='/n/'>新闻</a><a href='/s/'>社会</a></div>"
FOOT = "<div class='footer'><p>河湾网版权所有 未经授权不得转载</p></div>"


def read(title: str, body: str) -> Page:
    page = f"<html><head><title>{title}</title></head><body>{NAV}{body}{FOOT}</body></html>"
    return read_page(page.encode(), file="page.html")


def items(shape: str) -> str:
    return "".join(
        shape.format(n=n, title=title, text=text)
        for n, (title, text) in enumerate(zip(TITLES, EXCERPTS, strict=True), 1)
    )


LISTS = [
    "<div class='item'><h3><a href='/a/2021/{n}01.html'>{title}</a></h3><p>{text}</p><span>2021-03-0{n}</span></div>",
    "<dl><dt><a href='/a/2021/{n}01.html'>{title}</a></dt><dd>{text}<a href='/a/2021/{n}01.html'>[详细]</a></dd></dl>",
    "<article><h2><a href='/a/2021/{n}01.html'>{title}</a></h2><div>2021-03-0{n} 来源：河湾日报</div><p>{text}</p></article>",
]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("404 Not Found", "<h2>404</h2><p>很抱歉，您要访问的页面不存在，请检查网址是否正确之后再试一次。</p>"),
        ("页面找不到了 - 河湾网", "<h1>页面找不到了</h1><p>您访问的文章已被作者删除，系统将在5秒之后自动跳转到首页。</p>"),
        ("提示信息 - 河湾论坛", "<p>抱歉，您没有权限访问该页面，本版块只有特定用户可以进入，请登录之后再试。</p>"),
        ("用户登录 - 河湾网", "<h3>用户登录</h3><p>登录即表示您已阅读并同意用户协议，未注册的手机号将自动创建账号。</p>"),
        ("安全验证", "<p>为了保护您的账号安全，请完成下方的验证，验证通过之后即可继续浏览原来的页面。</p>"),
        ("河湾新闻", "<p>您需要开启JavaScript才能运行这个应用，请在浏览器的设置中开启之后刷新页面。</p>"),
        ("Object not found!", "<h1>Object not found!</h1><p>The requested URL was not found on this server.</p>"),
        ("夜市_搜索结果_河湾网", "<p>为您找到相关结果约1230个</p><p>...夜市重新开张，三百多个摊位一字排开，忙到深夜。</p>"),
        ("网友评论 - 河湾网", "<h1>网友评论</h1><p>真热闹，周末带孩子去逛逛，顺便吃一碗桥头的炒粉。</p>"),
        *(("社会新闻_河湾网", f"<h1>社会新闻</h1><div>{items(shape)}</div>") for shape in LISTS),
        *(("社会新闻_河湾网", f"<div>{items(shape)}</div><p>上一页 1 2 下一页</p>") for shape in LISTS),
    ],
)  # fmt: skip
def test_a_page_without_an_article_has_no_body_and_says_so(title: str, body: str) -> None:
    """Errors, logins, checks, searches, comments and lists yield nothing but the warning."""
    page = read(title, body)
    assert page.body == ""
    assert phrase("warning.no-article") in page.warnings


def test_a_frameset_has_no_body() -> None:
    """What a frameset says to old browsers is no story."""
    page = (
        "<html><head><title>河湾日报数字报</title></head><frameset cols='200,*'><frame src='l.htm'><noframes>"
        "<body><p>此网页使用了框架，但您的浏览器不支持框架，请使用较新的浏览器访问本报。</p></body></noframes></frameset>"
    )
    assert read_page(page.encode(), file="page.html").body == ""


@pytest.mark.parametrize(
    ("title", "head", "text"),
    [
        ("登陆小岛的第一天 队员搭起帐篷", "", "昨天中午，考察队登上小岛，队员们先搭起帐篷，再把仪器一件件搬上岸。"),
        ("“暂停服务”的窗口 今天又亮了灯", "", "昨天下午，停了半年的修表窗口又亮了灯，老师傅说腿脚好了，就接着干。"),
        ("渔港今日开渔", "", "今天凌晨，渔港举行开渔仪式，首批六十艘渔船出海，预计三天之后返航。"),
        ("停水通知", "<p>发布时间：2021-03-05</p>", "因管道检修，3月6日8时至18时中山路沿线停水，请居民提前储水。"),
        ("组图：桥头的早市", "<p>2021-03-05 来源：新华社</p>", "3月5日，摊主在桥头的早市上整理刚摘的青菜。"),
        (
            "“404页面”变身寻人启事 帮三名孩子回家",
            "<p>2021-03-05 来源：新华社</p>",
            "网站打不开的时候会提示页面不存在，如今这块地方成了寻人启事的公告栏。",
        ),
        (
            "医保账户明起可在手机上登录查询",
            "<form>用户登录<input type='password'></form><p>2021-03-05</p>",
            "从明天起，市民可以在手机上登录查询医保账户的余额和明细，不必再去窗口排队。",
        ),
    ],
)  # fmt: skip
def test_a_short_article_is_one(title: str, head: str, text: str) -> None:
    """A notice, a caption and a story about error pages are read as what they are."""
    assert read(f"{title}-河湾网", f"<h1>{title}</h1>{head}<div><p>{text}</p></div>").body == text


def test_a_box_of_links_in_a_story_makes_it_no_list() -> None:
    """Linked titles between the date and the story, and again below, do not make it a list."""
    box = "<div class='box'>" + "".join(
        f"<h4><a href='/a/2021/{n}01.html'>{title}</a></h4>" for n, title in enumerate(TITLES)
    )
    story = "".join(f"<p>{text}</p>" for text in EXCERPTS)
    body = f"<h1>河湾四乡一日</h1><p>2021-03-05 来源：新华社</p>{box}</div><div>{story}</div>{box}</div>"
    assert read("河湾四乡一日", body).body.split("\n") == list(EXCERPTS)
