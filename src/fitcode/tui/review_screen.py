"""The review screen: one suggestion after the other, each decided with one key.

Every key is in ``keys.REVIEW_KEYS``; the passage stands in its transcript, and the card beside or below it
says what would be coded and why.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import Static

from fitcode.tui.asking import UNDO
from fitcode.tui.keys import REVIEW_KEYS, bindings
from fitcode.tui.review.card import Card
from fitcode.tui.review.review_end import ReviewEnd
from fitcode.tui.review.review_header import ReviewHeader
from fitcode.tui.review.suggestion_card import More, SuggestionCard
from fitcode.tui.review_asking import ReviewAsking


class ReviewScreen(ReviewAsking):
    """A passage in its context, and the suggestion made for it."""

    KEYS = REVIEW_KEYS
    WELCOME = "a accepts, e amends, r rejects, s skips; z takes back. ? shows every key."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(REVIEW_KEYS)]

    def new_header(self) -> Static:
        """How far the review has come."""
        return ReviewHeader()

    def new_card(self) -> Card:
        """What would be coded, and why."""
        return SuggestionCard()

    def new_end(self) -> Static:
        """What was done, and what comes next."""
        return ReviewEnd()

    def show_card(self, *, is_new: bool = False) -> None:
        """The suggestion, and how far the review has come."""
        self.query_one(ReviewHeader).show(self.sitting, width=self.app.size.width)
        self.query_one(SuggestionCard).show(self.sitting, self.app.theme, is_new=is_new)

    def show_end(self) -> None:
        """The end of the queue."""
        self.query_one(ReviewEnd).show(self.sitting)

    # Decisions

    def action_accept(self) -> None:
        """Accept, the passage as it stands."""
        if self.decidable() is not None:
            self.attempt(lambda: f"{self.sitting.accept()} {UNDO}")

    def action_reject(self) -> None:
        """Reject."""
        if self.decidable() is not None:
            self.attempt(lambda: f"{self.sitting.reject()} {UNDO}")

    # The passage

    def action_extend(self, by: str, steps: int) -> None:
        """Move an edge of the passage."""
        if self.sitting.current is not None:
            self.sitting.extend(steps, by=by)
            self.show_passage(is_centred=False)
            self.show_card()

    def action_reset_span(self) -> None:
        """The passage as it was suggested, in the middle of the page."""
        if self.sitting.current is not None:
            self.sitting.reset_span()
            self.show_passage(is_centred=True)
            self.show_card()

    # Looking

    def action_evidence(self) -> None:
        """Everything that speaks for the suggestion, or the suggestion alone again."""
        self._show_more(More.evidence)

    def action_definition(self) -> None:
        """What the code means, or the suggestion alone again."""
        self._show_more(More.definition)

    def _show_more(self, more: More) -> None:
        self.query_one(SuggestionCard).toggle(more)
        self.lay_anew()
