"""Blindness: while a blind round is open, its coders are shown only their own work in its transcripts.

Every query reads tables by their bare names, and those names are made to mean what this coder may see: no
reading function has to think of it, and none can forget it. Whoever is in no such round reads the tables.
"""

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from fitcode.domain.amounts import counted
from fitcode.domain.choices import MemoTarget, SuggestionStatus
from fitcode.errors import FitcodeError
from fitcode.store.project import Project

LEARNED = "learned from coded passages"
"""The reason of a suggestion whose own would quote another coder's passage."""

_VERSIONS = "(SELECT version_id FROM temp.blind_versions)"
"""Keys of all versions of the transcripts that the rounds cover."""


class Blindness(NamedTuple):
    """What a coder is not shown."""

    coder: str
    rounds: tuple[str, ...]
    """The names of the open blind rounds that the coder belongs to."""

    transcripts: frozenset[str]
    """The names of the transcripts that they cover."""

    @property
    def note(self) -> str:
        """What was hidden, in a line."""
        many = counted(len(self.transcripts), "transcript")
        noun, until = ("Round", "it is") if len(self.rounds) == 1 else ("Rounds", "they are")
        return (
            f"{noun} {', '.join(self.rounds)}, blind: in {many} {self.coder} is shown no other coder's work"
            f" until {until} closed."
        )


def blind(project: Project, coder: str) -> Blindness | None:
    """Hide others' work from this coder on this connection; None where no open blind round asks for it."""
    try:
        return _blind(project, coder)
    except sqlite3.DatabaseError:
        # A damaged project must be opened to be checked; whoever reads what is damaged is told so.
        return None


def refuse_blind(blindness: Blindness | None, deed: str, *, transcript: str | None = None) -> None:
    """Refuse what uses everybody's work, in the project or in a transcript: FitcodeError with the way out."""
    if blindness is not None and (transcript is None or transcript in blindness.transcripts):
        names = ", ".join(blindness.rounds)
        raise FitcodeError(
            f"{deed} uses every coder's work, and {blindness.coder} works blind ({names}).",
            remedy=f"Close the round first (fitcode rounds close {blindness.rounds[0]}),"
            " or let somebody outside it do this: --as NAME.",
        )


def _blind(project: Project, coder: str) -> Blindness | None:
    query = project.connection.execute
    rounds = query(
        """SELECT r.id, r.name, c.id FROM rounds r JOIN round_coders k ON k.round_id = r.id
           JOIN coders c ON c.id = k.coder_id
           WHERE r.blind AND r.closed_at IS NULL AND c.name = ? ORDER BY r.id""",
        (coder,),
    ).fetchall()
    if not rounds:
        return None
    query("CREATE TEMP TABLE blind_versions (version_id INTEGER PRIMARY KEY)")
    transcripts: dict[int, str] = {}
    for key, _, _ in rounds:
        covered = query(
            """SELECT DISTINCT t.id, t.name FROM round_passages p
               JOIN transcript_versions v ON v.id = p.version_id
               JOIN transcripts t ON t.id = v.transcript_id WHERE p.round_id = ?""",
            (key,),
        )
        transcripts |= dict(covered.fetchall())
    for transcript in sorted(transcripts):
        query(
            "INSERT INTO blind_versions SELECT id FROM transcript_versions WHERE transcript_id = ?",
            (transcript,),
        )
    project.show_through(_views(project.connection, rounds[0][2]))
    return Blindness(coder, tuple(name for _, name, _ in rounds), frozenset(transcripts.values()))


def _views(connection: sqlite3.Connection, coder: int) -> dict[str, str]:
    """Table to the rows of it that are shown."""
    is_shown = f"(coder_id = {coder} OR version_id NOT IN {_VERSIONS})"
    plain = {
        table: f"SELECT * FROM main.{table} WHERE {is_shown}"
        for table in ("codings", "finished", "adjudications")
    }
    return plain | {
        "links": f"""SELECT * FROM main.links WHERE coder_id = {coder}
            OR {_is_outside("source_id")} AND {_is_outside("target_id")}""",
        "memos": f"SELECT * FROM main.memos WHERE {_is_memo_shown(coder, _COLUMNS)}",
        "further_decisions": f"SELECT * FROM main.further_decisions WHERE {_is_decision_shown(coder)}",
        "suggestions": _suggestions(connection, coder),
        "history": _history(connection, coder),
        "conflicts": _conflicts(coder),
    }


def _is_outside(key: str) -> str:
    """The condition on the key of a coding to be in none of these transcripts."""
    return f"EXISTS (SELECT 1 FROM main.codings t WHERE t.id = {key} AND t.version_id NOT IN {_VERSIONS})"


_COLUMNS = {name: name for name in ("coder_id", "target", "target_uid")}

_TABLES_OF_TARGETS = {
    MemoTarget.coding: f"main.codings t WHERE t.version_id NOT IN {_VERSIONS}",
    MemoTarget.suggestion: f"main.suggestions t WHERE t.version_id NOT IN {_VERSIONS}",
    MemoTarget.transcript: f"""main.transcripts t WHERE t.id NOT IN (
        SELECT transcript_id FROM main.transcript_versions WHERE id IN {_VERSIONS})""",
    MemoTarget.case: f"""main.cases t WHERE t.id NOT IN (
        SELECT c.case_id FROM main.case_transcripts c JOIN main.transcript_versions v
        ON v.transcript_id = c.transcript_id WHERE v.id IN {_VERSIONS})""",
}
"""What memos on passages and on who speaks there hang on, outside these transcripts.

Memos on codes, components and the project are everybody's: the rules that all code by.
"""


