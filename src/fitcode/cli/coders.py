"""coders: list, add, rename; finish marks a transcript as read."""

from typing import Annotated, Literal

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import FormatOption, OutOption
from fitcode.domain.choices import CoderKind

group = new_group("Coders: people, suggesters and the consensus.")


def register(app: typer.Typer, *, step: str) -> None:
    """Put ``finish`` on the app."""
    command(app, "finish", step=step)(finish_command)


def finish_command(
    here: Here,
    transcripts: Annotated[list[str], typer.Argument(metavar="TRANSCRIPT", show_default=False)],
    reopen: Annotated[bool, typer.Option("--reopen", show_default=False, help="Take the mark back.")] = False,
) -> None:
    """Mark transcripts as read and coded by you.

    Read and found nothing is data; not read yet is missing.

    Example: fitcode finish isr-officer
    """
    from fitcode.workflow.coding.keep_coders import finish_transcripts

    with here.working() as workspace:
        finish_transcripts(workspace, transcripts, reopen=reopen)
    console.narrate(f"{workspace.coder} {'reopened' if reopen else 'finished'} {', '.join(transcripts)}.")


@command(group, "list")
def list_command(here: Here, output: FormatOption = None, out: OutOption = None) -> None:
    """List coders with their codings and finished transcripts.

    Example: fitcode coders list
    """
    from fitcode.store.coders import list_coders

    with here.reading() as workspace:
        console.write(list_coders(workspace.project), output, out)


@command(group, "add")
def add_command(
    here: Here,
    name: Annotated[str, typer.Argument(metavar="CODER", show_default=False)],
    kind: Annotated[
        Literal["person", "consensus"], typer.Option("--kind", help="The consensus adjudicates.")
    ] = "person",
) -> None:
    """Add a coder, such as the consensus after adjudication.

    Example: fitcode coders add consensus --kind consensus
    """
    from fitcode.workflow.coding.keep_coders import add_coder

    with here.working() as workspace:
        new = add_coder(workspace, name, kind=CoderKind(kind))
    console.narrate(f"{name}: {'added' if new else 'was there already'}.")


@command(group, "rename")
def rename_command(
    here: Here,
    name: Annotated[str, typer.Argument(metavar="CODER", show_default=False)],
    new_name: Annotated[str, typer.Argument(metavar="NEW", show_default=False)],
) -> None:
    """Give a coder another name; the codings stay theirs.

    Example: fitcode coders rename aw anna
    """
    from fitcode.workflow.coding.keep_coders import rename_coder

    with here.working() as workspace:
        rename_coder(workspace, name, new_name)
    console.narrate(f"{name} is {new_name} now.")
