"""Coder names: who is meant by the name that a deed was done under.

A deed keeps its coder's name as it was then. A coder who was renamed since is the same person, and a name
that was given up may be somebody else's today.
"""

from bisect import bisect_left
from collections.abc import Mapping

from fitcode.errors import UnknownCoder
from fitcode.store.project import Project

RENAMING = "coders rename"
"""The deed that gives a coder another name."""


class CoderNames:
    """The present name of whoever did a deed."""

    def __init__(self, project: Project) -> None:
        self._project = project
        # Read backwards: what a name meant up to a renaming is what the new name means after it.
        names: dict[str, str] = {}
        self._up_to: dict[int, Mapping[str, str]] = {}
        for deed, old, new in reversed(_renamings(project)):
            names = names | {old: names.get(new, new)}
            if names[old] == old:
                del names[old]
            self._up_to[deed] = names
        self._deeds = sorted(self._up_to)

    def present(self, name: str, deed: int) -> str:
        """The name that the coder of this deed has today."""
        place = bisect_left(self._deeds, deed)
        return self._up_to[self._deeds[place]].get(name, name) if place < len(self._deeds) else name

    def resolve(self, name: str) -> str:
        """The present name of who has this name, or had it last; raises UnknownCoder."""
        query = self._project.connection.execute
        known = [one for (one,) in query("SELECT name FROM coders ORDER BY name")]
        if name in known:
            return name
        found = query("SELECT max(id) FROM deeds WHERE coder = ?", (name,)).fetchone()
        if not name or found[0] is None:
            raise UnknownCoder(name, known=known)
        return self.present(name, found[0])


def _renamings(project: Project) -> list[tuple[int, str, str]]:
    """Deed, name before and name after of every renaming, undone ones and their undoing included."""
    query = project.connection.execute
    renamed = query(
        "SELECT id, coalesce(nullif(act, ''), 'deed ' || id) FROM deeds WHERE deed = ?", (RENAMING,)
    ).fetchall()
    if not renamed:
        return []
    marks = ", ".join("?" * len(renamed))
    return query(
        f"""SELECT h.deed_id, json_extract(h.before, '$.name'), json_extract(h.after, '$.name') FROM history h
            WHERE h.noun = 'coders' AND h.action = 'update'
              AND h.deed_id IN (SELECT id FROM deeds WHERE id IN ({marks}) OR reverses IN ({marks}))
              AND json_extract(h.before, '$.name') <> json_extract(h.after, '$.name')
            ORDER BY h.id""",
        [*(deed for deed, _ in renamed), *(act for _, act in renamed)],
    ).fetchall()
