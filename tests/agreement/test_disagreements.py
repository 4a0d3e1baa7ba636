"""Disagreements: small cases worked out by hand, and what must hold of any."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.agreement.disagreements import Mark, cluster_disagreements, find_disagreements
from fitcode.domain.choices import DisagreementKind

INES, TOMAS, OMAR = 0, 1, 2
TRUST, FUEL, DELAY = 0, 1, 2


def mark(coding, coder, start, end, code=TRUST, **facts):
    return Mark(coding=coding, coder=coder, code=code, start=start, end=end, **facts)


def said(marks, coders=(INES, TOMAS)):
    """Each pair as its codings and how they differ."""
    return [
        (tuple(one.coding for one in found.given), ", ".join(found.kinds))
        for found in find_disagreements(marks, coders=coders)
    ]


@pytest.mark.parametrize(
    ("theirs", "kinds"),
    [
        (mark(1, TOMAS, 0, 40), "agreed"),
        (mark(1, TOMAS, 10, 40), "boundaries"),
        (mark(1, TOMAS, 0, 40, valence=1), "valence"),
        (mark(1, TOMAS, 0, 40, about=3), "component"),
        (mark(1, TOMAS, 0, 40, counterpart=3), "component"),
        (mark(1, TOMAS, 39, 60, valence=1, about=3), "boundaries, valence, component"),
        (mark(1, TOMAS, 0, 40, code=FUEL), "different-code"),
        # What else they say is compared of one code only.
        (mark(1, TOMAS, 10, 40, code=FUEL, valence=1, about=3), "different-code"),
    ],
)
def test_two_codings_that_answer_each_other_differ_in_what_they_state(theirs, kinds):
    assert said([mark(0, INES, 0, 40), theirs]) == [((0, 1), kinds)]


def test_what_one_coded_and_the_other_did_not_is_one_sided():
    assert said([mark(0, INES, 0, 40)]) == [((0,), "one-sided")]
    assert said([mark(0, INES, 0, 40), mark(1, TOMAS, 40, 60)]) == [((0,), "one-sided"), ((1,), "one-sided")]


def test_other_codes_answer_each_other_where_they_share_half_of_either():
    sentence, word, tail = mark(0, INES, 0, 40), mark(1, TOMAS, 30, 50, FUEL), mark(1, TOMAS, 31, 51, FUEL)

    assert said([sentence, word]) == [((0, 1), "different-code")]  # 10 of 20
    assert said([sentence, tail]) == [((0,), "one-sided"), ((1,), "one-sided")]  # 9 of 20


def test_the_same_code_is_preferred_to_a_greater_share():
    ines = [mark(0, INES, 0, 40, TRUST)]
    tomas = [mark(1, TOMAS, 0, 40, FUEL), mark(2, TOMAS, 30, 60, TRUST)]

    assert said([*ines, *tomas]) == [((0, 2), "boundaries"), ((1,), "one-sided")]


def test_of_one_code_the_greatest_share_answers_and_each_coding_once():
    ines = [mark(0, INES, 0, 40), mark(1, INES, 30, 60)]
    tomas = [mark(2, TOMAS, 20, 60)]

    assert said([*ines, *tomas]) == [((0,), "one-sided"), ((1, 2), "boundaries")]  # 30 of 40 beats 20 of 60


def test_of_equal_shares_the_same_components_answer():
    ines = [mark(0, INES, 0, 40, about=1), mark(1, INES, 0, 40, about=2)]
    tomas = [mark(2, TOMAS, 0, 40, about=2)]

    assert said([*ines, *tomas]) == [((0,), "one-sided"), ((1, 2), "agreed")]


def test_of_equal_shares_and_components_the_same_valence_answers():
    ines = [mark(0, INES, 0, 20, valence=0), mark(1, INES, 20, 40, valence=1)]
    tomas = [mark(2, TOMAS, 10, 30, valence=1)]

    assert said([*ines, *tomas]) == [((0,), "one-sided"), ((1, 2), "boundaries")]


def test_the_share_is_of_characters_in_either():
    (found,) = find_disagreements([mark(0, INES, 0, 40), mark(1, TOMAS, 10, 60)], coders=(INES, TOMAS))

    assert found.share == 30 / 60


def test_the_same_white_space_is_the_same_passage():
    assert said([mark(0, INES, 5, 5), mark(1, TOMAS, 5, 5)]) == [((0, 1), "agreed")]


def test_of_three_coders_every_two_are_compared():
    marks = [mark(0, INES, 0, 40), mark(1, TOMAS, 0, 40)]

    found = said(marks, coders=(INES, TOMAS, OMAR))

    assert found == [((0, 1), "agreed"), ((0,), "one-sided"), ((1,), "one-sided")]


def clusters(marks, coders=(INES, TOMAS)):
    return [
        ([one.coding for one in cluster.marks], ", ".join(cluster.kinds), cluster.share)
        for cluster in cluster_disagreements(find_disagreements(marks, coders=coders))
    ]


class TestClusters:
    def test_what_answers_each_other_through_a_third_is_together(self):
        marks = [mark(0, INES, 0, 20), mark(1, TOMAS, 10, 30), mark(2, OMAR, 10, 30, DELAY)]

        assert clusters(marks, (INES, TOMAS, OMAR)) == [([0, 1, 2], "different-code, boundaries", 10 / 30)]

    def test_somebody_who_coded_nothing_makes_it_one_sided(self):
        marks = [mark(0, INES, 0, 20), mark(1, TOMAS, 0, 20)]

        assert clusters(marks, (INES, TOMAS, OMAR)) == [([0, 1], "one-sided", 0)]
        assert clusters(marks) == [([0, 1], "agreed", 1)]


@st.composite
def work(draw, coders=3):
    """Codings of several coders on forty characters."""
    numbers = st.integers(-1, 1)
    count = draw(st.integers(0, 12))
    return [
        mark(
            coding,
            draw(st.integers(0, coders - 1)),
            start := draw(st.integers(0, 38)),
            start + draw(st.integers(0, 12)),
            draw(st.integers(0, 2)),
            valence=draw(numbers),
            about=draw(numbers),
            counterpart=draw(numbers),
        )
        for coding in range(count)
    ]


@given(work())
def test_each_coding_is_agreed_or_disagreed_upon_once_with_every_other_coder(marks):
    found = find_disagreements(marks, coders=range(3))

    seen = Counter((one.coding, other) for pair in found for one in pair.given for other in pair.coders)
    assert seen == {
        (one.coding, coder): 2 if coder == one.coder else 1 for one in marks for coder in range(3)
    }
    assert all(pair.kinds for pair in found)


@given(work())
def test_the_order_of_coders_does_not_matter(marks):
    other = {0: 2, 1: 0, 2: 1}
    renamed = [Mark(**{**fields(one), "coder": other[one.coder]}) for one in marks]

    def seen(marks):
        return Counter(
            (frozenset(one.coding for one in pair.given), pair.kinds, pair.share)
            for pair in find_disagreements(marks, coders=range(3))
        )

    assert seen(renamed) == seen(marks)


@given(work())
def test_identical_work_is_agreed(marks):
    own = [Mark(**{**fields(one), "coder": 0}) for one in distinct(marks)]
    copies = [Mark(**{**fields(one), "coder": 1, "coding": one.coding + 100}) for one in own]

    found = find_disagreements([*own, *copies], coders=range(2))

    assert {pair.kinds for pair in found} <= {(DisagreementKind.agreed,)}


@given(work())
def test_each_coding_is_in_one_cluster(marks):
    made = cluster_disagreements(find_disagreements(marks, coders=range(3)))

    assert sorted(one.coding for cluster in made for one in cluster.marks) == [one.coding for one in marks]


def fields(one):
    return {name: getattr(one, name) for name in Mark.__dataclass_fields__}


def distinct(marks):
    """One coder has a code once on a span, about the same components."""
    once = {(one.start, one.end, one.code, one.about, one.counterpart): one for one in marks}
    return list(once.values())
