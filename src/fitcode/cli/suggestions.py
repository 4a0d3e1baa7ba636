"""suggestions: list, accept, reject, explain, stats."""

import sys
from typing import Annotated

import typer

from fitcode.cli import console
from fitcode.cli.command import Here, command, new_group
from fitcode.cli.options import (
    AboutOption,
    CodeFilter,
    CounterpartOption,
    FormatOption,
    MemoOption,
    OutOption,
    StrengthOption,
    TranscriptFilter,
    ValenceOption,
    stated,
)
from fitcode.domain.choices import ReviewOrder, StatsBy, SuggestionStatus
from fitcode.errors import UsageError

group = new_group("Suggestions: proposed codings until a person decides.")

UidsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="UID", show_default=False, help="Whole, or eight characters of its end; - reads stdin."
    ),
]

SeedOption = Annotated[int, typer.Option("--seed", metavar="N", help="Another seed draws another sample.")]


@command(group, "list")
def list_command(
    here: Here,
    status: Annotated[
        SuggestionStatus | None, typer.Option("--status", "-s", show_default=False, help="Only these.")
    ] = None,
    transcript: TranscriptFilter = None,
    code: CodeFilter = None,
    run: Annotated[
        str | None, typer.Option("--run", metavar="UID", show_default=False, help="Only this run's.")
    ] = None,
    order: Annotated[
        ReviewOrder,
        typer.Option("--order", help="By place, score, doubt (uncertain), a mix, or drawn at random."),
    ] = ReviewOrder.place,
    seed: SeedOption = 0,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=0, show_default=False, help="So many, the first in that order."),
    ] = None,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """List suggestions with score, reason and status.

    The most certain ones find passages fastest, the most uncertain ones teach a suggester most; a mix takes
    them in turn, and one in ten at random. Those drawn at random measure what is left: see stats.

    Example: fitcode suggestions list --status pending --code operational
    """
    from fitcode.domain.review_order import in_review_order
    from fitcode.store.suggestions import list_suggestions

    with here.reading() as workspace:
        table = list_suggestions(
            workspace.project,
            status=status.value if status else None,
            code=code,
            transcript=transcript,
            run=run,
        )
        console.write(in_review_order(table, order, seed=seed, limit=limit), output, out)


@command(group, "accept")
def accept_command(
    here: Here,
    uids: UidsArgument,
    code: Annotated[
        str | None,
        typer.Option("--code", metavar="CODE", show_default=False, help="Another code than suggested."),
    ] = None,
    about: AboutOption = None,
    counterpart: CounterpartOption = None,
    valence: ValenceOption = None,
    strength: StrengthOption = None,
    memo: MemoOption = None,
) -> None:
    """Make suggestions into codings of yours.

    Any option given amends them.

    Example: fitcode suggestions accept 5f2a81c0 --valence misfit --strength 2
    """
    from fitcode.domain.coding import CodingChange
    from fitcode.workflow.suggesting.decide_suggestions import accept_suggestions

    given = stated(
        code=code, about=about, counterpart=counterpart, valence=valence, strength=strength, memo=memo
    )
    changes = CodingChange.model_validate(given) if given else None
    with here.working() as workspace:
        codings = accept_suggestions(workspace, _named(uids), changes=changes)
    console.write_text("\n".join(codings))
    console.narrate(f"Accepted {len(codings)} suggestion{'s' if len(codings) != 1 else ''}.")


@command(group, "reject")
def reject_command(here: Here, uids: UidsArgument) -> None:
    """Reject suggestions.

    They stay on record and are not suggested again.

    Example: fitcode suggestions list -f jsonl | jq -r .uid | fitcode suggestions reject -
    """
    from fitcode.workflow.suggesting.decide_suggestions import reject_suggestions

    with here.working() as workspace:
        count = reject_suggestions(workspace, _named(uids))
    console.narrate(f"Rejected {count} suggestion{'s' if count != 1 else ''}.")


@command(group, "explain")
def explain_command(
    here: Here, uid: Annotated[str, typer.Argument(metavar="UID", show_default=False)]
) -> None:
    """Show why something was suggested.

    The passage, what fired and where, and under which versions.

    Example: fitcode suggestions explain 5f2a81c0
    """
    from fitcode.workflow.suggesting.explain_suggestion import explain_suggestion

    with here.reading() as workspace:
        console.write_text(explain_suggestion(workspace, uid))


@command(group, "stats")
def stats_command(
    here: Here,
    by: Annotated[StatsBy, typer.Option("--by", help="What decisions are counted by.")] = StatsBy.code,
    seed: SeedOption = 0,
    output: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Count decisions per code and suggester, per suggester, or per rule.

    With the share that people accepted (low, high: its 95 % Wilson interval). By code also how many of
    those pending are likely right, and the share found so far. That is read from a random sample where at
    least 30 of one were decided (list --order random or mix, with the same seed), else from the scores,
    taken as independent chances. Passages that no suggester proposes are not in these figures.

    Example: fitcode suggestions stats --by rule
    """
    from fitcode.store.suggestion_stats import suggestion_stats

    with here.reading() as workspace:
        console.write(suggestion_stats(workspace.project, by=by, seed=seed), output, out)


def _named(uids: list[str]) -> list[str]:
    """The uids on the command line, or one a line from stdin."""
    if uids != ["-"]:
        return uids
    named = [line.strip() for line in sys.stdin if line.strip()]
    if not named:
        raise UsageError(
            "No uid came on stdin.",
            remedy="One a line, as in: fitcode suggestions list -f jsonl | jq -r .uid",
        )
    return named
