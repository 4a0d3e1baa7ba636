"""Train suggesters: models from codings and decisions, kept until enough has changed to train anew.

While what a model was trained on is hardly another, the model stays, so that suggestions do not move with
every key press; ``training_basis`` says what that means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fitcode.batch.one_thread import one_blas_thread
from fitcode.domain.identity import text_hash
from fitcode.errors import FitcodeError
from fitcode.store import models, training
from fitcode.store.annotations import CODEBOOK, Annotation, Annotations
from fitcode.store.models import ModelFacts
from fitcode.store.training import DecidedSuggestion
from fitcode.suggest.calibration import Decision, calibrate, learn_rule_weights
from fitcode.suggest.combine import combined_score
from fitcode.suggest.model_state import ModelState, state_from_bytes, state_to_bytes
from fitcode.suggest.patterns.rule_score import rule_score
from fitcode.suggest.reading.encoders import find_encoder
from fitcode.suggest.reading.readings import encoder_of
from fitcode.suggest.suggester import Recipe
from fitcode.workflow.suggesting.gather_material import gather_material
from fitcode.workflow.suggesting.keep_readings import Makers, texts_maker
from fitcode.workflow.suggesting.learn_valence import learn_valence
from fitcode.workflow.suggesting.read_for_suggesting import PassInput
from fitcode.workflow.suggesting.training_basis import (
    is_read_by,
    is_training_due,
    keep_basis,
    seen_now,
    trained_kinds,
    wanted_parts,
)
from fitcode.workflow.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["is_training_due", "load_models", "train_suggesters"]


def train_suggesters(
    workspace: Workspace,
    annotations: Annotations,
    recipe: Recipe,
    inputs: Sequence[PassInput],
    *,
    makers: Makers,
) -> dict[str, ModelState]:
    """Train everything that this pass reads anew and keep it; each model may build on those before it."""
    seen = seen_now(workspace.project)
    wanted = wanted_parts(workspace, recipe)
    trained = _from_decisions(workspace, recipe)
    with one_blas_thread():
        taught = replace(_of_project(workspace, recipe), models=dict(trained))
        valence = learn_valence(workspace, annotations, taught, inputs, makers=makers)
    if valence is not None:
        trained[valence.suggester] = valence
    if kinds := trained_kinds(recipe):
        with one_blas_thread():
            material = gather_material(workspace, annotations, inputs, makers=makers)
            encoder = _KeptTexts(annotations, makers)
            for name, kind in kinds.items():
                trained[name] = kind.train(replace(recipe, models=dict(trained)), material, encoder)
            encoder.keep()
    with workspace.writing("suggest"):
        for state in trained.values():
            kept = ModelFacts(state.suggester, state.fingerprint, state.facts)
            models.keep_model(workspace.project, kept, state_to_bytes(state))
        fingerprints = {name: state.fingerprint for name, state in sorted(trained.items())}
        keep_basis(workspace.project, seen, wanted, fingerprints)
        # Each model takes some megabytes; what a pending suggestion rests on stays until it is made again.
        models.prune_models(workspace.project, keep=())
    return {name: state for name, state in trained.items() if is_read_by(recipe, name)}


def load_models(workspace: Workspace, recipe: Recipe) -> dict[str, ModelState]:
    """The models that this recipe reads, with their arrays.

    Raises FitcodeError for one that has gone, or that was trained on another encoder's vectors.
    """
    loaded: dict[str, ModelState] = {}
    for name, state in recipe.models.items():
        if not is_read_by(recipe, name):
            continue
        content = models.read_model(workspace.project, state.fingerprint)
        if content is None:
            raise FitcodeError(
                f"What {name} had learned is no longer kept ({state.fingerprint[:12]}).",
                remedy="Train anew: fitcode suggest --all",
            )
        _require_encoder(recipe, state)
        loaded[name] = state_from_bytes(content)
    return loaded


def _require_encoder(recipe: Recipe, state: ModelState) -> None:
    """Refuse a model that would read vectors of another version than it was trained on."""
    learned_on = state.facts.get("encoder")
    if learned_on is None or state.suggester not in recipe.settings.suggesters:
        return
    present = find_encoder(recipe.settings.encoder).version()
    if present != learned_on:
        raise FitcodeError(
            f"What {state.suggester} has learned belongs to the encoder {learned_on!r}, not to {present!r}.",
            remedy="Train anew: fitcode suggest",
        )


def _of_project(workspace: Workspace, recipe: Recipe) -> Recipe:
    """The recipe with the project's suggesters: what all passes read is learned alike, whoever asks."""
    suggesters = workspace.settings.suggest.suggesters
    return replace(recipe, settings=recipe.settings.model_copy(update={"suggesters": suggesters}))


