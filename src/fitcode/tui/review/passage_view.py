"""The passage view: a transcript view that shows the codings around a passage, however many the text has.

What is dealt into lanes at each decision is only what lies near; who reads on finds the rest there too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fitcode.store.screen_reads import ShownCoding, ShownSuggestion
from fitcode.tui.page_marks import PageMarks
from fitcode.tui.transcript.transcript_view import TranscriptView
from fitcode.workflow.sitting.open_sitting import CodeCard
from fitcode.workflow.sitting.see_passages import PassageSitting

AROUND = 8_000
"""Characters on each side of what is shown."""


class _Near(NamedTuple):
    """What of a sitting's page is marked."""

    coder: str
    codes: Mapping[str, CodeCard]
    codings: Sequence[ShownCoding]
    suggestions: Sequence[ShownSuggestion]


class PassageView(TranscriptView):
    """Shows what is looked at in its transcript."""

    def __init__(self) -> None:
        super().__init__()
        self._sitting: PassageSitting[Any] | None = None
        self._marked = (0, 0)

    def show_passage(self, sitting: PassageSitting[Any], *, is_centred: bool) -> None:
        """Show the passage as it stands now, in the middle or at least on the page."""
        if sitting.current is None:
            return
        self._sitting = sitting
        start, end = sitting.span
        self._mark(sitting, start, end)
        self.set_selection(start, end)
        self.set_focused_mark(sitting.marked)
        self.set_emphasis(sitting.emphasis)
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

    def _mark(self, sitting: PassageSitting[Any], first: int, last: int) -> None:
        length = len(sitting.page.transcript.text) if sitting.page else 0
        low, high = max(first - AROUND, 0), last + AROUND
        self._marked = (low, high if high < length else length + 1)
        codings = sitting.codings_within(low, high)
        near = _Near(sitting.unnamed_coder, sitting.codes, codings, sitting.suggestions)
        self.set_marks(PageMarks().of(near, self.app.theme))
