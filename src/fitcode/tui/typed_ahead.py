"""Keys typed ahead wait for the screen that they were typed for: fast fingers and slow lines lose no letter.

A key that reaches the app while a screen opens or closes is handed on, in order, once the new top screen can
take keys. Nothing here knows what a key does.
"""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.events import Event, Key, Paste
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

_LOOK_EVERY = 0.005
_AT_MOST = 1.0
"""Seconds after which a screen gets its keys even if nothing on it has the focus."""

_ANSWERED = 0.1
"""Seconds in which a dialog that Enter was pressed in may close; what is typed meanwhile is for the next."""

_SETTLED = 2.0
"""Seconds after which a key counts as dealt with, though its widget is there and has never said so."""


def now() -> float:
    """The time by the clock that Textual stamps its events with, which is another one on Windows."""
    return Event().time


class TypedAhead(App[None]):
    """An app whose screens get every key that was typed for them."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[Key | Paste] = []
        self._top: Screen[Any] | None = None
        self._since = 0.0
        """What was typed before this was not typed for the top screen."""
        self._answered_until = 0.0
        self._settling: Widget | None = None
        """What was handed keys last and has not dealt with them yet."""
        self._unsettled_until = 0.0
        self._handed_on = 0

    async def on_event(self, event: Event) -> None:
        """Every event of the terminal comes here first."""
        if not isinstance(event, Key | Paste) or event.is_forwarded or not self.screen_stack:
            await super().on_event(event)
        elif self._waiting or not self._takes_keys() or self._overtakes(event):
            self._wait(event)
        else:
            self._since = min(self._since, event.time)
            if isinstance(event, Key) and event.key == "enter" and isinstance(self.screen, ModalScreen):
                self._answered_until = now() + _ANSWERED
            await super().on_event(event)
            self._settle()

    def on_key(self, event: Key) -> None:
        """A key that no widget took: it may have been typed for a screen that has come on top since."""
        self._take_back(event, Key(event.key, event.character))

    def on_paste(self, event: Paste) -> None:
        """So may a text that was pasted."""
        self._take_back(event, Paste(event.text))

    def _take_back(self, event: Key | Paste, again: Key | Paste) -> None:
        """Have it wait for the top screen, if it was not typed for another one that could not use it."""
        self._look_at_top()
        if event.time < self._since:
            event.prevent_default()
            again.time = event.time
            self._wait(again)

    def _look_at_top(self) -> None:
        if self.screen is not self._top:
            self._top, self._since, self._answered_until = self.screen, now(), 0.0

    def _takes_keys(self) -> bool:
        self._look_at_top()
        at = now()
        if at < self._answered_until:
            return False
        is_ready = self.screen.is_mounted and (self.screen.focused is not None or not self.screen.focus_chain)
        return is_ready or at > self._since + _AT_MOST

    def _overtakes(self, event: Key | Paste) -> bool:
        """Whether a key could act before those typed earlier have come to their field, as Ctrl+s could.

        Letters stay in line by themselves, but for those that an earlier screen has not yet given back.
        """
        node = self._settling
        if node is None or not node.is_attached or now() > self._unsettled_until:
            return False
        is_letter = isinstance(event, Paste) or event.is_printable
        return not is_letter or node.screen is not self.screen

    def _settle(self) -> None:
        """Learn when the widget in focus and all those around it have dealt with what they got so far."""
        node = self.screen.focused or self.screen
        self._handed_on += 1
        if node.call_later(self._climb, node, self._handed_on):
            self._settling, self._unsettled_until = node, now() + _SETTLED

    def _climb(self, node: DOMNode | None, number: int) -> None:
        # Up to the app itself: what came back on the same way is in line there before this.
        if node is not None and node.call_later(self._climb, node.parent, number):
            return
        if number == self._handed_on:
            self._settling = None

    def _wait(self, event: Key | Paste) -> None:
        self._waiting.append(event)
        if len(self._waiting) == 1:
            self.set_timer(_LOOK_EVERY, self._hand_on)

    async def _hand_on(self) -> None:
        if not self._takes_keys():
            self.set_timer(_LOOK_EVERY, self._hand_on)
            return
        waiting, self._waiting = sorted(self._waiting, key=lambda event: event.time), []
        for event in waiting:  # those that follow one that must wait again wait behind it
            await self.on_event(event)
