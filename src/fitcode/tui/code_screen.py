"""The coding screen: a transcript read and coded from the keyboard.

Every key is in ``keys.CODE_KEYS``; an action here asks what must be asked, lets the sitting do the deed and
shows the sitting again.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Footer, OptionList, Static

from fitcode.errors import FitcodeError
from fitcode.store.screen_reads import QueueFilters
from fitcode.tui.code_asking import CodeAsking
from fitcode.tui.detail_panel import DetailPanel
from fitcode.tui.keys import CODE_KEYS, bindings
from fitcode.tui.page_header import PageHeader
from fitcode.tui.page_marks import PageMarks
from fitcode.tui.side_panels import HEADING, CodePanel, TranscriptPanel
from fitcode.tui.status_line import StatusLine
from fitcode.tui.steady_memory import hold_memory
from fitcode.tui.transcript.transcript_view import TranscriptView
from fitcode.workflow.sitting.code_transcript import CodingSitting
from fitcode.workflow.sitting.show_on_page import ALL_SUGGESTED, LIKELY, NONE_SUGGESTED

_WIDE = 110
"""Columns from which on the panels stand beside the page."""

_KEEP_PLACE_AFTER = 0.7
"""Seconds without a move after which the place is kept: a killed program loses no more."""


class CodeScreen(CodeAsking):
    """A page, what is in focus on it, and the panels beside it."""

    KEYS = CODE_KEYS
    WELCOME = "Welcome: j and k move, c codes the selected sentence, ? shows every key."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CODE_KEYS)]
    DEFAULT_CSS = """
    CodeScreen #side { width: 37; background: $surface; border-right: solid $primary 40%; }
    CodeScreen #side.-hidden { display: none; }
    CodeScreen #heading { height: 1; color: $secondary; text-wrap: nowrap; }
    CodeScreen TranscriptView { height: 1fr; }
    """

    def __init__(self, sitting: CodingSitting, *, is_visit: bool = False) -> None:
        super().__init__(sitting)
        self._is_visit = is_visit
        self._place_timer: Timer | None = None
        self._shown_transcript: str | None = None
        self._marks = PageMarks()

    def compose(self) -> ComposeResult:
        """The panels, the page, and what the keys would act on."""
        yield PageHeader()
        with Horizontal():
            with Vertical(id="side"):
                yield Static(HEADING, markup=False, id="heading")
                yield TranscriptPanel()
                yield CodePanel()
            with Vertical():
                yield TranscriptView()
                yield DetailPanel()
        yield StatusLine()
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin in the text."""
        self.query_one(TranscriptView).focus()

    def _settle(self) -> None:
        with suppress(FitcodeError):  # it may have been removed just now, which the next look tells
            self.sitting.make_ready()
        hold_memory()

    def on_resize(self, event: Resize) -> None:
        """The panels have a place of their own on a wide terminal only."""
        self.query_one("#side").set_class(event.size.width < _WIDE, "-hidden")
        self.refresh_panels()

    def refresh_all(self) -> None:
        """Show the sitting: after a deed, or news."""
        view, sitting = self.query_one(TranscriptView), self.sitting
        transcript = sitting.transcript
        if transcript is None:
            view.display = False
        elif transcript.uid != self._shown_transcript:
            view.display = True
            view.show(transcript)
            self.call_after_refresh(self._settle)
        self._shown_transcript = transcript.uid if transcript else None
        view.set_marks(self._marks.of(sitting, self.app.theme))
        view.set_hits(sitting.hits)
        self.refresh_panels()
        self.refresh_place()

    def refresh_panels(self) -> None:
        """Show the panels, where they are on the screen."""
        if not self.query_one("#side").has_class("-hidden"):
            self.query_one(TranscriptPanel).show(self.sitting)
            self.query_one(CodePanel).show(self.sitting)

    def refresh_place(self) -> None:
        """Show where the selection is: after a move."""
        view, sitting = self.query_one(TranscriptView), self.sitting
        if sitting.transcript is not None:
            view.set_selection(*sitting.selection)
            view.set_focused_mark(sitting.focused)
            view.reveal(*sitting.selection)
        self.query_one(PageHeader).show(sitting)
        self.query_one(DetailPanel).show(sitting)
        self._keep_place_soon()

    # Moving

    def action_move(self, by: str, steps: int) -> None:
        """Select another segment or turn."""
        self._go(partial(self.sitting.move, steps, by=by))

    def action_page(self, direction: int) -> None:
        """A screen further."""
        if self.sitting.transcript is None:
            return
        view = self.query_one(TranscriptView)
        before = view.first_position
        position = view.page(direction)
        if position == before:  # nothing further to scroll to, but further to go
            self.action_edge(direction)
        else:
            self._go(partial(self.sitting.go_to, position))

    def action_edge(self, direction: int) -> None:
        """To the beginning or the end of the text."""
        end = len(self.sitting.transcript.text) if self.sitting.transcript else 0
        self._go(partial(self.sitting.go_to, end if direction > 0 else 0))

    def action_extend(self, by: str, steps: int) -> None:
        """Move an edge of the selection."""
        self._go(partial(self.sitting.extend, steps, by=by))

    def action_collapse(self) -> None:
        """Back to one segment without hits, and from a panel back to the text."""
        self.query_one(TranscriptView).focus()
        self.sitting.hits = []
        self.query_one(TranscriptView).set_hits([])
        self._go(self.sitting.collapse)

    def action_focus_mark(self, direction: int) -> None:
        """Bring the next coding or suggestion at the selection into focus."""
        self._go(partial(self.sitting.focus_next, direction))

    def action_next_uncoded(self, direction: int) -> None:
        """To the next segment that this coder has not coded."""
        self._seek(self.sitting.go_to_uncoded, direction, "uncoded segment")

    def action_next_suggestion(self, direction: int) -> None:
        """To the next suggestion on the page."""
        self._seek(self.sitting.go_to_suggestion, direction, "suggestion on the page; h shows more or fewer")

    def action_next_hit(self, direction: int) -> None:
        """To the next search hit."""
        self._seek(self.sitting.go_to_hit, direction, "hit; / searches")
        hits = self.sitting.hits
        if tuple(self.sitting.selection) in hits:
            place = hits.index((self.sitting.selection.start, self.sitting.selection.end))
            self.query_one(TranscriptView).set_hits(hits, place)
            self.say(f"Hit {place + 1:,} of {len(hits):,}.")

    # Deeds without a question

    def action_favourite(self, digit: str) -> None:
        """Code the selection with a favourite."""
        self.attempt(lambda: self.told(self.sitting.apply_favourite(digit)))

    def action_repeat(self) -> None:
        """Code the selection like the last one."""
        self.attempt(lambda: self.told(self.sitting.repeat()))

    def action_valence(self, valence: str) -> None:
        """Say that the coding in focus is fit, misfit or mixed; said again, that it states none."""
        focused = self.sitting.focused_coding
        wanted = None if focused is not None and focused.valence == valence else valence
        self.attempt(lambda: self._changed(valence=wanted))

    def action_remove(self) -> None:
        """Remove the coding in focus."""
        self.attempt(self._remove)

    def action_place_again(self) -> None:
        """Put the coding in focus on the selection."""
        start, end = self.sitting.selection
        self.attempt(lambda: f"Now on {self.sitting.n_words:,} words. {self._changed(start=start, end=end)}")

    def action_merge(self) -> None:
        """Join codings of one code at the selection."""
        self.attempt(self._merge)

    def action_split(self) -> None:
        """Cut the coding in focus at the beginning of the selection."""
        self.attempt(self._split)

    def action_accept(self) -> None:
        """Accept the suggestion in focus."""
        self.attempt(lambda: self.told(self.sitting.accept()))

    def action_reject(self) -> None:
        """Reject the suggestion in focus."""
        self.attempt(self._reject)

    def action_finish(self) -> None:
        """Mark the transcript as finished, or reopen it."""
        self.attempt(self._finish)

    def action_review(self) -> None:
        """Review this transcript's suggestions."""
        if self.sitting.transcript is not None:
            self.sitting.keep_place()
            filters = QueueFilters(transcript=self.sitting.transcript.name)
            self.attempt(lambda: self.fit_app.review(filters))

    def action_leave(self) -> None:
        """Leave this screen; the place is kept."""
        self.sitting.keep_place()
        if self._is_visit:
            self.dismiss()
        else:
            self.app.exit()

    # Panels

    def action_suggestions(self) -> None:
        """The likely suggestions on the page, then all, then none."""
        following = {LIKELY: ALL_SUGGESTED, ALL_SUGGESTED: NONE_SUGGESTED, NONE_SUGGESTED: LIKELY}
        self.sitting.show_suggestions(following[self.sitting.least_score])
        self.refresh_all()
        n_shown, n_off = len(self.sitting.suggestions), self.sitting.n_unlikely
        self.say(f"{n_shown} suggestions are shown, {n_off} less likely ones are not.")

    def action_panel(self) -> None:
        """Show the codebook and go into it; from it back to the text, and away on a narrow terminal."""
        side, codes = self.query_one("#side"), self.query_one(CodePanel)
        if codes.has_focus:
            side.set_class(self.size.width < _WIDE, "-hidden")
            self.query_one(TranscriptView).focus()
        else:
            side.remove_class("-hidden")
            self.refresh_panels()
            codes.focus()
            self.say("In the codebook: Enter codes with what is chosen, B goes back to the text.")

    def action_detail(self) -> None:
        """The detail panel low, tall, or away."""
        self.query_one(DetailPanel).cycle()
        self.call_after_refresh(self.refresh_place)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click on a transcript."""
        event.stop()
        self.open(self.sitting.transcripts[event.option_index].name)

    def on_code_panel_chosen(self, event: CodePanel.Chosen) -> None:
        """Enter or a click on a code of the tree begins a coding line with it."""
        self.query_one(TranscriptView).focus()
        if self.may_change():
            self.action_code(f"{event.code} ")

    def on_code_panel_looked_at(self, event: CodePanel.LookedAt) -> None:
        """The panel below tells what a code of the tree means."""
        self.query_one(DetailPanel).show_code(self.sitting.codes[event.code])

    def on_transcript_view_pressed(self, event: TranscriptView.Pressed) -> None:
        """A click selects a segment."""
        self._go(partial(self.sitting.go_to, event.position))

    def on_transcript_view_dragged(self, event: TranscriptView.Dragged) -> None:
        """A drag selects the words it touched."""
        self._go(lambda: self.sitting.select(self.sitting.map.words_around(event.start, event.end)))

    # How

    def _go(self, move: Callable[[], None]) -> None:
        if self.sitting.transcript is not None:
            move()
            self.refresh_place()

    def _seek(self, seek: Callable[[int], bool], direction: int, what: str) -> None:
        if self.sitting.transcript is None:
            return
        if seek(direction):
            self.refresh_place()
        else:
            self.say(f"No {'further' if direction > 0 else 'earlier'} {what}.")

    def _keep_place_soon(self) -> None:
        if self._place_timer is not None:
            self._place_timer.stop()
        self._place_timer = self.set_timer(_KEEP_PLACE_AFTER, self.sitting.keep_place)

    def _changed(self, **values: object) -> str:
        self.sitting.change(**values)
        coding = self.sitting.focused_coding
        return f"Changed: {self.said(coding)}. z takes it back." if coding else "Changed."

    def _remove(self) -> str:
        coding = self.sitting.focused_coding
        self.sitting.remove()
        return f"Removed: {self.said(coding)}. z brings it back." if coding else ""

    def _merge(self) -> str:
        self.sitting.merge()
        return f"Merged into one: {self.said(self.sitting.focused_coding)}. z takes it back."

    def _split(self) -> str:
        self.sitting.split()
        return f"Cut in two: {self.said(self.sitting.focused_coding)}. z takes it back."

    def _reject(self) -> str:
        suggestion = self.sitting.focused_suggestion
        self.sitting.reject()
        return f"Rejected: {suggestion.code}. z takes it back." if suggestion else ""

    def _finish(self) -> str:
        is_finished = self.sitting.toggle_finished()
        return "Finished: what you left uncoded counts as seen. ! reopens it." if is_finished else "Reopened."
