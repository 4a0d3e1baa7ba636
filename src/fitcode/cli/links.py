"""links: add, list, remove, matrix, quotes."""

import sys
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import (
    CoderOption,
    ComponentFromOption,
    FormatOption,
    InterviewerOption,
    MemoOption,
    OutOption,
    RollupOption,
    WhereOption,
    names,
)
from fitcode.domain.choices import LinkKind, Valence
from fitcode.domain.counting import CooccurrenceOf, LinkMeasure
from fitcode.errors import UsageError

group = new_group("Links: a coding leads to another, or is remedied by it.")

KindOption = Annotated[
    LinkKind | None, typer.Option("--kind", "-k", show_default=False, help="Only links of this kind.")
]
SourceOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="LABEL",
        show_default=False,
        help="Only from this dimension, or code and those below.",
    ),
]
TargetOption = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="LABEL", show_default=False, help="Only to this dimension, or code and those below."
    ),
]
SourceValenceOption = Annotated[
    Valence | None,
    typer.Option("--valence", "-v", show_default=False, help="Only from codings of this valence."),
]
TargetValenceOption = Annotated[
    Valence | None, typer.Option("--to-valence", show_default=False, help="Only to codings of this valence.")
]


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


@command(group, "matrix")
def matrix_command(
    here: Here,
    by: Annotated[
        CooccurrenceOf, typer.Option("--by", "-b", help="What both ends are counted by.")
    ] = "dimension",
    kind: KindOption = None,
    source: SourceOption = None,
    target: TargetOption = None,
    valence: SourceValenceOption = None,
    target_valence: TargetValenceOption = None,
    measure: Annotated[
        LinkMeasure | None,
        typer.Option(
            "--measure", "-m", show_default=False, help="A matrix of this instead of the long table."
        ),
    ] = None,
    where: WhereOption = None,
    component_from: ComponentFromOption = None,
    rollup: RollupOption = False,
    coder: CoderOption = None,
    include_interviewer: InterviewerOption = False,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Count what leads to what, and what remedied it.

    --where is asked of the coding that a link starts from.

    Example: fitcode links matrix --kind leads-to --valence misfit
    """
    from fitcode.workflow.counting.count_links import count_links

    with here.reading() as workspace:
        table = count_links(
            workspace,
            by=by,
            kind=kind,
            source=source,
            target=target,
            valence=valence,
            target_valence=target_valence,
            measure=measure,
            where=where or (),
            coders=names(coder),
            component_from=component_from,
            rollup=rollup,
            include_interviewer=include_interviewer,
        )
    console.write(table, output, out)


@command(group, "quotes")
def quotes_command(
    here: Here,
    kind: KindOption = None,
    source: SourceOption = None,
    target: TargetOption = None,
    valence: SourceValenceOption = None,
    target_valence: TargetValenceOption = None,
    where: WhereOption = None,
    component_from: ComponentFromOption = None,
    rollup: RollupOption = False,
    coder: CoderOption = None,
    include_interviewer: InterviewerOption = False,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Show the two quotations of each link, attributed by role and component.

    Example: fitcode links quotes --kind leads-to --from cultural --to operational
    """
    from fitcode.workflow.counting.count_links import quote_links

    with here.reading() as workspace:
        table = quote_links(
            workspace,
            kind=kind,
            source=source,
            target=target,
            valence=valence,
            target_valence=target_valence,
            where=where or (),
            coders=names(coder),
            component_from=component_from,
            rollup=rollup,
            include_interviewer=include_interviewer,
        )
    console.write(table, output, out)
