"""What two texts are to each other: a copy is not the only reason why they read alike.

copy              one was printed from the other, or both from one, without rewriting
version           the same story, rewritten or with text of its own on both sides
same-wire         two houses sign the same agency text, and neither names the other
template          one form filled in twice: the sentences agree, the figures do not; or the same
                  phrases used again long after, around other matter
shared-quotation  independent stories around one notice or statement
unrelated         too little in common

Texts are related from the one line of match on (`text/related.py`), furniture and repeats set aside and a
formula in one sentence discounted.  What related texts are to each other is told by a linear model of a
few facts (multinomial logistic regression), fitted to pairs read by hand and made ones by
`python -m benchmarks.relations --write` (data/relation.tsv); its reasons are the facts that weigh most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from math import log1p
from typing import TYPE_CHECKING, NamedTuple, cast

from reprint_trace.attribution import datelines, named_after
from reprint_trace.comparing.facts import (
    PROSE,
    beside_the_point,
    form_of,
    notice_share,
    one_sided,
    own_text,
    quoted_share,
    rewriting,
    spun,
)
from reprint_trace.comparing.indels import furniture
from reprint_trace.comparing.lexicon import rows
from reprint_trace.comparing.statements import in_plain_writing, plain_writing, sentences
from reprint_trace.model import Phrase, phrase
from reprint_trace.text.related import RELATED, RUN, related
from reprint_trace.text.terms import told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reprint_trace.comparing.facts import Compared
    from reprint_trace.model import Edit, Relation, Span


DENSE = 30.0  # small edits per 1,000 characters from which more say no more
OWN = 0.8  # coverage on both sides under which each has a story of its own
QUOTED = 0.6  # share of the common text that is quoted, from which it is a quotation they share
WHOLE = 0.9  # coverage on both sides from which one text has all of the other's story
FORMULA = 0.3  # rewritten share from which texts so far apart only use one form of words, ...
AGES = 180  # ... in days: state news says the same things in the same words year after year
FURNITURE = 400  # folded characters up to which common text that no headline speaks of is a site's furniture
EDITED = 0.04, 3.0, 15  # rewritten share, small edits per 1,000 characters, characters of their own: any of
# these from which a text is edited, one of the facts (best of those tried on pairs read by hand)
SOLID = 12  # folded characters of a run that is more than a name or a set phrase
MOST = 0.6  # share of either text from which one sentence in common is no formula in it
TOLD, LEAST = 3, 0.3  # reasons told, and what the least of them weighs
RELATIONS: tuple[Relation, ...] = ("copy", "version", "same-wire", "shared-quotation", "template")


class Fact(NamedTuple):
    """Something true of a pair: the feature it is to the model, its value there, and how it is told."""

    feature: str
    value: float
    told: Phrase


def relation_of(pair: Compared) -> tuple[Relation, tuple[Phrase, ...]]:
    """The relation, and the facts that weigh most in it."""
    if pair.unrelated:
        return "unrelated", (pair.unrelated,)
    return weighed(facts_of(prepared(pair)), learned())


def prepared(pair: Compared) -> Compared:
    """The pair as its relation is read: in simplified writing, furniture and repeats discounted."""
    pair = _in_plain_writing(pair)
    rest = [max(1, len(text) - n) for text, n in zip((pair.document, pair.page), pair.aside, strict=True)]
    if not any(pair.aside):
        return pair
    return replace(
        pair, document_covered=min(1.0, pair.common / rest[0]), page_covered=min(1.0, pair.common / rest[1])
    )


def _in_plain_writing(pair: Compared) -> Compared:
    """The pair with its texts in simplified writing, letter for letter: what is read from them does not
    hang on the script."""
    table = plain_writing()
    document, page = (in_plain_writing(text.raw) for text in (pair.document, pair.page))
    if document is pair.document.raw and page is pair.page.raw:
        return pair
    edits = (
        replace(e, document_text=e.document_text.translate(table), page_text=e.page_text.translate(table))
        for e in pair.edits
    )
    return replace(
        pair,
        document=replace(pair.document, raw=document),
        page=replace(pair.page, raw=page),
        edits=tuple(edits),
        document_title=pair.document_title and pair.document_title.translate(table),
        page_title=pair.page_title and pair.page_title.translate(table),
    )


def unrelated(pair: Compared) -> Phrase | None:
    """Why two texts have nothing to do with each other, if they have not."""
    solid = [(p.document, p.page, n) for p in pair.passages if (n := _letters(pair, p.document)) >= RUN]
    whole = min(len(text) - n for text, n in zip((pair.document, pair.page), pair.aside, strict=True))
    share = sum(n for *_, n in solid) / max(1, whole)
    longest = max((n for *_, n in solid), default=0)
    least = min(pair.document_covered, pair.page_covered)
    if least < MOST and _tell_little(pair, [s[1] for s in solid], share):
        return phrase("reason.run", n=pair.longest_run)
    if (
        max(share, least) < MOST
        and not _said(pair)
        and _one_sentence(pair, [spans[:2] for spans in solid if spans[2] >= SOLID])
    ):
        return phrase("reason.formula", n=longest)
    # Of more text than a site's furniture it would be no sign: reprinters make up headlines.
    if pair.common < FURNITURE and beside_the_point(pair):
        return phrase("reason.headlines")
    return None


def _tell_little(pair: Compared, spans: list[Span], share: float) -> bool:
    """Whether texts that share so much are no more likely related for the letters that tell in the one of
    some raw spans of the page that tells most."""
    before = told(pair.page.text)
    most = max(
        (float(before[last] - before[first]) for first, last in (pair.page.folded_span(*s) for s in spans)),
        default=0.0,
    )
    return related(share, most) < RELATED


def _said(pair: Compared) -> bool:
    """Whether most of what two texts have in common is said to be another's words."""
    return max(quoted_share(pair), notice_share(pair)) >= QUOTED


