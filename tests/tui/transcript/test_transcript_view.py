import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from fitcode.domain.transcript import Transcript
from fitcode.tui.transcript import flow
from fitcode.tui.transcript.transcript_view import Mark, TranscriptView
from fitcode.tui.transcript.wrapping import Row, wrap
from tests.tui.transcript.talks import HOSTILE, mark, talk

SMALL = talk(
    "Interviewer: How long have you been in Dassine?\n"
    "Ana: Two years and four months, which makes me the institutional memory of this compound. "
    "I say it without pride.",
    times=(3000, 9000),
)
LONG = talk("\n".join(f"Ana: This is the answer with number {number}." for number in range(100)))


class Screen(App[None]):
    """A screen with nothing but the view."""

    def __init__(self, transcript: Transcript | None) -> None:
        super().__init__()
        self.transcript = transcript
        self.messages: list[Message] = []

    def compose(self) -> ComposeResult:
        yield TranscriptView()

    def on_mount(self) -> None:
        if self.transcript is not None:
            self.query_one(TranscriptView).show(self.transcript)

    def on_transcript_view_pressed(self, message: TranscriptView.Pressed) -> None:
        self.messages.append(message)

    def on_transcript_view_dragged(self, message: TranscriptView.Dragged) -> None:
        self.messages.append(message)


Journey = Callable[[TranscriptView, Pilot[None]], Coroutine[Any, Any, None]]


def look_at(transcript: Transcript | None, journey: Journey, *, size: tuple[int, int] = (80, 12)) -> Screen:
    """Open a transcript in a screen of its own and go through a journey."""
    app = Screen(transcript)

    async def open_and_go() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await journey(app.query_one(TranscriptView), pilot)

    asyncio.run(open_and_go())
    return app


def painted(view: TranscriptView) -> list[str]:
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


def segments_of(view: TranscriptView, words: str) -> list[Segment]:
    """The segments that paint these words."""
    strips = [view.render_line(y) for y in range(view.size.height)]
    return [one for strip in strips for one in strip if words in one.text]


def test_a_transcript_is_read_as_turns_with_codings_in_lanes_and_margin():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.set_marks(
            [
                mark(SMALL, "Two years and four months", "time-horizon −2"),
                mark(SMALL, SMALL.text[SMALL.text.index("which") :], "staffing", is_suggestion=True),
            ]
        )
        view.set_selection(SMALL.turns[1].start, SMALL.turns[1].end)
        view.set_focused_mark("time-horizon −2")
        assert painted(view) == [
            " Interviewer · 0:03",
            " How long have you been in Dassine?",
            "",
            " Ana · respondent · 0:09",
            "▌Two years and four months, which makes me the       ┫╮     ▸time-horizon −2",
            "▌institutional memory of this compound. I say it      ╎     ?staffing",
            "▌without pride.                                       ╯",
            *[""] * 5,
        ]

    look_at(SMALL, journey)


def test_codings_are_underlined_suggestions_italic_and_the_focused_one_bold():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        coding = mark(SMALL, "Two years", "a", colour="#6cb6ff")
        suggestion = mark(SMALL, "four months", "b", is_suggestion=True)
        view.set_marks([coding, suggestion])
        view.set_focused_mark("a")
        [coded] = segments_of(view, "Two years")
        [suggested] = segments_of(view, "four months")
        assert coded.style is not None
        assert suggested.style is not None
        assert coded.style.underline
        assert coded.style.bold
        assert coded.style.color is not None
        assert coded.style.color.name == "#6cb6ff"
        assert suggested.style.italic
        assert not suggested.style.bold
        assert not suggested.style.underline

    look_at(SMALL, journey)


def test_the_focused_mark_shows_over_what_lies_inside_it():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        outer = mark(SMALL, "Two years and four months", "outer", is_suggestion=True)
        view.set_marks([outer, mark(SMALL, "years", "inner", colour="ansi_red")])
        inner = segments_of(view, "years")[0].style
        view.set_focused_mark("outer")
        [focused] = [one.style for one in segments_of(view, "years")]
        assert inner is not None
        assert focused is not None
        assert (inner.bold, inner.italic, inner.underline) == (None, None, True)
        assert inner.color is not None
        assert inner.color.name == "red"
        assert (focused.bold, focused.italic, focused.underline) == (True, True, True)

    look_at(SMALL, journey)


def test_selection_hits_and_words_that_fired_have_backgrounds_of_their_own():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        words = ["Two", "four", "institutional", "I say", "makes me"]
        selected, hit, current, fired = (mark(SMALL, word)[1:3] for word in words[:4])
        view.set_selection(*selected)
        view.set_hits([hit, current], current=1)
        view.set_emphasis([fired])
        styles = [segments_of(view, word)[0].style for word in words]
        assert len({style.bgcolor for style in styles if style is not None}) == 5

    look_at(SMALL, journey)


def test_hours_are_told_where_there_are_some():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        assert painted(view)[0] == " Ana · respondent · 1:01:40"

    look_at(talk("Ana: At last.", times=(3_700_000,)), journey)


