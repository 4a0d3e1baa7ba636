"""A coefficient in plain words, and the warning that prevalence makes kappa mislead."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fitcode.agreement.coefficients import COEFFICIENTS, estimate
from fitcode.agreement.estimates import Estimate
from fitcode.agreement.reading import KAPPAS, KRIPPENDORFF, LANDIS_KOCH, prevalence, prevalence_warning, read
from tests.agreement.tables import from_table, rate


class TestLandisKoch1977:
    """Biometrics 33, p. 165."""

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            *[(-0.01, "poor"), (0.0, "slight"), (0.2, "slight"), (0.21, "fair"), (0.4, "fair")],
            *[(0.41, "moderate"), (0.6, "moderate"), (0.61, "substantial"), (0.8, "substantial")],
            *[(0.81, "almost perfect"), (1.0, "almost perfect")],
        ],
    )
    def test_the_bands(self, value, words):
        reading = read("cohen_kappa", Estimate(value))

        assert reading is not None
        assert (reading.words, reading.source) == (words, LANDIS_KOCH)


class TestKrippendorff2004:
    """Content Analysis, 2nd edition, p. 241."""

    @pytest.mark.parametrize("name", ["krippendorff_alpha", "masi_alpha", "cu_alpha"])
    @pytest.mark.parametrize(
        ("value", "words"),
        [
            *[(0.8, "reliable"), (0.799, "fit for tentative conclusions only")],
            *[(0.667, "fit for tentative conclusions only"), (0.666, "not reliable")],
        ],
    )
    def test_the_bounds(self, name, value, words):
        reading = read(name, Estimate(value))

        assert reading is not None
        assert (reading.words, reading.source) == (words, KRIPPENDORFF)


class TestFeinsteinCicchetti1990:
    """Journal of Clinical Epidemiology 43, pp. 543-549: the same agreement, .85, and two kappas."""

    EVEN = from_table(np.array([[40, 9], [6, 45]]))
    UNEVEN = from_table(np.array([[80, 10], [5, 5]]))

    def test_the_two_kappas(self):
        kappas = [estimate("cohen_kappa", ratings).value for ratings in (self.EVEN, self.UNEVEN)]

        assert kappas == pytest.approx([0.70, 0.32], abs=5e-3)

    def test_where_one_value_prevails_there_is_a_warning(self):
        warning = prevalence_warning(self.UNEVEN)

        assert warning is not None
        assert "88% of what was given" in warning.words
        assert "agree on 85% of the units" in warning.words
        assert "Feinstein & Cicchetti 1990" in warning.source

    def test_where_none_prevails_there_is_none(self):
        assert prevalence_warning(self.EVEN) is None


class TestByrtBishopCarlin1993:
    """Journal of Clinical Epidemiology 46, pp. 423-429."""

    def test_the_indices_of_a_table(self):
        found = prevalence(from_table(np.array([[80, 10], [5, 5]])))

        assert found is not None
        assert [found.index, found.bias] == pytest.approx([-0.75, 0.05])

    @given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
    def test_kappa_is_made_of_agreement_prevalence_and_bias(self, cells):
        ratings = from_table(np.array(cells).reshape(2, 2))
        kappa, found = estimate("cohen_kappa", ratings).value, prevalence(ratings)
        even = estimate("brennan_prediger", ratings).value
        assume(kappa is not None)

        assert found is not None
        assert even is not None
        drawn = found.bias**2 - found.index**2
        assert kappa == pytest.approx((even + drawn) / (1 + drawn), abs=1e-9)


def test_low_agreement_is_no_fault_of_prevalence():
    assert prevalence_warning(from_table(np.array([[60, 20], [15, 5]]))) is None


def test_identical_work_on_a_rare_code_needs_no_warning():
    assert prevalence_warning(from_table(np.array([[990, 0], [0, 10]]))) is None


def test_nothing_shared_needs_no_warning_and_has_no_prevalence():
    apart = rate([(0, None), (None, 1)], n_values=2)

    assert (prevalence_warning(apart), prevalence(apart)) == (None, None)


def test_three_coders_have_no_one_index_of_prevalence():
    assert prevalence(rate([(0, 1, 1), (1, 1, 0)], n_values=2)) is None


def test_three_values_have_no_one_index_of_prevalence():
    assert prevalence(rate([(0, 1), (2, 1)], n_values=3)) is None


def test_an_interval_is_read_with_the_value():
    reading = read("gwet_ac1", Estimate(0.7, low=0.3, high=0.85))

    assert reading is not None
    assert reading.words == "substantial; by its interval anything from fair to almost perfect"


def test_an_interval_within_a_band_adds_nothing():
    reading = read("gwet_ac1", Estimate(0.7, low=0.65, high=0.75))

    assert reading is not None
    assert reading.words == "substantial"


def test_percent_and_what_has_no_value_are_not_read():
    assert read("percent", Estimate(0.9)) is None
    assert read("cohen_kappa", Estimate(None, "needs two coders")) is None


def test_every_coefficient_but_percent_has_a_reading():
    unread = [name for name in COEFFICIENTS if read(name, Estimate(0.5)) is None]

    assert unread == ["percent"]
    assert set(COEFFICIENTS) >= KAPPAS
