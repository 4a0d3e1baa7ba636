"""Clock: times as tables and exports write them, in milliseconds from the start of a recording.

A time of day with a date is not a place in a recording and gives nothing; ``12:30`` is minutes and
seconds, as recorders write it.
"""

import datetime as dt
import math
import re

_LONGEST_MS = 1000 * 3600 * 1000
"""Nobody records for a thousand hours: a larger number is no time in a recording."""

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6})|:\d{1,2})?", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?", re.ASCII)
_RANGE = re.compile(r"\s*(?:-->|->|\s-+\s|[\u2013\u2014]|(?<=\d)-(?=\d))\s*")
_LONGEST = 80
"""Characters of the longest cell that can be a time; nothing longer is even looked at."""

_WRAPPING = "[](){}<> \t\n"


def clock_ms(text: str) -> int | None:
    """``[h:]mm:ss[.mmm]`` in milliseconds, brackets allowed; None when it is not a time."""
    match = _CLOCK.fullmatch(text.strip(_WRAPPING)) if len(text) <= _LONGEST else None
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    if int(seconds) > 59 or (hours is not None and int(minutes) > 59):
        return None
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return _bounded(whole * 1000 + (int((fraction + "00")[:3]) if fraction else 0))


def clock_range(text: str) -> tuple[int | None, int | None]:
    """The start and end of ``00:01:23 - 00:01:30``, or a start alone."""
    if len(text) > _LONGEST:
        return None, None
    parts = _RANGE.split(text.strip(_WRAPPING), maxsplit=1)
    start = clock_ms(parts[0])
    return start, clock_ms(parts[1]) if start is not None and len(parts) == 2 else None


def number_ms(value: float, *, milliseconds: bool = False) -> int | None:
    """A number of seconds (or milliseconds) as milliseconds; None for NaN and the absurd."""
    if not math.isfinite(value) or value < 0 or value > _LONGEST_MS:
        return None
    return _bounded(round(value if milliseconds else value * 1000))


def cell_ms(value: object, *, milliseconds: bool = False) -> tuple[int | None, int | None]:
    """The start, and the end where one is stated, in a cell of a table: a clock, a range or a number."""
    if isinstance(value, bool) or value is None:
        return None, None
    if isinstance(value, int | float):
        return number_ms(value, milliseconds=milliseconds), None
    if isinstance(value, dt.timedelta):
        return number_ms(value.total_seconds()), None
    if isinstance(value, dt.datetime):
        return None, None
    if isinstance(value, dt.time):
        whole = (value.hour * 60 + value.minute) * 60 + value.second
        return whole * 1000 + value.microsecond // 1000, None
    text = str(value).strip()
    if _NUMBER.fullmatch(text):
        return number_ms(float(text.replace(",", ".")), milliseconds=milliseconds), None
    return clock_range(text)


def _bounded(milliseconds: int) -> int | None:
    return milliseconds if 0 <= milliseconds <= _LONGEST_MS else None
