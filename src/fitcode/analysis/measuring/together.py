"""Together: which codings share a segment or a turn with which others.

A unit carries what a counted coding touches in it, and is counted once however many codings do; of what a
coding touches only respondents' units count, as in a tally.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fitcode.analysis.measuring.units import all_units, respondent_units
from fitcode.analysis.numbers.numbering import Flags, Integers, as_integers, each_once, spread
from fitcode.analysis.selecting.selection import Selection

Unit = Literal["segment", "turn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """The units that the counted codings touch, numbered through all transcripts."""

    coding: Integers
    """A coding and a unit for each time that a coding touches one."""

    unit: Integers
    n_codings: int
    n_units: int

    @classmethod
    def of(cls, selection: Selection, unit: Unit) -> "Touched":
        """What the codings of a selection touch."""
        start, end, n_units = _segments(selection) if unit == "segment" else _turns(selection)
        counting = selection.codings
        owner, units = spread(start[counting], np.maximum(end[counting] - start[counting], 0))
        counted = np.ones(len(units), dtype=np.bool_)
        if unit == "turn" and not selection.terms.include_interviewer:
            counted = selection.turns.is_respondent[units]
        return cls(
            coding=counting[owner][counted],
            unit=units[counted],
            n_codings=len(selection.counting),
            n_units=n_units,
        )

    def carrying(self, codings: Flags) -> Flags:
        """Which units carry one of these codings."""
        carries = np.zeros(self.n_units, dtype=np.bool_)
        carries[self.unit[codings[self.coding]]] = True
        return carries

    def meeting(self, units: Flags) -> Flags:
        """Which codings touch one of these units."""
        meets = np.zeros(self.n_codings, dtype=np.bool_)
        meets[self.coding[units[self.unit]]] = True
        return meets

    def count(self, labels: Integers, *, n_labels: int, within: Sequence[Flags]) -> Integers:
        """Units that carry each label (-1 for none), in each of several sets: ``labels x sets``."""
        label = labels[self.coding]
        labelled = label >= 0
        pairs = each_once(label[labelled] * self.n_units + self.unit[labelled], size=n_labels * self.n_units)
        of_pairs, unit = pairs // self.n_units, pairs % self.n_units
        return np.column_stack([np.bincount(of_pairs[units[unit]], minlength=n_labels) for units in within])


def _segments(selection: Selection) -> tuple[Integers, Integers, int]:
    codings, turns = selection.frame.codings, selection.frame.turns
    own = codings.first_segment, codings.end_segment
    if selection.terms.include_interviewer:
        units = all_units(own, transcript=as_integers(codings.transcript))
    else:
        of_turns = turns.first_segment, turns.end_segment
        units = respondent_units(own, of_turns, selection.turns, selection.speech)
    return units.start, units.end, units.span


def _turns(selection: Selection) -> tuple[Integers, Integers, int]:
    """From the first turn touched up to past the last; none (-1) for what lies outside turns."""
    first, last = selection.speech.first_turn, selection.speech.last_turn
    return first, np.where(first >= 0, last + 1, first), len(selection.turns.start) + 1
