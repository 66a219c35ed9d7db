"""The declared origin: does it hold?

Texts speak first, through the ancestry that never saw a credit line: the declared outlet's own text
confirms, another newsroom's earlier text contradicts.  Where neither is here, words that cannot have
come to the page with its own credit line support the claim; they never outvote a text.

A credit is inherited like a slip: pages that may descend from one another, or from one unseen page,
say it once.  A dateline, a byline or a reporter's name in the text travels with the text, not with
the credit line beside it, so it speaks for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reprint_trace.attribution import credited_to, datelines, named_after, spoken_as
from reprint_trace.lineage.evidence import Ledger
from reprint_trace.lineage.group import Array, Group
from reprint_trace.lineage.study import DOUBT, SURE, Study
from reprint_trace.lineage.witnesses import (
    Credit,
    Gazetteer,
    class_of,
    is_same,
    passes_on,
    same_house,
    writes,
)
from reprint_trace.model import OriginVerdict
from reprint_trace.text.folding import fold_text

LIKELY = 0.50
UNLIKELY = 0.05
OUTVOTED = 2  # independent voices for a rival, one inside a text, that contradict a credit nobody shares
SHOWN = 3  # voices quoted
HEAD = 120  # characters in which a dateline stands, and, at the end, a credit


@dataclass(frozen=True, slots=True)
class Wire:
    """The agency an opening dateline names, and the dateline."""

    outlet: str
    quote: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about the declared origin.  `outlet` is the credited outlet it is about, `rival`
    what the evidence names instead; `chance` is P(the text it rests on is an ancestor), None where no
    text is; `words` is what else must be said."""

    origin: OriginVerdict
    outlet: str | None = None
    chance: float | None = None
    rival: str | None = None
    reasons: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()


def weigh_origin(study: Study, v: int, ledger: Ledger) -> Finding:
    """Whether the origin that page v declares holds."""
    said = study.group.credits[v]
    if said.origin is None:
        return _unnamed(study, v, ledger)
    if said.standing == "self":
        return _own_work(study, v, said.origin)
    named = judged_credits(study, v)
    found = [_by_text(study, v, credit) for credit in named]
    best = next((f for f in found if f and f.origin == "confirmed"), None)
    return best or found[0] or _by_words(study, v, named, ledger)


def judged_credits(study: Study, v: int) -> list[Credit]:
    """The credits of page v that name its origin, the likeliest first.  Where a credit line names
    anybody who writes, the datelines and bylines of the text are evidence, and no second claim."""
    said = study.group.credits[v]
    line = [c for c in (said.origin, *reversed(said.declared)) if c]
    by_line = [c for c in line if c.claim.kind in {"declared", "meta"}]
    if not all(passes_on(c.outlet, study.gazetteer) for c in by_line):
        return [*dict.fromkeys(line)]
    return [*dict.fromkeys((*line, *said.inside))]


# ── by the texts supplied ──────────────────────────────────────────────────────────────


def _by_text(study: Study, v: int, credit: Credit) -> Finding | None:
    """What the texts of the credited outlet, or of another newsroom, say; None if nothing."""
    outlet = credit.outlet
    own = study.group.witnesses[v].outlet
    if own and same_house(outlet, [own], study.gazetteer):
        return _own_work(study, v, credit)
    texts = study.houses(outlet, v)
    u = max(texts, key=lambda u: study.ancestor(u, v), default=None)
    p = study.stands_above(texts, v)
    if u is not None and p >= SURE:
        return _of_declared(study, v, outlet, u, p)
    if (
        u is not None and p >= LIKELY and study.credited[u, v] >= SURE
    ):  # that it passed the text on asks for less
        words = _passed_on(study, v, outlet, u)
        if words is not None:
            return Finding("carrier", outlet, p, words=words)
    rival = original_of(study, v)
    chance = 0.0 if rival is None else study.ancestor(rival, v) * first_here(study, rival, v)
    if (
        rival is not None
        and p <= UNLIKELY
        and chance >= SURE
        and _may_be_judged(study, v, credit)
        and not _may_mean(credit, study.group.witnesses[rival].outlet)
        and not _speaks_for(study, rival, credit)
    ):
        return Finding("contradicted", outlet, chance, study.group.witnesses[rival].outlet)
    believed = max((float(study.credited[u, v]) for u in texts), default=0.0)
    if max(p, believed) <= UNLIKELY and _inverted(study, v, texts) and writes(outlet, study.gazetteer):
        return Finding("contradicted", outlet, 1 - p)
    return None


