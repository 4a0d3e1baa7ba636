"""List presence: the matrix of cases and codes in zeros and ones, for whatever analyses it elsewhere."""

from collections.abc import Sequence
from dataclasses import replace

from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import PresenceOf
from fitcode.domain.table import Table
from fitcode.workflow.counting.read_frame import read_frame
from fitcode.workflow.workspace import Workspace


def list_presence(
    workspace: Workspace,
    *,
    by: str = "case",
    of: PresenceOf = "code",
    where: Sequence[str] = (),
    coders: Sequence[str] = (),
    component_from: ComponentFrom | None = None,
    rollup: bool = False,
    include_interviewer: bool = False,
    complete: bool = False,
) -> Table:
    """Say of each case (or other group) which codes occur there; ``complete`` shows every code there is.

    Raises SeveralCoders when it is not said whose codings count, UsageError for an unknown group.
    """
    from fitcode.analysis.presence import presence
    from fitcode.analysis.selecting.conditions import parse_condition

    conditions = [parse_condition(text) for text in where]
    frame, notes = read_frame(workspace, coders, by=(by,), conditions=conditions)
    table = presence(
        frame,
        by=by,
        of=of,
        where=conditions,
        component_from=component_from or workspace.settings.tally.component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
        complete=complete,
    )
    return replace(table, notes=(*notes, *table.notes))
