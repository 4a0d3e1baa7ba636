"""history: who did what when; everything, or one thing's life."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here
from fitcode.cli.options import FormatOption, OutOption
from fitcode.errors import UsageError


def history_command(
    here: Here,
    coder: Annotated[
        str | None, typer.Option("--coder", show_default=False, help="Only what this coder did.")
    ] = None,
    deed: Annotated[
        str | None,
        typer.Option("--deed", metavar="TEXT", show_default=False, help="Only deeds whose name has this."),
    ] = None,
    noun: Annotated[
        str | None,
        typer.Option("--noun", show_default=False, help="Only what changed this table, such as codings."),
    ] = None,
    transcript: Annotated[
        str | None,
        typer.Option(
            "--transcript", "-t", metavar="ID", show_default=False, help="Only what touched this transcript."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE|TIME", show_default=False, help="Only from then on, in UTC."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE|TIME", show_default=False, help="Only up to then, in UTC."),
    ] = None,
    uid: Annotated[
        str | None,
        typer.Option(
            "--uid", metavar="UID", show_default=False, help="The life of this one, the oldest first."
        ),
    ] = None,
    rows: Annotated[
        bool, typer.Option("--rows", show_default=False, help="Each changed row, as the history stores it.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many, the newest first.")] = 50,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Show what was done, by whom and when, newest first; what was undone since says so.

    With --uid, the life of a coding, suggestion, memo, link, transcript or case, also of one that is gone.

    Example: fitcode history --coder ines --since 2026-11-22
    """
    from fitcode.store.history import HistoryFilter, list_acts, list_history
    from fitcode.store.lives import life_of
    from fitcode.store.times import moment

    filters = (coder, deed, noun, transcript, since, until)
    if uid is not None and not rows and any(one is not None for one in filters):
        raise UsageError(
            "A life is told whole: --uid goes with no other filter.", remedy="Or add --rows to narrow rows."
        )
    if rows and transcript is not None:
        raise UsageError("--transcript picks acts, not rows.", remedy="Leave out --rows.")
    only = HistoryFilter(
        coder=coder,
        deed=deed,
        noun=noun,
        since=None if since is None else moment(since),
        until=None if until is None else moment(until, is_end=True),
    )
    with here.reading() as workspace:
        project = workspace.project
        if rows:
            table = list_history(project, limit=limit, uid=uid, only=only)
        elif uid is not None:
            table = life_of(project, uid)
        else:
            table = list_acts(project, limit=limit, only=only, transcript=transcript)
        console.write(table, output, out)
