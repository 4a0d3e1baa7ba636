"""Short ways to compose a transcript and to look at what was found in it."""

from collections import Counter

from fitcode.domain.choices import SegmentUnit
from fitcode.domain.reading import Block, Reading
from fitcode.domain.transcript import TranscriptDraft
from fitcode.text.compose import compose_transcript


def reading(*blocks: Block | str, format: str = "txt", **more) -> Reading:
    """A reading of texts or blocks."""
    made = tuple(Block(text=block) if isinstance(block, str) else block for block in blocks)
    return Reading(blocks=made, format=format, reader="test", **more)


def compose(*blocks: Block | str, unit: SegmentUnit = SegmentUnit.sentence, **more) -> TranscriptDraft:
    return compose_transcript(reading(*blocks), unit=unit, **more)


def told(draft: TranscriptDraft) -> list[tuple[str, str]]:
    """Label and talk of each turn."""
    return [(draft.speakers[turn.speaker].label, draft.text[turn.start : turn.end]) for turn in draft.turns]


def labels(draft: TranscriptDraft) -> list[str]:
    return [speaker.label for speaker in draft.speakers]


def kinds(draft: TranscriptDraft) -> dict[str, str]:
    return {speaker.label: speaker.kind.value for speaker in draft.speakers}


def counts(draft: TranscriptDraft) -> dict[str, int]:
    """Turns by speaker."""
    return dict(Counter(draft.speakers[turn.speaker].label for turn in draft.turns))


def outside(draft: TranscriptDraft) -> list[str]:
    """Segments that belong to no turn."""
    return [draft.text[segment.start : segment.end] for segment in draft.segments if segment.turn == -1]


def segments(draft: TranscriptDraft) -> list[str]:
    return [draft.text[segment.start : segment.end] for segment in draft.segments]