def _of_declared(study: Study, v: int, outlet: str, u: int, p: float) -> Finding:
    """The declared outlet's own text stands above the page, with probability p: did it write it, or pass it on?"""
    words = _passed_on(study, v, outlet, u)
    chance = p * first_here(study, u, v)
    if words is None and chance >= SURE:
        return Finding("confirmed", outlet, chance)
    return Finding("carrier", outlet, p, words=words or ())


def _passed_on(study: Study, v: int, outlet: str, u: int) -> tuple[tuple[str, str], ...] | None:
    """What shows that text u of an outlet was not its own, to be said: another's text above it, an agency's
    dateline, its own page's credit; nothing where the outlet writes no news; None where nothing shows it."""
    witness = study.group.witnesses[u]
    others = [w for w in range(len(study.ancestors)) if w not in {u, v, *study.houses(outlet, v)}]
    source = max(others, key=lambda w: study.ancestor(w, u), default=None)
    if source is not None and study.ancestor(source, u) >= SURE:
        return (("carrier-of", study.group.witnesses[source].outlet or study.group.witnesses[source].id),)
    agency = wire_of(study.group, u, study.gazetteer)
    if agency and not same_house(outlet, [agency.outlet], study.gazetteer):
        return (("carrier-credits", agency.outlet),)
    credit = study.group.credits[u].origin
    if (
        credit is not None
        and credit.claim.kind in {"declared", "meta"}
        and not same_house(credit.outlet, [witness.outlet or outlet], study.gazetteer)
    ):
        return (("carrier-credits", credit.outlet),)
    return None if writes(outlet, study.gazetteer) or witness.supplied else ()


def first_here(study: Study, u: int, v: int) -> float:
    """P(no text here but those of its own house stands above that of u), of which v is a copy."""
    house = study.houses(study.group.witnesses[u].outlet or "", u)
    others = [w for w in range(len(study.ancestors)) if w not in {u, v, *house}]
    return 1.0 - max((study.ancestor(w, u) for w in others), default=0.0)


def _own_work(study: Study, v: int, credit: Credit) -> Finding:
    """A page that claims its text for its own site: it holds only against the older texts here."""
    outlet = credit.outlet
    house = study.houses(outlet, v)
    others = [u for u in range(len(study.group.witnesses)) if u != v and u not in house]
    u = max(others, key=lambda u: study.ancestor(u, v), default=None)
    p = study.ancestor(u, v) if u is not None else 0.0
    if u is not None and p >= SURE and not study.is_later(u, v):
        return Finding("contradicted", outlet, p, study.group.witnesses[u].outlet)
    above = study.stands_above(house, v) * (1 - p)
    if above >= SURE and writes(outlet, study.gazetteer):
        return Finding("confirmed", outlet, above)
    below = max((study.ancestor(v, u) for u in others), default=0.0)
    if below >= SURE and p <= 1 - SURE and writes(outlet, study.gazetteer):
        return Finding("confirmed", outlet, min(below, 1 - p))
    return Finding("unverifiable", outlet)


def _unnamed(study: Study, v: int, ledger: Ledger) -> Finding:
    """No outlet is credited.  本报 and 本站 in the text are the words of whoever wrote it: of the
    newsroom whose older text is here, else of the page's own where that is a newsroom."""
    deictic = study.group.credits[v].deictic
    if deictic is None:
        return Finding("missing")
    own = study.group.witnesses[v].outlet
    quote = (ledger.claim(study.group.witnesses[v], deictic, ("verdict",)),)
    rival = original_of(study, v)
    if rival is not None:
        name = study.group.witnesses[rival].outlet or study.group.witnesses[rival].id
        return Finding("missing", rival=name, reasons=quote, words=(("deictic", name),))
    if own and writes(own, study.gazetteer):
        found = _own_work(study, v, Credit(own, deictic))
        if found.origin == "confirmed":
            return replace(found, reasons=quote)
    return Finding(
        "unverifiable", own if own and writes(own, study.gazetteer) else deictic.text, reasons=quote
    )


