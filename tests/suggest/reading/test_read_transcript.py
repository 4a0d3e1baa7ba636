import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.suggestion import SegmentText, TranscriptText, TurnText
from fitcode.suggest.reading import read_transcript
from fitcode.suggest.reading.annotation import LONGEST_PIECE, pieces_of
from fitcode.suggest.reading.clean import CleanText
from fitcode.suggest.reading.pipelines import Pipelines
from fitcode.suggest.reading.read_transcript import ReadTranscript
from tests.suggest.examples import SMALL, read, transcript, with_small

SAME = {"'": "’", " ": "\n\u00a0\u00ad\u200b", "a": "", "b": "", "é": ""}


def segment_texts(read: ReadTranscript) -> list[str]:
    """The tokens of each segment, as the transcript has them."""
    return [read.quote(*read.place(first, end)) if first < end else "" for first, end in read.bounds]


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


def test_a_segment_knows_its_tokens():
    assert segment_texts(read("Yes, J2 came. No truck, though. None.")) == [
        *["Yes, J2 came.", "No truck, though.", "None."]
    ]


def test_only_respondents_are_read():
    said = read("I: And J2?", "R: Came.", "I: Oh.", "R: Yes. Really.")

    assert [(segment.turn, segment.ordinal) for segment in said.segments] == [(1, 1), (3, 3), (3, 4)]
    assert segment_texts(said) == ["Came.", "Yes.", "Really."]


def test_a_doc_has_the_tokens_lemmas_and_segments_of_its_turn():
    said = read("R: They lent it.", "R: She doesn’t. In\u00adter\noperable  ones.")

    doc, offset = said.doc_of(2)

    assert offset == 4
    assert [token.text for token in doc] == ["She", "does", "n't", ".", "Inter", "operable", "ones", "."]
    assert doc.text == CleanText("She doesn’t. In\u00adter\noperable  ones.").text
    assert [sentence.start for sentence in doc.sents] == [0, 4]
    assert doc[1].lemma_ == "do"
    assert said.doc_of(1)[0] is doc is said.doc(1)


@with_small
def test_a_model_reads_the_same_tokens():
    said = read("R: They lent it. She doesn’t.", pipeline=SMALL)

    doc, _ = said.doc_of(0)

    assert [token.lemma_ for token in doc] == [token.lemma_ for token in said.doc_of(0, model=False)[0]]
    assert doc[0].dep_ == "nsubj"
    assert [sentence.start for sentence in doc.sents] == [0, 4]


@given(st.lists(st.sampled_from(["we", " ", "  ", "\u00ad", "\u200b", "’s", "-", ".", "\r", "É", "\ud800"])))
def test_a_doc_of_any_text_has_the_tokens_of_the_annotation(pieces):
    said = read(transcript("R: " + "".join(pieces)))

    for number in range(len(said.segments)):
        doc, offset = said.doc_of(number)
        words = [said.annotation.vocabulary[form] for form in said.annotation.forms[offset:].tolist()]
        assert [token.lower_ for token in doc] == words


def test_a_very_long_turn_is_read_in_pieces_of_whole_segments():
    said = transcript("We lent fuel. " * 5_000)

    pieces = list(pieces_of(said))

    assert len(pieces) > 3
    assert max(len(piece.text) for piece in pieces) <= LONGEST_PIECE
    assert [segment for piece in pieces for segment in piece.segments] == list(said.turns[0].segments)


def test_every_segment_of_a_very_long_turn_has_its_doc():
    said = read(transcript("We lent fuel. " * 5_000))

    for number in (0, 2_000, 4_999):
        doc, offset = said.doc_of(number)
        first, end = said.bounds[number]
        assert doc[first - offset : end - offset].text == "We lent fuel."
    assert len(said.doc(0)) == len(said.annotation)


def test_one_segment_longer_than_a_piece_stays_whole():
    said = read(transcript("fuel " * LONGEST_PIECE, whole_turns=True))

    assert said.bounds == [(0, LONGEST_PIECE)]


def test_a_token_across_the_border_of_segments_belongs_to_none():
    turn = TurnText(5, "fueltank full", True, (SegmentText(0, 5, 9), SegmentText(1, 9, 18)), ())

    assert segment_texts(read(TranscriptText("ana", "", None, (turn,)))) == ["", "full"]


def test_a_turn_without_segments_is_not_read():
    turn = TurnText(0, " ", True, (), ())

    said = read(TranscriptText("ana", "", None, (turn,)))

    assert (len(said.annotation), said.segments) == (0, [])


def test_a_transcript_is_read_in_its_own_language_or_the_projects():
    french = transcript("R: Oui.", language="fr-CA")

    assert ReadTranscript(french, read(french).annotation, Pipelines()).language == "fr"
    assert read("R: Ja.", language="nl").language == "nl"


def test_parts_hold_every_segment_and_its_tokens_once(monkeypatch):
    whole = read(transcript("I: Well?", "R: No fuel. The radio broke.", "R: Rice.", "I: And?", "R: Hot."))
    monkeypatch.setattr(read_transcript, "_LONGEST_PART", 10)

    parts = list(whole.parts())

    assert len(parts) > 1
    firsts = [first for first, _ in parts]
    assert firsts == [sum(len(part.segments) for _, part in parts[:number]) for number in range(len(parts))]
    assert [one[2:] for _, part in parts for one in part.segments] == [one[2:] for one in whole.segments]
    assert [text for _, part in parts for text in segment_texts(part)] == segment_texts(whole)


def test_a_short_transcript_is_its_only_part():
    whole = read(transcript("R: No fuel."))

    assert list(whole.parts()) == [(0, whole)]
