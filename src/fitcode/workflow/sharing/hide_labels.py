"""Hide labels: speakers' labels can be names of people, and leave the project only when asked.

A passage that runs over turns holds the labels between them. There, and nowhere inside what was said, each
is replaced by what the speaker is, in square brackets: the usual sign that an editor changed a quotation.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple, cast

from fitcode.domain.choices import SpeakerKind
from fitcode.domain.table import Columnar, Columns, Parted, Table
from fitcode.store.project import Project
from fitcode.store.transcripts import read_speakers, read_talk

_Span = tuple[int, int]


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
        self._changed: dict[str, str] = {}
        self._is_waiting = False

    def in_quotes(self, table: Table) -> Table:
        """A table with the columns uid, transcript, start, end and quote, without labels between turns."""
        uids, quotes, starts, ends = map(table.column, ("uid", "quote", "start", "end"))
        n_changed = begin = 0
        for transcript, same in groupby(table.column("transcript")):
            until = begin + len(list(same))
            spans = cast(list[_Span], list(zip(starts[begin:until], ends[begin:until], strict=True)))
            labels = self._of(str(transcript))
            for place, span in _holding(spans, labels):
                text = str(quotes[begin + place])
                shown = labels.hidden_between_turns(text, *span)
                if shown != text:
                    quotes[begin + place] = self._changed[str(uids[begin + place])] = shown
                    n_changed += 1
            begin = until
        return replace(table.with_column("quote", quotes), notes=(*table.notes, *_notes(n_changed)))

    def in_parts(self, table: Table) -> Table:
        """The same of a table that is read part by part: labels are hidden as somebody goes through it."""
        self._is_waiting = True

        def parts() -> Iterator[Columns]:
            for part in table.parts():
                yield self.in_quotes(Table(table.columns, Columnar(part))).cells()
            self._is_waiting = False

        return Table(table.columns, Parted(len(table.rows), parts), table.notes)

    def notes(self) -> list[str]:
        """What there is to say of all quotes that were changed so far."""
        return _notes(len(self._changed))

    def in_column(self, table: Table, column: str) -> Table:
        """A table with a transcript a row, without the labels of its speakers in another column."""
        cells = [
            self._of(str(transcript)).hidden(cell) if isinstance(cell, str) else cell
            for transcript, cell in zip(table.column("transcript"), table.column(column), strict=True)
        ]
        return table.with_column(column, cells)

    def in_links(self, table: Table) -> Table:
        """Links, with the quotes of their codings as these are shown.

        Raises RuntimeError before somebody went through the codings: their quotes would be shown as they are.
        """
        if self._is_waiting:
            raise RuntimeError("The quotes of links are hidden after those of their codings.")
        for end in ("source", "target"):
            quotes = zip(table.column(end), table.column(f"{end}_quote"), strict=True)
            shown = [self._changed.get(str(uid), quote) for uid, quote in quotes]
            table = table.with_column(f"{end}_quote", shown)
        return table


def _holding(spans: Sequence[_Span], labels: _Labels) -> list[tuple[int, _Span]]:
    """The passages that hold a label and their places: few, and found without looking at a word."""
    if not labels.places:
        return []
    ends, starts = labels.ends, [*(label.start for label in labels.places), sys.maxsize]
    return [
        (place, span) for place, span in enumerate(spans) if starts[bisect_right(ends, span[0])] < span[1]
    ]


def _notes(n_changed: int) -> list[str]:
    if not n_changed:
        return []
    quotes = f"{n_changed} quotes run" if n_changed > 1 else "1 quote runs"
    return [f"Not verbatim: {quotes} over turns, with [respondent] or the like for a speaker's label."]
