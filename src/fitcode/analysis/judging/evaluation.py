"""Evaluation: what suggesters are worth against what people coded, each figure with its interval.

All suggesters are judged on the same units, folds and resamples, so that they can be compared; a
threshold is chosen on the other folds and never on the one that it is tried on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from fitcode.analysis.judging.retrieval import Hits, Scores, Steps, Weights, expected_average_precision
from fitcode.analysis.numbers.intervals import LEAST_CLUSTERS, percentiles, resample
from fitcode.analysis.numbers.numbering import Flags, Floats, Integers, quotient
from fitcode.domain.table import Cell, Table

COLUMNS = (
    *("code", "suggester", "support", "precision", "recall", "f1", "average_precision", "low", "high"),
    "threshold",
)
DIFFERENCE_COLUMNS = ("suggester", "other", "difference", "low", "high")
REPLICATES = 2_000
_EXACT_BELOW = 2**24
RANDOM, FREQUENCY = "random", "frequency"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The units that suggesters are judged on, and how they are cut into folds."""

    codes: Sequence[str]
    truth: Flags
    """Whether people coded each unit with each code: ``units x codes``."""

    groups: Integers
    """The transcript of each unit, numbered from 0."""

    folds: Integers
    """The fold of each unit; a transcript lies in one fold."""

    def __post_init__(self) -> None:
        if (self.fold_of[self.groups] != self.folds).any():
            raise ValueError("A transcript lies in more than one fold.")

    @property
    def n_groups(self) -> int:
        """How many transcripts there are."""
        return int(self.groups.max(initial=-1)) + 1

    @property
    def n_folds(self) -> int:
        """How many folds there are."""
        return int(self.folds.max(initial=-1)) + 1

    @cached_property
    def fold_of(self) -> Integers:
        """The fold of each transcript."""
        fold_of = np.zeros(self.n_groups, dtype=np.int64)
        fold_of[self.groups] = self.folds
        return fold_of

    @cached_property
    def in_fold(self) -> Floats:
        """1 where a transcript lies in a fold: ``transcripts x folds``."""
        return np.eye(self.n_folds)[self.fold_of]

    @cached_property
    def positives(self) -> Floats:
        """How many positives of each code each transcript holds: ``transcripts x codes``."""
        unit, code = np.nonzero(self.truth)
        size = (self.n_groups, len(self.codes))
        counts = np.bincount(self.groups[unit] * size[1] + code, minlength=size[0] * size[1])
        return counts.reshape(size).astype(np.float64)

    @cached_property
    def is_judged(self) -> Flags:
        """Whether each code has positives in two folds or more: fewer leave nothing to learn or try on."""
        is_judged: Flags = (self.in_fold.T @ self.positives > 0).sum(axis=0) >= 2
        return is_judged

    def frequency_scores(self) -> Floats:
        """To each unit each code's share in the other folds: what somebody knows who reads nothing."""
        units = np.bincount(self.groups, minlength=self.n_groups)
        others = 1 - self.in_fold.T
        shares = quotient(others @ self.positives, (others @ units)[:, None] * np.ones(len(self.codes)))
        return shares[self.folds]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one suggester came to, an entry a code; NaN where a code cannot be judged."""

    precision: Floats
    recall: Floats
    f1: Floats
    average_precision: Floats
    threshold: Floats
    """The middle one of those chosen for the folds; NaN where none was."""

    replicates: Floats
    """Average precision under each resample: ``codes x replicates``."""

    @classmethod
    def nothing(cls, n_codes: int, *, replicates: int) -> "Judged":
        """Room for figures."""
        names = ("precision", "recall", "f1", "average_precision", "threshold")
        return cls(
            replicates=np.full((n_codes, replicates), np.nan),
            **{name: np.full(n_codes, np.nan) for name in names},
        )

    def mean_replicates(self) -> Floats:
        """Mean average precision under each resample.

        It moves with the codes that have positives in the resample, each from where it stands itself: that a
        rare code is missing must not look like a better suggester.
        """
        moved = self.replicates - self.average_precision[:, None]
        return _mean(self.average_precision) + quotient(
            np.nansum(moved, axis=0), (~np.isnan(moved)).sum(axis=0)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What several suggesters came to on the same trial."""

    trial: Trial
    judged: Mapping[str, Judged]

    def table(self) -> Table:
        """A row a code and suggester, then one a suggester without a code: the means over codes judged.

        ``low`` and ``high`` are of average precision.
        """
        rows: list[tuple[Cell, ...]] = []
        low_high = {name: self._intervals(judged) for name, judged in self.judged.items()}
        for code, label in enumerate(self.trial.codes):
            for name, judged in self.judged.items():
                low, high = low_high[name]
                rows.append(self._row(label, name, judged, code, low[code], high[code]))
        rows += [self._mean_row(name, judged) for name, judged in self.judged.items()]
        return Table.of(COLUMNS, rows, notes=self._notes())

    def differences(self) -> Table:
        """Between any two suggesters the difference of mean average precision, paired by resample."""
        return Table.of(DIFFERENCE_COLUMNS, (self.difference(*pair) for pair in combinations(self.judged, 2)))

    def difference(self, one: str, other: str) -> tuple[Cell, ...]:
        """A row of that table."""
        first, second = self.judged[one], self.judged[other]
        value = _mean(first.average_precision) - _mean(second.average_precision)
        low, high = self._interval(first.mean_replicates() - second.mean_replicates())
        return (one, other, *_cells(value, low, high))

    def _row(
        self, label: str, name: str, judged: Judged, code: int, low: float, high: float
    ) -> tuple[Cell, ...]:
        figures = (judged.precision, judged.recall, judged.f1, judged.average_precision)
        values = (*(float(figure[code]) for figure in figures), low, high, judged.threshold[code])
        return (label, name, int(self.trial.positives[:, code].sum()), *_cells(*values))

    def _mean_row(self, name: str, judged: Judged) -> tuple[Cell, ...]:
        figures = (judged.precision, judged.recall, judged.f1, judged.average_precision)
        support = int(self.trial.positives[:, self.trial.is_judged].sum())
        interval = self._interval(judged.mean_replicates())
        return (None, name, support, *_cells(*(_mean(figure) for figure in figures), *interval), None)

    def _intervals(self, judged: Judged) -> tuple[Floats, Floats]:
        n_codes, replicates = judged.replicates.shape
        if not replicates:
            return np.full(n_codes, np.nan), np.full(n_codes, np.nan)
        low, high = percentiles(judged.replicates)
        enough = (self.trial.positives > 0).sum(axis=0) >= LEAST_CLUSTERS
        return np.where(enough, low, np.nan), np.where(enough, high, np.nan)

    def _interval(self, replicates: Floats) -> tuple[float, float]:
        contributing = self.trial.positives[:, self.trial.is_judged].any(axis=1).sum()
        if contributing < LEAST_CLUSTERS or not len(replicates):
            return float("nan"), float("nan")
        low, high = percentiles(replicates[None])
        return float(low[0]), float(high[0])

    def _notes(self) -> list[str]:
        left_out = int((~self.trial.is_judged).sum())
        if not left_out:
            return []
        return [
            f"{left_out} of {len(self.trial.codes)} codes have no figures: coded in fewer than two folds."
        ]


