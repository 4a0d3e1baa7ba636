"""The worklist screen: passages coded under an earlier definition, each decided with one key.

Every key is in ``keys.WORKLIST_KEYS``; only codings of whoever acts are shown, for nobody confirms another's.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import Static

from fitcode.domain.choices import Valence
from fitcode.errors import FitcodeError
from fitcode.store.worklist import OutdatedCoding
from fitcode.tui.asking import UNDO, stated_in
from fitcode.tui.dialogs.coding_dialog import CodingAnswer
from fitcode.tui.keys import WORKLIST_KEYS, bindings
from fitcode.tui.passage_screen import PassageScreen
from fitcode.tui.review.card import Card
from fitcode.tui.worklist.worklist_card import WorklistCard
from fitcode.tui.worklist.worklist_head import WorklistEnd, WorklistHeader
from fitcode.workflow.sitting.read_coding_line import write_coding_line
from fitcode.workflow.sitting.work_through_list import WorklistSitting


class WorklistScreen(PassageScreen[WorklistSitting]):
    """A coding in its context, and what its code says otherwise now."""

    KEYS = WORKLIST_KEYS
    WELCOME = "a confirms, e recodes, x removes, s skips; z takes back. ? shows every key."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(WORKLIST_KEYS)]

    def new_header(self) -> Static:
        """How far one is."""
        return WorklistHeader()

    def new_card(self) -> Card:
        """The coding, and what has changed."""
        return WorklistCard()

    def new_end(self) -> Static:
        """What was done."""
        return WorklistEnd()

    def show_card(self, *, is_new: bool = False) -> None:
        """The coding, and how far one is."""
        self.query_one(WorklistHeader).show(self.sitting, width=self.app.size.width)
        self.query_one(WorklistCard).show(self.sitting, self.app.theme, is_new=is_new)

    def show_end(self) -> None:
        """The end of the worklist."""
        self.query_one(WorklistEnd).show(self.sitting)

    # Decisions

    def action_confirm(self) -> None:
        """It holds."""
        if self._decidable() is not None:
            self.attempt(lambda: f"{self.sitting.confirm()} {UNDO}")

    def action_remove(self) -> None:
        """It does not hold, and nothing else does."""
        if self._decidable() is not None:
            self.attempt(lambda: f"{self.sitting.remove()} {UNDO}")

    def action_recode(self) -> None:
        """Another code, valence or components, on a line that says what is coded."""
        one = self._decidable()
        if one is None:
            return
        line = write_coding_line(
            one.code,
            valence=None if one.valence is None else Valence(one.valence),
            strength=one.strength,
            about=one.about,
            counterpart=one.counterpart,
            memo=one.memo,
        )
        self.ask_coding(
            self.sitting,
            line,
            lambda answer: self.trouble_with(lambda: self._recode(one, answer)),
            quote=one.quote,
        )

    def _recode(self, one: OutdatedCoding, answer: CodingAnswer) -> str:
        stated = stated_in(answer)
        if self.sitting.key != one.uid:
            raise FitcodeError(
                "That coding was changed or removed elsewhere meanwhile.", remedy="Nothing was changed."
            )
        return f"{self.sitting.recode(**stated)} {UNDO}"

    def _decidable(self) -> OutdatedCoding | None:
        """The current coding; where there is none, that is said."""
        one = self.sitting.current
        if one is None:
            self.say("No coding is left here: s starts again with what was skipped.", is_error=True)
        return one
