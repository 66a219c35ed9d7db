"""The JSON that other programs read."""

import json
from dataclasses import Field, fields, is_dataclass, replace
from typing import Any, get_args, get_type_hints

import jsonschema
import pytest

from reprint_trace import model
from reprint_trace.contract import jsonable, schema, to_json

from .examples import PAGE, TRACE


@pytest.mark.parametrize(("name", "value"), [("page", PAGE), ("trace", TRACE)])
def test_printed_objects_keep_the_published_schema(name: str, value: Any) -> None:
    """Every printed object is valid under the schema the project publishes for it."""
    jsonschema.Draft202012Validator(schema(name)).validate(json.loads(to_json(value)))


def test_schemas_are_themselves_valid() -> None:
    """The published schemas are valid JSON Schema 2020-12."""
    for name in ("page", "trace"):
        jsonschema.Draft202012Validator.check_schema(schema(name))


def test_keyword_fields_lose_their_underscore() -> None:
    """An edge is printed with `from`, as the contract names it."""
    edge = jsonable(TRACE)["chain"]["edges"][1]
    assert edge["from"] == "named:南湾快讯"
    assert edge["runner_up"] == {"from": "yxrb-1", "probability": 0.05}


def test_a_match_names_its_document_without_its_text() -> None:
    """The document in a match is a reference: publishers' texts are not repeated."""
    document = jsonable(TRACE)["matches"][0]["document"]
    assert set(document) == {"id", "outlet", "source", "title", "published", "url"}
    assert document["published"] == "2021-04-13"


def test_one_object_is_one_line() -> None:
    """Newlines in a body never break the JSON Lines."""
    assert "\n" not in to_json(PAGE)


def test_lone_surrogates_do_not_break_the_line() -> None:
    """A file name that is not UTF-8 can still be printed."""
    line = to_json(replace(PAGE, file="\udcff.html")).encode("utf-8", "backslashreplace")
    assert json.loads(line)["file"] == "\udcff.html"


SCHEMA_OF = {
    model.Page: "page", model.Site: "site", model.Published: "published", model.Quote: "evidence_quote",
    model.Claim: "claim", model.Teaser: "teaser", model.PageLink: "link", model.Signature: "signature",
    model.CorpusInfo: "corpus", model.Passage: "passage", model.Edit: "edit", model.Match: "match",
    model.Node: "node", model.RunnerUp: "runner_up", model.Edge: "edge", model.Chain: "chain",
    model.Alteration: "alteration", model.MeaningChange: "meaning_change", model.Taken: "taken",
    model.Verdict: "verdict", model.Evidence: "evidence", model.Tool: "tool", model.Licence: "licence",
    model.Variant: "variant", model.Reading: "reading", model.Retelling: "retelling",
    model.ToldSentence: "told_sentence", model.ChangedFact: "changed_fact", model.NamedAlike: "named_alike",
}  # fmt: skip


def _keys(field: Field[Any]) -> set[str]:
    """What a field is called in JSON: phrases stand there as texts in two languages and as codes."""
    said = ("", "_zh", "_codes") if field.type == "tuple[Phrase, ...]" else ("",)
    return {field.name.rstrip("_") + suffix for suffix in said}


@pytest.mark.parametrize(("struct", "name"), SCHEMA_OF.items(), ids=SCHEMA_OF.values())
def test_schema_names_every_field_of_its_struct(struct: type, name: str) -> None:
    """A field added to a struct is added to the published schema too."""
    assert is_dataclass(struct)
    described = set(schema("trace")["$defs"][name]["properties"]) - {"schema"}
    extra = {"summary_zh", "summary_en"} if struct is model.Alteration else set()
    assert described == {name for field in fields(struct) for name in _keys(field)} | extra


@pytest.mark.parametrize(
    ("struct", "field"),
    [
        (model.Edit, "kind"),
        (model.Claim, "kind"),
        (model.Node, "role"),
        (model.Edge, "grade"),
        (model.ToldSentence, "telling"),
        (model.ChangedFact, "kind"),
    ],
)
def test_schema_lists_the_kinds_of_the_model(struct: type, field: str) -> None:
    """The kinds a program may meet are those the schema lists."""
    listed = schema("trace")["$defs"][SCHEMA_OF[struct]]["properties"][field]["enum"]
    assert set(listed) == set(get_args(get_type_hints(struct)[field]))
