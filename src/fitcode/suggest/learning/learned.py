"""The learned suggester: what this project's codings and decisions say of segments like them.

It starts from the semantic score and moves away from it as far as the examples carry; evidence is the words
that weigh most, and the coded segment that stands nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.suggest.learning.learned_training import NAME, train_learned
from fitcode.suggest.meaning.code_texts import is_chosen
from fitcode.suggest.meaning.features import Stretch, stretches_of
from fitcode.suggest.meaning.graded_once import GradesByMeaning
from fitcode.suggest.meaning.trained_by_meaning import TrainedByMeaning, quoted
from fitcode.suggest.suggester import Proposal, Recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.material import Material
    from fitcode.suggest.model_state import ModelState
    from fitcode.suggest.reading.encoders import Encoder
    from fitcode.suggest.reading.pipelines import Pipelines
    from fitcode.suggest.reading.read_transcript import ReadTranscript

    Floats = NDArray[np.float64]

__all__ = ["LEARNED", "LearnedModel", "LearnedSuggester", "train_learned"]

UNTRAINED = "Nothing was learned from decisions yet: the learned suggester proposes nothing."

_FEATURES = 5


class LearnedScores(NamedTuple):
    """Of segments (rows) and codes or branches (columns)."""

    chances: Floats
    branches: Floats
    """In the unit of the semantic z scores, with what was learned added."""

    vectors: Floats
    words: Any
    is_known: NDArray[np.bool_]
    """Codes for which decisions told something, by themselves or through their branch."""


class LearnedModel:
    """A trained state that is not refused, ready to score."""

    def __init__(self, state: ModelState) -> None:
        import numpy as np

        from fitcode.suggest.learning.learned_training import Condensed, Learned
        from fitcode.suggest.learning.logistic import Addition
        from fitcode.suggest.learning.words_learned import WordFeatures
        from fitcode.suggest.meaning.semantic_scores import SemanticModel
        from fitcode.suggest.model_state import ModelState as State

        facts = state.facts
        arrays = {
            name: array.astype("float64") for name, array in state.arrays.items() if name[:9] != "semantic."
        }
        inner = {name[9:]: array for name, array in state.arrays.items() if name[:9] == "semantic."}
        self.semantic = SemanticModel(State("semantic", "", facts["semantic"], inner))
        self.codes = self.semantic.codes
        self.learned = np.array(facts["learned"], dtype=np.int64)
        self._condensed = Condensed(arrays["mean"], arrays["basis"])
        self._words = WordFeatures(facts["vocabulary"], arrays["rarity"])
        self._code, self._branch = (
            Addition(*(arrays[f"{name}.{field}"] for field in Addition._fields))
            for name in ("code", "branch")
        )
        self._what = Learned(self._branch, self._code, facts["learned"], facts["temperature"])
        self._level = arrays["level"]
        self._seen: list[tuple[int, int, str, str]] = facts["seen"]
        self._seen_vectors = arrays["seen"]
        self._seen_of: dict[int, list[int]] = {}
        for row, (code, *_) in enumerate(self._seen):
            self._seen_of.setdefault(code, []).append(row)

    def scores(self, stretch: Stretch) -> LearnedScores:
        """The chance of every code for every segment of a stretch."""
        import numpy as np

        from fitcode.suggest.learning.learned_training import BRANCH_ODDS, learned_odds
        from fitcode.suggest.meaning.features import centred, joined
        from fitcode.suggest.meaning.semantic_scores import probabilities

        model, shown = self.semantic, stretch.shown
        vectors, scores = model.score_stretch(stretch)
        own, questions = centred(shown, model.arrays["centre"], model.arrays["question_centre"])
        features = self._condensed.of(joined(own, questions, shown)[stretch.own])
        words = self._words.of(shown.texts[stretch.own])
        odds, moved = learned_odds(model, scores, self._what, features=features, words=words)
        odds += self._level
        is_known = np.isin(np.arange(len(self.codes)), self.learned)
        touched = self._branch.weights.any(axis=0)
        is_known |= (model.branch_of >= 0) & np.append(touched, False)[model.branch_of]
        return LearnedScores(
            probabilities(odds), scores.branches + moved / BRANCH_ODDS, vectors, words, is_known
        )

    def weighty_words(self, words: Any, code: int) -> list[tuple[str, float]]:
        """The words of one segment that speak most for a code, with their weight."""
        place = {int(number): column for column, number in enumerate(self.learned)}.get(code)
        if place is None or not words.shape[1]:
            return []
        names = self._words.vocabulary[0]  # character n-grams mean nothing to people
        row = words.tocoo()
        found = [
            (names[feature], round(float(value * self._code.words[feature, place]), 3))
            for feature, value in zip(row.col, row.data, strict=True)
            if feature < len(names)
        ]
        return [one for one in sorted(found, key=lambda one: (-one[1], one[0]))[:_FEATURES] if one[1] > 0]

    def nearest(self, vector: Floats, code: int) -> dict[str, Any] | None:
        """The coded segment of this code that stands nearest."""
        rows = self._seen_of.get(code)
        if not rows:
            return None
        similar = self._seen_vectors[rows] @ vector
        _, _, text, uid = self._seen[rows[int(similar.argmax())]]
        found: dict[str, Any] = {"text": text, "similarity": round(float(similar.max()), 3)}
        return found | ({"uid": uid} if uid else {})


class LearnedSuggester(GradesByMeaning):
    """Proposes what people coded or accepted in segments like these."""

    name = NAME

    def __init__(self, state: ModelState | None, only: Sequence[str] | None) -> None:
        import numpy as np

        super().__init__()
        self.notes: Sequence[str] = (UNTRAINED,) if state is None else ()
        self._model: LearnedModel | None = None
        if state is not None and state.facts["refused"]:
            self.notes = (state.facts["refused"],)
        elif state is not None:
            self._model = LearnedModel(state)
            self.codes = self._model.codes
            self._allowed = np.array([is_chosen(code, only) for code in self.codes], dtype=bool)

    def _grade(self, read: ReadTranscript) -> tuple[list[Proposal], Floats]:
        import numpy as np

        model = self._model
        assert model is not None
        found: list[Proposal] = []
        table = np.empty((len(read.segments), len(self.codes)))
        for stretch in stretches_of(read):
            scores = model.scores(stretch)
            table[stretch.first :][: len(scores.chances)] = scores.chances
            found += self._proposals(model, scores, first=stretch.first)
        return found, table

    def _proposals(self, model: LearnedModel, scores: LearnedScores, *, first: int) -> Iterator[Proposal]:
        """``first`` is the number of the first segment that was scored."""
        from fitcode.suggest.meaning.choosing import choose

        if not len(scores.chances):
            return
        chosen = choose(
            scores.chances,
            scores.branches,
            branch_of=model.semantic.branch_of,
            branch_books=model.semantic.branch_books,
            allowed=self._allowed & scores.is_known,
        )
        for row, code, chance in chosen:
            words = model.weighty_words(scores.words[row], code)
            nearest = model.nearest(scores.vectors[row], code)
            evidence: dict[str, Any] = {"features": [list(word) for word in words], "nearest": nearest}
            yield Proposal(
                first + row,
                self.codes[code],
                round(chance, 4),
                _reason(words, nearest),
                {"learned": evidence},
            )


def _reason(words: Sequence[tuple[str, float]], nearest: Mapping[str, Any] | None) -> str:
    if nearest is not None:
        return f"like the coded {quoted(nearest)}"
    if words:
        return "learned words: " + ", ".join(word for word, _ in words)
    return "learned from codings of the same branch"


class _LearnedKind(TrainedByMeaning):
    """What the name ``learned`` stands for."""

    def train(self, recipe: Recipe, material: Material, encoder: Encoder) -> ModelState:
        return train_learned(recipe, material, encoder)

    def prepare(self, recipe: Recipe, pipelines: Pipelines) -> LearnedSuggester:  # noqa: ARG002 - reads vectors
        """The suggester, ready to read."""
        return LearnedSuggester(recipe.models.get(NAME), recipe.settings.only)


LEARNED = _LearnedKind(NAME)
