"""Marks on an axis turned into ratings: what is folded is what character by character would give."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fitcode.agreement.continuum import continuum
from fitcode.agreement.observing import code_ratings, pooled, set_ratings, shared_stretches
from tests.agreement.tables import rate

LENGTHS = (7, 0, 5)
WHERE = (0, 0, 2)
"""Transcripts that have any length, the first twice as likely."""


@st.composite
def stretches(draw: st.DrawFn) -> set[tuple[int, int]]:
    """Characters (transcript, position), as a set."""
    characters = [(where, place) for where in (0, 2) for place in range(LENGTHS[where])]
    return draw(st.sets(st.sampled_from(characters)))


def as_stretches(characters):
    """One character a stretch, in order."""
    ordered = sorted(characters)
    where = np.array([one for one, _ in ordered], dtype=np.int64)
    start = np.array([place for _, place in ordered], dtype=np.int64)
    return where, start, start + 1


@given(stretches(), stretches())
def test_what_two_kinds_of_stretches_share_is_in_both(some, others):
    where, start, end = shared_stretches(as_stretches(some), as_stretches(others), np.array(LENGTHS))

    shared = {
        (one, place)
        for one, first, last in zip(where.tolist(), start.tolist(), end.tolist(), strict=True)
        for place in range(first, last)
    }
    assert shared == some & others


@settings(max_examples=40)
@given(data=st.data())
def test_codes_make_the_sets_of_each_character(data):
    n_categories = 3
    mark = st.tuples(
        st.sampled_from(WHERE),
        st.integers(0, 2),
        st.integers(0, n_categories - 1),
        st.integers(0, 4),
        st.integers(1, 3),
    )
    marks = [(w, c, k, s, min(s + n, LENGTHS[w])) for w, c, k, s, n in data.draw(st.lists(mark, max_size=12))]
    laid = continuum(
        **dict(
            zip(
                ("transcript", "coder", "category", "start", "end"),
                np.array(marks, dtype=np.int64).reshape(-1, 5).T,
                strict=True,
            )
        ),
        lengths=LENGTHS,
        n_coders=3,
        n_categories=n_categories,
    )

    sets, ratings = set_ratings(laid, row=np.array([0, 1, 1]), n_rows=2)

    found = {
        (row, *(sets[value] for value in values)): count
        for values, counts in zip(ratings.values.tolist(), ratings.counts.T.tolist(), strict=True)
        for row, count in enumerate(counts)
        if count
    }
    slow: dict[tuple[object, ...], float] = {}
    for where, length in enumerate(LENGTHS):
        for place in range(length):
            given_by = [
                frozenset(k for w, c, k, s, e in marks if (w, c) == (where, coder) and s <= place < e)
                for coder in range(3)
            ]
            key = (min(where, 1), *given_by)
            slow[key] = slow.get(key, 0) + 1
    assert found == slow


def test_more_codes_than_an_integer_has_bits_make_sets_too():
    n = 150
    laid = continuum(
        transcript=[0] * n * 2,
        coder=[0] * n + [1] * n,
        category=[*range(n)] * 2,
        start=[0] * n + [*range(n)],
        end=[n] * n + [n] * n,
        lengths=[n],
        n_coders=2,
        n_categories=n,
    )

    sets, ratings = set_ratings(laid, row=np.array([0]), n_rows=1)

    # The first coder gave everything every code, the second one more with every character.
    found = {tuple(sets[value] for value in row) for row in ratings.values.tolist()}
    assert found == {(frozenset(range(n)), frozenset(range(place + 1))) for place in range(n)}


def test_text_without_marks_is_left_uncoded_by_everybody():
    laid = continuum(
        transcript=[], coder=[], category=[], start=[], end=[], lengths=[4], n_coders=2, n_categories=1
    )

    ratings = code_ratings(laid, row=np.array([0]), n_rows=1)

    assert (ratings.values.tolist(), ratings.counts.tolist()) == ([[0, 0]], [[4.0]])


def test_pooled_ratings_are_the_units_of_one_after_the_other():
    first, second = rate([(0, 1), (1, 1)], n_values=2), rate([(1, 1), (0, 0), (1, 1)], n_values=2)

    together = pooled([first, second])

    assert together.table().tolist() == [[1, 1], [0, 3]]
