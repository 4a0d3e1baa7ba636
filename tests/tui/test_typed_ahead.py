"""Keys typed faster than screens open and close reach the screen that they were typed for, in order."""

import asyncio
from time import sleep
from typing import Any, ClassVar, cast

import pytest
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Paste
from textual.screen import Screen
from textual.widgets import Static

from fitcode.tui.dialogs.line_dialog import LineDialog
from fitcode.tui.dialogs.memo_dialog import MemoDialog
from fitcode.tui.typed_ahead import TypedAhead


class Page(Screen[None]):
    """c opens a line and m a memo; x counts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "line"),
        Binding("m", "memo"),
        Binding("x", "count"),
    ]

    def compose(self) -> ComposeResult:
        yield Static("page")

    @property
    def answers(self) -> list[Any]:
        return cast("Typed", self.app).answers

    def action_line(self) -> None:
        sleep(0.05)  # as a slow machine would
        self.app.push_screen(LineDialog("Why?"), self.answers.append)

    def action_memo(self) -> None:
        sleep(0.05)
        self.app.push_screen(MemoDialog("Memo"), self.answers.append)

    def action_count(self) -> None:
        self.answers.append("x")


class Typed(TypedAhead):
    """An app with that page."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Any] = []

    def on_mount(self) -> None:
        self.push_screen(Page())


def type_at_once(*keys: str) -> list[Any]:
    """What is answered when all of this comes from the terminal in the same breath; `<text` is pasted."""

    async def run() -> list[Any]:
        app = Typed()
        async with app.run_test() as pilot:
            await pilot.pause()
            for key in keys:
                app.post_message(_event(key))
            for _ in range(60):
                await pilot.pause(0.02)
            return app.answers

    return asyncio.run(run())


def _event(key: str) -> Key | Paste:
    if key.startswith("<"):
        return Paste(key[1:])
    return Key(key, key if len(key) == 1 else None)


def test_letters_typed_with_the_key_that_opens_a_line_stand_in_it_in_order():
    assert type_at_once("c", *"because", "enter") == ["because"]


def test_a_text_that_is_pasted_with_the_key_that_opens_a_line_stands_in_it():
    assert type_at_once("c", "<because", "enter") == ["because"]


def test_what_is_pasted_and_typed_ahead_keeps_its_order():
    assert type_at_once("c", "a", "<bc", "d", "enter") == ["abcd"]


def test_no_key_overtakes_the_letters_before_it():
    (written,) = type_at_once("m", *"a memo of some words", "ctrl+s")

    assert written.text == "a memo of some words"


@pytest.mark.parametrize("letters", ["", "why"])
def test_a_key_after_enter_is_for_the_screen_below(letters):
    assert type_at_once("c", *letters, "enter", "x") == [letters, "x"]


def test_a_second_line_gets_what_was_typed_after_the_first_was_closed():
    assert type_at_once("c", *"one", "enter", "c", *"two", "enter") == ["one", "two"]


def test_no_key_overtakes_letters_that_a_slow_page_has_not_given_back_yet():
    async def slowly(self: Page, event: Key) -> None:
        await asyncio.sleep(0.3)  # as on a machine that does something else

    class SlowPage(Page):
        on_key = slowly

    async def run() -> list[Any]:
        app = Typed()
        async with app.run_test() as pilot:
            await app.push_screen(SlowPage())
            for key in ("c", *"why"):
                app.post_message(_event(key))
            await pilot.pause(0.6)
            for key in ("?", "enter"):
                app.post_message(_event(key))
            for _ in range(100):
                await pilot.pause(0.02)
            return app.answers

    assert asyncio.run(run()) == ["why?"]


def test_keys_for_the_page_itself_do_not_wait():
    assert type_at_once("x", "x", "x") == ["x", "x", "x"]


# What is used of Textual beyond its manual; a test for each says when Textual has changed it.


def test_textual_stamps_its_events_by_one_clock_that_goes_forward():
    first = Event().time
    sleep(0.02)

    assert 0.01 < Event().time - first < 1


def test_textual_hands_a_key_that_nobody_took_back_to_the_app_as_forwarded():
    seen: list[bool] = []

    class Watching(Typed):
        def on_key(self, event: Key) -> None:
            seen.append(event.is_forwarded)

        def on_paste(self, event: Paste) -> None:
            seen.append(event.is_forwarded)

    async def run() -> None:
        app = Watching()
        async with app.run_test() as pilot:
            await pilot.press("y")
            app.post_message(Paste("text"))
            await pilot.pause(0.05)

    asyncio.run(run())

    assert seen == [True, True]


def test_textual_has_no_screens_before_it_starts():
    assert TypedAhead().screen_stack == []
