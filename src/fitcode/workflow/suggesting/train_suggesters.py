"""Train suggesters: models from codings and decisions, kept until enough has changed to train anew.

What a model was trained on stands in its facts; while codebook, encoder and seed are as they were and codings
and decisions have hardly grown, the model stays, so that suggestions do not move with every key press.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fitcode.batch.one_thread import one_blas_thread
from fitcode.domain.identity import content_hash, text_hash
from fitcode.errors import FitcodeError
from fitcode.store import models, training
from fitcode.store.annotations import CODEBOOK, Annotation, Annotations
from fitcode.store.models import ModelFacts
from fitcode.store.training import DecidedSuggestion, training_counts
from fitcode.suggest.calibration import Decision, calibrate, learn_rule_weights
from fitcode.suggest.combine import combined_score
from fitcode.suggest.model_state import ModelState, state_from_bytes, state_to_bytes
from fitcode.suggest.patterns.rule_score import rule_score
from fitcode.suggest.reading.readings import encoder_of
from fitcode.suggest.registry import find_suggester
from fitcode.suggest.suggester import Recipe, TrainedKind
from fitcode.workflow.suggesting.gather_material import gather_material
from fitcode.workflow.suggesting.keep_readings import Makers, texts_maker
from fitcode.workflow.suggesting.learn_valence import learn_valence
from fitcode.workflow.suggesting.read_for_suggesting import PassInput
from fitcode.workflow.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_NEW = 10
"""Codings or decisions, more or fewer, from which on models are trained anew."""

_NEW_SHARE = 0.1
"""The same as a share of those that the models saw."""

_CORPUS_SHARE = 0.25
"""Share of transcripts that must come or go before the corpus counts as another."""


def is_training_due(workspace: Workspace, recipe: Recipe, *, everything: bool) -> bool:
    """Whether models are missing, or were trained on what has changed since."""
    seen = models.read_basis(workspace.project)
    counts = training_counts(workspace.project)
    if counts.transcripts == 0:
        return False
    if seen is None or everything:
        return True
    return bool(
        seen["recipe"] != _recipe_hash(recipe)
        or seen["models"].keys() - recipe.models.keys()
        or _has_grown(seen["codings"], counts.codings)
        or _has_grown(seen["decisions"], counts.decisions)
        or abs(counts.transcripts - seen["transcripts"]) > _CORPUS_SHARE * seen["transcripts"]
    )


def train_suggesters(
    workspace: Workspace,
    annotations: Annotations,
    recipe: Recipe,
    inputs: Sequence[PassInput],
    *,
    makers: Makers,
) -> dict[str, ModelState]:
    """Train everything anew and keep it; each model may build on those before it."""
    counts = training_counts(workspace.project)
    trained = _from_decisions(workspace, recipe)
    taught = replace(recipe, models=dict(trained))
    with one_blas_thread():
        valence = learn_valence(workspace, annotations, taught, inputs, makers=makers)
    if valence is not None:
        trained[valence.suggester] = valence
    if kinds := _trained_kinds(recipe):
        with one_blas_thread():
            material = gather_material(workspace, annotations, inputs, makers=makers)
            encoder = _KeptTexts(annotations, makers)
            for name, kind in kinds.items():
                trained[name] = kind.train(replace(recipe, models=dict(trained)), material, encoder)
            encoder.keep()
    basis = {
        **counts._asdict(),
        "recipe": _recipe_hash(recipe),
        "models": {name: state.fingerprint for name, state in sorted(trained.items())},
    }
    with workspace.writing("suggest"):
        for state in trained.values():
            kept = ModelFacts(state.suggester, state.fingerprint, state.facts)
            models.keep_model(workspace.project, kept, state_to_bytes(state))
        # Each model takes some megabytes; what a pending suggestion rests on stays until it is made again.
        models.prune_models(workspace.project, keep=[state.fingerprint for state in trained.values()])
        models.keep_basis(workspace.project, basis)
    return trained


def load_models(workspace: Workspace, recipe: Recipe) -> dict[str, ModelState]:
    """The recipe's models with their arrays; raises FitcodeError for one that has gone."""
    loaded: dict[str, ModelState] = {}
    for name, state in recipe.models.items():
        content = models.read_model(workspace.project, state.fingerprint)
        if content is None:
            raise FitcodeError(
                f"What {name} had learned is no longer kept ({state.fingerprint[:12]}).",
                remedy="Train anew: fitcode suggest --all",
            )
        loaded[name] = state_from_bytes(content)
    return loaded


def _has_grown(before: int, now: int) -> bool:
    return abs(now - before) >= max(LEAST_NEW, _NEW_SHARE * before)


def _trained_kinds(recipe: Recipe) -> dict[str, TrainedKind]:
    kinds = {name: find_suggester(name) for name in recipe.settings.suggesters}
    return {name: kind for name, kind in kinds.items() if isinstance(kind, TrainedKind)}


def _recipe_hash(recipe: Recipe) -> str:
    """Of what training reads of the recipe: what codes mean, not the patterns that find them."""
    return content_hash(
        {
            "suggesters": sorted(recipe.settings.suggesters),
            "encoder": recipe.settings.encoder,
            "seed": recipe.settings.seed,
            "codebooks": [
                [
                    *(book.id, book.language, book.uncoded_examples),
                    [
                        code.model_dump(mode="json", exclude={"patterns", "colour", "source"})
                        for code in book.codes
                    ],
                ]
                for book in recipe.codebooks
            ],
        }
    )


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
        if new:
            rows = self._encoder.encode(list(new.values())).astype("<f4")
            self._made |= {known: row.tobytes() for known, row in zip(new, rows, strict=True)}
            kept |= self._made
        return np.array([np.frombuffer(kept[known], dtype="<f4") for known in hashes])

    def keep(self) -> None:
        """Keep what was encoded."""
        self._annotations.keep(
            Annotation(known, self._maker, known, CODEBOOK, content) for known, content in self._made.items()
        )