def original_of(study: Study, v: int) -> int | None:
    """The observed text of another newsroom that v came from and that itself came from none here:
    surely an ancestor, not reliably later, no agency's copy."""
    best = None
    for u in np.argsort(-study.ancestors[:, v], kind="stable").tolist():
        if study.ancestor(u, v) < SURE:
            continue
        outlet = study.group.witnesses[u].outlet
        above = max((study.ancestor(w, u) for w in range(len(study.ancestors)) if w not in {u, v}), default=0)
        if (
            outlet
            and above < LIKELY
            and writes(outlet, study.gazetteer)
            and not _is_agency_copy(study, u)
            and not study.is_later(u, v)
        ):
            best = u
            break
    return best


def _is_agency_copy(study: Study, u: int) -> bool:
    """Whether a text opens with an agency's dateline, whoever printed it."""
    return wire_of(study.group, u, study.gazetteer) is not None


def _may_be_judged(study: Study, v: int, credit: Credit) -> bool:
    """Whether another newsroom's text speaks against a credit: not against an agency, whose dateline
    newspapers drop, nor against a carrier, which only passed the text on."""
    outlet = credit.outlet
    if class_of(outlet, study.gazetteer) == "wire" or not writes(outlet, study.gazetteer):
        return False
    # a dateline or byline in the page's own text is not the page's invention alone
    inside = [c.outlet for c in study.group.credits[v].inside]
    return not (credit.claim.kind in {"declared", "meta"} and same_house(outlet, inside, study.gazetteer))


def _may_mean(credit: Credit, outlet: str | None) -> bool:
    """Whether the words of a credit may name an outlet: its name stands on their line, or they are a piece
    of it (观察报 for 河湾观察报)."""
    said, name = fold_text(credit.claim.evidence.quote), fold_text(outlet or "")
    return bool(name) and (name in said or fold_text(credit.outlet) in name)


def _speaks_for(study: Study, u: int, credit: Credit) -> bool:
    """Whether text u itself, or its page, names the credited outlet as where it comes from, or prints
    the very line that the credit was read from."""
    outlet, said = credit.outlet, study.group.credits[u]
    if fold_text(credit.claim.evidence.quote) in fold_text(study.group.witnesses[u].text):
        return True
    named = [c.outlet for c in (*said.declared, *said.inside)]
    text = study.group.witnesses[u].text
    known = study.gazetteer.get(outlet)
    spoken = any(
        name in end
        for name in {outlet, known.name if known else outlet}
        for end in (text[:HEAD], text[-HEAD:])
    )
    return spoken or spoken_as(outlet, text[:HEAD]) is not None or same_house(outlet, named, study.gazetteer)


def _inverted(study: Study, v: int, texts: Sequence[int]) -> bool:
    """Whether every text of the declared outlet reliably appeared after the page."""
    return bool(texts) and all(study.is_later(u, v) for u in texts)


# ── by words ───────────────────────────────────────────────────────────────────────────


def _by_words(study: Study, v: int, named: Sequence[Credit], ledger: Ledger) -> Finding:
    """No text decides: what independent words say of the credited outlets, or of another."""
    credit = named[0]
    against = original_of(study, v)
    for one in named:
        others = voices(study, v, one)
        if _may_be_anothers(study, v, one):  # credit lines never outvote a text
            others = [voice for voice in others if voice.inside]
        votes = max(map(len, rivals(study, v, one).values()), default=0)
        if others and votes <= len(others) and against is None:
            if _inverted(study, v, study.houses(one.outlet, v)):
                continue
            return Finding("supported", one.outlet, reasons=_entered(study, others, ledger))
    if voices(study, v, credit) or credit.claim.kind not in {"declared", "meta"}:
        return Finding("unverifiable", credit.outlet)
    if not study.houses(credit.outlet, v) and writes(credit.outlet, study.gazetteer):
        for rival, votes_for in rivals(study, v, credit).items():
            agency = class_of(rival, study.gazetteer) == "wire"  # whose text any newsroom may have printed
            if len(votes_for) >= OUTVOTED and any(voice.inside for voice in votes_for) and not agency:
                reasons = _entered(study, votes_for, ledger)
                return Finding("contradicted", credit.outlet, rival=rival, reasons=reasons)
    return Finding("unverifiable", credit.outlet)


