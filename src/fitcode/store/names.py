"""Names: from what people write to the rows meant, and back.

A code or component is called by its bare id where that is unique in the project, else by
``codebook/id`` or ``mission/id``; both spellings are always understood.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from fitcode.errors import (
    AmbiguousName,
    UnknownCase,
    UnknownCode,
    UnknownCodebook,
    UnknownCoder,
    UnknownComponent,
    UnknownName,
    UnknownTranscript,
)
from fitcode.store.project import Project

CURRENT_VERSIONS = """
    SELECT v.id AS version_id, t.id AS transcript_id, t.name AS name, v.sha256 AS sha256, v.number AS number
    FROM transcripts t JOIN transcript_versions v ON v.transcript_id = t.id
    WHERE t.removed_at IS NULL
      AND v.number = (SELECT max(number) FROM transcript_versions WHERE transcript_id = t.id)"""
"""The version of each transcript that codings are put on; to be used as a subquery."""

CURRENT_CODEBOOK_VERSIONS = """
    SELECT id FROM codebook_versions v
    WHERE number = (SELECT max(number) FROM codebook_versions WHERE codebook_id = v.codebook_id)"""
"""Keys of the codebook versions in force."""


class Slug(NamedTuple):
    """A row that is called by its own id inside an owner's."""

    id: int
    owner: str
    """Codebook or mission."""
    slug: str
    is_current: bool
    """Whether it can still be used; one that has left keeps a name for what was done with it."""


class Names:
    """Names in both directions."""

    def __init__(self, slugs: Iterable[Slug], *, noun: str, owner: str, error: type[UnknownName]) -> None:
        self._noun, self._owner, self._error = noun, owner, error
        self._ids: dict[str, int] = {}
        self._shared: dict[str, list[str]] = {}
        self._owners: dict[str, list[str]] = {}
        self.display: dict[int, str] = {}
        """Key to the name shown."""
        self.full: dict[int, str] = {}
        """Key to the name with its owner."""
        rows = list(slugs)
        current = Counter(row.slug for row in rows if row.is_current)
        every = Counter(row.slug for row in rows)
        for row in rows:
            full = f"{row.owner}/{row.slug}"
            is_unique = current[row.slug] == 1 if row.is_current else every[row.slug] == 1
            self.full[row.id] = full
            self.display[row.id] = row.slug if is_unique else full
            if row.is_current:
                self._ids[full] = row.id
                self._owners[full] = [row.owner]
                self._owners.setdefault(row.slug, []).append(row.owner)
                if not is_unique:
                    self._shared.setdefault(row.slug, []).append(full)
        self._ids.update({self.display[row.id]: row.id for row in rows if row.is_current})

    def owners(self, name: str) -> list[str]:
        """The codebooks or missions that have what this name may mean."""
        return self._owners.get(name, [])

    def resolve(self, name: str) -> int:
        """The key of what this name means."""
        found = self._ids.get(name)
        if found is not None:
            return found
        if name in self._shared:
            raise AmbiguousName(
                f"{name!r} names a {self._noun} in several {self._owner}s.",
                remedy="Say which: " + " or ".join(self._shared[name]) + ".",
            )
        raise self._error(name, known=self._ids)


def code_index(project: Project) -> Names:
    """Names of all codes; those that the current codebooks hold can be resolved."""
    rows = project.connection.execute(
        f"""SELECT c.id, b.slug, c.slug, EXISTS (
                SELECT 1 FROM code_versions cv
                WHERE cv.code_id = c.id AND cv.version_id IN ({CURRENT_CODEBOOK_VERSIONS}))
            FROM codes c JOIN codebooks b ON b.id = c.codebook_id ORDER BY c.id"""
    )
    slugs = (Slug(key, owner, slug, bool(is_current)) for key, owner, slug, is_current in rows)
    return Names(slugs, noun="code", owner="codebook", error=UnknownCode)


