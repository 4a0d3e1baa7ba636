"""Draw a learning curve: what suggesters would be worth with fewer labelled segments than there are.

What is not drawn counts as never read; suggesters that learn nothing are left out, for their line is level.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from fitcode.batch.one_thread import one_blas_thread
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError
from fitcode.suggest.registry import find_suggester
from fitcode.suggest.suggester import TrainedKind
from fitcode.workflow.evaluating.evaluate_suggesters import (
    EvaluationAsked,
    is_wanted,
    open_jury,
    trial_of,
)
from fitcode.workflow.evaluating.score_out_of_fold import TFIDF, Jury, score_fold, score_words
from fitcode.workflow.evaluating.tell_of_evaluation import too_little
from fitcode.workflow.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.analysis.judging.evaluation import Trial
    from fitcode.suggest.material import Example

SIZES = (20, 50, 100, 200, 400, 800, 1600, 3200)
"""Labelled segments of a point."""

SEEDS = 3
"""Draws that each point is the mean of."""


def draw_learning_curve(workspace: Workspace, asked: EvaluationAsked) -> Table:
    """A row a number of labelled segments and suggester; see ``fitcode.analysis.judging.learning_curve``.

    Raises FitcodeError where nothing or too little is coded or a suggester is not known, UsageError for one
    transcript.
    """
    from fitcode.analysis.judging.learning_curve import learning_curve

    with open_jury(workspace, asked) as (jury, notes), one_blas_thread(), ExitStack() as ends:
        trial, folds_note = trial_of(workspace, jury, asked)
        if trial.n_groups > 1 and (reason := too_little(trial)):
            raise FitcodeError(
                f"No learning curve is drawn: {reason}",
                remedy="Code more, in more transcripts, then ask again.",
            )
        advance = ends.enter_context(workspace.narrator.progress("Learning", len(SIZES) * SEEDS))
        lines = _Lines(jury, trial, advance)
        names = [name for name in _learning(jury) if is_wanted(name, asked)]
        table = learning_curve(
            {name: partial(lines.train, name) for name in names},
            truth=trial.truth,
            groups=trial.groups,
            sizes=SIZES,
            seeds=range(asked.seed, asked.seed + SEEDS),
            n_folds=min(asked.n_folds, trial.n_groups),
        )
    return replace(table, notes=(*notes, *folds_note, *table.notes))


def _learning(jury: Jury) -> list[str]:
    """The suggesters that labels change."""
    names = [
        name for name in jury.recipe.settings.suggesters if isinstance(find_suggester(name), TrainedKind)
    ]
    together = [jury.pass_name] if len(jury.together) > 1 and set(names) & set(jury.together) else []
    return [*names, *together, TFIDF]


class _Lines:
    """The lines of one table: all suggesters of a draw are trained together, each once."""

    def __init__(self, jury: Jury, trial: Trial, advance: Callable[[int], None]) -> None:
        self._jury = jury
        self._trial = trial
        self._advance = advance
        self._done = 0
        self._drawn: tuple[int, int] | None = None
        self._tables: Mapping[str, NDArray[np.float32]] = {}

    def train(
        self, name: str, labelled: NDArray[np.int64], asked: NDArray[np.int64], *, seed: int
    ) -> NDArray[np.float64]:
        """Scores of the units that are asked about."""
        if self._drawn != (len(labelled), seed):
            self._tables, self._drawn = self._all(labelled, asked), (len(labelled), seed)
            self._done += 1
            self._advance(self._done)
        return self._tables[name][asked].astype("float64")

    def _all(self, labelled: NDArray[np.int64], asked: NDArray[np.int64]) -> dict[str, NDArray[np.float32]]:
        import numpy as np

        examples = self._examples(labelled)
        recipe = self._jury.trained(examples)
        there = set(self._trial.groups[asked].tolist())
        judged = [
            one
            for one in self._jury.judged
            if one.transcript.segments and self._trial.groups[one.first] in there
        ]
        tables = {TFIDF: score_words(self._jury, examples)}
        for scored in score_fold(self._jury, recipe, judged):
            for name, table in scored.scores.items():
                tables.setdefault(name, np.full(self._trial.truth.shape, -np.inf, dtype=np.float32))
                tables[name][scored.judged.units] = table
        return tables

    def _examples(self, labelled: NDArray[np.int64]) -> list[Example]:
        units, drawn = self._jury.units_of_rows, set(labelled.tolist())
        return [example for example in self._jury.material.examples if int(units[example.row]) in drawn]