def test_without_colour_the_selection_is_reversed(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")

    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.set_selection(*mark(SMALL, "Two years")[1:3])
        [selected] = segments_of(view, "Two years")
        assert selected.style is not None
        assert selected.style.reverse

    look_at(SMALL, journey)


def test_interviewers_are_dimmer_than_respondents():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        asked, answered = (
            segments_of(view, "How long have you been in Dassine?")[0],
            segments_of(view, "without pride.")[0],
        )
        assert asked.style is not None
        assert answered.style is not None
        assert asked.style.color != answered.style.color

    look_at(SMALL, journey)


def test_another_theme_is_painted_at_once():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        before = view.render_line(1)
        view.app.theme = "textual-light"
        await pilot.pause()
        assert [one.style for one in before] != [one.style for one in view.render_line(1)]

    look_at(SMALL, journey)


def test_paging_goes_to_the_end_and_back_without_leaving_anything_out():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        seen = set(painted(view))
        places = [view.first_position]
        while view.page(1) > places[-1]:
            places.append(view.first_position)
            seen |= set(painted(view))
        assert painted(view)[-1] == " This is the answer with number 99."
        assert {f" This is the answer with number {number}." for number in range(100)} <= seen
        while view.page(-1) < places[-1]:
            places.append(view.first_position)
        assert view.first_position == 5
        assert painted(view)[1] == " This is the answer with number 0."

    look_at(LONG, journey)


def test_a_page_leaves_two_rows_of_the_one_before():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        before = painted(view)
        view.page(1)
        assert painted(view)[:2] == before[-2:]

    look_at(LONG, journey)


def test_the_wheel_scrolls():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        before = painted(view)
        view.post_message(events.MouseScrollDown(view, 1, 1, 0, 0, 0, False, False, False))
        await pilot.pause()
        assert painted(view)[:-3] == before[3:]
        view.post_message(events.MouseScrollUp(view, 1, 1, 0, 0, 0, False, False, False))
        await pilot.pause()
        assert painted(view) == before

    look_at(LONG, journey)


def test_a_drag_beyond_the_edge_scrolls():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        await pilot.mouse_down(view, offset=(1, 4))
        before = painted(view)
        # Stopped, for else it goes up to the screen, which hands it down once more.
        view.post_message(events.MouseMove(view, 1, 12, 0, 1, 1, False, False, False).stop())
        await pilot.pause()
        assert painted(view)[:-1] == before[1:]

    look_at(LONG, journey)


def test_the_positions_on_the_screen_are_those_of_its_first_and_last_character():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.scroll_rows(3)
        assert LONG.text[view.first_position :].startswith("This is the answer with number 1.")
        assert LONG.text[: view.last_position + 1].endswith("This is the answer with number 4.")

    look_at(LONG, journey)


@pytest.mark.parametrize(("number", "row"), [(1, 4), (50, 9), (99, 11)])
def test_revealing_scrolls_as_little_as_possible_and_leaves_rows_around(number, row):
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        found = mark(LONG, f"This is the answer with number {number}.")
        view.reveal(found.start, found.end)
        assert painted(view)[row] == f" This is the answer with number {number}."

    look_at(LONG, journey)


def test_revealing_upwards_leaves_rows_above():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.centre(len(LONG.text))
        found = mark(LONG, "This is the answer with number 50.")
        view.reveal(found.start, found.end)
        assert painted(view)[2] == " This is the answer with number 50."

    look_at(LONG, journey)


def test_a_row_at_the_edge_of_the_screen_gets_rows_around_it():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.scroll_rows(31)
        before = painted(view)
        view.reveal(view.first_position, view.first_position + 1)
        assert painted(view)[2] == before[0]

    look_at(LONG, journey)


def test_a_span_that_just_fits_is_revealed_whole():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.reveal(LONG.turns[50].start, LONG.turns[53].start + 1)
        assert " This is the answer with number 50." in painted(view)
        assert " This is the answer with number 53." in painted(view)

    look_at(LONG, journey, size=(80, 10))


def test_the_middle_of_the_screen_is_for_the_very_row_that_was_asked_for():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.centre(text.text.index("here"))
        assert "here" in painted(view)[6]

    text = talk("Ana: " + "word " * 200 + "here " + "word " * 300)
    look_at(text, journey)


def test_what_is_on_the_screen_already_is_revealed_without_scrolling():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.centre(mark(LONG, "number 50.").start)
        before = painted(view)
        assert before[6] == " This is the answer with number 50."
        view.reveal(*mark(LONG, "number 50.")[1:3])
        assert painted(view) == before

    look_at(LONG, journey)


def test_a_span_taller_than_the_screen_is_revealed_at_its_start_and_can_be_paged_through():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        start, end = LONG.turns[50].start, LONG.turns[70].end
        view.reveal(start, end)
        assert " This is the answer with number 50." in painted(view)[:5]
        view.page(1)
        before = painted(view)
        view.reveal(start, end)
        assert painted(view) == before

    look_at(LONG, journey)


@pytest.mark.parametrize("is_centred", [True, False])
def test_a_transcript_shown_with_a_place_before_there_is_a_screen_opens_there(is_centred):
    app = Screen(None)

    async def open_and_look() -> None:
        view = TranscriptView()
        view.show(LONG)
        if is_centred:
            view.centre(LONG.turns[50].start)
        else:
            view.reveal(LONG.turns[50].start, LONG.turns[50].end)
        async with app.run_test(size=(80, 12)) as pilot:
            await app.mount(view)
            await app.query(TranscriptView).first().remove()
            await pilot.pause()
            assert " This is the answer with number 50." in painted(view)

    asyncio.run(open_and_look())


def test_a_screen_that_changes_its_size_stays_where_it_was():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.scroll_rows(30)
        before = view.first_position
        await pilot.resize_terminal(50, 20)
        await pilot.pause()
        assert view.first_position == before
        view.set_selection(LONG.turns[14].start, LONG.turns[14].end)
        await pilot.resize_terminal(50, 6)
        await pilot.pause()
        assert view.first_position <= LONG.turns[14].start < view.last_position

    look_at(LONG, journey)


def test_every_character_on_the_screen_is_found_by_the_mouse():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        for words in ("Two", "pride", "Dassine"):
            y = next(y for y, line in enumerate(painted(view)) if words in line)
            x = painted(view)[y].index(words)
            assert view.position_at(x, y) == SMALL.text.index(words)
        assert view.position_at(0, 2) is None
        assert view.position_at(0, 3) == SMALL.turns[1].start
        assert view.position_at(79, 1) == SMALL.turns[0].end - 1
        assert view.position_at(0, 11) is None

    look_at(SMALL, journey)


def test_a_click_and_a_drag_tell_what_they_were_on():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        await pilot.click(view, offset=(5, 1))
        await pilot.mouse_down(view, offset=(1, 1))
        await pilot.hover(view, offset=(8, 1))
        await pilot.mouse_up(view, offset=(8, 1))

    app = look_at(SMALL, journey)

    start = SMALL.turns[0].start
    said = [(type(one), vars(one)) for one in app.messages]
    pressed, *dragged = app.messages
    assert isinstance(pressed, TranscriptView.Pressed), said
    assert pressed.position == start + 4
    assert isinstance(dragged[-1], TranscriptView.Dragged)
    assert (dragged[-1].start, dragged[-1].end) == (start, start + 8)


def test_nothing_hostile_reaches_the_terminal():
    hostile = talk(f"Ana: before{HOSTILE}after").model_copy(deep=True)
    speaker = hostile.speakers[0].model_copy(update={"label": f"Ana{HOSTILE}"})
    hostile = hostile.model_copy(update={"speakers": (speaker,)})

    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.set_marks([Mark("x", 5, 20, f"code{HOSTILE}", None)])
        text = "".join(segment.text for y in range(12) for segment in view.render_line(y))
        assert "before␛[2J" in text
        assert not set(text) & set(HOSTILE) - set("[2J];0gone31m")

    look_at(hostile, journey)


def test_of_a_long_transcript_only_what_is_on_the_screen_is_laid_out(monkeypatch):
    laid_out: list[int] = []

    def counting(text: str, width: int, *, at: int) -> list[Row]:
        laid_out.append(len(text))
        return wrap(text, width, at=at)

    monkeypatch.setattr(flow, "wrap", counting)
    endless = talk("Ana: " + "We go together now. " * 50_000)

    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        laid_out.clear()
        view.show(endless)
        painted(view)
        view.centre(500_000)
        painted(view)
        assert 0 < sum(laid_out) < 50_000

    look_at(endless, journey)


@pytest.mark.parametrize("size", [(20, 4), (45, 10), (64, 24), (140, 45)])
def test_any_screen_is_filled_to_its_width(size):
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.set_marks([mark(SMALL, "Two years", "a-code-with-a-long-name-that-never-fits")])
        assert {view.render_line(y).cell_length for y in range(size[1])} == {size[0]}
        assert view.margin_width >= 10

    look_at(SMALL, journey, size=size)


@pytest.mark.parametrize("transcript", [None, talk(""), talk("\n \n")])
def test_where_there_is_no_text_nothing_is_shown_and_nothing_fails(transcript):
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.set_marks([Mark("x", 0, 1, "code", None)])
        view.reveal(0, 1)
        view.centre(0)
        assert view.page(1) == 0
        assert set(painted(view)) == {""}

    look_at(transcript, journey)


def test_showing_another_transcript_forgets_the_first():
    async def journey(view: TranscriptView, pilot: Pilot[None]) -> None:
        view.set_marks([mark(LONG, "answer", "code")])
        view.set_selection(5, 20)
        view.page(1)
        view.show(SMALL)
        assert painted(view)[:2] == [" Interviewer · 0:03", " How long have you been in Dassine?"]

    look_at(LONG, journey)
