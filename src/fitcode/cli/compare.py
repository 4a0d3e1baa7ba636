"""presence, sequence, saturation, compare: what occurs where and when, what is still new, who differs."""

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
from fitcode.domain.counting import Compared, Every

SeedOption = Annotated[int, typer.Option("--seed", min=0, help="The same seed draws the same again.")]


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "presence", step=step)(presence_command)
    command(app, "sequence", step=step)(sequence_command)
    command(app, "saturation", step=step)(saturation_command)
    command(app, "compare", step=step)(compare_command)


def presence_command(
    here: Here,
    by: Annotated[
        str, typer.Option("--by", "-b", metavar="G", help="What a row is: a group, as in tally --by.")
    ] = "case",
    codes: Annotated[bool, typer.Option("--codes/--dimensions", help="What a column is.")] = True,
    where: WhereOption = None,
    component_from: ComponentFromOption = None,
    rollup: RollupOption = False,
    coder: CoderOption = None,
    complete: Annotated[
        bool,
        typer.Option(
            "--complete", show_default=False, help="A column for every code of the codebooks, used or not."
        ),
    ] = False,
    include_interviewer: InterviewerOption = False,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Show which codes occur in which case, as zeros and ones.

    Every case in scope has a row, coded or not.

    Example: fitcode presence --dimensions --where kind=interview --out presence.csv
    """
    from fitcode.workflow.counting.list_presence import list_presence

    with here.reading() as workspace:
        table = list_presence(
            workspace,
            by=by.strip(),
            of="code" if codes else "dimension",
            where=where or (),
            coders=names(coder),
            component_from=component_from,
            rollup=rollup,
            include_interviewer=include_interviewer,
            complete=complete,
        )
    console.write(table, output, out)


def sequence_command(
    here: Here,
    transcripts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TRANSCRIPT]...", show_default=False, help="Only these; without any, all."),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", "-b", metavar="G[,G...]", help="code, dimension or another group; or none.")
    ] = "code",
    along: Annotated[
        str,
        typer.Option(
            "--along",
            metavar="position|DATE",
            help="position in the transcript, or an attribute of cases that is a date.",
        ),
    ] = "position",
    parts: Annotated[
        int | None,
        typer.Option(
            "--parts",
            "-n",
            metavar="N",
            show_default=False,
            help="Into how many parts a transcript is cut; 10 unless said.",
        ),
    ] = None,
    together: Annotated[
        bool,
        typer.Option("--together", show_default=False, help="The first parts of all transcripts as one."),
    ] = False,
    every: Annotated[
        Every | None,
        typer.Option("--every", show_default=False, help="How long a period is, along a date; else a month."),
    ] = None,
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
    """Follow codes from the beginning of a transcript to its end, or through time.

    With every measure of a tally.

    Example: fitcode sequence pilot --parts 5 --by dimension
    """
    from fitcode.workflow.counting.follow_codes import follow_codes

    with here.reading() as workspace:
        table = follow_codes(
            workspace,
            transcripts=transcripts or (),
            by=group_names(by),
            along=along.strip(),
            parts=parts,
            together=together,
            every=every,
            where=where or (),
            coders=names(coder),
            component_from=component_from,
            rollup=rollup,
            include_interviewer=include_interviewer,
            complete=complete,
            weight=weight,
        )
    console.write(table, output, out)


def saturation_command(
    here: Here,
    order: Annotated[
        str,
        typer.Option(
            "--order", metavar="ingest|name|DATE", help="As ingested, by name, or by a date of cases."
        ),
    ] = "ingest",
    permutations: Annotated[
        int, typer.Option("--permutations", min=0, max=100_000, help="Random orders for the mean and band.")
    ] = 1000,
    seed: SeedOption = 0,
    base: Annotated[
        int, typer.Option("--base", min=1, help="Transcripts that new codes are held against.")
    ] = 4,
    run: Annotated[int, typer.Option("--run", min=1, help="Transcripts in a run.")] = 2,
    threshold: Annotated[
        float, typer.Option("--threshold", min=0, max=1, help="New codes in a run, as a share of the base's.")
    ] = 0.05,
    where: WhereOption = None,
    component_from: ComponentFromOption = None,
    rollup: Annotated[
        bool,
        typer.Option("--rollup", show_default=False, help="A component in --where includes its descendants."),
    ] = False,
    coder: CoderOption = None,
    include_interviewer: InterviewerOption = False,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Count the codes that each further transcript adds.

    In one order, and the mean and 95 % band over random orders.

    Example: fitcode saturation --order interview_date
    """
    from fitcode.workflow.counting.measure_saturation import measure_saturation

    with here.reading() as workspace:
        table = measure_saturation(
            workspace,
            order=order.strip(),
            permutations=permutations,
            seed=seed,
            base=base,
            run=run,
            threshold=threshold,
            where=where or (),
            coders=names(coder),
            component_from=component_from,
            rollup=rollup,
            include_interviewer=include_interviewer,
        )
    console.write(table, output, out)


def compare_command(
    here: Here,
    group: Annotated[
        str,
        typer.Argument(
            metavar="GROUP",
            show_default=False,
            help="mission, role, component, kind, transcript, case or case.ATTRIBUTE: whose speech it is.",
        ),
    ],
    a: Annotated[
        str | None,
        typer.Argument(
            metavar="[A]",
            show_default=False,
            help="A value, as in --where: commander, or '<35'. Without it, each against the others.",
        ),
    ] = None,
    b: Annotated[
        str | None,
        typer.Argument(metavar="[B]", show_default=False, help="The other; without it, all but A."),
    ] = None,
    measure: Annotated[Compared, typer.Option("--measure", "-m", help="What is compared.")] = "net_fit",
    by: Annotated[
        str, typer.Option("--by", "-b", metavar="G[,G...]", help="What a row is; none for a single one.")
    ] = "dimension",
    where: WhereOption = None,
    component_from: ComponentFromOption = None,
    rollup: RollupOption = False,
    coder: CoderOption = None,
    complete: CompleteOption = False,
    include_interviewer: InterviewerOption = False,
    weight: WeightOption = "coding",
    permutations: Annotated[
        int, typer.Option("--permutations", min=0, max=100_000, help="Random labellings for the p-value.")
    ] = 2000,
    seed: SeedOption = 0,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Compare two groups of cases: the difference, its interval, and a permutation test.

    Where counts are too small for a p-value, the table says why there is none.

    Example: fitcode compare component.branch military civilian --measure case_share --by code
    """
    from fitcode.workflow.counting.compare_groups import compare_groups

    with here.reading() as workspace:
        table = compare_groups(
            workspace,
            group.strip(),
            sides=[side for side in (a, b) if side is not None],
            measure=measure,
            by=group_names(by),
            where=where or (),
            coders=names(coder),
            component_from=component_from,
            rollup=rollup,
            include_interviewer=include_interviewer,
            complete=complete,
            weight=weight,
            permutations=permutations,
            seed=seed,
        )
    console.write(table, output, out)
