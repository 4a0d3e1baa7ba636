"""Graded once: what a suggester by meaning makes of a transcript, worked out once and then let go.

Whoever is asked for proposals is asked for chances next, or the other way round. Each is handed over once, so
that the tables of a long transcript do not stay in memory until the next one is read.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.reading.read_transcript import ReadTranscript
    from fitcode.suggest.suggester import Proposal

    Grade = Callable[[ReadTranscript], tuple[list[Proposal], NDArray[np.float64]]]
    """Proposals, and chances of shape (segments, codes)."""


class GradedOnce:
    """What was made of the transcript that was read last, as long as it was not handed over."""

    def __init__(self, grade: Grade) -> None:
        self._grade = grade
        self._read: ReadTranscript | None = None
        self._proposals: list[Proposal] | None = None
        self._chances: NDArray[np.float64] | None = None

    def proposals(self, read: ReadTranscript) -> list[Proposal]:
        """The proposals for a transcript."""
        if self._read is not read or self._proposals is None:
            self._proposals, self._chances = self._grade(read)
            self._read = read
        made, self._proposals = self._proposals, None
        self._let_go()
        return made

    def chances(self, read: ReadTranscript) -> NDArray[np.float64]:
        """The chance of every code for every segment."""
        if self._read is not read or self._chances is None:
            self._proposals, self._chances = self._grade(read)
            self._read = read
        made, self._chances = self._chances, None
        self._let_go()
        return made

    def _let_go(self) -> None:
        if self._proposals is None and self._chances is None:
            self._read = None


class GradesByMeaning(ABC):
    """What suggesters share that grade every code by a trained model, where a transcript has vectors."""

    codes: tuple[str, ...] = ()
    """Every code that the model grades; none while there is no model."""

    def __init__(self) -> None:
        self._graded = GradedOnce(self._grade)

    def reads(self, language: str) -> bool:  # noqa: ARG002 - whatever the encoder reads
        """Every language; transcripts without vectors are passed over."""
        return bool(self.codes)

    def probabilities(self, read: ReadTranscript) -> NDArray[np.float64] | None:
        """The chance of every code for every segment, proposed or not; None without vectors."""
        return self._graded.chances(read) if self._can_grade(read) else None

    def propose(self, read: ReadTranscript) -> list[Proposal]:
        """At most three codes per segment."""
        return self._graded.proposals(read) if self._can_grade(read) else []

    def _can_grade(self, read: ReadTranscript) -> bool:
        return bool(self.codes) and read.kept_vectors is not None

    @abstractmethod
    def _grade(self, read: ReadTranscript) -> tuple[list[Proposal], NDArray[np.float64]]:
        """Proposals, and chances of shape (segments, codes), of a transcript that has vectors."""
