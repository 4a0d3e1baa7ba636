"""Make again: a stored suggestion as suggesters would make it now, to compare the two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.batch.one_thread import one_blas_thread
from fitcode.domain.suggestion import Decided, DecidedAs, NewSuggestion, shares_half
from fitcode.store.annotations import open_annotations
from fitcode.store.names import full_code
from fitcode.suggest.pass_io import PassOrder
from fitcode.suggest.reading.pipelines import stop_words
from fitcode.suggest.reading.readings import encoder_of
from fitcode.suggest.suggester import Recipe
from fitcode.workflow.suggesting.keep_readings import Makers
from fitcode.workflow.suggesting.plan_pass import Asked, needs_vectors, recipe_of
from fitcode.workflow.suggesting.read_for_suggesting import PassInput, pass_inputs, read_for_suggesting
from fitcode.workflow.suggesting.train_suggesters import load_models
from fitcode.workflow.workspace import Workspace

if TYPE_CHECKING:
    from fitcode.domain.suggestion import Run


class MadeAgain(NamedTuple):
    """What became of a suggestion when it was made again."""

    now: NewSuggestion | None
    """The suggestion of the same code at the same place; None where nobody makes it any more."""

    recipe: Recipe
    """What it was made with now."""

    code: str
    """``codebook/code``."""

    language: str
    """Of the transcript."""

    read: PassInput
    """What was read of it."""

    is_coded: bool
    """Whether somebody has coded it by hand since, so that a pass would not ask again."""


def make_again(workspace: Workspace, found: Mapping[str, Any], run: Run) -> MadeAgain:
    """Run the suggesters of ``run`` over the suggestion's transcript, with codebook and models of now.

    What was decided beside it counts, as in a pass; what answers the suggestion itself, a decision or a
    coding by hand, does not, or nothing that was answered could be made again.
    """
    from fitcode.suggest.passes import SuggestionPass

    code = full_code(workspace.project, found["code"])
    least = float(run.settings.get("min_score", 0.0))  # or weaker neighbours would join it
    recipe = recipe_of(workspace, Asked(suggesters=run.suggesters, min_score=least))
    recipe = replace(
        recipe,
        models=load_models(workspace, recipe),
        settings=recipe.settings.model_copy(update={"only": (code,)}),  # its children are other codes
    )
    order, read, is_coded = _order(workspace, recipe, found, code)
    with one_blas_thread():
        made = SuggestionPass(recipe).carry_out(order).suggestions
    start, end = int(found["start"]), int(found["end"])
    overlapping = [one for one in made if one.start < end and start < one.end]
    nearest = max(overlapping, key=lambda one: min(one.end, end) - max(one.start, start), default=None)
    return MadeAgain(nearest, recipe, code, order.language, read, is_coded)


def words_of_meaning(again: MadeAgain, quote: str) -> list[tuple[int, int]]:
    """Places in the quote of the words without which it would be least like the code."""
    state = again.recipe.models.get("semantic")
    if state is None:
        return []
    from fitcode.suggest.meaning.word_effects import weighty_places

    encoder = encoder_of(again.recipe.settings.encoder)
    return weighty_places(state, encoder, quote, again.code, stop_words=stop_words(again.language))


def _coded_by_hand(decided: Iterable[Decided], found: Mapping[str, Any], code: str) -> list[Decided]:
    """Codings that answer the suggestion though nobody accepted it."""
    start, end = int(found["start"]), int(found["end"])
    return [
        one
        for one in decided
        if one.how is DecidedAs.by_hand
        and one.suggestion != found["uid"]
        and one.code == code
        and shares_half(one.start, one.end, start, end)
    ]


def _order(
    workspace: Workspace, recipe: Recipe, found: Mapping[str, Any], code: str
) -> tuple[PassOrder, PassInput, bool]:
    """The suggestion's transcript with what is kept of it, the rest read anew; and whether it is coded."""
    makers = Makers(recipe.settings, needs_vectors(recipe))
    (one,) = [one for one in pass_inputs(workspace.project) if one.transcript == found["transcript"]]
    text = read_for_suggesting(workspace.project, one.transcript)
    answers = _coded_by_hand(text.decided, found, code)
    others = [one for one in text.decided if one.suggestion != found["uid"] and one not in answers]
    text = text._replace(decided=tuple(others))
    with open_annotations(workspace.project) as annotations:
        order = PassOrder(
            text,
            language=makers.language(one),
            tokens=annotations.get(one.said_hash, makers.tokens(one)),
            vectors=annotations.get(one.said_hash, makers.vectors) if makers.vectors else None,
            codes=None,
        )
    return order, one, bool(answers)
