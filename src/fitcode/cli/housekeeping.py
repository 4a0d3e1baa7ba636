"""history, check: what was done, and whether every promise holds."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.exits import Exit
from fitcode.cli.history import history_command


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "history", step=step)(history_command)
    command(app, "check", step=step)(check_command)


def check_command(
    here: Here,
    rebuild_index: Annotated[
        bool,
        typer.Option("--rebuild-index", show_default=False, help="Make the search index anew first."),
    ] = False,
) -> Exit:
    """Verify the project.

    Its integrity, spans against quotes, hashes, the search index, and history against state.

    Example: fitcode check
    """
    from fitcode.store.checks import check_project

    if rebuild_index:
        from fitcode.workflow.searching.rebuild_index import rebuild_index as rebuild

        with here.working() as workspace:
            rebuild(workspace)
        console.narrate("Made the search index anew.")
    # Not only for reading: this is what brings a project of an older release up to date.
    with here.working() as workspace:
        problems = check_project(workspace.project)
    for problem in problems:
        console.complain(f"{problem.what}\n  {problem.remedy}")
    if problems:
        console.complain(f"{len(problems)} problem{'s' if len(problems) != 1 else ''} found.")
        return Exit.damaged
    console.narrate("No problems found.")
    return Exit.done
