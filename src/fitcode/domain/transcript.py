"""Transcripts: immutable text known by hash, and the turns and segments cut from it.

Turns and segments are tuples rather than models: a project has hundreds of thousands of them, and
bulk paths never build a model per row.
"""

from typing import NamedTuple

from pydantic import BaseModel, Field

from fitcode.domain.choices import SegmentUnit, SpeakerKind, TranscriptKind


class Speaker(BaseModel, frozen=True):
    """Somebody who talks in a transcript, named by the label as written."""

    label: str
    kind: SpeakerKind = SpeakerKind.unknown


class Turn(NamedTuple):
    """One stretch of talk; the label is not part of it."""

    speaker: int
    """Index into the transcript's speakers."""

    start: int
    end: int
    start_ms: int | None
    end_ms: int | None
    first_segment: int
    """Ordinal of its first segment in the transcript; its segments are ``[first_segment, end_segment)``."""

    end_segment: int
    first_word: int
    """Ordinal of its first word in the transcript; its words are ``[first_word, end_word)``."""

    end_word: int


class Segment(NamedTuple):
    """A codable unit. Every non-space character of a transcript lies in exactly one segment or in a label."""

    turn: int
    """Ordinal of the turn it was cut from, or -1 for text outside turns."""

    start: int
    end: int
    first_word: int
    end_word: int


class TranscriptDraft(BaseModel, frozen=True, arbitrary_types_allowed=True):
    """A transcript ready to be stored: plain text, and everything cut from it."""

    text: str
    sha256: str
    title: str | None = None
    language: str | None = None
    speakers: tuple[Speaker, ...] = ()
    turns: tuple[Turn, ...] = ()
    segments: tuple[Segment, ...] = ()
    words: int = 0
    """Words in the whole text, labels and headings included: word ordinals run through all of it."""

    segment_unit: SegmentUnit = SegmentUnit.sentence
    splitter: str = ""
    """Name and version of the sentence splitter, such as ``rules/1``."""

    metadata: dict[str, str] = Field(default_factory=dict)
    """Front matter: keys as written in lower case with underscores, values as text."""

    notes: tuple[str, ...] = ()


class Source(BaseModel, frozen=True):
    """Where a transcript version came from."""

    file_name: str
    """The file's name without folders: a folder's name can identify a person."""

    sha256: str
    """SHA-256 of the file's bytes, in hex."""

    format: str
    reader: str
    reader_version: str
    encoding: str | None = None


class Transcript(BaseModel, frozen=True):
    """A stored transcript in its current version."""

    name: str
    """Its id: the file's stem, made unique; used everywhere."""

    uid: str
    title: str | None
    kind: TranscriptKind
    version: int
    sha256: str
    text: str
    language: str | None
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]
    segments: tuple[Segment, ...]
