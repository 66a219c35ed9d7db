"""The mean of several hands."""

from __future__ import annotations

import numpy as np

from reprint_trace.lineage.features import compared, featured
from reprint_trace.lineage.group import Group, build
from reprint_trace.lineage.posterior import (
    averaged,
    by_state,
    doubted,
    finished,
    load_weights,
    plainest,
    posteriors,
    related,
)
from tests.lineage.conftest import STORY, FewOutlets, witness

EDITED = STORY.replace("豆腐坊", "豆制品厂").replace("四十一年", "四十多年")
FURTHER = EDITED.replace("老槐树", "大柳树").replace("两万多元", "近三万元")
NONE = np.zeros((3, 3))


def three(outlets: FewOutlets, *texts: str) -> Group:
    return build(
        [witness(f"w{i}", text) for i, text in enumerate(texts or (STORY, EDITED, FURTHER))], outlets
    )


def test_where_the_hands_disagree_the_answer_is_in_doubt(outlets: FewOutlets) -> None:
    """One hand is sure that nothing here is a source, the other that everything but one text has one."""
    plain = featured(three(outlets))
    sure, other = {"root:any": 12.0}, {"root:any": -12.0}
    alone = averaged(plain, [sure], NONE).root.sum()
    both = averaged(plain, [sure, other], NONE).root.sum()
    against = averaged(plain, [other], NONE).root.sum()
    assert against + 0.5 < both < alone - 0.5
    np.testing.assert_allclose(both, (alone + against) / 2)


def test_what_is_said_is_what_such_answers_proved_to_be_worth(outlets: FewOutlets) -> None:
    """The likeliest source becomes as likely as the doubt says, the others share the rest, and all still sum
    to one; where the models differ more, a doubt that asks for it says less."""
    group = three(outlets)
    plain = featured(group)
    one, other = {"text:undone": -3.0, "root:any": -4.0}, {"root:any": 1.0}
    agreed, split = averaged(plain, [one, one], NONE), averaged(plain, [one, one, one, other], NONE)
    words = plainest(plain, 0)
    even = doubted(group, agreed, agreed, words, {"any": 0.0})
    best = by_state(group, agreed.edges, agreed.root).argmax(axis=0)
    np.testing.assert_allclose(by_state(group, even.edges, even.root)[best, range(3)], 0.5)
    np.testing.assert_allclose(even.edges.sum(axis=0) + even.root, 1.0)
    asked = {"any": 1.0, "least": 1.0}
    chances = [doubted(group, p, p, words, asked).edges.max() for p in (agreed, split)]
    assert chances[1] < chances[0]


def test_other_weights_bring_their_own_doubts(outlets: FewOutlets) -> None:
    """The shipped doubts are those of the shipped models, and of no others."""
    group, known = three(outlets), load_weights()
    bare = posteriors(group, weights=known)
    assert not np.allclose(bare.blind.edges, posteriors(group).blind.edges)


def test_the_drawn_tree_has_one_root_where_one_is_likelier_than_several(outlets: FewOutlets) -> None:
    """A model that is sure of one source draws one, one that is sure of none draws none."""
    group = three(outlets)
    one = finished(group, averaged(featured(group), [{"one:any": 20.0}], NONE))
    assert one.one > 0.5
    assert one.parents.count(-1) == 1
    none = finished(group, averaged(featured(group), [{"one:any": -20.0, "root:any": 9.0}], NONE))
    assert none.parents == [-1, -1, -1]


def test_words_alone_tell_the_tree_once_its_root_is_known(outlets: FewOutlets) -> None:
    """Of the trees that begin where it is said that they begin, the one of fewest differences."""
    group = three(outlets)
    assert plainest(featured(group), 0) == [-1, 0, 1]
    assert plainest(featured(group), 2) == [1, 2, -1]


def test_texts_of_a_step_are_chosen_as_sets_of_twins(outlets: FewOutlets) -> None:
    """Three twins share what speaks for them; together they outweigh one other text that is likelier than
    each of them."""
    group = three(outlets, STORY, STORY, STORY, FURTHER, EDITED)
    edges = np.zeros((5, 5))
    edges[:4, 4] = 0.2, 0.2, 0.2, 0.35
    edges[0, 1], edges[0, 2], edges[0, 3] = 0.9, 0.9, 0.9
    flat = averaged(featured(group), [{}], np.zeros((5, 5)))
    found = finished(group, type(flat)(edges, np.array([1.0, 0.1, 0.1, 0.1, 0.05]), 0.9, [], flat.forests))
    assert found.parents[4] in (0, 1, 2)


def test_how_much_a_house_rewrites_does_not_say_whether_its_source_is_here(outlets: FewOutlets) -> None:
    """Costs are held against the best that any text here offers: the best costs nothing."""
    group = three(outlets)
    found = compared({"near:steps": np.array([[0.0, 40, 9], [30, 0, 5], [9, 44, 0]])}, group)["near:steps"]
    np.testing.assert_allclose(found, [[0, 0, 4], [21, 0, 0], [0, 4, 0]])


def test_every_run_is_a_distribution(outlets: FewOutlets) -> None:
    """Parents and none sum to one, whatever the run saw."""
    found = posteriors(three(outlets))
    for run in (found.blind, found.informed):
        np.testing.assert_allclose(run.edges.sum(axis=0) + run.root, 1.0, atol=1e-6)
        assert 0.0 <= run.one <= 1.0


def test_texts_that_share_next_to_nothing_are_unrelated(outlets: FewOutlets) -> None:
    """A third of the shorter text must stand in the other."""
    other = "".join(f"第{n}场比赛在体育馆举行，主队以三比一获胜。" for n in "一二三四五六七八")
    enough = related(build([witness("a", STORY), witness("b", EDITED), witness("c", other)], outlets))
    assert enough[0, 1]
    assert not enough[0, 2]