def _may_be_anothers(study: Study, v: int, credit: Credit) -> bool:
    """Whether the text of another newsroom that does not name the credited outlet may stand above the page."""
    for u, witness in enumerate(study.group.witnesses):
        name = witness.outlet
        if u == v or not name or not writes(name, study.gazetteer) or study.is_later(u, v):
            continue
        if same_house(credit.outlet, [name], study.gazetteer) or _speaks_for(study, u, credit):
            continue
        if study.ancestors[u, v] >= DOUBT:
            return True
    return False


def _entered(study: Study, said: Sequence[Voice], ledger: Ledger) -> tuple[str, ...]:
    return tuple(
        ledger.quote("attestation", study.group.witnesses[a.by], a.quote, ("verdict",)) for a in said[:SHOWN]
    )


def wire_of(group: Group, v: int, gazetteer: Gazetteer) -> Wire | None:
    """The agency whose dateline opens a text: as its page's claims say, else as it is printed."""
    claimed = group.credits[v].wires
    if claimed:
        return Wire(claimed[0].outlet, claimed[0].claim.evidence.quote)
    head = group.witnesses[v].text[:HEAD]
    for found in datelines(head):
        known = [o for o in gazetteer.resolve(found.name) if o.class_ == "wire"] if found.dispatch else []
        if known:
            return Wire(known[-1].id, head[slice(*found.span)].strip())
    return None


EDGE = 200  # characters at a text's head and tail where credits stand
LISTED = 2  # outlets in a credit line beyond which it attests none of them
OLD = 0.5  # share of the likely originals from which a reading is theirs
OWN = 40  # folded characters that each of two lone texts must have to itself
INHERITED = 0.3  # P(one page stands above another) from which its credit is no second voice


@dataclass(frozen=True, slots=True)
class Voice:
    """Witness `by` names `outlet`; `quote` stands in its claim or text, `inside` the story or not."""

    by: int
    outlet: str
    quote: str
    inside: bool


def voices(study: Study, of: int, credit: Credit) -> list[Voice]:
    """What bears out a credit of witness `of`: words inside texts, its own among them where the credit
    is a line beside it, and credit lines of pages that stand on no line of descent with it."""
    group, gazetteer = study.group, study.gazetteer
    found: list[Voice] = []
    mine = group.witnesses[of].outlet
    own = group.credits[of].inside
    signed = any(is_same(credit.outlet, [c.outlet], gazetteer) for c in own)
    by_line = credit.claim.kind in {"declared", "meta"}
    inside = next((c for c in own if same_house(credit.outlet, [c.outlet], gazetteer)), None)
    if by_line and inside:
        found.append(Voice(of, inside.outlet, inside.claim.evidence.quote, inside=True))
    reporters = _reporters(credit, group.witnesses[of].text)
    for i, (witness, said) in enumerate(zip(group.witnesses, group.credits, strict=True)):
        if i == of or (mine and witness.outlet and same_house(mine, [witness.outlet], gazetteer)):
            continue
        voice = _inside(credit, i, group, gazetteer, reporters, signed=signed)
        # what the text says of itself was not copied from another page's credit line
        if voice is None and len(said.declared) <= LISTED and (not by_line or apart(study, of, i)):
            line = next((c for c in said.declared if same_house(credit.outlet, [c.outlet], gazetteer)), None)
            quote = line.claim.evidence.quote if line else credited_to(credit.outlet, witness.text)
            voice = Voice(i, line.outlet if line else credit.outlet, quote, inside=False) if quote else None
        if voice and all(_is_second(study, voice, other) for other in found):
            found.append(voice)
    return found


