"""Training the valence model on decisions: accepted and amended suggestions, and codings by hand.

Training starts from the shipped weights and is pulled back to them, so that few decisions change little and
many decide. Nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fitcode.suggest.statements.valence import (
    Clues,
    FiredPattern,
    UsualValence,
    usual_features,
    valence_features,
)
from fitcode.suggest.statements.valence_model import DEFAULT_VALENCE_MODEL, OUTCOMES, UNSTATED, ValenceModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PULL = 20.0
"""How strongly training is pulled back to the shipped weights. On development interviews 20 kept 85 % of what
is stated right, and its share grew from 26 % to 48 % with 200 decisions; 2 cost up to ten points on it."""

_STEPS = 30


class ValenceExample(NamedTuple):
    """A decided valence: of an accepted or amended suggestion, or of a coding by hand."""

    code: str
    """``codebook/code``."""

    usual: tuple[float, ...]
    """``usual_valence`` of the code, without decisions."""

    features: tuple[float, ...]
    """``valence_features`` with ``usual``; the first two are worked out anew."""

    valence: str | None
    weight: float = 1.0
    """What it counts beside others."""


def example_of(
    *,
    code: str,
    usual: UsualValence,
    rules: Iterable[Mapping[str, Any]],
    clues: Clues,
    valence: str | None,
) -> ValenceExample:
    """A decided passage, from the rules of its code that fire in it and the clues in its text."""
    own = [FiredPattern(rule.get("valence"), rule["weight"]) for rule in rules]
    return ValenceExample(code, tuple(usual), valence_features(clues=clues, own=own, usual=usual), valence)


def train_valence(examples: Sequence[ValenceExample], *, pull: float = PULL) -> ValenceModel:
    """The shipped model moved by decisions; each one sees what the others say of its code, never itself."""
    if not examples:
        return DEFAULT_VALENCE_MODEL
    import numpy as np

    decided = _count(examples)
    rows = []
    for example in examples:
        others = list(decided[example.code])
        others[_outcome(example)] -= example.weight
        usual = UsualValence(*example.usual).plus(others)
        rows.append((1.0, *usual_features(usual), *example.features[2:]))
    weights = _fit(
        np.array(rows, dtype=np.float64),
        np.array([_outcome(example) for example in examples]),
        start=np.array(DEFAULT_VALENCE_MODEL.weights, dtype=np.float64),
        pull=pull,
        importance=np.array([example.weight for example in examples], dtype=np.float64),
    )
    return ValenceModel(
        weights=tuple(tuple(round(float(value), 6) for value in row) for row in weights),
        decided={code: tuple(counts) for code, counts in sorted(decided.items())},
        decisions=len(examples),
    )


def _outcome(example: ValenceExample) -> int:
    return OUTCOMES.index(example.valence or UNSTATED)


def _count(examples: Iterable[ValenceExample]) -> dict[str, list[float]]:
    counts: dict[str, list[float]] = {}
    for example in examples:
        counts.setdefault(example.code, [0.0] * len(OUTCOMES))[_outcome(example)] += example.weight
    return counts


def _fit(
    rows: NDArray[np.float64],
    outcomes: NDArray[np.int64],
    *,
    start: NDArray[np.float64],
    pull: float,
    importance: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Newton's method for the penalised likelihood, which has one optimum; an overlong step is halved."""
    import numpy as np

    width = rows.shape[1]
    stated = start.shape[0]
    wanted = (outcomes[:, None] == np.arange(stated)[None, :]).astype(np.float64)
    weights = start.copy()
    for _ in range(_STEPS):
        chances = _chances(rows @ weights.T)[:, :stated]
        gradient = ((wanted - chances) * importance[:, None]).T @ rows - pull * (weights - start)
        hessian = np.zeros((stated * width, stated * width))
        for one in range(stated):
            for other in range(stated):
                curve = importance * chances[:, one] * ((one == other) - chances[:, other])
                block = (rows * curve[:, None]).T @ rows
                hessian[one * width : (one + 1) * width, other * width : (other + 1) * width] = block
        hessian[np.diag_indices_from(hessian)] += pull
        step = np.linalg.solve(hessian, gradient.ravel()).reshape(weights.shape)
        size = 1.0
        here = _goodness(rows, wanted, weights, start, pull, importance)
        while size > 1e-4 and _goodness(rows, wanted, weights + size * step, start, pull, importance) < here:
            size /= 2
        weights = weights + size * step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _chances(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    whole = np.concatenate([sums, np.zeros((len(sums), 1))], axis=1)
    raised = np.exp(whole - whole.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)


def _goodness(
    rows: NDArray[np.float64],
    wanted: NDArray[np.float64],
    weights: NDArray[np.float64],
    start: NDArray[np.float64],
    pull: float,
    importance: NDArray[np.float64],
) -> float:
    import numpy as np

    chances = np.log(np.maximum(_chances(rows @ weights.T), 1e-300))
    whole = np.concatenate([wanted, 1 - wanted.sum(axis=1, keepdims=True)], axis=1)
    likelihood = float((importance * (whole * chances).sum(axis=1)).sum())
    return likelihood - pull / 2 * float(((weights - start) ** 2).sum())
