"""Dyads: component by component, of the codings that name both whom they are about and a counterpart.

A dyad's numbers are those of a tally whose groups are the two sides: the same codings, the same measures
and the same resamples. What names one side only is left out, and a note says how much that is.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from fitcode.analysis.crosstab import check_choice, wide_table
from fitcode.analysis.measuring.counting import count_groups
from fitcode.analysis.measuring.rows import Group
from fitcode.analysis.numbers.numbering import Flags, as_integers
from fitcode.analysis.selecting.conditions import SIDES, Condition
from fitcode.analysis.selecting.selection import Selection, said_codings, select
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.tally import long_table
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import Measure, Weight
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Table


def dyads(
    frame: CountingFrame,
    *,
    undirected: bool = False,
    measure: Measure | None = None,
    where: Sequence[Condition] = (),
    component_from: ComponentFrom = ComponentFrom.about_or_voice,
    rollup: bool = False,
    include_interviewer: bool = False,
    complete: bool = False,
    weight: Weight = "coding",
    replicates: int = 2000,
    seed: int = 0,
) -> Table:
    """A row a dyad with the columns of a tally, or one measure as a matrix of components.

    Attribution enters through conditions on ``component`` alone. Undirected, a pair is one row in the order
    of the registry, and a matrix shows it in both halves.
    """
    if measure is not None:
        check_choice("measure", measure, get_args(Measure))
    terms = Terms(
        by=(),
        where=tuple(where),
        component_from=component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
        complete=complete,
        weight=weight,
        replicates=0 if measure else replicates,
        seed=seed,
    )
    selection = _with_both_sides(select(frame, terms))
    features = [selection.features.condition(side) for side in SIDES]
    groups = [
        Group(feature=feature, expected=selection.expected(feature), rollup=rollup) for feature in features
    ]
    counted = count_groups(selection, groups, is_symmetric=undirected)
    if not len(counted.rows):
        counted = replace(counted, notes=(*counted.notes, "No coding here names both sides of a dyad."))
    if measure is None:
        return long_table(counted)
    return wide_table(counted, measure=measure, complete=complete, is_symmetric=undirected)


def _with_both_sides(selection: Selection) -> Selection:
    """The codings that name both sides; the others become a note, by what they lack."""
    codings = selection.frame.codings
    has_about, has_counterpart = as_integers(codings.about) >= 0, as_integers(codings.counterpart) >= 0
    lacking: tuple[tuple[Flags, str], ...] = (
        (has_about & ~has_counterpart, "without a counterpart"),
        (~has_about & has_counterpart, "without what they are about"),
        (~has_about & ~has_counterpart, "without either"),
    )
    told = [
        f"{said_codings(selection.counting & those)} {what}"
        for those, what in lacking
        if (selection.counting & those).any()
    ]
    notes = selection.notes
    if told:
        notes += (f"Left out of the dyads: {', '.join(told)}.",)
    return selection.only(has_about & has_counterpart, notes=notes)