def _letters(pair: Compared, span: tuple[int, int]) -> int:
    first, last = pair.document.folded_span(*span)
    return last - first


def _one_sentence(pair: Compared, spans: list[tuple[tuple[int, int], tuple[int, int]]]) -> bool:
    """Whether all that two texts have in common stands in one sentence of each."""
    if not spans:
        return True
    for text, side in ((pair.document.raw, 0), (pair.page.raw, 1)):
        found = {sentences(text).around(span[side])[0] for span in spans}
        last = {sentences(text).around((span[side][1] - 1, span[side][1]))[1] for span in spans}
        if (
            len(found) > 1
            or len(last) > 1
            or len(sentences(text).within(next(iter(found)), next(iter(last)))) > 1
        ):
            return False
    return True


def facts_of(pair: Compared) -> tuple[Fact, ...]:
    """What the relation of two related texts is read from."""
    covered, least = (
        max(pair.page_covered, pair.document_covered),
        min(pair.page_covered, pair.document_covered),
    )
    own = covered < OWN
    rewritten, touches = rewriting(pair)
    ours = own_text(pair)
    edited = own or rewritten >= EDITED[0] or touches >= EDITED[1] or ours >= EDITED[2]
    found = [
        Fact("rewritten", log1p(100 * rewritten), phrase("reason.rewritten", share=round(rewritten, 4))),
        Fact("touches", log1p(min(touches, DENSE)), phrase("reason.touches", n=round(touches, 2))),
        Fact("own", log1p(max(0, ours - PROSE)), phrase("reason.own", n=ours)),
        Fact("partly", 1.0 - covered, phrase("reason.partly", share=round(covered, 4))),
        Fact("edited", float(edited), phrase("reason.touches", n=round(touches, 2))),
        Fact("apart", float(own), phrase("reason.partly", share=round(covered, 4))),
    ]
    if form := form_of(pair):
        found.append(Fact("form", 1.0, form))
    quoted = quoted_share(pair) if own else 0.0
    noticed = notice_share(pair) if least < WHOLE else 0.0
    if max(quoted, noticed) >= QUOTED:
        told = ("reason.quoted", quoted) if quoted >= noticed else ("reason.notice", noticed)
        found.append(Fact("quoted", 1.0, phrase(told[0], share=round(told[1], 4))))
    if (by_machine := spun(pair)) and not own:
        found.append(Fact("spun", 1.0, by_machine))
    if own and rewritten >= FORMULA and (pair.days_apart or 0) >= AGES:
        found.append(Fact("ages", 1.0, phrase("reason.apart", days=pair.days_apart)))
    if signed := two_houses(pair, rewritten=edited):
        found.append(Fact("signed", 1.0, signed[0]))
        found += [Fact("", 0.0, told) for told in signed[1:]]
    return tuple(found)


Weights = dict[str, dict["Relation", float]]


