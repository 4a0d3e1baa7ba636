"""Hide labels: speakers' labels can be names of people, and leave the project only when asked.

A passage that runs over turns holds the labels between them. There, and nowhere inside what was said, each
is replaced by what the speaker is, in square brackets: the usual sign that an editor changed a quotation.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from fitcode.domain.choices import SpeakerKind
from fitcode.domain.table import Cell, Table
from fitcode.store.project import Project
from fitcode.store.transcripts import read_speakers, read_talk


class _Labels:
    """The labels of one transcript's speakers, and where they stand between its turns."""

    def __init__(self, project: Project, transcript: str) -> None:
        self._project, self._transcript = project, transcript
        self._shown = {
            " ".join(speaker.label.split()).casefold(): f"[{_role(speaker.kind)}]"
            for speaker in read_speakers(project, transcript)
            if speaker.label.casefold() != speaker.kind.value
        }
        longest_first = sorted(self._shown, key=len, reverse=True)
        self._pattern = re.compile(
            r"(?<!\w)(?:" + "|".join(map(_however_spaced, longest_first)) + r")(?!\w)", re.IGNORECASE
        )

    def hidden(self, text: str) -> str:
        """A text without the labels, wherever they stand in it."""
        return self._pattern.sub(self._in_place_of, text) if self._shown else text

    def hidden_between_turns(self, quote: str, start: int, end: int) -> str:
        """A passage without the labels, or ends of labels, that stand between its turns."""
        parts, position = [], start
        for label in self.places[bisect_right(self.ends, start) :]:
            if label.start >= end:
                break
            parts += [quote[position - start : max(label.start - start, 0)], label.shown]
            position = label.end
        return "".join([*parts, quote[position - start :] if position < end else ""])

    @cached_property
    def places(self) -> list["_Place"]:
        """Every label outside turns, in the order of the text."""
        if not self._shown:
            return []
        talk = read_talk(self._project, self._transcript)
        borders = [0, *(border for turn in talk.turns for border in (turn.start, turn.end)), len(talk.text)]
        return [
            _Place(found.start(), found.end(), self._in_place_of(found))
            for first, last in zip(borders[::2], borders[1::2], strict=True)
            for found in self._pattern.finditer(talk.text, first, last)
        ]

    @cached_property
    def ends(self) -> list[int]:
        """Where each of these labels ends."""
        return [label.end for label in self.places]

    def _in_place_of(self, found: re.Match[str]) -> str:
        return self._shown.get(" ".join(found[0].split()).casefold(), "[speaker]")


class _Place(NamedTuple):
    """A label in the text, and what is shown instead."""

    start: int
    end: int
    shown: str


def _however_spaced(label: str) -> str:
    """A pattern for a label, of which transcripts have one space where a file may have several."""
    return r"\s+".join(map(re.escape, label.split()))


def _role(kind: SpeakerKind) -> str:
    return "speaker" if kind is SpeakerKind.unknown else kind.value


class LabelHider:
    """Takes labels out of tables, transcript by transcript."""

    def __init__(self, project: Project) -> None:
        self._of = lru_cache(maxsize=1)(lambda transcript: _Labels(project, transcript))
        self.changed: dict[str, str] = {}
        """Uid of each coding or suggestion whose quote was changed, and its quote now."""

    def in_quotes(self, table: Table) -> Table:
        """A table with the columns uid, transcript, start, end and quote, without labels between turns."""
        uid, transcript, start, end, quote = map(
            table.columns.index, ("uid", "transcript", "start", "end", "quote")
        )
        rows = list(table.rows)
        n_changed = 0
        for first, last in _runs([row[transcript] for row in rows]):
            labels = self._of(str(rows[first][transcript]))
            for place in _holding(rows, (start, end), range(first, last), labels):
                row = rows[place]
                text, begin, until = row[quote], row[start], row[end]
                assert isinstance(text, str)
                assert isinstance(begin, int)
                assert isinstance(until, int)
                shown = labels.hidden_between_turns(text, begin, until)
                if shown != text:
                    rows[place] = (*row[:quote], shown, *row[quote + 1 :])
                    self.changed[str(row[uid])] = shown
                    n_changed += 1
        return Table(table.columns, rows, (*table.notes, *_told(n_changed)))

    def in_column(self, table: Table, column: str) -> Table:
        """A table with a transcript a row, without the labels of its speakers in another column."""
        index, transcript = table.columns.index(column), table.columns.index("transcript")
        rows = [
            (*row[:index], self._of(str(row[transcript])).hidden(cell), *row[index + 1 :])
            if isinstance(cell := row[index], str)
            else row
            for row in table.rows
        ]
        return Table(table.columns, rows, table.notes)

    def in_links(self, table: Table) -> Table:
        """Links, with the quotes of their codings as these are shown now."""
        places = [(table.columns.index(end), table.columns.index(f"{end}_quote")) for end in _ENDS]
        rows = [self._in_link(row, places) for row in table.rows]
        return Table(table.columns, rows, table.notes)

    def _in_link(self, row: tuple[Cell, ...], places: Sequence[tuple[int, int]]) -> tuple[Cell, ...]:
        shown = list(row)
        for uid, quote in places:
            shown[quote] = self.changed.get(str(row[uid]), row[quote])
        return tuple(shown)


_ENDS = ("source", "target")


def _runs(cells: Sequence[Cell]) -> list[tuple[int, int]]:
    """First and last place plus one of each stretch of equal cells."""
    borders = [place for place in range(1, len(cells)) if cells[place] != cells[place - 1]]
    return list(zip([0, *borders], [*borders, len(cells)], strict=True)) if cells else []


def _holding(
    rows: Sequence[tuple[Cell, ...]], span: tuple[int, int], places: range, labels: _Labels
) -> list[int]:
    """The places of rows whose passage holds a label: few, and found without looking at a word."""
    if not labels.places:
        return []
    (start, end), ends = span, labels.ends
    starts = [label.start for label in labels.places] + [sys.maxsize]
    return [place for place in places if starts[bisect_right(ends, rows[place][start])] < rows[place][end]]  # type: ignore[type-var, operator]


def _told(n_changed: int) -> list[str]:
    if not n_changed:
        return []
    quotes = f"{n_changed} quotes run" if n_changed > 1 else "1 quote runs"
    return [f"Not verbatim: {quotes} over turns, with [respondent] or the like for a speaker's label."]
