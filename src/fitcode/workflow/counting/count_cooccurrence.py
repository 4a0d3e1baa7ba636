"""Count co-occurrence: which codes or dimensions stand together, in segments, turns, words or cases."""

from collections.abc import Sequence
from dataclasses import replace

from fitcode.domain.choices import ComponentFrom, Valence
from fitcode.domain.counting import CooccurrenceLevel, CooccurrenceMeasure, CooccurrenceOf
from fitcode.domain.table import Table
from fitcode.workflow.counting.read_frame import read_frame
from fitcode.workflow.workspace import Workspace


def count_cooccurrence(
    workspace: Workspace,
    *,
    level: CooccurrenceLevel = "segment",
    of: CooccurrenceOf = "code",
    measure: CooccurrenceMeasure | None = None,
    valence: Valence | None = None,
    other_valence: Valence | None = None,
    where: Sequence[str] = (),
    coders: Sequence[str] = (),
    component_from: ComponentFrom | None = None,
    rollup: bool = False,
    complete: bool = False,
    include_interviewer: bool = False,
) -> Table:
    """Count what stands together; see ``fitcode.analysis.cooccurrence`` for the columns.

    Raises SeveralCoders when it is not said whose codings count, UsageError for an unknown choice.
    """
    from fitcode.analysis.cooccurrence import cooccurrence
    from fitcode.analysis.selecting.conditions import parse_condition

    conditions = [parse_condition(text) for text in where]
    frame, notes = read_frame(workspace, coders, by=(of,), conditions=conditions)
    table = cooccurrence(
        frame,
        level=level,
        of=of,
        measure=measure,
        valence=valence,
        other_valence=other_valence,
        where=conditions,
        component_from=component_from or workspace.settings.tally.component_from,
        rollup=rollup,
        complete=complete,
        include_interviewer=include_interviewer,
    )
    return replace(table, notes=(*notes, *table.notes))
