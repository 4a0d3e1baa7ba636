"""Suggest codes: a pass over what is new or stale, from reading to the record of the run.

Where nothing has changed, nothing is done and spaCy is not even loaded. A killed pass leaves whole
transcripts only, and the next one goes on under the same run.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fitcode.batch.crew import Executor
from fitcode.batch.executors import choose_executor
from fitcode.batch.pacing import collecting_seldom
from fitcode.domain.choices import ExecutorKind, RunStatus
from fitcode.errors import FitcodeError
from fitcode.store import hand_codings, runs
from fitcode.store.annotations import open_annotations
from fitcode.store.blindness import refuse_blind
from fitcode.store.times import now
from fitcode.workflow.suggesting.carry_out_pass import PassCounts, carry_out
from fitcode.workflow.suggesting.keep_readings import Makers, keep_readings
from fitcode.workflow.suggesting.plan_pass import (
    Asked,
    Plan,
    Task,
    needs_vectors,
    open_run,
    plan_pass,
    recipe_of,
    run_start,
    tasks_of,
)
from fitcode.workflow.suggesting.read_for_suggesting import PassInput, pass_inputs
from fitcode.workflow.suggesting.tell_of_pass import languages_without_patterns
from fitcode.workflow.suggesting.train_suggesters import is_training_due, load_models, train_suggesters
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SuggestOutcome:
    """What a pass did."""

    transcripts: int
    """Transcripts in which something was looked for."""

    unchanged: int
    """Transcripts left alone because nothing about them or the pass had changed."""

    suggestions: int = 0
    """New pending suggestions."""

    changed: int = 0
    """Pending suggestions with another score or other reasons than before."""

    withdrawn: int = 0
    """Pending suggestions that no longer hold."""

    run: str | None = None
    """Uid of the run; None when there was nothing to do."""

    faults: tuple[str, ...] = ()
    """What failed; the rest was done."""


def suggest_codes(workspace: Workspace, asked: Asked | None = None) -> SuggestOutcome:
    """Run the suggesters over what is new or stale (over everything on request).

    Raises UnknownCode for ``only``, and FitcodeError for a suggester, pipeline or encoder that is not there,
    or for who works blind: a pass learns from everybody, and takes back what anybody coded by hand.
    """
    refuse_blind(workspace.blindness, "A suggestion pass")
    asked = asked or Asked()
    began = now()
    kind, executor = _executor(workspace, asked)
    plan = plan_pass(recipe_of(workspace, asked))
    _heed_hand_codings(workspace)
    inputs = pass_inputs(workspace.project)
    is_due = is_training_due(workspace, plan.recipe, everything=asked.everything)
    tasks = _tasks(workspace, plan, inputs, asked)
    if not tasks and not is_due:
        _close_what_is_done(workspace, plan)
        return SuggestOutcome(0, len(inputs))
    if kind is ExecutorKind.dask and asked.scheduler:
        from fitcode.batch.dask_connection import require_scheduler

        require_scheduler(asked.scheduler)  # training would be for nothing
    with collecting_seldom():
        return _Pass(workspace, asked, kind, executor, inputs, began=began).run(plan, is_due=is_due)


class _Pass:
    """One pass under way."""

    def __init__(
        self,
        workspace: Workspace,
        asked: Asked,
        kind: ExecutorKind,
        executor: Executor,
        inputs: Sequence[PassInput],
        *,
        began: str,
    ) -> None:
        self._workspace = workspace
        self._asked = asked
        self._kind = kind
        self._executor = executor
        self._inputs = inputs
        self._began = began

    def run(self, plan: Plan, *, is_due: bool) -> SuggestOutcome:
        """Read what has not been read, train where that is due, then suggest."""
        from fitcode.suggest.passes import check_recipe

        with self._workspace.narrator.status("Checking patterns"):
            check_recipe(plan.recipe)
        makers = Makers(plan.recipe.settings, needs_vectors(plan.recipe))
        with open_annotations(self._workspace.project) as annotations:
            faults = keep_readings(
                self._workspace, annotations, self._inputs, makers=makers, executor=self._executor
            )
            with self._workspace.narrator.status("Learning" if is_due else "Loading what was learned"):
                learned = (
                    train_suggesters(self._workspace, annotations, plan.recipe, self._inputs, makers=makers)
                    if is_due
                    else load_models(self._workspace, plan.recipe)
                )
                plan = plan_pass(replace(plan.recipe, models=learned))
                tasks = _tasks(self._workspace, plan, self._inputs, self._asked)
            if not tasks:
                _close_what_is_done(self._workspace, plan)
                return SuggestOutcome(0, len(self._inputs), faults=tuple(faults))
            run = self._begin(plan)
            try:
                counts = carry_out(
                    self._workspace,
                    annotations,
                    plan,
                    tasks,
                    run=run,
                    makers=makers,
                    executor=self._executor,
                )
            except (KeyboardInterrupt, FitcodeError):
                _end(self._workspace, run, RunStatus.interrupted)
                raise
            faults += counts.faults
            _end(self._workspace, run, RunStatus.finished, faults=faults)
        self._tell(counts, languages_without_patterns(plan.recipe, tasks))
        return self._outcome(tasks, counts, run=run, faults=faults)

    def _begin(self, plan: Plan) -> str:
        with self._workspace.writing("suggest"):
            return runs.start_run(
                self._workspace.project,
                run_start(self._workspace, plan, executor=self._kind.value)._replace(started_at=self._began),
            )

    def _tell(self, counts: PassCounts, lines: Sequence[str]) -> None:
        for note in (*counts.notes, *lines):
            self._workspace.narrator.note(note)

    def _outcome(
        self, tasks: Sequence[Task], counts: PassCounts, *, run: str, faults: Sequence[str]
    ) -> SuggestOutcome:
        return SuggestOutcome(
            transcripts=len(tasks),
            unchanged=len(self._inputs) - len(tasks),
            suggestions=counts.stored,
            changed=counts.changed,
            withdrawn=counts.withdrawn,
            run=run,
            faults=tuple(dict.fromkeys(faults)),
        )


def _executor(workspace: Workspace, asked: Asked) -> tuple[ExecutorKind, Executor]:
    chosen = workspace.settings.suggest
    kind = asked.executor or (ExecutorKind.dask if asked.scheduler else chosen.executor)
    jobs = asked.jobs or chosen.jobs
    if kind is ExecutorKind.processes and jobs == 1:
        kind = ExecutorKind.serial
    return kind, choose_executor(kind.value, jobs=jobs, scheduler=asked.scheduler)


def _tasks(workspace: Workspace, plan: Plan, inputs: Sequence[PassInput], asked: Asked) -> list[Task]:
    return tasks_of(plan, inputs, runs.transcripts_done(workspace.project), everything=asked.everything)


def _end(workspace: Workspace, run: str, status: RunStatus, *, faults: Sequence[str] = ()) -> None:
    with workspace.writing("suggest"):
        runs.finish_run(workspace.project, run, status=status, faults=faults)


def _close_what_is_done(workspace: Workspace, plan: Plan) -> None:
    """A pass killed after its last transcript left its run open."""
    run = open_run(workspace, plan)
    if run is not None:
        _end(workspace, run, RunStatus.finished)


def _heed_hand_codings(workspace: Workspace) -> None:
    """What a person has coded by hand is no longer asked, even where there is nothing else to do."""
    project = workspace.project
    covered = hand_codings.covered_suggestions(project)
    again = hand_codings.texts_to_look_at_again(project, covered)
    if not covered and not again:
        return
    with workspace.writing(hand_codings.DEED):
        hand_codings.heed_hand_codings(project, covered=covered, again=again)
    if covered:
        were = "suggestion was" if len(covered) == 1 else "suggestions were"
        workspace.narrator.note(f"{len(covered)} {were} withdrawn: a person has coded the same there.")
