"""undo, redo: the latest acts taken back, and brought back."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import FormatOption, OutOption
from fitcode.store.undo import Act

CountArgument = Annotated[int, typer.Argument(metavar="[N]", min=1, help="How many acts, the latest first.")]
EverybodyOption = Annotated[
    bool,
    typer.Option("--everybody", show_default=False, help="Whoever did it; else only what you did yourself."),
]


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "undo", step=step)(undo_command)
    command(app, "redo", step=step)(redo_command)


def undo_command(
    here: Here,
    count: CountArgument = 1,
    everybody: EverybodyOption = False,
    listing: Annotated[
        bool, typer.Option("--list", show_default=False, help="Only list what can be undone and redone.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", show_default=False, help="Only say what would be taken back.")
    ] = False,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Take back the last thing you did, or the last N; a whole command is one.

    Codings, decisions, codebooks, ingests, passes: everything that the history holds. What was undone can be
    redone until you do something new. A row that somebody has changed since stands in the way, and is named.

    Example: fitcode undo 3
    """
    from fitcode.workflow.coding.undo_acts import list_acts, next_acts, said_changes, undo_acts

    if listing:
        with here.reading() as workspace:
            console.write(list_acts(workspace, everybody=everybody), output, out)
        return
    if dry_run:
        with here.reading() as workspace:
            for act in next_acts(workspace, count, everybody=everybody):
                console.narrate(f"Would undo {_said(act)}: {said_changes(workspace, act)}.")
        return
    with here.working() as workspace:
        undone = undo_acts(workspace, count, everybody=everybody)
    for act in undone:
        console.narrate(f"Undone: {_said(act)}.")


def redo_command(here: Here, count: CountArgument = 1, everybody: EverybodyOption = False) -> None:
    """Bring back what was undone last, or the last N.

    Example: fitcode redo
    """
    from fitcode.workflow.coding.undo_acts import redo_acts

    with here.working() as workspace:
        redone = redo_acts(workspace, count, everybody=everybody)
    for act in redone:
        console.narrate(f"Redone: {_said(act)}.")


def _said(act: Act) -> str:
    return f"{act.deed}, {act.at[:19].replace('T', ' ')} UTC, by {act.coder or 'nobody'}"
