"""Learning curve: what a suggester is worth by the number of labelled units it learned from.

Each seed sets whole transcripts aside to try on and draws the labelled units from the others, a larger
draw holding the smaller ones, so that a step along the curve is more labels and nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from statistics import mean, stdev
from typing import Protocol

import numpy as np

from fitcode.analysis.judging.evaluation import Trial, evaluate
from fitcode.analysis.judging.folds import grouped_folds
from fitcode.analysis.judging.retrieval import mean_average_precision
from fitcode.analysis.numbers.numbering import Flags, Floats, Integers
from fitcode.domain.table import Cell, Table

SIZES = (20, 50, 100, 200, 400, 800, 1600)
SEEDS = (0, 1, 2, 3, 4)

Metric = Callable[[Flags, Floats, Integers], float]
"""Truth and scores (``units x codes``) and the units' groups to a figure, NaN when there is none."""


def macro_f1(truth: Flags, scores: Floats, groups: Integers) -> float:
    """Mean F1 over codes, half of the groups at a threshold chosen on the other half; NaN for one group."""
    _, numbered = np.unique(groups, return_inverse=True)
    codes = [str(code) for code in range(truth.shape[1])]
    trial = Trial(codes=codes, truth=truth, groups=numbered, folds=numbered % 2)
    f1 = evaluate(trial, {"": scores}, replicates=0, baselines=()).judged[""].f1
    return float(np.nanmean(f1)) if not np.isnan(f1).all() else float("nan")


METRICS: Mapping[str, Metric] = {
    "macro_f1": macro_f1,
    "average_precision": lambda truth, scores, _groups: mean_average_precision(truth, scores),
}


class Trainer(Protocol):
    """What learns from some units and scores others."""

    def __call__(self, labelled: Integers, asked: Integers, *, seed: int) -> Floats | None:
        """Scores of the units asked about (``asked x codes``); None when it cannot learn from so few."""
        ...


def learning_curve(
    trainers: Mapping[str, Trainer],
    *,
    truth: Flags,
    groups: Integers,
    sizes: Sequence[int] = SIZES,
    seeds: Sequence[int] = SEEDS,
    n_folds: int = 5,
    metrics: Mapping[str, Metric] = METRICS,
) -> Table:
    """A row a size and suggester: over how many seeds, and of each metric the mean and standard deviation.

    Sizes that the transcripts which are not set aside cannot give are left out, with a note.
    """
    splits = {seed: _split(groups, n_folds=n_folds, seed=seed) for seed in seeds}
    most = min((len(labelled) for labelled, _asked in splits.values()), default=0)
    within = [size for size in sizes if size <= most]
    rows: list[tuple[Cell, ...]] = []
    for size in within:
        figures: dict[str, list[list[float]]] = {name: [] for name in trainers}
        # Draw by draw, so that suggesters which are trained together are trained once.
        for seed, (labelled, asked) in splits.items():
            for name, train in trainers.items():
                scores = train(labelled[:size], asked, seed=seed)
                if scores is not None:
                    found = [metric(truth[asked], scores, groups[asked]) for metric in metrics.values()]
                    figures[name].append(found)
        for name, drawn in figures.items():
            rows.append((size, name, len(drawn), *_summary(drawn, n_metrics=len(metrics))))
    columns = ("labels", "suggester", "runs", *(part for name in metrics for part in (name, f"{name}_sd")))
    return Table.of(columns, rows, notes=_notes(sizes, most=most))


def _split(groups: Integers, *, n_folds: int, seed: int) -> tuple[Integers, Integers]:
    """The units to learn from, in the order in which they are drawn, and those to try on."""
    folds = grouped_folds(groups, n_folds=n_folds, seed=seed)
    generator = np.random.Generator(np.random.PCG64(seed))
    return generator.permutation(np.flatnonzero(folds != 0)), np.flatnonzero(folds == 0)


def _summary(figures: Sequence[Sequence[float]], *, n_metrics: int) -> list[float | None]:
    summary: list[float | None] = []
    for place in range(n_metrics):
        said = [row[place] for row in figures if not np.isnan(row[place])]
        summary += [mean(said) if said else None, stdev(said) if len(said) > 1 else None]
    return summary


def _notes(sizes: Sequence[int], *, most: int) -> list[str]:
    larger = [size for size in sizes if size > most]
    if not larger:
        return []
    listed = ", ".join(str(size) for size in larger)
    return [f"No figures for {listed} labels: {most} units are there to learn from."]
