"""Field quality: how right and how full valence, about and counterpart are, held against what people coded.

Pure counting over pairs of one field: what a person coded and what was suggested for one passage and code.
"""

from collections.abc import Iterable
from typing import NamedTuple

Field = str | None
"""A field's value; None is empty."""


class FieldQuality(NamedTuple):
    """Counts of one field, with the shares that matter."""

    passages: int
    coded: int
    """Of them, with a value from the person."""

    stated: int
    """Of them, with a value from the suggestion."""

    right: int
    """Of the stated, with the person's value."""

    @property
    def precision(self) -> float | None:
        """Right among the stated; None where nothing was stated."""
        return self.right / self.stated if self.stated else None

    @property
    def coverage(self) -> float | None:
        """Right among the coded; None where nothing was coded."""
        return self.right / self.coded if self.coded else None


def field_quality(pairs: Iterable[tuple[Field, Field]]) -> FieldQuality:
    """The quality of one field; each pair is the person's value and the suggested one."""
    read = list(pairs)
    return FieldQuality(
        passages=len(read),
        coded=sum(coded is not None for coded, _ in read),
        stated=sum(suggested is not None for _, suggested in read),
        right=sum(coded is not None and coded == suggested for coded, suggested in read),
    )
