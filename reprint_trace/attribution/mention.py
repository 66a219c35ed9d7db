"""What the grammar finds: people, and the places where a text says whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]  # half-open, in characters of the text that was read

PersonRole = Literal["reporter", "correspondent", "author", "editor", "photographer", "speaker", "named"]
MentionKind = Literal["dateline", "byline", "caption", "credit", "relay", "signature"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a text names: where, as what, and the rule that found the name."""

    span: Span
    name: str
    role: PersonRole
    rule: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a text says whose words or pictures it prints.

    `name` is the outlet as written, empty where only people are named; `own` when it is the paper
    speaking of itself (本报, 本网), which names nobody to a reader elsewhere; `dispatch` when a
    dateline is an agency's with a day (…5日电); `label` what introduced a credit.
    """

    kind: MentionKind
    span: Span
    rule: str
    name: str = ""
    own: bool = False
    dispatch: bool = False
    label: str = ""
    people: tuple[Person, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its people, in order."""
        return tuple(person.name for person in self.people)
