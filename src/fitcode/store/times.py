"""Times: the present as the database writes it."""

from datetime import UTC, datetime


def now() -> str:
    """UTC, ISO 8601 with milliseconds and ``Z``; sorts as text."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
