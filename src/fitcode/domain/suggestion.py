"""Suggestions: proposed codings with evidence that can be replayed, and the runs that made them.

A suggestion becomes a coding through a person's decision and in no other way.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, Field

from fitcode.domain.choices import RunStatus


class SegmentText(NamedTuple):
    """A segment as a suggester sees it: positions are the transcript's, not the segment's."""

    ordinal: int
    start: int
    end: int


class TurnText(NamedTuple):
    """A turn as a suggester sees it; text outside turns comes as a turn without a speaker."""

    start: int
    text: str
    is_respondent: bool
    segments: tuple[SegmentText, ...]
    components: tuple[str, ...]
    """Components of the speaker's cases, so that a suggester can tell "we" from "they"."""


class Decided(NamedTuple):
    """What a person decided on a suggestion, so that it is not asked again."""

    start: int
    end: int
    code: str
    """``codebook/id``."""

    is_rejected: bool
    reasons: tuple[str, ...]
    """Why it had been suggested, as ``reasons_of`` says."""


class TranscriptText(NamedTuple):
    """A transcript as a suggester sees it: plain values that travel between processes."""

    name: str
    sha256: str
    language: str | None
    turns: tuple[TurnText, ...]
    decided: tuple[Decided, ...] = ()


def is_settled(
    decided: Iterable[Decided], *, start: int, end: int, code: str, reasons: Collection[str]
) -> bool:
    """Whether a person decided on this: accepted something there, or rejected it for all of these reasons."""
    there = [one for one in decided if one.code == code and one.start < end and start < one.end]
    if any(not one.is_rejected for one in there):
        return True
    rejected = {reason for one in there for reason in one.reasons}
    return bool(there) and rejected.issuperset(reasons)


MEANING = "meaning"
"""The reason of a suggestion that no rule made."""


def reasons_of(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """Why something was suggested, in what stays the same when a model is trained again.

    The ids of the rules that fired; without any, likeness of meaning, whichever example was nearest.
    """
    return tuple(sorted({str(rule["id"]) for rule in evidence.get("rules", ())})) or (MEANING,)


class NewSuggestion(NamedTuple):
    """A proposed coding as a suggester hands it over; the span is in the transcript's code points."""

    start: int
    end: int
    quote: str
    code: str
    """``codebook/id``."""

    about: str | None
    """``mission/id`` of a component, or None when nothing unambiguous is near."""

    counterpart: str | None
    valence: str | None
    score: float
    """In [0, 1]."""

    suggester: str
    reason: str
    """One line for people."""

    evidence: dict[str, Any]
    """For machines. ``parts``: suggester to score; ``rules``: a list of ``{id, form, words, spans}``;
    ``scored``: of several segments the one that has the score; ``components``: the aliases read;
    ``valence``, ``about``, ``counterpart``: how sure, and why."""


class Run(BaseModel, frozen=True):
    """One suggestion pass, with all that is needed to repeat it."""

    uid: str
    suggesters: tuple[str, ...]
    settings: dict[str, Any] = Field(default_factory=dict)
    pipeline: str
    """spaCy pipeline name, such as ``blank:en`` or an installed package."""

    pipeline_version: str
    codebook_versions: dict[str, int]
    """Codebook id to frozen version."""

    seed: int
    fingerprint: str
    """Hash of everything that decides what is suggested."""

    models: dict[str, str] = Field(default_factory=dict)
    """Suggester to the fingerprint of the model that it had learned."""

    executor: str = "serial"
    faults: tuple[str, ...] = ()
    """What failed: suggesters that raised, transcripts whose worker died; the rest was done."""

    status: RunStatus
    started_at: str
    ended_at: str | None
    transcripts: int
    suggestions: int
