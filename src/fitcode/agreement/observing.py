"""Observing: from what coders marked to ratings of characters, words, segments, turns or transcripts.

No table has a row for each unit: an axis is cut wherever any coder begins or ends, and a stretch between
two cuts weighs as many units as it is long.
"""

from collections.abc import Sequence

import numpy as np

from fitcode.agreement.continuum import Continuum, Covered, continuum
from fitcode.agreement.ratings import MISSING, Ints, Ratings, fold

CODED = 1
"""The value of a unit that a coder gave the code; 0 where not."""

_BITS = 62
"""Categories that one integer has room for."""


def code_ratings(laid: Continuum, *, row: Ints, n_rows: int) -> Ratings:
    """Coded or not, unit by unit, where only one category was laid; ``row`` is each transcript's."""
    cuts, transcript, length = _stretches(laid)
    given = _bits(laid, cuts, np.zeros(1, dtype=np.int64))
    return _folded(given, row[transcript], length, n_rows=n_rows, n_values=CODED + 1)


def set_ratings(
    laid: Continuum, *, row: Ints, n_rows: int, is_missing_uncoded: bool = False
) -> tuple[list[frozenset[int]], Ratings]:
    """Which categories each unit was given, as a set each: value ``i`` stands for set ``i``.

    A unit without any was given the empty set, or, where that counts as missing, was not rated.
    """
    cuts, transcript, length = _stretches(laid)
    value = np.zeros((laid.n_coders, len(length)), dtype=np.int64)
    sets: list[frozenset[int]] = [frozenset()]
    used = np.flatnonzero(np.bincount(laid.category, minlength=1))
    for first in range(0, len(used), _BITS):
        some = used[first : first + _BITS]
        bits, which = np.unique(_bits(laid, cuts, some), return_inverse=True)
        found, value = np.unique(value * len(bits) + which.reshape(value.shape), return_inverse=True)
        value = value.reshape(which.shape)
        held = [
            frozenset(int(one) for place, one in enumerate(some) if mask >> place & 1)
            for mask in bits.tolist()
        ]
        sets = [sets[old] | held[new] for old, new in zip(*np.divmod(found, len(bits)), strict=True)]
    if is_missing_uncoded and not sets[0]:
        value, sets = value - 1, sets[1:]
    return sets, _folded(value, row[transcript], length, n_rows=n_rows, n_values=len(sets))


def turned(ratings: Ratings, values: Sequence[int], *, n_values: int) -> Ratings:
    """The same ratings with other values: ``values[i]`` for value ``i``."""
    other = np.array([*values, MISSING], dtype=np.int64)
    return Ratings(values=other[ratings.values], counts=ratings.counts, n_values=n_values)


def joined(ratings: Ratings, row: Ints, *, n_rows: int) -> Ratings:
    """The same ratings with transcripts put together: ``row`` says into which row each goes."""
    counts = np.zeros((n_rows, len(ratings.values)))
    np.add.at(counts, row, ratings.counts)
    return Ratings(values=ratings.values, counts=counts, n_values=ratings.n_values)


def pooled(several: Sequence[Ratings]) -> Ratings:
    """The units of several ratings by the same coders, one after the other."""
    values = np.concatenate([one.values for one in several])
    patterns, which = np.unique(values, axis=0, return_inverse=True)
    counts = np.concatenate([one.counts for one in several], axis=1)
    belongs = (which.reshape(-1, 1) == np.arange(len(patterns))).astype(np.float64)
    return Ratings(values=patterns, counts=counts @ belongs, n_values=max(one.n_values for one in several))


def once_a_transcript(laid: Continuum) -> Continuum:
    """The same with whole transcripts for units: marked anywhere is marked."""
    return continuum(
        transcript=laid.transcript,
        coder=laid.coder,
        category=laid.category,
        start=np.zeros_like(laid.start),
        end=np.ones_like(laid.end),
        lengths=np.minimum(laid.lengths, 1),
        n_coders=laid.n_coders,
        n_categories=laid.n_categories,
    )


def shared_stretches(
    some: tuple[Ints, Ints, Ints], others: tuple[Ints, Ints, Ints], lengths: Ints
) -> tuple[Ints, Ints, Ints]:
    """What lies in stretches of both kinds: transcript, start and end, in order.

    Those of one kind come in order and do not overlap; ``lengths`` are the transcripts'.
    """
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    laid = [(start + offsets[which], end + offsets[which]) for which, start, end in (some, others)]
    cuts = np.unique(np.concatenate([column for both in laid for column in both]))
    is_in = [np.diff(Covered(start, end).before(cuts)) > 0 for start, end in laid]
    shared = np.flatnonzero(is_in[0] & is_in[1])
    which = np.searchsorted(offsets, cuts[shared], side="right") - 1
    return which, cuts[shared] - offsets[which], cuts[shared + 1] - offsets[which]


def _stretches(laid: Continuum) -> tuple[Ints, Ints, Ints]:
    """Where everybody marks the same: where each stretch begins (and the last ends), transcripts, lengths."""
    place, offsets = laid.offsets[laid.transcript], laid.offsets
    cuts = np.unique(np.concatenate([laid.start + place, laid.end + place, offsets]))
    return cuts, np.searchsorted(offsets, cuts[:-1], side="right") - 1, np.diff(cuts)


def _bits(laid: Continuum, cuts: Ints, categories: Ints) -> Ints:
    """Coders x stretches: a bit for each of these categories that a coder marked there.

    One coder's marks of a category do not overlap, so that sums of bits never carry.
    """
    rank = np.full(laid.n_categories, -1, dtype=np.int64)
    rank[categories] = np.arange(len(categories))
    bit = rank[laid.category]
    chosen = bit >= 0
    place = laid.offsets[laid.transcript]
    coder, change = laid.coder[chosen], np.int64(1) << bit[chosen]
    marked = np.zeros((laid.n_coders, len(cuts)), dtype=np.int64)
    np.add.at(marked, (coder, np.searchsorted(cuts, (laid.start + place)[chosen])), change)
    np.subtract.at(marked, (coder, np.searchsorted(cuts, (laid.end + place)[chosen])), change)
    return np.cumsum(marked, axis=1)[:, :-1]


def _folded(value: Ints, row: Ints, length: Ints, *, n_rows: int, n_values: int) -> Ratings:
    return fold(
        value.T, transcript=row, n_transcripts=n_rows, n_values=n_values, weight=length.astype(np.float64)
    )
