"""quotes, export: what leaves the project."""

from pathlib import Path
from typing import Annotated, get_args

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import (
    CodeFilter,
    CoderOption,
    ComponentFilter,
    FormatOption,
    OutOption,
    TranscriptFilter,
    ValenceFilter,
    names,
)
from fitcode.domain.table import ExportFormat


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "quotes", step=step)(quotes_command)
    command(app, "export", step=step)(export_command)


def quotes_command(
    here: Here,
    transcript: TranscriptFilter = None,
    code: CodeFilter = None,
    component: ComponentFilter = None,
    valence: ValenceFilter = None,
    coder: CoderOption = None,
    context: Annotated[
        int, typer.Option("--context", min=0, help="Characters of context on each side.")
    ] = 80,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """List quotations with context.

    Attributed by role and component, never by name.

    Example: fitcode quotes --code operational --valence misfit --format md
    """
    from fitcode.workflow.sharing.list_quotes import list_quotes

    with here.reading() as workspace:
        table = list_quotes(
            workspace,
            transcript=transcript,
            code=code,
            component=component,
            valence=valence,
            coders=names(coder),
            context=context,
        )
    console.write(table, output, out)


def export_command(
    here: Here,
    format_: Annotated[
        ExportFormat,
        typer.Argument(metavar="FORMAT", show_default=False, help=", ".join(get_args(ExportFormat))),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", metavar="PATH", show_default=False, help="The folder to make; or FILE.xlsx."
        ),
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace the export that stands there.")] = False,
    coder: CoderOption = None,
    with_names: Annotated[
        bool, typer.Option("--with-names", help="Speakers' labels too, which can be names of people.")
    ] = False,
    with_text: Annotated[
        bool, typer.Option("--with-text", help="All that respondents said too, coded or not.")
    ] = False,
) -> None:
    """Write tables for other programs.

    With a manifest and a methods paragraph; see docs/exporting.md for what each format holds.

    Example: fitcode export csv --out exports
    """
    from fitcode.workflow.sharing.export_project import export_project
    from fitcode.workflow.sharing.gather_tables import Wanted

    wanted = Wanted(coders=names(coder), with_names=with_names, with_text=with_text)
    with here.reading() as workspace:
        made = export_project(workspace, format_, out=out, force=force, wanted=wanted)
    told = ", ".join(f"{name} {count}" for name, count in made.rows.items())
    whose = " The codings are every coder's, the tally is of those who count." if "tally" in made.rows else ""
    console.narrate(f"Wrote {made.folder} (rows: {told}).{whose}")
