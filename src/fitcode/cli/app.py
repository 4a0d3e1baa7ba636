"""The ``fitcode`` command: its groups, in the order of the work."""

from typing import Annotated

import typer

import fitcode
from fitcode.cli import (
    agree,
    annotations,
    bring_in,
    cases,
    codebook,
    coders,
    codings,
    compare,
    components,
    count,
    evaluate,
    findings,
    housekeeping,
    links,
    memos,
    plot,
    relations,
    report,
    rounds,
    run,
    runs,
    screens,
    search,
    share,
    start,
    suggest,
    suggestions,
    transcripts,
    undo,
    worklist,
)
from fitcode.cli.command import ActingOption, Here, ProjectOption, QuietOption, new_group, set_root

PREPARE, CODE, COUNT, SHARE, KEEP = (
    "Prepare",
    "Code",
    "Count",
    "Share",
    "Keep the project in order",
)

app = new_group(
    "A qualitative interview coding toolkit: from transcripts to tallies of strategic, cultural and "
    "operational fit.",
    has_completion=True,
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fitcode {fitcode.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    project: ProjectOption = None,
    acting: ActingOption = None,
    quiet: QuietOption = False,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, show_default=False, help="Say the version."
        ),
    ] = False,
) -> None:
    set_root(Here(folder=project, coder=acting, quiet=quiet))


start.register(app, step=PREPARE)
bring_in.register(app, step=PREPARE)
for name, group in (
    ("transcripts", transcripts.group),
    ("cases", cases.group),
    ("components", components.group),
    ("codebook", codebook.group),
):
    app.add_typer(group, name=name, rich_help_panel=PREPARE)
screens.register(app, step=CODE)
worklist.register(app, step=CODE)
suggest.register(app, step=CODE)
evaluate.register(app, step=CODE)
search.register(app, step=CODE)
for name, group in (("suggestions", suggestions.group), ("codings", codings.group), ("links", links.group)):
    app.add_typer(group, name=name, rich_help_panel=CODE)
coders.register(app, step=CODE)
for name, group in (("coders", coders.group), ("rounds", rounds.group), ("memos", memos.group)):
    app.add_typer(group, name=name, rich_help_panel=CODE)
count.register(app, step=COUNT)
relations.register(app, step=COUNT)
compare.register(app, step=COUNT)
agree.register(app, step=COUNT)
share.register(app, step=SHARE)
findings.register(app, step=SHARE)
report.register(app, step=SHARE)
plot.register(app, step=SHARE)
run.register(app, step=SHARE)
undo.register(app, step=KEEP)
housekeeping.register(app, step=KEEP)
for name, group in (("runs", runs.group), ("annotations", annotations.group)):
    app.add_typer(group, name=name, rich_help_panel=KEEP)
