"""Contents: a hash of a part of the project, equal when a reader of that part would read the same.

It is made of the rows themselves: what was changed and taken back leaves it as it was.
"""

import hashlib
from collections.abc import Iterable

from fitcode.domain.recipe import Part
from fitcode.store.project import Project
from fitcode.store.triggers import noun_tables

_TABLES: dict[Part, tuple[str, ...]] = {
    "codings": ("codings", "links", "finished", "coders", "adjudications"),
    "transcripts": ("transcripts", "transcript_versions", "speakers"),
    "cases": (
        *("cases", "case_transcripts", "attributes", "case_attributes"),
        *("missions", "components", "component_aliases"),
    ),
    "codebooks": ("codebooks", "codebook_versions", "codes", "code_versions"),
    "suggestions": ("suggestions", "runs", "run_transcripts"),
    "memos": ("memos",),
    "history": (),
}

_COUNTED = (
    """SELECT id, version_id, coder_id, start, "end", code_id, about_id, counterpart_id, valence, strength
       FROM codings ORDER BY id""",
    "SELECT source_id, target_id, kind FROM links ORDER BY source_id, target_id, kind",
    "SELECT coder_id, version_id FROM finished ORDER BY coder_id, version_id",
    "SELECT id, name, kind FROM coders ORDER BY id",
)
"""Of codings what numbers are made of."""

_ROWS_AT_ONCE = 2_000


def content_of(project: Project, part: Part) -> str:
    """The hash of a part of the project, in hex."""
    if part == "counted":
        return _hash(project, _COUNTED)
    if part == "history":
        return _hash(project, ["SELECT max(id) FROM deeds", "SELECT max(id) FROM history"])
    known = noun_tables(project.connection)
    return _hash(project, [f"SELECT * FROM {table} ORDER BY id" for table in _TABLES[part] if table in known])


def latest_deed(project: Project) -> int:
    """The number of the latest deed; a project that was put back from a copy has an earlier one."""
    (number,) = project.connection.execute("SELECT coalesce(max(id), 0) FROM deeds").fetchone()
    return int(number)


def ingested_files(project: Project, hashes: Iterable[str]) -> list[str]:
    """Which of these files became transcripts, by hash; those that were removed since did, too."""
    rows = project.connection.execute("SELECT file_sha256 FROM transcript_versions")
    known = {sha256 for (sha256,) in rows}
    return sorted(known.intersection(hashes))


def _hash(project: Project, queries: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for query in queries:
        rows = project.connection.execute(query)
        digest.update(b"\x00")
        while some := rows.fetchmany(_ROWS_AT_ONCE):
            digest.update(repr(some).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
