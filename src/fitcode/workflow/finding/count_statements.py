"""Count statements: the rows of a tally, of one selection of codings, as findings state them.

Whatever the findings count is counted here, with the measures of a tally; a selection is made once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from fitcode.analysis.measuring.counting import count_groups
from fitcode.analysis.measuring.rows import Group
from fitcode.analysis.selecting.features import Feature
from fitcode.analysis.selecting.selection import Selection
from fitcode.analysis.tally import long_table
from fitcode.domain.findings import Statements
from fitcode.domain.table import Cell

Labels = tuple[str | None, ...]


def statements_by(
    selection: Selection, features: Sequence[Feature], *, with_intervals: bool = True
) -> dict[Labels, Statements]:
    """A row for each group of codings, by its labels: the most codings first, then in a tally's order."""
    if not with_intervals:
        selection = replace(selection, terms=replace(selection.terms, replicates=0))
    groups = [Group(feature=feature, expected=selection.expected(feature)) for feature in features]
    table = long_table(count_groups(selection, groups))
    rows = {
        tuple(None if label is None else str(label) for label in row[: len(groups)]): _stated(record)
        for row, record in zip(table.rows, table.records(), strict=True)
    }
    return dict(sorted(rows.items(), key=lambda row: -row[1].codings))


def by_first(rows: Mapping[Labels, Statements]) -> dict[str | None, dict[Labels, Statements]]:
    """The rows under each first label, by the labels after it."""
    split: dict[str | None, dict[Labels, Statements]] = {}
    for labels, statements in rows.items():
        split.setdefault(labels[0], {})[labels[1:]] = statements
    return split


def _stated(record: Mapping[str, Cell]) -> Statements:
    def whole(name: str) -> int:
        return cast(int, record[name])

    def part(name: str) -> float | None:
        return cast(float | None, record[name])

    return Statements(
        codings=whole("codings"),
        transcripts=whole("transcripts"),
        cases=whole("cases"),
        fit=whole("fit"),
        misfit=whole("misfit"),
        mixed=whole("mixed"),
        unstated=whole("unstated"),
        net_fit=part("net_fit"),
        net_fit_low=part("net_fit_low"),
        net_fit_high=part("net_fit_high"),
    )
