"""Retrieval: how well scores find what people coded, by precision, recall, F1 and average precision.

A score of -inf or NaN is "not proposed". Units of equal score are found together, so that no figure
depends on the order in which ties happen to stand.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitcode.analysis.numbers.numbering import Flags, Floats, Integers, quotient

Weights = NDArray[np.floating[Any]]
"""How often each group counts, a column a resample: whole numbers. Single precision is twice as fast."""

Scores = NDArray[np.floating[Any]]
"""How sure a suggester is of each unit, in either precision; -inf or NaN where it proposes nothing."""

_CELLS_AT_A_TIME = 1 << 17
"""Of this many the matrices of a chunk of replicates stay in the cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """One code's units by falling score, cut where recall rises: all that ranked figures need.

    Everything is counted by group (transcript), so that a resample or a fold is a weighted sum.
    """

    score: Floats
    """The distinct scores at which positives stand, the highest first."""

    found: Floats
    """Positives with that score or a higher one: ``steps x groups``."""

    listed: Floats
    """Units with that score or a higher one: ``steps x groups``."""

    support: Floats
    """Positives of each group, proposed or not."""

    @classmethod
    def of(cls, truth: Flags, scores: Scores, groups: Integers, *, n_groups: int) -> "Steps":
        """The steps of one code: its truth and scores, an entry a unit."""
        proposed = np.flatnonzero(scores > -np.inf)  # NaN is not
        order = proposed[np.argsort(scores[proposed])[::-1]]
        values, hits, owners = scores[order], truth[order], groups[order]
        level = np.cumsum(np.append(False, values[1:] != values[:-1])[: len(values)])
        reached = np.unique(level[hits])
        step = np.searchsorted(reached, level)
        size = (len(reached) + 1, n_groups)

        def count(chosen: Flags | slice) -> Floats:
            counts = np.bincount(step[chosen] * n_groups + owners[chosen], minlength=size[0] * size[1])
            return counts.reshape(size)[:-1].cumsum(axis=0).astype(np.float64)

        return cls(
            score=values[np.searchsorted(level, reached)].astype(np.float64),
            found=count(hits),
            listed=count(slice(None)),
            support=np.bincount(groups[truth], minlength=n_groups).astype(np.float64),
        )

    def average_precision(self, weights: Weights) -> Floats:
        """Average precision under each column of group weights (whole numbers); NaN without positives.

        The mean, over positives, of the precision where each is found, and 0 for those never proposed
        (Manning, Raghavan and Schuetze 2008, pp. 159-160). Around a positive its own group counts once,
        however often it was drawn: copies of a unit beside itself would lift a resample above the truth.
        Mean average precision over 30 simulated codes then had 95 % intervals that covered 88 to 90 %,
        where counting the copies covered 73 to 84 %.
        """
        # One entry for each step and group that finds positives there.
        gained = np.diff(self.found, axis=0, prepend=0)
        step, group = np.nonzero(gained)
        found, listed = (counts[step].astype(weights.dtype) for counts in (self.found, self.listed))
        own = np.arange(len(step)), group
        own_found, own_listed = found[own][:, None], listed[own][:, None]
        found[own] = listed[own] = 0
        times = gained[step, group].astype(weights.dtype)[:, None]
        summed = np.zeros(weights.shape[1])
        at_a_time = max(1, _CELLS_AT_A_TIME // max(len(step), 1))
        for begin in range(0, len(summed), at_a_time):
            drawn = np.ascontiguousarray(weights[:, begin : begin + at_a_time])
            # Counts are whole numbers, so these products are exact whatever order a library sums in.
            precision, below = found @ drawn, listed @ drawn
            precision += own_found
            below += own_listed
            precision /= below
            precision *= drawn[group] if times.max(initial=1) == 1 else drawn[group] * times
            summed[begin : begin + at_a_time] = precision.sum(axis=0, dtype=np.float64)
        return quotient(summed, self.support @ weights)

    def f1(self, weights: Floats) -> Floats:
        """F1 at each step under each column of weights: ``steps x columns``; 0 without positives."""
        found, listed = self.found @ weights, self.listed @ weights
        f1: Floats = 2 * found / np.maximum(listed + self.support @ weights, 1)
        return f1

    def best(self, weights: Floats) -> Integers:
        """The step with the highest F1 under each column of weights, -1 when nothing is found there.

        Of equals the highest score is taken: it asks for less reading. A step at which the weights find
        nothing more is never taken, so that units without weight have no say.
        """
        if not len(self.score):
            return np.full(weights.shape[1], -1)
        f1 = self.f1(weights)
        best = f1.argmax(axis=0)
        return np.where(f1[best, np.arange(f1.shape[1])] > 0, best, -1)


def score_table(units: Integers, codes: Integers, scores: Scores, *, n_units: int, n_codes: int) -> Floats:
    """Proposals as ``units x codes``, -inf where nothing is proposed; of several the highest counts."""
    table = np.full((n_units, n_codes), -np.inf)
    np.maximum.at(table, (units, codes), scores)
    return table


def average_precision(truth: Flags, scores: Scores) -> float:
    """Average precision of one code's scores, NaN when nothing is positive."""
    return float(_ungrouped(truth, scores).average_precision(np.ones((1, 1)))[0])


def mean_average_precision(truth: Flags, scores: Scores) -> float:
    """The mean over the codes (columns) that have a positive, NaN when none has."""
    supported = np.flatnonzero(truth.any(axis=0))
    if not len(supported):
        return float("nan")
    return float(np.mean([average_precision(truth[:, code], scores[:, code]) for code in supported]))


def best_threshold(truth: Flags, scores: Scores) -> float:
    """The score from which on proposing gives the highest F1, infinite when no positive was proposed."""
    steps = _ungrouped(truth, scores)
    (best,) = steps.best(np.ones((1, 1)))
    return float("inf") if best < 0 else float(steps.score[best])


@dataclass(frozen=True, slots=True)
class Hits:
    """What a yes or no for each unit came to; one entry a code, or a single one."""

    true: Floats
    proposed: Floats
    support: Floats

    @classmethod
    def of(cls, truth: Flags, chosen: Flags) -> "Hits":
        """Truth against choice, counted along the first axis."""
        return cls(*(np.asarray(flags.sum(axis=0), float) for flags in (truth & chosen, chosen, truth)))

    @property
    def precision(self) -> Floats:
        """Right ones among those proposed, NaN when nothing was."""
        return quotient(self.true, self.proposed)

    @property
    def recall(self) -> Floats:
        """Found ones among the positives, NaN without positives."""
        return quotient(self.true, self.support)

    @property
    def f1(self) -> Floats:
        """Their harmonic mean, NaN without positives."""
        f1 = quotient(2 * self.true, self.proposed + self.support)
        return np.where(self.support > 0, f1, np.nan)


def at_threshold(truth: Flags, scores: Scores, threshold: float) -> Hits:
    """Precision, recall and F1 of each code when all from the threshold on is proposed."""
    return Hits.of(truth, (scores >= threshold) & (scores > -np.inf))


def expected_average_precision(units: Floats, positives: Floats) -> Floats:
    """The exact expectation for a random order (Bestgen 2015, pp. 131-138), NaN without positives.

    A little above the share of positives, and much above it where units are few.
    """
    harmonic = np.append(0.0, np.cumsum(1 / np.arange(1, int(units.max(initial=0)) + 1)))
    first = harmonic[units.astype(np.int64)]
    expected = quotient(first + (positives - 1) * quotient(units - first, units - 1), units)
    # A single unit comes first, whatever the order.
    expected = np.where(units == 1, 1.0, expected)
    return np.where(positives > 0, expected, np.nan)


def _ungrouped(truth: Flags, scores: Scores) -> Steps:
    return Steps.of(truth, scores, np.zeros(len(truth), dtype=np.int64), n_groups=1)
