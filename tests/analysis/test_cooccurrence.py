"""Co-occurrence: hand-computed, against plain sets, and at a size where only linear work ends."""

import time
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.bench_counting import synthetic_frame
from fitcode.analysis.cooccurrence import cooccurrence
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.tally import tally
from fitcode.domain.choices import Valence
from fitcode.domain.counting import CooccurrenceLevel
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Table
from fitcode.errors import UsageError
from tests.analysis.drawn_projects import projects
from tests.analysis.frames import K, Q, frame
from tests.analysis.reference import shuffled
from tests.analysis.reference_cooccurrence import ReferenceCooccurrence
from tests.analysis.test_counting_reference import CONDITIONS

LEVELS = get_args(CooccurrenceLevel)

PROJECT = frame(
    {
        # Ana: three segments in a turn, a question, one segment. Ben: two segments.
        "T1": [
            "I: How was it?",
            "ANA: We met them. Radios failed us. Nobody came.",
            "I: And?",
            "ANA: Plans.",
        ],
        "T2": ["BEN: They left. It rained."],
    },
    [
        Q("T1", "We met", "trust", "misfit"),
        Q("T1", "met them", "language", "misfit"),
        Q("T1", "Radios failed", "radios", "misfit"),
        Q("T1", "failed us", "trust", "fit"),
        Q("T1", "Plans", "planning", "misfit"),
        Q("T2", "They left", "radios", "fit"),
    ],
    cases=[K(name="R1", speaks=[("T1", "ANA")]), K(name="R2", speaks=[("T2", "BEN")])],
)


def shown(table: Table, *columns: str) -> list[tuple[Any, ...]]:
    return list(table.narrowed(columns).rows)


def where(*texts: str) -> list[Any]:
    return [parse_condition(text) for text in texts]


class TestUnits:
    def test_a_segment_carries_the_codes_that_touch_it(self):
        table = cooccurrence(PROJECT)

        # Six segments of respondents. trust is in two of them, language in one, radios in two.
        assert table.columns == (
            *("code", "other", "together", "first", "second", "jaccard", "lift", "units", "level"),
        )
        assert table.rows == [
            ("trust", "language", 1, 2, 1, 1 / 2, 3.0, 6, "segment"),
            ("trust", "radios", 1, 2, 2, 1 / 3, 1.5, 6, "segment"),
        ]

    def test_a_turn_carries_all_that_is_coded_in_it(self):
        table = cooccurrence(PROJECT, level="turn")

        # Three turns of respondents; trust and language are in Ana's first alone, radios in hers and Ben's.
        assert shown(table, "code", "other", "together", "first", "second", "lift", "units") == [
            ("trust", "language", 1, 1, 1, 3.0, 3),
            ("trust", "radios", 1, 1, 2, 1.5, 3),
            ("language", "radios", 1, 1, 2, 1.5, 3),
        ]

    def test_overlap_counts_words_that_both_cover_and_the_pairs_of_codings(self):
        table = cooccurrence(PROJECT, level="overlap")

        # "met" and "failed": a word each. Respondents say 3 + 3 + 2 + 1 + 2 + 2 words.
        assert shown(table, "code", "other", "together", "pairs", "first", "second", "jaccard", "units") == [
            ("trust", "language", 1, 1, 4, 2, 1 / 5, 13),
            ("trust", "radios", 1, 1, 4, 4, 1 / 7, 13),
        ]

    def test_codings_within_one_another_cover_their_words_once(self):
        project = frame(
            {"T1": ["ANA: One two three four five six seven."]},
            [
                *(Q("T1", quote, "trust") for quote in ("One two three four five", "two", "four")),
                *(Q("T1", quote, "radios") for quote in ("three", "five six")),
            ],
        )

        table = cooccurrence(project, level="overlap")

        assert shown(table, "together", "pairs", "first", "second", "units") == [(2, 2, 5, 3, 7)]

    def test_neighbours_stand_next_to_each_other_with_no_question_between(self):
        table = cooccurrence(PROJECT, level="neighbour")

        # Three pairs of neighbours: two in Ana's first turn, one in Ben's; six from either side.
        # trust carries Ana's first two segments: 1-2, 2-1, 2-3 seen from trust.
        assert shown(table, "code", "other", "together", "first", "second", "units") == [
            ("trust", "trust", 2, 3, 3, 6),
            ("trust", "language", 1, 3, 1, 6),
            ("trust", "radios", 1, 3, 3, 6),
            ("language", "radios", 1, 1, 3, 6),
        ]

    def test_a_case_carries_all_that_it_says(self):
        table = cooccurrence(PROJECT, level="case", of="dimension", valence=Valence.misfit)

        assert shown(table, "dimension", "other", "together", "first", "second", "jaccard", "units") == [
            ("strategic", "cultural", 1, 1, 1, 1.0, 2),
            ("strategic", "operational", 1, 1, 1, 1.0, 2),
            ("cultural", "operational", 1, 1, 1, 1.0, 2),
        ]


