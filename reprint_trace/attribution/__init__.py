"""The grammar of attribution: how Chinese pages and texts say whose words they print.

Every function takes a text and gives frozen structs with a span in it, a name as written, and the
id of the rule that fired.  Pages and corpus documents are read by the same functions.
"""

from __future__ import annotations

from reprint_trace.attribution.fields import Field, fields, is_label
from reprint_trace.attribution.lines import (
    bylines,
    captions,
    credited_to,
    datelines,
    english_byline,
    mentions,
    relays,
    signature,
    spoken_as,
)
from reprint_trace.attribution.mention import Mention, Person
from reprint_trace.attribution.names import (
    account_named,
    credited,
    ends_like_outlet,
    is_person,
    lists_several,
    named_newsroom,
    names_nobody,
    speaks_of_itself,
)
from reprint_trace.attribution.people import (
    addressed,
    named_after,
    named_form,
    names_in,
    people,
    personal_name,
    speakers,
)

__all__ = [
    "Field",
    "Mention",
    "Person",
    "account_named",
    "addressed",
    "bylines",
    "captions",
    "credited",
    "credited_to",
    "datelines",
    "ends_like_outlet",
    "english_byline",
    "fields",
    "is_label",
    "is_person",
    "lists_several",
    "mentions",
    "named_after",
    "named_form",
    "named_newsroom",
    "names_in",
    "names_nobody",
    "people",
    "personal_name",
    "relays",
    "signature",
    "speakers",
    "speaks_of_itself",
    "spoken_as",
]
