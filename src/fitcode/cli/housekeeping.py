"""history, check: what was done, and whether every promise holds."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.exits import Exit
from fitcode.cli.options import FormatOption, OutOption


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "history", step=step)(history_command)
    command(app, "check", step=step)(check_command)


def history_command(
    here: Here,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, help="How many events, the newest first.")
    ] = 50,
    noun: Annotated[
        str | None, typer.Option("--noun", show_default=False, help="Only this table, such as codings.")
    ] = None,
    coder: Annotated[
        str | None, typer.Option("--coder", show_default=False, help="Only what this coder did.")
    ] = None,
    uid: Annotated[
        str | None, typer.Option("--uid", show_default=False, help="Only what happened to this one.")
    ] = None,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Show what was done, by whom and when, newest first.

    Example: fitcode history --noun codings --coder ines
    """
    from fitcode.store.history import list_history

    with here.reading() as workspace:
        console.write(
            list_history(workspace.project, limit=limit, noun=noun, coder=coder, uid=uid), output, out
        )


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
    with here.reading() as workspace:
        problems = check_project(workspace.project)
    for problem in problems:
        console.complain(f"{problem.what}\n  {problem.remedy}")
    if problems:
        console.complain(f"{len(problems)} problem{'s' if len(problems) != 1 else ''} found.")
        return Exit.damaged
    console.narrate("No problems found.")
    return Exit.done
