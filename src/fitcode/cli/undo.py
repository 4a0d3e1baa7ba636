"""undo, redo: the latest acts taken back, and brought back."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import FormatOption, OutOption
from fitcode.store.acts import Act

_TOLD = 10
"""So many acts are told one by one; of more, how many of which."""

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
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, help="With --list: how many acts, the latest first.")
    ] = 50,
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
            console.write(list_acts(workspace, everybody=everybody, limit=limit), output, out)
        return
    if dry_run:
        with here.reading() as workspace:
            acts = next_acts(workspace, count, everybody=everybody)
            _tell("Would undo", acts, says=lambda act: f": {said_changes(workspace, act)}")
        return
    with here.working() as workspace:
        undone = undo_acts(workspace, count, everybody=everybody)
    _tell("Undone:", undone)


def redo_command(here: Here, count: CountArgument = 1, everybody: EverybodyOption = False) -> None:
    """Bring back what was undone last, or the last N.

    Example: fitcode redo
    """
    from fitcode.workflow.coding.undo_acts import redo_acts

    with here.working() as workspace:
        redone = redo_acts(workspace, count, everybody=everybody)
    _tell("Redone:", redone)


def _tell(verb: str, acts: Sequence[Act], *, says: Callable[[Act], str] = lambda _: "") -> None:
    for act in acts[:_TOLD]:
        at = act.at[:19].replace("T", " ")
        console.narrate(f"{verb} {act.deed}, {at} UTC, by {act.coder or 'nobody'}{says(act)}.")
    if rest := acts[_TOLD:]:
        deeds = Counter(act.deed for act in rest)
        named = ", ".join(f"{count} {deed}" for deed, count in deeds.most_common())
        console.narrate(f"{verb} {len(rest)} more: {named}.")
