"""Progress of long work on stderr: a bar or a spinner on a terminal, seldom a line elsewhere.

Rich is imported only where a bar is drawn.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

Advance = Callable[[int], None]
"""Takes the number of steps done so far."""

_LONGEST_LINE = 66
"""Characters beside the bar: ``Suggesting``, counts of millions of words, their rate, and the time left."""

_WIDEST_BAR = 40
_NARROWEST_BAR = 8

_TOLD_AFTER = 3.0
"""Seconds after which somebody without a terminal is told what goes on."""


@contextmanager
def shown_as_bar(label: str, total: int, *, unit: str) -> Iterator[Advance]:
    """A bar with counts, the rate where there is a unit, and the time left."""
    from rich.progress import BarColumn, Progress, TextColumn

    console = _console()
    width = max(_NARROWEST_BAR, min(_WIDEST_BAR, console.width - _LONGEST_LINE))
    columns = (TextColumn("{task.description}"), BarColumn(width), TextColumn("{task.fields[counts]}"))
    pace = _Pace(total, unit=unit)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(label, total=total, counts=pace.line())

        def advance(done: int) -> None:
            pace.note(done)
            progress.update(task, completed=done, counts=pace.line())

        with _every_second(lambda: progress.update(task, counts=pace.line())):
            yield advance


@contextmanager
def shown_as_status(label: str, *, tell: Callable[[str], None]) -> Iterator[None]:
    """A spinner with the seconds gone by; without a terminal a line, where it takes long."""
    if not sys.stderr.isatty():
        timer = threading.Timer(_TOLD_AFTER, tell, [f"{label} ..."])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=_console(), transient=True) as progress:
        progress.add_task(label, total=None)
        yield


def told_by_tenths(label: str, total: int, *, unit: str, tell: Callable[[str], None]) -> Advance:
    """A line for each tenth of the work."""
    told = 0
    began = time.monotonic()

    def advance(done: int) -> None:
        nonlocal told
        tenth = done * 10 // total
        if tenth > told:
            told = tenth
            seconds = time.monotonic() - began
            line = f"{label}: {done:,} of {total:,}"
            if unit:
                left = seconds * (total - done) / done
                rate = f", {done / seconds:,.0f} {unit}/s" if seconds > 0 else ""
                line += f" {unit}{rate}, {left:,.0f} s left"
            tell(f"{line} ({tenth * 10} %)")

    return advance


class _Pace:
    """How far the work has come, and how long the rest will take at the pace so far."""

    def __init__(self, total: int, *, unit: str) -> None:
        self._total = total
        self._unit = unit
        self._began = self._noted = time.monotonic()
        self._done = 0

    def note(self, done: int) -> None:
        """So many steps are done now."""
        self._done, self._noted = done, time.monotonic()

    def line(self) -> str:
        """``12,000 of 40,000 words, 900/s, 0:00:31 left``; no rate before anything is done."""
        unit = f" {self._unit}" if self._unit else ""
        counts = f"{self._done:,} of {self._total:,}{unit}"
        seconds = self._noted - self._began
        if not self._done or seconds <= 0:
            return counts
        rate = f", {self._done / seconds:,.0f}/s" if self._unit else ""
        # Steps come in large parts: between two of them the time left goes on falling.
        left = seconds * (self._total - self._done) / self._done - (time.monotonic() - self._noted)
        return f"{counts}{rate}, {timedelta(seconds=max(0, round(left)))} left"


@contextmanager
def _every_second(act: Callable[[], None]) -> Iterator[None]:
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(1):
            act()

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _console() -> "Console":
    from rich.console import Console

    return Console(stderr=True)