def _from_decisions(workspace: Workspace, recipe: Recipe) -> dict[str, ModelState]:
    """Weights of rules, and what bends scores, from the suggestions that were decided."""
    decided = training.decided_evidence(workspace.project)
    weights = learn_rule_weights(
        [Decision(0.0, one.is_right, _rules_of(one)) for one in decided],
        {
            f"{book.id}/{code.id}|{pattern.id}": pattern.weight
            for book in recipe.codebooks
            for code in book.codes
            for pattern in code.patterns
        },
    )
    taught = weights.facts["weights"] if weights else {}
    calibration = calibrate([Decision(_score_now(one, taught), one.is_right, ()) for one in decided])
    return {state.suggester: state for state in (weights, calibration) if state is not None}


def _rules_of(decided: DecidedSuggestion) -> tuple[str, ...]:
    return tuple(f"{decided.code}|{rule['id']}" for rule in decided.evidence.get("rules", ()))


def _score_now(decided: DecidedSuggestion, taught: Mapping[str, float]) -> float:
    """The score before calibration, with the rules' weights as decisions have taught them."""
    parts = dict(decided.evidence.get("parts", {}))
    fired = [
        (taught.get(f"{decided.code}|{rule['id']}", rule["weight"]), [(a, b) for a, b in rule["spans"]])
        for rule in _scored_rules(decided.evidence)
    ]
    if fired:
        parts["rules"] = rule_score(fired)
    return combined_score(parts)


def _scored_rules(evidence: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rules behind a score: where the suggestion spans several segments, those of the likeliest."""
    rules: list[dict[str, Any]] = evidence.get("rules", [])
    first, end = evidence.get("scored", (0, float("inf")))
    return [rule for rule in rules if rule["spans"] and first <= rule["spans"][0][0] < end]


class _KeptTexts:
    """An encoder for the texts of codebooks that encodes none of them twice."""

    def __init__(self, annotations: Annotations, makers: Makers) -> None:
        self._annotations = annotations
        self._encoder = encoder_of(makers.settings.encoder)
        self._maker = texts_maker(makers.vectors or "")
        self._made: dict[str, bytes] = {}

    def version(self) -> str:
        """The encoder's own."""
        return self._encoder.version()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length per text."""
        import numpy as np

        hashes = [text_hash(text) for text in texts]
        kept = {**self._annotations.get_many(sorted(set(hashes)), self._maker), **self._made}
        new = {known: text for known, text in zip(hashes, texts, strict=True) if known not in kept}
        # One by one: an encoder's rows may differ in the last bits with the texts around them, and which
        # texts are new together depends on what was trained before.
        self._made |= {
            known: self._encoder.encode([text]).astype("<f4").tobytes() for known, text in new.items()
        }
        kept |= self._made
        return np.array([np.frombuffer(kept[known], dtype="<f4") for known in hashes])

    def keep(self) -> None:
        """Keep what was encoded."""
        self._annotations.keep(
            Annotation(known, self._maker, known, CODEBOOK, content) for known, content in self._made.items()
        )
