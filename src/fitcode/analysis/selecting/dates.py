"""Dates: which attributes are dates, and the year, quarter, month or day that a date lies in.

A date is text such as 2015, 2015-06 or 2015-06-30, and is never taken for more exact than it was written.
"""

import re
from collections.abc import Sequence

from fitcode.analysis.selecting.conditions import ATTRIBUTE_PREFIX
from fitcode.domain.counting import Every
from fitcode.domain.frame import CaseColumns
from fitcode.errors import UsageError, nearest

DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])([T ].*)?)?)?")
ANY_DATE = "date"
"""Stands for the one attribute that is a date, where there is but one."""

_LENGTHS: dict[Every, int] = {"year": 4, "quarter": 7, "month": 7, "day": 10}


def are_dates(labels: Sequence[object]) -> bool:
    """Whether all of these are dates."""
    return all(isinstance(label, str) and DATE.fullmatch(label) for label in labels)


def date_attribute(cases: CaseColumns, written: str) -> str:
    """The attribute of cases that somebody means by ``date``, ``interview_date`` or ``case.interview_date``.

    Raises UsageError, with the attributes that are dates, where it is none of them.
    """
    dates = [name for name, values in cases.attributes.items() if _is_date(values)]
    name = written.removeprefix(ATTRIBUTE_PREFIX)
    if name in dates:
        return name
    if name == ANY_DATE and len(dates) == 1:
        return dates[0]
    if not dates:
        raise UsageError(
            f"No attribute of cases is a date, so nothing is known of {written!r}.",
            remedy="Add a column of dates to the cases file: fitcode cases import FILE.csv",
        )
    if name == ANY_DATE:
        raise UsageError("Several attributes are dates.", remedy=f"Name one: {', '.join(dates)}.")
    problem = "is not a date" if name in cases.attributes else "is no attribute of cases"
    raise UsageError(f"{name!r} {problem}.", remedy=nearest(name, dates))


def period(date: str, every: Every) -> str:
    """The year, quarter, month or day of a date; a date that does not say it stays as it is."""
    if every == "quarter" and len(date) >= _LENGTHS["month"]:
        return f"{date[:4]}-Q{(int(date[5:7]) + 2) // 3}"
    return date[: _LENGTHS[every]]


def _is_date(values: Sequence[object]) -> bool:
    stated = [value for value in values if value is not None]
    return bool(stated) and are_dates(stated)
