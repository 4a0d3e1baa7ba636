import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.suggestion import SegmentText, TranscriptText, TurnText
from fitcode.suggest.language import Pipelines
from fitcode.suggest.reading import LONGEST_PIECE, CleanText, read_parts
from tests.suggest.examples import transcript

SAME = {"'": "’", " ": "\n\u00a0\u00ad\u200b", "a": "", "b": "", "é": ""}
BLANK = Pipelines(pipeline="blank", language="en").of("en")


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("don’t", "don't"),
        ("spare\u2011parts", "spare-parts"),
        ("a \n\t b", "a b"),
        ("in\u00adter\u200boperable", "interoperable"),
        ("a\u00a0\u200b b\u3000c", "a b c"),
        ("\ud800", "\ufffd"),
    ],
)
def test_odd_characters_become_plain_ones(written, clean):
    assert CleanText(written).text == clean


@given(st.text(alphabet="ab  \n\u00ad\u200b\u00a0’é"))
def test_every_clean_character_knows_where_it_came_from(text):
    clean = CleanText(text)

    for place, character in enumerate(clean.text):
        origin = text[clean.back(place)]
        # A space may stand for a run that begins with something invisible.
        assert origin == character or origin in SAME[character]
        assert clean.forth(clean.back(place)) == place


def test_segments_are_the_sentences_of_the_doc():
    [part] = read_parts(transcript("Yes, J2 came. No truck, though. None."), BLANK)

    assert [part.doc[first:end].text for first, end in part.bounds] == [
        *["Yes, J2 came.", "No truck, though.", "None."]
    ]
    assert [sentence.start for sentence in part.doc.sents] == [first for first, _ in part.bounds]


def test_a_very_long_turn_is_read_in_pieces_of_whole_segments():
    said = transcript("We lent fuel. " * 5_000)

    parts = list(read_parts(said, BLANK))

    assert len(parts) > 3
    assert max(len(part.doc.text) for part in parts) <= LONGEST_PIECE
    assert [segment for part in parts for segment in part.segments] == list(said.turns[0].segments)


def test_one_segment_longer_than_a_piece_stays_whole():
    said = transcript("fuel " * LONGEST_PIECE, whole_turns=True)

    [part] = read_parts(said, BLANK)

    assert len(part.doc) == LONGEST_PIECE


def test_a_token_across_the_border_of_segments_belongs_to_none():
    turn = TurnText(5, "fueltank full", True, (SegmentText(0, 5, 9), SegmentText(1, 9, 18)), ())

    [part] = read_parts(TranscriptText("ana", "", None, (turn,)), BLANK)

    assert [part.doc[first:end].text for first, end in part.bounds] == ["", "full"]


def test_a_turn_without_segments_is_not_read():
    turn = TurnText(0, " ", True, (), ())

    assert list(read_parts(TranscriptText("ana", "", None, (turn,)), BLANK)) == []
