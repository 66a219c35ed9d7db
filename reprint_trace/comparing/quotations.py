"""Common text that neither page wrote: what both quote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.comparing.compared import Compared
    from reprint_trace.model import Span

# A notice that is not in quotation marks goes to the end of its paragraph.
_NOTICE = re.compile(
    r"(?:通报|通告|公告|通知|声明|公开信)(?:全文|内容)?(?:称|如下|显示|指出|写道)?[:：]\s*(?P<notice>[^\n]{20,})"
)


def quoted_share(pair: Compared) -> float:
    """How much of the common text stands inside the page's quotation marks, or a notice it prints."""
    common = sum(passage.page[1] - passage.page[0] for passage in pair.passages)
    quoted, rest = 0, 0
    inside = _joined([*_in_quotes(pair.page.raw), *_notices(pair.page.raw)])
    for start, end in (passage.page for passage in pair.passages):  # both in the page's order
        while rest < len(inside) and inside[rest][1] <= start:
            rest += 1
        at = rest
        while at < len(inside) and inside[at][0] < end:
            quoted += min(end, inside[at][1]) - max(start, inside[at][0])
            at += 1
    return quoted / common if common else 0.0


def _notices(text: str) -> Iterator[Span]:
    return (found.span("notice") for found in _NOTICE.finditer(text))


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
