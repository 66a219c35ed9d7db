"""Furniture, pairs, groups and figures: each a function of what it is given, in any order."""

from __future__ import annotations

import io
import pickle
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.corpus import Query
from reprint_trace.model import Page, Site
from reprint_trace.scanning import pairing
from reprint_trace.scanning.outputs import summary, wilson
from reprint_trace.scanning.pairing import Pair, Pairing, pairs
from reprint_trace.scanning.stories import (
    CORE,
    WITNESSES,
    Told,
    furniture,
    grouped,
    keys_of,
    lines_of,
    parts,
    without,
)
from reprint_trace.scanning.values import Failure, Keys, Tally, pack, unpack
from reprint_trace.text.tokens import default_tokenizer
from tests.corpus.stories import story


def page(body: str, file: str = "x.html") -> Page:
    return Page(
        file=file, sha256="0", format="html", encoding="utf-8", site=Site(domain="a.example"), body=body
    )


def keys(text: str):  # type: ignore[no-untyped-def]
    return keys_of(Query.of(text, default_tokenizer()))


# ── furniture ──────────────────────────────────────────────────────────────────────────


def test_lines_on_most_stories_of_a_site_are_furniture() -> None:
    """A notice on every page is learned, however long it is, and left out; the story stays."""
    notices = "欢迎扫码关注本站，获取更多消息\n" + "本站声明：" + "以上文字由网友上传，版权归原作者所有。" * 6
    pages = [page(f"{story(seed, 4)}\n{notices}") for seed in range(6)]
    learned = furniture([lines_of(p) for p in pages])
    assert without(pages[0].body, learned) == story(0, 4)


def test_a_story_printed_often_is_no_furniture() -> None:
    """A site that has one story four times, and another once, has no furniture."""
    pages = [page(story(1)) for _ in range(4)] + [page(story(2))]
    assert furniture([lines_of(p) for p in pages]) == frozenset()


def test_a_page_of_nothing_but_furniture_keeps_its_text() -> None:
    """Where nothing else would be left, nothing is left out."""
    only = page("欢迎扫码关注本站\n获取更多消息")
    assert without(only.body, furniture([lines_of(only)] * 5) | {1}) == only.body


@given(st.lists(st.lists(st.sampled_from("甲乙丙丁戊己庚辛"), max_size=6), max_size=12), st.randoms())
@settings(max_examples=60, deadline=None)
def test_furniture_does_not_depend_on_the_order_of_pages(
    bodies: list[list[str]], draw: random.Random
) -> None:
    """Whichever worker is done first, the same is learned."""
    lines = [lines_of(page("\n".join(body))) for body in bodies]
    shuffled = draw.sample(lines, len(lines))
    assert furniture(lines) == furniture(shuffled)


# ── pairs ──────────────────────────────────────────────────────────────────────────────


def test_copies_clippings_and_spun_copies_are_paired(tmp_path: Path) -> None:
    """The same text, its first third, and it with a spinner's words find it; another story does not."""
    text = story(1, 30)
    spun = text.replace("能够", "可以或许") + "这里的人平易近可以或许安居。" * 2
    texts = [
        text,
        text,
        "\n".join(text.split("\n")[:10]),
        spun,
        "另一件事说的是海边的灯塔怎样在风暴里亮了一整夜，守塔人第二天照常下山买米。" * 9,
    ]
    found = {(pair.first, pair.second) for pair in pairs(map(keys, texts), tmp_path)}
    assert {(0, 1), (0, 2), (0, 3)} <= found
    assert not any(4 in pair for pair in found)


