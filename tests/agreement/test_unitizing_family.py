"""Krippendorff, Mathet, Bouvry & Widlöcher 2016, Quality & Quantity 50, pp. 2347-2364."""

import json
from itertools import chain

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fitcode.agreement.estimates import FEW_CLUSTERS
from fitcode.agreement.unitizing_family import (
    binary_alpha,
    cu_alpha,
    ku_alphas,
    left_out,
    pairable_lengths,
    u_alpha,
)
from tests.agreement.continua import SlowFamily, Unit, continua, cut, number, published, units_of

# Krippendorff 2019, Content Analysis, 4th ed., figure 12.11, p. 340: Alex, Paul and Suzan, values 1 to 7.
ALEX = [(1, 0, 7), (2, 7, 13), (5, 30, 32), (6, 32, 37), (6, 37, 44), (7, 44, 60)]
PAUL = [(1, 0, 7), (3, 7, 13), (5, 13, 21), (6, 32, 44)]
SUZAN = [(1, 0, 7), (4, 7, 13), (5, 13, 21), (6, 32, 37), (6, 37, 41), (6, 41, 44)]
FIGURE = cut(
    [
        Unit(coder, value - 1, start, end)
        for coder, own in enumerate((ALEX, PAUL, SUZAN))
        for value, start, end in own
    ],
    [60],
    coders=3,
    categories=7,
)


def test_figure_12_11():
    assert u_alpha(FIGURE).value == pytest.approx(0.510, abs=0.0005)
    assert binary_alpha(FIGURE).value == pytest.approx(0.4136, abs=0.0005)
    assert cu_alpha(FIGURE).value == pytest.approx(0.724, abs=0.0005)


def test_the_codes_of_figure_12_11_one_by_one():
    *others, seventh = ku_alphas(FIGURE)

    assert [estimate.value for estimate in others] == pytest.approx([1, 0, 0, 0, 1, 1], abs=1e-12)
    assert seventh.reason == "no passage with this code was coded by another coder"


def test_what_the_codes_of_figure_12_11_speak_of():
    coded, paired = pairable_lengths(FIGURE)

    assert coded.tolist() == [21, 6, 6, 6, 18, 36, 16]
    assert paired.tolist() == [21, 6, 6, 6, 8, 36, 0]


@pytest.mark.real_data
def test_the_published_values(shared_data):
    every = json.loads((shared_data / "agreement/published.json").read_text(encoding="utf-8"))
    example = every["krippendorff-2019-fig-12-11"]
    cutting, _ = published(example)

    for name, coefficient in (("u_alpha", u_alpha), ("binary_alpha", binary_alpha), ("cu_alpha", cu_alpha)):
        assert coefficient(cutting).value == pytest.approx(example[name], abs=example["tolerance"]), name


def test_of_units_of_one_character_it_is_alpha():
    """Krippendorff 1995: a digitised continuum of 24, nominal alpha .329."""
    first = range(2, 10), range(14, 20)
    second = range(4, 8), range(15, 17)
    units = [
        Unit(coder, 0, place, place + 1)
        for coder, stretches in enumerate((first, second))
        for stretch in stretches
        for place in stretch
    ]

    assert u_alpha(cut(units, [24])).value == pytest.approx(0.329, abs=0.001)


@given(continua(one_code_a_passage=True))
def test_it_equals_coincidences_counted_character_by_character(cutting):
    estimates = [u_alpha(cutting), binary_alpha(cutting), cu_alpha(cutting), *ku_alphas(cutting)]
    slow = SlowFamily(cutting)

    with np.errstate(all="ignore"):
        found = [slow.u_alpha(), slow.binary_alpha(), slow.cu_alpha()]
        found += [slow.ku_alpha(each) for each in range(cutting.n_categories)]

    for estimate, value in zip(estimates, found, strict=True):
        if estimate.value is None:
            assert not np.isfinite(value)
        else:
            assert estimate.value == pytest.approx(value, abs=1e-9)


@given(continua(one_code_a_passage=True), st.randoms(use_true_random=False))
def test_names_and_order_of_coders_and_categories_do_not_matter(cutting, random):
    coders = random.sample(range(cutting.n_coders), cutting.n_coders)
    categories = random.sample(range(cutting.n_categories), cutting.n_categories)
    units = [
        unit._replace(coder=coders[unit.coder], category=categories[unit.category])
        for unit in units_of(cutting)
    ]

    other = cut(units, cutting.lengths.tolist(), coders=cutting.n_coders, categories=cutting.n_categories)

    for coefficient in (u_alpha, binary_alpha, cu_alpha):
        assert coefficient(other).value == pytest.approx(coefficient(cutting).value)
    assert [ku_alphas(other)[new].value for new in categories] == [
        pytest.approx(estimate.value) for estimate in ku_alphas(cutting)
    ]


