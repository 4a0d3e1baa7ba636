"""A second, slow co-occurrence: sets of units and plain loops, written from the definitions alone."""

from collections.abc import Hashable, Iterator
from typing import Any, NamedTuple

from fitcode.domain.frame import VALENCES, CountingFrame
from tests.analysis.reference import Reference

Unit = Hashable


class Numbers(NamedTuple):
    """What is said of one pair of labels."""

    together: int
    pairs: int
    first: int
    second: int
    jaccard: float | None
    lift: float | None
    units: int


class ReferenceCooccurrence:
    """One co-occurrence of labels at one level."""

    def __init__(
        self,
        frame: CountingFrame,
        *,
        level: str,
        of: str,
        valence: str | None = None,
        other_valence: str | None = None,
        **terms: Any,
    ) -> None:
        self.frame, self.level, self.of = frame, level, of
        self.sides = [valence, other_valence or valence]
        self.counted = Reference(frame, by=[of], **terms)
        self.touched = {coding: self.units_of(coding) for coding in self.counted.codings}
        self.units = self.scope().union(*self.touched.values())

    def units_of(self, coding: int) -> set[Any]:
        counted = self.counted
        if self.level == "case":
            return {case for case in [counted.voice(coding)[1]] if case >= 0}
        if self.level == "turn":
            return {
                turn
                for turn in counted.characters(coding)
                if counted.everybody or counted.speaks_for_itself(turn)
            }
        return counted.units([coding], self.unit)

    @property
    def unit(self) -> str:
        return "word" if self.level == "overlap" else "segment"

    def scope(self) -> set[Any]:
        counted, turns = self.counted, self.frame.turns
        if self.level == "case":
            return {case for _, case in counted.voices if case >= 0}
        units: set[Any] = set()
        for turn, transcript in enumerate(turns.transcript):
            voice = transcript, self.frame.speakers.case[turns.speaker[turn]]
            heard = counted.everybody or counted.speaks_for_itself(turn)
            if heard and all(counted.holds(condition, None, voice) for condition in counted.where):
                first, end = (getattr(turns, f"{edge}_{self.unit}")[turn] for edge in ("first", "end"))
                units |= {turn} if self.level == "turn" else {(transcript, one) for one in range(first, end)}
        return units

    def codings(self, label: str | None, side: int) -> list[int]:
        valence = self.sides[side]
        return [
            coding
            for coding in self.counted.codings
            if self.counted.fact(self.of, coding, self.counted.voice(coding)) == label
            and (valence is None or self.frame.codings.valence[coding] == VALENCES.index(valence))
        ]

    def carried(self, label: str | None, side: int) -> set[Any]:
        own = set[Any]().union(*(self.touched[coding] for coding in self.codings(label, side)))
        if self.level != "neighbour":
            return own
        # A unit is a segment with one of its neighbours: this side carries the one or the other.
        return {pair for pair in self.neighbours() if pair[side] in own}

    def neighbours(self) -> Iterator[tuple[Any, Any]]:
        for transcript, place in self.units:
            for other in ((transcript, place - 1), (transcript, place + 1)):
                if other in self.units:
                    yield (transcript, place), other

    def numbers(self, label: str | None, other: str | None) -> Numbers:
        one, two = self.carried(label, 0), self.carried(other, 1)
        units = len(list(self.neighbours())) if self.level == "neighbour" else len(self.units)
        together, either = len(one & two), len(one | two)
        return Numbers(
            together=together,
            pairs=sum(
                bool(self.touched[left] & self.touched[right])
                for left in self.codings(label, 0)
                for right in self.codings(other, 1)
            ),
            first=len(one),
            second=len(two),
            jaccard=together / either if either else None,
            lift=together * units / (len(one) * len(two)) if one and two else None,
            units=units,
        )