def test_pairs_are_the_same_whatever_fits_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Joined in one go or in many, the same pairs come out, the strongest first."""
    texts = [story(seed, 12) + story(seed + 1, 6) for seed in range(12)]
    whole = pairs(map(keys, texts))
    monkeypatch.setattr(pairing, "AT_ONCE", 100)
    assert pairs(map(keys, texts)) == whole
    assert [pair.share for pair in whole] == sorted((pair.share for pair in whole), reverse=True)


def test_a_text_of_many_pages_links_all_of_them() -> None:
    """Far more pages than a key pairs each with hang together."""
    texts = [story(3) + f"\n第{number}家" for number in range(5 * pairing.NEIGHBOURS)]
    groups = grouped([()] * len(texts), pairs(map(keys, texts)), lambda batch: [True] * len(batch))
    assert len(groups) == 1


HELD = st.lists(st.tuples(st.integers(0, 9), st.frozensets(st.integers(0, 11))), min_size=1, max_size=14)


@given(HELD, HELD, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_pages_that_come_and_go_leave_the_pairs_of_a_pairing_made_anew(
    before: list[tuple[int, frozenset[int]]], new: list[tuple[int, frozenset[int]]], draw: random.Random
) -> None:
    """Keys that more pages hold than have neighbours, equal texts, pages put in between: all is as if made at once,
    and pages whose pairs changed are told."""

    def made(text: int, held: frozenset[int]) -> Keys:
        return Keys(text=text, prints=np.array(sorted({*held, text}), np.uint32).tobytes(), bands=b"")

    def named(found: list[Pair], ids: Sequence[int]) -> set[tuple[int, int, float]]:
        return {(ids[pair.first], ids[pair.second], pair.share) for pair in found}

    with pytest.MonkeyPatch.context() as patched, tempfile.TemporaryDirectory() as folder:
        patched.setattr(pairing, "NEIGHBOURS", 2)
        patched.setattr(pairing, "SHARED", 1)
        every = [made(text, held if text < 7 else frozenset((text,))) for text, held in (*before, *new)]
        order = draw.sample(range(len(every)), len(every))  # the slots in the order of their ids
        order = [*range(len(before)), *(slot for slot in order if slot >= len(before))]
        for slot in order[len(before) :]:
            order.remove(slot)
            order.insert(draw.randint(0, len(order)), slot)
        gone = set(draw.sample(range(len(before)), len(before) // 3))
        first = Pairing.made(every[: len(before)], Path(folder, "a"))
        ranks = np.array([order.index(slot) for slot in range(len(every))])
        fresh = {slot: every[slot] for slot in range(len(before), len(every))}
        then, touched = first.changed(gone, fresh, ranks, every.__getitem__, Path(folder, "b"))
        left = [slot for slot in order if slot not in gone]
        after = named(then.pairs({slot: place for place, slot in enumerate(left)}), left)
        assert after == named(pairs([every[slot] for slot in left]), left)
        ends = {(one, other) for one, other, _ in after} ^ {(p.first, p.second) for p in first.pairs()}
        assert all({*pair} & (touched | gone) for pair in ends if not {*pair} & {*fresh})


def test_no_page_no_pair() -> None:
    """An empty crawl, and pages too short to have keys, give no pairs."""
    assert pairs([]) == []
    assert pairs([keys("短"), keys("文")]) == []


# ── groups ─────────────────────────────────────────────────────────────────────────────

PAIRS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.booleans()), max_size=40)


@given(PAIRS, st.lists(st.sampled_from(["a", "b", "c", None]), min_size=12, max_size=12))
@settings(max_examples=80, deadline=None)
def test_groups_are_the_connected_pages(related: list[tuple[int, int, bool]], held: list[str | None]) -> None:
    """Sparing comparisons never changes the groups: they are those of comparing every pair."""
    truth = {(min(a, b), max(a, b)): yes for a, b, yes in related if a != b}
    found = [Pair(a, b, 0.5) for a, b in truth]
    documents = [[id_] if id_ else [] for id_ in held]
    spared = grouped(documents, found, lambda batch: [truth[pair.first, pair.second] for pair in batch])
    everyone = {frozenset(group) for group in spared}
    for (a, b), yes in truth.items():
        same = any({a, b} <= group for group in everyone)
        assert same or not yes
    links = [{a, b} for (a, b), yes in truth.items() if yes]
    links += [{a for a in range(12) if held[a] == id_} for id_ in "abc"]
    merged = [{n} for n in range(12)]
    for link in links:
        inside = [group for group in merged if group & link]
        merged = [group for group in merged if not group & link] + ([set().union(*inside)] if inside else [])
    assert everyone == {frozenset(group) for group in merged}


@given(st.integers(1, 3 * WITNESSES))
@settings(max_examples=40, deadline=None)
def test_every_page_of_a_story_is_traced_once(count: int) -> None:
    """However large a story is, each page is asked for in one part, and no part is larger than the bound."""
    group = list(range(0, 2 * count, 2))
    bands = {place: np.array([place % 7, place % 5], np.uint32) for place in group}
    found = parts(group, lambda place: Told(str(place % 10), str(place), bands[place].tobytes()))
    assert sorted(place for part in found for place in part.asked) == group
    assert all(len(part.pages) <= WITNESSES and set(part.asked) <= set(part.pages) for part in found)
    if count > WITNESSES:
        assert len(frozenset.intersection(*(frozenset(part.pages) for part in found))) >= CORE
        assert all(part.warning and part.warning.values[0] == ("whole", count) for part in found)
    else:
        assert [part.warning for part in found] == [None]


# ── packing and figures ────────────────────────────────────────────────────────────────


def test_a_struct_comes_back_as_it_was() -> None:
    """Packed and unpacked, a page is the same page."""
    assert unpack(pack([page("正文"), 1, "二"])) == [page("正文"), 1, "二"]


@pytest.mark.parametrize("evil", [print, Path("/"), io.BytesIO()])
def test_a_journal_from_a_stranger_runs_nothing(evil: object) -> None:
    """Bytes that ask for anything but the project's own structs are refused."""
    data = zstandard.compress(pickle.dumps(evil))
    with pytest.raises(pickle.UnpicklingError):
        unpack(data)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share(case: tuple[int, int]) -> None:
    """Wilson's interval lies in 0..1 around the share, and is never a point."""
    low, high = wilson(*case)
    assert 0 <= low <= case[0] / case[1] <= high <= 1
    assert low < high


