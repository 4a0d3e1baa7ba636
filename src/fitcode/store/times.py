"""Times: the present, and what people write, as the database writes it."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from fitcode.errors import UsageError


def now() -> str:
    """UTC, ISO 8601 with milliseconds and ``Z``; sorts as text."""
    return _written(datetime.now(UTC))


def moment(written: str, *, is_end: bool = False) -> str:
    """A date or time in UTC, such as ``2026-11-22`` or ``2026-11-22T14:30``; raises UsageError.

    The end of a date is the beginning of the next day.
    """
    try:
        if len(written) == len("2026-11-22"):
            day = date.fromisoformat(written) + timedelta(days=is_end)
            return f"{day.isoformat()}T00:00:00.000Z"
        at = datetime.fromisoformat(written)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{written!r} is no date or time.", remedy="Write 2026-11-22, or 2026-11-22T14:30 (UTC)."
        ) from None
    at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return _written(at)


@lru_cache(maxsize=1024)
def is_written_time(text: str) -> bool:
    """Whether this is a time as the database writes it, so that such texts sort as times do."""
    try:
        return text.endswith("Z") and _written(datetime.fromisoformat(text)) == text
    except ValueError:
        return False


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
