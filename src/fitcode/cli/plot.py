"""plot: a picture of the counts, for a slide or a paper."""

from pathlib import Path
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import (
    CoderOption,
    ComponentFromOption,
    InterviewerOption,
    RollupOption,
    WhereOption,
    names,
)
from fitcode.domain.counting import Every
from fitcode.domain.picture import Look, PlotKind, Theme
from fitcode.errors import UsageError

_POSITION = "position"
_WHOLE = "Of the whole picture; by itself as large as names and figures need."


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "plot", step=step)(plot_command)


def plot_command(
    here: Here,
    kind: Annotated[PlotKind, typer.Argument(metavar="heatmap|dyads|netfit|timeline", show_default=False)],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            show_default=False,
            help="The picture to make; its end (.svg, .png, .pdf) says the format.",
        ),
    ],
    force: Annotated[
        bool, typer.Option("--force", show_default=False, help="Replace a file that is there already.")
    ] = False,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            "-b",
            metavar="G[,G]",
            show_default=False,
            help="Groups as in tally: two for a heatmap (default component,dimension), one for netfit "
            "(component) and timeline (dimension).",
        ),
    ] = None,
    along: Annotated[
        str,
        typer.Option(
            "--along",
            metavar="position|DATE",
            help="What a timeline follows: the interview from its beginning to its end, or an attribute of "
            "cases that is a date.",
        ),
    ] = _POSITION,
    every: Annotated[
        Every | None,
        typer.Option("--every", show_default=False, help="Periods of a timeline along a date; else months."),
    ] = None,
    where: WhereOption = None,
    component_from: ComponentFromOption = None,
    rollup: RollupOption = False,
    coder: CoderOption = None,
    include_interviewer: InterviewerOption = False,
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", show_default=False, help="A title in the picture.")
    ] = "",
    theme: Annotated[
        Theme, typer.Option("--theme", help="Dark for a dark slide; page takes a web page's own colours.")
    ] = "light",
    width: Annotated[
        int | None,
        typer.Option("--width", min=100, max=8000, show_default=False, help=_WHOLE),
    ] = None,
    height: Annotated[
        int | None,
        typer.Option("--height", min=100, max=8000, show_default=False, help=_WHOLE),
    ] = None,
    scale: Annotated[
        float,
        typer.Option("--scale", min=0.5, max=8, help="Pixels of a PNG for each unit of width."),
    ] = 2,
) -> None:
    """Draw net fit as a heat map, dyads, intervals, or codes along time.

    The numbers are those of tally, dyads and sequence.

    Example: fitcode plot heatmap --out fit.pdf --where component.branch=military
    """
    from fitcode.workflow.reporting.draw_plot import draw_plot

    if kind != "timeline" and (along != _POSITION or every is not None):
        raise UsageError(
            "Only a timeline goes --along something.", remedy="For instance: fitcode plot timeline"
        )
    with here.reading() as workspace:
        table = draw_plot(
            workspace,
            kind,
            out=out,
            force=force,
            look=Look(theme=theme, title=title, width=width, height=height, scale=scale),
            by=names(by),
            along=along,
            every=every,
            where=where or (),
            coders=names(coder),
            component_from=component_from,
            rollup=rollup,
            include_interviewer=include_interviewer,
        )
    for note in table.notes:
        console.narrate(note)
    console.narrate(f"Drew {out}.")
