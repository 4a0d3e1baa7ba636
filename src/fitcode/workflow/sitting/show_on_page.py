"""Show on a page: which codings and suggestions a filter lets through, and what of a text they cover."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, fields

LIKELY = 0.2
"""Suggestions from this score on are on the page unless asked for otherwise: a page is for reading."""

ALL_SUGGESTED, NONE_SUGGESTED = 0.0, 2.0


@dataclass(frozen=True, slots=True)
class Shown:
    """Which codings and suggestions are on the page; None shows all. What it hides is counted, never gone."""

    coder: str | None = None
    code: str | None = None
    """Brings its descendants."""

    dimension: str | None = None
    component: str | None = None
    """As about or as counterpart."""

    def __str__(self) -> str:
        return ", ".join(
            f"{one.name} {getattr(self, one.name)}" for one in fields(self) if self._has(one.name)
        )

    def __bool__(self) -> bool:
        return any(self._has(one.name) for one in fields(self))

    def _has(self, name: str) -> bool:
        return getattr(self, name) is not None


class Cover:
    """Stretches of a text, for asking whether one touches another."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, start: int, end: int) -> bool:
        place = bisect_right(self._ends, start)
        return place < len(self._starts) and self._starts[place] < end