def evaluate(
    trial: Trial,
    scores: Mapping[str, Scores],
    *,
    replicates: int = REPLICATES,
    seed: int = 0,
    baselines: Collection[str] = (RANDOM, FREQUENCY),
) -> Evaluation:
    """Judge suggesters, each by its scores (``units x codes``, each unit's from a model that never saw it).

    Thresholds are chosen on the scores of the other folds; true and false ones are summed over folds
    before F1 is taken (Forman and Scholz 2010, pp. 49-57).
    """
    draws = resample(trial.n_groups, replicates=replicates, seed=seed)
    drawn = _compact(draws, len(trial.groups))
    judged = {name: _judge(trial, columns, drawn) for name, columns in scores.items()}
    if RANDOM in baselines:
        judged[RANDOM] = _judge_random(trial, draws)
    if FREQUENCY in baselines:
        judged[FREQUENCY] = _judge(trial, trial.frequency_scores(), drawn)
    return Evaluation(trial=trial, judged=judged)


def _compact(draws: Floats, n_units: int) -> Weights:
    """In single precision where no count can pass what that holds exactly."""
    most = n_units * draws.max(initial=0)
    return draws.astype(np.float32) if most < _EXACT_BELOW else draws


def _judge(trial: Trial, scores: Scores, draws: Weights) -> Judged:
    judged = Judged.nothing(len(trial.codes), replicates=draws.shape[1])
    in_fold, everything = trial.in_fold, np.ones((trial.n_groups, 1))
    for code in np.flatnonzero(trial.is_judged).tolist():
        truth = np.ascontiguousarray(trial.truth[:, code])
        steps = Steps.of(truth, np.ascontiguousarray(scores[:, code]), trial.groups, n_groups=trial.n_groups)
        judged.average_precision[code] = steps.average_precision(everything)[0]
        judged.replicates[code] = steps.average_precision(draws)
        best = steps.best(1 - in_fold)
        chosen = np.flatnonzero(best >= 0)
        _note(judged, code, _tried(steps, best, chosen, in_fold))
        if len(chosen):
            judged.threshold[code] = np.median(steps.score[best[chosen]])
    return judged


def _tried(steps: Steps, best: Integers, folds: Integers, in_fold: Floats) -> Hits:
    """What the thresholds came to, each in the fold that it was not chosen on."""
    true, proposed = (
        np.einsum("fg,gf->", counts[best[folds]], in_fold[:, folds]) for counts in (steps.found, steps.listed)
    )
    return Hits(true, proposed, steps.support.sum())


def _judge_random(trial: Trial, draws: Floats) -> Judged:
    """Who codes as often as people do, anywhere: expectations by formula, no luck in them."""
    judged = Judged.nothing(len(trial.codes), replicates=draws.shape[1])
    units = np.bincount(trial.groups, minlength=trial.n_groups).astype(np.float64)
    weights = np.column_stack([np.ones(trial.n_groups), draws])
    drawn_units, in_fold = units @ weights, trial.in_fold
    for code in np.flatnonzero(trial.is_judged).tolist():
        support = np.ascontiguousarray(trial.positives[:, code])
        expected = expected_average_precision(drawn_units, support @ weights)
        judged.average_precision[code], judged.replicates[code] = expected[0], expected[1:]
        rate = quotient(support @ (1 - in_fold), units @ (1 - in_fold))
        hits = Hits(rate @ (support @ in_fold), rate @ (units @ in_fold), support.sum())
        _note(judged, code, hits)
    return judged


def _note(judged: Judged, code: int, hits: Hits) -> None:
    judged.precision[code], judged.recall[code], judged.f1[code] = hits.precision, hits.recall, hits.f1


def _mean(figures: Floats) -> float:
    said = figures[~np.isnan(figures)]
    return float(said.mean()) if len(said) else float("nan")


def _cells(*numbers: float) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(number) else float(number) for number in numbers)
