"""memos: add, list, show, change, remove."""

import sys
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import FormatOption, OutOption
from fitcode.domain.choices import MemoTarget
from fitcode.errors import UsageError

group = new_group("Memos: notes hung on anything.")

UidArgument = Annotated[str, typer.Argument(metavar="UID", show_default=False)]


@command(group, "add")
def add_command(
    here: Here,
    on: Annotated[
        MemoTarget,
        typer.Argument(
            metavar="ON",
            show_default=False,
            help="project, transcript, case, code, component, coding, suggestion.",
        ),
    ],
    name: Annotated[str | None, typer.Argument(metavar="NAME|UID", show_default=False)] = None,
    text: Annotated[
        str | None,
        typer.Option("--text", "-t", show_default=False, help="The memo; - or nothing reads stdin."),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", show_default=False, help="A short heading.")] = None,
) -> None:
    """Write a memo on anything.

    On a transcript, case, code, component, coding, suggestion or the project.

    Example: fitcode memos add code role-clarity --text "Ask the second coder about this one."
    """
    from fitcode.workflow.coding.write_memos import add_memo

    if (name is None) != (on is MemoTarget.project):
        raise UsageError("A memo on the project has no name; every other one needs one.")
    written = _written(text)
    with here.working() as workspace:
        uid = add_memo(workspace, on, name, text=written, title=title)
    console.write_text(uid)


@command(group, "list")
def list_command(
    here: Here,
    on: Annotated[
        MemoTarget | None, typer.Option("--on", show_default=False, help="Only memos on these.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", show_default=False, help="Only memos on this one.")
    ] = None,
    matching: Annotated[
        str | None,
        typer.Option("--matching", metavar="TEXT", show_default=False, help="Only memos that hold this."),
    ] = None,
    coder: Annotated[
        str | None, typer.Option("--coder", show_default=False, help="Only this coder's.")
    ] = None,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """List memos, newest last, then the notes that stand in codings.

    A note has no uid of its own: target_name is its coding's. Capitals do not matter to --matching.

    Example: fitcode memos list --on code --matching chain
    """
    from fitcode.store.memos import list_notes

    if name is not None and on is None:
        raise UsageError("--name names one of --on.", remedy="Say what it is, as in --on code --name NAME.")
    with here.reading() as workspace:
        table = list_notes(workspace.project, target=on, target_name=name, coder=coder, matching=matching)
        console.write(table, output, out)


@command(group, "show")
def show_command(here: Here, uid: UidArgument) -> None:
    """Show a memo whole.

    Example: fitcode memos show 018f6b55
    """
    from fitcode.store.memos import get_memo

    with here.reading() as workspace:
        memo = get_memo(workspace.project, uid)
    heading = f"{memo.title}\n\n" if memo.title else ""
    console.write_text(f"{heading}{memo.text}")
    console.narrate(f"({memo.coder}, {memo.created_at}, on {memo.target.value} {memo.target_name or ''})")


@command(group, "change")
def change_command(
    here: Here,
    uid: UidArgument,
    text: Annotated[
        str | None,
        typer.Option("--text", "-t", show_default=False, help="Another text; - or nothing reads stdin."),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option("--title", show_default=False, help='Another heading; "" takes it away.'),
    ] = None,
) -> None:
    """Change what a memo says; what is not named stays as it is.

    Example: fitcode memos change 018f6b55 --text "Asked: she means the company, not the force."
    """
    from fitcode.workflow.coding.write_memos import change_memo

    written = None if title is not None and text is None else _written(text)
    with here.working() as workspace:
        change_memo(workspace, uid, text=written, title=title)
    console.narrate("Changed the memo.")


@command(group, "remove")
def remove_command(here: Here, uid: UidArgument) -> None:
    """Remove a memo; the history keeps it.

    Example: fitcode memos remove 018f6b55
    """
    from fitcode.workflow.coding.write_memos import remove_memo

    with here.working() as workspace:
        remove_memo(workspace, uid)
    console.narrate("Removed the memo.")


def _written(text: str | None) -> str:
    """The text given, or else what stdin holds; wrong usage where there is none."""
    written = text if text not in (None, "-") else sys.stdin.read()
    if not written.strip():
        raise UsageError("The memo is empty.", remedy='Give it with --text "..." or on stdin.')
    return written.rstrip("\n")
