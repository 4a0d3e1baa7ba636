"""Lay out matrices: a table's records as rows, columns and cells, each with what it opens.

Names become places in the quotations' lists here and nowhere else; no number is made.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from fitcode.domain.table import Cell as TableCell
from fitcode.domain.table import Table
from fitcode.report.contents import Cell, Chart, Figures, Quotations, Row, RowGroup
from fitcode.report.drawing import draw
from fitcode.store import components
from fitcode.workflow.workspace import Workspace

NO_COMPONENT, NO_DIMENSION = "no component", "no dimension"


def figures_of(record: Mapping[str, TableCell]) -> Figures:
    """The figures in a record of a tally."""

    def count(name: str) -> int:
        return int(str(record[name]))

    def share(name: str) -> float | None:
        value = record[name]
        return float(value) if isinstance(value, int | float) else None

    return Figures(
        codings=count("codings"),
        fit=count("fit"),
        misfit=count("misfit"),
        mixed=count("mixed"),
        unstated=count("unstated"),
        net_fit=share("net_fit"),
        net_fit_low=share("net_fit_low"),
        net_fit_high=share("net_fit_high"),
    )


class Names:
    """Where the names in a table stand in the quotations' lists, and under which heading a component."""

    def __init__(self, workspace: Workspace, quotations: Quotations, code_names: Sequence[str]) -> None:
        self.quotations = quotations
        self._components = {name: place for place, (name, _) in enumerate(quotations.components)}
        self._codes = {name: place for place, name in enumerate(code_names)}
        self._dimensions = {name: place for place, name in enumerate(quotations.dimensions)}
        listed = components.list_components(workspace.project)
        self._groups = _groups(listed)

    def component(self, name: TableCell) -> int:
        return -1 if name is None else self._components[str(name)]

    def dimension(self, name: TableCell) -> int:
        return -1 if name is None else self._dimensions[str(name)]

    def code(self, name: TableCell) -> int:
        return self._codes[str(name)]

    def code_name(self, name: TableCell) -> str:
        return self.quotations.codes[self.code(name)][0]

    def dimension_places(self) -> list[int]:
        return [*range(len(self._dimensions)), -1]

    def group(self, place: int) -> str:
        return self._groups.get(self.quotations.components[place][0], "") if place >= 0 else ""

    def component_row(self, place: int, cells: Sequence[Cell | None]) -> Row:
        if place < 0:
            return Row(name=NO_COMPONENT, cells=cells)
        id_, name = self.quotations.components[place]
        return Row(name=name, detail=id_ if id_ != name else "", cells=cells)


def net_fit_cell(record: Mapping[str, TableCell], **opens: int) -> Cell:
    """A cell headed by the net fit of a record, and what it opens."""
    figures = figures_of(record)
    return Cell(
        number=figures.net_fit,
        count=figures.codings,
        low=figures.net_fit_low,
        high=figures.net_fit_high,
        opens=opens,
    )


def share_of(value: TableCell) -> float | None:
    """A cell of a table as a number; None where there is none."""
    return float(value) if isinstance(value, int | float) else None


def by_group(rows: Iterable[tuple[int, Row]], names: Names) -> list[RowGroup]:
    """Rows under the branch of their component, which the registry's order keeps together."""
    return [
        RowGroup(name=name, rows=[row for _, row in group])
        for name, group in groupby(rows, key=lambda row: names.group(row[0]))
    ]


def _groups(listed: Table) -> dict[str, str]:
    """Component to branch, and to its mission where the project knows several."""
    several = len(set(listed.column("mission"))) > 1
    return {
        str(record["component"]): " · ".join(
            str(part) for part in (record["mission"] if several else None, record["branch"]) if part
        )
        for record in listed.records()
    }


def dimension_name(names: Names, place: int) -> str:
    """The name of a dimension, and of none."""
    return names.quotations.dimensions[place] if place >= 0 else NO_DIMENSION


def charts_of(
    title: str, description: str, specify: Callable[[], dict[str, Any]], table: Table
) -> list[Chart]:
    """A chart, unless there is nothing to draw."""
    if not table.rows:
        return []
    svg = draw(specify(), as_="svg", title=title, description=description).decode("utf-8")
    return [Chart(title=title, description=description, svg=svg)]
