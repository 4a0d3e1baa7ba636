"""runs: list, show."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import FormatOption, OutOption

group = new_group("Runs: suggestion passes and what they were made with.")


@command(group, "list")
def list_command(here: Here, output: FormatOption = None, out: OutOption = None) -> None:
    """List suggestion passes.

    Example: fitcode runs list
    """
    from fitcode.store.runs import list_runs

    with here.reading() as workspace:
        console.write(list_runs(workspace.project), output, out)


@command(group, "show")
def show_command(here: Here, uid: Annotated[str, typer.Argument(metavar="UID", show_default=False)]) -> None:
    """Show a run as JSON.

    Suggesters, settings, pipeline, codebook versions, seed, fingerprint.

    Example: fitcode runs show 018f6c01
    """
    from fitcode.store.runs import get_run

    with here.reading() as workspace:
        console.write_text(get_run(workspace.project, uid).model_dump_json(indent=2))
