"""Every coefficient against the paper that defined it, or that prints a worked example of it."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitcode.agreement.coefficients import estimate
from fitcode.agreement.metrics import closeness, metric_of
from fitcode.agreement.ratings import Ratings
from fitcode.agreement.tallying import share_agreed
from tests.agreement.tables import Row, from_table, rate


def value(name: str, ratings: Ratings, metric: str = "nominal") -> float:
    """A coefficient that must have a value."""
    found = estimate(name, ratings, metric=metric).value
    assert found is not None
    return found


def table(*rows: list[int]) -> Ratings:
    return from_table(np.array(rows))


class TestCohen1960:
    """Educational and Psychological Measurement 20, pp. 37-46."""

    def test_the_table_of_page_45(self):
        ratings = table([88, 14, 18], [10, 40, 10], [2, 6, 12])

        assert value("cohen_kappa", ratings) == pytest.approx(0.492, abs=5e-4)

    def test_the_table_of_page_37_agrees_less_than_by_chance(self):
        ratings = table([25, 12, 3], [13, 2, 15], [12, 16, 2])

        assert value("percent", ratings) == pytest.approx(0.29)
        assert value("cohen_kappa", ratings) == pytest.approx((0.29 - 0.35) / (1 - 0.35))


class TestScott1955:
    """Pi of Public Opinion Quarterly 19, p. 323, as Artstein and Poesio 2008 work it out."""

    def test_the_table_of_artstein_and_poesio_page_558(self):
        ratings = table([20, 10], [20, 50])

        assert value("scott_pi", ratings) == pytest.approx(0.341, abs=5e-4)
        assert value("cohen_kappa", ratings) == pytest.approx(0.348, abs=5e-4)
        assert value("brennan_prediger", ratings) == pytest.approx(0.4)

    def test_the_table_of_artstein_and_poesio_page_568(self):
        ratings = table([46, 0, 0], [6, 32, 6], [0, 0, 10])

        assert value("scott_pi", ratings) == pytest.approx(0.7995, abs=5e-5)
        assert value("cohen_kappa", ratings) == pytest.approx(0.8013, abs=5e-5)
        assert value("brennan_prediger", ratings) == pytest.approx(0.82)


class TestFleiss1971:
    """Psychological Bulletin 76, pp. 378-382: thirty patients, six diagnoses of five kinds each (p. 379)."""

    DIAGNOSES = (
        *("444444", "222555", "233335", "555555", "222444", "113333", "333355", "113334", "114444", "555555"),
        *("144444", "124444", "222333", "144444", "224445", "333335", "111455", "111112", "224444", "133555"),
        *("555555", "244444", "224555", "114444", "144445", "222224", "111155", "224444", "133333", "555555"),
    )

    def ratings(self) -> Ratings:
        return rate([tuple(map(int, patient)) for patient in self.DIAGNOSES], n_values=5, first=1)

    def test_how_often_each_diagnosis_was_made(self):
        given = Counter("".join(self.DIAGNOSES))

        assert given == {"1": 26, "2": 26, "3": 30, "4": 55, "5": 43}

    def test_the_mean_agreement_of_page_380(self):
        assert value("percent", self.ratings()) == pytest.approx(0.5556, abs=5e-5)

    def test_the_kappa_of_page_381(self):
        assert value("fleiss_kappa", self.ratings()) == pytest.approx(0.430, abs=5e-4)


class TestBrennanPrediger1981:
    """Educational and Psychological Measurement 41, pp. 687-699."""

    def test_the_table_of_page_689(self):
        ratings = table([50, 0, 0], [10, 10, 10], [20, 0, 0])

        assert value("brennan_prediger", ratings) == pytest.approx(0.40)
        assert value("cohen_kappa", ratings) == pytest.approx(0.27, abs=5e-3)

    def test_the_table_of_page_691(self):
        ratings = table([50, 0, 10], [0, 10, 10], [10, 10, 0])

        assert value("brennan_prediger", ratings) == pytest.approx(0.40)
        assert value("cohen_kappa", ratings) == pytest.approx(0.29, abs=5e-3)


class TestGwet2008:
    """British Journal of Mathematical and Statistical Psychology 61, pp. 29-48."""

    def test_the_paradox_of_125_subjects(self):
        ratings = table([118, 5], [2, 0])

        assert value("percent", ratings) == pytest.approx(0.944)
        assert value("cohen_kappa", ratings) == pytest.approx(-0.0234, abs=5e-5)
        assert value("scott_pi", ratings) == pytest.approx(-0.0288, abs=5e-5)
        assert value("gwet_ac1", ratings) == pytest.approx(0.9408, abs=5e-5)


class TestGwet2014:
    """Handbook of Inter-Rater Reliability, 4th edition, p. 120: four raters, twelve units, some missing."""

    RATINGS: tuple[Row, ...] = (
        *((1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4)),
        *(
            (4, 4, 4, 4),
            (1, 1, 2, 1),
            (2, 2, 2, 2),
            (None, 5, 5, 5),
            (None, None, 1, 1),
            (None, None, 3, None),
        ),
    )

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("percent", 0.8182),
            ("gwet_ac1", 0.7754),
            ("fleiss_kappa", 0.7612),
            ("brennan_prediger", 0.7727),
            ("krippendorff_alpha", 0.7434),
        ],
    )
    def test_what_four_raters_come_to(self, name, expected):
        ratings = rate(self.RATINGS, n_values=5, first=1)

        assert value(name, ratings) == pytest.approx(expected, abs=5e-5)

    def test_the_ordinal_weights_of_chapter_3_count_the_pairs_from_one_value_to_the_other(self):
        weights = closeness(metric_of("ordinal"), 4)

        assert weights[0].tolist() == pytest.approx([1, 1 - 1 / 6, 1 - 3 / 6, 0])

    def test_the_quadratic_weights_of_chapter_3_are_those_of_the_interval_metric(self):
        weights = closeness(metric_of("interval"), 4)

        assert weights[0].tolist() == pytest.approx([1, 1 - 1 / 9, 1 - 4 / 9, 0])

    def test_the_ratio_weights_of_chapter_3_hang_on_the_zero(self):
        weights = closeness(metric_of("ratio"), 3)

        assert weights[0].tolist() == pytest.approx([1, 1 - (1 / 3) ** 2 / (2 / 4) ** 2, 0])


class TestKrippendorff1980:
    """Content Analysis, 1st edition."""

    def test_two_observers_of_page_133(self):
        pairs = [(0, 0), (1, 1), (0, 1), (0, 0), (0, 0), (0, 1), (0, 0), (0, 1), (1, 0), (0, 0)]

        assert value("krippendorff_alpha", rate(pairs, n_values=2)) == pytest.approx(0.095, abs=5e-4)

    @pytest.mark.parametrize(
        ("metric", "expected"), [("nominal", 0.642), ("interval", 0.547), ("ratio", 0.483)]
    )
    def test_three_observers_of_page_139(self, metric, expected):
        units = ("111", "122", "222", "444", "144", "222", "123", "333", "222")
        ratings = rate([tuple(map(int, unit)) for unit in units], n_values=4, first=1)

        assert value("krippendorff_alpha", ratings, metric) == pytest.approx(expected, abs=1e-3)


class TestHayesKrippendorff2007:
    """Communication Methods and Measures 1, pp. 77-89: forty articles, five observers (table 1, p. 84)."""

    ARTICLES = (
        *("112.2", "1101.", "2333.", ".00.0", "000.0", "000.0", "102.1", "1.20.", "222.2", "2111."),
        *(".100.", "0000.", "1222.", "33223", "111.1", "111.1", "212.2", "1233.", "1101.", "000.0"),
        *("0011.", "00.00", "2333.", "0000.", "12.22", "0111.", "00010", "1212.", "1122.", "112.2"),
        *("110.0", "2121.", "22.22", "3222.", "222.2", "223.2", "222.2", "22.12", "2222.", "111.1"),
    )

    def ratings(self) -> Ratings:
        rows = [tuple(None if mark == "." else int(mark) for mark in article) for article in self.ARTICLES]
        return rate(rows, n_values=4)

    def test_the_ordinal_alpha_of_page_85(self):
        assert value("krippendorff_alpha", self.ratings(), "ordinal") == pytest.approx(0.7598, abs=5e-5)

    def test_the_pairs_of_judgements_of_page_85(self):
        ratings = self.ratings()
        raters = (ratings.values >= 0).sum(axis=1)

        assert (ratings.counts[0] * raters * (raters - 1) / 2).sum() == 239


def published(shared_data: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared_data / "agreement" / "published.json").read_text())[name]
    return found


@pytest.mark.real_data
class TestKrippendorff2011:
    """Computing Krippendorff's Alpha-Reliability, section E."""

    @pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
    def test_four_observers_with_what_is_missing(self, shared_data, metric):
        example = published(shared_data, "krippendorff-2011-four-observers")
        ratings = rate(list(zip(*example["ratings"].values(), strict=True)), n_values=5, first=1)

        found = value("krippendorff_alpha", ratings, metric)

        assert found == pytest.approx(example["alpha"][metric], abs=example["tolerance"])

    def test_two_observers_of_two_values(self, shared_data):
        example = published(shared_data, "krippendorff-1980-binary-two-observers")
        ratings = rate(list(zip(*example["ratings"].values(), strict=True)), n_values=2)

        near = {"abs": example["tolerance"]}
        assert value("krippendorff_alpha", ratings) == pytest.approx(example["alpha"]["nominal"], **near)
        assert value("cohen_kappa", ratings) == pytest.approx(example["cohen_kappa"], **near)
        assert value("scott_pi", ratings) == pytest.approx(example["scott_pi"], **near)


@pytest.mark.real_data
class TestIrrCAC:
    """What Gwet's own R package gives for five tables (version 1.4)."""

    @pytest.mark.parametrize("number", range(1, 6))
    @pytest.mark.parametrize("case", [0, 1], ids=["AC1", "AC2"])
    def test_agreement_observed_and_expected_and_the_coefficient(self, shared_data, number, case):
        (path,) = (shared_data / "agreement" / "gwet").glob(f"fixture_{number:02}_*.json")
        fixture = json.loads(path.read_text())
        asked, ratings = fixture["cases"][case], table(*fixture["table"])
        metric = asked["distanceFunction"]

        found = value(f"gwet_{asked['measure'].lower()}", ratings, metric)
        weights = closeness(metric_of(metric), ratings.n_values)
        observed = float(share_agreed(ratings.values, ratings.counts, ratings.n_values, weights)[0])

        assert found == pytest.approx(asked["coefficient"], abs=5e-5)
        assert observed == pytest.approx(asked["pa"])
        assert (observed - found) / (1 - found) == pytest.approx(asked["pe"])
