"""The tree of phrases: sequences of lemmas, looked for at every place of a text at once.

All places walk down the tree together, a level for each further lemma: a place stays while there is an edge
from its node by the lemma that follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from fitcode.suggest.reading.arrays import expand

if TYPE_CHECKING:
    from fitcode.suggest.reading.arrays import Flags, Integers


class Hits(NamedTuple):
    """Phrases found: of each its number and its tokens ``[first, end)``, the shorter ones first."""

    numbers: Integers
    firsts: Integers
    ends: Integers

    def where(self, chosen: Flags) -> Hits:
        """Those that are chosen."""
        return Hits(self.numbers[chosen], self.firsts[chosen], self.ends[chosen])


class PhraseTree:
    """Numbered phrases, each in one or more sequences of lemmas, which are known by numbers from 1 on."""

    def __init__(self, phrases: Mapping[int, Iterable[Sequence[int]]], *, lemmas: int) -> None:
        self._width = lemmas + 1
        self._edges: list[dict[tuple[int, int], int]] = []
        """Of each level, node and lemma to the node below; the root is node 0."""
        self._ending: dict[int, set[int]] = {}
        self._size = 1
        for number, sequences in phrases.items():
            for sequence in sequences:
                self._add(sequence, number)
        self._freeze()

    def _add(self, sequence: Sequence[int], number: int) -> None:
        node = 0
        for depth, lemma in enumerate(sequence):
            if depth == len(self._edges):
                self._edges.append({})
            node = self._edges[depth].setdefault((node, lemma), self._size)
            self._size = max(self._size, node + 1)
        if node:
            self._ending.setdefault(node, set()).add(number)

    def _freeze(self) -> None:
        """The tree as arrays."""
        import numpy as np

        width = self._width
        self._first: Integers = np.zeros(width, dtype=np.int64)
        for (_, lemma), node in self._edges[0].items() if self._edges else ():
            self._first[lemma] = node
        self._goes_on = np.zeros(self._size, dtype=bool)
        self._levels: list[tuple[Integers, Integers]] = []
        for edges in self._edges[1:]:
            keys = np.array([node * width + lemma for node, lemma in edges], dtype=np.int64)
            order = np.argsort(keys)
            self._levels.append((keys[order], np.array(list(edges.values()), dtype=np.int64)[order]))
            self._goes_on[keys // width] = True
        counts = np.zeros(self._size + 1, dtype=np.int64)
        for node, numbers in self._ending.items():
            counts[node + 1] = len(numbers)
        self._ends_from = np.cumsum(counts)
        self._ends_of = np.array(
            [number for node in sorted(self._ending) for number in sorted(self._ending[node])], dtype=np.int64
        )
        self._edges, self._ending = [], {}

    def find(self, lemmas: Integers, *, within: Flags | None = None) -> Hits:
        """Every phrase in a text, where 0 stands for other lemmas; those that begin ``within``, if told."""
        import numpy as np

        first = self._first[lemmas]
        if within is not None:
            first = np.where(within, first, 0)
        places = np.flatnonzero(first)
        nodes = first[places]
        found = [self._ending_at(nodes, places, 1)]
        for depth, (keys, below) in enumerate(self._levels, start=1):
            on = self._goes_on[nodes] & (places + depth < len(lemmas))
            places = places[on]
            if not len(places):
                break
            wanted = nodes[on] * self._width + lemmas[places + depth]
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            there = keys[at] == wanted
            places, nodes = places[there], below[at[there]]
            found.append(self._ending_at(nodes, places, depth + 1))
        return Hits(*map(np.concatenate, zip(*found, strict=True)))

    def _ending_at(self, nodes: Integers, places: Integers, length: int) -> Hits:
        """The phrases that end at these nodes, which are ``length`` deep."""
        rows, at = expand(self._ends_from, nodes)
        firsts = places[rows]
        return Hits(self._ends_of[at], firsts, firsts + length)
