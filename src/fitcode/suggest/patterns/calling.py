"""Calling: which rules are to be tried in which segments, worked out for a whole transcript at once.

A rule is tried where one of its rarest words stands, with one phrase of each of its other lists and none
that silences it. Whether these stand close enough is for the rule itself to see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fitcode.suggest.patterns.phrase_tree import Hits
from fitcode.suggest.reading.arrays import distinct, expand, places_of

if TYPE_CHECKING:
    from fitcode.suggest.patterns.compiled import CompiledRules, Lists
    from fitcode.suggest.reading.arrays import Flags, Integers
    from fitcode.suggest.reading.read_transcript import ReadTranscript


class Calls(NamedTuple):
    """Rules to be tried, and the phrases that were found for them."""

    segments: Integers
    """Of each rule to be tried, its segment; in order."""

    rules: Integers
    """Of each, its index; in the codebook's order inside a segment."""

    hits: Hits
    """Phrases in segments where a rule was called, in no order."""

    hit_segments: Integers

    def of(self, chosen: Flags) -> tuple[Integers, Integers]:
        """Segments and rules of those that are chosen."""
        return self.segments[chosen], self.rules[chosen]


def called_rules(rules: CompiledRules, read: ReadTranscript) -> Calls | None:
    """The rules to be tried in a transcript; None where there are none."""
    import numpy as np

    lemmas = rules.book.read(read.annotation)
    segments, calls = _inside(rules.calls.find(read, lemmas), read)
    pairs = _pairs(rules, segments, calls.numbers, count=len(read.segments))
    if not len(pairs):
        return None
    asked = places_of(distinct(pairs // len(rules.rules)), size=len(read.segments))
    within = (asked[read.owners] >= 0) & (read.owners >= 0)
    also, answers = _inside(rules.answers.find(read, lemmas, within=within), read)
    segments = np.concatenate([segments, also])
    hits = Hits(*map(np.concatenate, zip(calls, answers, strict=True)))
    pairs = pairs[_answered(rules, pairs, asked, segments, hits.numbers)]
    return Calls(pairs // len(rules.rules), pairs % len(rules.rules), hits, segments) if len(pairs) else None


def _inside(hits: Hits, read: ReadTranscript) -> tuple[Integers, Hits]:
    """The hits that lie inside one segment, with their segments."""
    segments = read.owners[hits.firsts]
    inside = (segments >= 0) & (read.owners[hits.ends - 1] == segments)
    return segments[inside], hits.where(inside)


def _pairs(rules: CompiledRules, segments: Integers, numbers: Integers, *, count: int) -> Integers:
    """Segments with the rules that a phrase in them calls for, as ``segment * rules + rule``, in order."""
    import numpy as np

    rows, at = expand(rules.called.starts, numbers)
    size = len(rules.rules)
    pairs = segments[rows] * size + rules.called.elements[at]
    if rules.everywhere:
        every = np.arange(count)[:, None] * size + np.array(rules.everywhere)
        pairs = np.concatenate([pairs, every.reshape(-1)])
    return distinct(pairs)


def _answered(
    rules: CompiledRules,
    pairs: Integers,
    asked: Integers,
    segments: Integers,
    numbers: Integers,
) -> Flags:
    """Of each pair, whether the segment holds all that the rule needs and nothing that silences it.

    ``asked`` has the number of each segment where a rule was called, and -1 for the others.
    """
    import numpy as np

    places = asked[segments]
    kept = places >= 0
    groups = rules.groups
    present = np.zeros((int(asked.max()) + 1, groups.count), dtype=bool)
    rows, at = expand(groups.of_phrase.starts, numbers[kept])
    present[places[kept][rows], groups.of_phrase.elements[at]] = True
    places, wanted = asked[pairs // len(rules.rules)], pairs % len(rules.rules)

    def held(lists: Lists) -> tuple[Integers, Flags]:
        rows, at = expand(lists.starts, wanted)
        return rows, present[places[rows], lists.elements[at]]

    good = np.ones(len(pairs), dtype=bool)
    rows, there = held(groups.needed)
    good[rows[~there]] = False
    rows, there = held(groups.forbidden)
    good[rows[there]] = False
    return good