def weighed(facts: tuple[Fact, ...], weights: Weights) -> tuple[Relation, tuple[Phrase, ...]]:
    """The likeliest relation, and the facts that speak most for it against the next likely."""
    scores = {
        r: weights["base"][r] + sum(weights[f.feature][r] * f.value for f in facts if f.feature)
        for r in RELATIONS
    }
    best, second = sorted(RELATIONS, key=lambda r: -scores[r])[:2]
    speaks = [
        ((weights[f.feature][best] - weights[f.feature][second]) * f.value if f.feature else 0.0, n, f)
        for n, f in enumerate(facts)
    ]
    chosen = [f for weight, _, f in sorted(speaks, key=lambda s: (-s[0], s[1]))[:TOLD] if weight >= LEAST]
    beside = [f for f in facts if not f.feature] if any(f.feature == "signed" for f in chosen) else []
    told = [*chosen, *beside] or list(facts[:2])
    return best, tuple(dict.fromkeys(f.told for f in told))


@cache
def learned() -> Weights:
    """The weights of the packaged model."""
    table: Weights = {}
    for feature, relation, weight in rows("relation.tsv"):
        table.setdefault(feature, {})[cast("Relation", relation)] = float(weight)
    return table


# ── one text that two houses printed ────────────────────────────────────────────────────
# One text that two houses printed, neither from the other: an agency's, or a press office's.


REWORDED = ("substitution", "number-changed", "negation-changed", "spin")
TOUCHED = (*REWORDED, "relay-lead", "title-injection")
STORY = 20  # folded characters of story that a dispatch must lack
SAME = 0.99  # coverage on both sides from which texts are the same


def two_houses(pair: Compared, *, rewritten: bool) -> tuple[Phrase, ...]:
    """Why two houses printed one text that neither wrote for the other, if they did."""
    document = _signed_story(pair.document.raw, pair.signed_document)
    page = _signed_story(pair.page.raw, pair.signed_page)
    if sent := _handout(document, page, rewritten=rewritten):
        return (sent,)
    shared = document.agencies & page.agencies
    if shared and not (shared & document.given or _credits(document, page)) and _cut_apart(pair):
        return (phrase("reason.dateline", datelines=tuple(sorted(shared))),)
    if not rewritten and _dispatched(pair, document, page) and not _credits(document, page):
        return (phrase("reason.dispatch"),)
    if document.staff or not document.houses or not page.houses or document.houses & page.houses:
        return ()
    if _credits(document, page):
        return ()
    return tuple(phrase("reason.signed", houses=tuple(sorted(side.houses))) for side in (document, page))


def _signed_story(raw: str, given: tuple[str, ...]) -> Signed:
    """The signatures of a text without the lines around it in which its site speaks, which hide where it is
    signed."""
    around = furniture(raw)
    start = max((end for _, end in around if end <= len(raw) / 2), default=0)
    story = raw[start : min((first for first, _ in around if first > len(raw) / 2), default=len(raw))]
    found = signed(story.strip(), given)
    start += len(story) - len(story.lstrip())
    return replace(found, dispatch=start + found.dispatch) if start and found.dispatch else found


def _credits(document: Signed, page: Signed) -> bool:
    """Whether one text names a house of the other where stories are signed."""
    return page.names(voices_of(document.houses - page.houses)) or document.names(
        voices_of(page.houses - document.houses)
    )


def _handout(document: Signed, page: Signed, *, rewritten: bool) -> Phrase | None:
    """Why both texts come from a press office: its correspondent (通讯员) signs both, or signs one
    and the other, worded otherwise, names nobody of that text."""
    for one, other in ((document, page), (page, document)):
        told = one.people("通讯员")
        if not told or one.staff or one.houses & other.houses or other.names(one.people("记者")):
            continue
        if both := sorted(name for name in told if other.names((name,))):
            return phrase("reason.correspondent", names=tuple(both))
        if rewritten and one.houses and not other.names(voices_of(one.houses)):
            return phrase("reason.one-correspondent", names=tuple(sorted(told)))
    return None


def _dispatched(pair: Compared, document: Signed, page: Signed) -> bool:
    """Whether one text alone has the dateline of a dispatch, and the other text alone story that the
    dispatch lacks: neither was cut from the other."""
    if bool(document.dispatch) == bool(page.dispatch) or document.staff or page.staff:
        return False
    in_document, in_page, _ = one_sided(pair)
    if (in_page if document.dispatch else in_document) < STORY:
        return False
    return not any(
        e.kind in REWORDED and e.rule != "punctuation" and not _heads(e, document, page) for e in pair.edits
    )


