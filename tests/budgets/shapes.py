"""Inputs of one shape and any length, each of which some program was once slow on."""

from __future__ import annotations

from collections.abc import Callable

SENTENCE = "镇上的木工坊今天又开了一炉，师傅说手艺不能断，学徒们都在听。"


def _page(body: str, head: str = "<title>木工坊开炉</title>") -> str:
    story = "".join(f"<p>{SENTENCE}第{n}回。</p>" for n in range(5))
    return f"<html><head>{head}</head><body><h1>木工坊开炉</h1>{story}{body}</body></html>"


PAGES: dict[str, Callable[[int], str]] = {
    "title": lambda n: _page("", f"<title>{'甲乙-丙 ' * n}</title>"),
    "titles": lambda n: _page("", "<meta property='og:title' content='木工坊-开炉'>" * (n // 8)),
    "headings": lambda n: _page("<h1>木工坊开炉</h1>" * (n // 4)),
    "lines": lambda n: _page("".join(f"<p>{SENTENCE}{i}</p>" for i in range(n // 8))),
    "short-lines": lambda n: _page("<br>字".join(str(i) for i in range(n // 2))),
    "one-line": lambda n: _page("<p>" + SENTENCE * (n // 4)),
    "one-word": lambda n: _page("<p>" + "中" * n * 4),
    "credits": lambda n: _page("<p>来源：云溪日报 作者：王小明</p>" * (n // 8)),
    "credit-words": lambda n: _page("<p>" + "来源：" * n),
    "brackets": lambda n: _page("<p>" + "（【《" * n),
    "quotes": lambda n: _page("<p>“" + "“他说：" * n),
    "dashes": lambda n: _page("<p>" + "—-|·" * n),
    "spaces": lambda n: _page("<p>甲" + " 　\t" * n + "乙"),
    "dates": lambda n: _page("<p>" + "2021年3月4日 " * (n // 2)),
    "digits": lambda n: _page("<p>" + "1" * n * 4),
    "numbers": lambda n: _page("<p>" + "一百二十三万" * n),
    "links": lambda n: _page("".join(f"<a href='/a/{i}.html'>木工坊的第{i}则消息在这里</a> " for i in range(n // 8))),
    "list": lambda n: _page("<ul>" + "".join(f"<li><a href='/{i}'>新闻{i}</a>" for i in range(n // 8)) + "</ul>"),
    "deep": lambda n: _page("<div>" * (n // 8) + SENTENCE),
    "unclosed": lambda n: _page("<" * n),
    "comments": lambda n: _page("<!--" * n),
    "attributes": lambda n: _page("<p " + "a='b' " * n + ">" + SENTENCE),
    "own-attributes": lambda n: _page("<p " + "".join(f"a{i}='b' " for i in range(n)) + ">" + SENTENCE),
    "entities": lambda n: _page("<p>" + "&amp;&#27;" * n),
    "siblings": lambda n: _page("<p>话" * n * 8),
    "scripts": lambda n: _page("<script>var a = {'x': \"" + "\\\"" * n + "\"}</script>"),
    "state": lambda n: _page('<script>window.__STATE__ = {"a": [' + '{"t": "' + SENTENCE + '"},' * (n // 8) + "1]}</script>"),
    "json-ld": lambda n: _page("", '<script type="application/ld+json">' + "[" * n + "</script>"),
    "tables": lambda n: _page("<table>" + "<tr><td>来源<td>云溪日报" * (n // 8) + "</table>"),
    "names": lambda n: _page("<p>记者 " + "王小明 李建国 " * n),
    "outlets": lambda n: _page("<p>" + "人民日报、新华社、" * n),
    "latin": lambda n: _page("<p>" + "word " * n),
    "long-latin": lambda n: _page("<p>" + "a" * n * 4),
    "addresses": lambda n: _page("<p>" + "http://a.example/b " * (n // 2)),
    "dots": lambda n: _page("<p>" + "a." * n * 2),
    "styles": lambda n: _page("", "<style>" + "a{b:c}" * n + "</style>"),
    "metas": lambda n: _page("", "".join(f"<meta name='k{i}' content='v'>" for i in range(n // 8))),
    "keywords": lambda n: _page("", f"<meta name='keywords' content='{'木工,' * n}'>"),
    "breadcrumbs": lambda n: _page("<div>首页 " + "&gt; 新闻 " * n + "</div>"),
}  # fmt: skip
TEXTS: dict[str, Callable[[int], str]] = {
    "text-lines": lambda n: "\n".join(f"{SENTENCE}{i}" for i in range(n // 8)),
    "text-titles": lambda n: "木工坊开炉\n" * (n // 2),
    "text-spaces": lambda n: "木工坊\n" + " \n" * n + SENTENCE,
    "text-fields": lambda n: "来源：云溪日报\n时间：2021-03-04\n" * (n // 8) + SENTENCE,
    "text-one-line": lambda n: SENTENCE * (n // 4),
}
PAIRS: dict[str, Callable[[int], tuple[str, str]]] = {
    "equal": lambda n: (SENTENCE * (n // 8), SENTENCE * (n // 8)),
    "repeated": lambda n: ("中" * n * 2, "中" * n * 2),
    "alternating": lambda n: ("中国" * n, "国中" * n),
    "reversed": lambda n: (_numbered(n), "\n".join(reversed(_numbered(n).split("\n")))),
    "other": lambda n: (_numbered(n), _numbered(n).translate(str.maketrans("今天又开了", "昨夜不关着"))),
    "every-second": lambda n: (_numbered(n), "\n".join(_numbered(n).split("\n")[::2])),
    "figures": lambda n: (" ".join(map(str, range(n))), " ".join(str(i * 7) for i in range(n))),
    "punctuation": lambda n: ("，。" * n, "。，" * n),
    "shuffled": lambda n: (_numbered(n), "\n".join(sorted(_numbered(n).split("\n"), key=hash_of))),
    "swapped-words": lambda n: (_numbered(n), _numbered(n).replace("师傅", "老师").replace("手艺", "技术")),
    "one-short": lambda n: (SENTENCE, SENTENCE * (n // 8)),
    "spaced": lambda n: ("甲 " * n, "甲" * n),
}  # fmt: skip


def _numbered(n: int) -> str:
    return "\n".join(f"{i}回{SENTENCE}{i * 31 % 977}号" for i in range(n // 16))


def hash_of(line: str) -> int:
    """A number of a line that looks like chance and is none."""
    return sum(ord(char) * (place + 1) for place, char in enumerate(line)) * 2654435761 % 1000003
