"""The passage view: a transcript view that shows the codings around a passage, however many the text has.

What is dealt into lanes at each decision is only what lies near; who reads on finds the rest there too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fitcode.store.screen_reads import ShownCoding, ShownSuggestion
from fitcode.tui.page_marks import PageMarks
from fitcode.tui.transcript.transcript_view import TranscriptView
from fitcode.workflow.sitting.look_closer import LookingSitting
from fitcode.workflow.sitting.open_sitting import CodeCard

AROUND = 8_000
"""Characters on each side of what is shown."""


class _Near(NamedTuple):
    """What of a sitting's page is marked."""

    coder: str
    codes: Mapping[str, CodeCard]
    codings: Sequence[ShownCoding]
    suggestions: Sequence[ShownSuggestion]


class PassageView(TranscriptView):
    """Shows the current suggestion of a queue in its transcript."""

    def __init__(self) -> None:
        super().__init__()
        self._sitting: LookingSitting | None = None
        self._marked = (0, 0)

    def show_passage(self, sitting: LookingSitting, *, is_centred: bool) -> None:
        """Show the passage as it stands now, in the middle or at least on the page."""
        one = sitting.current
        if one is None:
            return
        self._sitting = sitting
        start, end = sitting.span
        self._mark(sitting, start, end)
        self.set_selection(start, end)
        self.set_focused_mark(one.uid)
        self.set_emphasis(one.fired)
        if is_centred:
            self.centre((start + end) // 2)
        self.reveal(start, end)

    def scroll_rows(self, rows: int) -> None:
        """Scroll, and mark what comes on the page."""
        super().scroll_rows(rows)
        low, high = self._marked
        first, last = self.first_position, self.last_position
        if self._sitting is not None and not (low <= max(first - 1, 0) and last < high):
            self._mark(self._sitting, first, last)

    def _mark(self, sitting: LookingSitting, first: int, last: int) -> None:
        length = len(sitting.page.transcript.text) if sitting.page else 0
        low, high = max(first - AROUND, 0), last + AROUND
        self._marked = (low, high if high < length else length + 1)
        near = _Near(sitting.coder, sitting.codes, sitting.codings_within(low, high), sitting.suggestions)
        self.set_marks(PageMarks().of(near, self.app.theme))
