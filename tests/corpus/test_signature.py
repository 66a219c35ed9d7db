"""The signature is datasketch's own, and a corpus can prove it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.corpus import Corpus
from reprint_trace.corpus.sketches import minhash, sign, similarity
from reprint_trace.corpus.verifying import signed_by_datasketch
from reprint_trace.text.folding import fold_text
from reprint_trace.text.tokens import JIEBA, RJIEBA, available

from .stories import documents, story


@given(st.lists(st.integers(0, 2**32 - 1), max_size=700))
@settings(max_examples=40, deadline=None)
def test_the_kernel_gives_the_librarys_values(hashes: list[int]) -> None:
    """Our MinHash of any hashes equals datasketch's, bit for bit."""
    library = MinHash(num_perm=128, seed=1, scheme="affine32", hashfunc=int)
    library.update_batch(hashes)
    ours = minhash(np.array(hashes, dtype=np.uint32))
    assert ours.tolist() == library.hashvalues.tolist()


@pytest.mark.parametrize("tokenizer", [JIEBA, RJIEBA])
def test_a_story_is_signed_as_datasketch_signs_it(tokenizer: str) -> None:
    """Whichever tokenizer cuts the words, the signature is what datasketch computes of them."""
    if not available(tokenizer):
        pytest.skip(f"{tokenizer} is not installed")
    folded = fold_text(story(5))
    assert sign(folded, tokenizer).tobytes() == signed_by_datasketch(folded, tokenizer)


def test_the_estimate_is_near_the_true_jaccard() -> None:
    """A text is wholly similar to itself, and not to another."""
    one, other = (sign(fold_text(story(n)), JIEBA) for n in (1, 2))
    assert similarity(one, one) == 1.0
    assert similarity(one, other) < 0.6


def test_a_sound_corpus_has_no_problems(tmp_path: Path) -> None:
    """A fresh corpus is sound, also after documents were removed."""
    with Corpus.create(str(tmp_path / "c.db")) as corpus:
        assert corpus.verify() == ()
        corpus.add(documents(30))
        corpus.remove(["d4", "d7"])
        assert corpus.verify() == ()


DAMAGE = {
    "its signature differs": "UPDATE signatures SET hashvalues = zeroblob(512) WHERE number = 3",
    "not as it was written": "UPDATE documents SET title = 'x' WHERE number = 3",
    "document d2": "UPDATE documents SET body = x'00' WHERE number = 3",
    "has no signature": "DELETE FROM signatures WHERE number = 3",
    "a part of its index": "UPDATE segments SET data = zeroblob(64)",
}


@pytest.mark.parametrize(("problem", "statement"), DAMAGE.items(), ids=DAMAGE)
def test_damage_is_named(tmp_path: Path, problem: str, statement: str) -> None:
    """A changed signature, text, field or index segment is found and named."""
    path = tmp_path / "c.db"
    with Corpus.create(str(path)) as corpus:
        corpus.add(documents(5))
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute(statement)
    connection.close()
    with Corpus.open(str(path)) as corpus:
        found = corpus.verify()
    assert len(found) == 1
    assert problem in found[0]
