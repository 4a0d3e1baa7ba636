"""presence, sequence, saturation and compare at the command line: data, notes and exit codes."""

import csv
import io
import json

import pytest

from tests.support.studies import ANA, BEN

HEADER_OF_COMPARE = (
    "dimension,group,a,b,measure,value_a,value_b,difference,difference_low,difference_high,"
    "p_value,reason,clusters_a,clusters_b,codings_a,codings_b"
)


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.fixture
def coded(study, run):
    """Both transcripts coded: R01 trusts, R02 does not and lacks spare parts."""
    for transcript, text, quote, code, valence in (
        ("ana", ANA, "We trust each other.", "trust", "fit"),
        ("ben", BEN, "We have no spare parts.", "spare-parts", "misfit"),
        ("ben", BEN, "They trust nobody at FHQ.", "trust", "misfit"),
    ):
        start = text.index(quote)
        place = f"{start}:{start + len(quote)}"
        run("codings", "add", transcript, place, "--code", code, "--valence", valence)
    return study


class TestPresence:
    def test_a_row_a_case_and_a_column_a_code(self, coded, run):
        table = rows(run("presence"))

        assert table == [
            {"case": "R01", "spare-parts": "0", "trust": "1"},
            {"case": "R02", "spare-parts": "1", "trust": "1"},
        ]

    def test_by_another_group_and_by_dimensions(self, coded, run):
        result = run("presence", "--by", "role", "--dimensions", "--complete", "--format", "json")

        assert json.loads(result.stdout)[0] == {
            "role": "adviser",
            "strategic": 0,
            "cultural": 1,
            "operational": 1,
        }

    def test_an_unknown_group_names_the_nearest(self, coded, run):
        result = run("presence", "--by", "roles", code=2)

        assert "Did you mean 'role'?" in result.stderr


class TestSequence:
    def test_parts_of_one_transcript(self, coded, run):
        table = rows(run("sequence", "ben", "--parts", "2"))

        assert [(row["transcript"], row["part"], row["code"]) for row in table] == [
            ("ben", "1", "spare-parts"),
            ("ben", "2", "trust"),
        ]

    def test_all_transcripts_together(self, coded, run):
        table = rows(run("sequence", "--together", "--parts", "1", "--by", "dimension"))

        assert [(row["part"], row["dimension"], row["codings"]) for row in table] == [
            ("1", "cultural", "2"),
            ("1", "operational", "1"),
        ]

    def test_along_a_date(self, coded, run):
        run("cases", "set", "R01", "met=2019-05-30")
        run("cases", "set", "R02", "met=2019-06-01")

        table = rows(run("sequence", "--along", "date", "--every", "year"))

        assert [(row["case.met"], row["code"], row["codings"]) for row in table] == [
            ("2019", "spare-parts", "1"),
            ("2019", "trust", "2"),
        ]

    def test_an_unknown_transcript_names_the_nearest(self, coded, run):
        result = run("sequence", "bem", code=1)

        assert "Did you mean 'ben'?" in result.stderr

    def test_what_is_no_date_is_refused(self, coded, run):
        result = run("sequence", "--along", "rank", code=2)

        assert "rank" in result.stderr

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            (["--every", "year"], "Only along a date are there periods."),
            (
                ["--along", "date", "--parts", "3"],
                "Only a transcript has parts; along date there are periods.",
            ),
            (["--along", "date", "--together"], "Leave out --parts and --together"),
            (["--parts", "0"], "A transcript is not cut into 0 parts."),
        ],
    )
    def test_an_option_that_says_nothing_here_is_refused(self, coded, run, options, told):
        assert told in run("sequence", *options, code=2).stderr


class TestSaturation:
    def test_codes_seen_after_each_transcript(self, coded, run):
        result = run("saturation", "--base", "1", "--run", "1")
        table = rows(result)

        assert [(row["transcript"], row["new_codes"], row["codes_seen"]) for row in table] == [
            ("ana", "1", "1"),
            ("ben", "1", "2"),
        ]
        assert table[1]["run_new"] == "1"
        assert "No run of 1 adds as little" in result.stderr

    def test_by_a_date_the_later_transcript_comes_last(self, coded, run):
        run("cases", "set", "R01", "met=2019-05-30")
        run("cases", "set", "R02", "met=2018")

        table = rows(run("saturation", "--order", "met"))

        assert [(row["transcript"], row["case.met"]) for row in table] == [
            ("ben", "2018"),
            ("ana", "2019-05-30"),
        ]

    def test_an_unknown_order_is_refused(self, coded, run):
        assert "cases import" in run("saturation", "--order", "size", code=2).stderr

    def test_a_condition_on_a_component_is_that_of_the_voice_on_request(self, coded, run):
        of_voice = ("saturation", "--where", "component=force", "--component-from", "voice")

        assert [row["transcript"] for row in rows(run(*of_voice))] == ["ana"]
        assert [row["transcript"] for row in rows(run("saturation", "--where", "component=force"))] == [
            "ana",
            "ben",
        ]


class TestCompare:
    def test_two_roles(self, coded, run):
        table = rows(run("compare", "role", "officer", "adviser"))

        assert [(row["dimension"], row["value_a"], row["value_b"]) for row in table] == [
            ("cultural", "1.0", "-1.0"),
            ("operational", "", "-1.0"),
        ]
        assert [row["reason"] for row in table] == [
            "fewer than 5 clusters in a group",
            "nothing to compare in the first",
        ]

    def test_a_single_row_by_another_measure(self, coded, run):
        (row,) = rows(run("compare", "component", "--by", "none", "--measure", "transcript_share"))

        assert (row["a"], row["b"], row["value_a"], row["value_b"]) == ("force", "police", "1.0", "1.0")

    def test_an_empty_result_is_a_header_and_a_note(self, coded, run):
        result = run("compare", "mission")

        assert result.stdout.strip() == HEADER_OF_COMPARE
        assert "Nothing to compare" in result.stderr

    def test_a_group_that_says_nothing_of_who_speaks_is_refused(self, coded, run):
        result = run("compare", "valence", code=2)

        assert "who speaks" in result.stderr

    def test_an_unknown_component_names_the_nearest(self, coded, run):
        result = run("compare", "component", "forse", "police", code=1)

        assert "Did you mean 'force'?" in result.stderr


def test_a_condition_on_origin_is_read_from_the_project(coded, run):
    by_hand = run("tally", "--by", "dimension", "--where", "origin=manual")
    suggested = run("tally", "--by", "dimension", "--where", "origin=suggestion")

    assert [row["codings"] for row in rows(by_hand)] == ["2", "1"]
    assert rows(suggested) == []


def test_none_is_no_group(coded, run):
    (row,) = rows(run("tally", "--by", "none"))

    assert row["codings"] == "3"


def test_origin_is_a_group_of_rows_but_says_nothing_of_who_speaks(coded, run):
    (row,) = rows(run("tally", "--by", "origin"))

    assert (row["origin"], row["codings"]) == ("manual", "3")
    assert "who speaks" in run("compare", "origin", code=2).stderr
