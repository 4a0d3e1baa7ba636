"""Chart values: what a record becomes in a chart: its place, its figures as written, its sentence as said.

Figures are written here and not by Vega, so that a picture, a page and a screen reader have the same ones.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from fitcode.domain.table import Cell
from fitcode.report.chart_words import number, plain, said, signed
from fitcode.report.palette import ink_on

Record = Mapping[str, Cell]
"""A row of a table by its columns: names of groups, ``codings``, ``net_fit`` and its interval, ``link``."""

_DATE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d\d)(?:-(\d\d))?))?")


def _interval(low: float | None, high: float | None) -> str:
    return f"  [{signed(low)}, {signed(high)}]" if low is not None and high is not None else ""


def cell(record: Record | None, name: str, row: str, column: str, *, has_room: bool) -> dict[str, Any]:
    """A cell of a matrix; without a record there are no codings. Its interval stands where there is room."""
    codings, stated, low, high = _numbers(record)
    made: dict[str, Any] = {
        "row": row,
        "column": column,
        "state": "none" if not codings else "unstated" if stated is None else "stated",
        "figure": "–" if stated is None else signed(stated),
        "count": f"n {codings:,}{_interval(low, high) if has_room else ''}",
        "said": said(name, codings, stated, low, high),
    }
    if stated is not None:
        made |= {"net_fit": stated, "ink": ink_on(stated)}
    return made | _link(record)


def dot(record: Record, by: str, named: Mapping[str, str]) -> dict[str, Any]:
    """A row of the chart of net fits: with an interval, without one, or without anything stated."""
    name = plain(record[by])
    codings, stated, low, high = _numbers(record)
    made: dict[str, Any] = {
        "row": named[name],
        "state": "unstated",
        "count": f"n {codings:,}",
        "said": said(name, codings, stated, low, high),
    }
    if stated is not None:
        made |= {"net_fit": stated, "state": "point"}
        if low is not None and high is not None:
            made |= {"low": low, "high": high, "state": "interval"}
    return made | _link(record)


def bubble(record: Record, by: str, at: str, named: Mapping[str, str]) -> dict[str, Any]:
    """The codings of one row at one place in the interviews, or on one day."""
    name, place = plain(record[by]), record[at]
    codings, stated, low, high = _numbers(record)
    where = f"{place:.0%} through the interview" if isinstance(place, int | float) else plain(place)
    made: dict[str, Any] = {
        "row": named[name],
        "at": place if isinstance(place, int | float) else plain(place),
        "codings": codings,
        "said": said(f"{name}, {where}", codings, stated, low, high),
    }
    if stated is not None:
        made["net_fit"] = stated
    return made | _link(record)


def moment(date: str) -> int | None:
    """When a year, quarter, month or day begins, in milliseconds as Vega reckons; None for no such date."""
    found = _DATE.match(date)
    if not found:
        return None
    year, quarter, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        begins = datetime(year, quarter * 3 - 2 if quarter else month or 1, day or 1, tzinfo=UTC)
    except ValueError:
        return None
    return int(begins.timestamp()) * 1000


def date_format(dates: Sequence[str]) -> str:
    """How d3 writes dates as exactly as the most exact of these."""
    if any("Q" in date for date in dates):
        return "%Y-Q%q"
    return {4: "%Y", 7: "%Y-%m"}.get(max(map(len, dates)), "%Y-%m-%d")


def _numbers(record: Record | None) -> tuple[int, float | None, float | None, float | None]:
    if record is None:
        return 0, None, None, None
    figures = [number(record.get(name)) for name in ("net_fit", "net_fit_low", "net_fit_high")]
    return int(number(record["codings"]) or 0), figures[0], figures[1], figures[2]


def _link(record: Record | None) -> dict[str, Any]:
    link = record.get("link") if record else None
    return {"link": plain(link)} if link else {}


def linked(values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Marks lead somewhere where a record says so (``link``, such as ``#quotes-3``)."""
    return {"href": {"field": "link"}} if any("link" in value for value in values) else {}
