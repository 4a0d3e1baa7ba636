"""Logistic regression of many codes at once, each held near what was believed before.

The log odds of a code are its prior log odds plus what the features add; the penalty pulls that addition to
nothing, so that few decisions change little and many change much (an informative prior, as in Gelman et al.
2008, Ann. Appl. Stat. 2(4), p. 1360 ff.).
All codes are fitted in one run of matrix products: one after the other costs ten times as much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROUNDS = 60


class Addition(NamedTuple):
    """What the features add to the prior log odds of each code (columns)."""

    weights: Floats
    """Of the dense features."""

    words: Floats
    """Of the sparse features."""

    trust: Floats
    """How much more (or less) the prior itself counts."""

    bias: Floats

    def to(self, prior: Floats, features: Floats, words: Any) -> Floats:
        """The log odds of rows."""
        import numpy as np

        return cast(
            "Floats",
            prior * (1 + self.trust) + self.bias + features @ self.weights + np.asarray(words @ self.words),
        )


class Penalty(NamedTuple):
    """How strongly each part is held at zero: one over its prior variance."""

    weights: float = 1.0
    words: float = 1.0
    trust: float = 10.0
    bias: float = 0.1


def fit_additions(
    labels: Floats, importance: Floats, prior: Floats, features: Floats, words: Any, penalty: Penalty
) -> Addition:
    """Fit all codes; ``importance`` of 0 says that nothing is known of a row and a code."""
    import numpy as np
    from scipy.optimize import minimize
    from scipy.special import expit

    codes, dense, sparse = labels.shape[1], features.shape[1], words.shape[1]
    strength = np.concatenate(
        [
            np.full(dense, penalty.weights),
            np.full(sparse, penalty.words),
            np.full(1, penalty.trust),
            np.full(1, penalty.bias),
        ]
    )[:, None]
    shape = (len(strength), codes)

    def loss(flat: Floats) -> tuple[float, Floats]:
        found = _parts(flat.reshape(shape), dense, sparse)
        odds = found.to(prior, features, words)
        cost = importance * (np.logaddexp(0, odds) - labels * odds)
        slope = importance * (expit(odds) - labels)
        gradient = np.vstack(
            [
                features.T @ slope,
                np.asarray(words.T @ slope),
                (slope * prior).sum(axis=0, keepdims=True),
                slope.sum(axis=0, keepdims=True),
            ]
        )
        table = flat.reshape(shape)
        total = cost.sum() + 0.5 * (strength * table**2).sum()
        return float(total), (gradient + strength * table).ravel()

    found = minimize(
        loss, np.zeros(shape[0] * codes), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}
    )
    return _parts(found.x.reshape(shape), dense, sparse)


def level_shift(odds: Floats, prior: Floats) -> Floats:
    """What to add to the log odds of each column so that its mean chance over the rows is the prior's."""
    import numpy as np
    from scipy.special import expit

    wanted = expit(prior).mean(axis=0)
    low, high = np.full(prior.shape[1], -20.0), np.full(prior.shape[1], 20.0)
    for _ in range(50):  # halving: the mean grows with the shift
        middle = (low + high) / 2
        is_over = expit(odds + middle).mean(axis=0) > wanted
        low, high = np.where(is_over, low, middle), np.where(is_over, middle, high)
    return cast("Floats", (low + high) / 2)


def _parts(table: Floats, dense: int, sparse: int) -> Addition:
    return Addition(table[:dense], table[dense : dense + sparse], table[-2], table[-1])


def fit_temperature(odds: Floats, labels: Floats, importance: Floats) -> float:
    """By what log odds are divided to be neither too bold nor too timid (Guo et al. 2017, ICML, sec. 4.2)."""
    import numpy as np
    from scipy.optimize import minimize_scalar

    def loss(log_temperature: float) -> float:
        scaled = odds / np.exp(log_temperature)
        return float((importance * (np.logaddexp(0, scaled) - labels * scaled)).sum())

    found = minimize_scalar(loss, bounds=(-1.5, 1.5), method="bounded")
    return float(np.exp(found.x))
