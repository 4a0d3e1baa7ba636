"""Screen reads: what the coding and review screens show of a project, in rows that come at once.

One query a list and plain tuples, so that a key press never waits for models to be built. Codes and
components are named as people name them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fitcode.domain.choices import SuggestionStatus
from fitcode.store.coding_reads import code_with_descendants
from fitcode.store.names import (
    CURRENT_CODEBOOK_VERSIONS,
    CURRENT_VERSIONS,
    code_index,
    component_index,
    resolve_transcript,
)
from fitcode.store.project import Project
from fitcode.store.suggestions import EVIDENCE_OF, proposers


@dataclass(frozen=True, slots=True)
class ShownNames:
    """Keys of codes and components to the names shown, read once and again when they may have changed."""

    codes: Mapping[int, str]
    full_codes: Mapping[int, str]
    """Key to ``codebook/id``."""

    components: Mapping[int, str]


class ShownTranscript(NamedTuple):
    """A transcript in a list."""

    name: str
    uid: str
    title: str | None
    kind: str
    words: int
    codings: int
    """Everybody's."""

    own_codings: int
    pending: int
    is_finished: bool
    """By the coder who looks."""


class ShownCoding(NamedTuple):
    """A coding on the page."""

    uid: str
    start: int
    end: int
    code: str
    coder: str
    about: str | None
    counterpart: str | None
    valence: str | None
    strength: int | None
    memo: str | None
    origin: str
    codebook_version: int
    updated_at: str
    n_memos: int


class ShownSuggestion(NamedTuple):
    """A pending suggestion on the page or in the queue."""

    uid: str
    transcript: str
    start: int
    end: int
    quote: str
    code: str
    about: str | None
    counterpart: str | None
    valence: str | None
    score: float
    reason: str
    proposers: str
    """Suggesters that proposed it, as in ``rules+learned``."""

    rules: tuple[str, ...]
    """Ids of the rules that fired."""

    fired: tuple[tuple[int, int], ...]
    """Spans of the words that fired."""

    evidence: Mapping[str, Any]


class ShownMemo(NamedTuple):
    """A memo on something that is in focus."""

    uid: str
    title: str | None
    text: str
    coder: str


class ProjectState(NamedTuple):
    """What a screen compares to tell what others did meanwhile."""

    codebooks: tuple[tuple[str, int], ...]
    """Each codebook with the number of its version in force."""

    transcripts: frozenset[str]
    """Uids of those that are there."""

    components: int
    """A number that changes with the registries."""

    coders: Mapping[str, str]
    """Uid to name."""


def read_names(project: Project) -> ShownNames:
    """The names in force."""
    codes = code_index(project)
    return ShownNames(codes.display, codes.full, component_index(project).display)


def data_version(project: Project) -> int:
    """A number that changes whenever another connection has written to the project."""
    return int(project.connection.execute("PRAGMA data_version").fetchone()[0])


def last_deed(project: Project) -> int:
    """The key of the latest deed: where it is the same as before, whatever was written is nobody's work."""
    return int(project.connection.execute("SELECT coalesce(max(id), 0) FROM deeds").fetchone()[0])


def read_state(project: Project) -> ProjectState:
    """What is in force and what is there."""
    query = project.connection.execute
    books = query(
        f"""SELECT b.slug, v.number FROM codebook_versions v JOIN codebooks b ON b.id = v.codebook_id
            WHERE v.id IN ({CURRENT_CODEBOOK_VERSIONS}) ORDER BY b.slug"""
    ).fetchall()
    uids = query("SELECT uid FROM transcripts WHERE removed_at IS NULL")
    (registries,) = query("SELECT coalesce(group_concat(sha256), '') FROM missions").fetchone()
    coders = dict(query("SELECT uid, name FROM coders").fetchall())
    return ProjectState(tuple(books), frozenset(uid for (uid,) in uids), hash(registries), coders)


def shown_transcripts(
    project: Project, coder: str, *, transcript: str | None = None
) -> list[ShownTranscript]:
    """Every transcript, or the one with this uid, by name, with how far this coder has come."""
    rows = project.connection.execute(
        f"""SELECT c.name, t.uid, v.title, t.kind, v.words,
                (SELECT count(*) FROM codings WHERE version_id = v.id),
                (SELECT count(*) FROM codings WHERE version_id = v.id AND coder_id = k.id),
                (SELECT count(*) FROM suggestions WHERE version_id = v.id AND status = 'pending'),
                EXISTS (SELECT 1 FROM finished WHERE version_id = v.id AND coder_id = k.id)
            FROM ({CURRENT_VERSIONS}) c
            JOIN transcript_versions v ON v.id = c.version_id
            JOIN transcripts t ON t.id = c.transcript_id
            LEFT JOIN coders k ON k.name = ?
            WHERE coalesce(t.uid = ?, TRUE) ORDER BY c.name""",
        (coder, transcript),
    )
    return [ShownTranscript._make((*row[:8], bool(row[8]))) for row in rows]


