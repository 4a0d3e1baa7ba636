"""Mathet, Widlöcher & Métivier 2015, Computational Linguistics 41, pp. 437-479."""

import json
import logging
import sys
from collections import defaultdict

import numpy as np
import pytest

from fitcode.agreement.continuum import Continuum
from fitcode.agreement.gamma import Dissimilarity, gamma, gamma_disorders
from fitcode.errors import FitcodeError
from tests.agreement.continua import Unit, cut, number

ALIKE = [Unit(coder, k, 10 * k + 1, 10 * k + 6 + k) for coder in (0, 1) for k in (0, 1, 2)]
APART = [Unit(1, 0, 3, 9), Unit(1, 1, 14, 20), Unit(0, 0, 1, 6), Unit(0, 2, 14, 17)]


PLAIN = Dissimilarity()


@pytest.fixture
def _library():
    """The extra ``gamma``; without it, what needs it is skipped."""
    pytest.importorskip("pygamma_agreement")


@pytest.fixture(
    params=[
        "01_two_annotators_simple",
        "02_unequal_counts",
        "03_identical_perfect",
        "04_three_annotators",
        "05_larger_two_annotators",
        "06_weighted_alpha3_beta2",
    ]
)
def fixture(request, shared_data):
    path = shared_data / "agreement/pygamma" / f"fixture_{request.param}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def cutting_of(units, *, from_position=0):
    """The units as they are: a coder's of one category may overlap in continua that chance drew."""
    coders, categories = (sorted({unit[name] for unit in units}) for name in ("annotator", "category"))
    start, end = (np.array([int(unit[name]) for unit in units]) - from_position for name in ("start", "end"))
    return Continuum(
        transcript=np.zeros(len(units), dtype=np.int64),
        coder=np.array([coders.index(unit["annotator"]) for unit in units]),
        category=np.array([categories.index(unit["category"]) for unit in units]),
        start=start,
        end=end,
        lengths=np.array([end.max()]),
        n_coders=len(coders),
        n_categories=len(categories),
    )


def costs(fixture):
    params = fixture["params"]
    return Dissimilarity(position=params["alpha"], category=params["beta"], nothing=params["deltaEmpty"])


def disorders(cutting, *, dissimilarity=PLAIN, samples=30, seed=1):
    found = gamma_disorders(cutting, dissimilarity=dissimilarity, samples=samples, seed=seed)
    assert found is not None
    return found


def observed_disorder(units, dissimilarity):
    cutting = cutting_of(units, from_position=min(int(unit["start"]) for unit in units))
    (observed, _) = disorders(cutting, dissimilarity=dissimilarity, samples=1)
    return observed[0] * cutting.n_coders / cutting.n_units


@pytest.mark.real_data
@pytest.mark.usefixtures("_library")
class TestFixturesOfTheReferenceProgram:
    def test_gamma_and_its_disorders(self, fixture):
        cutting = cutting_of(fixture["continuum"])
        # The fixtures' chance continua were drawn with their seed and a thousand.
        settings = {
            "dissimilarity": costs(fixture),
            "samples": fixture["tier3"]["nSamples"],
            "seed": 1000 + fixture["metadata"]["seed"],
        }

        (observed,), (expected,) = disorders(cutting, **settings)

        units = cutting.n_units / cutting.n_coders
        assert observed / units == pytest.approx(fixture["tier1"]["bestAlignmentDisorder"], rel=1e-5)
        assert expected / units == pytest.approx(fixture["tier3"]["expectedDisorder"], rel=1e-5)
        assert gamma(cutting, **settings).value == pytest.approx(fixture["tier3"]["gamma"], rel=1e-5)

    def test_disorders_of_drawn_continua(self, fixture):
        drawn = [sample["scaled"] for sample in fixture["tier2"]["sampledContinua"]]

        found = [observed_disorder(sample["units"], costs(fixture)) for sample in drawn]

        assert found == pytest.approx([sample["bestAlignmentDisorder"] for sample in drawn], rel=1e-5)

    def test_what_it_costs_to_set_two_units_beside_each_other(self, fixture):
        pairs = fixture["tier1"]["pairDissimilarities"]
        by_coder = defaultdict(list)
        for unit in fixture["continuum"]:
            by_coder[unit["annotator"]].append(unit)
        together = [
            [by_coder[pair[f"annotator{side}"]][pair[f"unitIndex{side}"]] for side in "AB"] for pair in pairs
        ]

        found = [observed_disorder(units, costs(fixture)) for units in together]

        # What costs more is left beside nothing.
        apart = 2 * fixture["params"]["deltaEmpty"]
        assert found == pytest.approx([min(pair["combined"], apart) for pair in pairs], rel=1e-5)


