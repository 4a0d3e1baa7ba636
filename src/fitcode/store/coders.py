"""Coders: who coded.

Suggesters are coders of kind machine and the consensus is one of kind consensus, so that all are
compared alike.
"""

from fitcode.domain.choices import CoderKind
from fitcode.domain.identity import new_uid
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError
from fitcode.store.habits import copy_habits
from fitcode.store.names import coder_ids, resolve_coder
from fitcode.store.project import Project
from fitcode.store.times import now

CONSENSUS = "consensus"
"""The name of the coder who is added where the project has no consensus yet."""


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


def consensus_coder(project: Project) -> str | None:
    """The name of the one coder of kind consensus; raises FitcodeError where there are several."""
    found = [
        name
        for (name,) in project.connection.execute(
            "SELECT name FROM coders WHERE kind = ? ORDER BY name", (CoderKind.consensus.value,)
        )
    ]
    if len(found) > 1:
        raise FitcodeError(
            f"The project has several coders of kind consensus ({', '.join(found)}): which of them"
            " adjudicates is not said.",
            remedy="Remove the codings of all but one, or compare them with --coders.",
        )
    return found[0] if found else None


def ensure_consensus(project: Project) -> str:
    """The name of the consensus coder, added where there is none; raises as ``consensus_coder`` does."""
    found = consensus_coder(project)
    if found is not None:
        return found
    if CONSENSUS in coder_ids(project):
        raise FitcodeError(
            f"The project has no consensus coder, and {CONSENSUS!r} is somebody else's name in it.",
            remedy="Add one under another name: fitcode coders add agreed --kind consensus",
        )
    ensure_coder(project, CONSENSUS, kind=CoderKind.consensus)
    return CONSENSUS


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


def _refuse_bad_name(name: str) -> None:
    # A comma joins names in --coder A,B.
    if not name.strip() or name != name.strip() or "," in name or not name.isprintable():
        raise FitcodeError(
            f"{name!r} cannot be a coder's name.",
            remedy="A name has no comma and no space at its ends, and can be printed.",
        )
