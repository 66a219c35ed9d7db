"""A text printed again or slightly edited is kept, and said to be a version of the first."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from reprint_trace.corpus import Corpus, versions
from reprint_trace.model import Document

from .stories import document, documents, story

BULLETIN = (
    "临江水文站通报：{}月{}日八时，临江水位{}.{}米，比前一日上涨{}厘米，流量每秒{}立方米，未超过警戒水位；"
    "云溪水位{}.{}米，白石水位{}.{}米。沿江各泵站正常开机，请船只注意航行安全，遇有险情请及时拨打值班电话。"
)


def edited(seed: int) -> Document:
    """The story of `seed` as another house prints it: its own line before and behind, a word changed."""
    text = "本网讯 " + story(seed).replace("徒弟", "学徒").replace("斤", "公斤", 1) + "\n（编辑：高远）"
    return replace(document(seed), id=f"edited-{seed}", text=text)


def bulletin(day: int) -> Document:
    draw = random.Random(day)
    figures = [draw.randrange(10, 99) for _ in range(8)]
    return Document(id=f"bulletin-{day}", text=BULLETIN.format(day % 12 + 1, day % 28 + 1, *figures))


def test_an_edited_text_is_a_version_of_the_first() -> None:
    """A reprint with a few words changed is recorded under the document that was added first."""
    with Corpus.in_memory("c") as corpus:
        added = corpus.add([*documents(30), edited(3), edited(7)])
        assert (added.added, added.versions) == (32, 2)
        asked = [kept.id for kept in corpus.documents()]
        assert corpus.version_of(asked) == {"edited-3": "d3", "edited-7": "d7"}
        assert corpus.texts() == 30


def test_bulletins_that_differ_in_their_figures_are_texts_of_their_own() -> None:
    """One form filled in for every day is as many texts as days."""
    with Corpus.in_memory("c") as corpus:
        assert corpus.add([bulletin(day) for day in range(20)]).versions == 0


@pytest.mark.parametrize("few", [0, 1_000_000], ids=["looked up", "read through"])
def test_versions_do_not_depend_on_batches(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Added one by one, in another order or all at once, the same documents are one text."""
    monkeypatch.setattr(versions, "FEW", few)
    every = [
        *documents(12),
        edited(3),
        replace(edited(3), id="third", text=edited(3).text + "转自临江在线"),
        edited(9),
    ]
    groups = []
    for order in (every, every[::-1], random.Random(1).sample(every, len(every))):
        with Corpus.in_memory("c") as corpus:
            if order is not every:
                for one in order:
                    corpus.add([one])
            else:
                corpus.add(order)
            first = corpus.version_of(d.id for d in every)
            together: dict[str, set[str]] = {}
            for one in every:
                together.setdefault(first.get(one.id, one.id), set()).add(one.id)
            groups.append(sorted(map(sorted, together.values())))
    assert groups[0] == groups[1] == groups[2]
    assert ["d3", "edited-3", "third"] in groups[0]


def test_what_a_killed_add_left_is_related_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions that an interrupted add did not come to record are recorded by the next add."""
    with Corpus.in_memory("c") as corpus:
        with monkeypatch.context() as broken:
            broken.setattr(versions, "relate", lambda *_: 0)
            corpus.add([*documents(5), edited(2)])
        assert corpus.version_of(["edited-2"]) == {}
        assert corpus.add([document(9)]).versions == 1
        assert corpus.version_of(["edited-2"]) == {"edited-2": "d2"}


def test_versions_stay_together_when_the_first_is_removed() -> None:
    """Of versions whose first document is removed, the next takes its place."""
    with Corpus.in_memory("c") as corpus:
        corpus.add([*documents(3), edited(1), replace(edited(1), id="again")])
        corpus.remove(["d1"])
        assert corpus.version_of(["edited-1", "again"]) == {"again": "edited-1"}
        corpus.reindex()
        assert corpus.version_of(["edited-1", "again"]) == {"again": "edited-1"}
