"""Gather matters: the sections of a report that show numbers, each with its pictures and its table.

A cell opens the quotations that were counted for it; the numbers are those of the commands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fitcode.domain.table import Cell as TableCell
from fitcode.domain.table import Table
from fitcode.report.charts import net_fit, timeline
from fitcode.report.contents import Cell, Matrix, Matter, Pair, Quotations, Row, RowGroup
from fitcode.workflow.counting.count_cooccurrence import count_cooccurrence
from fitcode.workflow.counting.count_dyads import count_dyads
from fitcode.workflow.counting.follow_codes import PARTS, follow_codes
from fitcode.workflow.counting.tally_codings import tally_codings
from fitcode.workflow.reporting.lay_out_matrices import (
    Names,
    by_group,
    charts_of,
    dimension_name,
    net_fit_cell,
    share_of,
)
from fitcode.workflow.workspace import Workspace

_MOST_PAIRS = 15
"""So many pairs of codes are shown; the table below has all of them."""

_NOTHING = "Nothing that was coded bears on this."


@dataclass(frozen=True, slots=True)
class Asked:
    """What the report was asked to count."""

    coders: tuple[str, ...]
    where: tuple[str, ...]
    date: str | None
    """The attribute of cases that dates them."""


def gather_matters(
    workspace: Workspace, asked: Asked, quotations: Quotations, *, code_names: Sequence[str]
) -> list[Matter]:
    """The sections in the order of the page; ``code_names`` are the codes' as tables name them."""
    names = Names(workspace, quotations, code_names)
    made = (make(workspace, asked, names) for make in (_heat_map, _dyads, _together, _through_time))
    return [_told(matter) for matter in made] if quotations.columns["code"] else []


def _told(matter: Matter) -> Matter:
    """A section; one without a matrix says that it has nothing to show."""
    return matter if matter.matrices else replace(matter, lead=_NOTHING, tables=())


def _heat_map(workspace: Workspace, asked: Asked, names: Names) -> Matter:
    table = tally_codings(workspace, coders=asked.coders, where=asked.where)
    by_component = tally_codings(workspace, by=("component",), coders=asked.coders, where=asked.where)
    cells = {}
    for record in table.records():
        component, dimension = names.component(record["component"]), names.dimension(record["dimension"])
        cells[component, dimension] = net_fit_cell(record, component=component, dimension=dimension)
    columns = [place for place in names.dimension_places() if any(key[1] == place for key in cells)]
    rows = [
        (place, names.component_row(place, [cells.get((place, column)) for column in columns]))
        for place in dict.fromkeys(place for place, _ in cells)
    ]
    matrix = Matrix(
        caption="Net fit of each component in each dimension",
        corner="Component",
        columns=[dimension_name(names, place) for place in columns],
        groups=by_group(rows, names),
    )
    return Matter(
        id="heat-map",
        title="Where the parts fit",
        lead="Net fit is (fit − misfit) / (fit + misfit + mixed), from −1 (all misfit) to +1 (all fit), with "
        "its 95 % interval where enough transcripts bear on it. It describes statements, not people. An "
        "interval of no width says that all statements point one way, not that the number is certain. "
        "Every cell opens its quotations; n is how many there are.",
        matrices=[matrix] if cells else [],
        charts=charts_of(
            "Net fit of each component, all dimensions together",
            "A dot for each component at its net fit, a line for the 95 % interval. The same numbers stand "
            "in the table below.",
            lambda: net_fit(by_component.records(), by="component", theme="page"),
            by_component,
        ),
        tables=[
            ("All numbers, by component and dimension", table),
            ("All numbers, by component", by_component),
        ],
        notes=table.notes,
    )


def _dyads(workspace: Workspace, asked: Asked, names: Names) -> Matter:
    table = count_dyads(workspace, coders=asked.coders, where=asked.where)
    cells = {}
    for record in table.records():
        about, counterpart = names.component(record["about"]), names.component(record["counterpart"])
        cells[about, counterpart] = net_fit_cell(record, about=about, counterpart=counterpart)
    columns = sorted({counterpart for _, counterpart in cells})
    rows = [
        (place, names.component_row(place, [cells.get((place, column)) for column in columns]))
        for place in dict.fromkeys(place for place, _ in cells)
    ]
    matrix = Matrix(
        caption="Net fit between components: about down, counterpart across",
        corner="About",
        columns=[names.quotations.components[place][0] for place in columns],
        groups=by_group(rows, names),
    )
    return Matter(
        id="dyads",
        title="Who fits with whom",
        lead="Codings that name both sides: the component they are about, and the counterpart that it is set "
        "against. Read along a row how a component fits with each of the others; n is the number of codings. "
        "The table beneath has the intervals.",
        matrices=[matrix] if cells else [],
        tables=[("All numbers, by pair of components", table)],
        notes=table.notes,
    )


