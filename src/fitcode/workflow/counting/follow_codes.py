"""Follow codes: along each transcript from its beginning to its end, or along dates."""

from collections.abc import Sequence
from dataclasses import replace

from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import Every, Weight
from fitcode.domain.table import Table
from fitcode.errors import UsageError
from fitcode.workflow.counting.read_frame import read_frame
from fitcode.workflow.workspace import Workspace

POSITION = "position"
"""Along each transcript; anything else names a date of cases."""

PARTS = 10
"""Into how many parts a transcript is cut unless said, to see what is said when."""

EVERY: Every = "month"


def follow_codes(
    workspace: Workspace,
    *,
    transcripts: Sequence[str] = (),
    by: Sequence[str] = ("code",),
    along: str = POSITION,
    parts: int | None = None,
    together: bool = False,
    every: Every | None = None,
    where: Sequence[str] = (),
    coders: Sequence[str] = (),
    component_from: ComponentFrom | None = None,
    rollup: bool = False,
    include_interviewer: bool = False,
    complete: bool = False,
    weight: Weight = "coding",
) -> Table:
    """Count codings by part of a transcript, or by period of a date: the columns of a tally after those.

    A transcript has ten parts and a period is a month unless said. Raises SeveralCoders when it is not said
    whose codings count, UnknownTranscript, and UsageError for an unknown group, for a date that cases do not
    have, and for what says nothing along the way chosen.
    """
    from fitcode.analysis.selecting.conditions import Condition, parse_condition
    from fitcode.analysis.selecting.dates import date_attribute
    from fitcode.analysis.selecting.terms import Terms
    from fitcode.analysis.sequence import codes_along_dates, codes_along_text

    _refuse_idle(along, parts=parts, together=together, every=every)
    conditions = [parse_condition(text) for text in where]
    if transcripts:
        conditions.append(Condition("transcript", "=", tuple(transcripts)))
    frame, notes = read_frame(workspace, coders, by=by, conditions=conditions)
    terms = Terms(
        by=tuple(by),
        where=tuple(conditions),
        component_from=component_from or workspace.settings.tally.component_from,
        rollup=rollup,
        include_interviewer=include_interviewer,
        complete=complete,
        weight=weight,
    )
    if along == POSITION:
        table = codes_along_text(frame, terms, parts=PARTS if parts is None else parts, together=together)
    else:
        attribute = date_attribute(frame.cases, along)
        table = codes_along_dates(frame, terms, attribute=attribute, every=every or EVERY)
    return replace(table, notes=(*notes, *table.notes))


def _refuse_idle(along: str, *, parts: int | None, together: bool, every: Every | None) -> None:
    """Refuse what would be ignored: parts are a transcript's, periods a date's."""
    if along == POSITION and every is not None:
        raise UsageError("Only along a date are there periods.", remedy="Say which: --along DATE.")
    if along != POSITION and (parts is not None or together):
        raise UsageError(
            f"Only a transcript has parts; along {along} there are periods.",
            remedy="Leave out --parts and --together; --every year|quarter|month|day sets the periods.",
        )
