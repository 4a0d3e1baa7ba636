"""Strongest: which coded passages a page of findings quotes, and in which order.

First come the statements coded as the strongest; then those with a valence, those that name both sides, those
whose speaker is known, and those nearest to a length that is easily quoted. Nobody is quoted twice while
somebody else is unheard: interviews take turns, and in each turn components and codes do.
"""

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, Integers, as_integers
from fitcode.analysis.selecting.selection import Selection
from fitcode.domain.frame import CodingColumns

WELL_QUOTED = 120
"""Characters of a passage that is neither a scrap nor a page: two lines."""


class Strength:
    """The order of strength among the codings of a selection."""

    def __init__(self, selection: Selection) -> None:
        codings = selection.frame.codings
        voice = selection.voices.of_codings
        cluster, _ = selection.voices.clusters(selection.scope)
        self._interview = cluster[selection.voices.transcript[voice]]
        self._component = selection.features.group("component").of_codings
        self._code = as_integers(codings.code)
        self._rank = np.empty(len(voice), dtype=np.int64)
        self._rank[np.lexsort(_merits(codings, is_known=selection.speech.case >= 0))] = np.arange(len(voice))

    def strongest(self, groups: Integers, codings: Integers, *, most: int) -> tuple[Integers, Integers]:
        """At most so many codings of each group, the strongest first: the groups in order, and the codings.

        A coding may stand in several groups.
        """
        order = np.lexsort((self._rank[codings], groups))
        keys = [groups]
        for whose in (self._interview, self._component, self._code):
            turn = np.empty(len(order), dtype=np.int64)
            turn[order] = _repeats(*(key[order] for key in keys), whose[codings[order]])
            keys.append(turn)
            order = np.lexsort((self._rank[codings], *reversed(keys)))
        kept = order[_repeats(groups[order]) < most]
        return groups[kept], codings[kept]


def _merits(codings: CodingColumns, *, is_known: Flags) -> tuple[Integers | Flags, ...]:
    """Sort keys of all codings, the most important one last; less is stronger."""
    columns = {
        name: as_integers(getattr(codings, name))
        for name in ("strength", "valence", "about", "counterpart", "start", "end", "transcript", "code")
    }
    unhandy = np.abs(columns["end"] - columns["start"] - WELL_QUOTED)
    sides = (columns["about"] < 0).astype(np.int64) + (columns["counterpart"] < 0)
    return (
        *(columns["counterpart"], columns["about"], columns["code"]),
        *(columns["end"], columns["start"], columns["transcript"]),
        *(unhandy, ~is_known, sides, columns["valence"] < 0, -columns["strength"]),
    )


def _repeats(*keys: Integers) -> Integers:
    """For each entry in turn, how often the same keys stood before it."""
    length = len(keys[0])
    if not length:
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort(keys)  # stable: equal keys keep their order
    is_first = np.ones(length, dtype=np.bool_)
    is_first[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    begin = np.flatnonzero(is_first)
    repeats = np.empty(length, dtype=np.int64)
    repeats[order] = np.arange(length) - np.repeat(begin, np.diff(np.append(begin, length)))
    return repeats
