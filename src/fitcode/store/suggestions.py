"""Suggestions: what suggesters propose, kept with evidence until a person decides.

A suggestion is known by its content: the same proposal of the same suggester is one suggestion
however often it is made, and what was decided stays decided.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypedDict, Unpack

from fitcode.domain.choices import CoderKind, SuggestionStatus
from fitcode.domain.table import Table
from fitcode.errors import UnknownCoder, UnknownRun, UnknownSuggestion
from fitcode.store.coding_reads import code_with_descendants
from fitcode.store.names import by_uid, code_index, component_index, resolve_component, resolve_transcript
from fitcode.store.project import Project

COLUMNS = (
    *("uid", "transcript", "start", "end", "quote", "code", "about", "counterpart", "valence", "score"),
    *("suggester", "run", "status", "reason", "decided_by", "decided_at", "memo"),
)

EVIDENCE_OF = """(SELECT json_group_array(key) FROM json_each(s.evidence)),
    (SELECT json_group_array(key) FROM json_each(s.evidence, '$.parts'))"""
"""Names in the evidence of a suggestion ``s`` and of its parts: what ``proposers`` reads."""

_SHIPPED = frozenset({"rules", "semantic", "learned"})
"""What ships: it leaves evidence under its own name where it proposes, and may only grade elsewhere."""

_FROM = """FROM suggestions s JOIN transcript_versions v ON v.id = s.version_id
    JOIN transcripts t ON t.id = v.transcript_id JOIN coders c ON c.id = s.coder_id
    JOIN runs r ON r.id = s.run_id LEFT JOIN coders d ON d.id = s.decided_by_id"""

_MEMO = """(SELECT group_concat(text, ' | ') FROM (
    SELECT text FROM memos WHERE target = 'suggestion' AND target_uid = s.uid ORDER BY id))"""


class SuggestionFilters(TypedDict, total=False):
    """What suggestions are picked by; what is absent or None picks all."""

    code: str | None
    """Brings its descendants."""

    transcript: str | None
    run: str | None
    suggester: str | None
    """One of those that proposed it."""

    uids: Sequence[str] | None
    min_score: float | None
    about: str | None
    counterpart: str | None
    valence: str | None
    rule: str | None
    """The id of a rule that fired."""


def list_suggestions(
    project: Project, *, status: str | Sequence[str] | None = None, **filters: Unpack[SuggestionFilters]
) -> Table:
    """Suggestions by transcript, position and score, the highest first."""
    values = _resolved(project, filters)
    if status is not None:
        values["status"] = json.dumps([status] if isinstance(status, str) else list(status))
    codes, components = code_index(project).display, component_index(project).display
    rows = project.connection.execute(
        f"""SELECT s.uid, t.name, s.start, s."end", s.quote, s.code_id, s.about_id, s.counterpart_id,
                   s.valence, s.score, r.uid, s.status, s.reason, d.name, s.decided_at, {_MEMO}, c.name,
                   {EVIDENCE_OF}
            {_FROM} WHERE {_where(values)}
            ORDER BY t.name, s.start, s."end", s.score DESC, s.code_id, s.uid""",
        values,
    )
    return Table.of(
        COLUMNS,
        (
            (
                *(*row[:5], codes[row[5]], components.get(row[6]), components.get(row[7]), *row[8:10]),
                *(proposers(row[16], json.loads(row[17]), json.loads(row[18])), *row[10:16]),
            )
            for row in rows
        ),
    )


def count_statuses(project: Project, **filters: Unpack[SuggestionFilters]) -> dict[str, int]:
    """How many suggestions have each status, of those that the filters pick."""
    values = _resolved(project, filters)
    rows = project.connection.execute(
        f"SELECT s.status, count(*) {_FROM} WHERE {_where(values)} GROUP BY s.status", values
    )
    found = dict(rows.fetchall())
    return {status.value: found.get(status.value, 0) for status in SuggestionStatus}


def get_suggestion(project: Project, uid: str) -> dict[str, Any]:
    """A suggestion with its evidence: the columns of the list, and what explains it."""
    key = by_uid(project, "suggestions", uid, error=UnknownSuggestion)
    (full_uid,) = project.connection.execute("SELECT uid FROM suggestions WHERE id = ?", (key,)).fetchone()
    (record,) = list_suggestions(project, uids=[full_uid]).records()
    evidence, number, fingerprint, coding_uid, created_at = project.connection.execute(
        """SELECT s.evidence, v.number, s.fingerprint, s.coding_uid, s.created_at
           FROM suggestions s JOIN codebook_versions v ON v.id = s.codebook_version_id WHERE s.id = ?""",
        (key,),
    ).fetchone()
    return {
        **record,
        "evidence": json.loads(evidence),
        "codebook_version": number,
        "fingerprint": fingerprint,
        "coding_uid": coding_uid,
        "created_at": created_at,
    }


_CONDITIONS = {
    "code": "s.code_id IN (SELECT value FROM json_each(:code))",
    "transcript": "t.id = :transcript",
    "run": "s.run_id = :run",
    "suggester": """(c.name = :suggester
        OR EXISTS (SELECT 1 FROM json_each(s.evidence) WHERE key = :suggester)
        OR (:suggester NOT IN ('rules', 'semantic', 'learned')
            AND EXISTS (SELECT 1 FROM json_each(s.evidence, '$.parts') WHERE key = :suggester)))""",
    "uids": "s.id IN (SELECT value FROM json_each(:uids))",
    "min_score": "s.score >= :min_score",
    "about": "s.about_id = :about",
    "counterpart": "s.counterpart_id = :counterpart",
    "valence": "s.valence = :valence",
    "rule": """EXISTS (SELECT 1 FROM json_each(s.evidence, '$.rules') fired
        WHERE json_extract(fired.value, '$.id') = :rule)""",
    "status": "s.status IN (SELECT value FROM json_each(:status))",
}


def _where(filters: Mapping[str, object]) -> str:
    """The condition that these filters make on ``_FROM``."""
    return " AND ".join(["t.removed_at IS NULL", *(_CONDITIONS[name] for name in filters)])


def _resolved(project: Project, filters: SuggestionFilters) -> dict[str, object]:
    """The filters that pick anything, in keys of the database; raises an UnknownName."""
    given: dict[str, Any] = {name: value for name, value in filters.items() if value is not None}
    resolve: dict[str, Callable[[Any], object]] = {
        "code": lambda name: json.dumps(code_with_descendants(project, name)),
        "transcript": lambda name: resolve_transcript(project, name),
        "run": lambda uid: by_uid(project, "runs", uid, error=UnknownRun),
        "suggester": lambda name: _known_suggester(project, name),
        "uids": lambda uids: json.dumps(
            [by_uid(project, "suggestions", uid, error=UnknownSuggestion) for uid in uids]
        ),
        "about": lambda name: resolve_component(project, name),
        "counterpart": lambda name: resolve_component(project, name),
    }
    return {name: resolve[name](value) if name in resolve else value for name, value in given.items()}


def _known_suggester(project: Project, name: str) -> str:
    """The name of a pass or of one of its suggesters."""
    rows = project.connection.execute("SELECT name FROM coders WHERE kind = ?", (CoderKind.machine.value,))
    passes = [coder for (coder,) in rows]
    known = {*passes, *(one for coder in passes for one in coder.split("+"))}
    if name not in known:
        raise UnknownCoder(name, known=known)
    return name


def proposers(coder: str, evidence: Collection[str], parts: Collection[str]) -> str:
    """Those of a pass that proposed a suggestion, in the pass's order: ``rules+learned``.

    ``evidence`` and ``parts`` are the names in them. Who only graded what others proposed is not among them.
    """
    found = [
        name for name in coder.split("+") if name in evidence or (name in parts and name not in _SHIPPED)
    ]
    return "+".join(found) or coder
