"""Asking: what the coding and the review screen ask for in the same way.

A dialog that a deed hangs on stays open until the deed was done or the person leaves it, so that a refusal
costs nothing that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.text import Text

from fitcode.errors import FitcodeError
from fitcode.tui.detail_panel import tell_code
from fitcode.tui.dialogs.coding_dialog import CodingAnswer, CodingDialog
from fitcode.tui.sitting_screen import S, SittingScreen
from fitcode.tui.status_line import StatusLine
from fitcode.workflow.sitting.match_names import Choice
from fitcode.workflow.sitting.move_on_page import MovingSitting
from fitcode.workflow.sitting.open_sitting import Sitting
from fitcode.workflow.sitting.see_passages import PassageSitting

UNDO = "z takes it back."
"""Said after whatever a key did to the project."""


class Asking(SittingScreen[S]):
    """A screen that asks in dialogs."""

    async def action_change(self, action: str) -> None:
        """Do what changes the project, unless it is open for reading only: then nothing is asked for."""
        if self.may_change():
            await self.run_action(action)

    def may_change(self) -> bool:
        """Whether anything can be changed here; else it is said why not."""
        if self.sitting.is_read_only:
            self.say("The project is open for reading only: nothing can be changed here.", is_error=True)
        return not self.sitting.is_read_only

    def trouble_with(self, deed: Callable[[], str | None]) -> str | None:
        """Do what a dialog asked for: None when it was done, else what was wrong."""
        return None if self.attempt(deed) else self.query_one(StatusLine).said

    def ask_coding(
        self,
        sitting: MovingSitting | PassageSitting[Any],
        line: str,
        commit: Callable[[CodingAnswer], str | None],
        *,
        quote: str,
        then: Callable[[CodingAnswer | None], None] | None = None,
    ) -> None:
        """Ask for a coding on one line; the dialog stays while `commit` says what is wrong."""
        dialog = CodingDialog(
            quote,
            code_choices(sitting),
            component_choices(sitting),
            recent=sitting.recent_codes,
            nearby=sitting.components_nearby(),
            line=line,
            describe=self._describe,
            commit=commit,
        )
        self.app.push_screen(dialog, then)

    def _describe(self, code: str) -> Text:
        text = Text()
        tell_code(text, self.sitting.codes[code])
        return text


def stated_in(answer: CodingAnswer) -> dict[str, Any]:
    """What an answer states, by the names of a coding's fields; raises FitcodeError for a code to be made."""
    if answer.new_code is not None:
        raise FitcodeError("A new code is made on the coding screen.", remedy="Leave this, and c goes there.")
    stated = answer._asdict()
    del stated["new_code"]
    return stated


def code_choices(sitting: Sitting) -> list[Choice]:
    """The codes in force, for a picker."""
    return [Choice(card.name, card.code.name, card.path) for card in sitting.codes.values()]


def component_choices(sitting: Sitting) -> list[Choice]:
    """The components, for a picker."""
    return [
        Choice(card.name, card.title, card.mission, " ".join(card.aliases))
        for card in sitting.components.values()
    ]
