"""Tally: a row for each group of codings, with every measure of it.

The same project and terms give the same table, to the last digit.
"""

from collections.abc import Sequence

import numpy as np

from fitcode.analysis.measuring.counting import Counted, count
from fitcode.analysis.numbers.intervals import LEAST_CLUSTERS
from fitcode.analysis.numbers.numbering import Floats, Integers
from fitcode.analysis.selecting.conditions import Condition
from fitcode.analysis.selecting.terms import Terms
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import Weight
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Cell, Table

MEASURES = (
    *("codings", "segments", "transcripts", "cases", "words", "per_1000_words", "case_share"),
    *("fit", "misfit", "mixed", "unstated", "strength_mean", "net_fit", "net_fit_low", "net_fit_high"),
)
"""The columns after the groups."""


def tally(
    frame: CountingFrame,
    *,
    by: Sequence[str],
    where: Sequence[Condition] = (),
    component_from: ComponentFrom = ComponentFrom.about_or_voice,
    rollup: bool = False,
    include_interviewer: bool = False,
    complete: bool = False,
    weight: Weight = "coding",
    replicates: int = 2000,
    seed: int = 0,
) -> Table:
    """Count the codings of a frame by any groups."""
    terms = Terms(
        by=tuple(by),
        where=tuple(where),
        component_from=component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
        complete=complete,
        weight=weight,
        replicates=replicates,
        seed=seed,
    )
    counted = count(frame, terms)
    return long_table(counted, attribution=component_from if terms.names_component else None)


def long_table(counted: Counted, *, attribution: ComponentFrom | None = None) -> Table:
    """Every measure of every row, and how components were attributed where that matters."""
    names = [*(group.feature.name for group in counted.groups), *MEASURES]
    columns = [*group_columns(counted), *(cells(counted.measures[name]) for name in MEASURES)]
    if attribution is not None:
        names.append("component_from")
        columns.append([attribution.value] * len(counted.rows))
    notes = (*counted.notes, *_on_intervals(counted))
    return Table.of(names, zip(*columns, strict=True), notes=notes)


def _on_intervals(counted: Counted) -> list[str]:
    """Why a table that shows net fit shows no interval."""
    stated = np.isfinite(counted.measures["net_fit"]).any()
    if not stated or np.isfinite(counted.measures["net_fit_low"]).any():
        return []
    needed = f"stated codings from {LEAST_CLUSTERS} transcripts or more (those that share a case are one)"
    return [f"No interval for net fit: a row needs {needed}."]


def group_columns(counted: Counted) -> list[list[Cell]]:
    """The labels of every row, a column a group."""
    keys = counted.rows.keys.T
    columns: list[list[Cell]] = []
    for group, column in zip(counted.groups, keys, strict=True):
        shown = [group.label(key) for key in range(group.size)]
        columns.append([shown[key] for key in column.tolist()])
    return columns


def cells(numbers: Integers | Floats) -> list[Cell]:
    """Numbers as a table holds them: None where there is none."""
    if numbers.dtype.kind == "i":
        return list(numbers.tolist())
    return [
        None if absent else number for number, absent in zip(numbers.tolist(), np.isnan(numbers), strict=True)
    ]
