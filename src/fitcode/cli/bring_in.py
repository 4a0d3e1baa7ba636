"""import: a project that comes from elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command


def register(app: typer.Typer, *, step: str) -> None:
    """Put this command on the app."""
    command(app, "import", step=step)(import_command)


def import_command(
    here: Here,
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", show_default=False, help="What fitcode export text wrote."),
    ],
    target: Annotated[
        Path,
        typer.Argument(metavar="[DIR]", show_default=False, help="A new folder; else this one."),
    ] = Path(),
    edited: Annotated[
        bool,
        typer.Option(
            "--edited", show_default=False, help="Take files that were edited since the export as they are."
        ),
    ] = False,
) -> None:
    """Make a project from a text export.

    Equal to the one that was exported, history included.

    Example: fitcode import study-text/ study/
    """
    from fitcode.workflow.starting.import_text import import_text

    made = import_text(folder, target, coder=here.coder, edited=edited)
    if made.edited:
        console.narrate(f"Edited since the export: {', '.join(made.edited)}.")
    if made.written_by_hand:
        console.narrate(
            f"The history does not tell of {made.written_by_hand} rows; they came with one deed, the import,"
            " which fitcode undo takes back."
        )
    told = ", ".join(
        f"{made.rows[name]} {name}" for name in ("transcripts", "codings", "suggestions", "memos")
    )
    console.narrate(f"Imported {told} into {made.folder}.")
