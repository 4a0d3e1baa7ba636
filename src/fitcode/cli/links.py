"""links: add, list, remove."""

import sys
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import FormatOption, MemoOption, OutOption
from fitcode.domain.choices import LinkKind
from fitcode.errors import UsageError

group = new_group("Links: a coding leads to another, or is remedied by it.")


@command(group, "add")
def add_command(
    here: Here,
    source: Annotated[
        str | None, typer.Argument(metavar="UID", show_default=False, help="The coding it starts from.")
    ] = None,
    kind: Annotated[
        LinkKind | None, typer.Argument(metavar="leads-to|remedied-by", show_default=False)
    ] = None,
    target: Annotated[
        str | None, typer.Argument(metavar="UID", show_default=False, help="The coding it points to.")
    ] = None,
    memo: MemoOption = None,
    stdin: Annotated[
        bool, typer.Option("--stdin", show_default=False, help="Read JSON lines from stdin, all or nothing.")
    ] = False,
) -> None:
    """Join two codings of one coder, or many from JSON lines on stdin.

    Prints the new uids. A line has source, kind and target, and may have memo and coder.

    Example: fitcode links add 018f6b2c leads-to 018f6b31
    """
    from fitcode.workflow.coding.link_codings import add_link, add_links_from_lines

    if stdin and (source or kind or target or memo):
        raise UsageError("--stdin takes everything from its lines.", remedy="Leave out the rest.")
    if stdin:
        with here.working() as workspace:
            added = add_links_from_lines(workspace, sys.stdin, file="<stdin>")
        uids = added.uids
        console.narrate(f"Added {added.n_added} link{'s' if added.n_added != 1 else ''}.")
    elif source is None or kind is None or target is None:
        raise UsageError(
            "A link needs UID leads-to|remedied-by UID.", remedy="Or give JSON lines on stdin with --stdin."
        )
    else:
        with here.working() as workspace:
            uids = [add_link(workspace, source, target, kind=kind, memo=memo)]
    if uids:
        console.write_text("\n".join(uids))


@command(group, "list")
def list_command(here: Here, output: FormatOption = None, out: OutOption = None) -> None:
    """List links with the codings that they join.

    Example: fitcode links list
    """
    from fitcode.store.links import list_links

    with here.reading() as workspace:
        console.write(list_links(workspace.project), output, out)


@command(group, "remove")
def remove_command(
    here: Here, uid: Annotated[str, typer.Argument(metavar="UID", show_default=False)]
) -> None:
    """Remove a link; the history keeps it.

    Example: fitcode links remove 018f6b44
    """
    from fitcode.workflow.coding.link_codings import remove_link

    with here.working() as workspace:
        remove_link(workspace, uid)
    console.narrate("Removed the link.")
