"""tally, crosstab: numbers, each traceable to its quotations."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import (
    CoderOption,
    CompleteOption,
    ComponentFromOption,
    FormatOption,
    InterviewerOption,
    OutOption,
    RollupOption,
    WeightOption,
    WhereOption,
    group_names,
    names,
)
from fitcode.domain.counting import Measure, Share


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "tally", step=step)(tally_command)
    command(app, "crosstab", step=step)(crosstab_command)


def tally_command(
    here: Here,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            "-b",
            metavar="G[,G...]",
            help="component, about, counterpart (or .branch, .level, .country of each), dimension, code, "
            "codebook, transcript, kind, case, mission, role, coder, valence, strength, origin or "
            "case.ATTRIBUTE; or none.",
        ),
    ] = "component,dimension",
    where: WhereOption = None,
    component_from: ComponentFromOption = None,
    rollup: RollupOption = False,
    coder: CoderOption = None,
    complete: CompleteOption = False,
    include_interviewer: InterviewerOption = False,
    weight: WeightOption = "coding",
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Count codings by component, dimension or any other group.

    With rates, valence, and net fit with its interval.

    Example: fitcode tally --by component,dimension --rollup --format csv > tally.csv
    """
    from fitcode.workflow.counting.tally_codings import tally_codings

    with here.reading() as workspace:
        table = tally_codings(
            workspace,
            by=group_names(by),
            where=where or (),
            coders=names(coder),
            component_from=component_from,
            rollup=rollup,
            include_interviewer=include_interviewer,
            complete=complete,
            weight=weight,
        )
    console.write(table, output, out)


def crosstab_command(
    here: Here,
    row: Annotated[str, typer.Argument(metavar="ROW", show_default=False, help="A group, as in tally --by.")],
    column: Annotated[str, typer.Argument(metavar="COLUMN", show_default=False, help="Another group.")],
    measure: Annotated[Measure, typer.Option("--measure", "-m", help="What a cell holds.")] = "codings",
    share: Annotated[Share, typer.Option("--share", help="Cells as shares of their row or column.")] = "none",
    where: WhereOption = None,
    component_from: ComponentFromOption = None,
    rollup: RollupOption = False,
    coder: CoderOption = None,
    complete: CompleteOption = False,
    include_interviewer: InterviewerOption = False,
    weight: WeightOption = "coding",
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Set a tally out wide: one group down, another across.

    Example: fitcode crosstab component dimension --measure net_fit
    """
    from fitcode.workflow.counting.tally_codings import crosstab_codings

    with here.reading() as workspace:
        table = crosstab_codings(
            workspace,
            row=row,
            column=column,
            measure=measure,
            share=share,
            where=where or (),
            coders=names(coder),
            component_from=component_from,
            rollup=rollup,
            include_interviewer=include_interviewer,
            complete=complete,
            weight=weight,
        )
    console.write(table, output, out)
