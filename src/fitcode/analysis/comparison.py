"""Comparison: a measure in two groups of cases or transcripts, row by row, and what the groups differ by.

The figure of each group is the one that a tally of that group alone shows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fitcode.analysis.measuring.counting import groups_of
from fitcode.analysis.measuring.difference import Difference, Sums, differ
from fitcode.analysis.measuring.netfit import Stated
from fitcode.analysis.measuring.rows import Group, Rows, lay_out, scope_parts
from fitcode.analysis.numbers.numbering import (
    Flags,
    Floats,
    Integers,
    as_integers,
    distinct,
    each_once,
    sum_by,
)
from fitcode.analysis.selecting.features import Feature
from fitcode.analysis.selecting.selection import Selection, select
from fitcode.analysis.selecting.sides import Sides, compared_feature, sides_of
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.tally import cells
from fitcode.domain.counting import Compared
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Cell, Table

COLUMNS = (
    *("group", "a", "b", "measure", "value_a", "value_b", "difference", "difference_low", "difference_high"),
    *("p_value", "reason", "clusters_a", "clusters_b", "codings_a", "codings_b"),
)
"""The columns after those of the rows."""


def compare(
    frame: CountingFrame,
    terms: Terms,
    *,
    group: str,
    sides: Sequence[str] = (),
    measure: Compared = "net_fit",
    permutations: int = 2000,
) -> Table:
    """Set a measure of two groups side by side; the rows are the groups that the terms name."""
    selection = select(frame, terms)
    feature = compared_feature(selection, group)
    rows: list[tuple[Cell, ...]] = []
    pairs = list(sides_of(selection, feature, sides))
    pair: _Pair | None = None
    for one in pairs:
        pair = _Pair.of(selection, one, before=pair)
        rows += _rows(pair, group=group, measure=measure, permutations=permutations)
    names = [*terms.by, *COLUMNS]
    if terms.names_component:
        names.append("component_from")
        rows = [(*row, terms.component_from.value) for row in rows]
    noticed = selection.narrowed.notes[len(selection.left.notes) :]
    notes = (*selection.notes, *noticed, *_on_valueless(selection, feature, pairs))
    notes += tuple(_on_rows(rows, names, pairs, group))
    return Table.of(names, rows, notes=notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two groups with the rows that codings of either stand in."""

    selection: Selection
    sides: Sides
    groups: list[Group]
    rows: Rows
    voice: Integers
    """Whose each coding is that stands in a row."""

    cluster: Integers
    """The cluster of each transcript; -1 where neither group speaks."""

    n_clusters: int

    @classmethod
    def of(cls, selection: Selection, sides: Sides, *, before: "_Pair | None") -> "_Pair":
        """Lay out what either group says, unless the pair before had the same voices."""
        voices, either = selection.voices, sides.either
        if before is not None and np.array_equal(either, before.sides.either):
            return replace(before, sides=sides)
        own = replace(selection, counting=selection.counting & either[voices.of_codings], scope=either)
        groups = groups_of(own)
        rows = lay_out(
            groups,
            codings=own.codings,
            scope=np.flatnonzero(either),
            voices=voices,
            complete=selection.terms.complete,
        )
        cluster, n_clusters = voices.clusters(either)
        return cls(
            selection=own,
            sides=sides,
            groups=groups,
            rows=rows,
            voice=voices.of_codings[rows.coding],
            cluster=cluster,
            n_clusters=n_clusters,
        )

    @property
    def in_both(self) -> Flags:
        """Clusters in which both groups speak."""
        transcript = self.selection.voices.transcript
        speaks = [
            np.bincount(self.cluster[transcript[voices]], minlength=self.n_clusters) > 0
            for voices in (self.sides.voices_a, self.sides.voices_b)
        ]
        return speaks[0] & speaks[1]

    def by_cluster(
        self, keys: Integers, clusters: Integers, numbers: Integers | Floats | Flags, *, size: int
    ) -> Floats:
        """Sums under each key and cluster: ``keys x clusters``."""
        cell = keys * self.n_clusters + clusters
        whole = sum_by(cell, numbers.astype(np.float64), size=size * self.n_clusters)
        return whole.reshape(size, self.n_clusters)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One group of a pair: its standing codings, each with its row, voice and cluster."""

    pair: _Pair
    voices: Flags
    row: Integers
    coding: Integers
    voice: Integers

    @classmethod
    def of(cls, pair: _Pair, voices: Flags) -> "_Side":
        """What one group says."""
        mine = np.flatnonzero(voices[pair.voice])
        return cls(
            pair=pair,
            voices=voices,
            row=pair.rows.row[mine],
            coding=pair.rows.coding[mine],
            voice=pair.voice[mine],
        )

    @property
    def codings(self) -> Integers:
        """How many codings stand in each row."""
        return np.bincount(self.row, minlength=len(self.pair.rows))

    def sums(self, measure: Compared) -> Sums:
        """What the measure of each row is made of."""
        if measure == "net_fit":
            return self._net_fit()
        voices = self.pair.selection.voices
        every = np.ones(len(self.row), dtype=np.bool_)
        if measure == "strength_mean":
            strength = as_integers(self.pair.selection.frame.codings.strength)[self.coding]
            stated = strength > 0
            return Sums(above=self._by_row(strength, stated), below=self._by_row(every, stated))
        if measure == "per_1000_words":
            return Sums(above=1000 * self._by_row(every, every), below=self._in_scope(voices.words))
        return self._share(voices.case if measure == "case_share" else voices.transcript)

    def _net_fit(self) -> Sums:
        """The parts that net fit and its interval are made of in a tally."""
        pair, voices = self.pair, self.pair.selection.voices
        weighs_cases = pair.selection.terms.weight == "case"
        valence = as_integers(pair.selection.frame.codings.valence)[self.coding]
        case = voices.case[self.voice]
        counted = (valence >= 0) & (case >= 0) if weighs_cases else valence >= 0
        stated = Stated(
            rows=self.row[counted],
            clusters=self._clusters[counted],
            cases=case[counted],
            valences=valence[counted],
        )
        parts = stated.by_case(pair.n_clusters) if weighs_cases else stated.by_coding(pair.n_clusters)
        size = len(pair.rows)
        return Sums(
            above=pair.by_cluster(parts.row, parts.cluster, parts.above, size=size),
            below=pair.by_cluster(parts.row, parts.cluster, parts.below, size=size),
        )

    @property
    def _clusters(self) -> Integers:
        return self.pair.cluster[self.pair.selection.voices.transcript[self.voice]]

    def _by_row(self, numbers: Integers | Flags, those: Flags) -> Floats:
        return self.pair.by_cluster(
            self.row[those], self._clusters[those], numbers[those], size=len(self.pair.rows)
        )

    def _share(self, of_voices: Integers) -> Sums:
        """Distinct things with a coding in a row, of those in its scope; none lies in two clusters."""
        pair = self.pair
        parts = scope_parts(pair.groups, pair.rows.keys, scope=np.flatnonzero(self.voices))
        below = self._distinct(parts.part, parts.voice, of_voices, size=parts.size)
        return Sums(
            above=self._distinct(self.row, self.voice, of_voices, size=len(pair.rows)),
            below=below[parts.of_rows],
        )

    def _distinct(self, keys: Integers, voice: Integers, of_voices: Integers, *, size: int) -> Floats:
        """How many distinct things of voices stand under each key, cluster by cluster."""
        pair, thing = self.pair, of_voices[voice]
        real = thing >= 0
        base = int(thing.max(initial=0)) + 1
        pairs, entry = distinct(keys[real] * base + thing[real], size=size * base)
        cluster = np.zeros(len(pairs), dtype=np.int64)
        cluster[entry] = pair.cluster[pair.selection.voices.transcript[voice[real]]]
        return pair.by_cluster(pairs // base, cluster, np.ones(len(pairs)), size=size)

    def _in_scope(self, of_voices: Integers) -> Floats:
        """A number of each voice, summed over each row's scope."""
        pair = self.pair
        parts = scope_parts(pair.groups, pair.rows.keys, scope=np.flatnonzero(self.voices))
        cluster = pair.cluster[pair.selection.voices.transcript[parts.voice]]
        return pair.by_cluster(parts.part, cluster, of_voices[parts.voice], size=parts.size)[parts.of_rows]


