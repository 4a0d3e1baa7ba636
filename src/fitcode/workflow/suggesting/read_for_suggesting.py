"""Read for suggesting: a transcript as suggesters see it, and a hash of everything they see."""

from collections import defaultdict
from typing import NamedTuple

from fitcode.domain.identity import content_hash
from fitcode.domain.suggestion import SegmentText, TranscriptText, TurnText
from fitcode.store import transcripts
from fitcode.store.project import Project


class InputHash(NamedTuple):
    """A transcript and the hash of what a pass reads of it: when it moves, the transcript is stale."""

    transcript: str
    hash: str


def input_hashes(project: Project) -> list[InputHash]:
    """One for each transcript, in the order of their names."""
    return [
        InputHash(
            facts.transcript,
            content_hash([facts.sha256, facts.language, facts.segment_unit, facts.splitter, facts.speakers]),
        )
        for facts in transcripts.suggesting_facts(project)
    ]


def read_for_suggesting(project: Project, name: str) -> TranscriptText:
    """The transcript's turns with their segments; text outside turns is left out, nobody said it."""
    transcript = transcripts.get_transcript(project, name)
    voices = transcripts.speaker_components(project, name)
    segments: dict[int, list[SegmentText]] = defaultdict(list)
    for ordinal, segment in enumerate(transcript.segments):
        segments[segment.turn].append(SegmentText(ordinal, segment.start, segment.end))
    turns = tuple(
        TurnText(
            turn.start,
            transcript.text[turn.start : turn.end],
            transcript.speakers[turn.speaker].kind.is_counted,
            tuple(segments[number]),
            tuple(voices.get(transcript.speakers[turn.speaker].label, ())),
        )
        for number, turn in enumerate(transcript.turns)
    )
    return TranscriptText(name, transcript.sha256, transcript.language, turns)
