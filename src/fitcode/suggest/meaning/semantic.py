"""The semantic suggester: codes whose definitions and examples mean what a segment says.

It needs no decision and no pattern, and reads every language that the encoder reads. Evidence is the text
of the codebook that stands nearest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.suggest.meaning.code_texts import is_chosen
from fitcode.suggest.meaning.features import shown_of
from fitcode.suggest.meaning.semantic_training import NAME, train_semantic
from fitcode.suggest.meaning.trained_by_meaning import TrainedByMeaning, quoted
from fitcode.suggest.suggester import Proposal, Recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.material import Material
    from fitcode.suggest.meaning.semantic_scores import SemanticModel, SemanticScores
    from fitcode.suggest.model_state import ModelState
    from fitcode.suggest.reading.encoders import Encoder
    from fitcode.suggest.reading.pipelines import Pipelines
    from fitcode.suggest.reading.read_transcript import ReadTranscript

    Floats = NDArray[np.float64]

__all__ = ["SEMANTIC", "SemanticSuggester", "train_semantic"]

UNTRAINED = "Nothing is known yet about what the codebooks say: the semantic suggester proposes nothing."


class _Scored(NamedTuple):
    """The transcript that was read last, with what the model makes of it."""

    read: ReadTranscript
    model: SemanticModel
    vectors: Floats
    scores: SemanticScores


class SemanticSuggester:
    """Proposes the codes whose texts stand nearest to a segment."""

    name = NAME

    def __init__(self, state: ModelState | None, only: Sequence[str] | None) -> None:
        self.codes: tuple[str, ...] = ()
        self.notes: Sequence[str] = () if state else (UNTRAINED,)
        self._model: SemanticModel | None = None
        self._last: _Scored | None = None
        if state is not None:
            import numpy as np

            from fitcode.suggest.meaning.semantic_scores import SemanticModel

            self._model = SemanticModel(state)
            self.codes = self._model.codes
            self._allowed = np.array([is_chosen(code, only) for code in self.codes], dtype=bool)

    def reads(self, language: str) -> bool:  # noqa: ARG002 - whatever the encoder reads
        """Every language; transcripts without vectors are passed over."""
        return self._model is not None

    def probabilities(self, read: ReadTranscript) -> NDArray[np.float64] | None:
        """The chance of every code for every segment, proposed or not; None without vectors."""
        from fitcode.suggest.meaning.semantic_scores import probabilities

        scored = self._scored(read)
        return scored and probabilities(scored.model.log_odds(scored.scores))

    def propose(self, read: ReadTranscript) -> list[Proposal]:
        """At most three codes per segment."""
        scored = self._scored(read)
        return self._proposals(scored) if scored and len(scored.vectors) else []

    def _scored(self, read: ReadTranscript) -> _Scored | None:
        """The scores of a transcript: those who propose are asked for their chances next."""
        if self._last is None or self._last.read is not read:
            shown = shown_of(read)
            if shown is None or self._model is None:
                return None
            vectors, grams = self._model.features(shown)
            scores = self._model.score_features(vectors, grams, shown)
            self._last = _Scored(read, self._model, vectors, scores)
        return self._last

    def _proposals(self, scored: _Scored) -> list[Proposal]:
        from fitcode.suggest.meaning.choosing import choose
        from fitcode.suggest.meaning.semantic_scores import probabilities

        _, model, vectors, scores = scored
        chosen = choose(
            probabilities(model.log_odds(scores)),
            scores.branches,
            branch_of=model.branch_of,
            branch_books=model.branch_books,
            allowed=self._allowed,
        )
        found = []
        for row, code, chance in chosen:
            nearest, similarity = model.nearest(vectors[row], code)
            evidence = {
                "similarity": round(similarity, 3),
                "z": round(float(scores.codes[row, code]), 2),
                "nearest": nearest,
            }
            found.append(
                Proposal(row, self.codes[code], round(chance, 4), _reason(nearest), {"semantic": evidence})
            )
        return found


def _reason(nearest: Mapping[str, Any]) -> str:
    return f"like the {nearest['kind']} {quoted(nearest)}"


class _SemanticKind(TrainedByMeaning):
    """What the name ``semantic`` stands for."""

    def train(self, recipe: Recipe, material: Material, encoder: Encoder) -> ModelState:
        return train_semantic(recipe, material, encoder)

    def prepare(self, recipe: Recipe, pipelines: Pipelines) -> SemanticSuggester:  # noqa: ARG002 - reads vectors
        """The suggester, ready to read."""
        return SemanticSuggester(recipe.models.get(NAME), recipe.settings.only)


SEMANTIC = _SemanticKind(NAME)
