"""Training: what people coded and decided, as suggesters learn from it."""

import json
from typing import Any, NamedTuple

from fitcode.domain.choices import CoderKind, Origin, SuggestionStatus
from fitcode.store.names import CURRENT_VERSIONS, code_index
from fitcode.store.project import Project

_CURRENT = f"SELECT version_id FROM ({CURRENT_VERSIONS})"
_DECIDED = (SuggestionStatus.accepted.value, SuggestionStatus.amended.value, SuggestionStatus.rejected.value)


class LabelledSpan(NamedTuple):
    """A span that somebody said something of."""

    transcript: str
    start: int
    end: int
    code: str
    """``codebook/code``."""

    source: str
    """``coding``, ``accepted`` (a coding that was suggested) or ``rejected`` (a wrong suggestion)."""

    uid: str


class CodedValence(NamedTuple):
    """The valence that a person's coding has, and where it comes from."""

    transcript: str
    start: int
    end: int
    code: str
    """``codebook/code``."""

    coder: str
    valence: str | None
    suggested: str | None
    """The valence of the suggestion that the coding was made of; None without one, too."""


class TrainingCounts(NamedTuple):
    """How much there is to learn from; where it moves, training may be due."""

    codings: int
    """Of people, on texts in force."""

    decisions: int
    transcripts: int


class DecidedSuggestion(NamedTuple):
    """A decided suggestion with what it had been suggested for."""

    code: str
    is_right: bool
    evidence: dict[str, Any]


def training_counts(project: Project) -> TrainingCounts:
    """The counts as they are now."""
    row = project.connection.execute(
        f"""SELECT (SELECT count(*) FROM codings c JOIN coders o ON o.id = c.coder_id
                    WHERE o.kind <> ? AND c.version_id IN ({_CURRENT})),
                   (SELECT count(*) FROM suggestions WHERE status IN (?, ?, ?)
                    AND version_id IN ({_CURRENT})),
                   (SELECT count(*) FROM ({CURRENT_VERSIONS}))""",
        (CoderKind.machine.value, *_DECIDED),
    ).fetchone()
    return TrainingCounts(*row)


def labelled_spans(project: Project) -> list[LabelledSpan]:
    """People's codings and rejected suggestions, by transcript and position."""
    codes = code_index(project).full
    rows = project.connection.execute(
        f"""SELECT v.name, c.start, c."end", c.code_id,
                   CASE WHEN c.suggestion_uid IS NULL THEN 'coding' ELSE 'accepted' END, c.uid
            FROM codings c JOIN coders o ON o.id = c.coder_id
            JOIN ({CURRENT_VERSIONS}) v ON v.version_id = c.version_id WHERE o.kind <> ?
            UNION ALL
            SELECT v.name, s.start, s."end", s.code_id, 'rejected', s.uid
            FROM suggestions s JOIN ({CURRENT_VERSIONS}) v ON v.version_id = s.version_id
            WHERE s.status = ? ORDER BY 1, 2, 3, 4, 6""",
        (CoderKind.machine.value, SuggestionStatus.rejected.value),
    )
    return [
        LabelledSpan(name, start, end, codes[code], source, uid)
        for name, start, end, code, source, uid in rows
    ]


def coded_valences(project: Project) -> list[CodedValence]:
    """People's codings on texts in force with their valences, by transcript and position."""
    codes = code_index(project).full
    rows = project.connection.execute(
        f"""SELECT v.name, c.start, c."end", c.code_id, o.name, c.valence, s.valence
            FROM codings c JOIN coders o ON o.id = c.coder_id
            JOIN ({CURRENT_VERSIONS}) v ON v.version_id = c.version_id
            LEFT JOIN suggestions s ON s.uid = c.suggestion_uid AND c.origin = ?
            WHERE o.kind <> ? ORDER BY v.name, c.start, c."end", c.code_id, c.uid""",
        (Origin.suggestion.value, CoderKind.machine.value),
    )
    return [
        CodedValence(name, start, end, codes[code], coder, valence, suggested)
        for name, start, end, code, coder, valence, suggested in rows
    ]


def finished_transcripts(project: Project) -> set[str]:
    """Names of the transcripts that somebody read to the end."""
    rows = project.connection.execute(
        f"SELECT DISTINCT v.name FROM finished f JOIN ({CURRENT_VERSIONS}) v ON v.version_id = f.version_id"
    )
    return {name for (name,) in rows}


def decided_evidence(project: Project) -> list[DecidedSuggestion]:
    """Every decided suggestion, in the order in which they were made."""
    codes = code_index(project).full
    rows = project.connection.execute(
        f"""SELECT s.code_id, s.status, s.evidence FROM suggestions s
            WHERE s.status IN (?, ?, ?) AND s.version_id IN ({_CURRENT}) ORDER BY s.uid""",
        _DECIDED,
    )
    return [
        DecidedSuggestion(codes[code], status != SuggestionStatus.rejected, json.loads(evidence))
        for code, status, evidence in rows
    ]
