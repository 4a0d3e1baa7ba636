"""Counted codings: which codings a tally counts, and where each stands in the tables made of them.

They come from the selection that every count begins with, so that the quotations of a cell are as many as its
number says.
"""

from dataclasses import dataclass

import numpy as np

from fitcode.analysis.numbers.numbering import Integers, as_integers
from fitcode.analysis.selecting.features import Feature
from fitcode.analysis.selecting.selection import select
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.sequence import parts_of, periods_of
from fitcode.domain.counting import Every
from fitcode.domain.frame import CodingColumns, CountingFrame

_COPIED = (
    *("transcript", "start", "end", "first_turn", "end_turn", "first_segment", "end_segment", "code"),
    *("about", "counterpart", "valence", "strength"),
)
_ORDER = ("counterpart", "about", "code", "end", "start", "transcript")
"""Sort keys, the last the most important."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedCodings:
    """One entry a counted coding, in the order of transcripts and of the text."""

    columns: dict[str, list[int]]
    """What the frame says of each, and ``component``, ``dimension``, ``case``, ``part`` and ``period``.

    A dimension or period is a place in the lists here, anything else in the frame's; -1 is none.
    """

    dimensions: tuple[str, ...]
    periods: tuple[str, ...]
    """Empty where no date of cases was asked for."""


def counted_codings(
    frame: CountingFrame, terms: Terms, *, parts: int, date: str | None, every: Every
) -> CountedCodings:
    """The codings that a tally on these terms counts; raises UsageError for a condition nobody can meet."""
    selection = select(frame, terms)
    component, dimension = (selection.features.group(name) for name in ("component", "dimension"))
    dated = periods_of(selection, date, every) if date else None
    coding = _in_text(frame.codings, selection.codings)
    columns = {name: as_integers(getattr(frame.codings, name)) for name in _COPIED} | {
        "component": component.of_codings,
        "dimension": dimension.of_codings,
        "case": selection.speech.case,
        "part": parts_of(selection, parts),
    }
    if dated is not None:
        columns["period"] = dated.of_codings
    return CountedCodings(
        columns={name: column[coding].tolist() for name, column in columns.items()},
        dimensions=_names(dimension),
        periods=_names(dated) if dated is not None else (),
    )


def _in_text(codings: CodingColumns, chosen: Integers) -> Integers:
    return chosen[np.lexsort([as_integers(getattr(codings, name))[chosen] for name in _ORDER])]


def _names(feature: Feature) -> tuple[str, ...]:
    return tuple(str(label) for label in feature.labels)
