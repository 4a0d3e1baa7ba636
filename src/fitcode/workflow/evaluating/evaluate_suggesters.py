"""Evaluate suggesters: against what people coded, on transcripts that the suggesters learned nothing from.

Whole transcripts, joined by shared cases, go to folds; all suggesters get the same folds and resamples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fitcode.batch.executors import choose_executor
from fitcode.batch.one_thread import one_blas_thread
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError, nearest
from fitcode.store.annotations import open_annotations
from fitcode.store.judged_transcripts import JudgedTranscript, judged_transcripts
from fitcode.store.names import code_index
from fitcode.suggest.registry import find_suggester
from fitcode.suggest.suggester import Recipe, TrainedKind
from fitcode.workflow.evaluating.judge_fields import Met, field_lines, met_codings
from fitcode.workflow.evaluating.score_out_of_fold import (
    TFIDF,
    Judged,
    Jury,
    RememberedTexts,
    score_fold,
    score_words,
)
from fitcode.workflow.evaluating.tell_of_evaluation import difference_lines, what_there_is
from fitcode.workflow.suggesting.keep_readings import Makers, keep_readings
from fitcode.workflow.suggesting.learn_valence import ReadValence, read_valences, valence_state
from fitcode.workflow.suggesting.plan_pass import Asked, needs_vectors, recipe_of
from fitcode.workflow.suggesting.read_for_suggesting import PassInput, pass_inputs
from fitcode.workflow.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.analysis.judging.evaluation import Evaluation, Trial

SHIPPED = ("rules", "semantic", "learned")
BASELINES = (TFIDF, "random", "frequency")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationAsked:
    """What somebody wants to know."""

    suggesters: Sequence[str] = ()
    """Names of rows; all where none is named."""

    n_folds: int = 5
    coders: Sequence[str] = ()
    only: Sequence[str] = ()
    seed: int = 0


def evaluate_suggesters(workspace: Workspace, asked: EvaluationAsked) -> Table:
    """A row a code and suggester, then one a suggester; ``analysis.judging.evaluation`` has the columns.

    Raises FitcodeError where nothing is coded or a suggester is not known.
    """
    with open_jury(workspace, asked) as (jury, notes):
        trial, folds_note = trial_of(workspace, jury, asked)
        with one_blas_thread():
            scores, met = _scores(jury, trial, asked)
            evaluation = _evaluated(trial, scores, asked, jury=jury)
    lines = (*notes, *folds_note, *difference_lines(evaluation, jury.pass_name), *field_lines(met))
    table = evaluation.table()
    return replace(table, notes=(*lines[: len(notes)], *table.notes, *lines[len(notes) :]))


@contextmanager
def open_jury(workspace: Workspace, asked: EvaluationAsked) -> Iterator[tuple[Jury, tuple[str, ...]]]:
    """Everything read, encoded and gathered that scoring needs, and what to know of it."""
    from fitcode.suggest.passes import check_recipe
    from fitcode.suggest.reading.readings import encoder_of
    from fitcode.workflow.suggesting.gather_material import gather_material

    transcripts, notes = judged_transcripts(workspace.project, coders=asked.coders)
    together = workspace.settings.suggest.suggesters
    recipe = _recipe(workspace, asked, together)
    codes = _codes(recipe, transcripts)
    workspace.narrator.note(what_there_is(transcripts, codes, n_folds=asked.n_folds))
    check_recipe(recipe)
    makers = Makers(recipe.settings, needs_vectors(recipe) or _learns(recipe, asked))
    inputs = pass_inputs(workspace.project)
    with open_annotations(workspace.project) as annotations:
        serial = choose_executor("serial")
        faults = keep_readings(workspace, annotations, inputs, makers=makers, executor=serial)
        material = gather_material(workspace, annotations, inputs, makers=makers)
        judged = _numbered(transcripts, inputs={one.transcript: one for one in inputs})
        jury = Jury(
            workspace=workspace,
            annotations=annotations,
            makers=makers,
            recipe=recipe,
            together=together if set(together) <= set(recipe.settings.suggesters) else (),
            codes=codes,
            judged=judged,
            material=material,
            encoder=RememberedTexts(encoder_of(recipe.settings.encoder)),
        )
        yield jury, (*notes, *faults)


def _recipe(workspace: Workspace, asked: EvaluationAsked, together: Sequence[str]) -> Recipe:
    """Of the suggesters whose rows are wanted; what this project has learned already stays out."""
    pass_name = "+".join(together)
    known = [*dict.fromkeys((*SHIPPED, *together)), pass_name, *BASELINES]
    for name in asked.suggesters:
        if name not in known:
            raise FitcodeError(f"No suggester named {name!r} is evaluated.", remedy=nearest(name, known))
    wanted = set(asked.suggesters or known)
    if pass_name in wanted:
        wanted |= set(together)
    names = tuple(name for name in dict.fromkeys((*SHIPPED, *together)) if name in wanted)
    return recipe_of(workspace, Asked(only=asked.only, suggesters=names or ("rules",)), learned={})


def _learns(recipe: Recipe, asked: EvaluationAsked) -> bool:
    """Whether anything is trained: the material to train on is gathered by vectors."""
    kinds = [find_suggester(name) for name in recipe.settings.suggesters]
    return is_wanted(TFIDF, asked) or any(isinstance(kind, TrainedKind) for kind in kinds)


def _numbered(transcripts: Sequence[JudgedTranscript], inputs: Mapping[str, PassInput]) -> list[Judged]:
    judged: list[Judged] = []
    first = 0
    for one in transcripts:
        judged.append(Judged(one, inputs[one.name], first))
        first += len(one.segments)
    return judged


def _codes(recipe: Recipe, transcripts: Sequence[JudgedTranscript]) -> list[str]:
    """Codes that are looked for and that people used, in the codebooks' order."""
    from fitcode.suggest.pass_fingerprints import chosen_codes

    used = {coding.code for one in transcripts for coding in one.codings}
    used &= chosen_codes(recipe.codebooks, recipe.settings.only)
    every = (f"{book.id}/{code.id}" for book in recipe.codebooks for code in book.codes)
    return [code for code in every if code in used]


