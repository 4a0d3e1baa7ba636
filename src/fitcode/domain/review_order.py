"""Review order: which suggestion a person is shown next.

Nothing but order is decided here. What is drawn at random depends on the seed and the suggestion's uid
alone, so that suggestions which come or go leave the draw of the others as it was.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import cycle

from fitcode.domain.choices import ReviewOrder
from fitcode.domain.table import Table

ONE_IN = 10
"""In a mix one in so many is drawn at random."""

Scored = tuple[str, float]
"""Uid and score of a suggestion."""


def review_order(scored: Sequence[Scored], order: ReviewOrder, *, seed: int = 0) -> list[int]:
    """The places of the suggestions in the order in which to review them; equals stay as they came."""
    if order is ReviewOrder.place:
        return list(range(len(scored)))
    if order is ReviewOrder.mix:
        return _mixed(scored, seed=seed)
    return sorted(range(len(scored)), key=_key(scored, order, seed=seed))


def in_review_order(table: Table, order: ReviewOrder, *, seed: int = 0, limit: int | None = None) -> Table:
    """A list of suggestions (columns ``uid`` and ``score`` among its own), ordered, then cut to a limit."""
    scored = [(str(uid), float(str(score))) for uid, score in table.narrowed(("uid", "score")).rows]
    places = review_order(scored, order, seed=seed)[:limit]
    return Table(table.columns, [table.rows[place] for place in places], table.notes)


def random_rank(uid: str, *, seed: int) -> int:
    """Where a suggestion stands in the random sample of a seed: the lowest are drawn first."""
    return int.from_bytes(blake2b(f"{seed}:{uid}".encode(), digest_size=8).digest())


def _key(scored: Sequence[Scored], order: ReviewOrder, *, seed: int) -> Callable[[int], float]:
    if order is ReviewOrder.certain:
        return lambda place: -scored[place][1]
    if order is ReviewOrder.uncertain:
        # With two classes the margin (Scheffer, Decomain and Wrobel 2001, pp. 309-318) is smallest at a half.
        return lambda place: abs(scored[place][1] - 0.5)
    return lambda place: random_rank(scored[place][0], seed=seed)


def _mixed(scored: Sequence[Scored], *, seed: int) -> list[int]:
    """By tens: one at random, then the most certain and the most uncertain in turn."""
    # The random one comes first: who reviews a few at a time and asks again still meets it.
    queues = {
        order: iter(review_order(scored, order, seed=seed))
        for order in (ReviewOrder.random, ReviewOrder.certain, ReviewOrder.uncertain)
    }
    turns = _turns()
    taken = [False] * len(scored)
    mixed: list[int] = []
    while len(mixed) < len(scored):
        place = next(place for place in queues[next(turns)] if not taken[place])
        taken[place] = True
        mixed.append(place)
    return mixed


def _turns() -> Iterator[ReviewOrder]:
    pair = cycle((ReviewOrder.certain, ReviewOrder.uncertain))
    while True:
        yield ReviewOrder.random
        for _ in range(ONE_IN - 1):
            yield next(pair)
