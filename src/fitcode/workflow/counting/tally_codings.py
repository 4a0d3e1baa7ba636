"""Tally codings: whose codings count, then counting, with the choices that shaped the numbers told."""

from collections.abc import Sequence
from dataclasses import replace

from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import Measure, Share, Weight
from fitcode.domain.table import Table
from fitcode.workflow.counting.read_frame import read_frame
from fitcode.workflow.workspace import Workspace


def tally_codings(
    workspace: Workspace,
    *,
    by: Sequence[str] = ("component", "dimension"),
    where: Sequence[str] = (),
    coders: Sequence[str] = (),
    component_from: ComponentFrom | None = None,
    rollup: bool = False,
    include_interviewer: bool = False,
    complete: bool = False,
    weight: Weight = "coding",
) -> Table:
    """Count codings by groups; see ``fitcode.analysis.tally`` for the columns.

    Raises SeveralCoders when it is not said whose codings count, UsageError for an unknown group.
    """
    from fitcode.analysis.selecting.conditions import parse_condition
    from fitcode.analysis.tally import tally

    conditions = [parse_condition(text) for text in where]
    frame, notes = read_frame(workspace, coders, by=by, conditions=conditions)
    table = tally(
        frame,
        by=by,
        where=conditions,
        component_from=component_from or workspace.settings.tally.component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
        complete=complete,
        weight=weight,
    )
    return replace(table, notes=(*notes, *table.notes))


def crosstab_codings(
    workspace: Workspace,
    *,
    row: str,
    column: str,
    measure: Measure = "codings",
    share: Share = "none",
    where: Sequence[str] = (),
    coders: Sequence[str] = (),
    component_from: ComponentFrom | None = None,
    rollup: bool = False,
    include_interviewer: bool = False,
    complete: bool = False,
    weight: Weight = "coding",
) -> Table:
    """The same numbers as a tally by row and column, set out wide."""
    from fitcode.analysis.crosstab import crosstab
    from fitcode.analysis.selecting.conditions import parse_condition

    conditions = [parse_condition(text) for text in where]
    frame, notes = read_frame(workspace, coders, by=(row, column), conditions=conditions)
    table = crosstab(
        frame,
        row=row,
        column=column,
        measure=measure,
        share=share,
        where=conditions,
        component_from=component_from or workspace.settings.tally.component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
        complete=complete,
        weight=weight,
    )
    return replace(table, notes=(*notes, *table.notes))
