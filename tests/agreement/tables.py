"""Reliability tables as papers print them, and drawn ones: a row a unit, a column a coder, None missing."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from fitcode.agreement.ratings import Floats, Ints, Ratings, fold

Row = Sequence[int | None]

EXAMPLE = [(0, 0, 1), (1, 1, 1), (2, 1, None), (0, 0, 0), (2, 2, 2), (None, 1, 1), (0, 2, None), (1, 1, 0)]
"""Eight units, three coders, three values, some of them missing."""


def rate(
    rows: Sequence[Row], *, n_values: int, transcript: Sequence[int] | None = None, first: int = 0
) -> Ratings:
    """The rows folded; in one transcript unless it is said where; values count from ``first``."""
    table = [[-1 if value is None else value - first for value in row] for row in rows]
    where = np.array([0] * len(rows) if transcript is None else transcript, dtype=np.int64)
    return fold(
        np.array(table, dtype=np.int64).reshape(len(rows), len(rows[0]) if rows else 2),
        transcript=where,
        n_transcripts=int(where.max(initial=-1)) + 1,
        n_values=n_values,
    )


def from_table(table: Ints | Floats) -> Ratings:
    """The ratings of two coders that a square table of counts sums up, as if of one transcript."""
    n_values = len(table)
    values = np.stack(np.divmod(np.arange(n_values * n_values), max(n_values, 1)), axis=1)
    counts = np.asarray(table, dtype=np.float64).reshape(1, -1)
    return Ratings(values=values, counts=counts, n_values=n_values)


def draw(n_transcripts: int, *, replicates: int, seed: int = 7) -> Floats:
    """How often each transcript is drawn in each replicate."""
    drawn = np.random.default_rng(seed).integers(n_transcripts, size=(replicates, n_transcripts))
    return np.array([np.bincount(one, minlength=n_transcripts) for one in drawn], dtype=np.float64).T


def tables(
    *, coders: int | None = None, n_values: int = 3, missing: bool = True
) -> st.SearchStrategy[list[Row]]:
    """Tables of two to four coders."""
    value = st.integers(0, n_values - 1)
    cell = st.one_of(value, value, st.none()) if missing else value
    widths = st.integers(2, 4) if coders is None else st.just(coders)
    return widths.flatmap(lambda n: st.lists(st.tuples(*[cell] * n), min_size=1, max_size=14))
