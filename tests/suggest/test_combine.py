import pytest

from fitcode.domain.choices import Valence
from fitcode.suggest.combine import HIGHEST_SCORE, combined_score, combined_valence, reason_line


def test_one_rule_scores_its_weight():
    assert combined_score([0.3]) == 0.3


def test_several_rules_score_the_chance_that_one_is_right():
    assert combined_score([0.5, 0.5, 0.2]) == pytest.approx(0.8)


def test_no_score_is_certain():
    assert combined_score([1.0]) == combined_score([0.9] * 9) == HIGHEST_SCORE


@pytest.mark.parametrize(
    ("stated", "valence"),
    [
        ([None, None], None),
        ([None, Valence.fit], Valence.fit),
        ([Valence.misfit, Valence.misfit], Valence.misfit),
        ([Valence.fit, Valence.misfit], Valence.mixed),
        ([Valence.fit, Valence.mixed], Valence.mixed),
    ],
)
def test_the_valence_is_what_those_that_state_one_agree_on(stated, valence):
    assert combined_valence(stated) == valence


def test_the_reason_is_one_short_line():
    line = reason_line([("phrase", ["spare\n  parts", "spare parts", *"abcd"]), ("near", ["x" * 80])], None)

    assert line == f'phrase: "spare parts", "a", "b", "c" and 1 more; near: "{"x" * 57}..."'
