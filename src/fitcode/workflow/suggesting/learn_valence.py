"""Learn valence: the model that states valences, from the valences that people gave.

What counts is what somebody judged. A coding that merely took over what was suggested says little, and an
empty field says nothing until its coder is seen to fill that field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from fitcode.domain.identity import content_hash
from fitcode.store import training
from fitcode.store.annotations import Annotations
from fitcode.store.training import CodedValence
from fitcode.suggest.model_state import ModelState, state_of
from fitcode.suggest.pass_io import PassOrder
from fitcode.suggest.suggester import Recipe
from fitcode.workflow.suggesting.gather_material import MOST_WORDS, drawn
from fitcode.workflow.suggesting.keep_readings import Makers
from fitcode.workflow.suggesting.read_for_suggesting import PassInput, read_for_suggesting
from fitcode.workflow.workspace import Workspace

if TYPE_CHECKING:
    from fitcode.suggest.statements.valence_training import ValenceExample

LEAST_JUDGED = 10
"""Valences that count, below which the shipped model speaks: no fewer than ask for training at all. More are
not needed, for training is pulled to the shipped model: on development material fifteen moved hardly
anything where the codebook has patterns (right 0.31 to 0.32), and helped where it has none (0.02 to 0.11)."""

TAKEN_OVER = 0.5
"""What a valence counts that was accepted as it was suggested: it was seen, but perhaps not weighed. With a
coder who mends what is wrong and fills nothing, precision on development material fell from 0.87 to 0.77
where it counted in full, and to 0.86 so."""


class ReadValence(NamedTuple):
    """A coding with what the valence model would weigh of its passage."""

    coding: CodedValence
    example: ValenceExample


def learn_valence(
    workspace: Workspace,
    annotations: Annotations,
    recipe: Recipe,
    inputs: Sequence[PassInput],
    *,
    makers: Makers,
) -> ModelState | None:
    """The model that a project's codings and decisions ask for; None while they are too few.

    Where more was coded than is read for other models, transcripts are drawn as for those.
    """
    codings = training.coded_valences(workspace.project)
    weights = weights_of(codings)
    if not _are_enough(weights):
        return None
    weight_of = dict(zip(codings, weights, strict=True))
    telling = {coding.transcript for coding, weight in weight_of.items() if weight > 0}
    there = [one for one in inputs if one.transcript in telling]
    chosen = {one.transcript for one in drawn(there, most_words=MOST_WORDS, seed=recipe.settings.seed)}
    kept = [one for one in there if one.transcript in chosen]
    read = read_valences(workspace, annotations, recipe, kept, makers=makers)
    return _state(read, [weight_of[one.coding] for one in read])


def read_valences(
    workspace: Workspace,
    annotations: Annotations,
    recipe: Recipe,
    inputs: Sequence[PassInput],
    *,
    makers: Makers,
) -> list[ReadValence]:
    """People's codings in respondents' turns of these transcripts, read as a pass reads them."""
    from fitcode.suggest.decided_passages import Passage, PassageReader

    codings: dict[str, list[CodedValence]] = defaultdict(list)
    for coding in training.coded_valences(workspace.project):
        codings[coding.transcript].append(coding)
    reader = PassageReader(recipe, {coding.code for there in codings.values() for coding in there})
    read: list[ReadValence] = []
    for one in inputs:
        if one.transcript not in codings:
            continue
        order = PassOrder(
            read_for_suggesting(workspace.project, one.transcript),
            language=makers.language(one),
            tokens=annotations.get(one.said_hash, makers.tokens(one)),
            vectors=None,
            codes=None,
        )
        there = codings[one.transcript]
        passages = [Passage(coding.start, coding.end, coding.code, coding.valence) for coding in there]
        read += [
            ReadValence(coding, example)
            for coding, example in zip(there, reader.examples(order, passages), strict=True)
            if example is not None
        ]
    return read


def valence_state(read: Sequence[ReadValence]) -> ModelState | None:
    """What these codings teach; None while they are too few."""
    return _state(read, weights_of([one.coding for one in read]))


def _state(read: Sequence[ReadValence], weights: Sequence[float]) -> ModelState | None:
    from fitcode.suggest.statements.statements import VALENCE
    from fitcode.suggest.statements.valence_model import model_facts
    from fitcode.suggest.statements.valence_training import train_valence

    if not _are_enough(weights):
        return None
    weighed = [
        one.example._replace(weight=weight) for one, weight in zip(read, weights, strict=True) if weight > 0
    ]
    facts = model_facts(train_valence(weighed))
    return state_of(VALENCE, facts=facts, arrays={}, trained_on=content_hash(facts))


def weights_of(codings: Sequence[CodedValence]) -> list[float]:
    """What the valence of each coding counts, an empty one as "takes no side".

    A coder who has never set or changed a valence passes suggestions through: nothing of theirs counts. A
    field that the coder emptied is a judgement. One that came empty, by hand or as it was suggested, is one
    only where the coder fills most of those: counted from anybody, it taught the model its own silence. On
    development material the share of valences found fell from 0.31 to 0.16 so, with a coder who fills none.
    """
    by_coder: dict[str, list[CodedValence]] = defaultdict(list)
    for coding in codings:
        by_coder[coding.coder].append(coding)
    sets = {coder for coder, theirs in by_coder.items() if any(_is_own(one) for one in theirs)}
    fills = {coder for coder, theirs in by_coder.items() if _fills(theirs)}
    return [
        _weight(coding, fills=coding.coder in fills) if coding.coder in sets else 0.0 for coding in codings
    ]


def _weight(coding: CodedValence, *, fills: bool) -> float:
    if _is_own(coding):
        return 1.0
    if coding.valence is None:
        return 1.0 if fills else 0.0
    return TAKEN_OVER


def _is_own(coding: CodedValence) -> bool:
    """Whether the coder set, changed or emptied the field; without a suggestion nothing was suggested."""
    return coding.valence != coding.suggested


def _fills(codings: Sequence[CodedValence]) -> bool:
    """Whether most of the fields that came empty were filled."""
    came_empty = [coding.valence for coding in codings if coding.suggested is None]
    return 2 * sum(valence is not None for valence in came_empty) > len(came_empty)


def _are_enough(weights: Sequence[float]) -> bool:
    return sum(weight > 0 for weight in weights) >= LEAST_JUDGED
