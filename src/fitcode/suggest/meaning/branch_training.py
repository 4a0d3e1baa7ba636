"""Classifiers of branches, trained on the texts of all codes of a codebook as labelled sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_FOLDS = 5


class Classifier(NamedTuple):
    """A linear classifier of branches, and what it says of the reference."""

    weights: Floats
    bias: Floats
    reference: Floats


class Pair(NamedTuple):
    """The classifiers of one codebook's branches: on vectors, and on shared character 4-grams."""

    vectors: Classifier
    grams: Classifier


def classify(
    rows: Any,
    labels: NDArray[np.int64],
    owners: NDArray[np.int64],
    branches: list[int],
    looseness: float,
    reference: Any,
    held_out: NDArray[np.int64],
) -> Classifier:
    """Logistic regression; rows that it was trained on are judged by one that has not seen their code."""
    import numpy as np

    weights, bias = _logistic(rows, labels, branches, looseness)
    said = np.asarray(reference @ weights.T) + bias
    folds = owners % _FOLDS
    for fold in range(_FOLDS):
        seen = folds != fold
        if len(set(labels[seen].tolist())) < 2:
            continue
        own_weights, own_bias = _logistic(rows[seen], labels[seen], branches, looseness)
        places = np.flatnonzero((held_out >= 0) & (folds[np.maximum(held_out, 0)] == fold))
        said[places] = np.asarray(reference[places] @ own_weights.T) + own_bias
    return Classifier(weights, bias, said)


def _logistic(
    rows: Any, labels: NDArray[np.int64], branches: list[int], looseness: float
) -> tuple[Floats, Floats]:
    """Weights and bias of each branch; zeros for one without a text."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=looseness, class_weight="balanced", max_iter=1_000).fit(rows, labels)
    weights = np.zeros((len(branches), rows.shape[1]))
    bias = np.zeros(len(branches))
    coefficients, intercepts, classes = model.coef_, model.intercept_, model.classes_.tolist()
    if len(classes) == 2:  # one row of coefficients stands for both
        coefficients, intercepts = (
            np.vstack([-coefficients, coefficients]),
            np.append(-intercepts, intercepts),
        )
    for place, branch in enumerate(branches):
        if branch in classes:
            weights[place] = coefficients[classes.index(branch)]
            bias[place] = intercepts[classes.index(branch)]
    return weights, bias
