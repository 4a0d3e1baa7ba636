"""A screen on which passages are decided one after the other: the page, a card, and going on.

What is decided, and what the card says, is the screen's that is made from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Resize
from textual.widgets import Footer, Static

from fitcode.tui.asking import Asking
from fitcode.tui.review.card import Card, DefinedCard
from fitcode.tui.review.passage_view import PassageView
from fitcode.tui.status_line import StatusLine
from fitcode.tui.steady_memory import hold_memory
from fitcode.workflow.sitting.see_passages import PassageSitting

if TYPE_CHECKING:
    from fitcode.tui.app import FitcodeApp

_WIDE = 120
"""Columns from which on the card stands beside the page."""

P = TypeVar("P", bound=PassageSitting[Any])


class PassageScreen(Asking[P]):
    """A passage in its context, and what there is to decide."""

    SKIPPED_AGAIN: ClassVar[str] = "Again from the beginning, with what was skipped."
    NOTHING_BEFORE: ClassVar[str] = "Nothing was skipped before this one. A decision is taken back with z."
    DEFAULT_CSS = """
    PassageScreen #passages { height: 1fr; layout: vertical; }
    PassageScreen #passages.-wide { layout: horizontal; }
    PassageScreen TranscriptView {
        & > .transcript-view--suggestion { text-style: none; }
        & > .transcript-view--focused-mark { text-style: none; }
        & > .transcript-view--emphasis { background: $accent 45%; text-style: bold; }
        &:ansi, &:nocolor {
            & > .transcript-view--selection { text-style: none; }
            & > .transcript-view--emphasis { text-style: bold reverse; }
        }
    }
    """

    def __init__(self, sitting: P, *, is_visit: bool = False) -> None:
        super().__init__(sitting)
        self._is_visit = is_visit
        self._shown_transcript: str | None = None
        self._shown_key: str | None = None

    # What a screen that is made from this one says

    def new_header(self) -> Static:
        """The line above the page."""
        raise NotImplementedError

    def new_card(self) -> Card:
        """What says what there is to decide."""
        raise NotImplementedError

    def new_end(self) -> Static:
        """What stands in the place of the page where nothing is left."""
        raise NotImplementedError

    def show_card(self, *, is_new: bool = False) -> None:
        """Show how far one is and what there is to decide, from its first line where it is another one."""
        raise NotImplementedError

    def show_end(self) -> None:
        """Say why nothing is left."""
        raise NotImplementedError

    # The parts

    def compose(self) -> ComposeResult:
        """How far one is, the passage and its card, and what was said last."""
        yield self.new_header()
        with Container(id="passages"):
            yield PassageView()
            yield self.new_card()
        end = self.new_end()
        end.id = "end"
        yield end
        yield StatusLine()
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin at the first passage."""
        self.query_one(PassageView).focus()
        self.call_after_refresh(hold_memory)

    def on_resize(self, event: Resize) -> None:
        """The card stands beside the page on a wide terminal, and below it on a narrow one."""
        is_wide = event.size.width >= _WIDE
        self.query_one("#passages").set_class(is_wide, "-wide")
        self.query_one(Card).place(is_beside=is_wide)
        self.lay_anew()

    def refresh_all(self) -> None:
        """Show the sitting: after a decision, or news."""
        page = self.sitting.page
        self.query_one("#passages").display = page is not None
        self.query_one("#end").display = page is None
        is_new = self.sitting.key != self._shown_key
        self.show_card(is_new=is_new)
        if page is None:
            self.show_end()
            self._shown_key = None
            return
        view = self.query_one(PassageView)
        if self.focused is None:  # it was hidden: keys wait for a screen in which nothing has the focus
            view.focus()
        if page.transcript.uid != self._shown_transcript:
            view.show(page.transcript)
            self._shown_transcript = page.transcript.uid
        self._shown_key = self.sitting.key
        self.show_passage(is_centred=is_new)
        if is_new:
            self.call_after_refresh(self.sitting.prefetch)

    def show_passage(self, *, is_centred: bool) -> None:
        """The passage in the middle of the page, or at least on it."""
        self.query_one(PassageView).show_passage(self.sitting, is_centred=is_centred)

    # Going on

    def action_skip(self) -> None:
        """Leave it for later; at the end, begin again with what was skipped."""
        sitting = self.sitting
        if sitting.skip():
            self.refresh_all()
        elif sitting.start_again():
            self.refresh_all()
            self.say(self.SKIPPED_AGAIN)
        else:
            self.say("Nothing waits here.")

    def action_previous(self) -> None:
        """Back to what was skipped last."""
        if self.sitting.back():
            self.refresh_all()
        else:
            self.say(self.NOTHING_BEFORE)

    # Looking

    def action_scroll(self, rows: int) -> None:
        """Read on or back."""
        self.query_one(PassageView).scroll_rows(rows)

    def action_page(self, direction: int) -> None:
        """Read a screen on or back."""
        self.query_one(PassageView).page(direction)

    def action_scroll_card(self, lines: int) -> None:
        """Read on or back in what the card says."""
        self.query_one(Card).scroll_lines(lines)

    def action_definition(self) -> None:
        """More room for what the codes mean, or less again."""
        self.query_one(DefinedCard).toggle()
        self.lay_anew()

    def lay_anew(self) -> None:
        """The card, which may have another height, and the passage in the middle of what it leaves."""
        self.show_card()
        self.call_after_refresh(self.show_passage, is_centred=True)

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
