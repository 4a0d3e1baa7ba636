"""quotes, export: what leaves the project."""

from pathlib import Path
from typing import Annotated

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
    format_: Annotated[ExportFormat, typer.Argument(metavar="csv|jsonl", show_default=False)],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", show_default=False, help="The folder to make.")
    ],
    coder: CoderOption = None,
) -> None:
    """Write a folder of tidy tables.

    With a manifest and a methods paragraph.

    Example: fitcode export csv --out exports/
    """
    from fitcode.workflow.sharing.export_project import export_project

    with here.reading() as workspace:
        made = export_project(workspace, format_, out=out, coders_counted=names(coder))
    told = ", ".join(f"{name} {count}" for name, count in made.rows.items())
    console.narrate(
        f"Wrote {made.folder} (rows: {told}). The codings are every coder's, the tally is of those who count."
    )
