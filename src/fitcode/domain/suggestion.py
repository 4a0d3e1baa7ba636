"""Suggestions: proposed codings with evidence that can be replayed, and the runs that made them.

A suggestion becomes a coding through a person's decision and in no other way.
"""

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


class TranscriptText(NamedTuple):
    """A transcript as a suggester sees it: plain values that travel between processes."""

    name: str
    sha256: str
    language: str | None
    turns: tuple[TurnText, ...]


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
    """For machines: ``rules``: a list of ``{id, form, words, spans}``; ``components``: the aliases read."""


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

    status: RunStatus
    started_at: str
    ended_at: str | None
    transcripts: int
    suggestions: int
