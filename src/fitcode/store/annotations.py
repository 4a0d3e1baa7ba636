"""Annotations: what was read of texts (tokens, vectors), kept beside the project so that it is read once.

Nothing here is anybody's work: the file can be deleted at any time, enters no backup and no export, and what
cannot be kept is made again. It is known by the text's hash, what was read of it, and by what read it.
"""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from fitcode.domain.table import Table
from fitcode.errors import FitcodeError
from fitcode.store.connection import BUSY_SECONDS, create_file, explained
from fitcode.store.project import Project
from fitcode.store.times import now

ANNOTATIONS_FILE = "annotations.db"
CODEBOOK = "codebook"
"""The kind of what was read of codebooks' own texts."""

_VERSION = 1
"""Of the file's layout; a file of another version is made anew."""

_DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_SCHEMA", "SQLITE_ERROR")

_SCHEMA = """CREATE TABLE annotations (
    input_hash TEXT NOT NULL, maker TEXT NOT NULL, text_hash TEXT NOT NULL, kind TEXT NOT NULL,
    content BLOB NOT NULL, made_at TEXT NOT NULL, PRIMARY KEY (input_hash, maker)) WITHOUT ROWID"""


class Annotation(NamedTuple):
    """One thing that was read of one text."""

    input_hash: str
    """Of all that was read: text, turns, segments, language."""

    maker: str
    """What read it, with versions."""

    text_hash: str
    """Of the text, so that what belongs to a text that has gone can go."""

    kind: str
    """``tokens``, ``vectors`` or ``codebook``."""

    content: bytes


class Annotations:
    """The open file; a context manager."""

    def __init__(self, connection: sqlite3.Connection, *, is_lasting: bool, folder: object = None) -> None:
        self._connection = connection
        self._folder = folder
        self.is_lasting = is_lasting
        """Whether what is kept outlives this command; not so where the project's folder cannot be written."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        if isinstance(self._folder, tempfile.TemporaryDirectory):
            self._folder.cleanup()

    def get(self, input_hash: str, maker: str) -> bytes | None:
        """What this maker read of this input, or None."""
        with _told():
            row = self._connection.execute(
                "SELECT content FROM annotations WHERE input_hash = ? AND maker = ?", (input_hash, maker)
            ).fetchone()
        return None if row is None else bytes(row[0])

    def get_many(self, hashes: Sequence[str], maker: str) -> dict[str, bytes]:
        """What this maker read of these inputs, as far as it is kept."""
        with _told():
            rows = self._connection.execute(
                "SELECT input_hash, content FROM annotations WHERE maker = ?"
                " AND input_hash IN (SELECT value FROM json_each(?))",
                (maker, json.dumps(list(hashes))),
            ).fetchall()
        return {input_hash: bytes(content) for input_hash, content in rows}

    def kept(self, maker: str) -> set[str]:
        """Hashes of the inputs that this maker has read."""
        with _told():
            rows = self._connection.execute(
                "SELECT input_hash FROM annotations WHERE maker = ?", (maker,)
            ).fetchall()
        return {input_hash for (input_hash,) in rows}

    def keep(self, made: Iterable[Annotation]) -> None:
        """Keep what was read; all or nothing."""
        stamp = now()
        with _told(), self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO annotations (input_hash, maker, text_hash, kind, content, made_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                ((*one, stamp) for one in made),
            )

    def summary(self) -> Table:
        """Per kind and maker: how many texts, and the size in MB."""
        rows = self._connection.execute(
            """SELECT kind, maker, count(*), sum(length(content)) / 1e6, min(made_at), max(made_at)
               FROM annotations GROUP BY kind, maker ORDER BY kind, maker"""
        )
        return Table.of(("kind", "maker", "texts", "megabytes", "first_made", "last_made"), rows.fetchall())

    def forget(self, kind: str, *, but_of: Sequence[str]) -> None:
        """Let go of everything of a kind that none of these makers made."""
        marks = ", ".join("?" * len(but_of))
        with _told(), self._connection:
            self._connection.execute(
                f"DELETE FROM annotations WHERE kind = ? AND maker NOT IN ({marks})", (kind, *but_of)
            )

    def prune(self, *, keep_texts: Sequence[str], keep_makers: Sequence[str] | None = None) -> int:
        """Let go of what belongs to no text in ``keep_texts`` (or to another maker); says how many went.

        What was read of codebooks belongs to no transcript and stays while its maker does.
        """
        with _told(), self._connection:
            self._connection.execute("CREATE TEMP TABLE kept_texts (text_hash TEXT PRIMARY KEY)")
            self._connection.executemany(
                "INSERT OR IGNORE INTO kept_texts VALUES (?)", ((one,) for one in keep_texts)
            )
            unwanted = f"(kind <> '{CODEBOOK}' AND text_hash NOT IN (SELECT text_hash FROM kept_texts))"
            if keep_makers is not None:
                unwanted += f" OR maker NOT IN ({', '.join('?' * len(keep_makers))})"
            gone = self._connection.execute(
                f"DELETE FROM annotations WHERE {unwanted}", tuple(keep_makers or ())
            ).rowcount
            self._connection.execute("DROP TABLE kept_texts")
        if gone:
            self._connection.execute("VACUUM")
        return gone


def open_annotations(project: Project) -> Annotations:
    """The project's annotations; in a temporary folder where the project's own cannot be written."""
    file = project.folder / ANNOTATIONS_FILE
    if os.access(project.folder, os.W_OK) and (not file.exists() or os.access(file, os.W_OK)):
        with suppress(sqlite3.Error, OSError):
            return Annotations(_opened(file), is_lasting=True)
    folder = tempfile.TemporaryDirectory(prefix="fitcode-annotations-")
    return Annotations(_opened(Path(folder.name) / ANNOTATIONS_FILE), is_lasting=False, folder=folder)


def _opened(file: Path) -> sqlite3.Connection:
    try:
        return _connected(file)
    except sqlite3.DatabaseError as error:
        # Busy, read-only and full are no reason to throw away what is there; damage is.
        # A file that says it has our layout and lacks the table is one too (SQLITE_ERROR).
        if _kind_of(error) not in _DAMAGED:
            raise
    remove_annotations(file)
    return _connected(file)


def _connected(file: Path) -> sqlite3.Connection:
    with suppress(FileExistsError):
        create_file(file)
    connection = sqlite3.connect(file, timeout=BUSY_SECONDS)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA journal_mode = WAL")
        # A file that can be made again need not be written twice as carefully.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -8192")
        if _version(connection) != _VERSION:
            _lay_out(connection)
        connection.execute("SELECT 1 FROM annotations LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _lay_out(connection: sqlite3.Connection) -> None:
    """Make the table, once, however many processes find the file new."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if _version(connection) != _VERSION:
            connection.execute("DROP TABLE IF EXISTS annotations")
            connection.execute(_SCHEMA)
            connection.execute(f"PRAGMA user_version = {_VERSION}")


def _kind_of(error: sqlite3.Error) -> str:
    return "_".join(str(getattr(error, "sqlite_errorname", "")).split("_")[:2])


def remove_annotations(file: Path) -> None:
    """Delete the file with what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if _kind_of(error) in _DAMAGED:
            raise FitcodeError(
                f"The file {ANNOTATIONS_FILE} is damaged ({error}).",
                remedy=f"Delete {ANNOTATIONS_FILE} and run the command again; nothing of yours is in it.",
            ) from error
        told = explained(error)
        raise FitcodeError(
            f"Annotations cannot be kept: {told.problem}",
            remedy=f"{told.remedy} Or delete {ANNOTATIONS_FILE}.",
        ) from error
