"""worklist: passages coded under an earlier definition of their code."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import CodeFilter, FormatOption, OutOption, TranscriptFilter, names
from fitcode.cli.screens import ThemeOption, require_terminal
from fitcode.domain.amounts import counted
from fitcode.errors import UsageError


def register(app: typer.Typer, *, step: str) -> None:
    """Put this command on the app."""
    command(app, "worklist", step=step)(worklist_command)


def worklist_command(
    here: Here,
    code: CodeFilter = None,
    transcript: TranscriptFilter = None,
    coder: Annotated[
        str | None,
        typer.Option(
            "--coder", metavar="A[,B]", show_default=False, help="Whose codings to list; else your own."
        ),
    ] = None,
    screen: Annotated[
        bool, typer.Option("--screen", show_default=False, help="Go through yours, one key each.")
    ] = False,
    confirm: Annotated[
        str | None,
        typer.Option(
            "--confirm", metavar="UID[,UID]", show_default=False, help="These codings of yours still hold."
        ),
    ] = None,
    confirm_all: Annotated[
        bool, typer.Option("--confirm-all", show_default=False, help="All that is listed of yours holds.")
    ] = False,
    theme: ThemeOption = None,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """List passages coded under an earlier definition of their code, with what it says otherwise now.

    --screen shows one after the other: confirm, recode or remove it. What is confirmed stands under the
    definition in force; the history keeps what it was made under.

    Example: fitcode worklist --code role-clarity
    """
    if coder is not None and (screen or confirm is not None or confirm_all):
        raise UsageError("Nobody confirms for another.", remedy="Leave out --coder, or only list with it.")
    if screen + (confirm is not None) + confirm_all > 1:
        raise UsageError("--screen, --confirm and --confirm-all exclude each other.")
    if confirm is not None and (code or transcript):
        raise UsageError(
            "--confirm names codings by their uids.", remedy="Leave out --code and --transcript."
        )
    if confirm is not None and not names(confirm):
        raise UsageError("No uid was named.", remedy="--confirm-all confirms all that is listed.")
    if screen:
        _go_through(here, code=code, transcript=transcript, theme=theme)
    elif confirm is not None or confirm_all:
        _confirm(here, uids=names(confirm), code=code, transcript=transcript)
    else:
        from fitcode.workflow.worklist.list_worklist import list_worklist

        with here.reading() as workspace:
            table = list_worklist(workspace, code=code, transcript=transcript, coders=names(coder))
            console.write(table, output, out)


def _confirm(here: Here, *, uids: Sequence[str], code: str | None, transcript: str | None) -> None:
    from fitcode.workflow.worklist.confirm_codings import confirm_codings, confirm_worklist

    with here.working() as workspace:
        if uids:
            confirmed = confirm_codings(workspace, uids)
        else:
            confirmed = confirm_worklist(workspace, code=code, transcript=transcript)
    for one, count in Counter((one.code, one.redefined.in_force) for one in confirmed).items():
        console.narrate(f"{count} of {one[0]}, under codebook version {one[1]} now.")
    idle = f" {len(uids) - len(confirmed)} needed none." if len(uids) > len(confirmed) else ""
    console.narrate(f"Confirmed {counted(len(confirmed), 'coding')}.{idle}")


def _go_through(here: Here, *, code: str | None, transcript: str | None, theme: str | None) -> None:
    from fitcode.tui.app import run_screens
    from fitcode.workflow.coding.keep_coders import require_coder_name
    from fitcode.workflow.sitting.work_through_list import WorklistFilters

    require_terminal("worklist --screen", "fitcode worklist --confirm UID")
    with here.working() as workspace:
        require_coder_name(workspace)
        run_screens(workspace, worklist=WorklistFilters(transcript, code), theme=theme)