@given(continua(one_code_a_passage=True))
def test_identical_work_gives_exactly_one_or_a_reason(cutting):
    units = [unit for unit in units_of(cutting) if unit.coder == 0]
    alike = cut(
        [unit._replace(coder=coder) for unit in units for coder in range(cutting.n_coders)],
        cutting.lengths.tolist(),
        coders=cutting.n_coders,
        categories=cutting.n_categories,
    )

    for estimate in (u_alpha(alike), binary_alpha(alike), cu_alpha(alike), *ku_alphas(alike)):
        assert estimate.value == 1.0 or estimate.reason


def test_identical_work_gives_exactly_one():
    alike = cut([Unit(coder, k, 3 * k + 1, 3 * k + 4) for coder in (0, 1) for k in (0, 1, 2)], [20])

    estimates = [u_alpha(alike), binary_alpha(alike), cu_alpha(alike), u_alpha(alike, 1), *ku_alphas(alike)]

    assert [estimate.value for estimate in estimates] == [1.0] * 7


def test_of_one_code_everything_else_is_a_gap():
    several = cut([Unit(0, 0, 2, 8), Unit(0, 1, 4, 9), Unit(1, 0, 3, 8), Unit(1, 2, 0, 9)], [30])
    alone = cut([Unit(0, 0, 2, 8), Unit(1, 0, 3, 8)], [30])

    assert u_alpha(several, 0).value == u_alpha(alone).value


SEVERAL = [Unit(0, 0, 2, 6), Unit(0, 1, 4, 8), Unit(1, 0, 2, 5), Unit(1, 1, 5, 8), Unit(1, 2, 8, 9, 1)]


def test_many_passages_with_several_codes_leave_codes_uncompared():
    several = cut(SEVERAL, [30, 9])

    reasons = [each.reason for each in (u_alpha(several), cu_alpha(several), *ku_alphas(several))]

    assert reasons == ["compares one code a passage, and 31% of what was coded has several of one coder"] * 5


def test_few_passages_with_several_codes_are_left_out_for_every_coder():
    both = [Unit(coder, 0, 20, 100) for coder in (0, 1)]
    several = cut([*SEVERAL, *both], [110, 9])
    without = cut(
        [
            *(Unit(coder, 0, 2, 4) for coder in (0, 1)),
            *(Unit(coder, 1, 4, 6) for coder in (0, 1)),
            *(unit._replace(start=18, end=98) for unit in both),
            SEVERAL[-1],
        ],
        [108, 9],
    )

    assert left_out(several) == pytest.approx(4 / (13 + 160))
    for coefficient in (u_alpha, cu_alpha):
        assert coefficient(several).value == coefficient(without).value
    assert ku_alphas(several) == ku_alphas(without)
    assert pairable_lengths(several)[1].tolist() == [164, 4, 0]


@given(continua())
def test_what_a_coder_gave_several_codes_is_left_out_character_by_character(cutting):
    codes: list[list[list[set[int]]]] = [
        [[set() for _ in range(length)] for length in cutting.lengths.tolist()]
        for _ in range(cutting.n_coders)
    ]
    for unit in units_of(cutting):
        for place in range(unit.start, unit.end):
            codes[unit.coder][unit.transcript][place].add(unit.category)
    text = [list(zip(*own, strict=True)) for own in zip(*codes, strict=True)]
    kept = [[each for each in own if max(map(len, each)) < 2] for own in text]

    without = cutting.with_one_code_a_passage()

    assert without.lengths.tolist() == [len(own) for own in kept]
    assert without.coded_lengths().sum() == sum(map(len, chain.from_iterable(chain.from_iterable(kept))))


def test_what_has_several_codes_is_relevant_once():
    several = cut([Unit(0, 0, 2, 6), Unit(0, 1, 4, 8), Unit(1, 0, 2, 8)], [30])

    assert binary_alpha(several).value == 1.0


