"""The semantic suggester: codes whose definitions and examples mean what a segment says.

It needs no decision and no pattern, and reads every language that the encoder reads. Evidence is the text
of the codebook that stands nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fitcode.suggest.meaning.code_texts import is_chosen
from fitcode.suggest.meaning.features import stretches_of
from fitcode.suggest.meaning.graded_once import GradesByMeaning
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


class SemanticSuggester(GradesByMeaning):
    """Proposes the codes whose texts stand nearest to a segment."""

    name = NAME

    def __init__(self, state: ModelState | None, only: Sequence[str] | None) -> None:
        super().__init__()
        self.notes: Sequence[str] = () if state else (UNTRAINED,)
        self._model: SemanticModel | None = None
        if state is not None:
            import numpy as np

            from fitcode.suggest.meaning.semantic_scores import SemanticModel

            self._model = SemanticModel(state)
            self.codes = self._model.codes
            self._allowed = np.array([is_chosen(code, only) for code in self.codes], dtype=bool)

    def _grade(self, read: ReadTranscript) -> tuple[list[Proposal], Floats]:
        import numpy as np

        from fitcode.suggest.meaning.semantic_scores import probabilities

        model = self._model
        assert model is not None
        found: list[Proposal] = []
        table = np.empty((len(read.segments), len(self.codes)))
        for stretch in stretches_of(read):
            vectors, scores = model.score_stretch(stretch)
            chances = probabilities(model.log_odds(scores))
            table[stretch.first :][: len(chances)] = chances
            found += self._proposals(model, vectors, scores, chances, first=stretch.first)
        return found, table

    def _proposals(
        self, model: SemanticModel, vectors: Floats, scores: SemanticScores, chances: Floats, *, first: int
    ) -> Iterator[Proposal]:
        """``first`` is the number of the first segment that was scored."""
        from fitcode.suggest.meaning.choosing import choose

        if not len(chances):
            return
        chosen = choose(
            chances,
            scores.branches,
            branch_of=model.branch_of,
            branch_books=model.branch_books,
            allowed=self._allowed,
        )
        for row, code, chance in chosen:
            nearest, similarity = model.nearest(vectors[row], code)
            evidence = {
                "similarity": round(similarity, 3),
                "z": round(float(scores.codes[row, code]), 2),
                "nearest": nearest,
            }
            yield Proposal(
                first + row, self.codes[code], round(chance, 4), _reason(nearest), {"semantic": evidence}
            )


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
