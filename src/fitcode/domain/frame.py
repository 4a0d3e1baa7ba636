"""CountingFrame: a project as columns of integers, all that counting needs.

Names stand in lists once; everything else refers to them by index (-1 for none). The store fills
it, ``analysis`` counts it, and neither knows the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fitcode.domain.choices import Origin
from fitcode.domain.table import AttributeValue

Column = Sequence[int]
"""A column of integers; an ``array`` or list. -1 means none."""

VALENCES = ("fit", "misfit", "mixed")
"""Valence codes in a column are indices into this; -1 is not stated."""

ORIGINS = tuple(origin.value for origin in Origin)
"""Origin codes in a column are indices into this."""

SPEAKER_KINDS = ("respondent", "interviewer", "moderator", "unknown")
"""Speaker kind codes in a column are indices into this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptColumns:
    """One entry a transcript, in the order of their names."""

    name: Sequence[str]
    kind: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerColumns:
    """One entry a speaker of a transcript."""

    transcript: Column
    kind: Column
    case: Column
    """Index of the speaker's case, -1 when nobody said whose speech it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnColumns:
    """One entry a turn of a current transcript version, ordered by transcript, then start."""

    transcript: Column
    speaker: Column
    start: Column
    end: Column
    first_word: Column
    end_word: Column
    first_segment: Column
    end_segment: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseColumns:
    """One entry a case, in the order of their names."""

    name: Sequence[str]
    component: Column
    mission: Sequence[str | None]
    role: Sequence[str | None]
    attributes: Mapping[str, Sequence[AttributeValue]] = field(default_factory=dict)
    in_transcripts: Sequence[tuple[int, int]] = ()
    """(case, transcript) pairs: which cases speak in which transcripts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentColumns:
    """One entry a component, in registry order."""

    name: Sequence[str]
    """Bare id where unique, else ``mission/id``."""

    parent: Column
    mission: Sequence[str]
    branch: Sequence[str | None]
    level: Sequence[str | None]
    country: Sequence[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeColumns:
    """One entry a code, in codebook order."""

    name: Sequence[str]
    """Bare id where unique, else ``codebook/id``."""

    codebook: Sequence[str]
    parent: Column
    dimension: Sequence[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingColumns:
    """One entry a coding of those whose codings count, on a current transcript version."""

    transcript: Column
    start: Column
    end: Column
    first_word: Column
    end_word: Column
    first_segment: Column
    end_segment: Column
    first_turn: Column
    """Ordinal, within its transcript, of the first turn it shares a non-space character with; -1 for none."""

    end_turn: Column
    code: Column
    coder: Column
    about: Column
    counterpart: Column
    valence: Column
    strength: Column
    """1 to 3, -1 when not stated."""

    origin: Column | None = None
    """None where it was not asked for: no count but a condition on it needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingFrame:
    """Everything that a tally, crosstab or dyad table is counted from."""

    transcripts: TranscriptColumns
    speakers: SpeakerColumns
    turns: TurnColumns
    cases: CaseColumns
    components: ComponentColumns
    codes: CodeColumns
    coders: Sequence[str]
    codings: CodingColumns


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFrame:
    """Links, one entry each, as a frame whose codings are their ends."""

    frame: CountingFrame
    """Its codings are where each link starts, in order, and then where each points to."""

    uid: Sequence[str]
    kind: Sequence[str]
