"""Voices: whose speech a span is, so that a coding belongs to a case.

A coding belongs to the case of the speaker who has most of its characters; of equals, the one who
speaks first. Speakers whom no case claims have none.
"""

from collections import Counter
from functools import cached_property

from fitcode.store.project import Project


class Voices:
    """The speakers of one transcript version."""

    def __init__(self, project: Project, version_id: int) -> None:
        self._project = project
        self._version_id = version_id

    @cached_property
    def _turns(self) -> list[tuple[int, int, int, int | None]]:
        """Start, end, speaker and case of each turn."""
        return self._project.connection.execute(
            """SELECT t.start, t."end", t.speaker_id, ct.case_id
               FROM turns t JOIN transcript_versions v ON v.id = t.version_id
               LEFT JOIN case_transcripts ct
                 ON ct.transcript_id = v.transcript_id AND ct.speaker_id = t.speaker_id
               WHERE t.version_id = ? ORDER BY t.ordinal""",
            (self._version_id,),
        ).fetchall()

    @property
    def cases_of_turns(self) -> list[int | None]:
        """The case of each turn's speaker."""
        return [case for *_, case in self._turns]

    def case(self, start: int, end: int, *, first_turn: int, end_turn: int) -> int | None:
        """The case of whoever has most of the span; turns as stored with the coding."""
        if end_turn - first_turn == 1:
            return self._turns[first_turn][3] if first_turn >= 0 else None
        if first_turn < 0:
            return None
        characters: Counter[int] = Counter()
        cases: dict[int, int | None] = {}
        for turn_start, turn_end, speaker, case in self._turns[first_turn:end_turn]:
            characters[speaker] += min(end, turn_end) - max(start, turn_start)
            cases[speaker] = case
        # Insertion order breaks ties: max takes the first of equals.
        return cases[max(characters, key=characters.__getitem__)]
