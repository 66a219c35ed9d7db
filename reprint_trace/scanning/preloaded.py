"""Loaded once by the process that workers are forked from: every library and table of the stages."""

import gc

from reprint_trace.comparing import compare_texts
from reprint_trace.corpus import Corpus  # noqa: F401
from reprint_trace.scanning.stages import Read, Settings, read, search, trace_part

# A page of nothing in particular: what it goes through fills the tables that are made at first use.
_STORY = "这一页什么也没有说。" * 30
_HTML = f"<html><head><title>一页</title></head><body><h1>一页</h1><p>{_STORY}</p></body></html>"

_page = read(Settings(), "preloaded", _HTML.encode())
if isinstance(_page, Read):
    trace_part(Settings(), [_page.page], [search(Settings(), _page.page, ()).matches], [0])
compare_texts(_STORY, _STORY)
gc.collect()
gc.freeze()  # so that workers neither walk through all that again nor copy the memory it lies in
