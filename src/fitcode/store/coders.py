"""Coders: who coded, and which transcripts they finished.

Suggesters are coders of kind machine and the consensus is one of kind consensus, so that all are
compared alike.
"""

from fitcode.domain.choices import CoderKind
from fitcode.domain.identity import canonical_json, new_uid
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError
from fitcode.store.codebooks import codebook_versions
from fitcode.store.habits import copy_habits
from fitcode.store.names import resolve_coder
from fitcode.store.project import Project
from fitcode.store.spans import current_text
from fitcode.store.times import now


def ensure_coder(project: Project, name: str, *, kind: CoderKind | None = None) -> bool:
    """Add a coder who is not there yet, a person unless said; says whether the name is new.

    A name keeps its kind: without one, it may be a person's or the consensus', never a suggester's.
    """
    if require_coder(project, name, kind=kind):
        project.require_deed()
        project.connection.execute(
            "INSERT INTO coders (uid, name, kind, created_at) VALUES (?, ?, ?, ?)",
            (new_uid(), name, (kind or CoderKind.person).value, now()),
        )
        return True
    return False


def require_coder(project: Project, name: str, *, kind: CoderKind | None = None) -> bool:
    """Refuse a name under which nobody could act, as ``ensure_coder`` would; says whether it is new."""
    found = project.connection.execute("SELECT kind FROM coders WHERE name = ?", (name,)).fetchone()
    if found is None:
        _refuse_bad_name(name)
        return True
    stored = CoderKind(found[0])
    if stored is not kind and (kind is not None or stored is CoderKind.machine):
        wanted = kind or CoderKind.person
        raise FitcodeError(
            f"{name!r} is a coder of kind {stored.value} in this project, not {wanted.value}.",
            remedy="Act under another name with --as NAME.",
        )
    return False


def list_coders(project: Project) -> Table:
    """Every coder with the number of their codings and finished transcripts."""
    rows = project.connection.execute(
        """SELECT name, kind, (SELECT count(*) FROM codings WHERE coder_id = c.id),
                  (SELECT count(*) FROM finished WHERE coder_id = c.id)
           FROM coders c ORDER BY name"""
    )
    return Table.of(("coder", "kind", "codings", "finished"), rows)


def rename_coder(project: Project, name: str, new_name: str) -> None:
    """Give a coder another name; all codings follow, the history keeps the old one."""
    project.require_deed()
    key = resolve_coder(project, name)
    _refuse_bad_name(new_name)
    (kind,) = project.connection.execute("SELECT kind FROM coders WHERE id = ?", (key,)).fetchone()
    if kind == CoderKind.machine:
        raise FitcodeError(f"{name!r} is a suggester; suggesters keep their names.", remedy="Name a person.")
    if new_name == name:
        return
    if project.connection.execute("SELECT 1 FROM coders WHERE name = ?", (new_name,)).fetchone():
        raise FitcodeError(f"There is a coder named {new_name!r} already.", remedy="Choose another name.")
    project.connection.execute("UPDATE coders SET name = ? WHERE id = ?", (new_name, key))
    copy_habits(project, name, new_name)


def finish(project: Project, transcript: str, *, coder: str) -> None:
    """Mark a transcript as read to the end: what this coder left uncoded is data from now on."""
    project.require_deed()
    version = current_text(project, transcript).version_id
    coder_id = resolve_coder(project, coder)
    versions = canonical_json(codebook_versions(project))
    found = project.connection.execute(
        "SELECT id, codebook_versions FROM finished WHERE coder_id = ? AND version_id = ?",
        (coder_id, version),
    ).fetchone()
    if found is None:
        project.connection.execute(
            "INSERT INTO finished (coder_id, version_id, codebook_versions, at) VALUES (?, ?, ?, ?)",
            (coder_id, version, versions, now()),
        )
    elif found[1] != versions:
        project.connection.execute(
            "UPDATE finished SET codebook_versions = ?, at = ? WHERE id = ?", (versions, now(), found[0])
        )


def reopen(project: Project, transcript: str, *, coder: str) -> None:
    """Take the mark back; no harm where there is none."""
    project.require_deed()
    version = current_text(project, transcript).version_id
    project.connection.execute(
        "DELETE FROM finished WHERE coder_id = ? AND version_id = ?", (resolve_coder(project, coder), version)
    )


def _refuse_bad_name(name: str) -> None:
    # A comma joins names in --coder A,B.
    if not name.strip() or name != name.strip() or "," in name or not name.isprintable():
        raise FitcodeError(
            f"{name!r} cannot be a coder's name.",
            remedy="A name has no comma and no space at its ends, and can be printed.",
        )
