"""History: what was done, read; it is written by the triggers of ``triggers``.

By acts, as people think of it, or by rows, as it is stored; the latest first.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from fitcode.domain.table import Table
from fitcode.errors import UnknownTranscript
from fitcode.store.acts import ACT, FIRST_DEEDS, ActState, changes_of_acts, find_act, said_changes
from fitcode.store.coder_names import CoderNames
from fitcode.store.project import Project
from fitcode.store.told_rows import RowWords

COLUMNS = ("number", "at", "coder", "deed", "action", "noun", "uid", "summary")

ACT_COLUMNS = ("at", "coder", "deed", "changes", "state", "act")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFilter:
    """Which part of the history is wanted; what is None picks everything."""

    coder: str | None = None
    """By any name that the coder has or had."""

    deed: str | None = None
    """A part of the deed's name."""

    noun: str | None = None
    """A table, such as codings."""

    since: str | None = None
    """The first moment, as the database writes times."""

    until: str | None = None
    """The first moment after the last."""


_WHOLE = HistoryFilter()

_DEED = """coalesce(instr(d.deed, :deed) > 0, TRUE) AND coalesce(d.at >= :since, TRUE)
    AND coalesce(d.at < :until, TRUE)"""

_OF_ACT = "h.deed_id IN (SELECT d.id UNION SELECT e.id FROM deeds e WHERE e.act = d.act AND e.act <> '')"
"""The condition on an event to be of the act of deed ``d``."""


def list_history(
    project: Project,
    *,
    limit: int | None = None,
    noun: str | None = None,
    coder: str | None = None,
    uid: str | None = None,
    only: HistoryFilter = _WHOLE,
) -> Table:
    """Every change of a row, the latest first; nouns are the names of tables (codings, cases, ...)."""
    names = CoderNames(project)
    coder = only.coder or coder
    wanted = None if coder is None else names.resolve(coder)
    rows = project.connection.execute(
        f"""SELECT d.id, h.id, d.at, nullif(d.coder, ''), d.deed, h.action, h.noun,
                  coalesce(json_extract(coalesce(h.after, h.before), '$.uid'),
                           h.noun || '/' || h.row_id) AS uid,
                  h.before, h.after
           FROM history h JOIN deeds d ON d.id = h.deed_id
           WHERE coalesce(h.noun = :noun, TRUE) AND {_DEED}
             AND (:uid IS NULL OR substr(uid, 1, length(:uid)) = :uid OR substr(uid, -length(:uid)) = :uid)
           ORDER BY h.id DESC""",
        _values(only) | {"noun": only.noun or noun, "uid": uid},
    )
    own = (row[1:] for row in rows if wanted in (None, names.present(row[3] or "", row[0])))
    words = RowWords(project)
    return Table.of(COLUMNS, ((*row[:7], words.summary(*row[7:])) for row in islice(own, limit)))


def list_acts(
    project: Project,
    *,
    limit: int | None = None,
    only: HistoryFilter = _WHOLE,
    transcript: str | None = None,
) -> Table:
    """What each command or gesture did, the latest first; ``undone`` says what was taken back since.

    ``transcript`` picks what touched it, or what hangs on it; raises UnknownTranscript, UnknownCoder.
    """
    picked = list(islice(_picked_acts(project, only, transcript), limit))
    changes = changes_of_acts(project, [act.name for act in picked])
    undone = _undone(project, [act.name for act in picked])
    names = CoderNames(project)
    rows = []
    for act in picked:
        said = said_changes(changes[act.name])
        if act.reverses is not None:
            reversed_act = find_act(project, act.reverses, names=names)
            took = "took back" if act.direction == "back" else "brought back"
            said = f"{took} {reversed_act.deed if reversed_act else act.reverses}: {said}"
        state = ActState.undone if act.name in undone else ActState.done
        rows.append((act.at, act.coder or None, act.deed, said, state.value, act.name))
    return Table.of(ACT_COLUMNS, rows)


class _Picked(NamedTuple):
    name: str
    at: str
    coder: str
    deed: str
    reverses: str | None
    direction: str | None


