"""The worklist: codings made under a definition of their code that is no longer in force.

The definitions are compared once for each code and version that has codings, never once a coding; what was
changed under other versions meanwhile does not matter, only what is in force now.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fitcode.domain.codebook import Code
from fitcode.domain.definition_change import FieldChange, definition_changes
from fitcode.errors import UnknownCoding
from fitcode.store.coding_reads import code_with_descendants
from fitcode.store.names import (
    CURRENT_CODEBOOK_VERSIONS,
    CURRENT_VERSIONS,
    by_uid,
    code_index,
    component_index,
    resolve_transcript,
)
from fitcode.store.project import Project
from fitcode.store.times import now

_IS_OUTDATED = """(c.code_id, c.codebook_version_id) IN (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:pairs))"""
"""The condition on a coding to bear one of these codes under one of these codebook versions."""


@dataclass(frozen=True, slots=True)
class Redefined:
    """A code that said something else under an earlier version of its codebook."""

    made_under: int
    """Number of the codebook version that codings were made under."""

    in_force: int
    changes: tuple[FieldChange, ...]


class OutdatedCoding(NamedTuple):
    """A coding that somebody should look at again."""

    uid: str
    transcript: str
    start: int
    end: int
    quote: str
    code: str
    coder: str
    about: str | None
    counterpart: str | None
    valence: str | None
    strength: int | None
    memo: str | None
    updated_at: str
    redefined: Redefined


def outdated_codings(
    project: Project,
    *,
    coders: Sequence[str],
    code: str | None = None,
    transcript: str | None = None,
    uids: Sequence[str] | None = None,
) -> list[OutdatedCoding]:
    """These coders' codings made under another definition than that in force, by transcript and place.

    A code brings its descendants; only transcripts as they are now. Raises UnknownCode, UnknownTranscript and
    UnknownCoding.
    """
    with project.reading():
        redefined = _redefined(project)
        keys = None if uids is None else json.dumps(_keys(project, uids))
        wanted = None if code is None else json.dumps(code_with_descendants(project, code))
        names, components = code_index(project).display, component_index(project).display
        rows = project.connection.execute(
            f"""SELECT c.uid, t.name, c.start, c."end", c.quote, c.code_id, k.name, c.about_id,
                    c.counterpart_id, c.valence, c.strength, c.memo, c.updated_at, c.codebook_version_id
                FROM codings c JOIN ({CURRENT_VERSIONS}) t ON t.version_id = c.version_id
                JOIN coders k ON k.id = c.coder_id
                WHERE {_IS_OUTDATED}
                  AND k.name IN (SELECT value FROM json_each(:coders))
                  AND coalesce(t.transcript_id = :transcript, TRUE)
                  AND (:code IS NULL OR c.code_id IN (SELECT value FROM json_each(:code)))
                  AND (:keys IS NULL OR c.id IN (SELECT value FROM json_each(:keys)))
                ORDER BY t.name, c.start, c."end", c.code_id, k.name, c.uid""",
            {
                "pairs": json.dumps(list(redefined)),
                "coders": json.dumps(list(coders)),
                "transcript": None if transcript is None else resolve_transcript(project, transcript),
                "code": wanted,
                "keys": keys,
            },
        ).fetchall()
    return [
        OutdatedCoding(
            *(uid, name, start, end, quote, names[key], coder, components.get(about)),
            *(components.get(counterpart), *rest, redefined[key, version]),
        )
        for uid, name, start, end, quote, key, coder, about, counterpart, *rest, version in rows
    ]


def count_outdated(project: Project) -> int:
    """How many codings of everybody were made under another definition than that in force."""
    with project.reading():
        (count,) = project.connection.execute(
            f"""SELECT count(*) FROM codings c JOIN ({CURRENT_VERSIONS}) t ON t.version_id = c.version_id
                WHERE {_IS_OUTDATED}""",
            {"pairs": json.dumps(list(_redefined(project)))},
        ).fetchone()
    return int(count)


def confirm_definitions(project: Project, uids: Sequence[str]) -> None:
    """Let the codings with these uids stand under the codebook versions in force."""
    project.require_deed()
    project.connection.execute(
        f"""UPDATE codings SET updated_at = ?, codebook_version_id = (
                SELECT version_id FROM code_versions
                WHERE code_id = codings.code_id AND version_id IN ({CURRENT_CODEBOOK_VERSIONS}))
            WHERE uid IN (SELECT value FROM json_each(?))""",
        (now(), json.dumps(list(uids))),
    )


def _redefined(project: Project) -> Mapping[tuple[int, int], Redefined]:
    """Each code and codebook version that codings were made under and another definition has replaced."""
    rows = project.connection.execute(
        f"""SELECT old.code_id, old.version_id, was.number, now.number, old.content, new.content
            FROM (SELECT DISTINCT code_id, codebook_version_id AS version_id FROM codings) used
            JOIN code_versions old ON old.code_id = used.code_id AND old.version_id = used.version_id
            JOIN code_versions new ON new.code_id = old.code_id
                AND new.version_id IN ({CURRENT_CODEBOOK_VERSIONS})
            JOIN codebook_versions was ON was.id = old.version_id
            JOIN codebook_versions now ON now.id = new.version_id
            WHERE old.sha256 <> new.sha256"""
    )
    found: dict[tuple[int, int], Redefined] = {}
    for code, version, made_under, in_force, before, after in rows:
        changes = definition_changes(_code(before), _code(after))
        if changes:
            found[code, version] = Redefined(made_under, in_force, tuple(changes))
    return found


def _keys(project: Project, uids: Sequence[str]) -> list[int]:
    return [by_uid(project, "codings", uid, error=UnknownCoding) for uid in uids]


def _code(content: str) -> Code:
    return Code.model_validate(json.loads(content))