def trial_of(workspace: Workspace, jury: Jury, asked: EvaluationAsked) -> tuple[Trial, tuple[str, ...]]:
    """Units, what people coded of them and the folds, and what to know of those."""
    import numpy as np

    from fitcode.analysis.judging.coverage import CodedText, coded_units
    from fitcode.analysis.judging.evaluation import Trial
    from fitcode.analysis.judging.folds import grouped_folds

    truth, groups = coded_units(
        [
            CodedText(
                one.transcript.text,
                one.transcript.segments,
                [
                    (coding.start, coding.end, jury.columns[coding.code])
                    for coding in one.transcript.codings
                    if coding.code in jury.columns
                ],
                one.transcript.group,
            )
            for one in jury.judged
        ],
        n_codes=len(jury.codes),
    )
    n_groups = int(groups.max(initial=-1)) + 1
    n_folds = min(asked.n_folds, n_groups)
    notes = () if n_folds == asked.n_folds else (_few_folds(n_groups),)
    folds = np.zeros_like(groups) if n_folds < 2 else grouped_folds(groups, n_folds=n_folds, seed=asked.seed)
    display = code_index(workspace.project)
    names = [display.display[display.resolve(code)] for code in jury.codes]
    return Trial(codes=names, truth=truth, groups=groups, folds=folds), notes


def _few_folds(n_groups: int) -> str:
    if n_groups < 2:
        return "All that is coded is one transcript (or one case's): nothing is left to try suggesters on."
    return f"Only {n_groups} folds: people coded no more transcripts without a case in common."


def _scores(
    jury: Jury, trial: Trial, asked: EvaluationAsked
) -> tuple[dict[str, NDArray[np.float32]], list[Met]]:
    """Suggester to its scores, and the codings that the pass found."""
    import numpy as np

    shape = trial.truth.shape
    tables: dict[str, NDArray[np.float32]] = {}
    met: list[Met] = []
    done = 0
    valences = _valences(jury)
    with jury.workspace.narrator.progress("Evaluating", len(jury.judged)) as advance:
        for fold in range(trial.n_folds if trial.n_folds > 1 else 0):
            there = [one for one in jury.judged if _fold_of(trial, one) == fold]
            others = [one for one in jury.judged if _fold_of(trial, one) not in (fold, None)]
            examples = jury.examples_in(others)
            recipe = jury.trained(examples)
            recipe = _with_valence(recipe, valences, learned_from=others)
            if is_wanted(TFIDF, asked):
                inside = trial.folds == fold
                tables.setdefault(TFIDF, np.full(shape, -np.inf, dtype=np.float32))
                tables[TFIDF][inside] = score_words(jury, examples)[inside]
            for scored in score_fold(jury, recipe, there):
                for name, table in scored.scores.items():
                    tables.setdefault(name, np.full(shape, -np.inf, dtype=np.float32))
                    tables[name][scored.judged.units] = table
                met += met_codings(scored.judged.transcript.codings, scored.suggestions)
                done += 1
                advance(done)
    if trial.n_folds < 2:
        names = (*jury.recipe.settings.suggesters, jury.pass_name, TFIDF)
        tables = {name: np.full(shape, -np.inf, dtype=np.float32) for name in names}
    return tables, met


def _valences(jury: Jury) -> list[ReadValence]:
    """What there is to learn of valences; fields are judged of the whole pass alone."""
    if not jury.together:
        return []
    inputs = [one.input for one in jury.judged]
    return read_valences(jury.workspace, jury.annotations, jury.recipe, inputs, makers=jury.makers)


def _with_valence(
    recipe: Recipe, valences: Sequence[ReadValence], *, learned_from: Sequence[Judged]
) -> Recipe:
    """The recipe with a valence model that knows these transcripts alone."""
    names = {one.transcript.name for one in learned_from}
    state = valence_state([one for one in valences if one.coding.transcript in names])
    return replace(recipe, models={**recipe.models, state.suggester: state}) if state else recipe


def _fold_of(trial: Trial, judged: Judged) -> int | None:
    """None for a transcript in which respondents say nothing."""
    return int(trial.folds[judged.first]) if judged.transcript.segments else None


def is_wanted(name: str, asked: EvaluationAsked) -> bool:
    """Whether this row was asked for."""
    return not asked.suggesters or name in asked.suggesters


def _evaluated(
    trial: Trial, scores: Mapping[str, NDArray[np.float32]], asked: EvaluationAsked, *, jury: Jury
) -> Evaluation:
    from fitcode.analysis.judging.evaluation import evaluate

    order = dict.fromkeys((*jury.recipe.settings.suggesters, jury.pass_name, TFIDF))
    return evaluate(
        trial,
        {name: scores[name] for name in order if name in scores and is_wanted(name, asked)},
        seed=asked.seed,
        baselines=[name for name in BASELINES if is_wanted(name, asked)],
    )
