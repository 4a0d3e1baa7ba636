"""Suggestions: what suggesters propose, kept with evidence until a person decides.

A suggestion is known by its content: the same proposal of the same suggester is one suggestion
however often it is made, and what was decided stays decided.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from fitcode.domain.choices import CoderKind, SuggestionStatus
from fitcode.domain.identity import canonical_json, derived_uid
from fitcode.domain.suggestion import NewSuggestion
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError, UnknownRun, UnknownSuggestion
from fitcode.store.coders import ensure_coder
from fitcode.store.coding_reads import code_with_descendants
from fitcode.store.names import (
    CURRENT_CODEBOOK_VERSIONS,
    by_uid,
    code_index,
    coder_ids,
    component_index,
    resolve_coder,
    resolve_transcript,
)
from fitcode.store.project import Project
from fitcode.store.spans import current_text
from fitcode.store.times import now

COLUMNS = (
    *("uid", "transcript", "start", "end", "quote", "code", "about", "counterpart", "valence", "score"),
    *("suggester", "run", "status", "reason", "decided_by", "decided_at"),
)


class StoredCounts(NamedTuple):
    """What one pass changed for one transcript."""

    stored: int
    """Proposals that are new, or made again after they had been withdrawn."""
    withdrawn: int
    """Pending suggestions that are no longer made."""


def store_suggestions(
    project: Project,
    *,
    run_uid: str,
    transcript: str,
    suggestions: Sequence[NewSuggestion],
    suggester_fingerprints: Mapping[str, str],
    only: Collection[str] | None = None,
) -> StoredCounts:
    """Store what suggesters propose for one transcript; says how many are new and how many went.

    Pending suggestions of these suggesters that they no longer make are withdrawn: all of them, or
    those of the codes in ``only`` when the pass looked for some codes only.
    """
    project.require_deed()
    proposals = _Proposals(
        project, run_uid=run_uid, transcript=transcript, fingerprints=suggester_fingerprints
    )
    stored = sum(proposals.store(suggestion) for suggestion in suggestions)
    return StoredCounts(stored, proposals.withdraw_others(only))


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


def suggestion_stats(project: Project) -> Table:
    """Per code and suggester, what became of its suggestions; precision is over those decided."""
    columns = ("code", "suggester", "pending", "accepted", "amended", "rejected", "precision")
    codes = code_index(project).display
    rows = project.connection.execute(
        """SELECT s.code_id, c.name, sum(s.status = 'pending'), sum(s.status = 'accepted'),
                  sum(s.status = 'amended'), sum(s.status = 'rejected')
           FROM suggestions s JOIN coders c ON c.id = s.coder_id
           WHERE s.status <> 'withdrawn' GROUP BY s.code_id, c.name"""
    ).fetchall()
    table = [
        (codes[code_id], suggester, *counts, _precision(*counts[1:])) for code_id, suggester, *counts in rows
    ]
    table.sort(key=itemgetter(0, 1))
    return Table.of(columns, table)


def _precision(accepted: int, amended: int, rejected: int) -> float | None:
    """An amended suggestion pointed at something, so it counts as right."""
    decided = accepted + amended + rejected
    return (accepted + amended) / decided if decided else None


class _Proposals:
    """What one pass proposes for one transcript."""

    def __init__(
        self, project: Project, *, run_uid: str, transcript: str, fingerprints: Mapping[str, str]
    ) -> None:
        self._project = project
        self._text = current_text(project, transcript)
        self._run_id = by_uid(project, "runs", run_uid, error=UnknownRun)
        self._fingerprints = fingerprints
        self._codes = code_index(project)
        self._components = component_index(project)
        for suggester in fingerprints:
            ensure_coder(project, suggester, kind=CoderKind.machine)
        coders = coder_ids(project)
        self._coders = {suggester: coders[suggester] for suggester in fingerprints}
        self._versions = self._versions_of_run()
        self._now = now()
        self._made: set[str] = set()

    def store(self, suggestion: NewSuggestion) -> bool:
        """Store a proposal unless it is known; says whether it is new."""
        uid = derived_uid(
            *(self._text.sha256, suggestion.start, suggestion.end, suggestion.code, suggestion.about),
            *(suggestion.counterpart, self._fingerprints[suggestion.suggester]),
        )
        self._made.add(uid)
        query = self._project.connection.execute
        found = query("SELECT status FROM suggestions WHERE uid = ?", (uid,)).fetchone()
        if found:
            if found[0] == SuggestionStatus.withdrawn:
                pending = SuggestionStatus.pending.value
                query(
                    "UPDATE suggestions SET status = ?, run_id = ?, codebook_version_id = ? WHERE uid = ?",
                    (pending, self._run_id, self._versions[self._codes.resolve(suggestion.code)], uid),
                )
            return bool(found[0] == SuggestionStatus.withdrawn)
        values = self._values(suggestion)
        if self._is_decided(values):
            return False
        values |= {"uid": uid, "created_at": self._now}
        columns = ", ".join(f'"{column}"' for column in values)
        query(
            f"INSERT INTO suggestions ({columns}) VALUES ({', '.join('?' * len(values))})",
            tuple(values.values()),
        )
        return True

    def withdraw_others(self, only: Collection[str] | None) -> int:
        """Withdraw pending suggestions that these suggesters no longer make; says how many."""
        withdrawn = 0
        for coder in self._coders.values():
            rows = self._project.connection.execute(
                "SELECT id, uid, code_id FROM suggestions"
                " WHERE version_id = ? AND status = ? AND coder_id = ?",
                (self._text.version_id, SuggestionStatus.pending.value, coder),
            ).fetchall()
            for key, uid, code in rows:
                if uid not in self._made and self._is_in_scope(code, only):
                    self._project.connection.execute(
                        "UPDATE suggestions SET status = ? WHERE id = ?",
                        (SuggestionStatus.withdrawn.value, key),
                    )
                    withdrawn += 1
        return withdrawn

    def _is_in_scope(self, code: int, only: Collection[str] | None) -> bool:
        name = self._codes.full[code]
        return only is None or name in only or name.partition("/")[0] in only

    def _values(self, suggestion: NewSuggestion) -> dict[str, object]:
        code = self._codes.resolve(suggestion.code)
        about, counterpart = suggestion.about, suggestion.counterpart
        if not 0 <= suggestion.score <= 1:
            raise FitcodeError(
                f"Suggester {suggestion.suggester!r} gave a score of {suggestion.score}, not in [0, 1]."
            )
        return {
            "version_id": self._text.version_id,
            "start": suggestion.start,
            "end": suggestion.end,
            "quote": self._text.quote(suggestion.start, suggestion.end, expected=suggestion.quote),
            "code_id": code,
            "coder_id": self._coders[suggestion.suggester],
            "about_id": None if about is None else self._components.resolve(about),
            "counterpart_id": None if counterpart is None else self._components.resolve(counterpart),
            "valence": suggestion.valence,
            "score": suggestion.score,
            "run_id": self._run_id,
            "codebook_version_id": self._versions[code],
            "fingerprint": self._fingerprints[suggestion.suggester],
            "status": SuggestionStatus.pending.value,
            "reason": suggestion.reason,
            "evidence": canonical_json(suggestion.evidence),
        }

    def _is_decided(self, values: Mapping[str, object]) -> bool:
        """Whether a person decided on this proposal when the suggester had another fingerprint."""
        columns = ("version_id", "coder_id", "code_id", "start", "end", "about_id", "counterpart_id")
        same = " AND ".join(f'"{column}" IS ?' for column in columns)
        found = self._project.connection.execute(
            f"SELECT 1 FROM suggestions WHERE {same} AND status IN ('accepted', 'amended', 'rejected')",
            tuple(values[column] for column in columns),
        ).fetchone()
        return found is not None

    def _versions_of_run(self) -> dict[int, int]:
        """Key of each code to the codebook version under which the run suggests it."""
        (stated,) = self._project.connection.execute(
            "SELECT codebook_versions FROM runs WHERE id = ?", (self._run_id,)
        ).fetchone()
        numbers: dict[str, int] = json.loads(stated)
        query = self._project.connection.execute
        versions = dict(
            query(
                "SELECT code_id, version_id FROM code_versions"
                f" WHERE version_id IN ({CURRENT_CODEBOOK_VERSIONS})"
            ).fetchall()
        )
        for slug, number in numbers.items():
            versions |= dict(
                query(
                    """SELECT cv.code_id, cv.version_id FROM code_versions cv
                       JOIN codebook_versions v ON v.id = cv.version_id
                       JOIN codebooks b ON b.id = v.codebook_id
                       WHERE b.slug = ? AND v.number = ?""",
                    (slug, number),
                ).fetchall()
            )
        return versions