class TestChoices:
    def test_two_valences_make_two_sides_in_which_a_label_meets_itself(self):
        table = cooccurrence(
            PROJECT, level="turn", of="dimension", valence=Valence.misfit, other_valence=Valence.fit
        )

        assert shown(table, "dimension", "other", "together", "first", "second") == [
            ("cultural", "cultural", 1, 1, 1),
            ("operational", "cultural", 1, 1, 1),
        ]

    def test_a_code_without_dimension_stands_under_none(self):
        project = frame({"T1": ["ANA: We met."]}, [Q("T1", "We met", "trust"), Q("T1", "met", "actors")])

        assert shown(cooccurrence(project, of="dimension"), "dimension", "other") == [("cultural", None)]

    def test_conditions_narrow_the_units(self):
        table = cooccurrence(PROJECT, where=where("case=R1"))

        assert shown(table, "first", "second", "units") == [(2, 1, 4), (2, 1, 4)]

    def test_interviewers_units_count_only_on_request(self):
        project = frame(
            {"T1": ["I: Was it trust?", "ANA: It was."], "T2": ["I: Why?", "A heading."]},
            [Q("T1", "Was it", "trust"), Q("T1", "it trust", "radios"), Q("T2", "A heading", "trust")],
        )

        assert cooccurrence(project).rows == []
        # Two questions, an answer, and the heading because it is coded.
        table = cooccurrence(project, include_interviewer=True)
        assert shown(table, "together", "first", "second", "units") == [(1, 2, 1, 4)]

    def test_codings_without_a_case_are_left_out_of_cases_and_told(self):
        project = frame({"T1": ["ANA: We met."]}, [Q("T1", "We", "trust"), Q("T1", "met", "radios")])

        table = cooccurrence(project, level="case")

        assert table.rows == []
        assert table.notes == (
            "2 codings without a case left out.",
            "No two codes stand together here at level case.",
        )

    def test_a_complete_table_holds_every_pair_and_null_where_nothing_can_be_said(self):
        table = cooccurrence(PROJECT, of="dimension", complete=True, where=where("code=planning,radios"))

        assert table.rows == [
            ("strategic", "cultural", 0, 1, 0, 0.0, None, 6, "segment"),
            ("strategic", "operational", 0, 1, 2, 0.0, 0.0, 6, "segment"),
            ("cultural", "operational", 0, 0, 2, 0.0, None, 6, "segment"),
        ]

    def test_a_matrix_shows_each_pair_in_both_halves(self):
        table = cooccurrence(PROJECT, measure="together")

        assert table.columns == ("code", "planning", "trust", "language", "radios")
        assert table.rows == [
            ("planning", None, 0, 0, 0),
            ("trust", 0, None, 1, 1),
            ("language", 0, 1, None, 0),
            ("radios", 0, 1, 0, None),
        ]

    @pytest.mark.parametrize(
        ("choice", "problem"),
        [
            ({"level": "segments"}, "No level is named 'segments'"),
            ({"of": "component"}, "No kind of label is named 'component'"),
            ({"measure": "lifts"}, "No measure is named 'lifts'"),
        ],
    )
    def test_a_wrong_choice_is_refused_with_its_repair(self, choice, problem):
        with pytest.raises(UsageError) as refused:
            cooccurrence(PROJECT, **choice)

        assert problem in refused.value.problem
        assert refused.value.remedy


TERMS = st.fixed_dictionaries(
    {
        "level": st.sampled_from(LEVELS),
        "of": st.sampled_from(["code", "dimension"]),
        "valence": st.none() | st.sampled_from(Valence),
        "other_valence": st.none() | st.sampled_from(Valence),
        "where": st.lists(st.sampled_from(CONDITIONS).map(parse_condition), max_size=2),
        "include_interviewer": st.booleans(),
        "complete": st.booleans(),
    }
)


@settings(max_examples=250)
@given(project=projects(), terms=TERMS)
def test_every_number_equals_one_counted_with_sets_and_loops(project: CountingFrame, terms: dict[str, Any]):
    reference = ReferenceCooccurrence(project, **terms)

    for record in cooccurrence(project, **terms).records():
        expected = reference.numbers(record[terms["of"]], record["other"])._asdict()  # type: ignore[arg-type]
        assert {name: record[name] for name in expected if name in record} == pytest.approx(
            {name: number for name, number in expected.items() if name in record}
        )


