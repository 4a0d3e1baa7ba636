"""What was found: the places of each group of phrases in each segment where a rule asks for them.

All places stand in one table, by segment, group and text; a rule's list in a segment is a run of rows. Rules
with two lists, as most have, are laid against the text all at once.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fitcode.suggest.patterns.near import WordHit
from fitcode.suggest.reading.arrays import distinct, expand, is_new, places_of
from fitcode.suggest.reading.word_places import WordPlaces

if TYPE_CHECKING:
    from fitcode.suggest.patterns.calling import Calls
    from fitcode.suggest.patterns.compiled import CompiledRules
    from fitcode.suggest.reading.arrays import Integers
    from fitcode.suggest.reading.read_transcript import ReadTranscript

    Runs = tuple[Integers, Integers]
    """First and past-the-last row of each."""


class FoundPlaces:
    """The places of called rules' phrases."""

    def __init__(self, rules: CompiledRules, read: ReadTranscript, calls: Calls) -> None:
        import numpy as np

        groups = rules.groups
        self._groups = groups.count
        self._hits: dict[int, list[WordHit]] = {}
        segments = distinct(calls.segments)
        asked = places_of(segments, size=len(read.segments))
        rows, at = expand(groups.asked.starts, calls.rules)
        wanted = np.zeros((len(segments), groups.count), dtype=bool)
        wanted[asked[calls.segments][rows], groups.asked.elements[at]] = True
        kept = np.flatnonzero(asked[calls.hit_segments] >= 0)
        rows, at = expand(groups.of_phrase.starts, calls.hits.numbers[kept])
        rows, group = kept[rows], groups.of_phrase.elements[at]
        chosen = wanted[asked[calls.hit_segments[rows]], group]
        rows, group = rows[chosen], group[chosen]
        keys = calls.hit_segments[rows] * groups.count + group
        order = _in_order(keys, calls.hits.firsts[rows], calls.hits.ends[rows])
        rows = rows[order]
        keys = keys[order]
        self._starts = np.flatnonzero(is_new(keys))
        self._keys = keys[self._starts]
        self._ends = np.append(self._starts[1:], len(rows))
        self.starts: Integers = read.annotation.starts[calls.hits.firsts[rows]]
        """Of each row, its first character in the transcript."""
        self.ends: Integers = read.annotation.ends[calls.hits.ends[rows] - 1]
        self.first_words, self.last_words = WordPlaces(read).of(
            calls.hit_segments[rows], self.starts, self.ends
        )

    def runs(self, segments: Integers, groups: Integers) -> Runs:
        """The rows of groups in segments that ask for them."""
        import numpy as np

        at = np.searchsorted(self._keys, segments * self._groups + groups)
        return self._starts[at], self._ends[at]

    def hits(self, segment: int, group: int) -> list[WordHit]:
        """The places of a group in a segment that asks for it, in the order of the text."""
        key = segment * self._groups + group
        if key not in self._hits:
            first, end = self._run_of[key]
            self._hits[key] = list(map(WordHit, *(column[first:end] for column in self._columns)))
        return self._hits[key]

    def place(self, row: int) -> tuple[int, int]:
        """The start and end of a row."""
        _, _, starts, ends = self._columns
        return starts[row], ends[row]

    def places(self, first: int, end: int) -> list[tuple[int, int]]:
        """The starts and ends of the rows of a run."""
        _, _, starts, ends = self._columns
        return list(zip(starts[first:end], ends[first:end], strict=True))

    @cached_property
    def _columns(self) -> list[list[int]]:
        columns = (self.first_words, self.last_words, self.starts, self.ends)
        return [column.tolist() for column in columns]

    @cached_property
    def _run_of(self) -> dict[int, tuple[int, int]]:
        runs = zip(self._starts.tolist(), self._ends.tolist(), strict=True)
        return dict(zip(self._keys.tolist(), runs, strict=True))

    def nearest_pairs(self, one: Runs, two: Runs, within: Integers) -> tuple[Integers, Integers, Integers]:
        """Of rules with two lists, each a run of rows: which fire, and the rows that they fire by.

        What ``nearest_hits`` finds: the first hit that has one of the other list after it inside the window,
        and of those the one that ends first.
        """
        import numpy as np

        counts = (one[1] - one[0]) * (two[1] - two[0])
        rule, choice = expand(np.concatenate([[0], np.cumsum(counts)]), np.arange(len(counts)))
        choice -= (np.cumsum(counts) - counts)[rule]
        lengths = (two[1] - two[0])[rule]
        left, right = one[0][rule] + choice // lengths, two[0][rule] + choice % lengths
        turned = self.starts[right] < self.starts[left]
        first, then = np.where(turned, right, left), np.where(turned, left, right)
        fits = (self.ends[first] <= self.starts[then]) & (
            self.last_words[then] - self.first_words[first] < within[rule]
        )
        rule, first, then, turned = rule[fits], first[fits], then[fits], turned[fits]
        order = np.lexsort(
            (
                *(self.starts[then], self.ends[then], turned),
                *(self.ends[first], self.starts[first], self.last_words[first], self.first_words[first]),
                rule,
            )
        )
        rule, first, then = rule[order], first[order], then[order]
        best = is_new(rule)
        return rule[best], first[best], then[best]


def _in_order(keys: Integers, firsts: Integers, ends: Integers) -> Integers:
    """The order of rows by key and text, without those that repeat another."""
    import numpy as np

    order = np.lexsort((ends, firsts, keys))
    columns = [column[order] for column in (keys, firsts, ends)]
    return order[np.any([is_new(column) for column in columns], axis=0)]
