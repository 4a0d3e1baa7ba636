"""Checks: whether the database keeps its promises, and what mends it where it does not.

Nothing is changed here. Each problem says what is wrong with the rows' names and what to do.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fitcode.store.migrations import broken_references, foreign_tables
from fitcode.store.project import Project
from fitcode.store.search_index import index_faults
from fitcode.store.span_checks import span_faults
from fitcode.store.triggers import columns_of, foreign_objects, noun_tables, row_json

SHOWN = 5
"""How many rows of one kind of fault are named."""

RESTORE = "Put back the newest good copy from backups/ (close fitcode, copy it over fitcode.db)."


class Problem(NamedTuple):
    """A promise that does not hold."""

    what: str
    remedy: str


def check_project(project: Project) -> list[Problem]:
    """Every promise that does not hold; an empty list when all is well."""
    try:
        with project.shown_whole(), project.reading():
            damage, of_index = _integrity(project.connection)
            broken = list(_listed("SQLite finds the file damaged", damage, RESTORE))
            # Rows of a broken file say nothing reliable: the rest would only repeat the first fault.
            return broken or [*_contents(project, of_index)]
    except sqlite3.DatabaseError as error:
        return [Problem(f"The database cannot be read to its end ({error}).", RESTORE)]


def check_rows(project: Project, like: sqlite3.Connection) -> list[Problem]:
    """Every promise that does not hold of a project whose rows are read, but not its texts or its index.

    It has the tables and triggers of another one, which is open.
    """
    try:
        damage, _ = _integrity(project.connection)
        broken = list(_listed("SQLite finds the file damaged", damage, RESTORE))
        return broken or [*_as_in(project.connection, like), *_rows(project.connection)]
    except sqlite3.DatabaseError as error:
        return [Problem(f"The database cannot be read to its end ({error}).", RESTORE)]


def _as_in(connection: sqlite3.Connection, like: sqlite3.Connection) -> Iterator[Problem]:
    query = """SELECT name, sql FROM main.sqlite_schema
               WHERE tbl_name NOT GLOB '_*' AND name NOT GLOB 'sqlite_*'"""
    found, asked = ({*one.execute(query)} for one in (connection, like))
    names = sorted({name for name, _ in found ^ asked})
    yield from _listed("Tables, indices or triggers are not as they were made", names, RESTORE)


def _rows(connection: sqlite3.Connection) -> Iterator[Problem]:
    yield from _foreign_keys(connection)
    yield from _orphans(connection)
    yield from _strangers(connection)
    yield from _history(connection)


def _contents(project: Project, damage_of_index: list[str]) -> Iterator[Problem]:
    tables = foreign_tables(project.connection)
    of_index = [name for name in tables if name.startswith(_INDEX)]
    yield from _listed(
        "Tables or indices are not as they were made", sorted({*tables} - {*of_index}), RESTORE
    )
    yield from _foreign_keys(project.connection)
    yield from _triggers(project.connection)
    for kind, faults in span_faults(project).items():
        yield from _listed(kind, faults, RESTORE)
    yield from _orphans(project.connection)
    yield from _strangers(project.connection)
    yield from _history(project.connection)
    yield from _listed(
        "The search index is not as the texts are",
        of_index or index_faults(project.connection) or damage_of_index,
        "Make it anew: fitcode check --rebuild-index.",
    )


def _listed(kind: str, faults: Iterable[str], remedy: str) -> Iterator[Problem]:
    """One problem for all rows with one kind of fault."""
    named = list(faults)
    if named:
        more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
        yield Problem(f"{kind}: {'; '.join(named[:SHOWN])}{more}.", remedy)


_INDEX = "search_index"
"""What the names of the search index begin with; it can be made anew, and asks for no backup."""


def _integrity(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """What SQLite finds damaged in the file: of what people wrote, and of the search index."""
    try:
        rows = _damage(connection)
    except sqlite3.DatabaseError as error:
        rows = [f"{_INDEX}: {error}"]
    of_index = [row for row in rows if _INDEX in row]
    if of_index:
        # From 3.44 on SQLite looks into the index, too, or fails where that cannot be opened; what it says
        # of the rest may then be missing.
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        rows = [row for (name,) in names if not name.startswith(_INDEX) for row in _damage(connection, name)]
    return rows, of_index


def _damage(connection: sqlite3.Connection, table: str | None = None) -> list[str]:
    asked = "20" if table is None else '"' + table.replace('"', '""') + '"'
    rows = connection.execute(f"PRAGMA integrity_check({asked})")
    return [row for (row,) in rows if row != "ok"]


def _foreign_keys(connection: sqlite3.Connection) -> Iterator[Problem]:
    rows = [
        f"{table} row {row} names a missing row of {parent}"
        for table, row, parent, _ in broken_references(connection)
    ]
    yield from _listed("Rows refer to rows that are not there", rows, RESTORE)


def _triggers(connection: sqlite3.Connection) -> Iterator[Problem]:
    names = foreign_objects(connection)
    rows, deed = connection.execute("SELECT count(*), max(deed_id) FROM acting").fetchone()
    if deed is not None:
        names.append(f"deed {deed} was never closed")
    if rows != 1:
        names.append("there is no place for the deed under way")
    yield from _listed("What keeps the history is not as it was made", names, RESTORE)


def _orphans(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Rows that hang on something by uid, where foreign keys cannot watch."""
    tables = {"transcript": "transcripts", "case": "cases", "code": "codes", "component": "components"}
    tables |= {"coding": "codings", "suggestion": "suggestions"}
    lost = [
        f"memo {uid} on {target} {target_uid}"
        for target, table in tables.items()
        for uid, target_uid in connection.execute(
            f"SELECT uid, target_uid FROM memos"
            f" WHERE target = ? AND target_uid NOT IN (SELECT uid FROM {table})",
            (target,),
        )
    ]
    yield from _listed(
        "Memos hang on things that are not there", lost, "Remove them: fitcode memos remove UID."
    )
    removed = [
        f"{name!r}"
        for (name,) in connection.execute(
            """SELECT name FROM transcripts t WHERE removed_at IS NOT NULL AND EXISTS (
                   SELECT 1 FROM codings c JOIN transcript_versions v ON v.id = c.version_id
                   WHERE v.transcript_id = t.id)"""
        )
    ]
    yield from _listed("Removed transcripts still have codings", removed, RESTORE)


