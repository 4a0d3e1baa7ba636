"""Cases: whom the study compares, and whose speech is theirs.

A case belongs to a speaker of a transcript; a speaker to one case at most. A cases file is applied
whole or not at all, and all its mistakes are named at once.
"""

from collections.abc import Mapping, Sequence

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import AttributeType
from fitcode.domain.identity import new_uid
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError, InvalidFile
from fitcode.store.case_facts import case_facts, fits, inferred_type
from fitcode.store.case_rows import CaseFields, MergedRows, merge_rows, resolve_in_mission
from fitcode.store.names import component_index
from fitcode.store.project import Project

FIXED = ("case", "transcript", "speaker", "component", "mission", "role")
"""Columns that every list of cases has; an attribute of one of these names is written ``case.NAME`` there."""


def apply_cases(
    project: Project, rows: Sequence[CaseRow], *, types: Mapping[str, AttributeType], file: str = ""
) -> None:
    """Add or update the cases of a file, their speakers and attributes; other cases stay as they are."""
    add_cases(project, rows, types=types, file=file)
    settle_types(project, types)


def add_cases(
    project: Project, rows: Sequence[CaseRow], *, types: Mapping[str, AttributeType], file: str = ""
) -> None:
    """The same for one of many files; once all are in, ``settle_types`` must follow."""
    project.require_deed()
    merged = merge_rows(project, rows, types=types, file=file)
    if merged.faults:
        raise InvalidFile(file or "The cases file", merged.faults)
    keys = {name: _store_fields(project, name, fields) for name, fields in merged.cases.items()}
    _store_voices(project, merged, keys)
    _store_attributes(project, {keys[name]: fields.attributes for name, fields in merged.cases.items()})


def settle_types(project: Project, types: Mapping[str, AttributeType]) -> None:
    """Give every attribute its type: the fixed one, else what all its values share."""
    project.require_deed()
    query = project.connection.execute
    written: dict[int, list[str]] = {}
    for attribute, value in query("SELECT attribute_id, value FROM case_attributes").fetchall():
        written.setdefault(attribute, []).append(value)
    for key, name, old in query("SELECT id, name, type FROM attributes").fetchall():
        kind = types.get(name) or inferred_type(written.get(key, []))
        if kind.value != old:
            query("UPDATE attributes SET type = ? WHERE id = ?", (kind.value, key))


def list_cases(project: Project) -> Table:
    """A row for each case in each of its transcripts."""
    facts = case_facts(project)
    attributes = (f"case.{name}" if name in FIXED else name for name in facts.attributes)
    rows = project.connection.execute(
        """SELECT c.id, t.name, s.label FROM cases c LEFT JOIN case_transcripts ct ON ct.case_id = c.id
           LEFT JOIN transcripts t ON t.id = ct.transcript_id LEFT JOIN speakers s ON s.id = ct.speaker_id
           ORDER BY c.name, t.name, s.position"""
    )
    return Table.of(
        (*FIXED, *attributes),
        ((facts.rows[key][0], name, label, *facts.rows[key][1:]) for key, name, label in rows),
    )


def case_names(project: Project) -> list[str]:
    """Names of all cases, in alphabetical order."""
    return [name for (name,) in project.connection.execute("SELECT name FROM cases ORDER BY name")]


def set_case(
    project: Project,
    case: str,
    *,
    component: str | None = None,
    mission: str | None = None,
    role: str | None = None,
    attributes: Mapping[str, str] | None = None,
) -> None:
    """Change a case, or add it: None leaves a field as it is, an empty text clears it."""
    project.require_deed()
    if not case.strip():
        raise FitcodeError("A case needs a name.", remedy="Give an id such as R017.")
    key = _store_fields(project, case, CaseFields())
    component_id = None
    if component:
        (stored,) = project.connection.execute("SELECT mission FROM cases WHERE id = ?", (key,)).fetchone()
        home = stored if mission is None else mission
        component_id = resolve_in_mission(component_index(project), component, home)
    for column, given, value in (
        ("component_id", component, component_id),
        ("mission", mission, mission or None),
        ("role", role, role or None),
    ):
        if given is not None:
            project.connection.execute(
                f"UPDATE cases SET {column} = ? WHERE id = ? AND {column} IS NOT ?", (value, key, value)
            )
    _check_types(project, attributes or {})
    _store_attributes(project, {key: dict(attributes or {})})


