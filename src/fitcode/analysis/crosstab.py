"""Crosstab: one measure of a tally as a wide table, a row a label and a column a label.

A cell is the number that the tally by both groups shows; a share is taken over the cells shown.
"""

from collections.abc import Iterable, Sequence
from typing import get_args

import numpy as np

from fitcode.analysis.measuring.counting import Counted, count
from fitcode.analysis.measuring.rows import Group
from fitcode.analysis.numbers.numbering import Floats, Integers, each_once, quotient
from fitcode.analysis.selecting.conditions import Condition
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.tally import cells
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import Measure, Share, Weight
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Table
from fitcode.errors import UsageError, nearest

NONE_COLUMN = "(none)"
"""The column of codings for which the column group says nothing."""


def crosstab(
    frame: CountingFrame,
    *,
    row: str,
    column: str,
    measure: Measure = "codings",
    share: Share = "none",
    where: Sequence[Condition] = (),
    component_from: ComponentFrom = ComponentFrom.about_or_voice,
    rollup: bool = False,
    include_interviewer: bool = False,
    complete: bool = False,
    weight: Weight = "coding",
) -> Table:
    """Set one measure out over two groups."""
    check_choice("measure", measure, get_args(Measure))
    _check_share(share, measure)
    terms = Terms(
        by=(row, column),
        where=tuple(where),
        component_from=component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
        complete=complete,
        weight=weight,
        replicates=0,
    )
    counted = count(frame, terms)
    attribution = component_from if terms.names_component else None
    return wide_table(counted, measure=measure, share=share, complete=complete, attribution=attribution)


def wide_table(
    counted: Counted,
    *,
    measure: Measure,
    share: Share = "none",
    complete: bool = False,
    attribution: ComponentFrom | None = None,
    is_symmetric: bool = False,
) -> Table:
    """One measure of what was counted by two groups; of symmetric ones each pair stands in both halves."""
    keys, numbers = counted.rows.keys, counted.measures[measure]
    if is_symmetric:
        # A pair of a label with itself comes twice, with one number.
        keys, numbers = np.concatenate([keys, keys[:, ::-1]]), np.concatenate([numbers, numbers])
    down, across = (
        _shown(group, keys[:, place], complete=complete) for place, group in enumerate(counted.groups)
    )
    grid = _shared(_grid(keys, numbers, down, across, measure=measure), share=share)
    rows_group, columns_group = counted.groups
    row = rows_group.feature.name
    names = [row, *column_names(columns_group, across, taken={row, "component_from"})]
    columns = [[rows_group.label(key) for key in down.tolist()], *(cells(column) for column in grid.T)]
    if attribution is not None:
        names.append("component_from")
        columns.append([attribution.value] * len(down))
    return Table.of(names, zip(*columns, strict=True), notes=counted.notes)


def _check_share(share: str, measure: str) -> None:
    check_choice("share", share, get_args(Share))
    if measure == "net_fit" and share != "none":
        raise UsageError("Net fit has no shares: it is no count.", remedy="Choose a count, or --share none.")


def check_choice(noun: str, value: str, known: Sequence[str]) -> None:
    """Refuse what is not one of the choices."""
    if value not in known:
        remedy = nearest(value, known) or f"Known: {', '.join(known)}."
        raise UsageError(f"No {noun} is named {value!r}.", remedy=remedy)


def _shown(group: Group, present: Integers, *, complete: bool) -> Integers:
    """Keys of the labels that stand along one side, in order."""
    return each_once(np.concatenate([present, group.expected]) if complete else present)


def _grid(
    keys: Integers, numbers: Integers | Floats, down: Integers, across: Integers, *, measure: str
) -> Integers | Floats:
    """The measure of every pair of labels; a pair without codings has none of them."""
    place = np.full((len(down), len(across)), -1)
    place[np.searchsorted(down, keys[:, 0]), np.searchsorted(across, keys[:, 1])] = np.arange(len(keys))
    # The last number is for a pair without codings, whose place is -1.
    grid: Integers | Floats = np.append(numbers, np.nan if measure == "net_fit" else 0)[place]
    return grid


def _shared(grid: Integers | Floats, *, share: Share) -> Integers | Floats:
    if share == "none":
        return grid
    whole = np.sum(grid, axis=1 if share == "row" else 0, keepdims=True, dtype=np.int64)
    return quotient(grid, np.broadcast_to(whole, grid.shape))


def column_names(group: Group, keys: Integers, *, taken: Iterable[str]) -> list[str]:
    """Each label as text; one that another column bears already is written ``group=label``."""
    names = list(taken)
    n_taken = len(names)
    for key in keys.tolist():
        label = group.label(key)
        name = NONE_COLUMN if label is None else text_of(label)
        while name in names:
            name = f"{group.feature.name}={name}"
        names.append(name)
    return names[n_taken:]


def text_of(label: str | float) -> str:
    """A label as the name of a column or of a group says it."""
    if isinstance(label, bool):
        return str(label).lower()
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)