def shown_codings(
    project: Project, transcript: str, names: ShownNames, *, uids: Sequence[str] | None = None
) -> list[ShownCoding]:
    """The codings on a transcript's current version, or those of them with these uids, by place.

    Raises UnknownTranscript.
    """
    # For a few, the index of uids; the unary plus keeps SQLite from walking through the whole transcript.
    some = "" if uids is None else "AND c.uid IN (SELECT value FROM json_each(:uids))"
    rows = project.connection.execute(
        f"""SELECT c.uid, c.start, c."end", c.code_id, k.name, c.about_id, c.counterpart_id, c.valence,
                c.strength, c.memo, c.origin, v.number, c.updated_at,
                (SELECT count(*) FROM memos WHERE target_uid = c.uid)
            FROM codings c JOIN coders k ON k.id = c.coder_id
            JOIN codebook_versions v ON v.id = c.codebook_version_id
            WHERE {"" if uids is None else "+"}c.version_id
                = (SELECT version_id FROM ({CURRENT_VERSIONS}) WHERE transcript_id = :transcript) {some}
            ORDER BY c.start, c."end" DESC, c.uid""",
        {"transcript": resolve_transcript(project, transcript), "uids": json.dumps(list(uids or ()))},
    )
    codes, components = names.codes, names.components
    return [
        ShownCoding(
            *(uid, start, end, codes[code], coder, components.get(about), components.get(counterpart)), *rest
        )
        for uid, start, end, code, coder, about, counterpart, *rest in rows
    ]


def shown_memos(project: Project, uid: str) -> list[ShownMemo]:
    """The memos on the thing with this uid, the oldest first."""
    rows = project.connection.execute(
        """SELECT m.uid, m.title, m.text, c.name FROM memos m JOIN coders c ON c.id = m.coder_id
           WHERE m.target_uid = ? ORDER BY m.id""",
        (uid,),
    )
    return [ShownMemo._make(row) for row in rows]


class QueueFilters(NamedTuple):
    """Which pending suggestions are asked for; None is any."""

    transcript: str | None = None
    code: str | None = None
    """Brings its descendants."""

    min_score: float | None = None
    rule: str | None = None
    """The id of a rule that fired."""


class Queued(NamedTuple):
    """A pending suggestion as little as ordering needs; equal as long as no pass has changed it."""

    uid: str
    score: float
    run: int
    """Key of the run that said last what it says."""

    code: int
    """Key of its code, by which those of one place stand in line."""


def pending_queue(
    project: Project,
    filters: QueueFilters = QueueFilters(),  # noqa: B008
    *,
    uids: Sequence[str] | None = None,
) -> list[Queued]:
    """Every pending suggestion, or those with these uids, that the filters pick, by transcript and place.

    Raises UnknownTranscript and UnknownCode.
    """
    some = "" if uids is None else "AND s.uid IN (SELECT value FROM json_each(:uids))"
    code = None if filters.code is None else json.dumps(code_with_descendants(project, filters.code))
    key = None if filters.transcript is None else resolve_transcript(project, filters.transcript)
    rows = project.connection.execute(
        f"""SELECT s.uid, s.score, s.run_id, s.code_id FROM suggestions s
            JOIN ({CURRENT_VERSIONS}) t ON t.version_id = s.version_id
            WHERE {"+" if some else ""}s.status = :pending {some}
              AND coalesce(t.transcript_id = :transcript, TRUE)
              AND (:code IS NULL OR s.code_id IN (SELECT value FROM json_each(:code)))
              AND coalesce(s.score >= :min_score, TRUE)
              AND (:rule IS NULL OR EXISTS (SELECT 1 FROM json_each(s.evidence, '$.rules') fired
                   WHERE json_extract(fired.value, '$.id') = :rule))
            ORDER BY t.name, s.start, s."end", s.score DESC, s.code_id, s.uid""",
        {
            "pending": SuggestionStatus.pending.value,
            "transcript": key,
            "code": code,
            "min_score": filters.min_score,
            "rule": filters.rule,
            "uids": None if uids is None else json.dumps(list(uids)),
        },
    )
    return [Queued._make(row) for row in rows]


def shown_suggestions(project: Project, uids: Sequence[str], names: ShownNames) -> list[ShownSuggestion]:
    """The suggestions with these uids that are still pending, by place."""
    rows = project.connection.execute(
        f"""SELECT s.uid, t.name, s.start, s."end", s.quote, s.code_id, s.about_id, s.counterpart_id,
                s.valence, s.score, s.reason, k.name, s.evidence, {EVIDENCE_OF}
            FROM suggestions s JOIN ({CURRENT_VERSIONS}) t ON t.version_id = s.version_id
            JOIN coders k ON k.id = s.coder_id
            WHERE s.uid IN (SELECT value FROM json_each(?)) AND s.status = ?
            ORDER BY t.name, s.start, s."end", s.score DESC, s.code_id, s.uid""",
        (json.dumps(list(uids)), SuggestionStatus.pending.value),
    )
    return [_shown(row, names) for row in rows]


def _shown(row: Sequence[Any], names: ShownNames) -> ShownSuggestion:
    (uid, transcript, start, end, quote, code, about, counterpart, valence, score, reason) = row[:11]
    coder, evidence_text, in_evidence, in_parts = row[11:]
    evidence: dict[str, Any] = json.loads(evidence_text)
    rules = evidence.get("rules", ())
    components = names.components
    return ShownSuggestion(
        *(uid, transcript, start, end, quote, names.codes[code]),
        *(components.get(about), components.get(counterpart), valence, score, reason),
        proposers=proposers(coder, json.loads(in_evidence), json.loads(in_parts)),
        rules=tuple(dict.fromkeys(str(rule["id"]) for rule in rules)),
        fired=tuple(sorted({(int(span[0]), int(span[1])) for rule in rules for span in rule["spans"]})),
        evidence=evidence,
    )