def rivals(study: Study, of: int, credit: Credit) -> dict[str, list[Voice]]:
    """Other outlets that could be the origin, and who besides `of`, each on a line of its own, names
    each as such."""
    group, gazetteer = study.group, study.gazetteer
    found: dict[str, list[Voice]] = {}
    signed = any(is_same(credit.outlet, [c.outlet], gazetteer) for c in group.credits[of].inside)
    for i, said in enumerate(group.credits):
        if i == of or said.standing != "named":
            continue
        for c in dict.fromkeys((*said.inside, *([said.origin] if said.origin else []))):
            own = is_same if signed and c in said.inside else same_house
            if own(credit.outlet, [c.outlet], gazetteer) or passes_on(c.outlet, gazetteer):
                continue
            key = next((k for k in found if same_house(k, [c.outlet], gazetteer)), c.outlet)
            votes = found.setdefault(key, [])
            voice = Voice(i, c.outlet, c.claim.evidence.quote, inside=c in said.inside)
            if all(_is_second(study, voice, other) for other in votes):
                votes.append(voice)
    return found


def apart(study: Study, a: int, b: int) -> bool:
    """Whether two pages can be told to stand on no line of descent below the original: neither is
    likely above the other, and they share no reading or cut that others lack."""
    group = study.group
    if group.state[a] == group.state[b]:
        return False
    if max(study.ancestors[a, b], study.ancestors[b, a]) >= INHERITED:
        return False
    x, y = int(group.state[a]), int(group.state[b])
    c = group.collation
    if len(c.readings) == 2:  # no third text tells what either changed: both must bring text of their own
        only = (c.present[x] & ~c.present[y], c.present[y] & ~c.present[x])
        return all(int(c.block_size[own].sum()) >= OWN for own in only)
    first = np.bincount(group.state, weights=study.blind.root, minlength=len(c.readings))
    return not (_share(c.readings, x, y, first) or _share(c.cuts, x, y, first))


def _share(readings: Array, x: int, y: int, first: Array) -> bool:
    """Whether two states read alike where the likely originals (`first`, by state) may read otherwise."""
    alike = (readings[x] == readings[y]) & (readings[x] >= 0)
    same = (readings == readings[x][None, :]) & (readings >= 0)
    old = (first[:, None] * same).sum(axis=0) / np.maximum(
        (first[:, None] * (readings >= 0)).sum(axis=0), 1e-9
    )
    return bool((alike & (old < OLD)).any())


def _is_second(study: Study, voice: Voice, other: Voice) -> bool:
    """Whether two voices are two: both inside different texts, or on lines of their own."""
    if voice.by == other.by:
        return False
    return voice.inside != other.inside or apart(study, voice.by, other.by)


def _inside(
    credit: Credit, i: int, group: Group, gazetteer: Gazetteer, reporters: Sequence[str], *, signed: bool
) -> Voice | None:
    """What the text of witness `i` says for the outlet: its dateline or byline, 某报记者, the reporter's
    name.  Two texts that two newsrooms of one house each sign do not bear each other out."""
    witness, said = group.witnesses[i], group.credits[i]
    own = is_same if signed else same_house
    named = next((c for c in said.inside if own(credit.outlet, [c.outlet], gazetteer)), None)
    if named:
        return Voice(i, named.outlet, named.claim.evidence.quote, inside=True)
    words = spoken_as(credit.outlet, witness.text) or _signed(reporters, witness.text)
    return Voice(i, credit.outlet, words, inside=True) if words else None


def _reporters(credit: Credit, text: str) -> Sequence[str]:
    """The staff reporters a byline or dateline names beside its outlet."""
    if credit.claim.kind not in {"byline", "dateline"}:
        return ()
    at = text.find(credit.claim.evidence.quote)
    around = text[max(0, at) : max(0, at) + len(credit.claim.evidence.quote) + 30] if at >= 0 else ""
    return sorted(named_after("记者", around))


def _signed(reporters: Sequence[str], text: str) -> str | None:
    """A reporter's name where texts are signed."""
    return next((name for name in reporters for end in (text[:EDGE], text[-EDGE:]) if name in end), None)
