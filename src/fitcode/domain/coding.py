"""Codings: one code, put on one span, by one coder; and links between them.

For every stored coding ``text[start:end] == quote`` holds, always.
"""

from typing import Self

from pydantic import BaseModel, Field, model_validator

from fitcode.domain.choices import LinkKind, Origin, Valence


class NewCoding(BaseModel, frozen=True, extra="forbid"):
    """A coding as somebody states it: everything by name, nothing resolved yet."""

    transcript: str
    start: int = Field(ge=0)
    end: int
    code: str
    """Bare id where unique, else ``codebook/id``."""

    about: str | None = None
    """The component that the passage is about."""

    counterpart: str | None = None
    """The component towards which it fits or does not."""

    valence: Valence | None = None
    strength: int | None = Field(default=None, ge=1, le=3)
    memo: str | None = None
    coder: str | None = None
    """Who coded; the acting coder when absent."""

    uid: str | None = None
    origin: Origin = Origin.manual
    suggestion_uid: str | None = None
    quote: str | None = None
    """When given, the text at the position must equal it."""

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end must be past start, not [{self.start}, {self.end})")
        return self


class CodingChange(BaseModel, frozen=True, extra="forbid"):
    """What of a coding is to change; fields that were not set stay as they are (see ``model_fields_set``)."""

    code: str | None = None
    about: str | None = None
    counterpart: str | None = None
    valence: Valence | None = None
    strength: int | None = Field(default=None, ge=1, le=3)
    memo: str | None = None
    start: int | None = Field(default=None, ge=0)
    end: int | None = None


class Coding(BaseModel, frozen=True):
    """A stored coding."""

    uid: str
    transcript: str
    start: int
    end: int
    quote: str
    code: str
    about: str | None = None
    counterpart: str | None = None
    valence: Valence | None = None
    strength: int | None = None
    coder: str
    origin: Origin
    suggestion_uid: str | None = None
    codebook_version: int
    memo: str | None = None
    created_at: str
    """UTC, ISO 8601 with milliseconds and ``Z``."""

    updated_at: str


class NewLink(BaseModel, frozen=True, extra="forbid"):
    """A link as somebody states it."""

    source: str
    """Uid of the coding it starts from, or eight characters or more of it."""

    target: str
    kind: LinkKind
    coder: str | None = None
    """Whose codings they are; the acting coder when absent."""

    memo: str | None = None


class Link(BaseModel, frozen=True):
    """A coding that brings about another, or that another remedies."""

    uid: str
    source: str
    """Uid of the coding it starts from."""

    target: str
    kind: LinkKind
    coder: str
    memo: str | None = None
    created_at: str
