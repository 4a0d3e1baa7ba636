"""Rows: which codings stand in which row of a table, and how large each row's scope is.

A row is a tuple of labels, one a group, in their natural order with absent last. A coding stands
once in each row that it belongs to; only roll-up gives it several.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fitcode.analysis.numbers.numbering import Integers, count_distinct, number_tuples, spread, sum_by
from fitcode.analysis.selecting.features import Feature, Label
from fitcode.analysis.selecting.voices import Voices
from fitcode.errors import UsageError

MOST_ROWS = 2_000_000
"""A complete table past this is refused: it would fill the memory with zeros."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One thing that codings are grouped by."""

    feature: Feature
    expected: Integers
    """Keys of the labels that a complete table shows, codings or not."""

    rollup: bool = False
    """Whether a coding stands under all ancestors of its label too."""

    @property
    def size(self) -> int:
        """How many keys there are; the last is for absent."""
        return len(self.feature.labels) + 1

    def label(self, key: int) -> Label | None:
        """What a row shows for a key."""
        return self.feature.labels[key] if key < len(self.feature.labels) else None

    def lines(self, keys: Integers) -> tuple[Integers, Integers]:
        """For each key in turn, its own and its ancestors': whose each is, and the key."""
        lineage = _lineage([] if self.feature.parents is None else self.feature.parents.tolist())
        counts = np.array([len(line) for line in lineage], dtype=np.int64)
        flat = np.array([key for line in lineage for key in line], dtype=np.int64)
        owners, places = spread((np.cumsum(counts) - counts)[keys], counts[keys])
        return owners, flat[places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a table in order, and what stands in them."""

    keys: Integers
    """Row by row, a key for each group."""

    row: Integers
    """A row and a coding for each time that a coding stands in a row."""

    coding: Integers
    words: Integers
    """Respondents' words in each row's scope."""

    cases: Integers
    """Cases in each row's scope."""

    def __len__(self) -> int:
        return len(self.keys)


def lay_out(
    groups: Sequence[Group],
    *,
    codings: Integers,
    scope: Integers,
    voices: Voices,
    complete: bool,
    is_symmetric: bool = False,
) -> Rows:
    """Put codings into rows; ``codings`` and ``scope`` are the codings and voices that count.

    Two groups that are symmetric make one row of a pair of labels, whichever way round it stands.
    """
    coding, columns = _stand(groups, codings, [group.feature.of_codings for group in groups])
    if is_symmetric:
        coding, columns = _unordered(groups, coding, columns)
    if complete:
        expected = _combinations(groups)
        if is_symmetric:
            expected = [np.minimum(*expected), np.maximum(*expected)]
        columns = [np.concatenate(pair) for pair in zip(columns, expected, strict=True)]
    # Without groups there is one row, as soon as there is anything to put in it.
    length = len(columns[0]) if columns else len(coding) + int(complete)
    keys, row = number_tuples(columns, sizes=[group.size for group in groups], length=length)
    words, cases = _scope_sizes(groups, keys, scope=scope, voices=voices)
    return Rows(keys=keys, row=row[: len(coding)], coding=coding, words=words, cases=cases)


def _unordered(
    groups: Sequence[Group], coding: Integers, columns: Sequence[Integers]
) -> tuple[Integers, list[Integers]]:
    """Pairs with the lower key first, each coding once in each, though roll-up bring it from both sides."""
    first, second = columns
    own_first, own_second = _stand_alone(groups, coding)
    reaches = np.zeros((groups[0].size, groups[0].size), dtype=np.bool_)
    for group in groups if groups[0].rollup else ():
        reaches[group.lines(np.arange(group.size))] = True
    is_repeated = (first > second) & reaches[own_first, second] & reaches[own_second, first]
    low, high = np.minimum(first, second), np.maximum(first, second)
    return coding[~is_repeated], [low[~is_repeated], high[~is_repeated]]


def _stand_alone(groups: Sequence[Group], things: Integers) -> list[Integers]:
    """The keys that things have of themselves in each group; absent is the last key."""
    features = (group.feature.of_codings[things] for group in groups)
    return [
        np.where(feature < 0, group.size - 1, feature)
        for group, feature in zip(groups, features, strict=True)
    ]


def _stand(
    groups: Sequence[Group], things: Integers, features: Sequence[Integers]
) -> tuple[Integers, list[Integers]]:
    """Things, each as often as it stands somewhere, and their keys in each group; absent is the last key."""
    columns = [
        np.where(feature[things] < 0, group.size - 1, feature[things])
        for group, feature in zip(groups, features, strict=True)
    ]
    for place, group in enumerate(groups):
        if group.rollup:
            owners, lines = group.lines(columns[place])
            things, columns = things[owners], [column[owners] for column in columns]
            columns[place] = lines
    return things, columns


def _combinations(groups: Sequence[Group]) -> list[Integers]:
    """Every combination of the expected labels, a column a group."""
    n_rows = 1
    for group in groups:
        n_rows *= len(group.expected)
    if n_rows > MOST_ROWS:
        raise UsageError(
            f"A complete table would have {n_rows:,} rows.",
            remedy="Group by fewer things, or leave out --complete.",
        )
    return [grid.ravel() for grid in np.meshgrid(*(group.expected for group in groups), indexing="ij")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeParts:
    """Rows whose scope is the same share a part; rows differ also in what narrows no scope."""

    of_rows: Integers
    voice: Integers
    """A voice and a part for each time that a voice lies in a part's scope."""

    part: Integers
    size: int
    """How many parts there are."""


def scope_parts(groups: Sequence[Group], keys: Integers, *, scope: Integers) -> ScopeParts:
    """The scope of each row, which the groups that voices decide narrow."""
    narrowing: list[Group] = []
    features: list[Integers] = []
    of_rows: list[Integers] = []
    for place, group in enumerate(groups):
        if group.feature.of_voices is not None:
            narrowing.append(group)
            features.append(group.feature.of_voices)
            of_rows.append(keys[:, place])
    voice, of_voices = _stand(narrowing, scope, features)
    _, part = number_tuples(
        [np.concatenate(pair) for pair in zip(of_rows, of_voices, strict=True)],
        sizes=[group.size for group in narrowing],
        length=len(keys) + len(voice),
    )
    return ScopeParts(
        of_rows=part[: len(keys)],
        voice=voice,
        part=part[len(keys) :],
        size=int(part.max(initial=-1)) + 1,
    )


def _scope_sizes(
    groups: Sequence[Group], keys: Integers, *, scope: Integers, voices: Voices
) -> tuple[Integers, Integers]:
    """Words and cases in each row's scope."""
    parts = scope_parts(groups, keys, scope=scope)
    n_cases = int(voices.case.max(initial=-1)) + 1
    words = sum_by(parts.part, voices.words[parts.voice], size=parts.size).astype(np.int64)
    cases = count_distinct(parts.part, voices.case[parts.voice], n_rows=parts.size, n_things=n_cases)
    return words[parts.of_rows], cases[parts.of_rows]


def _lineage(parents: Sequence[int]) -> list[list[int]]:
    """Each label with its ancestors, nearest first; after the labels an entry for absent."""
    lines: list[list[int]] = []
    for label in range(len(parents)):
        line = [label]
        while (above := parents[line[-1]]) >= 0 and above not in line:
            line.append(above)
        lines.append(line)
    return [*lines, [len(parents)]]
