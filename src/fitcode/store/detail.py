"""Detail: a project as columns of integers, for everything that counts.

Rows come from covering indices straight into arrays; no object is built per row. numpy is imported when
columns are asked for: who counts needs it anyway.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fitcode.domain.frame import (
    ORIGINS,
    SPEAKER_KINDS,
    VALENCES,
    CaseColumns,
    CodeColumns,
    CodingColumns,
    ComponentColumns,
    CountingFrame,
    LinkedFrame,
    SpeakerColumns,
    TranscriptColumns,
    TurnColumns,
)
from fitcode.store.case_facts import case_facts
from fitcode.store.counted import Counted, whose_codings
from fitcode.store.counted_links import CountedLink, counted_links
from fitcode.store.integer_columns import IntegerColumns
from fitcode.store.names import CURRENT_CODEBOOK_VERSIONS, CURRENT_VERSIONS, code_index, component_index
from fitcode.store.project import Project

if TYPE_CHECKING:
    from fitcode.store.integer_columns import Integers

_SPAN = ("start", "end", "first_word", "end_word", "first_segment", "end_segment")
_VALENCE = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(VALENCES))

CODING_COLUMNS = {
    **{name: f'"{name}"' for name in (*_SPAN, "first_turn", "end_turn")},
    "code": "code_id",
    "about": "about_id",
    "counterpart": "counterpart_id",
    "valence": f"CASE valence {_VALENCE} END",
    "strength": "strength",
}
"""Column of the frame to what it is read from."""

CODINGS = IntegerColumns(
    tuple(CODING_COLUMNS.values()),
    'FROM codings WHERE version_id = ? AND coder_id = ? ORDER BY start, "end", code_id',
)
"""What counting reads of the codings of a version and a coder; it must stay inside its covering index."""

_ORIGIN = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(ORIGINS))

CODINGS_WITH_ORIGIN = IntegerColumns(
    (*CODING_COLUMNS.values(), f"CASE origin {_ORIGIN} END"),
    'FROM codings WHERE version_id = ? AND coder_id = ? ORDER BY start, "end", code_id',
)
"""The same and how each came to be, which no index holds; the last column."""

_TURN_COLUMNS = {"speaker": "speaker_id", **{name: f'"{name}"' for name in _SPAN}}

TURNS = IntegerColumns(tuple(_TURN_COLUMNS.values()), "FROM turns WHERE version_id = ? ORDER BY ordinal")
"""What counting reads of the turns of a version."""


def counting_frame(
    project: Project, *, coders: Sequence[str] = (), with_origin: bool = False
) -> tuple[CountingFrame, tuple[str, ...]]:
    """The columns to count, with those codings only that count, and a note of whose they are."""
    with project.reading():
        counted = whose_codings(project, coders=coders)
        # Coders who are named leave in scope what they read: a transcript they did not is missing, not empty.
        scope = counted.coders if coders else None
        notes = (*counted.notes, *_unread(project, counted, is_left_out=bool(coders)))
        return _Keys(project, scope).frame(counted, with_origin=with_origin), notes


def linked_frame(project: Project, *, coders: Sequence[str] = ()) -> tuple[LinkedFrame, tuple[str, ...]]:
    """The links between codings that count, in the order of the text, and a note of whose they are."""
    with project.reading():
        counted = whose_codings(project, coders=coders)
        keys = _Keys(project, counted.coders if coders else None)
        links = keys.in_order(counted_links(project, counted, columns=tuple(CODING_COLUMNS.values())))
        frame = replace(
            keys.frame(Counted({}, ())), coders=keys.name_coders(counted), codings=keys.ends(links)
        )
        linked = LinkedFrame(
            frame=frame, uid=[link.uid for link in links], kind=[link.kind for link in links]
        )
        return linked, counted.notes


def frame_without_codings(project: Project) -> CountingFrame:
    """The columns to say who speaks and where; whose codings count need not be decided for that."""
    with project.reading():
        return _Keys(project, None).frame(Counted({}, ()))


def _unread(project: Project, counted: Counted, *, is_left_out: bool) -> list[str]:
    """What becomes of the transcripts that nobody who counts has coded or finished."""
    (total,) = project.connection.execute(f"SELECT count(*) FROM ({CURRENT_VERSIONS})").fetchone()
    unread = total - len(counted.coders)
    if unread <= 0:
        return []
    noun = "transcript is" if unread == 1 else "transcripts are"
    if is_left_out:
        return [f"{unread} {noun} left out: neither coded nor finished by them"]
    return [f"{unread} {noun} in scope that nobody has coded or finished"]


class _Keys:
    """Places in the frame's lists of everything that its columns refer to."""

    def __init__(self, project: Project, scope: Mapping[int, object] | None) -> None:
        self._project = project
        query = project.connection.execute
        current = [
            row
            for row in query(f"SELECT name, version_id, transcript_id FROM ({CURRENT_VERSIONS}) ORDER BY 1")
            if scope is None or row[1] in scope
        ]
        self._transcript_names = [name for name, _, _ in current]
        self._versions = [version for _, version, _ in current]
        (greatest,) = query("SELECT coalesce(max(id), 0) FROM transcripts").fetchone()
        self.transcripts = _places((transcript for *_, transcript in current), greatest=greatest)
        self.speakers_rows = [
            row
            for row in query("SELECT id, transcript_id, kind FROM speakers ORDER BY transcript_id, position")
            if self.transcripts[row[1]] >= 0
        ]
        self.speakers_rows.sort(key=lambda row: self.transcripts[row[1]])
        self.speakers = _places(key for key, _, _ in self.speakers_rows)
        self.case_rows = query("SELECT id, component_id FROM cases ORDER BY name").fetchall()
        self.cases = _places(key for key, _ in self.case_rows)
        self.component_rows = query(
            """SELECT c.id, c.parent_id, m.slug, c.branch, c.level, c.country FROM components c
               JOIN missions m ON m.id = c.mission_id WHERE c.removed_at IS NULL ORDER BY m.id, c.position"""
        ).fetchall()
        self.components = _places(row[0] for row in self.component_rows)
        self.code_rows = query(
            f"""SELECT cv.code_id, cv.parent_id, cv.dimension FROM code_versions cv
                JOIN codebook_versions v ON v.id = cv.version_id
                WHERE v.id IN ({CURRENT_CODEBOOK_VERSIONS}) ORDER BY v.codebook_id, cv.position"""
        ).fetchall()
        self.codes = _places(row[0] for row in self.code_rows)

    def frame(self, counted: Counted, *, with_origin: bool = False) -> CountingFrame:
        """All columns; the coders are those whose codings count."""
        coders = self.name_coders(counted)
        return CountingFrame(
            transcripts=self._transcripts(),
            speakers=self._speakers(),
            turns=self._turns(),
            cases=self._cases(),
            components=self._components(),
            codes=self._codes(),
            coders=coders,
            codings=self._codings(counted, with_origin=with_origin),
        )

    def name_coders(self, counted: Counted) -> list[str]:
        """The names of those whose codings count, to which the columns made next refer."""
        counting = {key for keys in counted.coders.values() for key in keys}
        rows = self._project.connection.execute("SELECT id, name FROM coders ORDER BY name")
        coders = [row for row in rows if row[0] in counting]
        self.coders = _places(key for key, _ in coders)
        return [name for _, name in coders]

    def _transcripts(self) -> TranscriptColumns:
        kinds = dict(
            self._project.connection.execute(
                "SELECT name, kind FROM transcripts WHERE removed_at IS NULL"
            ).fetchall()
        )
        return TranscriptColumns(
            name=self._transcript_names, kind=[kinds[name] for name in self._transcript_names]
        )

    def _speakers(self) -> SpeakerColumns:
        claims = dict(
            self._project.connection.execute(
                "SELECT speaker_id, case_id FROM case_transcripts WHERE speaker_id IS NOT NULL"
            ).fetchall()
        )
        kinds = {kind: place for place, kind in enumerate(SPEAKER_KINDS)}
        return SpeakerColumns(
            transcript=array("q", (self.transcripts[transcript] for _, transcript, _ in self.speakers_rows)),
            kind=array("q", (kinds[kind] for _, _, kind in self.speakers_rows)),
            case=array("q", (self.cases[claims.get(key, -1)] for key, _, _ in self.speakers_rows)),
        )

    def _turns(self) -> TurnColumns:
        transcript = array("q")
        columns = {name: array("q") for name in _TURN_COLUMNS}
        for place, version in enumerate(self._versions):
            rows = TURNS.rows(self._project.connection, (version,))
            _extend(columns.values(), rows)
            transcript.extend(array("q", [place]) * len(rows))
        columns["speaker"] = _placed(columns["speaker"], self.speakers)
        return TurnColumns(transcript=transcript, **columns)

    def _cases(self) -> CaseColumns:
        facts = case_facts(self._project)
        rows = [facts.rows[key] for key, _ in self.case_rows]
        pairs = self._project.connection.execute(
            "SELECT DISTINCT case_id, transcript_id FROM case_transcripts"
        )
        return CaseColumns(
            name=[str(row[0]) for row in rows],
            component=array("q", (self.components[-1 if key is None else key] for _, key in self.case_rows)),
            mission=[_text(row[2]) for row in rows],
            role=[_text(row[3]) for row in rows],
            attributes=facts.of_attributes,
            in_transcripts=sorted(
                (self.cases[case], self.transcripts[transcript])
                for case, transcript in pairs
                if self.transcripts[transcript] >= 0
            ),
        )

    def _components(self) -> ComponentColumns:
        names = component_index(self._project).display
        rows = self.component_rows
        return ComponentColumns(
            name=[names[row[0]] for row in rows],
            parent=array("q", (self.components[-1 if row[1] is None else row[1]] for row in rows)),
            mission=[row[2] for row in rows],
            branch=[row[3] for row in rows],
            level=[row[4] for row in rows],
            country=[row[5] for row in rows],
        )

    def _codes(self) -> CodeColumns:
        names = code_index(self._project)
        return CodeColumns(
            name=[names.display[row[0]] for row in self.code_rows],
            codebook=[names.full[row[0]].partition("/")[0] for row in self.code_rows],
            parent=array("q", (self.codes[-1 if row[1] is None else row[1]] for row in self.code_rows)),
            dimension=[row[2] for row in self.code_rows],
        )

    def _codings(self, counted: Counted, *, with_origin: bool) -> CodingColumns:
        query = CODINGS_WITH_ORIGIN if with_origin else CODINGS
        transcript, coder = array("q"), array("q")
        columns = {name: array("q") for name in (*CODING_COLUMNS, *["origin"] * with_origin)}
        for place, version in enumerate(self._versions):
            for coder_id, rows in self._counted_rows(query, version, counted.coders.get(version, ())):
                _extend(columns.values(), rows)
                transcript.extend(array("q", [place]) * len(rows))
                coder.extend(array("q", [self.coders[coder_id]]) * len(rows))
        return CodingColumns(transcript=transcript, coder=coder, **self._named(columns))

    def _named(self, columns: dict[str, "array[int]"]) -> dict[str, "array[int]"]:
        """The same columns with places of codes and components for their keys."""
        places = {"code": self.codes, "about": self.components, "counterpart": self.components}
        return columns | {name: _placed(columns[name], those) for name, those in places.items()}

    def in_order(self, links: Iterable[CountedLink]) -> list[CountedLink]:
        """The links by transcript, those of one transcript in the order in which they came."""
        places = {version: place for place, version in enumerate(self._versions)}
        return sorted(links, key=lambda link: places[link.source.version])

    def ends(self, links: Sequence[CountedLink]) -> CodingColumns:
        """Where links start, then where they point to, as codings."""
        ends = [link.source for link in links] + [link.target for link in links]
        places = {version: place for place, version in enumerate(self._versions)}
        columns = {
            name: array("q", (end.cells[position] for end in ends))
            for position, name in enumerate(CODING_COLUMNS)
        }
        return CodingColumns(
            transcript=array("q", (places[end.version] for end in ends)),
            coder=array("q", (self.coders[link.coder] for link in links)) * 2,
            origin=array("q", (ORIGINS.index(link.origins[side]) for side in (0, 1) for link in links)),
            **self._named(columns),
        )

    def _counted_rows(
        self, query: IntegerColumns, version: int, coders: Sequence[int]
    ) -> Iterator[tuple[int, "Integers"]]:
        """The codings on one version by coder; of several coders' identical ones, the first coder's."""
        import numpy as np

        seen: set[bytes] = set()
        for coder_id in coders:
            rows = query.rows(self._project.connection, (version, coder_id))
            if len(coders) > 1:
                # How a coding came to be is no part of what it says.
                contents = [row.tobytes() for row in np.ascontiguousarray(rows[:, : len(CODING_COLUMNS)])]
                rows = rows[[content not in seen for content in contents]]
                seen.update(contents)
            yield coder_id, rows


def _extend(columns: Iterable["array[int]"], rows: "Integers") -> None:
    """Put rows at the end of the columns that they consist of."""
    for column, numbers in zip(columns, rows.T, strict=True):
        column.frombytes(numbers.tobytes())


def _places(keys: Iterable[int], *, greatest: int = 0) -> "array[int]":
    """Key to place; -1 for a key up to the greatest that has none. The last entry answers for key -1."""
    keys = list(keys)
    places = array("q", [-1]) * (max([greatest, *keys]) + 2)
    for place, key in enumerate(keys):
        places[key] = place
    return places


def _placed(column: "array[int]", places: "array[int]") -> "array[int]":
    import numpy as np

    return array("q", np.asarray(places)[np.asarray(column)].tobytes())


def _text(value: object) -> str | None:
    return None if value is None else str(value)
