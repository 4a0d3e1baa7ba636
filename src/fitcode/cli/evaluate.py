"""evaluate: what suggesters are worth."""

from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command
from fitcode.cli.options import CoderOption, FormatOption, OutOption, names


def register(app: typer.Typer, *, step: str) -> None:
    """Put this command on the app."""
    command(app, "evaluate", step=step)(evaluate_command)


def evaluate_command(
    here: Here,
    suggester: Annotated[
        list[str] | None,
        typer.Option("--suggester", "-s", metavar="NAME", show_default=False, help="Only this one's rows."),
    ] = None,
    folds: Annotated[int, typer.Option("--folds", min=2, help="Parts that transcripts are dealt to.")] = 5,
    coder: CoderOption = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="CODE", show_default=False, help="Only this code; may be repeated."),
    ] = None,
    learning_curve: Annotated[
        bool,
        typer.Option("--learning-curve", show_default=False, help="By number of labels instead; see above."),
    ] = False,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another seed deals other folds.")] = 0,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Measure suggesters against what people coded.

    Each is tried on whole transcripts that it learned nothing from, beside baselines: tfidf (words alone),
    random, frequency. Per code, then the means; low and high are the 95 % interval of average precision
    over resampled transcripts.

    What is judged are units: the segments of what respondents say. One counts as coded when half of it is.
    support is how many are. With --learning-curve a row is a number of labels: units that suggesters were
    told of, with their codes or as read and not coded, drawn at random from other transcripts than those
    that they are tried on. A code is judged when it is coded in two folds; with fewer than 3 codes or 5
    coded units suggesters are not compared.

    Example: fitcode evaluate --folds 5 --format csv > evaluation.csv
    """
    from fitcode.workflow.evaluating.draw_learning_curve import draw_learning_curve
    from fitcode.workflow.evaluating.evaluate_suggesters import EvaluationAsked, evaluate_suggesters

    asked = EvaluationAsked(
        suggesters=tuple(suggester or ()),
        n_folds=folds,
        coders=names(coder),
        only=tuple(only or ()),
        seed=seed,
    )
    with here.reading() as workspace:
        deed = draw_learning_curve if learning_curve else evaluate_suggesters
        table = deed(workspace, asked)
    console.write(table, output, out)
