"""Schema changes: what later releases did to the tables, a function for each migration.

A released one never changes.
"""

import json
import sqlite3

from fitcode.store.search_index import SEARCH_INDEX, index_all_texts
from fitcode.store.triggers import noun_tables


def suggestion_pass(connection: sqlite3.Connection) -> None:
    """What a pass with several suggesters keeps: trained models, what was done code by code, faults."""
    for statement in (
        # What suggesters learned, as arrays that cannot run; known by hash, added and pruned, never changed.
        """CREATE TABLE models (
            id INTEGER PRIMARY KEY, suggester TEXT NOT NULL, fingerprint TEXT NOT NULL UNIQUE,
            facts TEXT NOT NULL, content BLOB NOT NULL, made_at TEXT NOT NULL)""",
        # Code to fingerprint, by the hash that run_transcripts.fingerprint names: few maps, many transcripts.
        """CREATE TABLE pass_codes (
            id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, codes TEXT NOT NULL)""",
        # What stood for a transcript when a run had done it, as a JSON list of keys of suggestions.
        """CREATE TABLE run_suggestions (
            run_id INTEGER NOT NULL REFERENCES runs,
            version_id INTEGER NOT NULL REFERENCES transcript_versions,
            suggestions TEXT NOT NULL, PRIMARY KEY (run_id, version_id)) WITHOUT ROWID""",
        "ALTER TABLE codebook_versions ADD COLUMN uncoded_examples TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE runs ADD COLUMN models TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE runs ADD COLUMN executor TEXT NOT NULL DEFAULT 'serial'",
        "ALTER TABLE runs ADD COLUMN faults TEXT NOT NULL DEFAULT '[]'",
    ):
        connection.execute(statement)


def undo(connection: sqlite3.Connection) -> None:
    """Which deeds belong together, which of them take back others, and what must be kept for that."""
    for statement in (
        # What one command or gesture did shares an act; empty for what older releases wrote.
        "ALTER TABLE deeds ADD COLUMN act TEXT NOT NULL DEFAULT ''",
        # The act that this deed takes back ('back') or brings back ('forth').
        "ALTER TABLE deeds ADD COLUMN reverses TEXT",
        "ALTER TABLE deeds ADD COLUMN direction TEXT",
        """CREATE TABLE taken_back (
            id INTEGER PRIMARY KEY, act TEXT NOT NULL, noun TEXT NOT NULL, content BLOB NOT NULL)""",
        "CREATE INDEX taken_back_act ON taken_back (act)",
        "CREATE INDEX deeds_act ON deeds (act)",
        "CREATE INDEX history_deed ON history (deed_id)",
    ):
        connection.execute(statement)


def sitting(connection: sqlite3.Connection) -> None:
    """What a person's screen remembers from one sitting to the next: the place in each text, favourites."""
    connection.execute(
        """CREATE TABLE habits (
            coder TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (coder, name))
            WITHOUT ROWID"""
    )


def search_index(connection: sqlite3.Connection) -> None:
    """The full-text index of every text."""
    connection.execute(SEARCH_INDEX)
    index_all_texts(connection)


def keys_used_once(connection: sqlite3.Connection) -> None:
    """Keys that the history has seen are not given to other rows: what is brought back finds its own free."""
    # SQLite keeps the highest key of a table that says AUTOINCREMENT. The word changes nothing of the rows on
    # the disk, so that the tables need not be made anew: https://sqlite.org/lang_altertable.html, section 7.
    connection.execute("CREATE TABLE first_of_its_kind (id INTEGER PRIMARY KEY AUTOINCREMENT)")
    connection.execute("DROP TABLE first_of_its_kind")
    nouns = noun_tables(connection)
    connection.execute("PRAGMA writable_schema = ON")
    connection.executemany(
        """UPDATE sqlite_schema
           SET sql = replace(sql, 'id INTEGER PRIMARY KEY,', 'id INTEGER PRIMARY KEY AUTOINCREMENT,')
           WHERE type = 'table' AND name = ?""",
        [(noun,) for noun in nouns],
    )
    connection.execute("PRAGMA writable_schema = RESET")
    connection.execute(
        """INSERT INTO sqlite_sequence (name, seq) SELECT noun, max(row_id) FROM history
           WHERE noun IN (SELECT value FROM json_each(?)) GROUP BY noun""",
        (json.dumps(nouns),),
    )
