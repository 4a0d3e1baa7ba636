"""Combining: what several rules that fire in one segment for one code say together.

Each rule's weight is taken for the chance that it alone is right. Rules that read the very same words count
once; all others, overlapping ones too, are taken for independent, so the score is one minus the chance that
all are wrong, never above 0.95: nothing is certain.
Once a project has decisions to learn from, a calibrated score takes this one's place; nothing else changes.
"""

from collections.abc import Iterable, Sequence
from math import prod

from fitcode.domain.choices import Valence

HIGHEST_SCORE = 0.95


def combined_score(weights: Iterable[float]) -> float:
    """One minus the product of the chances to be wrong, at most 0.95."""
    return round(min(HIGHEST_SCORE, 1 - prod(1 - weight for weight in weights)), 6)


def combined_valence(stated: Iterable[Valence | None]) -> Valence | None:
    """What those that state a valence agree on; mixed where they differ; None where none states one."""
    valences = {valence for valence in stated if valence is not None}
    if len(valences) > 1:
        return Valence.mixed
    return valences.pop() if valences else None


def reason_line(parts: Sequence[tuple[str, Sequence[str]]], valence: Valence | None) -> str:
    """One line for people: what was read, and the rules that read it; parts are (form, words)."""
    said = "; ".join(f"{form}: {_quoted(words)}" for form, words in parts)
    return f"{said} ({valence.value})" if valence else said


def _quoted(words: Sequence[str]) -> str:
    distinct = dict.fromkeys(" ".join(word.split()) for word in words)
    shown = [f'"{word if len(word) <= 60 else word[:57] + "..."}"' for word in distinct]
    more = f" and {len(shown) - 4} more" if len(shown) > 4 else ""
    return ", ".join(shown[:4]) + more
