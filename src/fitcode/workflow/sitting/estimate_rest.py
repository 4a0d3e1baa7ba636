"""Estimate the rest: how long what is left will take, at the pace of the latest decisions.

The median forgives the one passage that was thought over; a pause is no decision's time.
"""

from collections import deque
from collections.abc import Callable
from statistics import median

LATEST = 20
"""Decisions that the pace is read from."""

LEAST = 3
"""With fewer nothing is said."""

PAUSE = 120.0
"""Seconds from which on somebody was away."""


class Pace:
    """How fast somebody decides."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seconds: deque[float] = deque(maxlen=LATEST)
        self._since = clock()

    def begin(self) -> None:
        """Something new is looked at."""
        self._since = self._clock()

    def note_decision(self) -> None:
        """What is looked at was decided."""
        seconds = self._clock() - self._since
        if seconds <= PAUSE:
            self._seconds.append(seconds)

    def rest(self, left: int) -> float | None:
        """Seconds that so many more take; None as long as too few were decided."""
        return median(self._seconds) * left if len(self._seconds) >= LEAST else None
