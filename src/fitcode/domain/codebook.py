"""Codebooks: a tree of codes with definitions, rules of use, examples and patterns.

The YAML file is what people edit; a codebook version is what a project froze. A code's id never
changes, its content is known by hash.
"""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, Field

from fitcode.domain.choices import Dimension, Part, Valence
from fitcode.domain.identity import content_hash


class Pattern(BaseModel, frozen=True, extra="forbid"):
    """A rule that suggests a code; exactly one of ``phrase``, ``any_of``, ``near``, ``tokens`` is set."""

    id: str
    """As written, else derived from the content, so that reordering a file changes nothing."""

    phrase: str | None = None
    """Matched by lemma, case-insensitively, inside one segment."""

    any_of: tuple[str, ...] | None = None
    """Phrases of which one is enough."""

    tokens: tuple[dict[str, Any], ...] | None = None
    """A spaCy token pattern."""

    near: tuple[tuple[str, ...], ...] | None = None
    """One phrase of each list, all within ``within`` words, in any order."""

    within: int = Field(default=8, ge=1, le=100)
    unless: tuple[str, ...] = ()
    """Phrases that, in the same segment, silence the pattern."""

    valence: Valence | None = None
    weight: float = Field(default=0.5, ge=0, le=1)
    """Prior precision: how often a hit deserves the code, before anything was decided."""

    language: str | None = None
    """Language of the wording; the codebook's when absent."""

    @property
    def form(self) -> Literal["phrase", "any_of", "tokens", "near"]:
        """Which of the four forms this pattern has."""
        if self.phrase is not None:
            return "phrase"
        if self.any_of is not None:
            return "any_of"
        return "tokens" if self.tokens is not None else "near"


class Code(BaseModel, frozen=True, extra="forbid"):
    """One category of a codebook."""

    id: str
    name: str
    parent: str | None = None
    """Id of the parent code."""

    dimension: Dimension | None = None
    """Its own or inherited dimension."""

    definition: str = ""
    use_when: str = ""
    do_not_use_when: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    more_examples: tuple[str, ...] = ()
    """Further examples, for suggestions by meaning; people are shown the others."""

    patterns: tuple[Pattern, ...] = ()
    colour: str | None = None
    source: str | None = None
    choose_one: bool = False
    """A parent may ask that a segment carries one of its children at most."""

    part: Part | None = None
    """Its own; a code without one plays the part of the code above it (``Codebook.part``)."""

    @property
    def hash(self) -> str:
        """Content hash: it changes with anything the code says, patterns included, not with meaning only."""
        return content_hash(_stated(self))


class Codebook(BaseModel, frozen=True, extra="forbid"):
    """A codebook as one file states it: codes in the file's order, parents before children."""

    id: str
    name: str
    version: str = "1"
    """The author's own version label; the project counts its frozen versions itself."""

    language: str = "en"
    source: str = ""
    uncoded_examples: tuple[str, ...] = ()
    """What people say in the same interviews and no code fits, for suggestions by meaning."""

    codes: tuple[Code, ...] = ()

    @property
    def hash(self) -> str:
        """Content hash of the whole codebook."""
        values = _stated(self) | {"codes": [_stated(code) for code in self.codes]}
        return content_hash(values)

    def code(self, code_id: str) -> Code | None:
        """The code with this id, or None."""
        return next((code for code in self.codes if code.id == code_id), None)

    def path(self, code_id: str) -> str:
        """Names from the root down, joined with `` / ``."""
        by_id = {code.id: code for code in self.codes}
        names: list[str] = []
        current: str | None = code_id
        while current is not None and current in by_id and len(names) <= len(by_id):
            names.append(by_id[current].name)
            current = by_id[current].parent
        return " / ".join(reversed(names))

    def part(self, code_id: str) -> Part | None:
        """The part that a code plays in findings: its own, or that of the nearest code above with one."""
        parts = {code.id: code.part for code in self.codes}
        return next(
            (part for one in (code_id, *self.ancestors(code_id)) if (part := parts.get(one)) is not None),
            None,
        )

    def ancestors(self, code_id: str) -> Iterator[str]:
        """Ids of the parents, nearest first."""
        parents = {code.id: code.parent for code in self.codes}
        current = parents.get(code_id)
        while current is not None:
            yield current
            current = parents.get(current)


_LATER = ("more_examples", "uncoded_examples", "part")
"""Fields that an earlier release did not know: left empty, they do not change what it hashed."""


def _stated(model: Code | Codebook) -> dict[str, Any]:
    values = model.model_dump(mode="json")
    return {name: value for name, value in values.items() if value or name not in _LATER}
