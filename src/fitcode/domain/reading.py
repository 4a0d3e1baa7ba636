"""Reading: what a reader hands over, before anything is cut into turns.

A reader says what its format states (labels, times, headings) and guesses nothing: finding
speakers in running text is the work of ``text/``.
"""

from enum import StrEnum

from pydantic import BaseModel, Field


class BlockKind(StrEnum):
    """What the format itself says a block is."""

    text = "text"
    """Running text of one or more lines in which speaker labels may stand."""

    turn = "turn"
    """One stretch of talk: the format states it (a table row, a caption with a voice)."""

    heading = "heading"
    """Kept as text, never a turn."""


class Block(BaseModel, frozen=True):
    """A paragraph, table row or caption, in reading order."""

    text: str
    kind: BlockKind = BlockKind.text
    label: str | None = None
    """The speaker's label where the format states one; only for turns."""

    start_ms: int | None = None
    """When the turn begins, in milliseconds from the start of the recording."""

    end_ms: int | None = None


class Reading(BaseModel, frozen=True):
    """The content of one file, in order, with what was recognised."""

    blocks: tuple[Block, ...]
    format: str
    """Short name of the format: txt, md, docx, odt, rtf, pdf, vtt, srt, sbv, csv, tsv, xlsx, json."""

    reader: str
    """Name of the reader, stored with the transcript."""

    reader_version: str = "1"
    encoding: str | None = None
    """The text encoding recognised, where the format has none of its own."""

    title: str | None = None
    language: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)
    """Front matter that the format carries outside its text (json); text formats leave it to ``text/``."""

    notes: tuple[str, ...] = ()
    """What a person should know: a guessed encoding, pictures left out, rolling captions folded."""
