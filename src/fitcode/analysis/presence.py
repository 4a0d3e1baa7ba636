"""Presence: a matrix of zeros and ones, a row a case (or transcript, role, ...), a column a code.

A one says that a coding which counts stands there, however many do. Every case in scope has a row,
coded or not; what has no case has none, and a note says how much that is.
"""

from collections.abc import Sequence

import numpy as np

from fitcode.analysis.crosstab import column_names
from fitcode.analysis.measuring.counting import groups_of
from fitcode.analysis.measuring.rows import Group, Rows, lay_out
from fitcode.analysis.numbers.numbering import Integers, each_once
from fitcode.analysis.selecting.conditions import Condition
from fitcode.analysis.selecting.selection import Selection, said_codings, select
from fitcode.analysis.selecting.terms import Terms
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import PresenceOf
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Table


def presence(
    frame: CountingFrame,
    *,
    by: str = "case",
    of: PresenceOf = "code",
    where: Sequence[Condition] = (),
    component_from: ComponentFrom = ComponentFrom.about_or_voice,
    rollup: bool = False,
    include_interviewer: bool = False,
    complete: bool = False,
) -> Table:
    """Say for each label of a group which codes (or dimensions) occur there."""
    terms = Terms(
        by=(by, of),
        where=tuple(where),
        component_from=component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
        replicates=0,
    )
    selection = select(frame, terms)
    groups = groups_of(selection)
    laid = lay_out(
        groups,
        codings=selection.codings,
        scope=np.flatnonzero(selection.scope),
        voices=selection.voices,
        complete=False,
    )
    down = _down(selection, groups[0], laid, complete=complete)
    pairs = laid.keys[np.isin(laid.keys[:, 0], down)]
    across = _across(groups[1], pairs, complete=complete)
    grid = np.zeros((len(down), len(across)), dtype=np.int64)
    grid[np.searchsorted(down, pairs[:, 0]), np.searchsorted(across, pairs[:, 1])] = 1
    names = [by, *column_names(groups[1], across, taken={by, "component_from"})]
    columns = [[groups[0].label(key) for key in down.tolist()], *grid.T.tolist()]
    if terms.names_component:
        names.append("component_from")
        columns.append([component_from.value] * len(down))
    notes = (*selection.notes, *_on_absent(groups[0], laid, len(selection.counting)))
    return Table.of(names, zip(*columns, strict=True), notes=notes)


def _down(selection: Selection, group: Group, laid: Rows, *, complete: bool) -> Integers:
    """Keys of the rows: whatever is in scope where the group is of voices, else whatever occurs."""
    keys = [laid.keys[:, 0]]
    if group.feature.of_voices is not None:
        keys.append(group.feature.of_voices[selection.scope])
    if complete:
        keys.append(group.expected)
    return _stated(np.concatenate(keys), group)


def _across(group: Group, pairs: Integers, *, complete: bool) -> Integers:
    """Keys of the columns: what occurs in any row; codings without a dimension have one too."""
    keys = pairs[:, 1]
    return each_once(np.concatenate([keys, group.expected]) if complete else keys)


def _stated(keys: Integers, group: Group) -> Integers:
    return each_once(keys[(keys >= 0) & (keys < group.size - 1)])


def _on_absent(group: Group, laid: Rows, n_codings: int) -> list[str]:
    those = np.zeros(n_codings, dtype=np.bool_)
    those[laid.coding[laid.keys[laid.row, 0] == group.size - 1]] = True
    if not those.any():
        return []
    return [f"{said_codings(those)} without a {group.feature.name} in no row; --by transcript shows all."]
