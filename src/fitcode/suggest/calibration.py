"""Calibration: scores as chances, learned from what people decided.

Before there are decisions a score is what suggesters and their patterns say of themselves. From twenty on
it is bent by two numbers fitted to them (Platt 1999, Advances in Large Margin Classifiers, p. 61 ff.; with
the second at zero it is temperature scaling), held near their defaults while the decisions are few. The
ranking never changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log, log1p
from typing import TYPE_CHECKING, NamedTuple

from fitcode.domain.identity import content_hash
from fitcode.suggest.model_state import ModelState, state_of

if TYPE_CHECKING:
    from fitcode.suggest.suggester import Recipe

NAME = "calibration"
LEAST_DECISIONS = 20
HIGHEST_SCORE = 0.95
"""Nothing is certain."""

LOWEST_SCORE = 0.01

RULE_PRIOR = 8
"""Everybody's share counts like so many decisions on a rule."""

_SLOPE_PRIOR = 4.0
"""How firmly the slope is held at 1: one over the variance."""

_SHIFT_PRIOR = 0.25
"""The same for the shift, held at 0: how often a team accepts moves more than how sure rules are."""

_LEAST_SLOPE = 0.05
"""A slope below zero would turn the ranking round."""

_ROUNDS = 100


class Decision(NamedTuple):
    """One decided suggestion, as calibration sees it."""

    score: float
    """Before calibration."""

    is_right: bool
    """Whether the code was right; one that was rejected or amended to another code was not."""

    rules: tuple[str, ...]
    """``codebook/code|rule id`` of the rules that took part."""


class Calibration(NamedTuple):
    """What bends scores: ``slope`` times the log-odds, plus ``shift``."""

    slope: float = 1.0
    shift: float = 0.0

    def apply(self, score: float) -> float:
        """The calibrated score, between 0.01 and 0.95, to four digits."""
        odds = self.slope * log_odds(score) + self.shift
        return round(min(HIGHEST_SCORE, max(LOWEST_SCORE, 1 / (1 + exp(-odds)))), 4)


def log_odds(score: float) -> float:
    """Of a score kept away from 0 and 1."""
    kept = min(0.999, max(0.001, score))
    return log(kept / (1 - kept))


def calibration_of(recipe: Recipe) -> Calibration:
    """What the recipe's models say, or no change."""
    state = recipe.models.get(NAME)
    return Calibration(state.facts["slope"], state.facts["shift"]) if state else Calibration()


def calibrate(decisions: Sequence[Decision]) -> ModelState | None:
    """The calibration that these decisions ask for; None while they are too few."""
    if len(decisions) < LEAST_DECISIONS:
        return None
    slope, shift = _fitted(decisions)
    facts = {"slope": round(slope, 6), "shift": round(shift, 6), "decisions": len(decisions)}
    return state_of(NAME, facts=facts, arrays={}, trained_on=content_hash(facts))


def learn_rule_weights(decisions: Sequence[Decision], priors: Mapping[str, float]) -> ModelState | None:
    """Weights of the rules that were decided on; None where none was.

    A rule's share of accepted suggestions, which begins as ``RULE_PRIOR`` decisions with everybody's share,
    over everybody's: by so much its weight grows or shrinks. What is decided on was shown because much spoke
    for it, so the plain share would make all rules look better than they are.
    """
    counts: dict[str, list[int]] = {}
    for decision in decisions:
        for rule in decision.rules:
            counted = counts.setdefault(rule, [0, 0])
            counted[not decision.is_right] += 1
    usual = (sum(one.is_right for one in decisions) + 1) / (len(decisions) + 2)
    weights = {
        rule: round(min(HIGHEST_SCORE, priors[rule] * _share(right, wrong, usual) / usual), 4)
        for rule, (right, wrong) in sorted(counts.items())
        if rule in priors
    }
    if not weights:
        return None
    facts = {"weights": weights, "decisions": len(decisions)}
    return state_of("rules", facts=facts, arrays={}, trained_on=content_hash(facts))


class _Row(NamedTuple):
    """Decisions on suggestions of one score."""

    odds: float
    decisions: int
    right: int


def _share(right: int, wrong: int, usual: float) -> float:
    """The mean of a beta distribution."""
    return (RULE_PRIOR * usual + right) / (RULE_PRIOR + right + wrong)


def _fitted(decisions: Sequence[Decision]) -> tuple[float, float]:
    """The two numbers of largest posterior, the slope above its least; the problem is convex."""
    counts: dict[float, list[int]] = {}
    for one in decisions:
        counted = counts.setdefault(log_odds(one.score), [0, 0])
        counted[0] += 1
        counted[1] += one.is_right
    rows = [_Row(odds, *counted) for odds, counted in sorted(counts.items())]
    slope, shift = _best(rows, slope=1.0)
    return (slope, shift) if slope >= _LEAST_SLOPE else _best(rows, slope=_LEAST_SLOPE, is_free=False)


def _best(rows: Sequence[_Row], *, slope: float, is_free: bool = True) -> tuple[float, float]:
    """Newton's method, its steps halved where they would climb; the slope stays where it is not free."""
    shift, loss = 0.0, _loss(rows, slope, 0.0)
    for _ in range(_ROUNDS):
        by_slope, by_shift = _step(rows, slope, shift, is_free=is_free)
        size = 1.0
        while (new := _loss(rows, slope - size * by_slope, shift - size * by_shift)) > loss and size > 1e-9:
            size /= 2
        if new >= loss:
            break
        slope, shift, loss = slope - size * by_slope, shift - size * by_shift, new
    return slope, shift


def _loss(rows: Sequence[_Row], slope: float, shift: float) -> float:
    held = _SLOPE_PRIOR * (slope - 1) ** 2 + _SHIFT_PRIOR * shift**2
    odds = [slope * row.odds + shift for row in rows]
    return held / 2 + sum(
        row.decisions * (max(one, 0.0) + log1p(exp(-abs(one)))) - row.right * one
        for row, one in zip(rows, odds, strict=True)
    )


def _step(rows: Sequence[_Row], slope: float, shift: float, *, is_free: bool) -> tuple[float, float]:
    gradient = [_SLOPE_PRIOR * (slope - 1), _SHIFT_PRIOR * shift]
    curve = [_SLOPE_PRIOR, 0.0, _SHIFT_PRIOR]
    for odds, decisions, right in rows:
        chance = 1 / (1 + exp(-min(30.0, max(-30.0, slope * odds + shift))))
        wrong, spread = decisions * chance - right, decisions * chance * (1 - chance)
        gradient[0] += wrong * odds
        gradient[1] += wrong
        curve[0] += spread * odds * odds
        curve[1] += spread * odds
        curve[2] += spread
    if not is_free:
        return 0.0, gradient[1] / curve[2]
    determinant = curve[0] * curve[2] - curve[1] ** 2
    return (
        (curve[2] * gradient[0] - curve[1] * gradient[1]) / determinant,
        (curve[0] * gradient[1] - curve[1] * gradient[0]) / determinant,
    )