_STRANGERS = (
    (
        "Links join codings of two coders",
        """SELECT 'link ' || l.uid FROM links l
           JOIN codings a ON a.id = l.source_id JOIN codings b ON b.id = l.target_id
           WHERE a.coder_id <> b.coder_id OR a.coder_id <> l.coder_id""",
        "Remove them: fitcode links remove UID.",
    ),
    (
        "Turns are of speakers of another transcript",
        """SELECT 'turn ' || t.ordinal || ' of ' || r.name FROM turns t
           JOIN transcript_versions v ON v.id = t.version_id JOIN transcripts r ON r.id = v.transcript_id
           JOIN speakers s ON s.id = t.speaker_id WHERE s.transcript_id <> v.transcript_id""",
        RESTORE,
    ),
    (
        "Cases speak through speakers of another transcript",
        """SELECT c.name FROM case_transcripts ct JOIN cases c ON c.id = ct.case_id
           JOIN speakers s ON s.id = ct.speaker_id WHERE s.transcript_id <> ct.transcript_id""",
        RESTORE,
    ),
    *(
        (
            f"{table.capitalize()} name a codebook version that does not hold their code",
            f"""SELECT '{table[:-1]} ' || c.uid FROM {table} c WHERE NOT EXISTS (
                    SELECT 1 FROM code_versions cv
                    WHERE cv.version_id = c.codebook_version_id AND cv.code_id = c.code_id)""",
            RESTORE,
        )
        for table in ("codings", "suggestions")
    ),
)
"""What must belong together though each half is there: the fault, a query for its rows, and the remedy."""


def _strangers(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Rows that refer to rows which are there and are the wrong ones."""
    for kind, query, remedy in _STRANGERS:
        yield from _listed(kind, [name for (name,) in connection.execute(query)], remedy)


def _history(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Every event must begin where the one before left the row, the last say what the row says, and none be
    missing.
    """
    faults: list[str] = []
    for table in noun_tables(connection):
        columns = columns_of(connection, table)
        faults += [
            f"{table} row {row}"
            for row, told in connection.execute(_disagreeing(table, columns))
            if told is None or not _agrees(connection, table, row, told)
        ]
    yield from _listed("The history does not lead to what is stored", faults, RESTORE)
    torn = [
        f"event {event} ({noun} row {row})"
        for event, noun, row, before, after in connection.execute(_TORN)
        if before is None or after is None or not _agree(json.loads(before), json.loads(after))
    ]
    yield from _listed("Events do not begin where the one before ended", torn, RESTORE)
    (last, count) = connection.execute("SELECT coalesce(max(id), 0), count(*) FROM history").fetchone()
    if last != count:
        yield Problem(f"{last - count} events are missing from the history.", RESTORE)
    forgotten = [
        f"{noun} row {row}"
        for noun, row in connection.execute(
            """SELECT noun, max(row_id) AS used FROM history GROUP BY noun
               HAVING used > coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = noun), 0)"""
        )
    ]
    yield from _listed("Keys that were used would be given to other rows", forgotten, RESTORE)


_TORN = """
    WITH follows AS (SELECT id, lag(id) OVER (PARTITION BY noun, row_id ORDER BY id) AS previous FROM history)
    SELECT h.id, h.noun, h.row_id, p.after, h.before FROM follows f
        JOIN history h ON h.id = f.id LEFT JOIN history p ON p.id = f.previous
        WHERE h.before IS NOT p.after"""
"""Events with what the one before left; only numbers are sorted, so that memory does not grow with texts."""


def _agree(one: dict[str, object], other: dict[str, object]) -> bool:
    """Whether two states agree in the columns that both know: a migration may stand between them."""
    return all(one[column] == other[column] for column in one.keys() & other.keys())


def _disagreeing(table: str, columns: list[str]) -> str:
    """Rows whose last event has another text, rows without an event, and events without a row."""
    return f"""
        WITH last AS (SELECT row_id, max(id) AS event FROM history WHERE noun = '{table}' GROUP BY row_id)
        SELECT t.id, h.after FROM "{table}" t LEFT JOIN last ON last.row_id = t.id
            LEFT JOIN history h ON h.id = last.event
            WHERE h.after IS NOT {row_json(columns, row="t")}
        UNION ALL
        SELECT last.row_id, NULL FROM last JOIN history h ON h.id = last.event
            WHERE h.after IS NOT NULL AND last.row_id NOT IN (SELECT id FROM "{table}")"""


def _agrees(connection: sqlite3.Connection, table: str, row: int, told: str) -> bool:
    """Whether an event from before a migration agrees in the columns that it knew."""
    as_json = row_json(columns_of(connection, table), row="t")
    (differing,) = connection.execute(
        f"""SELECT count(*) FROM json_each(?) e
            WHERE e.key IN (SELECT name FROM pragma_table_info('{table}')) AND NOT EXISTS (
                SELECT 1 FROM json_each((SELECT {as_json} FROM "{table}" t WHERE t.id = ?)) r
                WHERE r.key = e.key AND r.value IS e.value)""",
        (told, row),
    ).fetchone()
    return bool(differing == 0)
