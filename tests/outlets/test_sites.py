"""What an address resolves to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprint_trace.outlets import gazetteer


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("http://paper.people.com.cn/rmrb/html/2020-02/24/nw.D110000renmrb_1-11.htm", "人民日报"),
        ("http://paper.people.com.cn/rmrbhwb/html/2020-02/24/node_865.htm", "人民日报海外版"),
        ("https://politics.people.com.cn/n1/2020/0224/c1.html", "人民网"),
        ("//www.chinanews.com/sh/2020/11-26/9347661.shtml", "中国新闻网"),
        ("https://epaper.gmw.cn/gmrb/html/2024-05/20/nw.D110000gmrb.htm", "光明日报"),
        ("https://tech.gmw.cn/2022-02/13/content.htm", "光明网"),
        ("http://zqb.cyol.com/html/2024-05/13/nw.htm", "中国青年报"),
        ("https://finance.sina.com.cn/roll/", "新浪财经"),
        ("https://tech.sina.com.cn/it/", "新浪科技"),
        ("http://blog.sina.com.cn/s/blog_1.html", "新浪博客"),
        ("https://mp.weixin.qq.com/s/abc", "微信公众平台"),
        ("https://new.qq.com/omn/2020.html", "腾讯"),
        ("https://baijiahao.baidu.com/s?id=1", "百家号"),
        ("https://WWW.ThePaper.CN:443/newsDetail_forward_1", "澎湃新闻"),
        ("http://www.hubei.gov.cn/zwgk/", "湖北省人民政府"),
        ("http://wjw.hubei.gov.cn/bmdt/", "湖北卫健委"),
        ("http://www.gov.cn/xinwen/", "中国政府网"),
        ("www.shadafang.com", "傻大方"),
        ("https://web.archive.org/web/20200224010203/http://www.people.com.cn/a.htm", "人民网"),
    ],
)
def test_an_address_leads_to_the_outlet_that_keeps_the_site(url: str, outlet: str) -> None:
    """A registrable domain, a host of its own or a folder of it decides whose page it is."""
    found = gazetteer().resolve_url(url)
    assert found is not None
    assert found.id == outlet


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.51.134/ftp/stock/21shiji/05.txt",
        "http://[2001:db8::1]/a",
        "https://cdn.people.com.cn/a.jpg",
        "https://img1.chinanews.com/x.png",
        "http://test.thepaper.cn/a",
        "http://staging2.people.com.cn/a",
        "http://fgw.hubei.gov.cn/a",
        "http://nobody.gov.cn/",
        "https://www.com.cn/",
        "https://notpeople.com.cn/",
        "https://people.com.cn.example.org/",
        "javascript:alert(1)",
        "mailto:a@people.com.cn",
        "ftp://www.people.com.cn/",
        "http://",
        "",
        "###",
        "http://[people.com.cn/",
        "http://" + "a." * 900 + "people.com.cn/",
    ],
)
def test_nobody_keeps_raw_hosts_file_servers_and_strangers(url: str) -> None:
    """Raw IPs, file servers, test hosts, departments' own hosts and unknown sites are nobody's."""
    assert gazetteer().resolve_url(url) is None


@given(st.text(max_size=80))
def test_any_string_is_safe_to_ask(text: str) -> None:
    """No string, however malformed, makes resolving an address fail."""
    for url in (text, "http://" + text, "//people.com.cn/" + text):
        gazetteer().resolve_url(url)
