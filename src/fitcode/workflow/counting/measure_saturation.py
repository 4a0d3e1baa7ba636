"""Measure saturation: how many codes each further transcript brings."""

from collections.abc import Sequence
from dataclasses import replace

from fitcode.domain.choices import ComponentFrom
from fitcode.domain.table import Table
from fitcode.store.transcripts import names_as_ingested
from fitcode.workflow.counting.read_frame import read_frame
from fitcode.workflow.workspace import Workspace

INGEST, NAME = "ingest", "name"
"""The orders that are no date of cases."""


def measure_saturation(
    workspace: Workspace,
    *,
    order: str = INGEST,
    permutations: int = 1000,
    seed: int = 0,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    where: Sequence[str] = (),
    coders: Sequence[str] = (),
    component_from: ComponentFrom | None = None,
    rollup: bool = False,
    include_interviewer: bool = False,
) -> Table:
    """The number of codes seen after each transcript, in one order and over random orders.

    Raises SeveralCoders when it is not said whose codings count, UsageError for an unknown order.
    """
    from fitcode.analysis.saturation import Stopping, saturation
    from fitcode.analysis.selecting.conditions import parse_condition
    from fitcode.analysis.selecting.dates import date_attribute
    from fitcode.analysis.selecting.terms import Terms

    conditions = [parse_condition(text) for text in where]
    frame, notes = read_frame(workspace, coders, conditions=conditions)
    table = saturation(
        frame,
        Terms(
            by=(),
            where=tuple(conditions),
            component_from=component_from or workspace.settings.tally.component_from,
            rollup=rollup,
            include_interviewer=include_interviewer,
            replicates=0,
            seed=seed,
        ),
        order=names_as_ingested(workspace.project) if order == INGEST else None,
        dates=None if order in (INGEST, NAME) else date_attribute(frame.cases, order),
        permutations=permutations,
        stopping=Stopping(base=base, run=run, threshold=threshold),
    )
    return replace(table, notes=(*notes, *table.notes))
