import pytest

from fitcode.domain.choices import SegmentUnit
from tests.text.composing import compose, segments

TALK = "Interview\n\nDan: How? And why?\n\nGo on.\n\nEva: Well. So."


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (SegmentUnit.sentence, ["Interview", "How?", "And why?", "Go on.", "Well.", "So."]),
        (SegmentUnit.paragraph, ["Interview", "How? And why?", "Go on.", "Well. So."]),
        (SegmentUnit.turn, ["Interview", "How? And why?\n\nGo on.", "Well. So."]),
    ],
)
def test_segments_are_cut_by_the_unit_that_the_project_sets(unit, expected):
    draft = compose(TALK, unit=unit)

    assert segments(draft) == expected
    assert draft.segment_unit is unit


def test_turns_know_their_segments_and_words():
    draft = compose(TALK)
    dan, eva = draft.turns

    assert (dan.first_segment, dan.end_segment) == (1, 4)
    assert (eva.first_segment, eva.end_segment) == (4, 6)
    # Interview, Dan, How, And, why, Go, on, Eva, Well, So
    assert (dan.first_word, dan.end_word) == (2, 7)
    assert (eva.first_word, eva.end_word) == (8, 10)
    assert draft.words == 10


def test_paragraphs_of_a_format_end_sentences():
    assert segments(compose("Q: How", "is it", "A: Well")) == ["How", "is it", "Well"]


def test_a_word_that_had_to_be_cut_belongs_to_both_segments():
    draft = compose("Q: x\nA: " + "b" * 1_000 + " end")
    first, second = draft.segments[1:3]

    assert first.end == second.start
    assert (first.first_word, first.end_word) == (3, 4)
    assert (second.first_word, second.end_word) == (3, 5)
    assert draft.words == 5
