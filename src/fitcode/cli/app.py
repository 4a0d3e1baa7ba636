"""The ``fitcode`` command: its groups, in the order of the work."""

from typing import Annotated

import typer

import fitcode
from fitcode.cli.by_need import Module, group_by_need
from fitcode.cli.command import ActingOption, Here, ProjectOption, QuietOption, new_group, set_root

PREPARE, CODE, COUNT, SHARE, KEEP = (
    "Prepare",
    "Code",
    "Count",
    "Share",
    "Keep the project in order",
)

MODULES = (
    Module(PREPARE, "start", ("demo", "init", "ingest")),
    Module(PREPARE, "bring_in", ("import",)),
    Module(PREPARE, "transcripts", ("transcripts",)),
    Module(PREPARE, "cases", ("cases",)),
    Module(PREPARE, "components", ("components",)),
    Module(PREPARE, "codebook", ("codebook",)),
    Module(CODE, "screens", ("code", "review")),
    Module(CODE, "worklist", ("worklist",)),
    Module(CODE, "suggest", ("suggest",)),
    Module(CODE, "evaluate", ("evaluate",)),
    Module(CODE, "search", ("search",)),
    Module(CODE, "suggestions", ("suggestions",)),
    Module(CODE, "codings", ("codings",)),
    Module(CODE, "links", ("links",)),
    Module(CODE, "coders", ("finish", "coders")),
    Module(CODE, "rounds", ("rounds",)),
    Module(CODE, "memos", ("memos",)),
    Module(CODE, "merge", ("copy", "merge")),
    Module(CODE, "conflicts", ("conflicts",)),
    Module(CODE, "disagreements", ("disagreements",)),
    Module(CODE, "adjudicate", ("adjudicate",)),
    Module(COUNT, "count", ("tally", "crosstab")),
    Module(COUNT, "relations", ("dyads", "cooccur")),
    Module(COUNT, "compare", ("presence", "sequence", "saturation", "compare")),
    Module(COUNT, "agree", ("agree",)),
    Module(SHARE, "share", ("quotes", "export")),
    Module(SHARE, "findings", ("findings",)),
    Module(SHARE, "report", ("report",)),
    Module(SHARE, "plot", ("plot",)),
    Module(SHARE, "run", ("run",)),
    Module(KEEP, "undo", ("undo", "redo")),
    Module(KEEP, "housekeeping", ("history", "check")),
    Module(KEEP, "runs", ("runs",)),
    Module(KEEP, "annotations", ("annotations",)),
)
"""Which module has which commands, in the order of the help."""

app = new_group(
    "A qualitative interview coding toolkit: from transcripts to tallies of strategic, cultural and "
    "operational fit.",
    has_completion=True,
    kind=group_by_need(MODULES),
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
