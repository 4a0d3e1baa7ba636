"""rounds: open, list, show, close."""

from collections.abc import Sequence
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import FormatOption, OutOption, YesOption, names
from fitcode.domain.amounts import counted
from fitcode.domain.choices import RoundUnit
from fitcode.domain.sampling import Stratum

group = new_group("Rounds: who codes which sample, hidden from each other until it is closed.")

RoundArgument = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]


@command(group, "open")
def open_command(
    here: Here,
    name: RoundArgument,
    coders: Annotated[
        str, typer.Option("--coders", metavar="A[,B]", show_default=False, help="The people who code it.")
    ],
    blind: Annotated[
        bool,
        typer.Option("--blind/--open", help="Whether they are hidden from each other while it is open."),
    ] = True,
    sample: Annotated[
        str | None,
        typer.Option(
            "--sample", metavar="N|SHARE", show_default=False, help="Draw so many, or 25%; all without it."
        ),
    ] = None,
    transcripts: Annotated[
        str | None,
        typer.Option(
            "--transcripts",
            "-t",
            metavar="ID[,ID]",
            show_default=False,
            help="Only these transcripts, or a sample of them.",
        ),
    ] = None,
    unit: Annotated[
        RoundUnit, typer.Option("--unit", help="What is drawn; segments are those of respondents.")
    ] = RoundUnit.transcript,
    stratify_by: Annotated[
        str | None,
        typer.Option(
            "--stratify-by",
            metavar="NAME",
            show_default=False,
            help="component, mission, role, kind, or an attribute of cases.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another seed draws another sample.")] = 0,
) -> None:
    """Open a round of coding.

    While a blind round is open, each of its coders is shown only his or her own codings, memos, links and
    decisions in its transcripts. Strata give in proportion to their size (largest remainders), and one unit
    each at least where the sample has as many.

    Example: fitcode rounds open pilot --coders ines,tomas --sample 4 --stratify-by component --seed 1
    """
    from fitcode.workflow.rounds.open_round import RoundPlan, open_round

    plan = RoundPlan(
        name=name,
        coders=names(coders),
        is_blind=blind,
        unit=unit,
        sample=sample,
        transcripts=names(transcripts),
        stratify_by=stratify_by,
        seed=seed,
    )
    with here.working() as workspace:
        sampled = open_round(workspace, plan)
    n_transcripts = len({passage.version_id for passage in sampled.passages})
    segments = "" if unit is RoundUnit.transcript else f"{len(sampled.passages)} segments of "
    how = "blind" if blind else "open to each other"
    console.narrate(
        f"Opened {name}: {segments}{counted(n_transcripts, 'transcript')} for"
        f" {', '.join(plan.coders)}, {how}."
    )
    if stratify_by is not None:
        console.narrate(f"Drawn by {stratify_by}: {_strata(sampled.strata)}.")


@command(group, "list")
def list_command(here: Here, output: FormatOption = None, out: OutOption = None) -> None:
    """List rounds with their coders, samples and codebook versions.

    finished counts, coder by coder, the transcripts of the round that he or she has finished.

    Example: fitcode rounds list
    """
    from fitcode.store.rounds import list_rounds

    with here.reading() as workspace:
        console.write(list_rounds(workspace.project), output, out)


@command(group, "show")
def show_command(here: Here, name: RoundArgument, output: FormatOption = None, out: OutOption = None) -> None:
    """Show what a round's coders code.

    With who has finished each transcript (fitcode finish) and who has not.

    Example: fitcode rounds show pilot
    """
    from fitcode.store.rounds import show_round

    with here.reading() as workspace:
        console.write(show_round(workspace.project, name), output, out)


@command(group, "close")
def close_command(here: Here, name: RoundArgument, yes: YesOption = False) -> None:
    """Close a round: its coders see each other's work again.

    Asks first where somebody has not finished: who has seen the other's codings codes blind no more.

    Example: fitcode rounds close pilot
    """
    from fitcode.store.rounds import unfinished
    from fitcode.workflow.rounds.close_round import close_round

    with here.working() as workspace:
        if left := unfinished(workspace.project, name):
            said = "; ".join(f"{coder} has not finished {count}" for coder, count in left.items())
            console.confirm(f"Close {name}? Of its transcripts {said}.", yes=yes)
        close_round(workspace, name)
    console.narrate(f"Closed {name}: its coders see each other's work from now on.")


def _strata(strata: Sequence[Stratum]) -> str:
    return ", ".join(f"{one.name} {one.drawn} of {one.size}" for one in strata)
