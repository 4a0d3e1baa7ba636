from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from fitcode.tui.transcript.lanes import LANES, Mark, PlacedMarks

SPANS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 120)).map(lambda one: (one[0], sum(one))), max_size=40
)


def marks_on(spans: list[tuple[int, int]]) -> list[Mark]:
    return [Mark(str(number), *span, label="code", colour=None) for number, span in enumerate(spans)]


@given(SPANS)
def test_a_lane_never_holds_two_marks_that_overlap(spans):
    placed = PlacedMarks(marks_on(spans)).overlapping(0, 1000)

    for (one, lane), (other, other_lane) in combinations(placed, 2):
        if lane is not None and lane == other_lane:
            assert one.end <= other.start or other.end <= one.start


@given(SPANS)
def test_a_mark_goes_without_a_lane_only_where_all_are_taken(spans):
    placed = PlacedMarks(marks_on(spans)).overlapping(0, 1000)

    for mark, lane in placed:
        if lane is None:
            taken = {other_lane for other, other_lane in placed if other.start <= mark.start < other.end}
            assert taken - {None} == set(range(LANES))


@given(SPANS, st.integers(0, 500), st.integers(1, 200))
def test_the_marks_of_a_span_are_found_in_reading_order(spans, start, length):
    marks = marks_on(spans)
    end = start + length

    found = [one.mark for one in PlacedMarks(marks).overlapping(start, end)]

    expected = [mark for mark in marks if mark.start < end and start < mark.end]
    assert found == sorted(expected, key=lambda mark: (mark.start, -mark.end))


def test_a_mark_keeps_its_lane_while_the_text_scrolls():
    placed = PlacedMarks(marks_on([(0, 500), (100, 200), (150, 400)]))

    assert placed.overlapping(350, 360) == [placed.overlapping(0, 500)[0], placed.overlapping(0, 500)[2]]


def test_marks_that_could_share_a_row_get_different_lanes_while_there_are_some():
    placed = PlacedMarks(marks_on([(0, 50), (51, 90), (200, 250)])).overlapping(0, 300)

    assert [lane for _, lane in placed] == [0, 1, 0]
