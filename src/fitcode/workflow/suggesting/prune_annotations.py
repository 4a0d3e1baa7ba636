"""Prune annotations: let go of what can be made again and nothing needs any more."""

from fitcode.domain.table import Table
from fitcode.store import models
from fitcode.store.annotations import open_annotations
from fitcode.workflow.suggesting.carry_out_pass import grades_makers
from fitcode.workflow.suggesting.keep_readings import Makers, texts_maker
from fitcode.workflow.suggesting.plan_pass import Asked, needs_vectors, recipe_of
from fitcode.workflow.suggesting.read_for_suggesting import pass_inputs
from fitcode.workflow.workspace import Workspace


def list_annotations(workspace: Workspace) -> Table:
    """What is kept, by kind and maker, with its size."""
    with open_annotations(workspace.project) as annotations:
        return annotations.summary()


def prune_annotations(workspace: Workspace, *, everything: bool = False) -> int:
    """Let go of what belongs to no present text or is made by another version now; says how much went.

    Models that no pending suggestion rests on go too, but for the newest of each suggester.
    """
    inputs = pass_inputs(workspace.project)
    recipe = recipe_of(workspace, Asked())
    makers = Makers(recipe.settings, needs_vectors(recipe))
    wanted = {makers.tokens(one) for one in inputs}
    if makers.vectors is not None:
        wanted |= {makers.vectors, texts_maker(makers.vectors), *grades_makers(recipe).values()}
    with open_annotations(workspace.project) as annotations:
        gone = annotations.prune(
            keep_texts=[one.text_hash for one in inputs], keep_makers=[] if everything else sorted(wanted)
        )
    with workspace.writing("annotations prune"):
        basis = models.read_basis(workspace.project) or {"models": {}}
        gone += models.prune_models(workspace.project, keep=basis["models"].values())
    return gone
