"""report: one page that somebody opens without a network."""

from pathlib import Path
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import CoderOption, WhereOption, names


def register(app: typer.Typer, *, step: str) -> None:
    """Put this command on the app."""
    command(app, "report", step=step)(report_command)


def report_command(
    here: Here,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", show_default=True, help="The page to write.")
    ] = Path("report.html"),
    force: Annotated[
        bool, typer.Option("--force", show_default=False, help="Replace a file that is there already.")
    ] = False,
    coder: CoderOption = None,
    where: WhereOption = None,
) -> None:
    """Write one self-contained HTML page.

    Numbers, charts, quotations, transcripts and the codebook, readable without a network.

    Example: fitcode report --out report.html
    """
    from fitcode.workflow.reporting.write_report import write_report

    with here.reading() as workspace:
        written = write_report(workspace, out, force=force, coders=names(coder), where=where or ())
    console.narrate(f"Wrote {written}.")
