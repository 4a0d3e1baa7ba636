"""What a pass gets and gives for one transcript: plain values that travel between processes."""

from collections.abc import Mapping
from typing import NamedTuple

from fitcode.domain.suggestion import NewSuggestion, TranscriptText


class PassOrder(NamedTuple):
    """A transcript on its way to a worker."""

    transcript: TranscriptText
    language: str
    tokens: bytes | None
    """Its tokens as they are kept; None has them made again."""

    vectors: bytes | None
    """Its vectors as they are kept; None where no suggester reads them."""

    codes: frozenset[str] | None
    """The codes to look for, as ``codebook/code``; None for all."""

    grades: Mapping[str, bytes] = {}
    """Suggester name to what it said of this transcript with the same model, as it is kept."""


class MadeSuggestions(NamedTuple):
    """What came of one transcript."""

    suggestions: list[NewSuggestion]
    faults: tuple[str, ...]
    """Suggesters that raised, a line each; what the others said is there."""

    grades: Mapping[str, bytes]
    """Suggester name to what it says, to be kept; those that were kept already are left out."""

    notes: tuple[str, ...]
    """What people should know of the pass, such as patterns that this pipeline cannot run."""

    unready: tuple[str, ...] = ()
    """Suggesters that could not be made ready for the pass, a line each, the same for every transcript."""
