"""conflicts: what two merged projects say differently, listed and decided."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import FormatOption, OutOption
from fitcode.domain.amounts import counted

group = new_group("What two merged projects say differently, until somebody decides.")


@command(group, "list")
def list_command(here: Here, output: FormatOption = None, out: OutOption = None) -> None:
    """List what two projects say differently, an option a row; option 1 is shown meanwhile.

    Example: fitcode conflicts list
    """
    from fitcode.store.conflicts import list_conflicts

    with here.reading() as workspace:
        console.write(list_conflicts(workspace.project), output, out)


@command(group, "decide")
def decide_command(
    here: Here,
    conflicts: Annotated[list[str], typer.Argument(metavar="CONFLICT...", show_default=False)],
    take: Annotated[
        int, typer.Option("--take", metavar="OPTION", min=1, show_default=False, help="The option's number.")
    ],
) -> None:
    """Say which option counts; it does in every project that is merged later.

    Example: fitcode conflicts decide c284fb88 --take 2
    """
    from fitcode.workflow.merging.decide_conflicts import decide_conflicts

    with here.working() as workspace:
        decide_conflicts(workspace, conflicts, take)
    console.narrate(f"Decided: {counted(len(conflicts), 'conflict')}.")