def tally(site: str, origin: str, path: str, *, fails: bool = False, outlet: str | None = None) -> Tally:
    return Tally(site=site, origin=origin, path=path, fails=fails, copied=bool(outlet), origin_outlet=outlet,
                 relays=("转手网",) if path == "undeclared-relay" else (), spun=False)  # fmt: skip


def figures(tallies: Sequence[Tally]):  # type: ignore[no-untyped-def]
    failures = [Failure(file="x", error="EmptyInput", message="is empty")]
    return summary(tallies, failures, [3, 1, 2], None, 1.5)


def test_a_summary_counts_what_was_found() -> None:
    """Verdicts, sites, outlets, groups and failures; only decided pages weigh in a site's honesty."""
    found = figures([
        tally("甲网", "confirmed", "direct", outlet="日报"),
        tally("甲网", "confirmed", "undeclared-relay", fails=True, outlet="日报"),
        tally("甲网", "unverifiable", "unresolved"),
        tally("", "missing", "unresolved", fails=True, outlet="晚报"),
    ])  # fmt: skip
    assert found.by_verdict["confirmed"] == {"direct": 1, "undeclared-relay": 1}
    assert list(found.by_site) == ["甲网", "unknown"]
    site = found.by_site["甲网"]
    assert (site.pages, site.confirmed, site.undeclared_relays, site.failing) == (3, 2, 1, 1)
    assert site.honesty is not None
    assert (site.honesty.decided, site.honesty.share) == (2, 0.5)
    assert (found.by_outlet["日报"].reprinted, found.by_outlet["转手网"].relayed) == (2, 1)
    assert (found.groups, found.pages_in_groups, found.largest_group, found.failures) == (2, 5, 3, 1)
