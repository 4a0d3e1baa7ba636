"""annotations: list, prune."""

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import FormatOption, OutOption

group = new_group("Annotations: what was read of texts, kept so that it is read once; never exported.")


@command(group, "list")
def list_command(here: Here, output: FormatOption = None, out: OutOption = None) -> None:
    """List what is kept, and how much room it takes.

    Example: fitcode annotations list
    """
    from fitcode.workflow.suggesting.prune_annotations import list_annotations

    with here.reading() as workspace:
        console.write(list_annotations(workspace), output, out)


@command(group, "prune")
def prune_command(
    here: Here, everything: bool = typer.Option(False, "--all", help="Let go of all of it.")
) -> None:
    """Let go of what belongs to texts that have left, and of what other versions made.

    What is needed again is made again.

    Example: fitcode annotations prune
    """
    from fitcode.workflow.suggesting.prune_annotations import prune_annotations

    with here.working() as workspace:
        gone = prune_annotations(workspace, everything=everything)
    console.narrate(f"Let go of annotations and models: {gone}.")
