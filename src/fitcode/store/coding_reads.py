"""Codings, read: as the table that scripts rely on, and one by one.

Bulk reads never build a model per row: integer keys come from the database and names are joined here.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fitcode.domain.choices import Origin, Valence
from fitcode.domain.coding import Coding
from fitcode.domain.table import Columnar, Columns, Parted, Table, joined
from fitcode.errors import UnknownCoding
from fitcode.store.case_facts import CaseFacts, case_facts
from fitcode.store.names import (
    CURRENT_CODEBOOK_VERSIONS,
    by_uid,
    code_index,
    component_index,
    resolve_code,
    resolve_coder,
    resolve_transcript,
)
from fitcode.store.project import Project
from fitcode.store.voices import Voices

COLUMNS = (
    *("uid", "transcript", "start", "end", "quote", "code", "code_path", "dimension", "about", "counterpart"),
    *("valence", "strength", "coder", "origin", "suggestion_uid", "codebook_version", "memo", "created_at"),
    *("updated_at", "case", "case.component", "case.mission", "case.role"),
)

_SELECT = """SELECT uid, start, "end", quote, code_id, coder_id, about_id, counterpart_id, valence, strength,
    origin, suggestion_uid, codebook_version_id, memo, created_at, nullif(updated_at, created_at),
    first_turn, end_turn FROM codings WHERE version_id = ? AND """


def list_codings(
    project: Project,
    *,
    transcript: str | None = None,
    code: str | None = None,
    coder: str | Sequence[str] | None = None,
    component: str | None = None,
    valence: Valence | str | None = None,
    origin: Origin | str | None = None,
    uids: Sequence[str] | None = None,
) -> Table:
    """Codings with their cases, in the order of transcripts and positions; a code brings its descendants."""
    with project.reading():
        condition = _condition(
            project, code=code, coder=coder, component=component, valence=valence, origin=origin, uids=uids
        )
        names = Joined(project)
        parts = _parts(project, names, condition, _versions(project, transcript))
        columns = _columns(names)
        return Table(columns, Columnar(joined(parts, n_columns=len(columns))))


def codings_in_parts(project: Project) -> Table:
    """Every coding in the same order, read while somebody goes through them; inside one reading."""
    names, versions = Joined(project), _versions(project, None)
    (length,) = project.connection.execute(
        "SELECT count(*) FROM codings WHERE version_id IN (SELECT value FROM json_each(?))",
        (json.dumps([version_id for _, version_id in versions]),),
    ).fetchone()
    every = Condition("TRUE", ())
    return Table(_columns(names), Parted(length, lambda: _parts(project, names, every, versions)))


def get_coding(project: Project, uid: str) -> Coding:
    """A coding by its uid, or by the first eight characters or more."""
    key = by_uid(project, "codings", uid, error=UnknownCoding)
    name, version_id = project.connection.execute(
        """SELECT t.name, c.version_id FROM codings c JOIN transcript_versions v ON v.id = c.version_id
           JOIN transcripts t ON t.id = v.transcript_id WHERE c.id = ?""",
        (key,),
    ).fetchone()
    condition = Condition(sql="id = ?", parameters=(key,))
    columns = _columns_of(project, Joined(project), condition, transcript=name, version_id=version_id)
    values = {column: cell for column, (cell,) in zip(COLUMNS, columns, strict=False)}
    return Coding.model_validate({name: values[name] for name in Coding.model_fields})


@dataclass(frozen=True)
class Condition:
    """An SQL condition and its parameters."""

    sql: str
    parameters: tuple[object, ...]


class Joined:
    """Names and facts that rows are joined with, read once."""

    def __init__(self, project: Project) -> None:
        query = project.connection.execute
        self.codes = code_index(project).display
        self.components = component_index(project).display
        self.coders: dict[int, str] = dict(query("SELECT id, name FROM coders").fetchall())
        self.codebook_versions: dict[int, int] = dict(
            query("SELECT id, number FROM codebook_versions").fetchall()
        )
        # Later versions overwrite earlier ones: a code shows the name and dimension it has now.
        versions = query("SELECT code_id, path, dimension FROM code_versions ORDER BY version_id").fetchall()
        self.paths: dict[int, str] = {code_id: path for code_id, path, _ in versions}
        self.dimensions: dict[int, str | None] = {code_id: dimension for code_id, _, dimension in versions}
        self.facts: CaseFacts = case_facts(project)


def code_with_descendants(project: Project, code: str) -> list[int]:
    """Keys of a code and of all codes below it in its current codebook."""
    key = resolve_code(project, code)
    rows = project.connection.execute(
        f"""WITH RECURSIVE current AS (
                SELECT code_id, parent_id FROM code_versions
                WHERE version_id IN ({CURRENT_CODEBOOK_VERSIONS})),
            below (id) AS (
                VALUES (?) UNION SELECT c.code_id FROM current c JOIN below b ON c.parent_id = b.id)
            SELECT id FROM below""",
        (key,),
    )
    return [found for (found,) in rows]


def codes_below(project: Project, code: str) -> list[str]:
    """A code and all codes below it, each as ``codebook/id``."""
    full = code_index(project).full
    return [full[key] for key in code_with_descendants(project, code)]


def _condition(
    project: Project,
    *,
    code: str | None,
    coder: str | Sequence[str] | None,
    component: str | None,
    valence: str | None,
    origin: str | None,
    uids: Sequence[str] | None,
) -> Condition:
    parts: list[str] = []
    parameters: list[object] = []

    def one_of(column: str, values: Sequence[object]) -> None:
        # JSON carries any number of values in one parameter.
        parts.append(f"{column} IN (SELECT value FROM json_each(?))")
        parameters.append(json.dumps(values))

    if code is not None:
        one_of("code_id", code_with_descendants(project, code))
    if coder is not None:
        names = [coder] if isinstance(coder, str) else coder
        one_of("coder_id", [resolve_coder(project, name) for name in names])
    if component is not None:
        key = component_index(project).resolve(component)
        parts.append("(about_id = ? OR counterpart_id = ?)")
        parameters += [key, key]
    for column, value in (("valence", valence), ("origin", origin)):
        if value is not None:
            parts.append(f"{column} = ?")
            parameters.append(str(value))
    if uids is not None:
        one_of("id", [by_uid(project, "codings", uid, error=UnknownCoding) for uid in uids])
    return Condition(sql=" AND ".join(parts) or "TRUE", parameters=tuple(parameters))


def _columns(names: Joined) -> tuple[str, ...]:
    return (*COLUMNS, *(f"case.{name}" for name in names.facts.attributes))


def _parts(
    project: Project, names: Joined, condition: Condition, versions: Sequence[tuple[str, int]]
) -> Iterator[Columns]:
    """The codings of each transcript version that has any."""
    for name, version_id in versions:
        part = _columns_of(project, names, condition, transcript=name, version_id=version_id)
        if part:
            yield part


def _versions(project: Project, transcript: str | None) -> list[tuple[str, int]]:
    """Names and versions in the order of names, earlier versions first."""
    if transcript is not None:
        resolve_transcript(project, transcript)
    return project.connection.execute(
        """SELECT t.name, v.id FROM transcripts t JOIN transcript_versions v ON v.transcript_id = t.id
           WHERE t.removed_at IS NULL AND coalesce(t.name = ?, TRUE) ORDER BY t.name, v.number""",
        (transcript,),
    ).fetchall()


def _columns_of(
    project: Project, names: Joined, condition: Condition, *, transcript: str, version_id: int
) -> Columns:
    """The codings of a transcript version column by column; no columns where there are none.

    Two hundred thousand rows are named in half the time that a look at each would take.
    """
    found = project.connection.execute(
        _SELECT + condition.sql, (version_id, *condition.parameters)
    ).fetchall()
    if not found:
        return []
    codes, coders = names.codes, names.coders
    found.sort(key=lambda row: (row[1], row[2], codes[row[4]], coders[row[5]], row[0]))
    uid, start, end, quote, code, coder, about, counterpart, *stated = zip(*found, strict=True)
    valence, strength, origin, suggestion, codebook_version, memo, *times, first_turn, end_turn = stated
    created_at, changed_at = times
    voices, cases, no_case = Voices(project, version_id), names.facts.rows, names.facts.none
    of_turns = voices.cases_of_turns
    # Most codings lie in one turn.
    case = [
        of_turns[turn]
        if until - turn == 1 and turn >= 0
        else voices.case(first, last, first_turn=turn, end_turn=until)
        for first, last, turn, until in zip(start, end, first_turn, end_turn, strict=True)
    ]
    facts = zip(*(no_case if key is None else cases[key] for key in case), strict=True)
    of_code, component = (codes, names.paths, names.dimensions), names.components.get
    return [
        uid,
        [transcript] * len(found),
        *(start, end, quote),
        *(list(map(of.__getitem__, code)) for of in of_code),
        *(list(map(component, keys)) for keys in (about, counterpart)),
        *(valence, strength),
        list(map(coders.__getitem__, coder)),
        *(origin, suggestion),
        list(map(names.codebook_versions.__getitem__, codebook_version)),
        *(memo, created_at),
        [changed or made for changed, made in zip(changed_at, created_at, strict=True)],
        *facts,
    ]
