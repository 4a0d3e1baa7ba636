"""Suggestions: what suggesters propose, kept with evidence until a person decides.

A suggestion is known by its content: the same proposal of the same suggester is one suggestion
however often it is made, and what was decided stays decided.
"""

import json
from collections.abc import Sequence
from typing import Any

from fitcode.domain.table import Table
from fitcode.errors import UnknownRun, UnknownSuggestion
from fitcode.store.coding_reads import code_with_descendants
from fitcode.store.names import (
    by_uid,
    code_index,
    component_index,
    resolve_coder,
    resolve_transcript,
)
from fitcode.store.project import Project

COLUMNS = (
    *("uid", "transcript", "start", "end", "quote", "code", "about", "counterpart", "valence", "score"),
    *("suggester", "run", "status", "reason", "decided_by", "decided_at"),
)


def list_suggestions(
    project: Project,
    *,
    status: str | Sequence[str] | None = None,
    code: str | None = None,
    transcript: str | None = None,
    run: str | None = None,
    suggester: str | None = None,
    uids: Sequence[str] | None = None,
) -> Table:
    """Suggestions by transcript, position and score, the highest first; a code brings its descendants."""
    conditions: dict[str, object] = {}
    if status is not None:
        conditions["s.status"] = json.dumps([status] if isinstance(status, str) else list(status))
    if code is not None:
        conditions["s.code_id"] = json.dumps(code_with_descendants(project, code))
    if transcript is not None:
        conditions["t.id"] = json.dumps([resolve_transcript(project, transcript)])
    if run is not None:
        conditions["s.run_id"] = json.dumps([by_uid(project, "runs", run, error=UnknownRun)])
    if suggester is not None:
        conditions["s.coder_id"] = json.dumps([resolve_coder(project, suggester)])
    if uids is not None:
        keys = [by_uid(project, "suggestions", uid, error=UnknownSuggestion) for uid in uids]
        conditions["s.id"] = json.dumps(keys)
    where = "".join(f" AND {column} IN (SELECT value FROM json_each(?))" for column in conditions)
    codes, components = code_index(project).display, component_index(project).display
    rows = project.connection.execute(
        f"""SELECT s.uid, t.name, s.start, s."end", s.quote, s.code_id, s.about_id, s.counterpart_id,
                   s.valence, s.score, c.name, r.uid, s.status, s.reason, d.name, s.decided_at
            FROM suggestions s JOIN transcript_versions v ON v.id = s.version_id
            JOIN transcripts t ON t.id = v.transcript_id JOIN coders c ON c.id = s.coder_id
            JOIN runs r ON r.id = s.run_id LEFT JOIN coders d ON d.id = s.decided_by_id
            WHERE t.removed_at IS NULL{where}
            ORDER BY t.name, s.start, s."end", s.score DESC, s.code_id, s.uid""",
        tuple(conditions.values()),
    )
    return Table.of(
        COLUMNS,
        ((*row[:5], codes[row[5]], components.get(row[6]), components.get(row[7]), *row[8:]) for row in rows),
    )


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
