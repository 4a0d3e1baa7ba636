"""disagreements: where coders part ways."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import (
    CodeFilter,
    ComparedOption,
    FormatOption,
    OutOption,
    RoundOption,
    TranscriptFilter,
    WhereOption,
    names,
)
from fitcode.domain.choices import DisagreementKind


def register(app: typer.Typer, *, step: str) -> None:
    """Put this command on the app."""
    command(app, "disagreements", step=step)(disagreements_command)


def disagreements_command(
    here: Here,
    coders: ComparedOption = None,
    kind: Annotated[
        list[DisagreementKind] | None,
        typer.Option("--kind", show_default=False, help="Only this kind; may be repeated."),
    ] = None,
    code: CodeFilter = None,
    transcript: TranscriptFilter = None,
    where: WhereOption = None,
    round_name: RoundOption = None,
    counts: Annotated[
        bool, typer.Option("--counts", show_default=False, help="How often each code stands against which.")
    ] = False,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """List where coders disagree, what they confuse most often first.

    Each with its passage and both codings. Compared are transcripts that the coders finished.

    Example: fitcode disagreements --kind different-code
    """
    from fitcode.workflow.adjudicating.count_disagreements import count_disagreements
    from fitcode.workflow.adjudicating.list_disagreements import list_disagreements
    from fitcode.workflow.adjudicating.pair_codings import Asked

    asked = Asked(
        coders=names(coders),
        kinds=kind or (),
        code=code,
        transcript=transcript,
        where=where or (),
        round_name=round_name,
    )
    with here.reading() as workspace:
        table = (count_disagreements if counts else list_disagreements)(workspace, asked)
    console.write(table, output, out)