@pytest.mark.parametrize(
    ("cutting", "coefficient", "reason"),
    [
        (cut([Unit(0, 0, 1, 2)], [9], coders=1), u_alpha, "needs two coders"),
        (cut([Unit(0, 0, 1, 2)], [9], coders=1), cu_alpha, "needs two coders"),
        (cut([], [9]), binary_alpha, "nobody coded anything"),
        (cut([], [9]), cu_alpha, "nobody coded anything"),
        (cut([], [0]), u_alpha, "no text to compare"),
        (
            cut([Unit(0, 0, 0, 9), Unit(1, 0, 0, 9)], [9]),
            u_alpha,
            "every coder coded all of the text, and alike: nothing to disagree on by chance",
        ),
        (cut([Unit(0, 0, 0, 3), Unit(1, 0, 4, 9)], [9]), cu_alpha, "no passage was coded by two coders"),
        (
            cut([Unit(0, 0, 0, 3), Unit(1, 0, 2, 9)], [9]),
            cu_alpha,
            "all that two coders coded has one and the same code: nothing to disagree on by chance",
        ),
        (cut([Unit(0, 0, 0, 3)], [9]), lambda cutting: u_alpha(cutting, 1), "nobody used the code"),
        (cut([Unit(0, 0, 0, 3)], [9]), lambda cutting: ku_alphas(cutting)[1], "nobody used the code"),
    ],
)
def test_what_cannot_be_said_has_a_reason(cutting, coefficient, reason):
    estimate = coefficient(cutting)

    assert (estimate.value, estimate.reason) == (None, reason)


def test_nothing_crosses_the_border_of_a_transcript():
    beside = [Unit(0, 0, 6, 10, transcript=0), Unit(1, 0, 0, 4, transcript=1)]

    assert cu_alpha(cut(beside, [10, 10])).reason == "no passage was coded by two coders"


@settings(max_examples=40)
@given(continua(one_code_a_passage=True), st.lists(st.integers(0, 2), min_size=3, max_size=3))
def test_a_draw_of_transcripts_is_the_coefficient_of_those_transcripts(cutting, drawn):
    transcripts = [each for each, times in enumerate(drawn[: cutting.n_transcripts]) for _ in range(times)]
    assume(transcripts)
    lengths = [int(cutting.lengths[each]) for each in transcripts]
    redrawn = [
        unit._replace(transcript=place)
        for place, each in enumerate(transcripts)
        for unit in units_of(cutting)
        if unit.transcript == each
    ]
    again = cut(redrawn, lengths, coders=cutting.n_coders, categories=cutting.n_categories)
    draws = np.array(drawn[: cutting.n_transcripts], dtype=float)[:, None]

    for coefficient in (u_alpha, binary_alpha, cu_alpha):
        assume(coefficient(cutting).value is not None)
        assert replicate(coefficient, cutting, draws) == pytest.approx(coefficient(again).value)


def replicate(coefficient, cutting, draws):
    """The coefficient of one draw, read off an interval in which it stands alone."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("fitcode.agreement.estimates.LEAST_CLUSTERS", 0)
        estimate = coefficient(cutting, draws=draws)
    assert estimate.low == estimate.high
    return estimate.low


def interviews(number: int) -> list[Unit]:
    """Of each interview two thirds agreed upon, the rest less and less."""
    return [
        unit
        for each in range(number)
        for coder in (0, 1)
        for unit in (Unit(coder, 0, 2, 8, each), Unit(coder, 1, 12 + coder * each, 20, each))
    ]


def test_draws_of_transcripts_give_an_interval_around_the_value():
    draws = np.random.default_rng(3).multinomial(8, np.full(8, 1 / 8), 500).T.astype(float)

    estimate = u_alpha(cut(interviews(8), [30] * 8), draws=draws)

    assert 0 < number(estimate.low) < number(estimate.value) < number(estimate.high) < 1


def test_few_transcripts_give_no_interval():
    draws = np.ones((4, 20))

    estimate = u_alpha(cut(interviews(4), [30] * 4), draws=draws)

    assert (estimate.low, estimate.interval_reason) == (None, FEW_CLUSTERS)


def test_transcripts_without_paired_passages_do_not_count_for_an_interval_of_cu_alpha():
    units = [*interviews(4), Unit(0, 0, 3, 9, 4), Unit(1, 0, 10, 12, 4)]
    draws = np.ones((5, 20))
    cutting = cut(units, [30] * 5)

    assert u_alpha(cutting, draws=draws).interval_reason is None
    assert [
        each.interval_reason for each in (cu_alpha(cutting, draws=draws), *ku_alphas(cutting, draws=draws))
    ] == [
        *[FEW_CLUSTERS] * 3,
        None,
    ]
