"""The valence model: a small multinomial logistic regression, as plain values.

The shipped weights speak until decisions have moved them; those live in a stored state like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from fitcode.domain.choices import Valence

UNSTATED = "unstated"
OUTCOMES = (Valence.fit.value, Valence.misfit.value, Valence.mixed.value, UNSTATED)

# Fitted on the development material: 585 codings of tests/data/development and the sentences of
# tests/data/labelled/development.tsv for which a pattern of the right dimension fires, these counted twice.
_SHIPPED = (
    ("constant", 0.24, -0.08, -1.03),
    ("usual fit against misfit", 0.21, -0.9, -0.27),
    ("usually stated", 1.52, 1.51, 0.24),
    ("fit patterns", 0.61, -0.29, -0.14),
    ("misfit patterns", -0.85, 0.93, -0.91),
    ("silent patterns only", -0.79, -0.37, -0.77),
    ("good", 0.84, 0.21, 1.38),
    ("bad", 0.28, 0.44, 0.49),
    ("joined", 0.78, -0.54, 0.28),
    ("parted", -0.23, 0.17, 0.03),
    ("change", 0.29, -0.19, 0.72),
    ("waiting", 0.02, 0.1, -0.07),
    ("wish", 0.31, 0.5, 0.53),
    ("rule", -0.88, -0.5, -0.36),
    ("contrasts", -0.7, -0.07, 0.26),
    ("negations", 0.5, 0.78, 0.87),
)
"""What is weighed, and how much it speaks for fit, for misfit and for mixed."""

FEATURES = tuple(row[0] for row in _SHIPPED[1:])
"""Names of what is weighed, in order; the weights have one more in front, the constant."""


class ValenceModel(NamedTuple):
    """What is weighed how, and what was decided per code."""

    weights: tuple[tuple[float, ...], ...]
    """Of fit, misfit and mixed against unstated: the constant, then one weight per feature."""

    decided: Mapping[str, tuple[float, ...]]
    """``codebook/code`` to how many decisions gave it fit, misfit, mixed and no valence."""

    decisions: int = 0


def model_facts(model: ValenceModel) -> dict[str, Any]:
    """The model as plain JSON values, for a stored state."""
    return {
        "weights": [list(row) for row in model.weights],
        "decided": {code: list(counts) for code, counts in model.decided.items()},
        "decisions": model.decisions,
    }


def model_of(facts: Mapping[str, Any]) -> ValenceModel:
    """The model of stored facts; the shipped one where they are of another shape."""
    weights = tuple(tuple(float(value) for value in row) for row in facts.get("weights", []))
    if len(weights) != len(OUTCOMES) - 1 or any(len(row) != len(FEATURES) + 1 for row in weights):
        return DEFAULT_VALENCE_MODEL
    decided = {str(code): tuple(map(float, counts)) for code, counts in facts.get("decided", {}).items()}
    return ValenceModel(weights, decided, int(facts.get("decisions", 0)))


DEFAULT_VALENCE_MODEL = ValenceModel(
    weights=tuple(zip(*(row[1:] for row in _SHIPPED), strict=True)),
    decided={},
)
