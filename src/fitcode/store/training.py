"""Training: what people coded and decided, as suggesters learn from it."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from fitcode.domain.choices import CoderKind, Origin, SuggestionStatus
from fitcode.store.names import CURRENT_CODEBOOK_VERSIONS, CURRENT_VERSIONS, code_index
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


Digest = Mapping[int, int]
"""Things by key: a number below 2 ** 16 for what training reads of them, another one where that is changed.

Both are worked out by the database: with 100,000 codings, hashing texts here would take longer than all the
rest of a command that has nothing to do.
"""

_MODULUS = 65_521
"""A prime: a change of one number, times a weight below, always makes another rest."""


class DecidedSuggestion(NamedTuple):
    """A decided suggestion with what it had been suggested for."""

    code: str
    is_right: bool
    """Whether the code was right; one that was amended to another code was not."""

    evidence: dict[str, Any]


def coding_digest(project: Project) -> Digest:
    """People's codings on texts in force, by all that training reads of them."""
    rows = project.connection.execute(
        f"""SELECT c.id, (c.version_id * 40503 + c.start * 31337 + c."end" * 27644 + c.code_id * 12343
                          + c.coder_id * 5557 + coalesce(length(c.valence), 0) * 739
                          + (c.suggestion_uid IS NOT NULL) * 17) % {_MODULUS}
            FROM codings c JOIN coders o ON o.id = c.coder_id
            WHERE o.kind <> ? AND c.version_id IN ({_CURRENT})""",
        (CoderKind.machine.value,),
    )
    return dict(rows.fetchall())


def decision_digest(project: Project) -> Digest:
    """Decided suggestions on texts in force, by what became of each."""
    rows = project.connection.execute(
        f"""SELECT s.id, CASE s.status WHEN ? THEN 1 ELSE 2 + coalesce(c.code_id, 0) % {_MODULUS} END
            FROM suggestions s LEFT JOIN codings c ON c.uid = s.coding_uid
            WHERE s.status IN (?, ?, ?) AND s.version_id IN ({_CURRENT})""",
        (SuggestionStatus.rejected.value, *_DECIDED),
    )
    return dict(rows.fetchall())


def text_digest(project: Project) -> Digest:
    """Transcripts, by the version that is in force."""
    rows = project.connection.execute(
        f"SELECT transcript_id, version_id % {_MODULUS} FROM ({CURRENT_VERSIONS})"
    )
    return dict(rows.fetchall())


def _with_ancestors(project: Project) -> dict[int, set[int]]:
    """Every code in force, with itself and those above it."""
    parents: dict[int, int | None] = dict(
        project.connection.execute(
            f"SELECT code_id, parent_id FROM code_versions WHERE version_id IN ({CURRENT_CODEBOOK_VERSIONS})"
        ).fetchall()
    )
    found: dict[int, set[int]] = {}
    for code in parents:
        line: set[int] = set()
        at: int | None = code
        while at is not None and at not in line:
            line.add(at)
            at = parents.get(at)
        found[code] = line
    return found


def _is_right(ancestors: dict[int, set[int]], suggested: int, status: str, coded: int | None) -> bool | None:
    """Whether the suggested code was right; None where the decision no longer says.

    Right is a coding with this code or one below it. Where the coding has gone, or has another code because
    the suggested one has left the codebook, nobody can tell any more.
    """
    if status == SuggestionStatus.rejected:
        return False
    if coded is None:
        return None
    if coded == suggested or suggested in ancestors.get(coded, ()):
        return True
    return False if suggested in ancestors else None


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
    """Decided suggestions of which it is known whether they were right, in the order of their uids."""
    codes = code_index(project).full
    ancestors = _with_ancestors(project)
    rows = project.connection.execute(
        f"""SELECT s.code_id, s.status, c.code_id, s.evidence
            FROM suggestions s LEFT JOIN codings c ON c.uid = s.coding_uid
            WHERE s.status IN (?, ?, ?) AND s.version_id IN ({_CURRENT}) ORDER BY s.uid""",
        _DECIDED,
    )
    judged = ((code, _is_right(ancestors, code, *said), evidence) for code, *said, evidence in rows)
    return [
        DecidedSuggestion(codes[code], is_right, json.loads(evidence))
        for code, is_right, evidence in judged
        if is_right is not None
    ]
