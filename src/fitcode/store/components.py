"""Components: the parts of missions, from the registry files that people edit.

Applying a file makes the project like it. A component that leaves keeps its row, marked removed, for
what was decided about it; one that codings or cases still use may not leave.
"""

from fitcode.domain.component import Component, Registry
from fitcode.domain.identity import content_hash, new_uid
from fitcode.domain.table import Table
from fitcode.errors import Fault, FitcodeError, InvalidFile, nearest
from fitcode.store.names import component_index
from fitcode.store.project import Project
from fitcode.store.removals import withdraw_suggestions
from fitcode.store.times import now


def apply_registry(project: Project, registry: Registry, *, file_text: str) -> bool:
    """Make the project's components of one mission those of the file; says whether anything changed."""
    project.require_deed()
    _refuse_unknown_parents(registry)
    mission_id, is_changed = _ensure_mission(project, registry, file_text=file_text)
    if not is_changed:
        return False
    _let_components_leave(project, registry, mission_id=mission_id)
    keys = _ensure_components(project, registry, mission_id=mission_id)
    for position, component in enumerate(registry.components):
        _update_component(project, component, keys=keys, position=position)
        _set_aliases(project, keys[component.id], component.aliases)
    return True


def registries(project: Project) -> list[Registry]:
    """Every mission's registry, as its file stated it."""
    rows = project.connection.execute("SELECT id, slug, name, source FROM missions ORDER BY id").fetchall()
    return [
        Registry(mission=slug, name=name, source=source, components=tuple(_components(project, key)))
        for key, slug, name, source in rows
    ]


def list_components(project: Project) -> Table:
    """Every component under the name by which it is called."""
    columns = ("component", "name", "parent", "branch", "level", "place", "country", "aliases", "mission")
    names = component_index(project).display
    aliases = _aliases(project)
    rows = project.connection.execute(
        """SELECT c.id, c.name, c.parent_id, c.branch, c.level, c.place, c.country, m.slug
           FROM components c JOIN missions m ON m.id = c.mission_id
           WHERE c.removed_at IS NULL ORDER BY m.id, c.position"""
    )
    return Table.of(
        columns,
        (
            (
                names[key],
                name,
                names.get(parent),
                branch,
                level,
                place,
                country,
                aliases.get(key, []),
                mission,
            )
            for key, name, parent, branch, level, place, country, mission in rows
        ),
    )


def _refuse_unknown_parents(registry: Registry) -> None:
    known = [component.id for component in registry.components]
    faults = [
        Fault(
            f"component {component.id!r} has an unknown parent {component.parent!r}. "
            + nearest(component.parent, known)
        )
        for component in registry.components
        if component.parent is not None and component.parent not in known
    ]
    if faults:
        raise InvalidFile(f"The registry of {registry.mission}", faults)


def _ensure_mission(project: Project, registry: Registry, *, file_text: str) -> tuple[int, bool]:
    sha256 = content_hash(registry.model_dump(mode="json"))
    found = project.connection.execute(
        "SELECT id, sha256 FROM missions WHERE slug = ?", (registry.mission,)
    ).fetchone()
    values = (registry.name, registry.source, file_text, sha256, now())
    if found is None:
        key = project.connection.execute(
            "INSERT INTO missions (uid, slug, name, source, file_text, sha256, applied_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (new_uid(), registry.mission, *values),
        ).lastrowid
        assert key is not None
        return key, True
    if found[1] == sha256:
        return found[0], False
    project.connection.execute(
        "UPDATE missions SET name = ?, source = ?, file_text = ?, sha256 = ?, applied_at = ? WHERE id = ?",
        (*values, found[0]),
    )
    return found[0], True


