"""Krippendorff 2004, Measuring the reliability of qualitative text analysis data, Q&Q 38, pp. 787-800."""

import json

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fitcode.agreement.continuum import Continuum, continuum
from fitcode.agreement.unitizing import unitizing_alpha, unitizing_disagreements
from tests.agreement.continua import (
    Unit,
    continua,
    cut,
    number,
    published,
    slow_unitizing_disagreements,
    units_of,
)

# The appendix (pp. 796-800): a text of 300 from 150 on; two coders; categories c and k.
APPENDIX = [
    Unit(0, 0, 75, 145),
    Unit(0, 0, 220, 250),
    Unit(1, 0, 70, 150),
    Unit(1, 0, 205, 225),
    Unit(1, 0, 250, 270),
    *(Unit(coder, 1, start, end) for coder in (0, 1) for start, end in ((30, 90), (150, 200))),
]


def test_the_example_of_2004():
    example = cut(APPENDIX, [300], categories=2)

    assert unitizing_alpha(example).value == pytest.approx(0.8591, abs=0.0005)
    assert unitizing_alpha(example, 0).value == pytest.approx(0.7286, abs=0.0005)
    assert unitizing_alpha(example, 1).value == 1.0


def test_the_disagreements_of_2004_category_by_category():
    observed, expected = unitizing_disagreements(cut(APPENDIX, [300], categories=3))

    assert observed.tolist() == pytest.approx([0.0144, 0, 0], abs=0.0001)
    assert expected.tolist() == pytest.approx([0.0532, 0.0490, 0], abs=0.0001)


@pytest.mark.real_data
def test_the_published_values(shared_data):
    every = json.loads((shared_data / "agreement/published.json").read_text(encoding="utf-8"))
    example = every["krippendorff-2004-unitizing"]
    cutting, categories = published(example)

    found = {name: unitizing_alpha(cutting, place).value for place, name in enumerate(categories)}

    assert {"all": unitizing_alpha(cutting).value, **found} == pytest.approx(
        example["unitizing_alpha"], abs=example["tolerance"]
    )


@given(continua())
def test_it_equals_the_sum_over_all_pairs_of_units_and_gaps(cutting):
    assume(cutting.length)
    slow = [slow_unitizing_disagreements(cutting, each) for each in range(cutting.n_categories)]

    observed, expected = unitizing_disagreements(cutting)

    assert list(zip(observed, expected, strict=True)) == [pytest.approx(each) for each in slow]


@given(continua(), st.randoms(use_true_random=False))
def test_names_and_order_of_coders_and_categories_do_not_matter(cutting, random):
    coders = random.sample(range(cutting.n_coders), cutting.n_coders)
    categories = random.sample(range(cutting.n_categories), cutting.n_categories)

    other = cut(
        [
            unit._replace(coder=coders[unit.coder], category=categories[unit.category])
            for unit in random.sample(units_of(cutting), cutting.n_units)
        ],
        cutting.lengths.tolist(),
        coders=cutting.n_coders,
        categories=cutting.n_categories,
    )

    assert unitizing_alpha(other).value == pytest.approx(unitizing_alpha(cutting).value)


def worked_alike(cutting: Continuum) -> Continuum:
    """As if every coder had cut what the first did."""
    units = [unit for unit in units_of(cutting) if unit.coder == 0]
    return cut(
        [unit._replace(coder=coder) for unit in units for coder in range(cutting.n_coders)],
        cutting.lengths.tolist(),
        coders=cutting.n_coders,
        categories=cutting.n_categories,
    )


@given(continua().map(worked_alike))
def test_identical_work_gives_exactly_one_or_a_reason(cutting):
    estimate = unitizing_alpha(cutting)

    assert estimate.value == 1.0 or estimate.reason


def test_identical_work_gives_exactly_one():
    assert unitizing_alpha(worked_alike(cut(APPENDIX, [300]))).value == 1.0


@pytest.mark.parametrize(
    ("cutting", "category", "reason"),
    [
        (cut([Unit(0, 0, 1, 2)], [9], coders=1), None, "needs two coders"),
        (cut([], [9]), None, "nobody coded anything"),
        (cut([Unit(0, 0, 1, 2)], [9]), 1, "nobody used the code"),
        (cut([], [0, 0]), None, "no text to compare"),
        (cut([], []), None, "no text to compare"),
        (
            cut([Unit(0, 0, 0, 9), Unit(1, 0, 0, 9)], [9]),
            None,
            "every coder marked the whole of every transcript: nothing to disagree on by chance",
        ),
        (
            cut([Unit(0, 0, 0, 1), Unit(0, 0, 1, 2), Unit(1, 0, 0, 1), Unit(1, 0, 1, 2)], [2]),
            None,
            "the text is too short for units to stand elsewhere by chance",
        ),
    ],
    ids=["one coder", "no unit", "unused code", "empty texts", "no text", "all marked", "single characters"],
)
def test_what_cannot_be_said_has_a_reason(cutting, category, reason):
    estimate = unitizing_alpha(cutting, category)

    assert (estimate.value, estimate.reason) == (None, reason)