def _is_memo_shown(coder: int, columns: Mapping[str, str]) -> str:
    """The condition on a memo, as a row or as what the history says of it."""
    targets = ", ".join(f"'{target.value}'" for target in _TABLES_OF_TARGETS)
    outside = " ".join(
        f"WHEN '{target.value}' THEN EXISTS (SELECT 1 FROM {place} AND t.uid = {columns['target_uid']})"
        for target, place in _TABLES_OF_TARGETS.items()
    )
    return f"""({columns["coder_id"]} = {coder} OR {columns["target"]} NOT IN ({targets})
        OR CASE {columns["target"]} {outside} END)"""


def _is_decision_shown(coder: int, suggestion: str = "suggestion_id", by: str = "coder_id") -> str:
    return f"""({by} = {coder} OR EXISTS (SELECT 1 FROM main.suggestions t
        WHERE t.id = {suggestion} AND t.version_id NOT IN {_VERSIONS}))"""


def _suggestions(connection: sqlite3.Connection, coder: int) -> str:
    """All suggestions; what another decided is pending until this coder has decided on it."""
    is_own_to_make = f"""s.version_id IN {_VERSIONS} AND s.decided_by_id IS NOT {coder}
        AND s.status <> '{SuggestionStatus.withdrawn.value}'"""
    own = {
        name: f"(SELECT f.{column} FROM main.further_decisions f"
        f" WHERE f.suggestion_id = s.id AND f.coder_id = {coder})"
        for name, column in (
            *(("status", "status"), ("decided_by_id", "coder_id")),
            *(("decided_at", "decided_at"), ("coding_uid", "coding_uid")),
        )
    }
    own["status"] = f"coalesce({own['status']}, '{SuggestionStatus.pending.value}')"
    said = {name: f"CASE WHEN {is_own_to_make} THEN {value} ELSE s.{name} END" for name, value in own.items()}
    is_quoted = _quotes_another("s.evidence", coder)
    said["reason"] = f"CASE WHEN {is_quoted} THEN '{LEARNED}' ELSE s.reason END"
    said["evidence"] = f"CASE WHEN {is_quoted} THEN {_less_quotation('s.evidence')} ELSE s.evidence END"
    names = [name for _, name, *_ in connection.execute("PRAGMA main.table_info(suggestions)")]
    columns = {name: f's."{name}"' for name in names}
    listed = ", ".join(f'{value} AS "{name}"' for name, value in (columns | said).items())
    return f"SELECT {listed} FROM main.suggestions s"


_NEAREST = "'$.learned.nearest'"
"""Where evidence quotes the coded passage that a suggestion was learned from."""


def _quotes_another(evidence: str, coder: int) -> str:
    """The condition on evidence to quote a coding that this coder is not shown, or one that has gone."""
    return f"""(json_extract({evidence}, '$.learned.nearest.uid') IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM main.codings t
            WHERE t.uid = json_extract({evidence}, '$.learned.nearest.uid')
              AND (t.coder_id = {coder} OR t.version_id NOT IN {_VERSIONS})))"""


def _less_quotation(evidence: str) -> str:
    # A text again, not JSON: it may become a part of what the history says.
    return f"'' || json_set({evidence}, {_NEAREST}, NULL)"


def _history(connection: sqlite3.Connection, coder: int) -> str:
    """Events, less those that tell of what others did in these transcripts."""

    def said(column: str) -> str:
        return f"json_extract(coalesce(h.after, h.before), '$.{column}')"

    is_own = f"({said('coder_id')} = {coder} OR {said('version_id')} NOT IN {_VERSIONS})"
    links = " AND ".join(_is_outside(said(end)) for end in ("source_id", "target_id"))
    by = "coalesce(json_extract(h.after, '$.decided_by_id'), json_extract(h.before, '$.decided_by_id'))"
    shown = {
        "codings": is_own,
        "finished": is_own,
        "adjudications": is_own,
        "links": f"({said('coder_id')} = {coder} OR {links})",
        "memos": _is_memo_shown(coder, {name: said(name) for name in _COLUMNS}),
        "further_decisions": _is_decision_shown(coder, said("suggestion_id"), said("coder_id")),
        "suggestions": f"(coalesce({by}, {coder}) = {coder} OR {said('version_id')} NOT IN {_VERSIONS})",
    }
    cases = " ".join(f"WHEN '{noun}' THEN {condition}" for noun, condition in shown.items())
    states = {name: _suggestion_state(f"h.{name}", coder) for name in ("before", "after")}
    names = [name for _, name, *_ in connection.execute("PRAGMA main.table_info(history)")]
    listed = ", ".join(f"{states.get(name, f'h.{name}')} AS {name}" for name in names)
    return f"SELECT {listed} FROM main.history h WHERE CASE h.noun {cases} ELSE TRUE END"


def _conflicts(coder: int) -> str:
    """What waits to be decided of two projects, less what others did in either; they name coders by uid."""
    uid = f"(SELECT uid FROM main.coders WHERE id = {coder})"
    own = " OR ".join(f"json_extract(s.value, '$.says.{by}') = {uid}" for by in ("coder_id", "decided_by_id"))
    nouns = "'codings', 'finished', 'links', 'memos', 'suggestions', 'further_decisions', 'adjudications'"
    return f"""SELECT * FROM main.conflicts WHERE noun NOT IN ({nouns})
        OR EXISTS (SELECT 1 FROM json_each(states) s WHERE {own})"""


def _suggestion_state(state: str, coder: int) -> str:
    """What the history says of a suggestion, less the quotation of another coder's passage."""
    evidence = f"json_extract({state}, '$.evidence')"
    return f"""CASE WHEN h.noun = 'suggestions' AND {_quotes_another(evidence, coder)}
        THEN json_set({state}, '$.reason', '{LEARNED}', '$.evidence', {_less_quotation(evidence)})
        ELSE {state} END"""
