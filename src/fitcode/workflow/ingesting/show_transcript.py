"""Show a transcript: its turns or segments as tables, with positions in code points."""

from collections.abc import Mapping
from typing import Any

from fitcode.domain.table import Table
from fitcode.domain.transcript import Transcript


def how_it_was_read(transcript: Transcript, details: Mapping[str, Any]) -> str:
    """One line: kind, version, format, reader, splitter and hash."""
    encoding = f", {details['encoding']}" if details["encoding"] else ""
    what = f"{transcript.kind.value}, version {transcript.version}, {details['words']:,} words"
    reader = f"{details['format']}{encoding} by reader {details['reader']}/{details['reader_version']}"
    cut = f"{details['segment_unit']}s by {details['splitter']}"
    return f"{transcript.name}: {what}; {reader}, {cut}; text {transcript.sha256[:12]}."


def turns_table(transcript: Transcript) -> Table:
    """A row per turn."""
    columns = ("turn", "speaker", "kind", "start", "end", "start_ms", "end_ms", "words", "text")
    return Table.of(
        columns,
        (
            (
                number,
                transcript.speakers[turn.speaker].label,
                transcript.speakers[turn.speaker].kind.value,
                turn.start,
                turn.end,
                turn.start_ms,
                turn.end_ms,
                turn.end_word - turn.first_word,
                transcript.text[turn.start : turn.end],
            )
            for number, turn in enumerate(transcript.turns)
        ),
    )


def segments_table(transcript: Transcript) -> Table:
    """A row per segment; ``turn`` is absent for text outside turns."""
    return Table.of(
        ("segment", "turn", "start", "end", "words", "text"),
        (
            (
                number,
                segment.turn if segment.turn >= 0 else None,
                segment.start,
                segment.end,
                segment.end_word - segment.first_word,
                transcript.text[segment.start : segment.end],
            )
            for number, segment in enumerate(transcript.segments)
        ),
    )
