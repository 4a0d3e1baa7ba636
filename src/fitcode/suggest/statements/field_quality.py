"""Field quality: how right and how full valence, about and counterpart are, held against what people coded.

Pure counting over pairs of one field: what a person coded and what was suggested for one passage and code.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
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

    same: int
    """Of the passages, with the same value or empty on both sides."""

    @property
    def precision(self) -> float | None:
        """Right among the stated; None where nothing was stated."""
        return self.right / self.stated if self.stated else None

    @property
    def coverage(self) -> float | None:
        """Right among the coded; None where nothing was coded."""
        return self.right / self.coded if self.coded else None

    @property
    def accuracy(self) -> float | None:
        """The same among all passages; None without any."""
        return self.same / self.passages if self.passages else None


def field_quality(pairs: Iterable[tuple[Field, Field]]) -> FieldQuality:
    """The quality of one field; each pair is the person's value and the suggested one."""
    read = list(pairs)
    return FieldQuality(
        passages=len(read),
        coded=sum(coded is not None for coded, _ in read),
        stated=sum(suggested is not None for _, suggested in read),
        right=sum(coded is not None and coded == suggested for coded, suggested in read),
        same=sum(coded == suggested for coded, suggested in read),
    )


def majority_quality(pairs: Iterable[tuple[Field, Field]]) -> FieldQuality:
    """The baseline: always the value that the person gave most often, among equals the first by name."""
    coded = [value for value, _ in pairs]
    counts = Counter(value for value in coded if value is not None)
    most = min(counts, key=lambda value: (-counts[value], value), default=None)
    return field_quality((value, most) for value in coded)


def confusion(pairs: Iterable[tuple[Field, Field]]) -> Mapping[tuple[Field, Field], int]:
    """How often each value of the person met each suggested value, the empty one included."""
    return Counter(pairs)


def dyad_pairs(
    pairs: Iterable[tuple[tuple[Field, Field], tuple[Field, Field]]],
) -> list[tuple[Field, Field]]:
    """Undirected dyads (about and counterpart) as one field; one that names a single side is empty."""
    return [(_dyad(*coded), _dyad(*suggested)) for coded, suggested in pairs]


def _dyad(about: Field, counterpart: Field) -> Field:
    if about is None or counterpart is None:
        return None
    return " - ".join(sorted((about, counterpart)))
