"""Kept grades: what a suggester by meaning said is used again as it was, and only for the same segments."""

import numpy as np
import pytest

from fitcode.suggest.meaning.kept_grades import grades_from_bytes, grades_of
from fitcode.suggest.pass_io import PassOrder
from fitcode.suggest.passes import SuggestionPass
from fitcode.suggest.suggester import PassSettings, Proposal, Recipe
from tests.suggest.examples import codebook, transcript
from tests.support.outside import BrokenGrading

PROPOSALS = [
    Proposal(1, "fit/spares", 0.1234, "like the example", {"semantic": {"z": 1.5, "words": [[0, 4]]}})
]
CHANCES = np.array([[0.25, 0.00004], [0.1, 0.99996]])


def test_grades_come_back_as_they_were_used():
    used, content = grades_of(list(PROPOSALS), CHANCES)
    kept = grades_from_bytes(content)

    assert kept.proposals == used.proposals == PROPOSALS
    assert kept.chances.tolist() == used.chances.tolist() == [[0.25, 0.0], [0.1, 1.0]]


def test_a_transcript_without_segments_has_grades_too():
    used, content = grades_of([], np.zeros((0, 7)))

    assert grades_from_bytes(content).chances.shape == used.chances.shape == (0, 7)


@pytest.mark.parametrize("content", [b"", b"nothing", b"fitcode grades 1\nnothing"])
def test_bytes_that_hold_no_grades_are_refused(content):
    with pytest.raises(ValueError, match="no grades"):
        grades_from_bytes(content)


@pytest.fixture
def graded(outside):
    """A pass with a suggester that grades what the rules find, and a transcript."""
    recipe = Recipe((codebook("fuel"),), settings=PassSettings(suggesters=("rules", "grading")))
    return SuggestionPass(recipe), transcript("The radio is ours. No fuel.")


def order(said, **grades):
    return PassOrder(said, "en", None, None, None, grades)


def test_what_was_said_before_is_not_worked_out_again(graded, monkeypatch):
    ready, said = graded
    first = ready.carry_out(order(said))
    monkeypatch.setattr(type(ready.suggesters[1]), "propose", BrokenGrading.probabilities)
    monkeypatch.setattr(type(ready.suggesters[1]), "probabilities", BrokenGrading.probabilities)

    again = ready.carry_out(order(said, **first.grades))

    assert first.suggestions
    assert again.suggestions == first.suggestions
    assert (again.grades, again.faults) == ({}, ())


@pytest.mark.parametrize("kept", [b"damaged", grades_of([], np.zeros((5, 5)))[1]], ids=["damaged", "other"])
def test_grades_that_are_damaged_or_another_texts_are_worked_out_anew(graded, kept):
    ready, said = graded
    first = ready.carry_out(order(said))

    again = ready.carry_out(order(said, grading=kept))

    assert again.suggestions == first.suggestions
    assert again.grades == first.grades
