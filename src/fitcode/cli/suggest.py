"""suggest: a suggestion pass."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.exits import Exit
from fitcode.domain.choices import ExecutorKind


def register(app: typer.Typer, *, step: str) -> None:
    """Put this command on the app."""
    command(app, "suggest", step=step)(suggest_command)


def suggest_command(
    here: Here,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="CODE", show_default=False, help="Only this code; may be repeated."),
    ] = None,
    suggester: Annotated[
        list[str] | None,
        typer.Option(
            "--suggester",
            "-s",
            metavar="NAME",
            show_default=False,
            help="Only this suggester; may be repeated. Pending suggestions of the others are withdrawn.",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, show_default=False, help="Processes; default from fitcode.toml."),
    ] = None,
    executor: Annotated[
        ExecutorKind | None,
        typer.Option("--executor", show_default=False, help="Where the work is done."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="URL", show_default=False, help="A Dask cluster, as in tcp://host:8786."
        ),
    ] = None,
    min_score: Annotated[
        float | None,
        typer.Option(
            "--min-score",
            min=0,
            max=1,
            show_default=False,
            help="Leave out what scores lower; pending suggestions that do are withdrawn. To look at the "
            "likelier ones only: suggestions list --min-score.",
        ),
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--all", show_default=False, help="Learn and look again, changed or not."),
    ] = False,
) -> None:
    """Suggest codings from patterns, from meaning, and from what was decided.

    What is neither new nor stale is left alone. The pending suggestions of a code are always those of the
    latest pass that looked for it; what was decided stays.

    Example: fitcode suggest --only operational
    """
    from fitcode.workflow.coding.unapplied_edits import unapplied_edits
    from fitcode.workflow.suggesting.plan_pass import Asked
    from fitcode.workflow.suggesting.suggest_codes import suggest_codes
    from fitcode.workflow.suggesting.tell_of_pass import run_before, why_so_few

    asked = Asked(
        only=only or (),
        suggesters=suggester or (),
        min_score=min_score,
        jobs=jobs,
        executor=executor,
        scheduler=scheduler,
        everything=everything,
    )
    with here.working() as workspace:
        for line in unapplied_edits(workspace):
            console.complain(line)
        before = run_before(workspace)
        done = suggest_codes(workspace, asked)
        is_less = done.run is not None and done.withdrawn > done.suggestions
        reason = why_so_few(workspace, before, str(done.run)) if is_less else None
    if done.run is None:
        are = "transcript is" if done.unchanged == 1 else "transcripts are"
        console.narrate(f"Nothing to do: {done.unchanged} {are} as the last pass left them.")
    else:
        console.narrate(
            f"Looked at {done.transcripts} transcript{'' if done.transcripts == 1 else 's'} "
            f"({done.unchanged} unchanged): "
            f"{done.suggestions} new suggestions, {done.changed} with another score, "
            f"{done.withdrawn} withdrawn. Next: fitcode suggestions list"
        )
    if reason:
        console.narrate(reason)
    if done.faults:
        for fault in done.faults:
            console.complain(fault)
        raise typer.Exit(Exit.partly)
