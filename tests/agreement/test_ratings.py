"""Folding a table to its patterns, and what can be asked of the folded one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fitcode.agreement.ratings import Ratings, fold
from tests.agreement.tables import EXAMPLE, draw, from_table, rate, tables


def rows_of(ratings: Ratings) -> list[tuple[int, tuple[int, ...]]]:
    """The units that a fold stands for: transcript and values, in order."""
    return sorted(
        (transcript, tuple(ratings.values[pattern].tolist()))
        for transcript, pattern in np.argwhere(ratings.counts > 0).tolist()
        for _ in range(int(ratings.counts[transcript, pattern]))
    )


@given(rows=tables(), data=st.data())
def test_a_fold_holds_every_rated_unit_where_it_stands(rows, data):
    transcript = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))

    ratings = rate(rows, n_values=3, transcript=transcript)

    units = [tuple(-1 if value is None else value for value in row) for row in rows]
    told = [unit for unit in zip(transcript, units, strict=True) if max(unit[1]) >= 0]
    assert rows_of(ratings) == sorted(told)


@given(rows=tables(coders=3))
def test_a_pair_is_the_fold_of_its_two_columns(rows):
    pair = rate(rows, n_values=3).pair(2, 0)

    assert rows_of(pair) == rows_of(rate([(row[2], row[0]) for row in rows], n_values=3))


def test_more_coders_than_a_number_holds_are_folded_all_the_same():
    units = np.tile(np.arange(2), (3, 40)) % 2

    ratings = fold(units, transcript=np.zeros(3, dtype=np.int64), n_transcripts=1, n_values=9)

    assert ratings.values.tolist() == [units[0].tolist()]
    assert ratings.counts.tolist() == [[3.0]]


def test_many_possible_patterns_fold_as_few_do():
    units = np.array([[900, 3], [2, 2], [900, 3], [-1, 4]])

    wide = fold(units, transcript=np.array([0, 0, 1, 1]), n_transcripts=2, n_values=5000)

    assert wide.values.tolist() == [[-1, 4], [2, 2], [900, 3]]
    assert wide.counts.tolist() == [[0, 1, 1], [1, 0, 1]]


def test_units_may_weigh_as_much_as_they_are_long():
    units = np.array([[0, 1], [1, 1], [0, 1]])
    weight = np.array([10.0, 4.0, 2.5])

    ratings = fold(units, transcript=np.zeros(3, dtype=np.int64), n_transcripts=1, n_values=2, weight=weight)

    assert ratings.counts.tolist() == [[12.5, 4.0]]


def test_units_read_by_one_coder_alone_are_not_counted_as_rated_by_two():
    ratings = rate([(0, None), (None, 1), (1, 1)], n_values=2, transcript=[0, 1, 2])

    assert (ratings.n_units, ratings.n_transcripts, ratings.values_given()) == (1, 1, [1])


def test_the_confusion_table_counts_what_both_rated():
    ratings = rate(EXAMPLE, n_values=3)

    assert ratings.table(0, 1).tolist() == [[2, 0, 1], [0, 2, 0], [0, 1, 1]]
    assert ratings.table(0, 2).tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    assert ratings.table(2, 1).tolist() == [[1, 1, 0], [1, 2, 0], [0, 0, 1]]


def test_a_table_makes_the_ratings_it_sums_up():
    table = np.array([[3, 1], [0, 2]])

    assert from_table(table).table().tolist() == table.tolist()


def test_blocks_of_resamples_put_together_are_the_resamples(monkeypatch):
    monkeypatch.setattr("fitcode.agreement.ratings._CELLS_AT_MOST", 25)
    ratings = rate(EXAMPLE, n_values=3, transcript=[0, 0, 1, 1, 2, 2, 3, 3])
    draws = draw(4, replicates=10)

    blocks = list(ratings.resampled_in_blocks(draws))

    assert [len(block) for block in blocks] == [3, 3, 3, 1]
    assert np.array_equal(np.concatenate(blocks), ratings.resampled(draws))
