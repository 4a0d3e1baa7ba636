"""Bootstrap intervals by transcript: from folded counts they are what repeating transcripts gives."""

from collections.abc import Sequence

import numpy as np
import pytest

from fitcode.agreement.coefficients import COEFFICIENTS, estimate, estimates
from fitcode.agreement.estimates import FEW_CLUSTERS, MANY_DROPPED
from fitcode.agreement.ratings import Floats, Ratings
from fitcode.agreement.sets import masi_alpha
from tests.agreement.tables import Row, draw, rate

REPLICATES = 60


def eight_transcripts(coders: int) -> list[list[Row]]:
    """Eight transcripts of 12 units, of which some coders missed some."""
    rng = np.random.default_rng(3)
    values = rng.integers(3, size=(8, 12, 1)) + (rng.random((8, 12, coders)) < 0.3)
    table = np.where(rng.random(values.shape) < 0.1, -1, values % 3)
    return [[tuple(None if v < 0 else int(v) for v in row) for row in one] for one in table]


def repeated(transcripts: Sequence[list[Row]], times: Floats) -> list[Row]:
    """The units of each transcript as often as it was drawn."""
    return [row for rows, n in zip(transcripts, times, strict=True) for _ in range(int(n)) for row in rows]


def together(transcripts: Sequence[list[Row]]) -> Ratings:
    """The ratings of all transcripts, each unit where it stands."""
    where = [number for number, rows in enumerate(transcripts) for _ in rows]
    return rate([row for rows in transcripts for row in rows], n_values=3, transcript=where)


def ends(values: list[float | None]) -> list[float]:
    low, high = np.quantile([value for value in values if value is not None], [0.025, 0.975])
    return [float(low), float(high)]


@pytest.mark.parametrize("name", sorted(COEFFICIENTS))
def test_the_interval_is_that_of_transcripts_repeated(name):
    transcripts = eight_transcripts(2 if COEFFICIENTS[name].two_coders_only else 3)
    draws = draw(8, replicates=REPLICATES)

    found = estimate(name, together(transcripts), draws=draws)

    naive = [estimate(name, rate(repeated(transcripts, times), n_values=3)).value for times in draws.T]
    assert [found.low, found.high] == pytest.approx(ends(naive))


@pytest.mark.parametrize("metric", ["ordinal", "interval", "ratio"])
@pytest.mark.parametrize("name", ["krippendorff_alpha", "gwet_ac2"])
def test_the_interval_by_a_metric_is_that_of_transcripts_repeated(name, metric):
    transcripts = eight_transcripts(3)
    draws = draw(8, replicates=REPLICATES)

    ratings = together(transcripts)
    found = estimate(name, ratings, draws=draws, metric=metric)

    again = (rate(repeated(transcripts, times), n_values=3) for times in draws.T)
    naive = [estimate(name, one, metric=metric).value for one in again]
    assert [found.low, found.high] == pytest.approx(ends(naive))


def test_the_interval_of_sets_is_that_of_transcripts_repeated():
    sets = [frozenset[int](), frozenset({1}), frozenset({1, 2})]
    transcripts = eight_transcripts(3)
    draws = draw(8, replicates=REPLICATES)

    found = masi_alpha(sets, together(transcripts), draws=draws)

    naive = [masi_alpha(sets, rate(repeated(transcripts, times), n_values=3)).value for times in draws.T]
    assert [found.low, found.high] == pytest.approx(ends(naive))


def test_the_same_draws_give_the_same_interval_alone_or_in_company():
    transcripts = eight_transcripts(3)
    ratings = together(transcripts)
    draws = draw(8, replicates=REPLICATES)

    found = estimates(["percent", "gwet_ac1"], ratings, draws=draws)

    assert found["gwet_ac1"] == estimate("gwet_ac1", ratings, draws=draws)


@pytest.mark.parametrize("draws", [None, np.empty((1, 0))], ids=["not asked for", "no replicates"])
def test_without_draws_there_is_no_interval_and_no_reason_for_it(draws):
    found = estimate("percent", rate([(0, 1), (1, 1)], n_values=2), draws=draws)

    assert (found.low, found.high, found.interval_reason) == (None, None, None)


def test_four_transcripts_that_two_coders_read_are_too_few_for_an_interval():
    rows: list[Row] = [(0, 1), (1, 1), (0, 0), (1, 1), (0, None), (None, 1)]

    found = estimate("percent", rate(rows, n_values=2, transcript=range(6)), draws=draw(6, replicates=50))

    assert (found.value, found.low, found.interval_reason) == (0.75, None, FEW_CLUSTERS)


def test_five_transcripts_are_enough():
    rows: list[Row] = [(0, 1), (1, 1), (0, 0), (1, 1), (0, 1)]

    found = estimate("percent", rate(rows, n_values=2, transcript=range(5)), draws=draw(5, replicates=50))

    assert found.interval_reason is None
    assert found.low is not None


@pytest.mark.parametrize("name", sorted(set(COEFFICIENTS) - {"percent"}))
def test_a_code_of_one_transcript_is_undefined_in_too_many_resamples(name):
    rows: list[Row] = [*[(0, 0), (1, None)] * 7, (1, 1), (1, 0)]
    where = [number // 2 for number in range(16)]

    found = estimate(name, rate(rows, n_values=2, transcript=where), draws=draw(8, replicates=50))

    assert found.value is not None
    assert (found.low, found.high, found.interval_reason) == (None, None, MANY_DROPPED)
