"""Count confusions: what one coder gave units to which the other gave something else, two by two."""

from collections.abc import Iterator, Sequence

import numpy as np

from fitcode.agreement.confusions import confusions
from fitcode.agreement.ratings import Floats
from fitcode.domain.compared import AgreementOf
from fitcode.domain.table import Cell, Table
from fitcode.workflow.comparing.estimate_wholes import Wholes
from fitcode.workflow.comparing.gather_compared import Asked, Gathered, Group, gather_compared
from fitcode.workflow.comparing.rate_units import labels_of, rate_units
from fitcode.workflow.comparing.tell_of_comparing import on_what, why_nothing
from fitcode.workflow.workspace import Workspace

COLUMNS = ("of", "code", "unit", "coders", "first", "second", "units", "share")


def count_confusions(workspace: Workspace, asked: Asked, of: Sequence[AgreementOf] = ("code",)) -> Table:
    """What each two coders gave the same units, the most frequent first; absent is nothing.

    ``share`` is of all that differs, for what is the same of all that is. Raises UnknownCoder, and UsageError
    for a condition that nobody can meet.
    """
    gathered = gather_compared(workspace, asked)
    groups = [group for group in gathered.pairs() if len(group.transcripts)]
    rows = [row for group in groups for one in of for row in _rows(gathered, group, one)]
    notes = [on_what(gathered, group) for group in groups] if rows else why_nothing(gathered, groups, of)
    return Table.of(COLUMNS, rows, notes=(*gathered.notes, *notes))


def _rows(gathered: Gathered, group: Group, of: AgreementOf) -> Iterator[tuple[Cell, ...]]:
    tables: list[tuple[str | None, Sequence[str | None], Floats]] = []
    if of in ("code", "dimension"):
        names, _ = labels_of(gathered, of)
        sets, ratings = Wholes(gathered, group, of).sets
        tables.append((None, (*names, None), confusions(sets, ratings, n_codes=len(names))))
    else:
        tables.extend(
            (None if one.number < 0 else one.label, one.values, one.ratings.table())
            for one in rate_units(gathered, group, of)
        )
    for code, values, cells in tables:
        for first, second, units, share in _cells(cells):
            yield (of, code, gathered.asked.unit, group.label, values[first], values[second], units, share)


def _cells(cells: Floats) -> Iterator[tuple[int, int, int, float]]:
    """Cells that hold anything: first what differs, then what is the same, each the most frequent first."""
    same = np.eye(len(cells), dtype=np.bool_)
    for chosen in (~same, same):
        total = cells[chosen].sum()
        places = np.argwhere(chosen & (cells > 0)).tolist()
        for first, second in sorted(places, key=lambda place: -cells[place[0], place[1]]):
            yield first, second, round(cells[first, second]), float(cells[first, second] / total)
