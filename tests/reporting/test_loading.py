"""Saved results come back as the structs they were."""

import json

import pytest

from reprint_trace.contract import to_json
from reprint_trace.contract.loading import document_from_json, trace_from_json

from .examples import ORIGINAL, TRACE


def test_a_saved_trace_prints_again_to_the_same_bytes() -> None:
    """What a run saved, its page too, can be read back and printed without a difference."""
    assert trace_from_json(to_json(TRACE)).page == TRACE.page
    assert to_json(trace_from_json(to_json(TRACE))) == to_json(TRACE)


def test_the_texts_of_matched_documents_are_put_back() -> None:
    """A trace names its documents only; given the documents, it has their texts again."""
    trace = trace_from_json(to_json(TRACE), {ORIGINAL.id: document_from_json(to_json(ORIGINAL))})
    assert trace.matches[0].document == ORIGINAL
    assert trace_from_json(to_json(TRACE)).matches[0].document.text == ""


@pytest.mark.parametrize("line", ["{}", "[]", '{"schema": "reprint-trace/trace/1"}', "null"])
def test_what_is_no_trace_is_said_to_be_none(line: str) -> None:
    """A line of another kind raises one clear error."""
    with pytest.raises(ValueError, match="not a trace"):
        trace_from_json(line)


def test_a_broken_line_is_a_value_error() -> None:
    """A line cut off in the middle raises the error that callers already catch."""
    with pytest.raises(json.JSONDecodeError):
        trace_from_json(to_json(TRACE)[:-10])
