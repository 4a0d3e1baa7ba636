"""dyads, cooccur: what goes with what, each number traceable to its quotations."""

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
    names,
)
from fitcode.domain.choices import Valence
from fitcode.domain.counting import CooccurrenceLevel, CooccurrenceMeasure, Measure


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "dyads", step=step)(dyads_command)
    command(app, "cooccur", step=step)(cooccur_command)


def dyads_command(
    here: Here,
    dimension: Annotated[
        str | None,
        typer.Option(
            "--dimension",
            "-d",
            metavar="D[,D]",
            show_default=False,
            help="Only codings of strategic, cultural or operational fit.",
        ),
    ] = None,
    undirected: Annotated[
        bool,
        typer.Option("--undirected", show_default=False, help="A pair once, whichever way it was coded."),
    ] = False,
    measure: Annotated[
        Measure | None,
        typer.Option(
            "--measure", "-m", show_default=False, help="A matrix of this instead of the long table."
        ),
    ] = None,
    where: WhereOption = None,
    component_from: ComponentFromOption = None,
    rollup: Annotated[
        bool,
        typer.Option("--rollup", show_default=False, help="Each side of a dyad includes its descendants."),
    ] = False,
    coder: CoderOption = None,
    complete: CompleteOption = False,
    include_interviewer: InterviewerOption = False,
    weight: WeightOption = "coding",
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Count component by component: whom codings are about, and towards whom.

    Only codings that name both. --component-from matters to conditions on component alone.

    Example: fitcode dyads --dimension operational --measure net_fit
    """
    from fitcode.workflow.counting.count_dyads import count_dyads

    with here.reading() as workspace:
        table = count_dyads(
            workspace,
            dimension=dimension,
            undirected=undirected,
            measure=measure,
            where=where or (),
            coders=names(coder),
            component_from=component_from,
            rollup=rollup,
            complete=complete,
            include_interviewer=include_interviewer,
            weight=weight,
        )
    console.write(table, output, out)


def cooccur_command(
    here: Here,
    level: Annotated[
        CooccurrenceLevel,
        typer.Option("--level", "-l", help="What the two share; overlap is counted in words."),
    ] = "segment",
    by_codes: Annotated[bool, typer.Option("--codes/--dimensions", help="What stands together.")] = True,
    measure: Annotated[
        CooccurrenceMeasure | None,
        typer.Option(
            "--measure", "-m", show_default=False, help="A matrix of this instead of the long table."
        ),
    ] = None,
    valence: Annotated[
        Valence | None,
        typer.Option(
            "--valence", "-v", show_default=False, help="Only codings of this valence, on both sides."
        ),
    ] = None,
    other_valence: Annotated[
        Valence | None,
        typer.Option("--other-valence", show_default=False, help="Another valence for the second side."),
    ] = None,
    where: WhereOption = None,
    component_from: ComponentFromOption = None,
    rollup: RollupOption = False,
    coder: CoderOption = None,
    complete: CompleteOption = False,
    include_interviewer: InterviewerOption = False,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Count which codes or dimensions stand together.

    In a segment, a turn, the same words, neighbouring segments or a case; with Jaccard and lift.

    Example: fitcode cooccur --dimensions --level case --valence misfit
    """
    from fitcode.workflow.counting.count_cooccurrence import count_cooccurrence

    with here.reading() as workspace:
        table = count_cooccurrence(
            workspace,
            level=level,
            of="code" if by_codes else "dimension",
            measure=measure,
            valence=valence,
            other_valence=other_valence,
            where=where or (),
            coders=names(coder),
            component_from=component_from,
            rollup=rollup,
            complete=complete,
            include_interviewer=include_interviewer,
        )
    console.write(table, output, out)
