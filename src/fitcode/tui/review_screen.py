"""The review screen: one suggestion after the other, each decided with one key.

Every key is in ``keys.REVIEW_KEYS``; the passage stands in its transcript, and the card beside or below it
says what would be coded and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Resize
from textual.widgets import Footer

from fitcode.tui.keys import REVIEW_KEYS, bindings
from fitcode.tui.review.passage_view import PassageView
from fitcode.tui.review.review_end import ReviewEnd
from fitcode.tui.review.review_header import ReviewHeader
from fitcode.tui.review.suggestion_card import More, SuggestionCard
from fitcode.tui.review_asking import ReviewAsking
from fitcode.tui.status_line import StatusLine
from fitcode.tui.steady_memory import hold_memory
from fitcode.workflow.sitting.review_suggestions import ReviewSitting

if TYPE_CHECKING:
    from fitcode.tui.app import FitcodeApp

_WIDE = 120
"""Columns from which on the card stands beside the page."""

_UNDO = "z takes it back."


class ReviewScreen(ReviewAsking):
    """A passage in its context, and the suggestion made for it."""

    KEYS = REVIEW_KEYS
    WELCOME = "a accepts, e amends, r rejects, s skips; z takes back. ? shows every key."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(REVIEW_KEYS)]
    DEFAULT_CSS = """
    ReviewScreen #review { height: 1fr; layout: vertical; }
    ReviewScreen #review.-wide { layout: horizontal; }
    ReviewScreen TranscriptView {
        & > .transcript-view--suggestion { text-style: none; }
        & > .transcript-view--focused-mark { text-style: none; }
        & > .transcript-view--emphasis { background: $accent 45%; text-style: bold; }
        &:ansi, &:nocolor {
            & > .transcript-view--selection { text-style: none; }
            & > .transcript-view--emphasis { text-style: bold reverse; }
        }
    }
    """

    def __init__(self, sitting: ReviewSitting, *, is_visit: bool = False) -> None:
        super().__init__(sitting)
        self._is_visit = is_visit
        self._shown_transcript: str | None = None
        self._shown_suggestion: str | None = None

    def compose(self) -> ComposeResult:
        """How far one is, the passage and its card, and what was said last."""
        yield ReviewHeader()
        with Container(id="review"):
            yield PassageView()
            yield SuggestionCard()
        yield ReviewEnd()
        yield StatusLine()
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin at the first suggestion."""
        self.query_one(PassageView).focus()
        self.call_after_refresh(hold_memory)

    def on_resize(self, event: Resize) -> None:
        """The card stands beside the page on a wide terminal, and below it on a narrow one."""
        is_wide = event.size.width >= _WIDE
        self.query_one("#review").set_class(is_wide, "-wide")
        self.query_one(SuggestionCard).place(is_beside=is_wide)
        self._show_card()
        self.call_after_refresh(self._show_passage, is_centred=True)

    def refresh_all(self) -> None:
        """Show the sitting: after a decision, or news."""
        page = self.sitting.page
        self.query_one("#review").display = page is not None
        end = self.query_one(ReviewEnd)
        end.display = page is None
        is_new = self.sitting.queue.current != self._shown_suggestion
        self._show_card(is_new=is_new)
        if page is None:
            end.show(self.sitting)
            self._shown_suggestion = None
            return
        view = self.query_one(PassageView)
        if page.transcript.uid != self._shown_transcript:
            view.show(page.transcript)
            self._shown_transcript = page.transcript.uid
        self._shown_suggestion = self.sitting.queue.current
        self._show_passage(is_centred=is_new)
        if is_new:
            self.call_after_refresh(self.sitting.prefetch)

    def _show_card(self, *, is_new: bool = False) -> None:
        self.query_one(ReviewHeader).show(self.sitting, width=self.app.size.width)
        self.query_one(SuggestionCard).show(self.sitting, self.app.theme, is_new=is_new)

    def _show_passage(self, *, is_centred: bool) -> None:
        """The passage in the middle of the page, or at least on it."""
        self.query_one(PassageView).show_passage(self.sitting, is_centred=is_centred)

    # Decisions

    def action_accept(self) -> None:
        """Accept, the passage as it stands."""
        if self.decidable() is not None:
            self.attempt(lambda: f"{self.sitting.accept()} {_UNDO}")

    def action_reject(self) -> None:
        """Reject."""
        if self.decidable() is not None:
            self.attempt(lambda: f"{self.sitting.reject()} {_UNDO}")

    def action_skip(self) -> None:
        """Leave it for later; at the end, begin again with what was skipped."""
        sitting = self.sitting
        if sitting.skip():
            self.refresh_all()
        elif sitting.start_again():
            self.refresh_all()
            self.say("Again from the beginning, with what was skipped.")
        else:
            self.say("Nothing waits here.")

    def action_previous(self) -> None:
        """Back to what was skipped last."""
        if self.sitting.back():
            self.refresh_all()
        else:
            self.say("Nothing was skipped before this one. A decision is taken back with z.")

    # The passage

    def action_extend(self, by: str, steps: int) -> None:
        """Move an edge of the passage."""
        if self.sitting.current is not None:
            self.sitting.extend(steps, by=by)
            self._show_passage(is_centred=False)
            self._show_card()

    def action_reset_span(self) -> None:
        """The passage as it was suggested, in the middle of the page."""
        if self.sitting.current is not None:
            self.sitting.reset_span()
            self._show_passage(is_centred=True)
            self._show_card()

    def action_scroll(self, rows: int) -> None:
        """Read on or back."""
        self.query_one(PassageView).scroll_rows(rows)

    def action_page(self, direction: int) -> None:
        """Read a screen on or back."""
        self.query_one(PassageView).page(direction)

    # Looking

    def action_scroll_card(self, lines: int) -> None:
        """Read on or back in what is said of the suggestion."""
        self.query_one(SuggestionCard).scroll_lines(lines)

    def action_evidence(self) -> None:
        """Everything that speaks for the suggestion, or the suggestion alone again."""
        self._show_more(More.evidence)

    def action_definition(self) -> None:
        """What the code means, or the suggestion alone again."""
        self._show_more(More.definition)

    def _show_more(self, more: More) -> None:
        self.query_one(SuggestionCard).toggle(more)
        self._show_card()
        self.call_after_refresh(self._show_passage, is_centred=True)

    def action_open_in_transcript(self) -> None:
        """The passage on the coding screen."""
        one = self.sitting.current
        if one is not None:
            app = cast("FitcodeApp", self.app)
            self.attempt(lambda: app.code(one.transcript, one.start))

    def action_leave(self) -> None:
        """Leave this screen; every decision is stored already."""
        if self._is_visit:
            self.dismiss()
        else:
            self.app.exit()
