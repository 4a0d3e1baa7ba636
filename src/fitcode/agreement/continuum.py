"""Continuum: what coders cut out of the same transcripts, as sorted columns of integers.

Transcripts are laid end to end, and nothing crosses a border between two. One coder's overlapping units
of one category are united first; units that only touch stay two, for where one ends is what is judged.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fitcode.agreement.ratings import Floats, Ints

NEEDS_TWO_CODERS = "needs two coders"
NO_TEXT = "no text to compare"
NOBODY_CODED = "nobody coded anything"
NOBODY_USED_IT = "nobody used the code"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Continuum:
    """Units by transcript, coder, category and start; ``continuum`` makes one."""

    transcript: Ints
    coder: Ints
    category: Ints
    start: Ints
    end: Ints
    lengths: Ints
    """How long each transcript is, in characters, words or whatever the units are measured in."""

    n_coders: int
    """All who read all the transcripts, whether they cut anything or not."""

    n_categories: int

    @property
    def n_transcripts(self) -> int:
        return len(self.lengths)

    @property
    def n_units(self) -> int:
        return len(self.start)

    @property
    def length(self) -> int:
        """How long the transcripts are together."""
        return int(self.lengths.sum())

    @property
    def offsets(self) -> Ints:
        """Where each transcript begins when they are laid end to end, and where the last one ends."""
        return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(self.lengths, dtype=np.int64)])

    def unit_counts(self) -> Ints:
        """How many units each coder cut of each category: ``coders x categories``."""
        return self._by_coder_and_category(None).astype(np.int64)

    def coded_lengths(self) -> Ints:
        """How much each coder coded with each category: ``coders x categories``."""
        return self._by_coder_and_category((self.end - self.start).astype(np.float64)).astype(np.int64)

    def why_not(self, nobody: str = NOBODY_CODED) -> str | None:
        """Why nothing can be said of these units; None when something can."""
        if self.n_coders < 2:
            return NEEDS_TWO_CODERS
        if not self.length:
            return NO_TEXT
        return None if self.n_units else nobody

    def of_category(self, category: int) -> "Continuum":
        """The same with one category only: everything else is a gap."""
        one = self._selected(self.category == category)
        return _columns(one, category=np.zeros(one.n_units, dtype=np.int64), n_categories=1)

    def of_any_category(self) -> "Continuum":
        """What was coded at all: every category becomes the same, and overlapping units are united."""
        return _united(_columns(self, category=np.zeros(self.n_units, dtype=np.int64), n_categories=1))

    def keeping(self, transcript: ArrayLike, start: ArrayLike, end: ArrayLike) -> "Continuum":
        """Only these stretches (respondents' turns): the rest is cut out, and what was beside it now touches.

        Stretches come in order and do not overlap. A unit loses what is cut out of it, or all.
        """
        which, begins, ends = (np.asarray(column, dtype=np.int64) for column in (transcript, start, end))
        offsets = self.offsets
        kept = Covered(offsets[which] + begins, offsets[which] + ends)
        new_offsets = kept.before(offsets)
        place, new_place = offsets[self.transcript], new_offsets[self.transcript]
        cut = _columns(
            self,
            start=kept.before(self.start + place) - new_place,
            end=kept.before(self.end + place) - new_place,
            lengths=np.diff(new_offsets),
        )
        return cut._selected(cut.end > cut.start)

    def with_one_code_a_passage(self) -> "Continuum":
        """Without the text that a coder gave several categories, which is cut out for every coder."""
        offsets = self.offsets
        start, end = (side + offsets[self.transcript] for side in (self.start, self.end))
        several: list[tuple[Ints, Ints]] = []
        for coder in range(self.n_coders):
            own = self.coder == coder
            cuts, depth = _depth(start[own], end[own], offsets)
            several.append((cuts[:-1][depth > 1], cuts[1:][depth > 1]))
        begins, ends = (np.concatenate(side) for side in zip(*several, strict=True))
        cuts, depth = _depth(begins, ends, offsets)
        kept_from, kept_to = cuts[:-1][depth == 0], cuts[1:][depth == 0]
        transcript = np.searchsorted(offsets, kept_from, side="right") - 1
        return self.keeping(transcript, kept_from - offsets[transcript], kept_to - offsets[transcript])

    def _selected(self, units: NDArray[np.bool_]) -> "Continuum":
        names = ("transcript", "coder", "category", "start", "end")
        return _columns(self, **{name: getattr(self, name)[units] for name in names})

    def _by_coder_and_category(self, weight: Floats | None) -> Floats:
        cells = self.coder * self.n_categories + self.category
        size = self.n_coders * self.n_categories
        summed = np.bincount(cells, weights=weight, minlength=size).astype(np.float64)
        return summed.reshape(self.n_coders, self.n_categories)


def continuum(
    *,
    transcript: ArrayLike,
    coder: ArrayLike,
    category: ArrayLike,
    start: ArrayLike,
    end: ArrayLike,
    lengths: ArrayLike,
    n_coders: int,
    n_categories: int,
) -> Continuum:
    """Lay units on transcripts of these lengths; raises ValueError for units that do not stand in theirs."""
    made = Continuum(
        transcript=np.asarray(transcript, dtype=np.int64),
        coder=np.asarray(coder, dtype=np.int64),
        category=np.asarray(category, dtype=np.int64),
        start=np.asarray(start, dtype=np.int64),
        end=np.asarray(end, dtype=np.int64),
        lengths=np.asarray(lengths, dtype=np.int64),
        n_coders=n_coders,
        n_categories=n_categories,
    )
    for column, limit in (
        (made.transcript, made.n_transcripts),
        (made.coder, n_coders),
        (made.category, n_categories),
    ):
        if made.n_units and (column.min() < 0 or column.max() >= limit):
            raise ValueError("a unit names a transcript, coder or category that is not there")
    if np.any((made.start < 0) | (made.end <= made.start) | (made.end > made.lengths[made.transcript])):
        raise ValueError("a unit does not stand in its transcript")
    return _united(made)


class Covered:
    """How much of an axis lies in stretches that do not overlap, up to any position."""

    def __init__(self, start: Ints, end: Ints) -> None:
        """Take the stretches in order."""
        self.start = np.append(np.int64(-1), start)
        self.size = np.append(np.int64(0), end - start)
        self.earlier = np.cumsum(self.size) - self.size

    def before(self, position: Ints) -> Ints:
        """How much lies before each of these positions."""
        stretch = np.searchsorted(self.start, position, side="right") - 1
        covered: Ints = self.earlier[stretch] + np.minimum(position - self.start[stretch], self.size[stretch])
        return covered


def _columns(
    given: Continuum,
    *,
    transcript: Ints | None = None,
    coder: Ints | None = None,
    category: Ints | None = None,
    start: Ints | None = None,
    end: Ints | None = None,
    lengths: Ints | None = None,
    n_categories: int | None = None,
) -> Continuum:
    """The same continuum with some columns others."""
    return Continuum(
        transcript=given.transcript if transcript is None else transcript,
        coder=given.coder if coder is None else coder,
        category=given.category if category is None else category,
        start=given.start if start is None else start,
        end=given.end if end is None else end,
        lengths=given.lengths if lengths is None else lengths,
        n_coders=given.n_coders,
        n_categories=given.n_categories if n_categories is None else n_categories,
    )


def _united(given: Continuum) -> Continuum:
    """Sorted, with one coder's overlapping units of one category and transcript made one."""
    if not given.n_units:
        return given
    group = (given.transcript * given.n_coders + given.coder) * given.n_categories + given.category
    order = np.lexsort((given.start, group))
    group, start, end = group[order], given.start[order], given.end[order]
    group = np.cumsum(np.concatenate([[0], group[1:] != group[:-1]]))
    step = int(given.lengths.max()) + 1
    reached = np.maximum.accumulate(group * step + end)
    begins = np.concatenate([[True], group[1:] * step + start[1:] >= reached[:-1]])
    first = np.flatnonzero(begins)
    last = np.concatenate([first[1:], [len(start)]]) - 1
    return _columns(
        given,
        transcript=given.transcript[order][first],
        coder=given.coder[order][first],
        category=given.category[order][first],
        start=start[first],
        end=reached[last] - group[first] * step,
    )


def sections(start: Ints, end: Ints, borders: Ints) -> tuple[Ints, Ints]:
    """Cut an axis into units and the gaps between them: where each section begins and which unit it is.

    The units do not overlap or cross a border; the last border ends the axis. -1 stands for a gap.
    """
    cuts = _ascending(np.concatenate([start, end, borders]))
    unit = np.full(len(cuts) - 1, -1, dtype=np.int64)
    unit[np.searchsorted(cuts, start)] = np.arange(len(start))
    return cuts, unit


def _depth(start: Ints, end: Ints, borders: Ints) -> tuple[Ints, Ints]:
    """Where stretches of an axis begin (and the last ends), and in how many of the given ones each lies."""
    cuts = _ascending(np.concatenate([start, end, borders]))
    begun, ended = (np.bincount(np.searchsorted(cuts, side), minlength=len(cuts)) for side in (start, end))
    return cuts, np.cumsum(begun - ended)[:-1]


def meetings(first: Ints, second: Ints) -> tuple[Ints, Ints, Ints]:
    """Every pair of sections of two cuttings of an axis that have something in common.

    Given where sections begin (and the last ends): where the common stretches begin (and the last ends), and
    which section of the first and which of the second meet in each.
    """
    cuts = _ascending(np.concatenate([first, second]))
    in_first = np.searchsorted(first, cuts[:-1], side="right") - 1
    in_second = np.searchsorted(second, cuts[:-1], side="right") - 1
    return cuts, in_first, in_second


def _ascending(values: Ints) -> Ints:
    """Each value once; ``np.unique`` hashes, which takes ten times as long on what is nearly sorted."""
    ordered = np.sort(values, kind="stable")
    first: Ints = ordered[np.append(True, ordered[1:] != ordered[:-1])]
    return first