@pytest.mark.usefixtures("_library")
class TestGamma:
    def test_of_identical_work_is_exactly_one(self):
        assert gamma(cut(ALIKE, [40])).value == 1.0

    def test_is_the_same_with_the_same_seed(self):
        cutting = cut(APART, [30])

        first, again, other = (gamma(cutting, seed=seed).value for seed in (3, 3, 4))

        assert first == again != other

    def test_of_several_transcripts_adds_their_disorders(self):
        elsewhere = [unit._replace(transcript=1) for unit in ALIKE]
        cutting = cut([*APART, *elsewhere], [30, 40])

        observed, expected = disorders(cutting)

        assert observed[1] == 0 < observed[0]
        assert gamma(cutting).value == pytest.approx(1 - observed.sum() / expected.sum())

    def test_aligns_nothing_across_the_border_of_a_transcript(self):
        beside = [Unit(0, 0, 24, 30, transcript=0), Unit(1, 0, 0, 6, transcript=1)]

        assert number(gamma(cut(beside, [30, 30])).value) < 0.1

    def test_has_an_interval_from_draws_of_transcripts(self):
        units = [
            unit._replace(transcript=each) for each in range(6) for unit in (APART if each % 2 else ALIKE)
        ]
        draws = np.random.default_rng(1).multinomial(6, np.full(6, 1 / 6), 200).T.astype(float)

        estimate = gamma(cut(units, [40] * 6), draws=draws)

        assert number(estimate.low) < number(estimate.value) < number(estimate.high)

    def test_is_absent_where_chance_would_cut_the_same(self):
        estimate = gamma(cut([Unit(0, 0, 0, 9), Unit(1, 0, 0, 9)], [9]))

        assert (estimate.value, estimate.reason) == (None, "every coder cut the same, and chance would too")

    def test_disturbs_neither_the_generator_nor_the_log(self, capfd):
        np.random.seed(5)
        expected = np.random.random()
        np.random.seed(5)
        handlers = list(logging.getLogger().handlers)

        gamma(cut(APART, [30]))

        assert np.random.random() == expected
        assert logging.getLogger().handlers == handlers
        assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("cutting", "reason"),
    [
        (cut([Unit(0, 0, 1, 2)], [9], coders=1), "needs two coders"),
        (cut([], [9]), "nobody coded anything"),
        (
            cut([Unit(place % 2, 0, 2 * place, 2 * place + 1) for place in range(401)], [900]),
            "gamma can be worked out for 400 units a transcript, and one has 401",
        ),
        (
            cut([Unit(place % 5, 0, 2 * place, 2 * place + 1) for place in range(100)], [900], coders=5),
            "5 coders are too many for gamma with so many units: compare them in pairs",
        ),
    ],
    ids=["one coder", "no unit", "many units", "many coders"],
)
def test_what_cannot_be_said_has_a_reason(cutting, reason):
    estimate = gamma(cutting)

    assert (estimate.value, estimate.reason) == (None, reason)


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygamma_agreement", None)

    with pytest.raises(FitcodeError, match="Gamma needs pygamma_agreement") as caught:
        gamma(cut(APART, [30]))

    assert caught.value.remedy == "pip install 'fitcode[gamma]'"
