"""The adjudication screen: what coders dispute, each question ruled on with one key.

Every key is in ``keys.ADJUDICATION_KEYS``; the codings stand side by side, and nothing is taken that is not
as it was shown.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import Static

from fitcode.domain.adjudication import Question
from fitcode.domain.choices import Valence
from fitcode.errors import FitcodeError
from fitcode.tui.adjudication.adjudication_card import AdjudicationCard
from fitcode.tui.adjudication.adjudication_head import AdjudicationEnd, AdjudicationHeader
from fitcode.tui.asking import UNDO, stated_in
from fitcode.tui.dialogs.choice_dialog import ChoiceDialog
from fitcode.tui.dialogs.coding_dialog import CodingAnswer
from fitcode.tui.dialogs.line_dialog import LineDialog
from fitcode.tui.keys import ADJUDICATION_KEYS, bindings
from fitcode.tui.passage_screen import PassageScreen
from fitcode.tui.review.card import Card
from fitcode.workflow.sitting.adjudicate_passages import AdjudicationSitting
from fitcode.workflow.sitting.match_names import Choice
from fitcode.workflow.sitting.read_coding_line import write_coding_line


class AdjudicateScreen(PassageScreen[AdjudicationSitting]):
    """A passage in its context, and what each coder made of it."""

    KEYS = ADJUDICATION_KEYS
    WELCOME = "A digit takes a coder's, b all, n none, e codes anew; ? shows every key."
    NOTHING_BEFORE = "This is the first question of the transcript."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ADJUDICATION_KEYS)]

    def new_header(self) -> Static:
        """How far the transcript is."""
        return AdjudicationHeader()

    def new_card(self) -> Card:
        """What each coder coded."""
        return AdjudicationCard()

    def new_end(self) -> Static:
        """What is left, and what comes next."""
        return AdjudicationEnd()

    def show_card(self, *, is_new: bool = False) -> None:
        """The question, and how far the transcript is."""
        self.query_one(AdjudicationHeader).show(self.sitting, width=self.app.size.width)
        self.query_one(AdjudicationCard).show(self.sitting, self.app.theme, is_new=is_new)

    def show_end(self) -> None:
        """The end of the transcript."""
        self.query_one(AdjudicationEnd).show(self.sitting)

    # Rulings

    def action_take(self, number: str) -> None:
        """Take what one coder coded."""
        if self._question() is not None:
            self.attempt(lambda: f"{self.sitting.take(int(number))} {UNDO}")

    def action_take_all(self) -> None:
        """Take what each coder coded."""
        if self._question() is not None:
            self.attempt(lambda: f"{self.sitting.take_all()} {UNDO}")

    def action_take_neither(self) -> None:
        """Take nothing."""
        if self._question() is not None:
            self.attempt(lambda: f"{self.sitting.take_neither()} {UNDO}")

    def action_make(self) -> None:
        """Code the passage as nobody had, on a line that says what all of them said."""
        question, page, key = self._question(), self.sitting.page, self.sitting.key
        if question is None or page is None:
            return
        start, end = self.sitting.span
        self.ask_coding(
            self.sitting,
            _said_by_all(question),
            lambda answer: self.trouble_with(lambda: self._make(key, answer)),
            quote=page.transcript.text[start:end],
        )

    def _make(self, key: str | None, answer: CodingAnswer) -> str:
        stated = stated_in(answer)
        self._require_current(key)
        return f"{self.sitting.make(**stated)} {UNDO}"

    def action_reason(self) -> None:
        """Say why, before the ruling."""
        key = self.sitting.key
        if self._question() is None:
            return

        def keep(reason: str) -> str:
            self._require_current(key)
            self.sitting.give_reason(reason)
            return "The next ruling on this question keeps that reason." if reason else "No reason is kept."

        self.app.push_screen(
            LineDialog(
                "Why? It is kept with the ruling that follows.",
                self.sitting.reason,
                commit=lambda reason: self.trouble_with(lambda: keep(reason)),
            )
        )

    def action_finish(self) -> None:
        """Finish the transcript."""
        self.attempt(lambda: f"{self.sitting.finish()} {UNDO}")

    def _require_current(self, key: str | None) -> None:
        """Refuse to act on what is no longer looked at: another process may have changed it meanwhile."""
        if self.sitting.key != key:
            raise FitcodeError(
                "That question was changed elsewhere meanwhile.", remedy="Nothing was decided."
            )

    def _question(self) -> Question | None:
        """The current question; where there is none, that is said."""
        question = self.sitting.current
        if question is None:
            self.say("No question is asked here: s goes on to what is open.", is_error=True)
        return question

    # The passage

    def action_extend(self, by: str, steps: int) -> None:
        """Move an edge of the passage that a new coding would have."""
        if self.sitting.current is not None:
            self.sitting.extend(steps, by=by)
            self.show_passage(is_centred=False)
            self.show_card()

    def action_reset_span(self) -> None:
        """The passage as the coders had it, in the middle of the page."""
        if self.sitting.current is not None:
            self.sitting.reset_span()
            self.show_passage(is_centred=True)
            self.show_card()

    # Going on

    def action_skip(self) -> None:
        """On to what is open, in this transcript or in the next one."""
        sitting, before = self.sitting, self.sitting.transcript
        if sitting.skip():
            self.refresh_all()
        elif sitting.start_again():
            self.refresh_all()
            if sitting.transcript != before:
                self.say(f"{sitting.transcript}: {sitting.n_open:,} open.")
        else:
            self.say("Nothing is left open.")

    def action_next(self) -> None:
        """On to the next question, decided or not."""
        if self.sitting.forth():
            self.refresh_all()
        else:
            self.say("This is the last question of the transcript.")

    def action_transcripts(self) -> None:
        """Go to another transcript."""
        sitting = self.sitting
        choices = [
            Choice(name, "adjudicated" if sitting.is_finished(name) else "", "")
            for name in sitting.names_compared
        ]
        self.app.push_screen(ChoiceDialog("Transcript", choices), self._open)

    def _open(self, transcript: str | None) -> None:
        if transcript is not None:
            self.attempt(lambda: self.sitting.open(transcript))

    # Looking

    def action_around(self) -> None:
        """Show all that the coders coded around the passage, or the question alone again."""
        self.sitting.shows_all = not self.sitting.shows_all
        self.show_passage(is_centred=False)
        self.say("All codings of the coders are shown." if self.sitting.shows_all else "The question alone.")


def _said_by_all(question: Question) -> str:
    """The coding line that says what every coding of a question says."""

    def alike(field: str) -> str | None:
        values = {getattr(coding, field) for coding in question.codings}
        return values.pop() if len(values) == 1 else None

    valence, strengths = alike("valence"), {coding.strength for coding in question.codings}
    return write_coding_line(
        alike("code") or "",
        valence=None if valence is None else Valence(valence),
        strength=strengths.pop() if len(strengths) == 1 else None,
        about=alike("about"),
        counterpart=alike("counterpart"),
    )