@given(project=projects(), terms=TERMS)
def test_no_pair_that_stands_together_is_missing(project: CountingFrame, terms: dict[str, Any]):
    labels = [*project.codes.name] if terms["of"] == "code" else [*dict.fromkeys(project.codes.dimension)]
    reference = ReferenceCooccurrence(project, **terms)
    expected = {
        (label, other) for label in labels for other in labels if reference.numbers(label, other).together
    }

    table = cooccurrence(project, **{**terms, "complete": False})

    found = set(shown(table, terms["of"], "other"))
    sides = {terms["valence"], terms["other_valence"] or terms["valence"]}
    if len(sides) == 1:
        found |= {(other, label) for label, other in found}
        if terms["level"] != "neighbour":
            expected = {(label, other) for label, other in expected if label != other}
    assert found == expected


@given(project=projects(), terms=TERMS)
def test_labels_stand_together_no_more_often_than_either_stands(
    project: CountingFrame, terms: dict[str, Any]
):
    numbers = shown(cooccurrence(project, **terms), "together", "first", "second", "units", "jaccard")

    for together, first, second, units, jaccard in numbers:
        assert together <= min(first, second) <= max(first, second) <= units
        assert jaccard is None or 0 <= jaccard <= 1


@given(project=projects(), terms=TERMS)
def test_sides_that_change_places_change_rows_for_columns(project: CountingFrame, terms: dict[str, Any]):
    terms = {**terms, "valence": Valence.fit, "other_valence": Valence.misfit}
    columns = ("together", "first", "second", "jaccard", "lift", "units")
    there = shown(cooccurrence(project, **terms), terms["of"], "other", *columns)
    terms |= {"valence": Valence.misfit, "other_valence": Valence.fit}

    back = shown(cooccurrence(project, **terms), "other", terms["of"], *columns)

    swapped = [(*row[:3], row[4], row[3], *row[5:]) for row in back]
    assert sorted(swapped, key=str) == sorted(there, key=str)


@given(project=projects(), terms=TERMS)
def test_a_code_is_carried_by_as_many_segments_words_and_cases_as_a_tally_says(
    project: CountingFrame, terms: dict[str, Any]
):
    of, measure = (
        terms["of"],
        {"segment": "segments", "overlap": "words", "case": "cases"}.get(terms["level"]),
    )
    terms = {**terms, "valence": None, "other_valence": None}
    groups = {"where": terms["where"], "include_interviewer": terms["include_interviewer"]}
    counted = {row[0]: row[1:] for row in tally(project, by=[of], replicates=0, **groups).rows}
    columns = tally(project, by=[of], replicates=0).columns[1:]

    for record in cooccurrence(project, **terms).records() if measure else ():
        for label, side in ((record[of], "first"), (record["other"], "second")):
            expected = counted[label][columns.index(str(measure))] if label in counted else 0
            assert record[side] == expected


@given(project=projects(), terms=TERMS, seed=st.integers())
def test_the_order_of_codings_does_not_matter(project: CountingFrame, terms: dict[str, Any], seed: int):
    assert cooccurrence(shuffled(project, seed), **terms) == cooccurrence(project, **terms)


def test_a_matrix_holds_the_numbers_of_the_long_table():
    project = synthetic_frame(3_000, n_transcripts=5)
    matrix = cooccurrence(project, level="turn", measure="lift")

    wide = {
        (record["code"], other): cell
        for record in matrix.records()
        for other, cell in record.items()
        if other != "code"
    }
    long = cooccurrence(project, level="turn", complete=True)
    for one, other, lift in shown(long, "code", "other", "lift"):
        assert wide[one, other] == wide[other, one] == lift


@pytest.mark.parametrize("level", LEVELS)
def test_work_grows_no_faster_than_codings(level: CooccurrenceLevel):
    taken = []
    for size in (12_000, 48_000, 192_000):
        project = synthetic_frame(size, n_transcripts=size // 2_000)
        taken.append(min(_seconds(project, level) for _ in range(2)))

    # Sixteen times the work in sixteen times the time, with room for a busy machine.
    assert taken[2] < 16 * 3 * max(taken[0], 0.01), taken


def test_spans_that_all_overlap_cost_no_more_than_others():
    # Every coding covers half of its interview: pairs of codings are a hundred million.
    project = synthetic_frame(20_000, n_transcripts=2)
    half = len(project.turns.start) // 4
    codings = project.codings
    for place in range(len(codings.start)):
        codings.end_word[place] = min(codings.first_word[place] + half * 40, 8_000)  # type: ignore[index]

    assert _seconds(project, "overlap") < 3


def _seconds(project: CountingFrame, level: CooccurrenceLevel) -> float:
    begun = time.process_time()
    cooccurrence(project, level=level)
    return time.process_time() - begun
