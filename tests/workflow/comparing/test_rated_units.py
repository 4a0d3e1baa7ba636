"""Units folded to ratings against a slow count, unit by unit, on arbitrary small projects."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitcode.agreement.coefficients import estimates
from fitcode.agreement.ratings import Ratings
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.selecting.selection import select
from fitcode.analysis.selecting.terms import Terms
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.compared import ComparedFrame, Unit
from fitcode.domain.frame import VALENCES, CountingFrame
from fitcode.workflow.comparing.estimate_wholes import Wholes
from fitcode.workflow.comparing.gather_compared import Asked, Gathered, Group
from fitcode.workflow.comparing.rate_units import rate_units
from tests.analysis.drawn_projects import projects
from tests.analysis.frames import K, Q, frame

CODERS = ("ana", "ben", "cem")
RANGES = {
    "character": ("start", "end"),
    "word": ("first_word", "end_word"),
    "segment": ("first_segment", "end_segment"),
}


@st.composite
def compared(draw: st.DrawFn) -> ComparedFrame:
    """A small project that three coders finished in part."""
    frame = draw(projects(most_codings=20))
    n_codings, n_transcripts = len(frame.codings.start), len(frame.transcripts.name)
    coder = draw(st.lists(st.integers(0, 2), min_size=n_codings, max_size=n_codings))
    finished = st.frozensets(st.integers(0, n_transcripts - 1), min_size=1)
    return ComparedFrame(
        frame=replace(frame, coders=CODERS, codings=replace(frame.codings, coder=coder)),
        finished=[draw(finished) for _ in CODERS],
    )


def gathered(one: ComparedFrame, *, unit: Unit = "character", where: str = "") -> Gathered:
    terms = Terms(
        by=(),
        where=[parse_condition(where)] if where else (),
        component_from=ComponentFrom.about_or_voice,
    )
    return Gathered(one, select(one.frame, terms), Asked(unit=unit, replicates=0), ())


def told(ratings: Ratings) -> Counter[tuple[int, ...]]:
    """How many units show each pattern."""
    patterns = ratings.values.tolist()
    summed = ratings.counts.sum(axis=0).tolist()
    return Counter({tuple(row): int(n) for row, n in zip(patterns, summed, strict=True) if n})


def each_unit(one: ComparedFrame, group: Group, unit: str) -> Iterator[list[set[int]]]:
    """The codings of each coder on each unit that respondents say, one unit after the other."""
    frame = one.frame
    common = set.intersection(*(set(one.finished[coder]) for coder in group.coders))
    for transcript in common:
        turns = [turn for turn, where in enumerate(frame.turns.transcript) if where == transcript]
        heard = [(ordinal, turn) for ordinal, turn in enumerate(turns) if is_respondents(frame, turn)]
        if unit == "transcript":
            if heard:
                yield on(one, group, transcript, "turn", {ordinal for ordinal, _ in heard})
            continue
        for ordinal, turn in heard:
            for place in [ordinal] if unit == "turn" else of_turn(frame, turn, unit):
                yield on(one, group, transcript, unit, {place})


def of_turn(frame: CountingFrame, turn: int, unit: str) -> range:
    first, end = RANGES[unit]
    return range(getattr(frame.turns, first)[turn], getattr(frame.turns, end)[turn])


def is_respondents(frame: CountingFrame, turn: int) -> bool:
    return frame.speakers.kind[frame.turns.speaker[turn]] in (0, 3)


def on(one: ComparedFrame, group: Group, transcript: int, unit: str, places: set[int]) -> list[set[int]]:
    first, end = RANGES.get(unit, ("first_turn", "end_turn"))
    codings = one.frame.codings
    return [
        {
            coding
            for coding in range(len(codings.start))
            if codings.coder[coding] == coder
            and codings.transcript[coding] == transcript
            and places & set(range(getattr(codings, first)[coding], getattr(codings, end)[coding]))
        }
        for coder in group.coders
    ]


@pytest.mark.parametrize("unit", get_args(Unit))
@settings(max_examples=15)
@given(one=compared())
def test_a_code_is_on_the_units_that_a_slow_count_finds(one: ComparedFrame, unit: Unit) -> None:
    project = gathered(one, unit=unit)
    codes = one.frame.codings.code
    for group in (*project.everybody(), *project.pairs()):
        for rated in rate_units(project, group, "code")[:-1]:
            slow = Counter(
                tuple(int(any(codes[coding] == rated.number for coding in given)) for given in given_by)
                for given_by in each_unit(one, group, unit)
            )

            assert told(rated.ratings) == slow


@settings(max_examples=15)
@given(one=compared())
def test_each_cluster_of_transcripts_has_its_own_units(one: ComparedFrame) -> None:
    project = gathered(one, unit="word")
    for group in project.pairs():
        expected = np.zeros(group.n_clusters)
        for transcript, cluster in zip(group.transcripts.tolist(), group.cluster.tolist(), strict=True):
            only = replace(one, finished=[frozenset({transcript})] * 3)
            expected[cluster] += sum(1 for _ in each_unit(only, group, "word"))

        for rated in rate_units(project, group, "code")[:-1]:
            assert rated.ratings.counts.sum(axis=1).tolist() == expected.tolist()


@settings(max_examples=25)
@given(one=compared())
def test_sets_of_codes_are_those_that_a_slow_count_finds(one: ComparedFrame) -> None:
    project = gathered(one, unit="word")
    codes = one.frame.codings.code
    for group in project.everybody():
        sets, ratings = Wholes(project, group, "code").sets
        slow = Counter(
            tuple(frozenset(codes[coding] for coding in given) for given in given_by)
            for given_by in each_unit(one, group, "word")
        )

        assert {tuple(sets[place] for place in row): n for row, n in told(ratings).items()} == dict(slow)


@settings(max_examples=25)
@given(one=compared())
def test_valences_are_compared_where_the_code_is_the_same(one: ComparedFrame) -> None:
    project = gathered(one)
    codings = one.frame.codings

    def valence(given: set[int], code: int) -> str | None:
        stated = {codings.valence[coding] for coding in given if codings.code[coding] == code}
        if not stated:
            return None
        known = [VALENCES[one] for one in stated if one >= 0]
        return "mixed" if len(known) > 1 else (known or ["unstated"])[0]

    for group in project.everybody():
        for rated in rate_units(project, group, "valence")[:-1]:
            slow = Counter(
                tuple(valence(given, rated.number) for given in given_by)
                for given_by in each_unit(one, group, "character")
            )
            slow.pop((None,) * len(group.coders), None)
            names = [*rated.values, None]

            assert {tuple(names[v] for v in row): n for row, n in told(rated.ratings).items()} == dict(slow)


@settings(max_examples=25)
@given(one=compared())
def test_coefficients_of_characters_are_those_of_a_few_lines_over_characters(one: ComparedFrame) -> None:
    project = gathered(one)
    codes = one.frame.codings.code
    for group in project.pairs():
        for rated in rate_units(project, group, "code")[:-1]:
            units = [
                [any(codes[coding] == rated.number for coding in given) for given in given_by]
                for given_by in each_unit(one, group, "character")
            ]
            found = estimates(["percent", "cohen_kappa", "krippendorff_alpha"], rated.ratings)

            agreed = sum(a == b for a, b in units) / len(units)
            p, q = (sum(unit[side] for unit in units) / len(units) for side in (0, 1))
            coded, n = sum(map(sum, units)), 2 * len(units)
            expected = p * q + (1 - p) * (1 - q)
            apart = 2 * coded * (n - coded) / (n * (n - 1))
            assert found["percent"].value == pytest.approx(agreed)
            if apart:
                kappa = (agreed - expected) / (1 - expected)
                assert found["cohen_kappa"].value == pytest.approx(kappa)
                assert found["krippendorff_alpha"].value == pytest.approx(1 - (1 - agreed) / apart)
            else:
                assert found["cohen_kappa"].value is found["krippendorff_alpha"].value is None


@settings(max_examples=15)
@given(one=compared(), order=st.permutations(range(3)))
def test_the_order_of_coders_changes_nothing(one: ComparedFrame, order: list[int]) -> None:
    other = ComparedFrame(
        frame=replace(
            one.frame,
            codings=replace(
                one.frame.codings, coder=[order.index(coder) for coder in one.frame.codings.coder]
            ),
        ),
        finished=[one.finished[coder] for coder in order],
    )
    rated, turned = (
        [each for group in project.everybody() for each in rate_units(project, group, "code")]
        for project in (gathered(one), gathered(other))
    )

    for before, after in zip(rated, turned, strict=True):
        assert before.label == after.label
        assert {tuple(row[coder] for coder in order): n for row, n in told(before.ratings).items()} == dict(
            told(after.ratings)
        )


@settings(max_examples=15)
@given(one=compared())
def test_who_did_the_same_work_agrees_wholly(one: ComparedFrame) -> None:
    codings = one.frame.codings
    twice = replace(
        codings,
        **{
            name: [*getattr(codings, name)] * 2
            for name in codings.__dataclass_fields__
            if name not in ("coder", "origin")
        },
        coder=[0] * len(codings.start) + [1] * len(codings.start),
    )
    same = ComparedFrame(
        frame=replace(one.frame, coders=CODERS[:2], codings=twice), finished=[one.finished[0]] * 2
    )
    project = gathered(same, unit="segment")
    names = ["percent", "cohen_kappa", "gwet_ac1", "krippendorff_alpha"]

    values = {
        estimate.value if estimate.value is None else round(estimate.value, 9)
        for group in project.everybody()
        for of in ("code", "dimension", "valence", "component")
        for rated in rate_units(project, group, of)
        for estimate in estimates(names, rated.ratings).values()
    }

    assert values <= {None, 1.0}


@pytest.mark.parametrize(
    ("said", "together"),
    [
        (["fit", "misfit"], "mixed"),
        (["fit", None], "fit"),
        (["mixed", "fit"], "mixed"),
        ([None], "unstated"),
        (["misfit"], "misfit"),
    ],
)
def test_overlapping_valences_of_one_coder_are_what_they_say_together(said, together) -> None:
    theirs = [Q("T1", (5, 12 - place), "trust", valence) for place, valence in enumerate(said)]
    made = frame({"T1": ["ANA: We met."]}, [*theirs, Q("T1", (5, 8), "trust", "fit", coder="ben")])
    project = gathered(ComparedFrame(frame=made, finished=[frozenset({0})] * 2), unit="turn")
    (group,) = project.everybody()

    rated = rate_units(project, group, "valence")[0]

    assert [rated.values[value] for value in rated.ratings.values[0]] == [together, "fit"]


def test_transcripts_of_a_case_are_drawn_together_and_conditions_leave_the_speech_of_others_out() -> None:
    made = frame(
        {"T1": ["ANA: We met.", "BEN: We met them."], "T2": ["ANA: Twice."], "T3": ["DAN: Never."]},
        [Q("T1", "We met them.", "trust"), Q("T2", "Twice.", "trust", coder="ben")],
        cases=[
            K(name="R1", speaks=[("T1", "ANA"), ("T2", "ANA")]),
            K(name="R2", speaks=[("T1", "BEN")], role="commander"),
        ],
    )
    one = ComparedFrame(frame=made, finished=[frozenset({0, 1, 2})] * 2)

    (whole,) = gathered(one).everybody()
    commanders = gathered(one, where="role=commander")
    (narrowed,) = commanders.everybody()

    assert (whole.cluster.tolist(), whole.n_clusters) == ([0, 0, 1], 2)
    assert rate_units(gathered(one), whole, "code")[0].ratings.counts.sum(axis=1).tolist() == [25, 6]
    assert narrowed.transcripts.tolist() == [0]
    assert told(rate_units(commanders, narrowed, "code")[0].ratings) == {(1, 0): len("We met them.")}
