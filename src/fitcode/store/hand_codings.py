"""Hand codings: what persons coded themselves is not suggested to them again.

A suggestion lies on a hand coding of its code where that and one of its segments share half of either, as
``domain.suggestion.shares_half`` says of segments in a pass; here it is said in SQL, for the whole project at
once. A coding that came of a suggestion counts likewise: what that suggestion asked was decided with it.
"""

import json
from collections import Counter, defaultdict

from fitcode.domain.choices import CoderKind, SuggestionStatus
from fitcode.domain.suggestion import shares_half
from fitcode.store.names import CURRENT_VERSIONS
from fitcode.store.project import Project

DEED = "suggest: coded by hand"
"""What the history calls it, to tell it from what a run withdraws."""


def _shares_half(start: str, end: str) -> str:
    """The condition that the span of coding ``c`` and another share half of either."""
    return f"""{start} < c."end" AND c.start < {end}
        AND 2 * (min(c."end", {end}) - max(c.start, {start})) >= min(c."end" - c.start, {end} - {start})"""


_ON_SEGMENT = _shares_half("json_extract(g.value, '$.span[0]')", "json_extract(g.value, '$.span[1]')")
"""The same of a segment ``g`` in the evidence of a suggestion of several."""

# Led by codings, which are fewer; CROSS JOIN keeps that order, so that each finds the pending suggestions of
# its code through the index. The first coder is a person, the second a suggester. Evidence is read of those
# alone that overlap.
_COVERED = f"""
    SELECT DISTINCT s.id FROM ({CURRENT_VERSIONS}) v CROSS JOIN codings c CROSS JOIN coders o
    CROSS JOIN coders m CROSS JOIN suggestions s
    WHERE c.version_id = v.version_id AND o.id = c.coder_id AND o.kind <> :machine AND m.kind = :machine
      AND s.version_id = c.version_id AND s.status = :pending AND s.coder_id = m.id
      AND s.code_id = c.code_id AND s.start < c."end" AND c.start < s."end"
      AND CASE WHEN json_type(s.evidence, '$.segments') = 'array'
          THEN EXISTS (SELECT 1 FROM json_each(s.evidence, '$.segments') g WHERE {_ON_SEGMENT})
          ELSE {_shares_half("s.start", 's."end"')} END"""

_KINDS = {"machine": CoderKind.machine.value, "pending": SuggestionStatus.pending.value}


def covered_suggestions(project: Project) -> set[int]:
    """Keys of the pending suggestions that lie on a hand coding of their code."""
    return {key for (key,) in project.connection.execute(_COVERED, _KINDS)}


def covered_spans(project: Project, version_id: int) -> list[tuple[int, int, int, str | None]]:
    """Start, end, code and answered suggestion of what persons coded in one text."""
    return project.connection.execute(
        """SELECT DISTINCT c.start, c."end", c.code_id, c.suggestion_uid
           FROM codings c JOIN coders o ON o.id = c.coder_id
           WHERE c.version_id = ? AND o.kind <> ? ORDER BY c.start, c."end", c.code_id, 4""",
        (version_id, CoderKind.machine.value),
    ).fetchall()


def found_by_hand(project: Project) -> Counter[int]:
    """How many passages persons found of each code without a suggestion, by its key.

    Codings that share half, of one coder or of several, are one passage; what an accepted suggestion lies on
    is that suggestion's.
    """
    query = project.connection.execute
    known: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for version, code, start, end in query(
        'SELECT version_id, code_id, start, "end" FROM suggestions WHERE status IN (?, ?)',
        (SuggestionStatus.accepted.value, SuggestionStatus.amended.value),
    ):
        known[version, code].append((start, end))
    found: Counter[int] = Counter()
    for version, code, start, end in query(
        f"""SELECT c.version_id, c.code_id, c.start, c."end" FROM ({CURRENT_VERSIONS}) v
            JOIN codings c ON c.version_id = v.version_id JOIN coders o ON o.id = c.coder_id
            WHERE o.kind <> ? ORDER BY c.version_id, c.start, c."end" """,
        (CoderKind.machine.value,),
    ):
        there = known[version, code]
        if not any(shares_half(start, end, *span) for span in there):
            there.append((start, end))
            found[code] += 1
    return found


def texts_to_look_at_again(project: Project, covered: set[int]) -> set[int]:
    """Keys of the texts that a pass has done and that hold something else since, by what persons coded.

    Where a hand coding went since the last pass, what it had kept back may be suggested; and what a covered
    suggestion said of neighbours that nobody coded is to be said without the coded one.
    """
    partly = project.connection.execute(
        f"""SELECT DISTINCT s.version_id FROM suggestions s, json_each(s.evidence, '$.segments') g
            WHERE s.id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
                SELECT 1 FROM codings c JOIN coders o ON o.id = c.coder_id
                WHERE c.version_id = s.version_id AND c.code_id = s.code_id AND o.kind <> ?
                  AND {_ON_SEGMENT})""",
        (json.dumps(sorted(covered)), CoderKind.machine.value),
    )
    found = {version for (version,) in partly} | _lost_codings(project)
    done = project.connection.execute(
        """SELECT DISTINCT version_id FROM run_transcripts
           WHERE fingerprint <> '' AND version_id IN (SELECT value FROM json_each(?))""",
        (json.dumps(sorted(found)),),
    )
    return {version for (version,) in done}


def _lost_codings(project: Project) -> set[int]:
    """Keys of the texts in which a person's coding went, moved or changed its code since the last pass."""
    last = project.connection.execute(
        "SELECT max(id) FROM deeds WHERE deed IN ('suggest', ?)", (DEED,)
    ).fetchone()[0]
    if last is None:
        return set()
    # History grows with deeds: the search goes backwards and ends where the last pass wrote.
    first = project.connection.execute(
        "SELECT id FROM history WHERE deed_id <= ? ORDER BY id DESC LIMIT 1", (last,)
    ).fetchone()
    rows = project.connection.execute(
        """SELECT DISTINCT json_extract(h.before, '$.version_id') FROM history h
           JOIN coders o ON o.id = json_extract(h.before, '$.coder_id') AND o.kind <> ?
           WHERE h.id > ? AND h.noun = 'codings' AND (h.action = 'delete' OR h.action = 'update' AND (
               json_extract(h.before, '$.code_id') <> json_extract(h.after, '$.code_id')
               OR json_extract(h.before, '$.start') <> json_extract(h.after, '$.start')
               OR json_extract(h.before, '$.end') <> json_extract(h.after, '$.end')))""",
        (CoderKind.machine.value, first[0] if first else 0),
    )
    return {version for (version,) in rows}


def heed_hand_codings(project: Project, *, covered: set[int], again: set[int]) -> None:
    """Withdraw what is covered, and have the next pass look at these texts again."""
    project.require_deed()
    project.connection.execute(
        "UPDATE suggestions SET status = ? WHERE id IN (SELECT value FROM json_each(?))",
        (SuggestionStatus.withdrawn.value, json.dumps(sorted(covered))),
    )
    project.connection.execute(
        """UPDATE run_transcripts SET fingerprint = '' WHERE id IN (
               SELECT max(id) FROM run_transcripts
               WHERE version_id IN (SELECT value FROM json_each(?)) GROUP BY version_id)""",
        (json.dumps(sorted(again)),),
    )
