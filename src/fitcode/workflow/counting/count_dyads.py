"""Count dyads: which components fit with which, of the codings that name both sides."""

from collections.abc import Sequence
from dataclasses import replace

from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import Measure, Weight
from fitcode.domain.table import Table
from fitcode.workflow.counting.read_frame import read_frame
from fitcode.workflow.workspace import Workspace


def count_dyads(
    workspace: Workspace,
    *,
    dimension: str | None = None,
    undirected: bool = False,
    measure: Measure | None = None,
    where: Sequence[str] = (),
    coders: Sequence[str] = (),
    component_from: ComponentFrom | None = None,
    rollup: bool = False,
    complete: bool = False,
    include_interviewer: bool = False,
    weight: Weight = "coding",
) -> Table:
    """Count codings by about and counterpart; with a measure, as a matrix of components.

    A dimension is a condition (``strategic``, or several with commas). Raises SeveralCoders when it is not
    said whose codings count, UsageError for an unknown dimension, measure or condition.
    """
    from fitcode.analysis.dyads import dyads
    from fitcode.analysis.selecting.conditions import parse_condition

    conditions = [parse_condition(text) for text in where]
    frame, notes = read_frame(workspace, coders, conditions=conditions)
    if dimension is not None:
        conditions.append(parse_condition(f"dimension={dimension}"))
    table = dyads(
        frame,
        undirected=undirected,
        measure=measure,
        where=conditions,
        component_from=component_from or workspace.settings.tally.component_from,
        rollup=rollup,
        complete=complete,
        include_interviewer=include_interviewer,
        weight=weight,
    )
    return replace(table, notes=(*notes, *table.notes))
