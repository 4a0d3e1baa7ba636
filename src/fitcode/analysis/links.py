"""Links: what leads to what, and what remedied it, counted from the links between codings.

A link counts when both its ends do. Conditions are asked of the end that it starts from, or of the one
that it points to, as said; its transcript and case are those of the end that it starts from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from fitcode.analysis.crosstab import check_choice, column_names
from fitcode.analysis.measuring.rows import Group
from fitcode.analysis.numbers.numbering import Integers, count_distinct, number_tuples
from fitcode.analysis.selecting.conditions import Condition
from fitcode.analysis.selecting.selection import Selection, select
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.tally import cells
from fitcode.domain.choices import ComponentFrom, LinkKind
from fitcode.domain.counting import CooccurrenceOf, LinkMeasure
from fitcode.domain.frame import LinkedFrame
from fitcode.domain.table import Table

KINDS = tuple(kind.value for kind in LinkKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTerms:
    """Which links count."""

    kind: LinkKind | None = None
    source: Sequence[Condition] = ()
    """What must hold of the coding that a link starts from."""

    target: Sequence[Condition] = ()
    """What must hold of the coding that it points to."""

    component_from: ComponentFrom = ComponentFrom.about_or_voice
    rollup: bool = False
    include_interviewer: bool = False


@dataclass(frozen=True, slots=True)
class _Left:
    """The links that the terms leave, by number, and whatever is needed to count them."""

    links: Integers
    selection: Selection
    notes: tuple[str, ...]


def links_left(linked: LinkedFrame, terms: LinkTerms) -> tuple[list[int], tuple[str, ...]]:
    """The numbers of the links that count, and notes on those left out."""
    left = _left(linked, terms, by="code")
    return left.links.tolist(), left.notes


def count_links_by(
    linked: LinkedFrame, terms: LinkTerms, *, by: CooccurrenceOf, measure: LinkMeasure | None = None
) -> Table:
    """Links by what they start from, what they point to and their kind; with a measure, as a matrix."""
    check_choice("kind of label", by, get_args(CooccurrenceOf))
    if measure is not None:
        check_choice("measure", measure, get_args(LinkMeasure))
    left = _left(linked, terms, by=by)
    (feature,) = left.selection.by
    group = Group(feature=feature, expected=left.selection.expected(feature))
    keys = np.where(feature.of_codings < 0, group.size - 1, feature.of_codings)
    kinds = np.array([KINDS.index(kind) for kind in linked.kind], dtype=np.int64)
    n_links = len(linked.uid)
    rows, row = number_tuples(
        [keys[left.links], keys[left.links + n_links], kinds[left.links]],
        sizes=[group.size, group.size, len(KINDS)],
        length=len(left.links),
    )
    voices = left.selection.voices
    voice = voices.of_codings[left.links]

    def distinct_of(things: Integers) -> Integers:
        return count_distinct(row, things[voice], n_rows=len(rows), n_things=int(things.max(initial=0)) + 1)

    measures = {
        "links": np.bincount(row, minlength=len(rows)),
        "transcripts": distinct_of(voices.transcript),
        "cases": distinct_of(voices.case),
    }
    if measure is not None:
        return _matrix(group, rows, measures[measure], notes=left.notes)
    columns = [
        [group.label(key) for key in rows[:, 0].tolist()],
        [group.label(key) for key in rows[:, 1].tolist()],
        [KINDS[kind] for kind in rows[:, 2].tolist()],
        *(cells(numbers) for numbers in measures.values()),
    ]
    return Table.of(("from", "to", "kind", *measures), zip(*columns, strict=True), notes=left.notes)


def _left(linked: LinkedFrame, terms: LinkTerms, *, by: str) -> _Left:
    def chosen(conditions: Sequence[Condition]) -> Selection:
        return select(
            linked.frame,
            Terms(
                by=(by,),
                where=tuple(conditions),
                component_from=terms.component_from,
                rollup=terms.rollup,
                include_interviewer=terms.include_interviewer,
            ),
        )

    source, target = chosen(terms.source), chosen(terms.target)
    n_links = len(linked.uid)
    left = source.left.codings[:n_links] & target.left.codings[n_links:]
    if terms.kind is not None:
        left &= np.array([kind == terms.kind.value for kind in linked.kind], dtype=np.bool_)
    counting = source.counting[:n_links] & target.counting[n_links:] & left
    notes = [*source.left.notes, *target.left.notes]
    if n_unheard := int(np.count_nonzero(left & ~counting)):
        noun = "link" if n_unheard == 1 else "links"
        notes.append(
            f"{n_unheard} {noun} left out, an end of which is on interviewers' speech or outside every turn; "
            "--include-interviewer counts them."
        )
    if not counting.any():
        notes.append("No link here counts.")
    return _Left(np.flatnonzero(counting), source, tuple(dict.fromkeys(notes)))


def _matrix(group: Group, rows: Integers, numbers: Integers, *, notes: tuple[str, ...]) -> Table:
    """What links start from down (a row a kind), what they point to across."""
    lines, line = number_tuples([rows[:, 0], rows[:, 2]], sizes=[group.size, len(KINDS)], length=len(rows))
    across, column = np.unique(rows[:, 1], return_inverse=True)
    grid = np.zeros((len(lines), len(across)), dtype=np.int64)
    grid[line, column] = numbers
    names = ["from", "kind", *column_names(group, across, taken={"from", "kind"})]
    columns = [
        [group.label(key) for key in lines[:, 0].tolist()],
        [KINDS[kind] for kind in lines[:, 1].tolist()],
        *(cells(counts) for counts in grid.T),
    ]
    return Table.of(names, zip(*columns, strict=True), notes=notes)
