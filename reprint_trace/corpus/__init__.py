"""The candidate originals: kept, signed, and found again however they were cut.

with open_corpus("originals.db") as corpus:
    for candidate in corpus.candidates(page.body):
        ...
"""

from reprint_trace.corpus.exchange import open_corpus
from reprint_trace.corpus.records import Window
from reprint_trace.corpus.search import Query
from reprint_trace.corpus.store import Added, Corpus

__all__ = ["Added", "Corpus", "Query", "Window", "open_corpus"]
