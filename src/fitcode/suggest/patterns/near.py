"""Near: one hit of each list, all inside a window of words, in any order.

Words are counted as everywhere in fitcode (a contraction or a hyphenated word is one); two lists cannot
share a hit, so that a word that stands in both is not near itself.
"""

from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

MOST_STEPS = 10_000
"""Combinations tried in one segment."""


class WordHit(NamedTuple):
    """A phrase found, counted in words."""

    first_word: int
    last_word: int
    start: int
    """Its first character in the transcript."""

    end: int


def nearest_hits(lists: Sequence[Sequence[WordHit]], *, within: int) -> list[WordHit] | None:
    """The first choice of one hit per list that fits the window; of those that start alike, the tightest.

    Each list is in the order of the text.
    """
    if len(lists) == 2:
        return _nearest_pair(*lists, within=within)
    patience = _Patience(MOST_STEPS)
    leftmost = sorted({(hit, index) for index, hits in enumerate(lists) for hit in hits})
    for first, own_list in leftmost:
        last_word = first.first_word + within - 1
        if first.last_word > last_word:
            continue
        choices = [
            [first]
            if index == own_list
            else [hit for hit in hits if hit.start >= first.start and hit.last_word <= last_word]
            for index, hits in enumerate(lists)
        ]
        if all(choices) and (chosen := _tightest(choices, patience)):
            return sorted(chosen)
    return None


def _nearest_pair(one: Sequence[WordHit], two: Sequence[WordHit], *, within: int) -> list[WordHit] | None:
    """The same for two lists, as most patterns have: the hit that begins, and what ends first after it."""
    leftmost = sorted([*((hit, two) for hit in one), *((hit, one) for hit in two)], key=_hit)
    for first, others in leftmost:
        last_word = first.first_word + within - 1
        if first.last_word > last_word:
            continue
        nearest: WordHit | None = None
        for other in others[bisect_left(others, first.end, key=_start) :]:
            if other.first_word > last_word:
                break
            if other.last_word <= last_word and (nearest is None or other.end < nearest.end):
                nearest = other
        if nearest:
            return [first, nearest]
    return None


_hit, _start = itemgetter(0), itemgetter(2)


class _Patience:
    """Steps left: a pattern made to have countless choices ends without a match, not never."""

    def __init__(self, steps: int) -> None:
        self.steps = steps


def _tightest(choices: list[list[WordHit]], patience: _Patience) -> list[WordHit] | None:
    """One hit of each list, none sharing a character, ending as early as can be."""
    for end in sorted({hit.end for hits in choices for hit in hits}):
        by_then = [[hit for hit in hits if hit.end <= end] for hits in choices]
        if all(by_then) and (chosen := _apart(by_then, [], patience)):
            return chosen
    return None


def _apart(choices: list[list[WordHit]], chosen: list[WordHit], patience: _Patience) -> list[WordHit] | None:
    if not choices:
        return chosen
    for hit in choices[0]:
        patience.steps -= 1
        if patience.steps < 0:
            return None
        if all(hit.end <= other.start or other.end <= hit.start for other in chosen):
            found = _apart(choices[1:], [*chosen, hit], patience)
            if found:
                return found
    return None
