"""Judged transcripts: what suggesters are measured against, transcripts with what people coded in them.

Without a word on whose codings count everybody's do, together; suggesters' never. Who read a transcript and
coded nothing in it has said something too, where they finished it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from fitcode.domain.choices import CoderKind, Origin, SpeakerKind
from fitcode.errors import FitcodeError
from fitcode.store.counted import Counted, whose_codings
from fitcode.store.names import CURRENT_VERSIONS, code_index, component_index
from fitcode.store.project import Project


class JudgedCoding(NamedTuple):
    """A coding that counts, in full names."""

    start: int
    end: int
    code: str
    """``codebook/code``."""

    valence: str | None
    about: str | None
    """``mission/component``."""

    counterpart: str | None


class JudgedTranscript(NamedTuple):
    """A transcript that people coded, its units, and the codings that count in it."""

    name: str
    text: str
    segments: tuple[tuple[int, int], ...]
    """Respondents' segments in order, as suggesters see them."""

    codings: tuple[JudgedCoding, ...]
    group: int
    """Transcripts that share a case, directly or through others, share a group."""


def judged_transcripts(
    project: Project, *, coders: Sequence[str] = ()
) -> tuple[list[JudgedTranscript], tuple[str, ...]]:
    """The transcripts that these coders coded or finished, by name, and what to know of them."""
    counted = whose_codings(project, coders=coders or _everybody(project))
    groups = _groups(project)
    transcripts: list[JudgedTranscript] = []
    suggested = 0
    for version, transcript, name, text in project.connection.execute(
        f"""SELECT c.version_id, c.transcript_id, c.name, t.text FROM ({CURRENT_VERSIONS}) c
            JOIN texts t ON t.sha256 = c.sha256 ORDER BY c.name"""
    ):
        if version not in counted.coders:
            continue
        codings, origins = _codings(project, version, counted.coders[version])
        suggested += origins.count(Origin.suggestion)
        transcripts.append(
            JudgedTranscript(
                name,
                text,
                _segments(project, version),
                codings,
                groups.get(transcript, transcript),
            )
        )
    if not any(one.codings for one in transcripts):
        raise FitcodeError(
            "Nothing is coded yet, so there is nothing to measure suggesters against.",
            remedy="Code some transcripts, or accept and reject suggestions, then evaluate.",
        )
    unfinished = _unfinished(project, counted)
    return transcripts, (*counted.notes, *_notes(transcripts, unfinished=unfinished, suggested=suggested))


def _everybody(project: Project) -> list[str]:
    rows = project.connection.execute(
        "SELECT name FROM coders WHERE kind <> ? ORDER BY name", (CoderKind.machine.value,)
    )
    return [name for (name,) in rows]


def _unfinished(project: Project, counted: Counted) -> int:
    """How many of the transcripts no coder who counts has finished."""
    ended = {
        version
        for version, coder in project.connection.execute("SELECT version_id, coder_id FROM finished")
        if coder in counted.coders.get(version, ())
    }
    return len(counted.coders) - len(ended)


def _codings(
    project: Project, version: int, coders: Sequence[int]
) -> tuple[tuple[JudgedCoding, ...], list[str]]:
    """The codings of these coders, and how each came to be."""
    codes, components = code_index(project).full, component_index(project).full
    marks = ", ".join("?" * len(coders))
    rows = project.connection.execute(
        'SELECT start, "end", code_id, valence, about_id, counterpart_id, origin FROM codings'
        f" WHERE version_id = ? AND coder_id IN ({marks}) ORDER BY start, id",
        (version, *coders),
    ).fetchall()
    codings = tuple(
        JudgedCoding(start, end, codes[code], valence, components.get(about), components.get(counterpart))
        for start, end, code, valence, about, counterpart, _origin in rows
    )
    return codings, [row[-1] for row in rows]


def _segments(project: Project, version: int) -> tuple[tuple[int, int], ...]:
    kinds = [kind.value for kind in SpeakerKind if kind.is_counted]
    rows = project.connection.execute(
        f"""SELECT s.start, s."end" FROM segments s
            JOIN turns t ON t.version_id = s.version_id AND t.ordinal = s.turn
            JOIN speakers p ON p.id = t.speaker_id
            WHERE s.version_id = ? AND p.kind IN ({", ".join("?" * len(kinds))}) ORDER BY s.ordinal""",
        (version, *kinds),
    )
    return tuple((start, end) for start, end in rows)


def _groups(project: Project) -> dict[int, int]:
    """Transcript to the lowest transcript that it is joined to by shared cases."""
    group: dict[int, int] = {}
    by_case: dict[int, int] = {}
    for case, transcript in project.connection.execute(
        "SELECT case_id, transcript_id FROM case_transcripts ORDER BY transcript_id"
    ):
        old, new = group.setdefault(transcript, transcript), group[by_case.setdefault(case, transcript)]
        low, high = sorted((old, new))
        if low != high:
            group = {one: low if root == high else root for one, root in group.items()}
    return group


def _notes(transcripts: Sequence[JudgedTranscript], *, unfinished: int, suggested: int) -> list[str]:
    notes = []
    if unfinished:
        notes.append(
            f"{unfinished} of these {len(transcripts)} transcripts nobody finished: what is not coded there"
            " counts as wrong, and may not have been read."
        )
    if suggested:
        total = sum(len(one.codings) for one in transcripts)
        notes.append(
            f"{suggested} of {total} codings were suggested before they were made: figures flatter the"
            " suggesters that made them."
        )
    return notes
