"""Codebooks: the frozen versions under which codings were made.

People edit the YAML file; applying it freezes its content as the next version. A code keeps its row
and its id through all versions.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from fitcode.domain.codebook import Code, Codebook
from fitcode.domain.identity import canonical_json, new_uid
from fitcode.domain.table import Table
from fitcode.errors import CodesInUse, FitcodeError
from fitcode.store.names import CURRENT_CODEBOOK_VERSIONS, resolve_codebook
from fitcode.store.project import Project
from fitcode.store.removals import withdraw_suggestions
from fitcode.store.times import now


def apply_codebook(project: Project, codebook: Codebook, *, file_text: str, coder: str = "") -> int:
    """Freeze a codebook as the next version; unchanged content keeps the version in force."""
    project.require_deed()
    codebook_id = _ensure_codebook(project, codebook.id)
    number, sha256 = _newest(project, codebook_id)
    stated = codebook.hash
    if sha256 == stated:
        _keep_text(project, codebook_id, number, file_text)
        return number
    _let_codes_leave(project, codebook, codebook_id=codebook_id)
    version_id = project.connection.execute(
        "INSERT INTO codebook_versions (codebook_id, number, label, name, language, source, sha256,"
        " uncoded_examples, file_text, applied_at, applied_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(codebook_id, number + 1, codebook.version, codebook.name, codebook.language, codebook.source),
            *(stated, canonical_json(list(codebook.uncoded_examples)), file_text, now(), coder),
        ),
    ).lastrowid
    assert version_id is not None
    _add_codes(project, codebook, codebook_id=codebook_id, version_id=version_id)
    return number + 1


def every_code(project: Project, codebook: str) -> set[str]:
    """Ids of the codes that a codebook has or ever had."""
    key = resolve_codebook(project, codebook)
    return {
        slug for (slug,) in project.connection.execute("SELECT slug FROM codes WHERE codebook_id = ?", (key,))
    }


class InForce(NamedTuple):
    """A codebook, and the version of it that is in force."""

    codebook: Codebook
    number: int
    """The project's own count of its versions."""

    sha256: str
    """The codebook's content hash, as it was frozen."""


def codebooks_in_force(project: Project) -> list[InForce]:
    """The codebooks in force and their versions, in the order in which they came into the project."""
    rows = project.connection.execute(
        f"SELECT id, number, sha256 FROM codebook_versions WHERE id IN ({CURRENT_CODEBOOK_VERSIONS})"
        " ORDER BY codebook_id"
    ).fetchall()
    return [InForce(_rebuilt(project, version_id), number, sha256) for version_id, number, sha256 in rows]


def current_codebooks(project: Project) -> list[Codebook]:
    """The codebooks in force, in the order in which they came into the project."""
    return [one.codebook for one in codebooks_in_force(project)]


def codebook_versions(project: Project) -> dict[str, int]:
    """Codebook id to the number of the version in force."""
    rows = project.connection.execute(
        "SELECT b.slug, max(v.number) FROM codebooks b JOIN codebook_versions v ON v.codebook_id = b.id"
        " GROUP BY b.id ORDER BY b.id"
    )
    return dict(rows.fetchall())


class AppliedFile(NamedTuple):
    """The file that a codebook's version in force was applied from."""

    codebook: str
    hash: str
    file_text: str


def applied_files(project: Project) -> list[AppliedFile]:
    """One for each codebook in force."""
    rows = project.connection.execute(
        f"""SELECT b.slug, v.sha256, v.file_text FROM codebook_versions v
            JOIN codebooks b ON b.id = v.codebook_id WHERE v.id IN ({CURRENT_CODEBOOK_VERSIONS})"""
    )
    return [AppliedFile(*row) for row in rows]


def get_codebook(project: Project, id: str, *, version: int | None = None) -> Codebook:
    """A codebook in its version in force, or in an earlier one."""
    return _rebuilt(project, _version_id(project, id, version))


def list_codebooks(project: Project) -> Table:
    """Every codebook with its version in force."""
    rows = project.connection.execute(
        f"""SELECT b.slug, v.name, v.number, (SELECT count(*) FROM code_versions WHERE version_id = v.id),
                v.applied_at, nullif(v.applied_by, ''), v.sha256
            FROM codebook_versions v JOIN codebooks b ON b.id = v.codebook_id
            WHERE v.id IN ({CURRENT_CODEBOOK_VERSIONS}) ORDER BY b.id"""
    )
    return Table.of(("codebook", "name", "version", "codes", "applied_at", "applied_by", "hash"), rows)


def _ensure_codebook(project: Project, slug: str) -> int:
    found = project.connection.execute("SELECT id FROM codebooks WHERE slug = ?", (slug,)).fetchone()
    if found:
        return int(found[0])
    key = project.connection.execute(
        "INSERT INTO codebooks (uid, slug, created_at) VALUES (?, ?, ?)", (new_uid(), slug, now())
    ).lastrowid
    assert key is not None
    return key


