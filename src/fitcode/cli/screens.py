"""code, review: the screens at which transcripts are coded and suggestions reviewed."""

import sys
from typing import Annotated

import typer

from fitcode.cli.command import Here, command
from fitcode.errors import UsageError

TranscriptArgument = Annotated[
    str | None,
    typer.Argument(metavar="TRANSCRIPT", show_default=False, help="Its id; else where you were last."),
]
ThemeOption = Annotated[
    str | None,
    typer.Option(
        "--theme", metavar="NAME", show_default=False, help="Colours; else the theme chosen last with T."
    ),
]


def register(app: typer.Typer, *, step: str) -> None:
    """Put these commands on the app."""
    command(app, "code", step=step)(code_command)
    command(app, "review", step=step)(review_command)


def code_command(here: Here, transcript: TranscriptArgument = None, theme: ThemeOption = None) -> None:
    """Read and code a transcript at the screen.

    ? shows every key there. Each deed is stored at once, and you return to the place where you left.

    Example: fitcode code isr-officer
    """
    from fitcode.tui.app import run_screens
    from fitcode.workflow.coding.keep_coders import require_coder_name

    require_terminal("code", "fitcode codings add")
    with here.working() as workspace:
        require_coder_name(workspace)
        run_screens(workspace, transcript=transcript, theme=theme)


def review_command(
    here: Here,
    transcript: Annotated[
        str | None, typer.Argument(metavar="TRANSCRIPT", show_default=False, help="Only this one's.")
    ] = None,
    code: Annotated[
        str | None,
        typer.Option(
            "--code", "-c", metavar="CODE", show_default=False, help="Only this code and those below it."
        ),
    ] = None,
    min_score: Annotated[
        float | None,
        typer.Option("--min-score", min=0, max=1, show_default=False, help="Only these and likelier ones."),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option("--rule", metavar="ID", show_default=False, help="Only where this rule fired."),
    ] = None,
    theme: ThemeOption = None,
) -> None:
    """Accept, amend or reject suggestions at the screen, one key each.

    ? shows every key there. Each decision is stored at once and can be undone.

    Example: fitcode review --code trust --min-score 0.3
    """
    from fitcode.store.screen_reads import QueueFilters
    from fitcode.tui.app import run_screens
    from fitcode.workflow.coding.keep_coders import require_coder_name

    require_terminal("review", "fitcode suggestions accept")
    with here.working() as workspace:
        require_coder_name(workspace)
        run_screens(workspace, review=QueueFilters(transcript, code, min_score, rule), theme=theme)


def require_terminal(name: str, other: str) -> None:
    """Refuse to open a screen where there is no terminal; ``other`` is what a script uses. UsageError."""
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError(
            f"fitcode {name} is a screen and needs a terminal.", remedy=f"In a script, use: {other}"
        )
