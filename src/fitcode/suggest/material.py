"""Training material: what the semantic and the learned suggester are trained on, as plain arrays.

Rows are respondents' segments. The workflow fills them from a project, an evaluation from a gold file;
nothing here knows where they come from.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from fitcode.domain.identity import content_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Source(StrEnum):
    """Where an example comes from: it decides what the row says of the codes that it does not name."""

    coding = "coding"
    """A person's coding: the row was read, so it is an example against the codes that it does not carry."""

    accepted = "accepted"
    """A suggestion that was accepted or amended to this code: of other codes nothing is known."""

    rejected = "rejected"
    """A suggestion that was rejected: an example against this one code."""

    uncoded = "uncoded"
    """A segment without codings in a transcript that was coded: a weak example against every code."""


class Example(NamedTuple):
    """What is known of one row and one code."""

    row: int
    code: str
    """``codebook/code``; empty for an uncoded row, which speaks of every code."""

    is_positive: bool
    weight: float = 1.0
    source: Source = Source.coding
    uid: str = ""
    """Of the coding, so that it can be shown as evidence."""


@dataclass(frozen=True, eq=False)
class Material:
    """Segments with their vectors and neighbours, and what people said of them."""

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    """One row of unit length per text."""

    questions: NDArray[np.float32]
    """The vector of the interviewer's turn before; zeros where there is none."""

    previous: NDArray[np.int64]
    """The row of the segment before in the same turn, -1 where there is none."""

    following: NDArray[np.int64]
    """The row of the segment after in the same turn, -1 where there is none."""

    groups: tuple[str, ...]
    """The transcript of each row."""

    examples: tuple[Example, ...] = ()

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        rows = len(self.texts)
        arrays = (self.vectors, self.questions, self.previous, self.following)
        if len(self.groups) != rows or any(len(array) != rows for array in arrays):
            raise ValueError(f"material of {rows} texts with arrays of other lengths")
        if any(not 0 <= example.row < rows for example in self.examples):
            raise ValueError("an example names a row that is not there")

    def __len__(self) -> int:
        """Rows."""
        return len(self.texts)

    @cached_property
    def hash(self) -> str:
        """Hash of all that training reads, vectors excepted: they follow from the texts and the encoder."""
        return content_hash(
            [
                self.texts,
                self.previous.tolist(),
                self.following.tolist(),
                self.questions.any(axis=1).tolist(),
                self.groups,
                sorted(self.examples),
            ]
        )

    def with_examples(self, examples: Sequence[Example]) -> Material:
        """The same segments with other examples."""
        return Material(
            self.texts,
            self.vectors,
            self.questions,
            self.previous,
            self.following,
            self.groups,
            tuple(examples),
        )

    def examples_in(self, groups: Collection[str]) -> tuple[Example, ...]:
        """The examples of these transcripts."""
        return tuple(example for example in self.examples if self.groups[example.row] in groups)


def empty_material(dimensions: int = 512) -> Material:
    """No segment at all: a project that has a codebook only."""
    import numpy as np

    nothing = np.zeros((0, dimensions), dtype=np.float32)
    none = np.zeros(0, dtype=np.int64)
    return Material((), nothing, nothing, none, none, ())


def neighbours(groups: Sequence[str], turns: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows before and after each row inside its turn; rows stand in the order of the transcripts."""
    import numpy as np

    places = list(zip(groups, turns, strict=True))
    rows = range(len(places))
    previous = [row - 1 if row and places[row - 1] == places[row] else -1 for row in rows]
    following = [row + 1 if row + 1 < len(places) and places[row + 1] == places[row] else -1 for row in rows]
    return np.array(previous, dtype=np.int64), np.array(following, dtype=np.int64)