def full_code(project: Project, name: str) -> str:
    """A code's name with its codebook's; raises UnknownCode for one that no codebook in force has."""
    codes = code_index(project)
    return codes.full[codes.resolve(name)]


def component_index(project: Project) -> Names:
    """Names of all components; those that have not been removed can be resolved."""
    rows = project.connection.execute(
        "SELECT c.id, m.slug, c.slug, c.removed_at IS NULL"
        " FROM components c JOIN missions m ON m.id = c.mission_id ORDER BY c.id"
    )
    slugs = (Slug(key, owner, slug, bool(is_current)) for key, owner, slug, is_current in rows)
    return Names(slugs, noun="component", owner="mission", error=UnknownComponent)


def component_names(project: Project) -> dict[int, str]:
    """Key to display name of every component."""
    return component_index(project).display


def resolve_code(project: Project, name: str) -> int:
    """The key of a code in the current codebooks."""
    return code_index(project).resolve(name)


def resolve_component(project: Project, name: str) -> int:
    """The key of a component."""
    return component_index(project).resolve(name)


def resolve_transcript(project: Project, name: str) -> int:
    """The key of a transcript."""
    condition = "transcripts WHERE removed_at IS NULL AND name = ?"
    return _one(project.connection, f"SELECT id FROM {condition}", name, UnknownTranscript, "transcripts")


def resolve_case(project: Project, name: str) -> int:
    """The key of a case."""
    return _one(project.connection, "SELECT id FROM cases WHERE name = ?", name, UnknownCase, "cases")


def resolve_coder(project: Project, name: str) -> int:
    """The key of a coder."""
    return _one(project.connection, "SELECT id FROM coders WHERE name = ?", name, UnknownCoder, "coders")


def resolve_codebook(project: Project, name: str) -> int:
    """The key of a codebook."""
    query = "SELECT id FROM codebooks WHERE slug = ?"
    return _one(project.connection, query, name, UnknownCodebook, "codebooks")


def coder_ids(project: Project) -> dict[str, int]:
    """Name to key of every coder."""
    return dict(project.connection.execute("SELECT name, id FROM coders"))


def by_uid(project: Project, table: str, uid: str, *, error: type[UnknownName]) -> int:
    """The key of the row with this uid, or with one that begins or ends so (eight characters at least).

    Uids of one minute begin alike, so that tables on a screen show how they end.
    """
    shown = project.shown(table)
    found = project.connection.execute(f"SELECT id FROM {shown} WHERE uid = ?", (uid,)).fetchone()
    if found:
        return int(found[0])
    if len(uid) < 8:
        raise error(uid, remedy="Give the whole uid, or eight characters or more of its beginning or end.")
    # The range finds a beginning through the index, whatever characters it holds; an end is looked for.
    rows = project.connection.execute(
        f"SELECT id, uid FROM {shown} WHERE uid >= ? AND uid < ? LIMIT 5", (uid, uid + "\U0010ffff")
    ).fetchall()
    if not rows:
        rows = project.connection.execute(
            f"SELECT id, uid FROM {shown} WHERE substr(uid, -length(?)) = ? LIMIT 5", (uid, uid)
        ).fetchall()
    if not rows:
        raise error(uid)
    if len(rows) > 1:
        raise AmbiguousName(
            f"Several {table} have a uid with {uid!r}.",
            remedy=f"Give more of it: {', '.join(found for _key, found in rows[:4])} ...",
        )
    return int(rows[0][0])


def _one(connection: sqlite3.Connection, query: str, name: str, error: type[UnknownName], table: str) -> int:
    found = connection.execute(query, (name,)).fetchone()
    if found:
        return int(found[0])
    column = "slug" if table == "codebooks" else "name"
    condition = " WHERE removed_at IS NULL" if table == "transcripts" else ""
    known = [row[0] for row in connection.execute(f"SELECT {column} FROM {table}{condition}")]
    raise error(name, known=known)
