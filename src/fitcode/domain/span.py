"""Span: a half-open stretch of text, counted in code points.

A reader converts what its format counts (bytes, UTF-16 units) on the way in; nothing past the
reader converts again.
"""

from typing import Self

from pydantic import BaseModel, Field, model_validator


class Span(BaseModel, frozen=True):
    """Where a piece of text begins and ends; never empty."""

    start: int = Field(ge=0)
    end: int
    """One past the last character, as in a Python slice."""

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"a span must hold at least one character, not [{self.start}, {self.end})")
        return self

    def of(self, text: str) -> str:
        """The text that this span holds."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end
