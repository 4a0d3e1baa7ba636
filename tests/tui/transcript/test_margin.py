import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from fitcode.tui.transcript.flow import Flow, Place
from fitcode.tui.transcript.lanes import LANES, Mark, PlacedMarks
from fitcode.tui.transcript.margin import Beside, columns_for, lay_beside
from fitcode.tui.transcript.painting import Overlays, Painter
from tests.tui.transcript.talks import HOSTILE, ODD_TEXT, mark, talk

ANA = "Ana: One here. Two here. Three here."
"""Three rows where a row has twelve cells."""

NOTHING_OVER = Overlays(selection=(0, 0), hits=(), current_hit=None, emphasis=(), focused=None)


def beside(
    words: list[Mark], *, lanes: int = LANES, focused: str | None = None, top: int = 0, height: int = 3
) -> list[Beside]:
    """What stands beside the rows of Ana's turn, from a row on."""
    flow = Flow(talk(ANA), width=12)
    block = flow.blocks.at(0)
    assert block is not None
    lines = flow.run(Place(block, 1 + top), height)
    placed = PlacedMarks(words).overlapping(0, len(ANA))
    return lay_beside(lines, placed, lanes=lanes, focused=focused)


def ana(words: str, label: str, **rest: object) -> Mark:
    return mark(talk(ANA), words, label, **rest)


def lanes_drawn(laid: list[Beside], lanes: int = 3) -> list[str]:
    return [
        "".join(one.cells[lane].glyph if lane in one.cells else " " for lane in range(lanes)) for one in laid
    ]


def labels_laid(laid: list[Beside]) -> list[str]:
    return [f"{one.label.mark.label}+{one.label.more}" if one.label else "" for one in laid]


def test_lanes_show_where_marks_begin_and_end():
    laid = beside([ana("One here. Two here. Three", "all"), ana("Two here.", "two")])

    assert lanes_drawn(laid) == ["┐  ", "│] ", "┘  "]


def test_a_suggestion_is_drawn_in_other_lines():
    laid = beside([ana("One here. Two here. Three", "all", is_suggestion=True)])

    assert lanes_drawn(laid) == ["╮  ", "╎  ", "╯  "]


def test_the_focused_mark_is_drawn_heavily():
    laid = beside([ana("One here. Two here. Three", "all"), ana("Two here.", "two")], focused="all")

    assert lanes_drawn(laid) == ["┓  ", "┃] ", "┛  "]


def test_a_mark_that_begins_above_the_screen_is_open_there():
    assert lanes_drawn(beside([ana("One here. Two here.", "both")], top=1))[0] == "┘  "
    assert lanes_drawn(beside([ana("One here. Two here. Three", "all")], top=1))[0] == "│  "


def test_a_mark_that_goes_on_below_the_screen_is_open_there():
    assert lanes_drawn(beside([ana("One here. Two here. Three", "all")], height=2)) == ["┐  ", "│  "]


def test_the_focused_mark_is_drawn_even_where_lanes_are_short():
    crowd = [ana(ANA[5:], str(number)) for number in range(3)]

    laid = beside([*crowd, ana("One here. Two here.", "last")], lanes=2, focused="last")

    assert lanes_drawn(laid, 2) == ["┐┓", "│┛", "┘┘"]


def test_one_mark_after_another_in_one_row_of_a_lane_is_shown_as_both():
    crowd = [ana(ANA[5:], str(number)) for number in range(LANES - 1)]

    marks = [*crowd, ana("Two ", "a"), ana("here. Three", "b")._replace(start=19)]

    assert lanes_drawn(beside(marks), LANES)[1] == "│││││┤"
    assert lanes_drawn(beside(marks, focused="a"), LANES)[1] == "│││││┫"


def test_labels_stand_beside_the_first_line_and_flow_down():
    laid = beside([ana("One here.", "a"), ana("One", "b"), ana("Two here.", "c")])

    assert labels_laid(laid) == ["a+0", "b+0", "c+0"]


def test_labels_without_room_are_counted():
    laid = beside([ana(ANA[5:], label) for label in "abcdef"])

    assert labels_laid(laid) == ["a+0", "b+0", "c+3"]