def _picked_acts(project: Project, only: HistoryFilter, transcript: str | None) -> Iterator[_Picked]:
    names = CoderNames(project)
    wanted = None if only.coder is None else names.resolve(only.coder)
    conditions, values = [FIRST_DEEDS, _DEED], _values(only)
    if only.noun is not None:
        conditions.append(f"EXISTS (SELECT 1 FROM history h WHERE {_OF_ACT} AND h.noun = :noun)")
    if transcript is not None:
        conditions.append(f"EXISTS (SELECT 1 FROM history h WHERE {_OF_ACT} AND ({_TOUCHES}))")
        values |= _hanging_on(project, transcript)
    rows = project.connection.execute(
        f"""SELECT d.id, {ACT}, d.at, d.coder, d.deed, d.reverses, d.direction FROM deeds d
            WHERE {" AND ".join(conditions)} ORDER BY d.id DESC""",
        values,
    )
    for key, name, at, by, *rest in rows:
        by = names.present(by, key)
        if wanted in (None, by):
            yield _Picked(name, at, by, *rest)


def _values(only: HistoryFilter) -> dict[str, object]:
    return {"deed": only.deed, "since": only.since, "until": only.until, "noun": only.noun}


def _undone(project: Project, acts: list[str]) -> set[str]:
    """Those of the acts that were taken back, and not brought back since."""
    rows = project.connection.execute(
        """SELECT reverses, direction FROM deeds WHERE reverses IN (SELECT value FROM json_each(?))
           ORDER BY id""",
        (json.dumps(acts),),
    )
    return {act for act, direction in dict(rows.fetchall()).items() if direction == "back"}


_ROW = "coalesce(h.after, h.before)"

_TOUCHES = f"""
    CASE h.noun
        WHEN 'transcripts' THEN h.row_id IN (SELECT value FROM json_each(:transcripts))
        WHEN 'memos' THEN json_extract({_ROW}, '$.target_uid') IN (SELECT value FROM json_each(:uids))
        WHEN 'links' THEN json_extract({_ROW}, '$.source_id') IN (SELECT value FROM json_each(:codings))
            OR json_extract({_ROW}, '$.target_id') IN (SELECT value FROM json_each(:codings))
        ELSE json_extract({_ROW}, '$.version_id') IN (SELECT value FROM json_each(:versions))
                AND h.noun <> 'code_versions'
            OR json_extract({_ROW}, '$.transcript_id') IN (SELECT value FROM json_each(:transcripts))
    END"""
"""The condition on an event to have changed something of a transcript."""


def _hanging_on(project: Project, transcript: str) -> dict[str, object]:
    """Keys and uids of all that ever hung on a transcript, also on one that is not there any more."""
    query = project.connection.execute
    own = query(
        f"""SELECT DISTINCT h.row_id, json_extract({_ROW}, '$.uid') AS uid FROM history h
            WHERE h.noun = 'transcripts' AND (json_extract({_ROW}, '$.name') = ?1 OR uid = ?1)""",
        (transcript,),
    ).fetchall()
    if not own:
        known = query("SELECT name FROM transcripts WHERE removed_at IS NULL").fetchall()
        raise UnknownTranscript(transcript, known=[name for (name,) in known])
    transcripts = json.dumps([key for key, _ in own])
    versions = query(
        f"""SELECT DISTINCT h.row_id FROM history h WHERE h.noun = 'transcript_versions'
            AND json_extract({_ROW}, '$.transcript_id') IN (SELECT value FROM json_each(?))""",
        (transcripts,),
    ).fetchall()
    keys = json.dumps([key for (key,) in versions])
    coded = query(
        f"""SELECT h.noun, h.row_id, json_extract({_ROW}, '$.uid') FROM history h
            WHERE h.noun IN ('codings', 'suggestions') AND h.action = 'insert'
              AND json_extract({_ROW}, '$.version_id') IN (SELECT value FROM json_each(?))""",
        (keys,),
    ).fetchall()
    return {
        "transcripts": transcripts,
        "versions": keys,
        "uids": json.dumps([*(uid for _, uid in own), *(uid for _, _, uid in coded)]),
        "codings": json.dumps([key for noun, key, _ in coded if noun == "codings"]),
    }
