import pytest

from fitcode.suggest.reading.lemmas import dictionary_lemma
from fitcode.suggest.reading.pipelines import Pipelines


def lemmas(text: str, language: str = "en") -> list[str]:
    return list(Pipelines().of(language).lemmas(text))


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        *[
            ("lent", "lend"),
            ("lending", "lend"),
            ("went", "go"),
            ("repaired", "repair"),
            ("supplies", "supply"),
        ],
        *[("FIXED", "fix"), ("thinking", "think"), ("borrowing", "borrow"), ("left", "leave")],
        *[("meeting", "meet"), ("meetings", "meet"), ("spares", "spare"), ("children", "child")],
        *[("AI", "ai"), ("elders", "elder"), ("elder", "elder"), ("strangers", "stranger")],
        *[("ASIFU", "asifu"), ("U2", "u2"), ("1999", "1999"), ("...", "..."), ("", "")],
    ],
)
def test_english_words_have_the_lemma_that_a_pattern_would_name(form, lemma):
    assert dictionary_lemma("en")(form) == lemma


def test_contractions_have_the_lemmas_of_their_words():
    assert lemmas("They can't, won't and don't; we're done.") == [
        *["they", "can", "not", ",", "will", "not", "and", "do", "not", ";", "we", "be", "do", "."]
    ]


def test_every_token_has_a_lemma_in_lower_case():
    assert lemmas("FHQ Said: 12 Trucks!") == ["fhq", "say", ":", "12", "truck", "!"]


def test_german_nouns_are_found_under_their_capital():
    assert dictionary_lemma("de")("häuser") == "haus"


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        *[("prêtées", "prêter"), ("réparé", "réparer"), ("manqué", "manquer"), ("avons", "avoir")],
        *[("armée", "armée"), ("unités", "unité"), ("marchés", "marché"), ("été", "être")],
    ],
)
def test_french_participles_have_the_lemma_of_their_verb(form, lemma):
    assert dictionary_lemma("fr")(form) == lemma


def test_a_language_without_a_dictionary_keeps_its_forms():
    assert dictionary_lemma("bm")("Baara") == "baara"


def test_a_decomposed_accent_has_the_lemma_of_a_composed_one():
    assert dictionary_lemma("fr")("re\u0301pare\u0301") == dictionary_lemma("fr")("réparé")
