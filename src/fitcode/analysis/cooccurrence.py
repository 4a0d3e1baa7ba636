"""Co-occurrence: which codes or dimensions stand together, and how much more often than by chance.

A label is carried by a unit that a counted coding of it touches. ``together`` counts the units that carry
both labels, ``first`` and ``second`` those that carry either one. Jaccard's coefficient is the units with
both over the units with any (Jaccard 1901, Bull. Soc. vaudoise Sci. nat. 37:547; 1912, New Phytol. 11:37).
Lift is the units with both over what chance would give, first x second / units, uncoded units included
(Brin, Motwani, Ullman and Tsur, SIGMOD 1997, who call it interest).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from fitcode.analysis.crosstab import check_choice, column_names
from fitcode.analysis.measuring.meetings import (
    Meetings,
    Side,
    meet_as_neighbours,
    meet_in_units,
    pairs_that_meet,
)
from fitcode.analysis.measuring.rows import Group
from fitcode.analysis.measuring.unit_line import unit_line
from fitcode.analysis.numbers.numbering import (
    Flags,
    Floats,
    Integers,
    as_integers,
    distinct,
    each_once,
    quotient,
)
from fitcode.analysis.selecting.conditions import Condition
from fitcode.analysis.selecting.selection import Selection, said_codings, select
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.tally import cells
from fitcode.domain.choices import ComponentFrom, Valence
from fitcode.domain.counting import CooccurrenceLevel, CooccurrenceMeasure, CooccurrenceOf
from fitcode.domain.frame import VALENCES, CountingFrame
from fitcode.domain.table import Cell, Table

COLUMNS = ("together", "first", "second", "jaccard", "lift", "units")
"""The columns after the two labels; at level overlap ``pairs`` stands after ``together``."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """Every pair of labels that codings bear."""

    group: Group
    labels: Integers
    """Keys of the labels along both sides, in order."""

    meetings: Meetings
    pairs: Integers
    """Pairs of codings, one of each label, that share a unit; counted for overlap alone."""

    is_shown: Flags
    """Whether a pair says anything of its own: once for two labels where the sides are the same."""

    is_mirrored: bool
    """Whether the sides are the same, so that a matrix shows a pair in both halves."""

    def measures(self) -> dict[str, Integers | Floats]:
        """Name to one number a pair of labels."""
        together, units = self.meetings.together, self.meetings.units
        first = np.broadcast_to(self.meetings.first[:, None], together.shape)
        second = np.broadcast_to(self.meetings.second[None, :], together.shape)
        return {
            "together": together,
            "pairs": self.pairs,
            "first": first,
            "second": second,
            "jaccard": quotient(together, first + second - together),
            "lift": quotient(together.astype(np.float64) * units, first.astype(np.float64) * second),
            "units": np.full(together.shape, units),
        }


def cooccurrence(
    frame: CountingFrame,
    *,
    level: CooccurrenceLevel = "segment",
    of: CooccurrenceOf = "code",
    measure: CooccurrenceMeasure | None = None,
    valence: Valence | None = None,
    other_valence: Valence | None = None,
    where: Sequence[Condition] = (),
    component_from: ComponentFrom = ComponentFrom.about_or_voice,
    rollup: bool = False,
    include_interviewer: bool = False,
    complete: bool = False,
) -> Table:
    """A row a pair of labels that stand together, or one measure as a matrix of labels.

    A valence is asked of both labels unless the other is given one of its own. Raises UsageError for a level,
    label or measure that is none.
    """
    check_choice("level", level, get_args(CooccurrenceLevel))
    check_choice("kind of label", of, get_args(CooccurrenceOf))
    if measure is not None:
        check_choice("measure", measure, get_args(CooccurrenceMeasure))
    terms = Terms(
        by=(of,),
        where=tuple(where),
        component_from=component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
        complete=complete,
    )
    selection = select(frame, terms)
    grid = _grid(selection, level=level, valences=(valence, other_valence or valence))
    notes = [*selection.notes, *_notes(selection, level)]
    if not (grid.is_shown & (grid.meetings.together > 0)).any():
        notes.append(f"No two {of}s stand together here at level {level}.")
    if measure is None:
        return _long(grid, level=level, of=of, complete=complete, notes=notes)
    return _wide(grid, of=of, measure=measure, notes=notes)


def _grid(
    selection: Selection, *, level: CooccurrenceLevel, valences: tuple[Valence | None, Valence | None]
) -> _Grid:
    (feature,) = selection.by
    group = Group(feature=feature, expected=selection.expected(feature))
    keys = feature.of_codings[selection.codings]
    keys = np.where(keys < 0, group.size - 1, keys)
    labels, place = distinct(keys, size=group.size)
    if selection.terms.complete:
        complete = each_once(np.concatenate([labels, group.expected]))
        labels, place = complete, np.searchsorted(complete, labels)[place]

    line = unit_line(selection, level)
    stated = as_integers(selection.frame.codings.valence)[selection.codings]

    def side(valence: Valence | None) -> Side:
        chosen = stated >= -1 if valence is None else stated == VALENCES.index(valence.value)
        return Side.of(line.start[chosen], line.end[chosen], place[chosen], n_labels=len(labels))

    one = side(valences[0])
    is_mirrored = valences[0] == valences[1]
    other = one if is_mirrored else side(valences[1])
    is_neighbour = level == "neighbour"
    meetings = (meet_as_neighbours if is_neighbour else meet_in_units)(line, one, other)
    pairs = pairs_that_meet(one, other) if level == "overlap" else np.zeros_like(meetings.together)
    is_shown = np.ones((len(labels), len(labels)), dtype=np.bool_)
    if is_mirrored:
        # A label stands together with itself everywhere; beside itself only here and there.
        is_shown = np.triu(is_shown, k=0 if is_neighbour else 1)
    return _Grid(group, labels, meetings, pairs, is_shown, is_mirrored)


def _long(grid: _Grid, *, level: CooccurrenceLevel, of: str, complete: bool, notes: Sequence[str]) -> Table:
    shown = grid.is_shown if complete else grid.is_shown & (grid.meetings.together > 0)
    down, across = np.nonzero(shown)
    names = list(COLUMNS)
    if level == "overlap":
        names.insert(1, "pairs")
    measures = grid.measures()
    columns: list[list[Cell]] = [
        [grid.group.label(key) for key in grid.labels[side].tolist()] for side in (down, across)
    ]
    columns += [cells(measures[name][shown]) for name in names]
    columns.append([level] * len(down))
    return Table.of((of, "other", *names, "level"), zip(*columns, strict=True), notes=notes)


def _wide(grid: _Grid, *, of: str, measure: str, notes: Sequence[str]) -> Table:
    numbers = grid.measures()[measure].astype(np.float64)
    is_told = grid.is_shown | grid.is_shown.T if grid.is_mirrored else grid.is_shown
    numbers = np.where(is_told, numbers, np.nan)
    across = column_names(grid.group, grid.labels, taken={of})
    columns: list[list[Cell]] = [[grid.group.label(key) for key in grid.labels.tolist()]]
    for column in numbers.T:
        cell = cells(column)
        whole = measure == "together"
        columns.append([int(number) if whole and isinstance(number, float) else number for number in cell])
    return Table.of((of, *across), zip(*columns, strict=True), notes=notes)


def _notes(selection: Selection, level: CooccurrenceLevel) -> list[str]:
    """What a level leaves out, and whose units are among those counted."""
    notes = []
    if selection.terms.include_interviewer:
        notes.append("Interviewers' speech is counted, and so are the units of it.")
    if level == "case":
        case = selection.voices.case[selection.voices.of_codings]
        caseless = selection.counting & (case < 0)
        if caseless.any():
            notes.append(f"{said_codings(caseless)} without a case left out.")
    return notes
