"""ComparedFrame: the codings of coders who are compared, each for themselves, and who finished what.

A transcript that somebody did not finish is missing for them; what they left uncoded in one that they
finished is data.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from fitcode.domain.frame import Column, CountingFrame

Unit = Literal["character", "word", "segment", "turn", "transcript"]
"""What coders are compared on, one after the other."""

AgreementOf = Literal["code", "dimension", "valence", "component"]
"""What coders may agree on; the last two where they gave a unit the same code."""

OVERALL = "overall"
"""The row of all codes together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageColumns:
    """One entry a passage that a round drew, in the order of the texts; -1 for whole transcripts."""

    transcript: Column
    start: Column
    end: Column
    first_word: Column
    end_word: Column
    first_segment: Column
    end_segment: Column
    first_turn: Column
    end_turn: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedFrame:
    """Everything that coders are compared by."""

    frame: CountingFrame
    """Its coders are those compared; alike codings of several stand for each of them."""

    finished: Sequence[AbstractSet[int]]
    """By coder, the transcripts finished as they stand; for a suggester, those that its pass covered."""

    passages: PassageColumns | None = None
    """What a round drew, where only that is compared."""
