"""Carry out a pass: transcripts go to workers in shards, suggestions come back and are stored.

Only this process writes. What a transcript gets and the mark that it is done are one transaction, so that a
killed pass leaves whole transcripts only and the next one goes on from there.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from fitcode.batch.crew import Executor
from fitcode.batch.executors import in_batches
from fitcode.batch.outcomes import Done, Outcome
from fitcode.batch.shards import run_shards
from fitcode.errors import UnknownTranscript
from fitcode.store import runs
from fitcode.store.annotations import Annotation, Annotations
from fitcode.store.proposals import RunNames, store_suggestions
from fitcode.store.transcripts import transcript_names
from fitcode.suggest.meaning.kept_grades import grades_maker
from fitcode.suggest.pass_io import MadeSuggestions, PassOrder
from fitcode.suggest.registry import find_suggester
from fitcode.suggest.suggester import Recipe
from fitcode.workflow.suggesting.keep_readings import Makers
from fitcode.workflow.suggesting.plan_pass import Plan, Task
from fitcode.workflow.suggesting.read_for_suggesting import read_for_suggesting
from fitcode.workflow.workspace import Workspace

_WORDS_A_SHARD = 40_000
"""Words that go to a worker together: some tenths of a second of its time."""

_SECONDS_A_TRANSACTION = 0.5
"""Transcripts done within this time share a commit."""


@dataclass(slots=True)
class PassCounts:
    """What a pass has done so far."""

    stored: int = 0
    changed: int = 0
    withdrawn: int = 0
    faults: list[str] = field(default_factory=list)
    """What failed: a suggester, or a whole transcript."""

    notes: dict[str, None] = field(default_factory=dict)
    """What people should know, such as patterns that this pipeline cannot run."""


class _Shard(NamedTuple):
    tasks: tuple[Task, ...]
    orders: tuple[PassOrder, ...]


def carry_out(
    workspace: Workspace,
    annotations: Annotations,
    plan: Plan,
    tasks: Sequence[Task],
    *,
    run: str,
    makers: Makers,
    executor: Executor,
) -> PassCounts:
    """Suggest for these transcripts and store what comes back, in their order."""
    counts = PassCounts()
    words = 0
    names: RunNames | None = None
    total = sum(task.input.words for task in tasks)
    work = partial(_suggest_shard, recipe=plan.recipe, fingerprint=plan.fingerprint)
    grades = grades_makers(plan.recipe)
    if grades:  # what older models said will not be asked for again
        annotations.forget("grades", but_of=list(grades.values()))
    shards = _shards(workspace, annotations, tasks, makers=makers, grades=grades)
    with (
        workspace.narrator.progress("Suggesting", total, unit="words") as advance,
        closing(run_shards(work, shards, executor=executor, split=_split)) as outcomes,
    ):
        for batch in in_batches(outcomes, seconds=_SECONDS_A_TRANSACTION):
            with workspace.writing("suggest"):
                names = names or RunNames(workspace.project, run)
                there = set(transcript_names(workspace.project))
                for outcome in batch:
                    _settle(workspace, plan, outcome, run=run, names=names, there=there, counts=counts)
            annotations.keep(one for outcome in batch for one in _to_keep(outcome, grades))
            words += sum(task.input.words for outcome in batch for task in outcome.item.tasks)
            advance(words)
    return counts


def grades_makers(recipe: Recipe) -> dict[str, str]:
    """Suggester to what makes its grades, of those that have a model and read vectors."""
    return {
        name: grades_maker(name, recipe.models[name].fingerprint)
        for name in recipe.settings.suggesters
        if name in recipe.models and find_suggester(name).needs_vectors
    }


def _to_keep(
    outcome: Outcome[_Shard, list[MadeSuggestions]], grades: Mapping[str, str]
) -> Iterator[Annotation]:
    if isinstance(outcome, Done):
        for task, made in zip(outcome.item.tasks, outcome.result, strict=True):
            for name, content in made.grades.items():
                if name in grades:
                    one = task.input
                    yield Annotation(one.said_hash, grades[name], one.text_hash, "grades", content)


def _shards(
    workspace: Workspace,
    annotations: Annotations,
    tasks: Sequence[Task],
    *,
    makers: Makers,
    grades: Mapping[str, str],
) -> Iterator[_Shard]:
    gathered: list[tuple[Task, PassOrder]] = []
    for task in tasks:
        try:
            transcript = read_for_suggesting(workspace.project, task.input.transcript)
        except UnknownTranscript:
            workspace.narrator.warn(
                f"{task.input.transcript} was removed while the pass ran; it is left out."
            )
            continue
        said = task.input.said_hash
        order = PassOrder(
            transcript,
            language=makers.language(task.input),
            tokens=annotations.get(said, makers.tokens(task.input)),
            vectors=annotations.get(said, makers.vectors) if makers.vectors else None,
            codes=task.codes,
            grades={
                name: content
                for name, maker in grades.items()
                if (content := annotations.get(said, maker)) is not None
            },
        )
        gathered.append((task, order))
        if sum(one.input.words for one, _ in gathered) >= _WORDS_A_SHARD:
            yield _shard(gathered)
            gathered = []
    if gathered:
        yield _shard(gathered)


def _shard(gathered: Sequence[tuple[Task, PassOrder]]) -> _Shard:
    return _Shard(tuple(task for task, _ in gathered), tuple(order for _, order in gathered))


def _split(shard: _Shard) -> list[_Shard]:
    return [_shard([pair]) for pair in zip(shard.tasks, shard.orders, strict=True)]


def _suggest_shard(shard: _Shard, *, recipe: Recipe, fingerprint: str) -> list[MadeSuggestions]:
    from fitcode.suggest.passes import carry_out_orders

    return carry_out_orders(shard.orders, recipe, fingerprint=fingerprint)


def _settle(
    workspace: Workspace,
    plan: Plan,
    outcome: Outcome[_Shard, list[MadeSuggestions]],
    *,
    run: str,
    names: RunNames,
    there: Collection[str],
    counts: PassCounts,
) -> None:
    if not isinstance(outcome, Done):
        counts.faults += [
            f"{task.input.transcript}: nothing was suggested, {outcome.reason}" for task in outcome.item.tasks
        ]
        return
    for task, made in zip(outcome.item.tasks, outcome.result, strict=True):
        if task.input.transcript not in there:
            workspace.narrator.warn(
                f"{task.input.transcript} was removed while the pass ran; it is left out."
            )
            continue
        _store(workspace, plan, task, made, run=run, names=names, counts=counts)


def _store(
    workspace: Workspace,
    plan: Plan,
    task: Task,
    made: MadeSuggestions,
    *,
    run: str,
    names: RunNames,
    counts: PassCounts,
) -> None:
    only = plan.recipe.settings.only if task.codes is None else task.codes
    faults = (*made.unready, *made.faults)
    stored = store_suggestions(
        workspace.project,
        run_uid=run,
        transcript=task.input.transcript,
        suggestions=made.suggestions,
        fingerprints=plan.identities,
        only=only,
        is_whole=not faults,
        names=names,
    )
    counts.stored += stored.counts.stored
    counts.changed += stored.counts.changed
    counts.withdrawn += stored.counts.withdrawn
    counts.notes |= dict.fromkeys(made.notes)
    # Who was never ready failed everywhere alike, which is said once.
    counts.faults += [fault for fault in made.unready if fault not in counts.faults]
    counts.faults += [f"{task.input.transcript}: {fault}" for fault in made.faults]
    # What failed is not marked as done, so that the next pass tries it again.
    states: Mapping[str, str] = {} if faults else task.states
    runs.mark_done(
        workspace.project,
        run,
        transcript=task.input.transcript,
        codes=states,
        input_hash=task.input.hash,
        suggestions=stored.standing,
    )
