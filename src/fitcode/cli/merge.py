"""copy, merge: work that several people do, each in a project of their own."""

from pathlib import Path
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import FormatOption, OutOption
from fitcode.domain.amounts import counted


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "copy", step=step)(copy_command)
    command(app, "merge", step=step)(merge_command)


def copy_command(
    here: Here,
    coder: Annotated[
        str, typer.Option("--for", metavar="CODER", show_default=False, help="Who will code in it.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", show_default=False, help="The folder to make.")
    ],
) -> None:
    """Make a copy of the project for another coder, without what others coded.

    It has the transcripts, cases, components, codebooks, the coder's rounds, and suggestions as they were
    before anybody decided; no codings, memos, links, decisions, history or models. What is done in it comes
    back with merge.

    Example: fitcode copy --for tomas --out for-tomas
    """
    from fitcode.workflow.merging.copy_project import copy_project

    with here.working() as workspace:
        copied = copy_project(workspace, coder, out)
    for note in copied.table.notes:
        console.narrate(note)
    rows = {str(row["noun"]): row["rows"] for row in copied.table.records()}
    named = ("transcripts", "cases", "codes", "suggestions", "rounds")
    told = ", ".join(counted(int(str(rows[name])), name.removesuffix("s")) for name in named if name in rows)
    console.narrate(f"Made {copied.folder} for {coder}: {told or 'nothing yet'}.")


def merge_command(
    here: Here,
    other: Annotated[
        Path, typer.Argument(metavar="OTHER", show_default=False, help="The folder of the other project.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", show_default=False, help="Only say what would come, change and go.")
    ] = False,
    same_coder: Annotated[
        list[str] | None,
        typer.Option(
            "--same-coder",
            metavar="CODER",
            show_default=False,
            help="One person, though both projects made the name; may be repeated.",
        ),
    ] = None,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Bring in what was done in another project: a copy, or one made by hand.

    What only one of them changed comes as it is. What both changed is kept twice and listed by conflicts, and
    one of the two is shown until somebody decides. Merging again changes nothing; one undo takes it back.

    Example: fitcode merge for-tomas --dry-run
    """
    from fitcode.workflow.merging.merge_project import merge_project

    with here.working() as workspace:
        report = merge_project(workspace, other, dry_run=dry_run, same_coders=same_coder or ())
    console.write(report.table, output, out)
    if not report.table.rows:
        console.narrate("Nothing new in it.")
    elif dry_run:
        console.narrate("Nothing was changed: leave --dry-run out to merge.")
    if report.conflicts:
        told = "rows say" if report.conflicts > 1 else "row says"
        console.narrate(f"{report.conflicts} {told} different things: see them with fitcode conflicts list.")
