"""Compare groups: what two groups of cases or transcripts differ by, and how sure that is."""

from collections.abc import Sequence
from dataclasses import replace

from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import Compared, Weight
from fitcode.domain.table import Table
from fitcode.workflow.counting.read_frame import read_frame
from fitcode.workflow.workspace import Workspace


def compare_groups(
    workspace: Workspace,
    group: str,
    *,
    sides: Sequence[str] = (),
    measure: Compared = "net_fit",
    by: Sequence[str] = ("dimension",),
    where: Sequence[str] = (),
    coders: Sequence[str] = (),
    component_from: ComponentFrom | None = None,
    rollup: bool = False,
    include_interviewer: bool = False,
    complete: bool = False,
    weight: Weight = "coding",
    permutations: int = 2000,
    seed: int = 0,
) -> Table:
    """Set a measure of two groups side by side, row by row, with the interval and p-value of the difference.

    Raises SeveralCoders when it is not said whose codings count, UsageError for an unknown group or one that
    says nothing of who speaks.
    """
    from fitcode.analysis.comparison import compare
    from fitcode.analysis.selecting.conditions import parse_condition
    from fitcode.analysis.selecting.terms import Terms

    conditions = [parse_condition(text) for text in where]
    frame, notes = read_frame(workspace, coders, by=(*by, group), conditions=conditions)
    terms = Terms(
        by=tuple(by),
        where=tuple(conditions),
        component_from=component_from or workspace.settings.tally.component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
        complete=complete,
        weight=weight,
        seed=seed,
    )
    table = compare(frame, terms, group=group, sides=sides, measure=measure, permutations=permutations)
    return replace(table, notes=(*notes, *table.notes))
