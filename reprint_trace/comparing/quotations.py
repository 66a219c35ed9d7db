"""Common text that neither page wrote: what both quote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.comparing.compared import Compared
    from reprint_trace.model import Span

LONGEST = 600  # raw characters of a notice; a text without line breaks is one paragraph
# A notice that is not in quotation marks goes to the end of its paragraph, ...
_NOTICE = re.compile(
    r"(?:通报|通告|公告|通知|声明|公开信)"
    r"(?:(?:全文|内容)?(?:称|如下|显示|指出|写道)?[:：]|(?:称|指出|写道)[，,])\s*(?P<notice>[^\n]{20,})"
)
# ... or stands before the body that signs it, with the day.
_SIGNATURE = re.compile(
    r"[一-鿿]{2,20}(?:法院|检察院|公安局|分局|政府|委员会|管委会|办公室|指挥部|管理局|宣传部|教育局|卫健委)"
    r"[（(]?\s{0,8}\d{4}年\d{1,2}月\d{1,2}日"
)


def quoted_share(pair: Compared) -> float:
    """How much of the common text stands inside the page's quotation marks, or a notice it prints."""
    quotes = [*_in_quotes(pair.page.raw), *_notices(pair.page.raw)]
    return _share([passage.page for passage in pair.passages], quotes)


def notice_share(pair: Compared) -> float:
    """How much of the common text is a notice, as the text says that tells it more plainly."""
    return max(
        _share([passage.page for passage in pair.passages], list(_notices(pair.page.raw))),
        _share(sorted(passage.document for passage in pair.passages), list(_notices(pair.document.raw))),
    )


def _share(passages: list[Span], quotes: list[Span]) -> float:
    """The share of passages, in order, that lies inside quotes."""
    common = sum(end - start for start, end in passages)
    quoted, rest = 0, 0
    inside = _joined(quotes)
    for start, end in passages:
        while rest < len(inside) and inside[rest][1] <= start:
            rest += 1
        at = rest
        while at < len(inside) and inside[at][0] < end:
            quoted += min(end, inside[at][1]) - max(start, inside[at][0])
            at += 1
    return quoted / common if common else 0.0


def _notices(text: str) -> Iterator[Span]:
    for found in _NOTICE.finditer(text):
        yield found.start("notice"), min(found.end(), found.start("notice") + LONGEST)
    for signature in _SIGNATURE.finditer(text):
        yield max(0, signature.end() - LONGEST), signature.end()


def _joined(spans: list[Span]) -> list[Span]:
    """Spans in order, overlapping ones as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _in_quotes(text: str) -> list[Span]:
    spans: list[Span] = []
    start = text.find("“")
    while start >= 0:
        end = text.find("”", start)
        if end < 0:
            break
        spans.append((start, end))
        start = text.find("“", end)
    return spans
