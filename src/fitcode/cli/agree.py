"""agree: how far coders agree."""

from typing import Annotated, cast, get_args

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import (
    CompleteOption,
    ComponentFromOption,
    FormatOption,
    InterviewerOption,
    OutOption,
    RollupOption,
    RoundOption,
    WhereOption,
    names,
)
from fitcode.domain.compared import AgreementOf, Unit
from fitcode.errors import UsageError, nearest


def register(app: typer.Typer, *, step: str) -> None:
    """Put this command on the app."""
    command(app, "agree", step=step)(agree_command)


def agree_command(
    here: Here,
    coders: Annotated[
        str | None,
        typer.Option(
            "--coders",
            metavar="A,B[,...]",
            show_default=False,
            help="People or suggesters; without it, everybody who finished a transcript.",
        ),
    ] = None,
    round_name: RoundOption = None,
    unit: Annotated[Unit, typer.Option("--unit", "-u", help="What is compared, one by one.")] = "segment",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            "-b",
            metavar="K[,K...]",
            help="code, dimension, valence or component (see above); or all.",
        ),
    ] = "code",
    coefficient: Annotated[
        str | None,
        typer.Option("--coefficient", metavar="C[,C...]", show_default=False, help="Only these; see above."),
    ] = None,
    pairs: Annotated[
        bool, typer.Option("--pairs", show_default=False, help="Each two of several coders as well.")
    ] = False,
    bootstrap: Annotated[
        int,
        typer.Option("--bootstrap", metavar="N", min=0, max=100_000, help="Resamples; 0: no intervals."),
    ] = 2000,
    confusion: Annotated[
        bool, typer.Option("--confusion", show_default=False, help="What was given for what instead.")
    ] = False,
    min_score: Annotated[
        float,
        typer.Option(
            "--min-score", min=0, max=1, show_default=False, help="Leave out suggestions that score less."
        ),
    ] = 0.0,
    where: WhereOption = None,
    component_from: ComponentFromOption = None,
    rollup: RollupOption = False,
    complete: CompleteOption = False,
    include_interviewer: InterviewerOption = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed draws the same again.")] = 0,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Measure how far coders agree, on respondents' speech that all of them finished.

    A row is a coefficient of a code; the last rows are of all codes together. both, only_first, only_second
    and neither count units; the interval resamples transcripts. A valence or component is compared where
    coders gave a unit the same code.

    Coefficients: percent, cohen_kappa, scott_pi, fleiss_kappa, brennan_prediger, gwet_ac1, gwet_ac2,
    krippendorff_alpha; of sets of codes masi_alpha; of spans as they were cut unitizing_alpha, u_alpha,
    binary_alpha, cu_alpha and gamma (pip install 'fitcode[gamma]').

    Example: fitcode agree --coders ines,tomas --unit character --out agreement.csv
    """
    from fitcode.workflow.comparing.compare_coders import Computed, compare_coders
    from fitcode.workflow.comparing.count_confusions import count_confusions
    from fitcode.workflow.comparing.gather_compared import Asked

    of = _compared(by)
    if confusion and (coefficient or pairs or complete):
        raise UsageError(
            "--confusion counts what each two coders gave; it computes no coefficient.",
            remedy="Leave out --coefficient, --pairs and --complete.",
        )
    asked = Asked(
        coders=names(coders),
        round_name=round_name,
        unit=unit,
        where=where or (),
        component_from=component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
        min_score=min_score,
        replicates=bootstrap,
        seed=seed,
    )
    with here.reading() as workspace:
        if confusion:
            table = count_confusions(workspace, asked, of)
        else:
            computed = Computed(of=of, coefficients=names(coefficient), pairs=pairs, complete=complete)
            is_read = out is None and console.is_for_eyes(output)
            table = compare_coders(workspace, asked, computed, with_reading=is_read)
            if is_read:
                # A table in folds begins each with its first two columns: what a figure is of, and which.
                first = "label" if "label" in table.columns else table.columns[0]
                table = table.narrowed(list(dict.fromkeys((first, "coefficient", *table.columns))))
    console.write(table, output, out)


def _compared(by: str) -> tuple[AgreementOf, ...]:
    """What is compared; raises UsageError for what nothing is."""
    known: tuple[AgreementOf, ...] = get_args(AgreementOf)
    chosen = tuple(dict.fromkeys(names(by)))
    if "all" in chosen or not chosen:
        return known
    for name in chosen:
        if name not in known:
            raise UsageError(
                f"Coders are not compared by {name!r}.",
                remedy=nearest(name, (*known, "all")) or f"Take {', '.join(known)} or all.",
            )
    return cast("tuple[AgreementOf, ...]", chosen)
