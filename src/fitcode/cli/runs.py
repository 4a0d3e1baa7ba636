"""runs: list, show."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import FormatOption, OutOption

group = new_group("Runs: suggestion passes and what they were made with.")


@command(group, "list")
def list_command(here: Here, output: FormatOption = None, out: OutOption = None) -> None:
    """List suggestion passes.

    Example: fitcode runs list
    """
    from fitcode.store.runs import list_runs

    with here.reading() as workspace:
        console.write(list_runs(workspace.project), output, out)


@command(group, "show")
def show_command(
    here: Here,
    uid: Annotated[str, typer.Argument(metavar="UID", show_default=False)],
    other: Annotated[
        str | None,
        typer.Argument(metavar="OTHER", show_default=False, help="Another run, to compare with."),
    ] = None,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Show a run as JSON, or what was suggested after one of two runs and not after the other.

    Suggesters, settings, pipeline, codebook versions, models, seed, fingerprint, what failed.

    Example: fitcode runs show 018f6c01 018f7d22 --format csv
    """
    from fitcode.store.run_comparison import compare_runs
    from fitcode.store.runs import get_run

    with here.reading() as workspace:
        if other is None:
            console.write_text(get_run(workspace.project, uid).model_dump_json(indent=2))
        else:
            console.write(compare_runs(workspace.project, uid, other), output, out)
