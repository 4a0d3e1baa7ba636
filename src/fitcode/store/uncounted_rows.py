"""Rows without history that hang on rows with one: turns and segments of a text, what a run left standing.

They have no events to be made again from, so they are kept as a whole when their owner is taken back, and
put back with it.
"""

import json
import sqlite3
import zlib
from collections.abc import Mapping, Sequence

from fitcode.store.project import Project
from fitcode.store.triggers import columns_of

OWNERS = {
    "transcript_versions": (("turns", "version_id"), ("segments", "version_id")),
    "runs": (("run_suggestions", "run_id"),),
    "merges": (("learned", "merge_id"),),
}
"""Table to what hangs on its rows, and by which column."""


def keep_uncounted(project: Project, act: str, gone: Mapping[str, Sequence[int]]) -> None:
    """Keep and delete what hangs on rows that are about to go."""
    connection = project.connection
    connection.execute("DELETE FROM taken_back WHERE act = ?", (act,))
    for owner, parts in OWNERS.items():
        for key in gone.get(owner, ()):
            for table, column in parts:
                rows = connection.execute(f'SELECT * FROM "{table}" WHERE "{column}" = ?', (key,)).fetchall()
                if rows:
                    content = zlib.compress(json.dumps(rows).encode(), 6)
                    connection.execute(
                        "INSERT INTO taken_back (act, noun, content) VALUES (?, ?, ?)", (act, table, content)
                    )
                    connection.execute(f'DELETE FROM "{table}" WHERE "{column}" = ?', (key,))


def bring_uncounted(project: Project, act: str) -> None:
    """Put back what was kept when the act was taken back."""
    connection = project.connection
    kept = connection.execute("SELECT noun, content FROM taken_back WHERE act = ? ORDER BY id", (act,))
    for table, content in kept.fetchall():
        if table not in {name for parts in OWNERS.values() for name, _ in parts}:
            raise sqlite3.IntegrityError(f"{table} hangs on nothing")
        marks = ", ".join("?" * len(columns_of(connection, table)))
        connection.executemany(
            f'INSERT INTO "{table}" VALUES ({marks})', json.loads(zlib.decompress(content))
        )
    connection.execute("DELETE FROM taken_back WHERE act = ?", (act,))