def _together(workspace: Workspace, asked: Asked, names: Names) -> Matter:
    asking: Any = {"level": "turn", "coders": asked.coders, "where": asked.where}
    dimensions = count_cooccurrence(workspace, of="dimension", **asking)
    codes = count_cooccurrence(workspace, of="code", **asking)
    cells = {}
    for record in dimensions.records():
        one, other = names.dimension(record["dimension"]), names.dimension(record["other"])
        for down, across in ((one, other), (other, one)):
            opens = {"dimension": down, "beside-dimension": across}
            cells[down, across] = Cell(
                number=share_of(record["jaccard"]), count=int(str(record["together"])), opens=opens
            )
    places = [place for place in names.dimension_places() if any(place in key for key in cells)]
    matrix = Matrix(
        caption="Turns in which two dimensions stand together: Jaccard's coefficient and the number of turns",
        corner="Dimension",
        columns=[dimension_name(names, place) for place in places],
        groups=[
            RowGroup(
                name="",
                rows=[
                    Row(name=dimension_name(names, down), cells=[cells.get((down, one)) for one in places])
                    for down in places
                ],
            )
        ],
        unit="turns",
        measure="share",
    )
    return Matter(
        id="together",
        title="What stands together",
        lead="What one respondent brings up in one turn of speech. Jaccard's coefficient is the turns with "
        "both over the turns with either; lift says how many times more often than by chance they meet. In "
        "a cell n is the number of turns; it opens the codings in them, which are more.",
        matrices=[matrix] if cells else [],
        pairs=_pairs(codes, names),
        tables=[("All pairs of dimensions", dimensions), ("All pairs of codes", codes)],
        notes=codes.notes,
    )


def _pairs(codes: Table, names: Names) -> list[Pair]:
    """The pairs of codes that stand together in most turns, of equals those that chance explains least."""
    records = sorted(
        codes.records(), key=lambda record: (-int(str(record["together"])), -(share_of(record["lift"]) or 0))
    )
    return [
        Pair(
            one=names.code_name(record["code"]),
            other=names.code_name(record["other"]),
            together=int(str(record["together"])),
            jaccard=share_of(record["jaccard"]) or 0.0,
            lift=share_of(record["lift"]),
            opens={"code": names.code(record["code"]), "beside-code": names.code(record["other"])},
        )
        for record in records[:_MOST_PAIRS]
    ]


def _through_time(workspace: Workspace, asked: Asked, names: Names) -> Matter:
    asking: Any = {"by": ("dimension",), "coders": asked.coders, "where": asked.where}
    along = follow_codes(workspace, together=True, **asking)
    shares = [f"{part * 100 // PARTS} %" for part in range(PARTS)]
    in_parts = _over_time(along, "part", names, column="part", labels=shares, place_of=_part)
    matrices = [in_parts] if along.rows else []
    tables = [("All numbers, by tenth of the interview", along)]
    records = [{**record, "position": (_part(record["part"]) + 0.5) / PARTS} for record in along.records()]
    charts = charts_of(
        "Through the interviews",
        "How often each dimension is coded in each tenth of an interview, all interviews laid over each "
        "other: larger dots are more codings, blue is fit, orange is misfit.",
        lambda: timeline(records, theme="page"),
        along,
    )
    if asked.date:
        date = f"case.{asked.date}"
        dated = follow_codes(workspace, along=asked.date, **asking)
        periods = names.quotations.periods
        if dated.rows:
            matrices.append(
                _over_time(
                    dated,
                    date,
                    names,
                    column="period",
                    labels=periods,
                    place_of=lambda label: -1 if label is None else periods.index(str(label)),
                )
            )
        tables.append((f"All numbers, by month of {asked.date.replace('_', ' ')}", dated))
        notes = tuple(dict.fromkeys((*along.notes, *dated.notes)))
    else:
        notes = along.notes
    return Matter(
        id="time",
        title="When it is said",
        lead="From the first tenth of an interview to the last, in respondents' words"
        + ("; and from month to month." if asked.date else ".")
        + " Of each the net fit, and n, the number of codings.",
        matrices=matrices,
        charts=charts,
        tables=tables,
        notes=notes,
    )


def _part(label: TableCell) -> int:
    """The place of a part, which tables count from one."""
    return -1 if label is None else int(str(label)) - 1


def _over_time(
    table: Table,
    at: str,
    names: Names,
    *,
    column: str,
    labels: Sequence[str],
    place_of: Callable[[TableCell], int],
) -> Matrix:
    """Dimensions down, time across."""
    cells = {}
    for record in table.records():
        dimension, place = names.dimension(record["dimension"]), place_of(record[at])
        cells[dimension, place] = net_fit_cell(record, dimension=dimension, **{column: place})
    places = [place for place in (*range(len(labels)), -1) if any(key[1] == place for key in cells)]
    rows = [
        Row(name=dimension_name(names, down), cells=[cells.get((down, place)) for place in places])
        for down in names.dimension_places()
        if any(key[0] == down for key in cells)
    ]
    said = (
        "in each tenth of the interviews, named by where it begins" if column == "part" else "in each month"
    )
    return Matrix(
        caption=f"Net fit {said}",
        corner="Dimension",
        columns=[labels[place] if place >= 0 else "no date" for place in places],
        groups=[RowGroup(name="", rows=rows)],
    )
