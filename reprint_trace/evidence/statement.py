"""What a case says in words: the fields of a record of preserved electronic data (电子数据保全、存证), and
what all of it proves and does not.

Fields follow the forms in use for 存证 and SF/T 0076-2020 (电子数据存证技术规范): who, what, where, when, how, with
which tool, and the digests.  Who asks and who operates is for people to write in: those fields are empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprint_trace.reporting.brief import Block, Paper
from reprint_trace.reporting.tables import csv_bytes
from reprint_trace.reporting.wording import Messages
from reprint_trace.words import say

if TYPE_CHECKING:
    from reprint_trace.model import Trace
    from reprint_trace.words import Language

FIELDS = (
    "applicant", "applicant-id", "kind", "name", "address", "title", "stated-date", "saved-date", "file",
    "bytes", "sha256", "sm3", "method", "tool", "environment", "network", "started", "command", "operator",
    "timestamp", "remarks",
)  # fmt: skip
PROVES = ("bytes", "content", "comparison", "repeatable", "time")
NOT = ("online", "author", "earliest", "corpus", "address", "identity", "law")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What fills the fields."""

    trace: Trace
    name: str
    bytes: int
    sha256: str
    sm3: str
    started: str
    command: str
    system: str
    python: str
    version: str


def _values(facts: Facts, lang: Language) -> dict[str, str]:
    page = facts.trace.page
    return {
        "kind": say("case.is-web-page", lang), "name": page.title or facts.name, "address": page.url or "",
        "title": page.title or "", "stated-date": page.published.value if page.published else "",
        "saved-date": page.saved or "", "file": facts.name, "bytes": str(facts.bytes), "sha256": facts.sha256,
        "sm3": facts.sm3, "method": say("case.is-compared", lang), "tool": f"reprint-trace {facts.version}",
        "environment": f"{facts.system}, Python {facts.python}", "network": say("case.is-offline", lang),
        "started": facts.started, "command": facts.command, "timestamp": say("case.is-stamped", lang),
    }  # fmt: skip


def form(facts: Facts) -> bytes:
    """The fields as a table: each by its Chinese and its English name, and its value."""
    values = _values(facts, "zh")
    return csv_bytes(
        [
            {
                "字段": say(f"case.field.{field}", "zh"), "field": say(f"case.field.{field}", "en"),
                "值 value": values.get(field, ""),
            }
            for field in FIELDS
        ],
        ("字段", "field", "值 value"),
    )  # fmt: skip


def statement(facts: Facts, lang: Language) -> bytes:
    """The fields, what the case proves, and what it does not, as a page to print."""
    from reprint_trace.reporting.page import paper_html

    t = Messages(lang)
    values = _values(facts, lang)
    paper = Paper(
        title=t("case.title"),
        lead=t("case.lead"),
        blocks=(
            Block(
                t("case.form"), (), ("", ""),
                tuple((say(f"case.field.{field}", lang), values.get(field, "")) for field in FIELDS),
            ),
            Block(t("case.proves"), tuple(say(f"case.proves.{name}", lang) for name in PROVES)),
            Block(t("case.proves-not"), tuple(say(f"case.not.{name}", lang) for name in NOT)),
            Block(t("case.check"), (t("case.check-how"),)),
        ),
        foot=t("footer", version=facts.version),
    )  # fmt: skip
    return paper_html(paper, lang).encode("utf-8", "backslashreplace")
