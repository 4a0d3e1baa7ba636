"""Text dump: every row of the project as a record with names in the place of keys, in an order that stays.

What is nothing is left out of a record. The history is in ``history_dump``; the search index is made again.
"""

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from fitcode.domain.identity import canonical_json
from fitcode.store.project import Project
from fitcode.store.row_fields import KEYS, Field, Record, fields_of
from fitcode.store.row_names import IDENTITY, RowNames, order

TABLES = tuple(sorted(IDENTITY))
"""All tables whose rows are exported, a file each."""

_BY_OWNER = {"turns": "ordinal", "segments": "ordinal"}
"""Tables without keys of which there may be hundreds of thousands of rows: read text by text."""


class OwnFile(NamedTuple):
    """A content that stands in a file of its own: a text, a codebook's file, a model."""

    kind: str
    """The table that it belongs to."""

    name: str
    """What it is called, in words that may hold any character."""

    content: str | bytes


def dump_table(project: Project, table: str) -> Iterator[Record]:
    """The records of a table."""
    names = RowNames(project.connection, by_uid=False)
    fields = fields_of(project.connection, table)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    convert = [(field.name, _converter(field, names)) for field in fields]
    for row in _rows(project, table, columns, fields, names):
        yield {
            name: value if made is None else made(value)
            for (name, made), value in zip(convert, row, strict=True)
            if value is not None
        }


def dump_files(project: Project) -> Iterator[OwnFile]:
    """What stands in files of its own, texts first."""
    query = project.connection.execute
    called: dict[str, str] = {}
    for sha256, name in query(
        """SELECT v.sha256, t.name FROM transcript_versions v JOIN transcripts t ON t.id = v.transcript_id
           ORDER BY t.removed_at IS NOT NULL, t.name, v.number, t.uid"""
    ):
        called.setdefault(sha256, name)
    for key, sha256 in query("SELECT id, sha256 FROM texts ORDER BY sha256").fetchall():
        (text,) = query("SELECT text FROM texts WHERE id = ?", (key,)).fetchone()
        yield OwnFile("texts", text_name(called.get(sha256, "removed"), sha256), text)
    for slug, number, text in query(
        """SELECT b.slug, v.number, v.file_text FROM codebook_versions v
           JOIN codebooks b ON b.id = v.codebook_id ORDER BY b.slug, v.number"""
    ):
        yield OwnFile("codebook_versions", f"{slug}-{number}", text)
    for slug, text in query("SELECT slug, file_text FROM missions ORDER BY slug"):
        yield OwnFile("missions", slug, text)
    for fingerprint, content in query("SELECT fingerprint, content FROM models ORDER BY fingerprint"):
        yield OwnFile("models", fingerprint, bytes(content))


def text_name(transcript: str, sha256: str) -> str:
    """What the file of a text is called: a name for people, and the hash by which it is found again."""
    return f"{transcript}-{sha256[:HASH_SHOWN]}"


HASH_SHOWN = 16
"""So many digits of a hash tell the texts of a project apart."""


def _rows(
    project: Project, table: str, columns: str, fields: list[Field], names: RowNames
) -> Iterator[tuple[Any, ...]]:
    query = project.connection.execute
    if table == "models":
        # In the order in which they were made, which says which is the newest.
        yield from query(f"SELECT {columns} FROM models ORDER BY id")
        return
    if IDENTITY[table] == ("uid",):
        yield from query(f"SELECT {columns} FROM {table} ORDER BY uid")
        return
    if table in _BY_OWNER:
        name = names.of("transcript_versions")
        keys = query("SELECT id FROM transcript_versions").fetchall()
        for (key,) in sorted(keys, key=lambda row: order(name(row[0]))):
            yield from query(f"SELECT {columns} FROM {table} WHERE version_id = ? ORDER BY ordinal", (key,))
        return
    places = [field.column for field in fields]
    identity = [places.index(column) for column in IDENTITY[table]]
    parents = [fields[place].parent for place in identity]

    def key_of(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            order(row[place] if parent is None or row[place] is None else names.of(parent)(row[place]))
            for place, parent in zip(identity, parents, strict=True)
        )

    yield from sorted(query(f'SELECT {columns} FROM "{table}"').fetchall(), key=key_of)


def _converter(field: Field, names: RowNames) -> Callable[[Any], Any] | None:
    if field.parent is not None:
        return names.of(field.parent)
    if field.kind == KEYS:
        # What stood when a run had done a text; some of it may be gone since.
        uid = RowNames(names.connection, by_uid=True).of("suggestions")
        return lambda text: [uid(key) for key in json.loads(text)]
    return _embedded if field.is_json else None


@lru_cache(maxsize=1024)
def _embedded(text: str) -> Any:
    """Written JSON as JSON; as a text where it would not be written again as it was."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if not isinstance(value, str) and canonical_json(value) == text else text
