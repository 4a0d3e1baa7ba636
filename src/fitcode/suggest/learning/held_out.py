"""Held out: what suggesters say of transcripts that they have not learned from.

Folds are whole transcripts. The segments of all transcripts are known to every fold, as they are in a
project; what people said of them is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from fitcode.suggest.learning.labels import folds_of, labels_of
from fitcode.suggest.meaning.code_texts import code_tree
from fitcode.suggest.meaning.features import Shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.material import Material
    from fitcode.suggest.reading.encoders import Encoder
    from fitcode.suggest.suggester import Recipe

    Floats = NDArray[np.float64]

TFIDF = "tfidf"
"""The baseline: word TF-IDF and logistic regression, nothing else."""


class HeldOut(NamedTuple):
    """Scores of rows by suggesters that have not seen what people said of them."""

    codes: tuple[str, ...]
    scores: dict[str, Floats]
    """Suggester to rows by codes: chances; without meaning where the baseline saw no example of the code."""

    truth: NDArray[np.bool_]
    known: NDArray[np.bool_]
    """Where something is known, at all or weakly."""

    fold: NDArray[np.int64]


class _Cached:
    """An encoder that encodes a text once: every fold reads the same codebook."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def version(self) -> str:
        return self._encoder.version()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        fresh = list(dict.fromkeys(text for text in texts if text not in self._known))
        if fresh:
            self._known |= dict(zip(fresh, self._encoder.encode(fresh), strict=True))
        return np.stack([self._known[text] for text in texts]) if texts else self._encoder.encode([])


def out_of_fold(
    recipe: Recipe,
    material: Material,
    encoder: Encoder,
    *,
    groups: Sequence[str] | None = None,
    folds: int = 5,
    seed: int = 0,
    suggesters: Sequence[str] = ("semantic", "learned", TFIDF),
) -> HeldOut:
    """Each row scored by suggesters trained without the row's group (its transcript by default)."""
    import numpy as np

    tree = code_tree(recipe.codebooks)
    names = tuple(groups) if groups is not None else material.groups
    fold = folds_of(names, folds, seed)
    scores = {name: np.zeros((len(material), len(tree.codes))) for name in suggesters}
    cached = _Cached(encoder)
    for number in np.unique(fold):
        own = np.flatnonzero(fold == number)
        rest = material.with_examples([one for one in material.examples if fold[one.row] != number])
        for name in suggesters:
            scores[name][own] = fresh_scores(name, recipe, rest, cached)[own]
    labels = labels_of(material, tree.codes, tree.parents, seed)
    truth = np.zeros((len(material), len(tree.codes)), dtype=bool)
    known = np.zeros_like(truth)
    truth[labels.rows], known[labels.rows] = labels.labels > 0, labels.importance > 0
    return HeldOut(tree.codes, scores, truth, known, fold)


def fresh_scores(name: str, recipe: Recipe, material: Material, encoder: Encoder) -> Floats:
    """Chances of every code for every row, by a suggester trained on this material."""
    if name == TFIDF:
        return tfidf_scores(recipe, material)
    shown = Shown(material.texts, material.vectors, material.questions, material.previous, material.following)
    if name == "learned":
        from fitcode.suggest.learning.learned import LearnedModel, train_learned

        state = train_learned(recipe, material, encoder)
        if not state.facts["refused"]:
            return LearnedModel(state).scores(shown).chances
    from fitcode.suggest.meaning.semantic_scores import SemanticModel, probabilities
    from fitcode.suggest.meaning.semantic_training import train_semantic

    model = SemanticModel(train_semantic(recipe, material, encoder))
    return probabilities(model.log_odds(model.scores(shown)))


def tfidf_scores(recipe: Recipe, material: Material) -> Floats:
    """What TF-IDF of words and pairs with logistic regression says: 0 for codes without an example."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    tree = code_tree(recipe.codebooks)
    labels = labels_of(material, tree.codes, tree.parents, recipe.settings.seed)
    scores = np.zeros((len(material), len(tree.codes)))
    if not len(labels.rows):
        return scores
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    seen = vectorizer.fit_transform([material.texts[row] for row in labels.rows])
    every = vectorizer.transform(material.texts)
    for code in range(len(tree.codes)):
        known = labels.importance[:, code] > 0
        right = labels.labels[known, code]
        if not 0 < right.sum() < len(right):
            continue
        model = LogisticRegression(C=10, class_weight="balanced", solver="liblinear", random_state=0)
        model.fit(seen[known], right, sample_weight=labels.importance[known, code])
        scores[:, code] = model.predict_proba(every)[:, 1]
    return scores
