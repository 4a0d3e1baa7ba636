"""Passages: what a search reads beside the index: texts, whose talk they are, and what is coded in them.

Bulk reads never build a model per row; names are joined by whoever shows them.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from fitcode.domain.choices import SpeakerKind
from fitcode.domain.searching import IndexTerm
from fitcode.store.coding_reads import code_with_descendants
from fitcode.store.names import CURRENT_VERSIONS, component_index, resolve_code, resolve_transcript
from fitcode.store.project import Project
from fitcode.store.search_index import match_expression


class TextFound(NamedTuple):
    """A text that may hold what is looked for."""

    transcript: str
    version_id: int
    language: str | None


class Talk(NamedTuple):
    """A turn, and who speaks in it."""

    start: int
    end: int
    speaker_kind: SpeakerKind
    case_id: int | None


_OF_CURRENT = f"""SELECT c.name, c.version_id, v.language FROM ({CURRENT_VERSIONS}) c
    JOIN transcript_versions v ON v.id = c.version_id"""

# The plus sign keeps SQLite from trying every key of the list for every text.
_HOLDING = f"""{_OF_CURRENT} JOIN texts x ON x.sha256 = c.sha256
    WHERE +x.id IN (SELECT rowid FROM search_index WHERE search_index MATCH ?) ORDER BY c.name"""


def find_texts(
    project: Project, terms: Sequence[IndexTerm] = (), *, transcript: str | None = None
) -> list[TextFound]:
    """The current texts that hold all of the terms, in the order of their transcripts' names.

    Raises UnknownTranscript.
    """
    if transcript is not None:
        resolve_transcript(project, transcript)
    expression = match_expression(terms)
    if expression is None:
        rows = project.connection.execute(f"{_OF_CURRENT} ORDER BY c.name")
    else:
        rows = project.connection.execute(_HOLDING, (expression,))
    return [TextFound._make(row) for row in rows if transcript in (None, row[0])]


def text_of(project: Project, version_id: int) -> str:
    """The text of a version."""
    query = "SELECT x.text FROM transcript_versions v JOIN texts x ON x.sha256 = v.sha256 WHERE v.id = ?"
    return str(project.connection.execute(query, (version_id,)).fetchone()[0])


def talks_of(project: Project, version_id: int) -> list[Talk]:
    """The turns of a version in order, with what its speakers are."""
    rows = project.connection.execute(
        """SELECT t.start, t."end", s.kind, ct.case_id
           FROM turns t JOIN speakers s ON s.id = t.speaker_id LEFT JOIN case_transcripts ct
             ON ct.transcript_id = s.transcript_id AND ct.speaker_id = s.id
           WHERE t.version_id = ? ORDER BY t.ordinal""",
        (version_id,),
    )
    kinds = {kind.value: kind for kind in SpeakerKind}
    return [Talk(start, end, kinds[kind], case) for start, end, kind, case in rows]


def segment_spans(project: Project, version_id: int) -> list[tuple[int, int]]:
    """Start and end of each segment of a version."""
    return project.connection.execute(
        'SELECT start, "end" FROM segments WHERE version_id = ? ORDER BY ordinal', (version_id,)
    ).fetchall()


class CodedSpans:
    """Where anybody has coded, all of it or with one code and those below it."""

    def __init__(self, project: Project, code: str | None) -> None:
        self._project = project
        self._codes = None if code is None else json.dumps(code_with_descendants(project, code))

    def of(self, version_id: int) -> list[tuple[int, int]]:
        """Start and end of each coded stretch of a version, in order."""
        return self._project.connection.execute(
            """SELECT DISTINCT start, "end" FROM codings WHERE version_id = ?
               AND (? IS NULL OR code_id IN (SELECT value FROM json_each(?))) ORDER BY start, "end" """,
            (version_id, self._codes, self._codes),
        ).fetchall()


class OwnSpans:
    """Where a coder has a code already, about the same components.

    Raises UnknownName for the code or a component.
    """

    def __init__(
        self, project: Project, *, coder: str, code: str, about: str | None, counterpart: str | None
    ) -> None:
        self._project = project
        components = component_index(project)
        keys = [None if name is None else components.resolve(name) for name in (about, counterpart)]
        self._values = (resolve_code(project, code), coder, *keys)

    def of(self, version_id: int) -> set[tuple[int, int]]:
        """Start and end of each of these codings on a version."""
        rows = self._project.connection.execute(
            """SELECT start, "end" FROM codings WHERE version_id = ? AND code_id = ?
               AND coder_id = (SELECT id FROM coders WHERE name = ?)
               AND about_id IS ? AND counterpart_id IS ?""",
            (version_id, *self._values),
        )
        return set(rows)


class CodingMemo(NamedTuple):
    """The note that stands in a coding."""

    uid: str
    memo: str
    coder: str
    updated_at: str


def memos_in_codings(project: Project) -> list[CodingMemo]:
    """The notes of codings that have one, the oldest coding first."""
    rows = project.connection.execute(
        """SELECT c.uid, c.memo, o.name, c.updated_at FROM codings c JOIN coders o ON o.id = c.coder_id
           WHERE c.memo IS NOT NULL AND c.memo <> '' ORDER BY c.id"""
    )
    return [CodingMemo._make(row) for row in rows]
