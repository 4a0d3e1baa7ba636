"""Charts: Vega-Lite specifications as plain dictionaries, from the records of a tally.

Every number that colour or place tells is also written or said: cells carry their figures, marks a sentence
for screen readers.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from fitcode.domain.choices import Dimension
from fitcode.domain.picture import Theme
from fitcode.report.chart_frame import Specification, empty_chart, framed, net_fit_legend, size_legend
from fitcode.report.chart_values import Record, bubble, cell, date_format, dot, linked, moment
from fitcode.report.chart_words import labels, number, plain
from fitcode.report.palette import PALETTES, Palette, net_fit_scale

_FEW_COLUMNS = 6
"""So many columns have room for their names; the names of more stand upright."""

_DIMENSIONS = (*(dimension.value for dimension in Dimension), None)
_LINE = 14
"""The height of a line of labels."""

_SPLIT = {"labelExpr": "split(datum.value, '\\n')"}
"""Labels come wrapped; Vega draws an array as lines."""


def heatmap(
    records: Iterable[Record],
    *,
    row: str = "component",
    column: str = "dimension",
    theme: Theme = "light",
    title: str = "",
    notes: Sequence[str] = (),
    width: int | None = None,
    height: int | None = None,
) -> Specification:
    """Net fit of each row and column as colour, its figure and the number of codings in the cell.

    A cell with codings that state neither fit nor misfit shows a dash, a cell without codings nothing.
    """
    found = list(records)
    columns = [plain(record[column]) for record in found]
    if column == "dimension":
        columns = _in_own_order(columns)
    return _matrix(
        found, row, column, columns=columns, theme=theme, title=title, notes=notes, width=width, height=height
    )


def dyads(
    records: Iterable[Record],
    *,
    theme: Theme = "light",
    title: str = "",
    notes: Sequence[str] = (),
    width: int | None = None,
    height: int | None = None,
) -> Specification:
    """The same for each pair of components: about down, counterpart across."""
    found = list(records)
    rows = list(dict.fromkeys(plain(record["about"]) for record in found))
    across = dict.fromkeys(plain(record["counterpart"]) for record in found)
    # What stands on both sides stands in one order on both, so that the diagonal is one.
    columns = [name for name in rows if name in across] + [name for name in across if name not in rows]
    return _matrix(
        found,
        "about",
        "counterpart",
        columns=columns,
        theme=theme,
        title=title,
        notes=notes,
        width=width,
        height=height,
    )


def net_fit(
    records: Iterable[Record],
    *,
    by: str = "component",
    theme: Theme = "light",
    title: str = "",
    notes: Sequence[str] = (),
    width: int | None = None,
    height: int | None = None,
) -> Specification:
    """A dot with its 95 % interval for each row, beside a line at zero; hollow where there is no interval."""
    found = list(records)
    if not found:
        return empty_chart(theme, title, notes)
    palette = PALETTES[theme]
    named = labels(dict.fromkeys(plain(record[by]) for record in found), width=34)
    values = [dot(record, by, named) for record in found]
    told = list(notes)
    if any(value["state"] == "point" for value in values):
        told.append("Hollow: too few transcripts for an interval.")
    if any(value["state"] == "unstated" for value in values):
        told.append("No dot: nothing states fit or misfit.")
    y = {
        "field": "row",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": list(named.values())},
        "axis": {"title": None, "grid": True, "gridDash": [1, 3], "labelPadding": 14, **_SPLIT},
    }
    x_axis = {
        "title": "Net fit: −1 all misfit, +1 all fit",
        "values": [-1, -0.5, 0, 0.5, 1],
        "labelExpr": "datum.value ? format(datum.value, '+.1f') : '0'",
        "labelFlush": False,
        "grid": True,
    }
    x = {"field": "net_fit", "type": "quantitative", "scale": {"domain": [-1, 1]}, "axis": x_axis}
    stated = [{"filter": "datum.state != 'unstated'"}]
    hollow = {"test": "datum.state == 'point'", "value": palette.background or "transparent"}
    layers = [
        {
            "data": {"values": [{"zero": 0}]},
            "mark": {"type": "rule", "stroke": palette.ink, "strokeWidth": 1.2, "aria": False},
            "encoding": {"x": {"field": "zero", "type": "quantitative"}},
        },
        {
            "transform": [{"filter": "datum.state == 'interval'"}],
            "mark": {"type": "rule", "stroke": palette.ink, "strokeWidth": 2, "aria": False},
            "encoding": {
                "y": y,
                "x": {"field": "low", "type": "quantitative"},
                "x2": {"field": "high"},
            },
        },
        {
            "transform": stated,
            "mark": {"type": "point", "size": 70, "stroke": palette.ink, "strokeWidth": 2, "opacity": 1},
            "encoding": {
                "y": y,
                "x": x,
                "fill": {"condition": hollow, "value": palette.ink},
                "description": {"field": "said"},
                **linked(values),
            },
        },
        {
            "mark": {"type": "text", "align": "left", "x": "width", "dx": 14, "fontSize": 11, "aria": False},
            "encoding": {"y": y, "text": {"field": "count"}},
        },
    ]
    return framed(
        {"data": {"values": values}, "layer": layers},
        palette,
        title=title,
        notes=told,
        size=(width or 440, height or {"step": 24 + 12 * any("\n" in name for name in named.values())}),
        is_fixed=bool(width or height),
    )


def timeline(
    records: Iterable[Record],
    *,
    by: str = "dimension",
    at: str = "position",
    theme: Theme = "light",
    title: str = "",
    notes: Sequence[str] = (),
    width: int | None = None,
    height: int | None = None,
) -> Specification:
    """How often each row is coded along the interviews or along dates: bubbles, coloured by net fit.

    ``at`` is a share of the interview from 0 to 1, or a year, quarter, month or day such as 2019-Q2.
    """
    every = list(records)
    found = [record for record in every if record[at] is not None and (number(record["codings"]) or 0) > 0]
    if not found:
        return empty_chart(theme, title, notes)
    palette = PALETTES[theme]
    coded = {plain(record[by]) for record in found}
    names = [name for name in dict.fromkeys(plain(record[by]) for record in every) if name in coded]
    if by == "dimension":
        names = _in_own_order(names)
    named = labels(names, width=34)
    values = [bubble(record, by, at, named) for record in found]
    unstated = any("net_fit" not in value for value in values)
    encoding = {
        "y": {
            "field": "row",
            "type": "nominal",
            "sort": None,
            "scale": {"domain": list(named.values())},
            "axis": {"title": None, "grid": True, **_SPLIT},
        },
        "x": _along(values),
        "size": {
            "field": "codings",
            "type": "quantitative",
            "scale": {"domainMin": 0, "range": [12, 520]},
            "legend": size_legend(max(value["codings"] for value in values)),
        },
        "fill": {
            "condition": {
                "test": "isValid(datum.net_fit)",
                "field": "net_fit",
                "type": "quantitative",
                "scale": net_fit_scale(),
                "legend": net_fit_legend("right"),
            },
            "value": "transparent",
        },
        "description": {"field": "said"},
        **linked(values),
    }
    mark = {"type": "point", "shape": "circle", "stroke": palette.ink, "strokeWidth": 1, "opacity": 1}
    return framed(
        {"data": {"values": values}, "mark": mark, "encoding": encoding},
        palette,
        title=title,
        notes=[*notes, *(["Hollow: nothing states fit or misfit."] if unstated else [])],
        size=(width or 560, height or {"step": 34}),
        is_fixed=bool(width or height),
    )


def _upright(names: Iterable[str]) -> dict[str, Any]:
    """Labels above their columns: Vega draws lines downwards, so they begin higher where some have two."""
    if not any("\n" in name for name in names):
        return {"labelAngle": 0}
    lines = "split(datum.value, '\\n')"
    return {
        "labelAngle": 0,
        "labelExpr": f"length({lines}) > 1 ? {lines} : [' ', datum.value]",
        "labelPadding": 6 + _LINE,
        "labelLineHeight": _LINE,
    }


def _in_own_order(dimensions: Sequence[str]) -> list[str]:
    known = [name for name in map(plain, _DIMENSIONS) if name in dimensions]
    return known + [name for name in dict.fromkeys(dimensions) if name not in known]


def _along(values: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The axis of a timeline, after the places of its bubbles."""
    places = sorted({value["at"] for value in values})
    axis: dict[str, Any] = {"title": None, "values": places, "labelOverlap": True, "labelSeparation": 8}
    if not isinstance(places[0], str):
        axis |= {"title": "Through the interview", "values": [0, 0.25, 0.5, 0.75, 1], "labelFlush": False}
        axis["format"] = ".0%"
        return {"field": "at", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": axis}
    moments = [when for value in values if (when := moment(value["at"])) is not None]
    if len(moments) < len(values):  # a 13th month: nobody knows how far it is from the others
        return {
            "field": "at",
            "type": "ordinal",
            "scale": {"domain": places},
            "axis": axis | {"labelAngle": 0},
        }
    for value, when in zip(values, moments, strict=True):
        value["when"] = when
    axis |= {"values": sorted(set(moments)), "format": date_format(places)}
    return {"field": "when", "type": "temporal", "scale": {"type": "utc", "padding": 18}, "axis": axis}


def _matrix(
    records: Sequence[Record],
    row: str,
    column: str,
    *,
    columns: Iterable[str],
    theme: Theme,
    title: str,
    notes: Sequence[str],
    width: int | None,
    height: int | None,
) -> Specification:
    """Rows by columns; a cell for every pair, whether or not a record is there for it."""
    if not records:
        return empty_chart(theme, title, notes)
    palette = PALETTES[theme]
    down = labels(dict.fromkeys(plain(record[row]) for record in records), width=34)
    across = dict.fromkeys(columns)
    few = len(across) <= _FEW_COLUMNS
    named = labels(across, width=14 if few else 24, lines=2 if few else 1)
    there = {(plain(record[row]), plain(record[column])): record for record in records}
    values = [
        cell(there.get((one, other)), f"{one}, {other}", down[one], named[other], has_room=few)
        for one in down
        for other in named
    ]
    told = list(notes)
    if any("[" in value["count"] for value in values):
        told.append("In brackets: the 95 % interval.")
    if any(value["state"] == "unstated" for value in values):
        told.append("–: codings, none of which states fit or misfit.")
    encoding = {
        "x": {
            "field": "column",
            "type": "nominal",
            "sort": None,
            "scale": {"domain": list(named.values())},
            "axis": {
                "title": None,
                "orient": "top",
                **(_upright(named.values()) if few else {"labelAngle": -60, "labelAlign": "left"}),
            },
        },
        "y": {
            "field": "row",
            "type": "nominal",
            "sort": None,
            "scale": {"domain": list(down.values())},
            "axis": {"title": None, **_SPLIT},
        },
    }
    colour = {
        "field": "net_fit",
        "type": "quantitative",
        "scale": net_fit_scale(),
        "legend": net_fit_legend("bottom"),
    }
    border = {"type": "rect", "stroke": palette.line, "strokeWidth": 1}
    spoken = {"description": {"field": "said"}, **linked(values)}
    ink = {"condition": {"test": "datum.state == 'stated'", "field": "ink", "type": "nominal", "scale": None}}
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": "datum.state == 'stated'"}],
            "mark": border,
            "encoding": {"fill": colour, **spoken},
        },
        {
            "transform": [{"filter": "datum.state == 'unstated'"}],
            "mark": {**border, "fill": "transparent"},
            "encoding": spoken,
        },
        {
            "transform": [{"filter": "datum.state == 'none'"}],
            "mark": {**border, "fill": None, "strokeDash": [1, 3], "aria": False},
        },
        _figures("figure", palette, ink, dy=-6, size=12),
        _figures("count", palette, ink, dy=8, size=10),
    ]
    return framed(
        {"data": {"values": values}, "encoding": encoding, "layer": layers},
        palette,
        title=title,
        notes=told,
        size=(width or {"step": 118 if few else 46}, height or {"step": 34}),
        is_fixed=bool(width or height),
    )


def _figures(field: str, palette: Palette, ink: dict[str, Any], *, dy: int, size: int) -> dict[str, Any]:
    return {
        "transform": [{"filter": "datum.state != 'none'"}],
        "mark": {"type": "text", "dy": dy, "fontSize": size, "aria": False},
        "encoding": {"text": {"field": field}, "color": {**ink, "value": palette.ink}},
    }
