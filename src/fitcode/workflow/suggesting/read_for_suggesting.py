"""Read for suggesting: a transcript as suggesters see it, and hashes of what they see."""

from collections import defaultdict
from typing import NamedTuple

from fitcode.domain.identity import content_hash
from fitcode.domain.suggestion import SegmentText, TranscriptText, TurnText
from fitcode.store import transcripts
from fitcode.store.project import Project
from fitcode.store.proposals import decided_suggestions


class PassInput(NamedTuple):
    """A transcript by what a pass reads of it: when the hash moves, the transcript is stale."""

    transcript: str
    hash: str
    """Of all that decides what is suggested in it, its speakers' components included."""

    said_hash: str
    """Of what was said and by whom, which alone decides its tokens and vectors."""

    text_hash: str
    language: str | None
    words: int


def pass_inputs(project: Project) -> list[PassInput]:
    """One for each transcript, in the order of their names."""
    return [
        PassInput(
            facts.transcript,
            content_hash([facts.sha256, facts.language, facts.segment_unit, facts.splitter, facts.speakers]),
            content_hash(
                [
                    *(facts.sha256, facts.segment_unit, facts.splitter),
                    [[label, kind] for label, kind, _ in facts.speakers],
                ]
            ),
            facts.sha256,
            facts.language,
            facts.words,
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
    return TranscriptText(
        name, transcript.sha256, transcript.language, turns, decided_suggestions(project, name)
    )
