"""suggestions: list, accept, reject, explain, stats."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
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
    ValenceFilter,
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


class ListedStatus(StrEnum):
    """What ``list --status`` takes."""

    pending = "pending"
    accepted = "accepted"
    amended = "amended"
    rejected = "rejected"
    withdrawn = "withdrawn"
    all = "all"


SeedOption = Annotated[int, typer.Option("--seed", metavar="N", help="Another seed draws another sample.")]


@command(group, "list")
def list_command(
    here: Here,
    status: Annotated[
        list[ListedStatus] | None,
        typer.Option(
            "--status", "-s", show_default=False, help="Default: pending; may be repeated; all for any."
        ),
    ] = None,
    transcript: TranscriptFilter = None,
    code: CodeFilter = None,
    min_score: Annotated[
        float | None,
        typer.Option("--min-score", min=0, max=1, show_default=False, help="Only this score and higher."),
    ] = None,
    valence: ValenceFilter = None,
    about: Annotated[
        str | None,
        typer.Option("--about", metavar="ID", show_default=False, help="Only what is about this component."),
    ] = None,
    counterpart: Annotated[
        str | None,
        typer.Option("--counterpart", metavar="ID", show_default=False, help="Only with this counterpart."),
    ] = None,
    suggester: Annotated[
        str | None,
        typer.Option("--suggester", metavar="NAME", show_default=False, help="Only what this one proposed."),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(
            "--rule",
            metavar="ID",
            show_default=False,
            help="Only where this rule fired; see stats --by rule.",
        ),
    ] = None,
    run: Annotated[
        str | None,
        typer.Option("--run", metavar="UID", show_default=False, help="Only what this run made or changed."),
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
    """List suggestions with score, reason and status: those that wait, unless --status says otherwise.

    The most certain ones find passages fastest, the most uncertain ones teach a suggester most; a mix takes
    them in turn, and one in ten at random. Those drawn at random measure what is left: see stats.

    suggester is who proposed it: others of the pass may have graded it too, as explain tells. memo is what
    was written while rejecting.

    Example: fitcode suggestions list --code operational --min-score 0.3
    """
    from fitcode.domain.review_order import in_review_order
    from fitcode.store.suggestions import SuggestionFilters, count_statuses, list_suggestions

    filters = SuggestionFilters(
        code=code,
        transcript=transcript,
        run=run,
        suggester=suggester,
        min_score=min_score,
        about=about,
        counterpart=counterpart,
        valence=valence.value if valence else None,
        rule=rule,
    )
    wanted = None if ListedStatus.all in (status or ()) else status or [ListedStatus.pending]
    with here.reading() as workspace:
        table = list_suggestions(workspace.project, status=wanted, **filters)
        counts = count_statuses(workspace.project, **filters) if not status else {}
    for line in _left_out(counts):
        console.narrate(line)
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
def reject_command(
    here: Here,
    uids: UidsArgument,
    memo: Annotated[
        str | None,
        typer.Option("--memo", metavar="TEXT", show_default=False, help="Why; list and memos list show it."),
    ] = None,
) -> None:
    """Reject suggestions.

    They stay on record and are not suggested again.

    Example: fitcode suggestions list -f jsonl | jq -r .uid | fitcode suggestions reject -
    """
    from fitcode.workflow.suggesting.decide_suggestions import reject_suggestions

    with here.working() as workspace:
        count = reject_suggestions(workspace, _named(uids), memo=memo)
    console.narrate(f"Rejected {count} suggestion{'s' if count != 1 else ''}.")


@command(group, "explain")
def explain_command(
    here: Here, uid: Annotated[str, typer.Argument(metavar="UID", show_default=False)]
) -> None:
    """Show why something was suggested.

    The passage, what fired and where, and under which versions.

    Example: fitcode suggestions explain 5f2a81c0
    """
    from fitcode.workflow.explaining.explain_suggestion import explain_suggestion

    width = shutil.get_terminal_size((100, 24)).columns if console.is_for_eyes(None) else None
    with here.reading() as workspace:
        console.write_text(explain_suggestion(workspace, uid, width=width))


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
    from fitcode.workflow.suggesting.show_rules import with_patterns

    with here.reading() as workspace:
        table = suggestion_stats(workspace.project, by=by, seed=seed)
        if by is StatsBy.rule:
            table = with_patterns(workspace, table)
        console.write(table, output, out)


def _left_out(counts: Mapping[str, int]) -> Iterator[str]:
    """What a list of pending suggestions does not hold, in a line; nothing where that is nothing."""
    others = [
        f"{count} {name}"
        for name, count in counts.items()
        if count and name != SuggestionStatus.pending.value
    ]
    if others:
        yield f"Pending ones only; left out: {', '.join(others)}. --status all lists them too."


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
