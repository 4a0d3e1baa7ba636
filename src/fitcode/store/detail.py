"""Detail: a project as columns of integers, for everything that counts.

Rows come from covering indices straight into arrays; no model and no dictionary is built per row.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from fitcode.domain.frame import (
    SPEAKER_KINDS,
    CaseColumns,
    CodeColumns,
    CodingColumns,
    ComponentColumns,
    CountingFrame,
    SpeakerColumns,
    TranscriptColumns,
    TurnColumns,
)
from fitcode.store.case_facts import case_facts
from fitcode.store.counted import Counted, whose_codings
from fitcode.store.names import CURRENT_CODEBOOK_VERSIONS, CURRENT_VERSIONS, code_index, component_index
from fitcode.store.project import Project

CODING_COLUMNS = (
    *("start", "end", "first_word", "end_word", "first_segment", "end_segment", "first_turn", "end_turn"),
    *("code", "about", "counterpart", "valence", "strength"),
)

CODINGS_QUERY = """SELECT start, "end", first_word, end_word, first_segment, end_segment, first_turn,
    end_turn, code_id, coalesce(about_id, -1), coalesce(counterpart_id, -1),
    CASE valence WHEN 'fit' THEN 0 WHEN 'misfit' THEN 1 WHEN 'mixed' THEN 2 ELSE -1 END,
    coalesce(strength, -1)
    FROM codings WHERE version_id = ? AND coder_id = ? ORDER BY start, "end", code_id"""
"""What counting reads; it must stay inside its covering index."""


def counting_frame(project: Project, *, coders: Sequence[str] = ()) -> tuple[CountingFrame, tuple[str, ...]]:
    """The columns to count, with those codings only that count, and a note of whose they are."""
    with project.reading():
        counted = whose_codings(project, coders=coders)
        # Coders who are named leave in scope what they read: a transcript they did not is missing, not empty.
        scope = counted.coders if coders else None
        notes = (*counted.notes, *_unread(project, counted, is_left_out=bool(coders)))
        return _Keys(project, scope).frame(counted), notes


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

    def frame(self, counted: Counted) -> CountingFrame:
        """All columns; the coders are those whose codings count."""
        counting = {key for keys in counted.coders.values() for key in keys}
        coder_rows = [
            row
            for row in self._project.connection.execute("SELECT id, name FROM coders ORDER BY name")
            if row[0] in counting
        ]
        self.coders = _places(key for key, _ in coder_rows)
        return CountingFrame(
            transcripts=self._transcripts(),
            speakers=self._speakers(),
            turns=self._turns(),
            cases=self._cases(),
            components=self._components(),
            codes=self._codes(),
            coders=[name for _, name in coder_rows],
            codings=self._codings(counted),
        )

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
        transcript, flat = array("q"), array("q")
        for place, version in enumerate(self._versions):
            count = _append(
                flat,
                self._project.connection.execute(
                    """SELECT speaker_id, start, "end", first_word, end_word, first_segment, end_segment
                       FROM turns WHERE version_id = ? ORDER BY ordinal""",
                    (version,),
                ),
                width=7,
            )
            transcript.extend(array("q", [place]) * count)
        speaker, *others = (flat[place::7] for place in range(7))
        return TurnColumns(
            transcript=transcript,
            speaker=_placed(speaker, self.speakers),
            start=others[0],
            end=others[1],
            first_word=others[2],
            end_word=others[3],
            first_segment=others[4],
            end_segment=others[5],
        )

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
            attributes={
                name: [row[4 + place] for row in rows] for place, name in enumerate(facts.attributes)
            },
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

    def _codings(self, counted: Counted) -> CodingColumns:
        transcript, coder, flat = array("q"), array("q"), array("q")
        width = len(CODING_COLUMNS)
        for place, version in enumerate(self._versions):
            for coder_id, rows in self._counted_rows(version, counted.coders.get(version, ())):
                count = _append(flat, rows, width=width)
                transcript.extend(array("q", [place]) * count)
                coder.extend(array("q", [self.coders[coder_id]]) * count)
        columns = {name: flat[place::width] for place, name in enumerate(CODING_COLUMNS)}
        for name, places in (
            ("code", self.codes),
            ("about", self.components),
            ("counterpart", self.components),
        ):
            columns[name] = _placed(columns[name], places)
        return CodingColumns(transcript=transcript, coder=coder, **columns)

    def _counted_rows(
        self, version: int, coders: Sequence[int]
    ) -> Iterator[tuple[int, Iterable[tuple[int, ...]]]]:
        """The codings on one version by coder; of several coders' identical ones, the first coder's."""
        seen: set[tuple[int, ...]] = set()
        for coder_id in coders:
            rows = self._project.connection.execute(CODINGS_QUERY, (version, coder_id))
            if len(coders) == 1:
                yield coder_id, rows
                return
            new = [row for row in rows if row not in seen]
            seen.update(new)
            yield coder_id, new


def _append(flat: "array[int]", rows: Iterable[tuple[int, ...]], *, width: int) -> int:
    """Append rows cell by cell, at the speed of C; says how many rows. Columns are then strided slices."""
    before = len(flat)
    flat.fromlist(list(chain.from_iterable(rows)))
    return (len(flat) - before) // width


def _places(keys: Iterable[int], *, greatest: int = 0) -> "array[int]":
    """Key to place; -1 for a key up to the greatest that has none. The last entry answers for key -1."""
    keys = list(keys)
    places = array("q", [-1]) * (max([greatest, *keys]) + 2)
    for place, key in enumerate(keys):
        places[key] = place
    return places


def _placed(column: "array[int]", places: "array[int]") -> "array[int]":
    return array("q", map(places.__getitem__, column))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