def _heads(edit: Edit, document: Signed, page: Signed) -> bool:
    """Whether an edit is the dispatch's dateline itself."""
    return edit.document[0] < document.dispatch or edit.page[0] < page.dispatch


def _cut_apart(pair: Compared) -> bool:
    """Whether two prints of a wire are cut to other lengths, and no hand touched the words."""
    touched = any(e.kind in TOUCHED and e.rule != "punctuation" for e in pair.edits)
    return not touched and min(pair.page_covered, pair.document_covered) < SAME


# ── who signs a text ────────────────────────────────────────────────────────────────────
# Who signs a text: the houses of its dateline and closing bracket, reporters and correspondents.


EDGE = 160  # raw characters at either end where a story is signed; a dateline may stand behind captions
HEAD = 300
_OUTLET = re.compile(r"[\s【\[（(]*([一-鿿]{2,10}?(?:社|日报|晚报|网|报|台|客户端))")
_CLOSING = re.compile(
    r"[（(]([一-鿿]{2,8}?(?:日报|晚报|晨报|网|社|台))[\s/／]*[一-鿿]{2,4}[)）]"
    r"(?:\s|\\n){0,9}(?:[（(【\[](?:责任?编|编辑)[^（）()\n]{1,24}[)）】\]](?:\s|\\n){0,9})?$"
)
_BLANK = re.compile(r"(?<=[一-鿿\d]) (?=[一-鿿\d])")  # set within words by a machine
_DISPATCH = re.compile(r"日(?:[一-鿿]{0,2})电")
_STAFF = re.compile(r"本报(?:记者|讯|评论员)")


@dataclass(frozen=True, slots=True)
class Signed:
    """What signs a text.  `given` are the houses among the names told beside it, `agencies` the
    news agencies in its dateline, `edges` the text at its ends, where signatures stand."""

    houses: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    staff: bool = False
    dispatch: int = 0  # where the dateline of a dispatch (…日电) ends
    edges: str = field(default="", repr=False)

    def people(self, role: str) -> frozenset[str]:
        """Who signs in a role (记者, 通讯员)."""
        return named_after(role, self.edges) if role in self.edges else frozenset()

    def names(self, people: Iterable[str]) -> bool:
        """Whether one of these people, or houses, is named where the text is signed."""
        return any(name in self.edges for name in people)


@lru_cache(maxsize=4)  # a page is compared with several documents in a row
def signed(text: str, given: tuple[str, ...] = ()) -> Signed:
    """The signatures of a text; `given` are outlet names told beside it (its declared source)."""
    told = frozenset(house for house, name, _ in (_voices() if given else ()) if name in "\n".join(given))
    houses = set(told)
    head = _BLANK.sub("", text[:HEAD])
    agencies = {house_of(name) for name in _wires().findall(head)}
    dispatches = [0]
    for mention in datelines(head):
        dateline = head[slice(*mention.span)]
        if _DISPATCH.search(dateline):
            dispatches.append(mention.span[1])
        known = {(house, sort) for house, name, sort in _voices() if name in dateline}
        outlet = None if known else _OUTLET.match(dateline)
        houses |= {house for house, _ in known} or ({outlet[1]} if outlet else set())
    if closing := _CLOSING.search(text, max(0, len(text) - EDGE)):
        houses.add(house_of(closing[1]))
    edges = f"{text[:HEAD]}\n{text[-EDGE:]}"
    return Signed(
        houses=frozenset(houses | agencies),
        given=told,
        agencies=frozenset(agencies),
        dispatch=max(dispatches),
        staff=bool(_STAFF.search(text)),
        edges=edges,
    )


def house_of(name: str) -> str:
    """The house that writes under a name; one that is not listed is its own."""
    return next((house for house, known, _ in _voices() if known in name), name)


def voices_of(houses: Iterable[str]) -> list[str]:
    """Every name under which the houses sign."""
    wanted = set(houses)
    return [*wanted, *(name for house, name, _ in _voices() if house in wanted)]


@cache
def _wires() -> re.Pattern[str]:
    """An agency's dateline, which needs no line of its own to be known (新华社北京5月1日电)."""
    names = "|".join(name for _, name, sort in _voices() if sort == "agency")
    return re.compile(rf"({names})[一-鿿]{{2,10}}\d{{1,2}}月\d{{1,2}}日[电讯]")


@cache
def _voices() -> tuple[tuple[str, str, str], ...]:
    return tuple((row[0], row[1], row[2]) for row in rows("voices.tsv"))
