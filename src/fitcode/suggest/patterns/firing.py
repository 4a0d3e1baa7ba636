"""Firing: where each rule fires in a transcript, by what its form asks for.

A phrase fires wherever it stands; ``near`` where one hit of each list stands in its window; a token pattern
where spaCy's matcher finds it, which is asked only about segments that hold the words it cannot do without.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fitcode.suggest.patterns.calling import called_rules
from fitcode.suggest.patterns.compiled import CompiledRules, Rule
from fitcode.suggest.patterns.cost import LONGEST_TOKEN, WINDOW
from fitcode.suggest.patterns.found import FoundPlaces
from fitcode.suggest.patterns.near import WordHit, nearest_hits

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

    from fitcode.suggest.reading.arrays import Integers
    from fitcode.suggest.reading.read_transcript import ReadTranscript

Places = list[tuple[int, int]]
"""Start and end of each place, in the transcript."""

MOST_CHOICES = 1_000
"""Pairs of hits in a segment that are weighed all at once; of more, one hit after another."""


class Fired(NamedTuple):
    """A rule that fires in a segment."""

    segment: int
    rule: Rule
    places: Places


def fired_rules(rules: CompiledRules, read: ReadTranscript) -> Iterator[Fired]:
    """Every rule that fires, segment by segment only within its form."""
    calls = called_rules(rules, read)
    if calls is not None:
        found = FoundPlaces(rules, read, calls)
        yield from _phrases(rules, found, *calls.of(rules.shapes.is_list[calls.rules]))
        yield from _near(rules, found, *calls.of(rules.shapes.is_near[calls.rules]))
        yield from _tokens(rules, read, found, *calls.of(rules.shapes.is_tokens[calls.rules]))


def _phrases(
    rules: CompiledRules, found: FoundPlaces, segments: Integers, numbers: Integers
) -> Iterator[Fired]:
    """Rules with one list: all its places."""
    runs = found.runs(segments, rules.shapes.first[numbers])
    columns = (array.tolist() for array in (segments, numbers, *runs))
    for segment, number, first, end in zip(*columns, strict=True):
        yield Fired(segment, rules.rules[number], found.places(first, end))


def _near(rules: CompiledRules, found: FoundPlaces, segments: Integers, numbers: Integers) -> Iterator[Fired]:
    """Rules with two lists or more: a place of each, near one another."""
    import numpy as np

    shapes = rules.shapes
    one, two = (found.runs(segments, groups[numbers]) for groups in (shapes.first, shapes.second))
    few = (one[1] - one[0]) * (two[1] - two[0]) <= MOST_CHOICES
    one, two = (one[0][few], one[1][few]), (two[0][few], two[1][few])
    fired, *places = found.nearest_pairs(one, two, shapes.within[numbers[few]])
    fired = np.flatnonzero(few)[fired]
    is_whole = shapes.is_pair[numbers[fired]]
    chosen = [rows[is_whole] for rows in (segments[fired], numbers[fired], *places)]
    for segment, number, first, then in zip(*(array.tolist() for array in chosen), strict=True):
        yield Fired(segment, rules.rules[number], [found.place(first), found.place(then)])
    # Where the first two lists are near each other, the further ones are looked at.
    rest = np.concatenate([fired[~is_whole], np.flatnonzero(~few)])
    for segment, number in zip(segments[rest].tolist(), numbers[rest].tolist(), strict=True):
        lists = [found.hits(segment, group) for group in rules.groups.of_rule[number]]
        if nearest := nearest_hits(lists, within=rules.rules[number].within or 0):
            yield Fired(segment, rules.rules[number], [(hit.start, hit.end) for hit in nearest])


def _tokens(
    rules: CompiledRules,
    read: ReadTranscript,
    found: FoundPlaces,
    segments: Integers,
    numbers: Integers,
) -> Iterator[Fired]:
    """Token patterns, tried where a word of theirs stands."""
    for segment, number in zip(segments.tolist(), numbers.tolist(), strict=True):
        rule, groups = rules.rules[number], rules.groups.of_rule[number]
        anchors = found.hits(segment, groups[0]) if groups else None
        if rule.matcher and (places := _token_places(rule, rule.matcher, read, segment, anchors)):
            yield Fired(segment, rule, places)


def _token_places(
    rule: Rule, matcher: Matcher, read: ReadTranscript, segment: int, anchors: list[WordHit] | None
) -> Places:
    """Matches of a token pattern, the earliest and longest first, none overlapping another."""
    doc, offset = read.doc_of(segment, model=rule.needs_model)
    matches: set[tuple[int, int]] = set()
    first, end = read.bounds[segment]
    for begin, stop in _windows(doc, first - offset, end - offset):
        start, past = read.place(begin + offset, stop + offset)
        if anchors is None or any(start <= anchor.start < past for anchor in anchors):
            matches.update((begin + place, begin + after) for _, place, after in matcher(doc[begin:stop]))
    kept: list[tuple[int, int]] = []
    for begin, stop in sorted(matches, key=lambda match: (match[0], -match[1])):
        if not kept or begin >= kept[-1][1]:
            kept.append((begin, stop))
    return [read.place(begin + offset, stop + offset) for begin, stop in kept]


def _windows(doc: Doc, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of a segment's tokens, short enough for bounded time; tokens that are no words part them."""
    start, step = first, WINDOW // 2
    for stop in [*(place for place in range(first, end) if len(doc[place]) > LONGEST_TOKEN), end]:
        if start < stop:
            for place in range(start, max(start + 1, stop - step), step):
                yield place, min(place + WINDOW, stop)
        start = stop + 1
