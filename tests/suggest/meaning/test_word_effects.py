"""Word effects: the words that explain underlines for a likeness."""

import pytest

from fitcode.suggest.material import empty_material
from fitcode.suggest.meaning.semantic_training import train_semantic
from fitcode.suggest.meaning.word_effects import weighty_places
from fitcode.suggest.reading.pipelines import stop_words
from tests.suggest.meanings import RECIPE, WordEncoder

SAID = "In the evening our radios had no frequency."


@pytest.fixture(scope="module")
def state():
    return train_semantic(RECIPE, empty_material(64), WordEncoder())


def words(state, said, code="camp/radios", **options):
    return [said[start:end] for start, end in weighty_places(state, WordEncoder(), said, code, **options)]


def test_the_words_that_carry_the_likeness_are_found(state):
    assert words(state, SAID, limit=2) == ["radios", "frequency"]


def test_stop_words_are_passed_over(state):
    assert words(state, SAID, stop_words={"radios"}, limit=1) == ["frequency"]
    assert not {"In", "the", "our", "had", "no"} & set(words(state, SAID, stop_words=stop_words("en")))


@pytest.mark.parametrize("language", ["en", "fr", "de", "ar"])
def test_languages_have_stop_words(language):
    assert len(stop_words(language)) > 100


def test_a_language_that_nobody_knows_has_none():
    assert stop_words("xyz") == frozenset()


def test_a_code_that_the_state_does_not_know_has_no_weighty_words(state):
    assert words(state, SAID, code="camp/gone") == []


def test_a_passage_without_a_word_has_none(state):
    assert words(state, "... !") == []
