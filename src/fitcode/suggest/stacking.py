"""Stacking: one chance from what rules, the semantic and the learned suggester say of a code.

Log odds are added, each suggester's with the weight that it has earned on development material; the learned
one carries the semantic score within it and takes its place.
"""

from __future__ import annotations

from math import exp, log

LOWEST, HIGHEST = 0.01, 0.95
"""Nothing is certain, neither way."""

RULES = 1.5
"""What a hit of the highest score adds to the log odds; one of half the score adds half."""


def combined_probability(rules: float | None, semantic: float | None, learned: float | None) -> float:
    """The chance that a code is right; None stands for a suggester that says nothing of it.

    A rule's score is the share of its hits that deserve the code where nothing else is known: alone it stands
    for itself.
    """
    told = learned if learned is not None else semantic
    if told is None:
        return _held(rules or 0.0)
    if rules is None:
        return _held(told)
    return _held(1 / (1 + exp(-(_log_odds(told) + RULES * rules))))


def _log_odds(chance: float) -> float:
    held = min(max(chance, LOWEST), HIGHEST)
    return log(held / (1 - held))


def _held(chance: float) -> float:
    return round(min(max(chance, LOWEST), HIGHEST), 6)
