"""links: add, list, remove."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import FormatOption, MemoOption, OutOption
from fitcode.domain.choices import LinkKind

group = new_group("Links: a coding leads to another, or is remedied by it.")


@command(group, "add")
def add_command(
    here: Here,
    source: Annotated[
        str, typer.Argument(metavar="UID", show_default=False, help="The coding it starts from.")
    ],
    kind: Annotated[LinkKind, typer.Argument(metavar="leads-to|remedied-by", show_default=False)],
    target: Annotated[
        str, typer.Argument(metavar="UID", show_default=False, help="The coding it points to.")
    ],
    memo: MemoOption = None,
) -> None:
    """Join two codings of one coder.

    Example: fitcode links add 018f6b2c leads-to 018f6b31
    """
    from fitcode.workflow.coding.link_codings import add_link

    with here.working() as workspace:
        uid = add_link(workspace, source, target, kind=kind, memo=memo)
    console.write_text(uid)


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
