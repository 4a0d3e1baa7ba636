"""The word baseline: TF-IDF of words and logistic regression, nothing else, to hold the pass against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fitcode.suggest.learning.labels import labels_of
from fitcode.suggest.meaning.code_texts import code_tree

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitcode.suggest.material import Material
    from fitcode.suggest.suggester import Recipe

    Floats = NDArray[np.float64]


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
