"""Sampling: which units a round of coding takes, drawn by a seed and in proportion to strata.

What is drawn depends on the seed and the units' names alone, so that the same call on the same material takes
the same units, on any computer.
"""

from collections.abc import Sequence
from typing import NamedTuple

from fitcode.domain.review_order import random_rank
from fitcode.errors import UsageError


class Unit(NamedTuple):
    """Something that can be drawn."""

    name: str
    """What tells it from all others."""

    stratum: str


class Stratum(NamedTuple):
    """How many units of a stratum were drawn."""

    name: str
    drawn: int
    size: int


def sample_size(asked: str, total: int) -> int:
    """How many of all units a number (``12``) or a share (``0.25``, ``25%``) asks for; raises UsageError.

    A share is rounded to the nearest number, and is one unit at least.
    """
    try:
        if asked.strip().isdecimal():
            size = int(asked)
        else:
            is_percentage = asked.strip().endswith("%")
            share = float(asked.strip().removesuffix("%")) / (100 if is_percentage else 1)
            size = max(1, int(share * total + 0.5)) if 0 < share <= 1 else 0
    except ValueError:
        size = 0
    if size < 1:
        raise UsageError(
            f"{asked!r} is no sample.", remedy="Write a number of units (12) or a share (0.25 or 25%)."
        )
    if size > total:
        raise UsageError(
            f"A sample of {size} was asked for, and there are {total} to draw from.",
            remedy=f"Ask for {total} at most, or leave --sample out to take all.",
        )
    return size


def allocate(sizes: Sequence[int], total: int) -> list[int]:
    """How many units each stratum gives: proportional allocation (Cochran 1977, p. 91).

    Whole numbers come from largest remainders; of equal ones the larger stratum has one more, then the first
    in the order given. Where there are as many units as strata every stratum gives one at least, taken from
    whichever has most above its share.
    """
    everything = sum(sizes)
    parts = [divmod(total * size, everything) for size in sizes]
    given = [whole for whole, _ in parts]
    by_remainder = sorted(range(len(sizes)), key=lambda place: (-parts[place][1], -sizes[place], place))
    for place in by_remainder[: total - sum(given)]:
        given[place] += 1
    while total >= len(sizes) and 0 in given:
        rich = [place for place, count in enumerate(given) if count > 1]
        above = {place: given[place] * everything - total * sizes[place] for place in rich}
        given[max(rich, key=lambda place: (above[place], sizes[place], -place))] -= 1
        given[given.index(0)] += 1
    return given


def draw(units: Sequence[Unit], count: int, *, seed: int) -> tuple[list[int], list[Stratum]]:
    """The places of the units drawn, in their order, and what each stratum gave, by name.

    Which of equal strata gives one more is drawn as well.
    """
    places: dict[str, list[int]] = {}
    for place, unit in enumerate(units):
        places.setdefault(unit.stratum, []).append(place)
    names = sorted(places, key=lambda name: random_rank(name, seed=seed))
    drawn: list[int] = []
    strata: list[Stratum] = []
    for name, given in zip(names, allocate([len(places[name]) for name in names], count), strict=True):
        ranked = sorted(places[name], key=lambda place: random_rank(units[place].name, seed=seed))
        drawn += ranked[:given]
        strata.append(Stratum(name, given, len(ranked)))
    return sorted(drawn), sorted(strata)