def _newest(project: Project, codebook_id: int) -> tuple[int, str]:
    found = project.connection.execute(
        "SELECT number, sha256 FROM codebook_versions WHERE codebook_id = ? ORDER BY number DESC LIMIT 1",
        (codebook_id,),
    ).fetchone()
    return (found[0], found[1]) if found else (0, "")


def _keep_text(project: Project, codebook_id: int, number: int, file_text: str) -> None:
    """Keep the file as it reads now: comments and wording that are no content may have changed."""
    project.connection.execute(
        "UPDATE codebook_versions SET file_text = ? WHERE codebook_id = ? AND number = ? AND file_text <> ?",
        (file_text, codebook_id, number, file_text),
    )


def _version_id(project: Project, slug: str, version: int | None) -> int:
    key = resolve_codebook(project, slug)
    wanted = _newest(project, key)[0] if version is None else version
    found = project.connection.execute(
        "SELECT id FROM codebook_versions WHERE codebook_id = ? AND number = ?", (key, wanted)
    ).fetchone()
    if found is None:
        newest = _newest(project, key)[0]
        raise FitcodeError(
            f"Codebook {slug!r} has no version {version}.", remedy=f"Its versions are 1 to {newest}."
        )
    return int(found[0])


def _let_codes_leave(project: Project, codebook: Codebook, *, codebook_id: int) -> None:
    """Refuse when codes that leave have codings; withdraw what is only suggested for them."""
    staying = {code.id for code in codebook.codes}
    rows = project.connection.execute(
        f"""SELECT c.id, c.slug, (SELECT count(*) FROM codings WHERE code_id = c.id)
            FROM codes c JOIN code_versions cv ON cv.code_id = c.id
            WHERE c.codebook_id = ? AND cv.version_id IN ({CURRENT_CODEBOOK_VERSIONS})
            ORDER BY cv.position""",
        (codebook_id,),
    )
    leaving = [(key, slug, codings) for key, slug, codings in rows if slug not in staying]
    _refuse_used(codebook.id, [(slug, codings) for _, slug, codings in leaving if codings])
    for key, _, _ in leaving:
        withdraw_suggestions(project, "code_id = ?", (key,))


def _refuse_used(codebook: str, used: Sequence[tuple[str, int]]) -> None:
    if used:
        named = ", ".join(f"{slug} ({codings})" for slug, codings in used)
        raise CodesInUse(
            f"Codes that the new version of {codebook!r} leaves out still have codings: {named}.",
            remedy="Put them back into the file, or first remove their codings or give them another code.",
        )


def _add_codes(project: Project, codebook: Codebook, *, codebook_id: int, version_id: int) -> None:
    query = "SELECT slug, id FROM codes WHERE codebook_id = ?"
    keys: dict[str, int] = dict(project.connection.execute(query, (codebook_id,)).fetchall())
    for code in codebook.codes:
        if code.id not in keys:
            key = project.connection.execute(
                "INSERT INTO codes (uid, codebook_id, slug) VALUES (?, ?, ?)",
                (new_uid(), codebook_id, code.id),
            ).lastrowid
            assert key is not None
            keys[code.id] = key
    hashes = _known_hashes(project, codebook_id, before=version_id)
    contents = [canonical_json(code.model_dump(mode="json")) for code in codebook.codes]
    project.connection.executemany(
        "INSERT INTO code_versions (version_id, code_id, position, name, parent_id, path, dimension, sha256,"
        " content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(version_id, keys[code.id], position, code.name),
                *(keys[code.parent] if code.parent is not None else None, codebook.path(code.id)),
                *(code.dimension.value if code.dimension else None, hashes.get(content) or code.hash),
                content,
            )
            for position, (code, content) in enumerate(zip(codebook.codes, contents, strict=True))
        ],
    )


def _known_hashes(project: Project, codebook_id: int, *, before: int) -> dict[str, str]:
    """Content to hash of the codes in the version before: most stay, and hashing is half of the work."""
    rows = project.connection.execute(
        """SELECT content, sha256 FROM code_versions WHERE version_id =
           (SELECT max(id) FROM codebook_versions WHERE codebook_id = ? AND id < ?)""",
        (codebook_id, before),
    )
    return dict(rows.fetchall())


def _rebuilt(project: Project, version_id: int) -> Codebook:
    slug, name, label, language, source, uncoded = project.connection.execute(
        """SELECT b.slug, v.name, v.label, v.language, v.source, v.uncoded_examples
           FROM codebook_versions v JOIN codebooks b ON b.id = v.codebook_id WHERE v.id = ?""",
        (version_id,),
    ).fetchone()
    contents = project.connection.execute(
        "SELECT content FROM code_versions WHERE version_id = ? ORDER BY position", (version_id,)
    )
    codes = tuple(Code.model_validate(json.loads(content)) for (content,) in contents)
    return Codebook(
        id=slug,
        name=name,
        version=label,
        language=language,
        source=source,
        uncoded_examples=tuple(json.loads(uncoded)),
        codes=codes,
    )