def test_one_coder_alone_finding_something_is_disagreement():
    assert number(unitizing_alpha(cut([Unit(0, 0, 2, 5)], [30])).value) < 0.1


def test_overlapping_units_of_one_coder_and_code_are_one():
    parts = cut([Unit(0, 0, 2, 6), Unit(0, 0, 4, 9), Unit(0, 0, 5, 7), Unit(1, 0, 2, 9)], [20])

    assert unitizing_alpha(parts).value == 1.0


def test_units_that_only_touch_stay_two():
    touching = cut([Unit(0, 0, 2, 6), Unit(0, 0, 6, 9), Unit(1, 0, 2, 9)], [20])

    assert touching.n_units == 3
    assert number(unitizing_alpha(touching).value) < 1


def test_a_passage_with_several_codes_counts_for_each():
    both = [Unit(coder, category, 2, 6) for coder in (0, 1) for category in (0, 1)]

    estimates = [unitizing_alpha(cut([*both, Unit(0, 2, 2, 6)], [20]), category) for category in (0, 1, 2)]

    assert [estimate.value for estimate in estimates[:2]] == [1.0, 1.0]
    assert number(estimates[2].value) < 0.1


def test_nothing_crosses_the_border_of_a_transcript():
    beside = [Unit(0, 0, 6, 10, transcript=0), Unit(1, 0, 0, 4, transcript=1)]

    observed, expected = unitizing_disagreements(cut(beside, [10, 10]))

    # Each stands in a gap of 10, and no gap is longer: (4**2 + 4**2) * 2 over 2 * 20**2.
    assert observed[0] == pytest.approx(2 * (16 + 16) / (2 * 400))
    gaps = [6, 10, 6, 10]
    by_chance = 2 * ((2 * 64 - 48 + 4) / 3 + 16 * sum(gap - 3 for gap in gaps))
    assert expected[0] == pytest.approx(2 / 20 * by_chance / (40 * 39 - 24))


def test_transcripts_may_come_in_any_order():
    units = [Unit(0, 0, 1, 4, 0), Unit(1, 0, 2, 4, 0), Unit(0, 0, 3, 8, 1), Unit(1, 0, 3, 9, 1)]
    swapped = [unit._replace(transcript=1 - unit.transcript) for unit in units]

    assert unitizing_alpha(cut(units, [6, 12])).value == unitizing_alpha(cut(swapped, [12, 6])).value


def test_what_is_cut_out_counts_nowhere():
    units = [Unit(0, 0, 2, 7), Unit(1, 0, 4, 12), Unit(1, 1, 5, 9), Unit(0, 2, 0, 3, 1)]

    kept = cut(units, [14, 5, 3]).keeping([0, 0, 1], [0, 9, 2], [5, 14, 5])

    assert kept.lengths.tolist() == [10, 3, 0]
    assert units_of(kept) == [Unit(0, 0, 2, 5), Unit(1, 0, 4, 8), Unit(0, 2, 0, 1, 1)]


def test_raw_counts_stand_beside():
    cutting = cut([Unit(0, 0, 2, 7), Unit(0, 0, 9, 12), Unit(1, 1, 4, 12), Unit(1, 0, 4, 6)], [20])

    assert cutting.unit_counts().tolist() == [[2, 0, 0], [1, 1, 0]]
    assert cutting.coded_lengths().tolist() == [[8, 0, 0], [2, 8, 0]]


@pytest.mark.parametrize(
    "unit",
    [Unit(0, 0, 4, 4), Unit(0, 0, -1, 3), Unit(0, 0, 8, 11), Unit(0, 3, 1, 2), Unit(2, 0, 1, 2)],
    ids=["empty", "before the text", "beyond the text", "no such category", "no such coder"],
)
def test_a_unit_that_stands_nowhere_is_refused(unit):
    with pytest.raises(ValueError, match="unit"):
        cut([unit], [10])


def test_a_unit_of_no_transcript_is_refused():
    with pytest.raises(ValueError, match="not there"):
        continuum(
            transcript=[1],
            coder=[0],
            category=[0],
            start=[0],
            end=[1],
            lengths=[9],
            n_coders=2,
            n_categories=1,
        )


def test_long_texts_with_many_units_are_exact():
    """Cubes of lengths go beyond 64 bits."""
    length = 6_000_000
    half = [Unit(coder, 0, 0, length // 2 + coder) for coder in (0, 1)]

    observed, expected = unitizing_disagreements(cut(half, [length]))

    assert observed[0] == pytest.approx(1 / length**2)
    assert np.isfinite(expected[0])
    assert 0.99 < number(unitizing_alpha(cut(half, [length])).value) < 1
