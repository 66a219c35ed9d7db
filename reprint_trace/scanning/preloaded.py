"""Loaded once by the process that workers are forked from: every library and table of the stages."""

import rapidfuzz  # noqa: F401
import trafilatura  # noqa: F401

import reprint_trace.comparing
import reprint_trace.corpus
import reprint_trace.lineage
import reprint_trace.reading
import reprint_trace.reporting.contract
import reprint_trace.reporting.exports.tables
import reprint_trace.scanning.stages
import reprint_trace.trace  # noqa: F401
from reprint_trace.scanning.pairs import keys_of
from reprint_trace.scanning.stages import Settings, read_bytes
from reprint_trace.text.tokens import default_tokenizer

# A page of nothing in particular: reading it fills the tables that are made at their first use.
_PAGE = (
    "<html><head><title>一页</title></head><body><h1>一页</h1><p>"
    + "这一页什么也没有说。" * 30
    + "</p></body></html>"
)

read_bytes(Settings(), "preloaded", _PAGE.encode())
keys_of(_PAGE, default_tokenizer())
