"""Saturation: how many codes each further transcript adds, in one order and over random orders.

After Guest, Bunce and Johnson 2006 (Field Methods 18, 59-82). Base, run and threshold are those of Guest,
Namey and Chen 2020 (PLoS ONE 15, e0232076); the curve over random orders is the sample-based accumulation
curve of Gotelli and Colwell 2001 (Ecology Letters 4, 379-391). It never falls and ends at all codes seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fitcode.analysis.numbers.intervals import percentiles
from fitcode.analysis.numbers.numbering import Flags, Floats, Integers, as_integers, each_once, quotient
from fitcode.analysis.selecting.selection import Selection, select
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.tally import cells
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Cell, Table
from fitcode.errors import UsageError

COLUMNS = (
    *("transcripts", "transcript", "codes", "new_codes", "codes_seen", "share_seen"),
    *("random_mean", "random_low", "random_high", "run_new", "run_share"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
    """When no more that is new is held to come: few new codes in a run, beside those of the base."""

    base: int = 4
    """How many transcripts the base is."""

    run: int = 2
    """How many transcripts a run is."""

    threshold: float = 0.05
    """New codes of a run as a share of those in the base, at most."""

    def check(self) -> None:
        """Raise UsageError for a base or run of nothing."""
        if self.base < 1 or self.run < 1:
            raise UsageError(
                "A base and a run are one transcript or more.", remedy="Guest and others take 4 and 2."
            )


def saturation(
    frame: CountingFrame,
    terms: Terms,
    *,
    order: Sequence[str] | None = None,
    dates: str | None = None,
    permutations: int = 1000,
    stopping: Stopping | None = None,
) -> Table:
    """The number of codes seen after each transcript, in the order given (by name without one).

    ``dates`` is the attribute of cases whose earliest date in a transcript decides the order instead.
    """
    stopping = stopping or Stopping()
    stopping.check()
    selection = select(frame, terms)
    scope = each_once(selection.voices.transcript[selection.scope])
    dated = None if dates is None else _earliest(selection, dates)
    ordered = _by_date(scope, dated) if dated is not None else _by_name(scope, frame, order)
    present = _present(selection, ordered)
    seen = _cumulative(present)
    low, mean, high = _over_orders(present, permutations=permutations, seed=terms.seed)
    run_new, run_share = _runs(seen, stopping)
    columns: dict[str, list[Cell]] = {
        "transcripts": list(range(1, len(ordered) + 1)),
        "transcript": [frame.transcripts.name[place] for place in ordered.tolist()],
        "codes": cells(np.count_nonzero(present, axis=1)),
        "new_codes": cells(np.diff(seen, prepend=0)),
        "codes_seen": cells(seen),
        "share_seen": cells(quotient(seen, np.full(len(seen), present.shape[1]))),
        "random_mean": cells(mean),
        "random_low": cells(low),
        "random_high": cells(high),
        "run_new": [None if np.isnan(number) else int(number) for number in run_new.tolist()],
        "run_share": cells(run_share),
    }
    names = list(COLUMNS)
    if dated is not None:
        names.insert(2, f"case.{dates}")
        columns[f"case.{dates}"] = [dated[place] for place in ordered.tolist()]
    notes = (*selection.notes, *_on_stopping(run_share, stopping, columns["transcript"], seen))
    return Table.of(names, zip(*(columns[name] for name in names), strict=True), notes=notes)


def _earliest(selection: Selection, attribute: str) -> list[str | None]:
    """The earliest date of the cases in scope of each transcript."""
    frame, voices = selection.frame, selection.voices
    values = frame.cases.attributes[attribute]
    earliest: list[str | None] = [None] * len(frame.transcripts.name)
    heard = np.flatnonzero(selection.scope & (voices.case >= 0))
    for transcript, case in zip(voices.transcript[heard].tolist(), voices.case[heard].tolist(), strict=True):
        date = values[case]
        if isinstance(date, str):
            before = earliest[transcript]
            earliest[transcript] = date if before is None else min(before, date)
    return earliest


def _by_date(scope: Integers, dated: Sequence[str | None]) -> Integers:
    """Transcripts by date, those without one last; names decide between equal dates."""
    return np.array(
        sorted(scope.tolist(), key=lambda place: (dated[place] is None, dated[place] or "", place)),
        dtype=np.int64,
    )


def _by_name(scope: Integers, frame: CountingFrame, order: Sequence[str] | None) -> Integers:
    if order is None:
        return scope
    rank = {name: place for place, name in enumerate(order)}
    names = frame.transcripts.name
    return np.array(sorted(scope.tolist(), key=lambda place: rank[names[place]]), dtype=np.int64)


def _present(selection: Selection, ordered: Integers) -> Flags:
    """Which of the codes that occur at all occur in which transcript."""
    codings = selection.frame.codings
    transcript = as_integers(codings.transcript)[selection.codings]
    values, code = np.unique(as_integers(codings.code)[selection.codings], return_inverse=True)
    place = np.full(len(selection.frame.transcripts.name), -1)
    place[ordered] = np.arange(len(ordered))
    present = np.zeros((len(ordered), len(values)), dtype=np.bool_)
    present[place[transcript], code] = True
    return present


def _cumulative(present: Flags) -> Integers:
    seen: Flags = np.logical_or.accumulate(present, axis=0)
    number: Integers = np.count_nonzero(seen, axis=1)
    return number


def _over_orders(present: Flags, *, permutations: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Low, mean and high of the number of codes seen, over random orders of the transcripts."""
    n_transcripts, n_codes = present.shape
    if permutations < 1 or not n_transcripts:
        absent = np.full(n_transcripts, np.nan)
        return absent, absent, absent
    order = np.tile(np.arange(n_transcripts), (permutations, 1))
    # The place of each transcript in each order; an order's inverse is as random as the order.
    places = np.random.Generator(np.random.PCG64(seed)).permuted(order, axis=1)
    found = np.zeros((n_transcripts, permutations), dtype=np.int64)
    for code in range(n_codes):
        first = places[:, present[:, code]].min(axis=1)
        found[first, np.arange(permutations)] += 1
    curves = np.cumsum(found, axis=0).astype(np.float64)
    low, high = percentiles(curves)
    return low, curves.mean(axis=1), high


def _runs(seen: Integers, stopping: Stopping) -> tuple[Floats, Floats]:
    """New codes in the run that ends with each transcript after the base, and their share of the base's."""
    new, share = np.full(len(seen), np.nan), np.full(len(seen), np.nan)
    ends = np.arange(stopping.base + stopping.run - 1, len(seen))
    if len(ends):
        new[ends] = seen[ends] - seen[ends - stopping.run]
        share[ends] = quotient(new[ends], np.full(len(ends), seen[stopping.base - 1]))
    return new, share


def _on_stopping(
    run_share: Floats, stopping: Stopping, transcripts: Sequence[Cell], seen: Integers
) -> list[str]:
    """Where the run first adds no more than the threshold, or that it nowhere does."""
    if len(run_share) < stopping.base + stopping.run:
        return []
    terms = f"{stopping.threshold:g} of the codes of the first {stopping.base}"
    reached = np.flatnonzero(run_share <= stopping.threshold)
    if not len(reached):
        return [f"No run of {stopping.run} adds as little as {terms}."]
    place = int(reached[0])
    where = f"transcript {place + 1}, {transcripts[place]}: {seen[place]} codes of {seen[-1]}"
    return [f"A run of {stopping.run} first adds no more than {terms} at {where}."]