def _let_components_leave(project: Project, registry: Registry, *, mission_id: int) -> None:
    staying = {component.id for component in registry.components}
    rows = project.connection.execute(
        """SELECT id, slug, (SELECT count(*) FROM codings WHERE about_id = c.id OR counterpart_id = c.id),
                  (SELECT count(*) FROM cases WHERE component_id = c.id)
           FROM components c WHERE mission_id = ? AND removed_at IS NULL ORDER BY position""",
        (mission_id,),
    )
    leaving = [row for row in rows if row[1] not in staying]
    used = [
        f"{slug} ({codings} codings, {cases} cases)"
        for _, slug, codings, cases in leaving
        if codings or cases
    ]
    if used:
        raise FitcodeError(
            f"Components that the file of {registry.mission!r} leaves out are in use: {', '.join(used)}.",
            remedy="Put them back into the file, or first change the codings and cases that name them.",
        )
    for key, *_ in leaving:
        withdraw_suggestions(project, "about_id = ? OR counterpart_id = ?", (key, key))
        project.connection.execute("UPDATE components SET removed_at = ? WHERE id = ?", (now(), key))


def _ensure_components(project: Project, registry: Registry, *, mission_id: int) -> dict[str, int]:
    query = "SELECT slug, id FROM components WHERE mission_id = ?"
    keys: dict[str, int] = dict(project.connection.execute(query, (mission_id,)).fetchall())
    for position, component in enumerate(registry.components):
        if component.id not in keys:
            key = project.connection.execute(
                "INSERT INTO components (uid, mission_id, slug, name, position) VALUES (?, ?, ?, ?, ?)",
                (new_uid(), mission_id, component.id, component.name, position),
            ).lastrowid
            assert key is not None
            keys[component.id] = key
    return keys


def _update_component(project: Project, component: Component, *, keys: dict[str, int], position: int) -> None:
    values = (
        *(component.name, keys[component.parent] if component.parent is not None else None),
        *(
            component.branch.value if component.branch else None,
            component.level.value if component.level else None,
        ),
        *(component.place, component.country, position),
    )
    key = keys[component.id]
    stored = project.connection.execute(
        "SELECT name, parent_id, branch, level, place, country, position, removed_at"
        " FROM components WHERE id = ?",
        (key,),
    ).fetchone()
    if stored != (*values, None):
        project.connection.execute(
            "UPDATE components SET name = ?, parent_id = ?, branch = ?, level = ?, place = ?, country = ?,"
            " position = ?, removed_at = NULL WHERE id = ?",
            (*values, key),
        )


def _set_aliases(project: Project, component_id: int, aliases: tuple[str, ...]) -> None:
    query = "SELECT alias FROM component_aliases WHERE component_id = ? ORDER BY position"
    stored = tuple(alias for (alias,) in project.connection.execute(query, (component_id,)))
    if stored == aliases:
        return
    project.connection.execute("DELETE FROM component_aliases WHERE component_id = ?", (component_id,))
    project.connection.executemany(
        "INSERT INTO component_aliases (component_id, alias, position) VALUES (?, ?, ?)",
        [(component_id, alias, position) for position, alias in enumerate(aliases)],
    )


def _aliases(project: Project) -> dict[int, list[str]]:
    aliases: dict[int, list[str]] = {}
    for key, alias in project.connection.execute(
        "SELECT component_id, alias FROM component_aliases ORDER BY component_id, position"
    ):
        aliases.setdefault(key, []).append(alias)
    return aliases


def _components(project: Project, mission_id: int) -> list[Component]:
    aliases = _aliases(project)
    rows = project.connection.execute(
        """SELECT c.id, c.slug, c.name, p.slug, c.branch, c.level, c.place, c.country
           FROM components c LEFT JOIN components p ON p.id = c.parent_id
           WHERE c.mission_id = ? AND c.removed_at IS NULL ORDER BY c.position""",
        (mission_id,),
    )
    return [
        Component.model_validate(
            {
                "id": slug,
                "name": name,
                "parent": parent,
                "branch": branch,
                "level": level,
                "place": place,
                "country": country,
                "aliases": aliases.get(key, []),
            }
        )
        for key, slug, name, parent, branch, level, place, country in rows
    ]
