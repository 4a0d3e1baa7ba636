"""Definition change: what a code says otherwise than it did when a passage was coded.

Only what a coder decides by counts. Patterns, colours, sources and examples for suggestions leave past
codings as they are, and so does a codebook that was applied again without a change to the code.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from fitcode.domain.codebook import Code

DECIDED_BY = (
    *("name", "parent", "dimension", "definition", "use_when", "do_not_use_when"),
    *("examples", "counter_examples"),
)
"""The fields of a code that a coder decides by."""


class FieldChange(NamedTuple):
    """A field of a code that says something else now."""

    field: str
    before: str
    """In one line; empty where nothing was said."""

    after: str

    @property
    def words(self) -> str:
        """The field as people read it: ``use when``."""
        return self.field.replace("_", " ")


class Stretch(NamedTuple):
    """Words of a text that are the same in another one, or are not."""

    text: str
    is_other: bool


def definition_changes(before: Code, after: Code) -> list[FieldChange]:
    """What a coder would read otherwise, in the order in which a codebook says it."""
    return [
        FieldChange(field, old, new)
        for field in DECIDED_BY
        if (old := _written(getattr(before, field))) != (new := _written(getattr(after, field)))
    ]


def other_words(text: str, than: str) -> list[Stretch]:
    """A text in stretches, by whether another text has the same words there."""
    words, others = text.split(), than.split()
    stretches: list[Stretch] = []
    for tag, start, end, _, _ in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if start < end:
            stretches.append(Stretch(" ".join(words[start:end]), tag != "equal"))
    return stretches


def _written(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " / ".join(" ".join(str(one).split()) for one in value)
    return " ".join(str(value or "").split())
