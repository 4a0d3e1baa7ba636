"""The score of rules: what several that fire in one segment for one code say together.

Each rule's weight is taken for the chance that it alone is right. Rules that read the very same words count
once; all others, overlapping ones too, are taken for independent, so the score is one minus the chance that
all are wrong, never above 0.95: nothing is certain.
"""

from collections.abc import Mapping, Sequence
from math import prod

from fitcode.suggest.suggester import Recipe

HIGHEST_SCORE = 0.95


Weights = Mapping[tuple[str, str], float]
"""Code (``codebook/code``) and pattern id to the weight that decisions have taught."""


def learned_weights(recipe: Recipe) -> Weights:
    """What was learned about the precision of single patterns; the others keep the weight they state."""
    state = recipe.models.get("rules")
    weights: Mapping[str, float] = state.facts.get("weights", {}) if state else {}
    return {
        (code, pattern): weight
        for name, weight in weights.items()
        for code, _, pattern in [name.partition("|")]
    }


def rule_score(fired: Sequence[tuple[float, Sequence[tuple[int, int]]]]) -> float:
    """One minus the product of the chances to be wrong, of rules as weight and places read."""
    if len(fired) == 1:
        return round(min(HIGHEST_SCORE, fired[0][0]), 6)
    by_words: dict[frozenset[tuple[int, int]], float] = {}
    for weight, places in fired:
        words = frozenset(places)
        by_words[words] = max(weight, by_words.get(words, 0.0))
    return round(min(HIGHEST_SCORE, 1 - prod(1 - weight for weight in by_words.values())), 6)


def reason_line(parts: Sequence[tuple[str, Sequence[str]]]) -> str:
    """One line for people: what was read, and the rules that read it; parts are (form, words)."""
    return "; ".join([f"{form}: {_quoted(words)}" for form, words in parts])


def _quoted(words: Sequence[str]) -> str:
    distinct = list(dict.fromkeys([" ".join(word.split()) for word in words]))
    shown = ", ".join([f'"{word if len(word) <= 60 else word[:57] + "..."}"' for word in distinct[:4]])
    return f"{shown} and {len(distinct) - 4} more" if len(distinct) > 4 else shown
