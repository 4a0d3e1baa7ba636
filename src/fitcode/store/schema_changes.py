"""Schema changes: what later releases did to the tables, a function for each migration.

A released one never changes.
"""

import json
import sqlite3


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
    from fitcode.store.search_index import SEARCH_INDEX, index_all_texts  # every command loads this module

    connection.execute(SEARCH_INDEX)
    index_all_texts(connection)


KEYED_ONCE = (
    *("attributes", "case_attributes", "case_transcripts", "cases", "code_versions", "codebook_versions"),
    *("codebooks", "coders", "codes", "codings", "component_aliases", "components", "facts", "finished"),
    *("links", "memos", "missions", "run_transcripts", "runs", "speakers", "suggestions"),
    *("transcript_versions", "transcripts"),
)
"""The tables that had a history when their keys came to be used once."""


def keys_used_once(connection: sqlite3.Connection) -> None:
    """Keys that the history has seen are not given to other rows: what is brought back finds its own free.

    Tables are made anew, which needs a connection that does not enforce foreign keys.
    """
    # Renaming then leaves all but the renamed table alone, and no stranger's view can make it fail.
    connection.execute("PRAGMA legacy_alter_table = ON")
    try:
        for table in KEYED_ONCE:
            _make_anew(connection, table, "id INTEGER PRIMARY KEY,", "id INTEGER PRIMARY KEY AUTOINCREMENT,")
    finally:
        connection.execute("PRAGMA legacy_alter_table = OFF")
    tables = json.dumps(KEYED_ONCE)
    used = connection.execute(
        """SELECT noun, max(row_id) FROM history
           WHERE noun IN (SELECT value FROM json_each(?)) GROUP BY noun""",
        (tables,),
    ).fetchall()
    used += connection.execute(
        "SELECT name, seq FROM sqlite_sequence WHERE name IN (SELECT value FROM json_each(?))", (tables,)
    ).fetchall()
    connection.execute(
        "DELETE FROM sqlite_sequence WHERE name IN (SELECT value FROM json_each(?))", (tables,)
    )
    highest: dict[str, int] = {}
    for table, key in used:
        highest[table] = max(key, highest.get(table, 0))
    connection.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", list(highest.items()))


def _make_anew(connection: sqlite3.Connection, table: str, words: str, new_words: str) -> None:
    """A table with other words in its text, by the steps of https://sqlite.org/lang_altertable.html (7)."""
    found = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)
    ).fetchone()
    if found is None:
        return  # lost: fitcode check says so
    (text,) = found
    indices = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)
    ).fetchall()
    columns = text[text.index("(") :].replace(words, new_words)
    connection.execute(f'CREATE TABLE "new_{table}" {columns}')
    # Tables of one form: SQLite copies their pages' cells as they are, indices too.
    connection.execute(f'INSERT INTO "new_{table}" SELECT * FROM "{table}"')
    # Its triggers go with it, and no row is deleted: nothing of this enters the history.
    connection.execute(f'DROP TABLE "{table}"')
    connection.execute(f'ALTER TABLE "new_{table}" RENAME TO "{table}"')
    for (index,) in indices:
        connection.execute(index)


def several_coders(connection: sqlite3.Connection) -> None:
    """Rounds of coding, decisions of further coders on one suggestion, and what was adjudicated."""
    for statement in (
        # Stratified by nothing, an attribute or a field of cases; a closed round hides nothing any more.
        """CREATE TABLE rounds (
            id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
            unit TEXT NOT NULL, blind INTEGER NOT NULL, stratified_by TEXT, seed INTEGER NOT NULL,
            codebook_versions TEXT NOT NULL, opened_at TEXT NOT NULL, closed_at TEXT)""",
        """CREATE TABLE round_coders (
            id INTEGER PRIMARY KEY AUTOINCREMENT, round_id INTEGER NOT NULL REFERENCES rounds,
            coder_id INTEGER NOT NULL REFERENCES coders, UNIQUE (round_id, coder_id))""",
        # A whole transcript where start and end are null, else one sampled segment.
        """CREATE TABLE round_passages (
            id INTEGER PRIMARY KEY AUTOINCREMENT, round_id INTEGER NOT NULL REFERENCES rounds,
            version_id INTEGER NOT NULL REFERENCES transcript_versions, start INTEGER, "end" INTEGER)""",
        """CREATE UNIQUE INDEX round_passages_once ON round_passages
            (round_id, version_id, coalesce(start, -1))""",
        # The first decision stands in the suggestion itself.
        """CREATE TABLE further_decisions (
            id INTEGER PRIMARY KEY AUTOINCREMENT, suggestion_id INTEGER NOT NULL REFERENCES suggestions,
            coder_id INTEGER NOT NULL REFERENCES coders, status TEXT NOT NULL, reason TEXT NOT NULL,
            coding_uid TEXT, decided_at TEXT NOT NULL, UNIQUE (suggestion_id, coder_id))""",
        # Codings weighed and codings made are named by uid: a later merge leaves both as they were decided.
        """CREATE TABLE adjudications (
            id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
            version_id INTEGER NOT NULL REFERENCES transcript_versions, start INTEGER NOT NULL,
            "end" INTEGER NOT NULL, weighed TEXT NOT NULL, ruling TEXT NOT NULL, made TEXT NOT NULL,
            rule TEXT, reason TEXT NOT NULL, coder_id INTEGER NOT NULL REFERENCES coders,
            consensus_id INTEGER NOT NULL REFERENCES coders, created_at TEXT NOT NULL,
            CHECK (0 <= start AND start < "end"))""",
        "CREATE INDEX adjudications_version ON adjudications (version_id)",
    ):
        connection.execute(statement)


def merging(connection: sqlite3.Connection) -> None:
    """What came from other projects, what they knew of each row, and what a person has to decide."""
    for statement in (
        """CREATE TABLE merges (
            id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, other TEXT NOT NULL,
            made_at TEXT NOT NULL)""",
        # By noun, what is known of rows beyond what the history tells: deeds of other projects.
        """CREATE TABLE learned (
            merge_id INTEGER NOT NULL REFERENCES merges, noun TEXT NOT NULL, content TEXT NOT NULL,
            PRIMARY KEY (merge_id, noun)) WITHOUT ROWID""",
        # A row's states that knew nothing of each other; gone when somebody has decided.
        """CREATE TABLE conflicts (
            id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, noun TEXT NOT NULL,
            "row" TEXT NOT NULL, kind TEXT NOT NULL, states TEXT NOT NULL)""",
    ):
        connection.execute(statement)
