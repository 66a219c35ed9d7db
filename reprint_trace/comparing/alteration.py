"""How far a page alters its original, in shares, lists and one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.comparing.credits import speakers
from reprint_trace.comparing.figures import numbers
from reprint_trace.model import Alteration
from reprint_trace.text.folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reprint_trace.model import Edit
    from reprint_trace.text.folding import Folded

_CUT = ("deletion", "truncation", "byline-removed", "dateline-removed", "caption-removed")
_FOREIGN = ("insertion", "foreign-passage", "title-injection", "relay-lead")
_BY_RULE = ("house-rule", "spin")
_NAMED = 3  # names and figures spelled out in the sentence


def alteration_of(document: Folded, page: Folded, edits: Sequence[Edit], spin: Iterable[str] = ()) -> Alteration:
    """The alteration that the edits make.

    `kept`, `cut` and `by_rule` are shares of the document's folded characters, `foreign` of
    the page's.  `spin` are the lexicon's words that a spinner would have swapped.
    """
    whole, printed = max(1, len(document)), max(1, len(page))
    cut = _letters(edits, _CUT, document=True) / whole
    by_rule = _letters(edits, _BY_RULE, document=True) / whole
    by_hand = _letters(edits, ("substitution", "number-changed", "negation-changed"), document=True) / whole
    lost = [edit.document_text for edit in edits if edit.kind in _CUT]
    changed = [edit for edit in edits if edit.kind == "number-changed"]
    names = [name for edit in edits for name in (*edit.names, *speakers(edit.document_text if edit.kind in _CUT else ""))]
    found = {
        "kept": max(0.0, 1 - cut - by_rule - by_hand),
        "cut": cut,
        "foreign": _letters(edits, _FOREIGN, document=False) / printed,
        "by_rule": by_rule,
    }
    lists = {
        "names_lost": tuple(name for name in dict.fromkeys(names) if name not in page.raw),
        "figures_lost": _figures_lost(lost, page.raw),
        "figures_changed": tuple(f"{edit.document_text}→{edit.page_text}" for edit in changed),
        "negations": tuple(
            f"{edit.document_text}→{edit.page_text}" for edit in edits if edit.kind == "negation-changed"
        ),
    }
    return Alteration(
        **found,
        **lists,
        spin_share=_spin_share(edits, page.raw, spin),
        summary_zh=_chinese(found, lists),
        summary_en=_english(found, lists),
    )


def _letters(edits: Iterable[Edit], kinds: Sequence[str], *, document: bool) -> int:
    texts = ((edit.count, edit.document_text if document else edit.page_text) for edit in edits if edit.kind in kinds)
    return sum(count * len(fold_text(text)) for count, text in texts)


def _figures_lost(lost: Iterable[str], page: str) -> tuple[str, ...]:
    figures = [text[slice(*number.span)] for text in lost for number in numbers(text) if len(number.value[0]) > 1]
    return tuple(figure for figure in dict.fromkeys(figures) if figure not in page)


def _spin_share(edits: Iterable[Edit], page: str, spin: Iterable[str]) -> float:
    """Of the lexicon's words, the share that was swapped: a spinner's fingerprint."""
    swapped = sum(edit.count for edit in edits if edit.kind == "spin")
    if not swapped:
        return 0.0
    return swapped / (swapped + sum(page.count(word) for word in set(spin)))


def _chinese(shares: Mapping[str, float], lists: Mapping[str, tuple[str, ...]]) -> str:
    parts = [f"保留原文{shares['kept']:.0%}", f"删去{shares['cut']:.0%}"]
    if shares["by_rule"]:
        parts.append(f"按规则替换{shares['by_rule']:.1%}")
    parts.append(f"页面另有{shares['foreign']:.0%}不是原文")
    if lists["figures_changed"]:
        parts.append(f"改动数字{len(lists['figures_changed'])}处（{_some(lists['figures_changed'], '、')}）")
    if lists["negations"]:
        parts.append(f"否定词改动{len(lists['negations'])}处")
    if lists["names_lost"]:
        parts.append(f"失去人名{len(lists['names_lost'])}个（{_some(lists['names_lost'], '、')}）")
    if lists["figures_lost"]:
        parts.append(f"失去数字{len(lists['figures_lost'])}个")
    return "，".join(parts) + "。"


def _english(shares: Mapping[str, float], lists: Mapping[str, tuple[str, ...]]) -> str:
    parts = [f"Keeps {shares['kept']:.0%} of the original and cuts {shares['cut']:.0%}"]
    if shares["by_rule"]:
        parts.append(f"{shares['by_rule']:.1%} is swapped by rule")
    parts.append(f"{shares['foreign']:.0%} of the page is not from it")
    counted = (
        ("figures_changed", "figure", "changed"),
        ("negations", "negation", "changed"),
        ("names_lost", "name", "lost"),
        ("figures_lost", "figure", "lost"),
    )
    for key, noun, verb in counted:
        if lists[key]:
            plural = "s" if len(lists[key]) > 1 else ""
            parts.append(f"{len(lists[key])} {noun}{plural} {verb} ({_some(lists[key], ', ')})")
    return "; ".join(parts) + "."


def _some(items: Sequence[str], joint: str) -> str:
    return joint.join(items[:_NAMED]) + ("…" if len(items) > _NAMED else "")
