"""Plan a pass: from what it is made, what each transcript still needs of it, and under which run.

What a pass says of a transcript depends, code by code, on a fingerprint and on what it reads of the
transcript; where both are as they were, nothing is to be done, and no slow library is loaded to find out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fitcode.domain.choices import ExecutorKind
from fitcode.store import codebooks, components, models, runs
from fitcode.store.coding_reads import codes_below
from fitcode.store.project import Project
from fitcode.store.runs import Done, RunStart
from fitcode.suggest.model_state import ModelState
from fitcode.suggest.pass_fingerprints import identity_fingerprints, pass_fingerprint, state_fingerprints
from fitcode.suggest.patterns.fingerprint import pipeline_name, pipeline_version
from fitcode.suggest.registry import find_suggester
from fitcode.suggest.suggester import PassSettings, Recipe
from fitcode.workflow.suggesting.read_for_suggesting import PassInput
from fitcode.workflow.workspace import Workspace

_STALE = ""
"""The fingerprint of a code that is to be looked for again."""


class Asked(NamedTuple):
    """What somebody asked of a pass, beside the project's settings."""

    only: Sequence[str] = ()
    suggesters: Sequence[str] = ()
    min_score: float | None = None
    jobs: int | None = None
    executor: ExecutorKind | None = None
    scheduler: str | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A pass that is ready to be carried out."""

    recipe: Recipe
    states: Mapping[str, str]
    """Code to the fingerprint of all that decides its suggestions."""

    identities: Mapping[str, str]
    """Code to what is noted with its suggestions, so that it can be told what has changed since."""

    @property
    def fingerprint(self) -> str:
        """Of the whole pass."""
        return pass_fingerprint(self.states)


class Task(NamedTuple):
    """A transcript that needs something of a pass."""

    input: PassInput
    codes: frozenset[str] | None
    """The codes to look for; None for all."""

    states: Mapping[str, str]
    """Code to fingerprint, as they will be when the task is done."""


def recipe_of(workspace: Workspace, asked: Asked, learned: Mapping[str, ModelState] | None = None) -> Recipe:
    """What a pass would be made from; raises UnknownCode for codes that no codebook has."""
    chosen = workspace.settings.suggest
    settings = PassSettings(
        pipeline=chosen.pipeline,
        language=workspace.settings.project.language,
        suggesters=tuple(asked.suggesters) or chosen.suggesters,
        encoder=chosen.encoder,
        min_score=chosen.min_score if asked.min_score is None else asked.min_score,
        seed=chosen.seed,
        only=tuple(sorted({full for code in asked.only for full in codes_below(workspace.project, code)}))
        or None,
    )
    return Recipe(
        tuple(codebooks.current_codebooks(workspace.project)),
        tuple(components.registries(workspace.project)),
        settings,
        known_models(workspace.project) if learned is None else learned,
    )


def known_models(project: Project) -> dict[str, ModelState]:
    """What suggesters have learned so far, without its arrays: enough for fingerprints."""
    basis = models.read_basis(project)
    if basis is None:
        return {}
    return {
        name: ModelState(name, model.fingerprint, model.facts, {})
        for name, model in models.model_facts(project, basis["models"].values()).items()
    }


def needs_vectors(recipe: Recipe) -> bool:
    """Whether any suggester of the pass reads sentence vectors."""
    return any(find_suggester(name).needs_vectors for name in recipe.settings.suggesters)


def plan_pass(recipe: Recipe) -> Plan:
    """The plan for this recipe; raises FitcodeError for a suggester or pipeline that is not there."""
    return Plan(recipe, state_fingerprints(recipe), identity_fingerprints(recipe))


def tasks_of(
    plan: Plan, inputs: Sequence[PassInput], done: Mapping[str, Done], *, everything: bool
) -> list[Task]:
    """What the transcripts still need, in their order."""
    tasks = (
        _task(plan, one, None if everything else done.get(one.transcript), done.get(one.transcript))
        for one in inputs
    )
    return [task for task in tasks if task is not None]


def _task(plan: Plan, one: PassInput, before: Done | None, left: Done | None) -> Task | None:
    partial = plan.recipe.settings.only is not None
    kept = left.codes if partial and left is not None else {}
    if left is not None and left.input_hash != one.hash:
        # The transcript has changed, and this pass looks for some codes only: the others are stale.
        kept = dict.fromkeys(kept, _STALE)
    states = {**kept, **plan.states}
    if before is None or before.input_hash != one.hash:
        return Task(one, None, states)
    moved = {code for code, state in plan.states.items() if before.codes.get(code) != state}
    if not partial:
        # Codes that nothing is looked for any more: what is pending for them goes.
        moved |= before.codes.keys() - plan.states.keys()
    if not moved:
        return None
    return Task(one, None if moved >= plan.states.keys() else frozenset(moved), states)


def run_start(workspace: Workspace, plan: Plan, *, executor: str) -> RunStart:
    """How the run's record begins."""
    settings = plan.recipe.settings
    used = {name: state.fingerprint for name, state in sorted(plan.recipe.models.items())}
    return RunStart(
        suggesters=settings.suggesters,
        settings=settings.model_dump(mode="json"),
        pipeline=pipeline_name(settings),
        pipeline_version=pipeline_version(settings),
        codebook_versions=codebooks.codebook_versions(workspace.project),
        seed=settings.seed,
        fingerprint=plan.fingerprint,
        models=used,
        executor=executor,
    )


def open_run(workspace: Workspace, plan: Plan) -> str | None:
    """The run that a pass with this plan was killed in, or None."""
    versions = codebooks.codebook_versions(workspace.project)
    return runs.unfinished_run(workspace.project, plan.fingerprint, codebook_versions=versions)