def test_the_label_of_the_focused_mark_always_has_room():
    laid = beside([ana(ANA[5:], label) for label in "abcdef"], focused="f")

    assert labels_laid(laid) == ["f+1", "b+0", "c+2"]


def test_a_mark_on_a_speakers_label_is_told_beside_the_turn():
    laid = beside([Mark("x", 0, 3, "label", None)])

    assert labels_laid(laid) == ["label+0", "", ""]
    assert lanes_drawn(laid) == ["┘  ", "   ", "   "]


@pytest.mark.parametrize("width", [*range(46, 160), 200, 300])
def test_the_columns_fill_the_width_and_keep_their_measures(width):
    columns = columns_for(width)
    used = columns.indent + 1 + columns.text + 1 + columns.lanes + 1 + columns.margin

    assert used <= width
    assert 30 <= columns.text <= 78
    assert 10 <= columns.margin <= 28
    assert columns.margin >= 18 or width < 54
    assert used >= width - columns.indent - 1


def test_eighty_columns_share_out_as_text_and_labels():
    assert columns_for(80)[1:] == (51, 6, 20)


SPANS = st.tuples(st.integers(0, 400), st.integers(1, 120)).map(lambda one: (one[0], sum(one)))
MARKS = st.builds(
    Mark,
    uid=st.text("abc", min_size=1, max_size=2),
    start=st.integers(0, 300),
    end=st.integers(301, 600),
    label=ODD_TEXT,
    colour=st.sampled_from([None, "", "#6cb6ff", "ansi_red", "bright_blue", "no colour"]),
    is_suggestion=st.booleans(),
)


@given(
    st.lists(ODD_TEXT, max_size=5), st.lists(MARKS, max_size=12), SPANS, st.lists(SPANS), st.integers(20, 130)
)
def test_every_strip_is_exactly_as_wide_as_the_view(paragraphs, marks, selection, spans, width):
    transcript = talk("\n".join(f"Ana: {HOSTILE}{words}" for words in paragraphs) or "x")
    columns = columns_for(width)
    flow = Flow(transcript, width=columns.text)
    painter = Painter(columns, width=width, ground=Style.null(), style_of=lambda part: Style.null())
    block = flow.blocks.at(0)
    assert block is not None
    lines = flow.run(Place(block, 0), 40)
    placed = PlacedMarks(marks).overlapping(0, len(transcript.text))
    overlays = Overlays(selection, hits=spans, current_hit=selection, emphasis=spans, focused="a")

    laid = lay_beside(lines, placed, lanes=columns.lanes, focused="a")
    for line, one in zip(lines, laid, strict=True):
        strip = painter.paint(transcript.text, line, one, overlays)
        assert sum(segment.cell_length for segment in strip) == width
        assert not {"\x1b", "\x9b", "\u202e", "\u2066", "\n"} & set(strip.text)


WRITINGS = {
    "Chinese": "中文字。" * 9,
    "Arabic": "مرحبا بالعالم " * 5,
    "combining": "e\u0301 " * 40,
    "emoji": "👩🏽\u200d🚒 👍🏽 🇫🇷 " * 9,
}


@pytest.mark.parametrize("words", WRITINGS.values(), ids=WRITINGS)
def test_the_margin_stays_in_its_column_whatever_the_writing(words):
    transcript = talk(f"Ana: plain\nAna: {words}")
    columns = columns_for(80)
    flow = Flow(transcript, width=columns.text)
    painter = Painter(columns, width=80, ground=Style.null(), style_of=lambda part: Style.null())
    lines = flow.run(Place(flow.blocks.at(0), 0), 9)  # type: ignore[arg-type]
    placed = PlacedMarks([Mark("a", 0, len(transcript.text), "everything", None)])
    laid = lay_beside(lines, placed.overlapping(0, 999), lanes=6, focused=None)

    for line, one in zip(lines[1:], laid[1:], strict=True):
        strip = painter.paint(transcript.text, line, one, NOTHING_OVER)
        assert strip.crop(53, 54).text in "┐│┘"