def attribute_types(project: Project) -> dict[str, AttributeType]:
    """Attribute name to its type."""
    rows = project.connection.execute("SELECT name, type FROM attributes ORDER BY position")
    return {name: AttributeType(kind) for name, kind in rows}


def _store_fields(project: Project, name: str, fields: CaseFields) -> int:
    """Store the fields that are stated; those that are not stay as they are."""
    stated = {
        column: value
        for column, value in (
            ("component_id", fields.component_id),
            ("mission", fields.mission),
            ("role", fields.role),
        )
        if value is not None
    }
    found = project.connection.execute(
        "SELECT id, component_id, mission, role FROM cases WHERE name = ?", (name,)
    ).fetchone()
    if found is None:
        key = project.connection.execute(
            "INSERT INTO cases (uid, name, component_id, mission, role) VALUES (?, ?, ?, ?, ?)",
            (new_uid(), name, fields.component_id, fields.mission, fields.role),
        ).lastrowid
        assert key is not None
        return key
    stored = dict(zip(("component_id", "mission", "role"), found[1:], strict=True))
    if stored | stated != stored:
        project.connection.execute(
            "UPDATE cases SET component_id = :component_id, mission = :mission, role = :role WHERE id = :id",
            {**stored, **stated, "id": found[0]},
        )
    return int(found[0])


def _store_voices(project: Project, merged: MergedRows, keys: Mapping[str, int]) -> None:
    """Link cases with speakers; the file says whose a speaker is, whatever was said before."""
    wanted = {(keys[name], transcript, speaker) for name, transcript, speaker in merged.voices}
    # What the file speaks of: these cases in these transcripts, and these speakers.
    stored = {
        tuple(voice): key
        for case, transcript, speaker in wanted
        for key, *voice in project.connection.execute(
            """SELECT id, case_id, transcript_id, speaker_id FROM case_transcripts
                   WHERE case_id = ? AND transcript_id = ?
               UNION SELECT id, case_id, transcript_id, speaker_id FROM case_transcripts
                   WHERE transcript_id = ? AND speaker_id = ?""",
            (case, transcript, transcript, speaker),
        )
    }
    for superseded in sorted(key for voice, key in stored.items() if voice not in wanted):
        project.connection.execute("DELETE FROM case_transcripts WHERE id = ?", (superseded,))
    project.connection.executemany(
        "INSERT INTO case_transcripts (case_id, transcript_id, speaker_id) VALUES (?, ?, ?)",
        [voice for voice in merged.ordered(wanted) if voice not in stored],
    )


def _store_attributes(project: Project, attributes: Mapping[int, Mapping[str, str]]) -> None:
    """Store written values; an empty one takes the value away."""
    query = project.connection.execute
    keys: dict[str, int] = dict(query("SELECT name, id FROM attributes").fetchall())
    for case, values in attributes.items():
        stored: dict[int, tuple[int, str]] = {
            attribute: (key, value)
            for key, attribute, value in query(
                "SELECT id, attribute_id, value FROM case_attributes WHERE case_id = ?", (case,)
            )
        }
        for name, value in values.items():
            if name not in keys:
                keys[name] = _add_attribute(project, name, position=len(keys))
            key, old = stored.get(keys[name], (None, None))
            if key is None and value:
                query(
                    "INSERT INTO case_attributes (case_id, attribute_id, value) VALUES (?, ?, ?)",
                    (case, keys[name], value),
                )
            elif key is not None and not value:
                query("DELETE FROM case_attributes WHERE id = ?", (key,))
            elif key is not None and value != old:
                query("UPDATE case_attributes SET value = ? WHERE id = ?", (value, key))


def _add_attribute(project: Project, name: str, *, position: int) -> int:
    key = project.connection.execute(
        "INSERT INTO attributes (name, type, position) VALUES (?, ?, ?)",
        (name, AttributeType.text.value, position),
    ).lastrowid
    assert key is not None
    return key


def _check_types(project: Project, attributes: Mapping[str, str]) -> None:
    """One value set by hand must fit the attribute's type, or the type would change under the others."""
    known = attribute_types(project)
    for name, value in attributes.items():
        kind = known.get(name, AttributeType.text)
        if value and not fits(value, kind):
            raise FitcodeError(
                f"{value!r} is no {kind.value}, which {name!r} is in this project.",
                remedy="Write another value, or change the cases file and import it again.",
            )
