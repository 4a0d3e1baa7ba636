"""The word baseline: what plain text classification makes of the same examples."""

import numpy as np

from fitcode.suggest.learning.word_baseline import tfidf_scores
from tests.suggest.meanings import RECIPE, TALK, material


def test_words_of_an_example_speak_for_its_code_elsewhere():
    codes = [code.id for book in RECIPE.codebooks for code in book.codes]
    said = material([*TALK, ("new", "", "Two trucks stood there without fuel.")])

    scores = tfidf_scores(RECIPE, said)

    assert scores.shape == (len(said), len(codes))
    assert codes[int(scores[-1].argmax())] == "trucks"


def test_a_code_without_an_example_scores_nothing():
    codes = [f"{book.id}/{code.id}" for book in RECIPE.codebooks for code in book.codes]
    untold = [one for one in TALK if one[1] != "camp/trucks"]

    scores = tfidf_scores(RECIPE, material(untold))

    assert not scores[:, codes.index("camp/trucks")].any()
    assert scores[:, codes.index("camp/radios")].any()
    assert not tfidf_scores(RECIPE, material().with_examples([])).any()


def test_the_same_examples_score_the_same():
    assert np.array_equal(tfidf_scores(RECIPE, material()), tfidf_scores(RECIPE, material()))