def _rows(pair: _Pair, *, group: str, measure: Compared, permutations: int) -> Iterator[tuple[Cell, ...]]:
    a, b = _Side.of(pair, pair.sides.voices_a), _Side.of(pair, pair.sides.voices_b)
    terms = pair.selection.terms
    said = differ(
        a.sums(measure),
        b.sums(measure),
        in_both=pair.in_both,
        replicates=terms.replicates,
        permutations=permutations,
        seed=terms.seed,
    )
    size = len(pair.rows)
    columns = [
        *(
            [one.label(key) for key in keys.tolist()]
            for one, keys in zip(pair.groups, pair.rows.keys.T, strict=True)
        ),
        *([value] * size for value in (group, pair.sides.a, pair.sides.b, measure)),
        *_said(said),
        cells(a.codings),
        cells(b.codings),
    ]
    return zip(*columns, strict=True)


def _said(said: Difference) -> list[list[Cell]]:
    numbers = (said.a, said.b, said.difference, said.low, said.high, said.p_value)
    return [
        *map(cells, numbers),
        list(said.reason),
        cells(said.clusters_a),
        cells(said.clusters_b),
    ]


def _on_valueless(selection: Selection, feature: Feature, pairs: Sequence[Sides]) -> list[str]:
    """Cases of which nobody said what is compared, and which are therefore in no group."""
    assert feature.of_voices is not None
    voices = selection.scope & (feature.of_voices < 0) & (selection.voices.case >= 0)
    for pair in pairs:
        voices &= ~pair.either
    number = len(each_once(selection.voices.case[voices]))
    noun = "case" if number == 1 else "cases"
    return [f"{number} {noun} without a {feature.name} in no group."] if number else []


def _on_rows(
    rows: Sequence[tuple[Cell, ...]], names: Sequence[str], pairs: Sequence[Sides], group: str
) -> list[str]:
    """What a reader should know of the whole table."""
    if not pairs:
        return [f"Nothing to compare: fewer than two values of {group} are in scope."]
    notes = []
    if any((pair.voices_a & pair.voices_b).any() for pair in pairs):
        notes.append("The two groups overlap: who is in both is counted on both sides.")
    tested = sum(row[names.index("p_value")] is not None for row in rows)
    if tested > 1:
        notes.append(f"{tested} p-values, each for itself: none is corrected for how many there are.")
    return notes
