"""The cascade of one trace as a picture of its own (SVG)."""

from __future__ import annotations

from reprint_trace.model import Trace
from reprint_trace.reporting.language import Messages
from reprint_trace.words import Language

from .chain import cascade
from .environment import asset, render


def cascade_svg(trace: Trace, lang: Language = "en") -> str:
    """Texts along time, the chain drawn, runner-ups thin; static: no script, nothing is loaded."""
    t = Messages(lang)
    title = trace.page.title or trace.page.file
    return render("picture.svg.j2", t, cascade=cascade(trace, t), style=asset("cascade.css"), title=title)
