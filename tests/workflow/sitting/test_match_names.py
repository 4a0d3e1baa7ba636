"""Finding a code by a few letters, on the shipped codebook."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.formats.codebook_yaml import parse_codebook
from fitcode.workflow.sitting import match_names as matching
from fitcode.workflow.sitting.match_names import Choice, Match, match_names

CODEBOOK = Path(__file__).resolve().parents[3] / "codebooks" / "fit.yaml"


@pytest.fixture(scope="module")
def codes() -> list[Choice]:
    codebook = parse_codebook(CODEBOOK.read_text(encoding="utf-8"), file="fit.yaml")
    return [Choice(code.id, code.name, codebook.path(code.id)) for code in codebook.codes]


def ids(matches: list[Match]) -> list[str]:
    return [match.id for match in matches]


def named(*names: str) -> list[Choice]:
    return [Choice(name.lower().replace(" ", "-"), name, name) for name in names]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rolecl", "role-clarity"),
        ("role cl", "role-clarity"),
        ("clarity role", "role-clarity"),
        ("rc", "role-clarity"),
        ("RC", "role-clarity"),
        ("clrty", "role-clarity"),
        ("larity", "role-clarity"),
        ("spare pa", "sustainment"),
        ("oper", "operational"),
        ("rep", "reporting"),
        ("jdb", "joint-databases"),
        ("caveat", "task-refusal"),
        ("role-clarity", "role-clarity"),
    ],
)
def test_a_few_letters_find_the_code_that_is_meant(codes, typed, meant):
    assert ids(match_names(typed, codes))[0] == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rloe", "role-clarity"),
        ("rolw", "role-clarity"),
        ("riole", "role-clarity"),
        ("clasify", "classification"),
        ("inforamtion sha", "information-sharing"),
    ],
)
def test_a_slip_of_the_finger_still_finds_the_code(codes, typed, meant):
    forgiven = [match for match in match_names(typed, codes) if match.is_forgiven]

    assert forgiven[0].id == meant


def test_what_holds_the_letters_as_typed_goes_before_what_was_forgiven(codes):
    matches = match_names("rloe", codes)

    assert [match.is_forgiven for match in matches] == sorted(match.is_forgiven for match in matches)
    assert not matches[0].is_forgiven


def test_letters_that_no_name_holds_find_nothing(codes):
    assert match_names("zzzqx", codes) == []
    assert match_names("--", codes) == []


def test_an_exact_id_goes_before_everything(codes):
    for code in codes:
        assert ids(match_names(code.id, codes, first=[other.id for other in codes[:5]]))[0] == code.id


def test_an_id_typed_in_words_goes_before_a_longer_one_that_is_recent():
    both = [Choice("role-clarity-work", "Work", "Work"), Choice("role-clarity", "Clarity", "Clarity")]

    assert ids(match_names("Role clarity", both, first=["role-clarity-work"]))[0] == "role-clarity"


def test_one_or_two_letters_must_begin_a_word(codes):
    assert "role-clarity" not in ids(match_names("l", codes))
    assert "role-clarity" not in ids(match_names("la", codes))
    assert "role-clarity" in ids(match_names("lar", named("Other", "Role clarity")))


def test_ids_that_differ_by_their_case_are_told_apart():
    both = [Choice("unit/isr", "First", "First"), Choice("unit/ISR", "Second", "Second")]

    assert ids(match_names("unit/ISR", both))[0] == "unit/ISR"
    assert ids(match_names("unit/isr", both))[0] == "unit/isr"


def test_an_empty_query_lists_all_with_the_recent_ones_first(codes):
    listed = ids(match_names(" ", codes, first=["trust", "stovepipes"]))

    assert listed[:3] == ["trust", "stovepipes", codes[0].id]
    assert sorted(listed) == sorted(code.id for code in codes)


def test_recent_ones_go_first_among_equals_only(codes):
    assert ids(match_names("st", codes))[0] == "staffing"
    assert ids(match_names("st", codes, first=["stovepipes"]))[0] == "stovepipes"
    assert ids(match_names("st", codes, first=["common-standards"]))[0] == "staffing"


def test_found_letters_are_pointed_out_where_they_are_shown(codes):
    match = match_names("spare pa", codes)[0]

    assert "".join(match.choice.name[place] for place in match.in_name) == "sparepa"
    assert match.in_id == ()


def test_a_word_may_stand_in_the_name_and_another_in_the_path(codes):
    match = match_names("operat formats", codes)[0]

    assert match.id == "reporting"
    assert [match.choice.parents[place] for place in match.in_parents] == list("Operat")
    assert [match.choice.name[place] for place in match.in_name] == list("formats")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("prefet", "Préfet"),
        ("PRÉFET", "Prefet"),
        ("strasse", "Straße"),
        ("lodz", "Łódź"),
        ("العر", "اللُّغة العَرَبية"),
    ],
)
def test_case_and_accents_make_no_difference(typed, name):
    matches = match_names(typed, named("Other", name, "Another"))

    assert [match.choice.name for match in matches if not match.is_forgiven] == [name]
    assert all(0 <= place < len(name) for place in matches[0].in_name)


def test_other_names_are_searched_too():
    unit = Choice("recce-company", "Reconnaissance Company", "Reconnaissance Company", "ISR company")

    assert ids(match_names("isr", [*named("Sector"), unit])) == ["recce-company"]


def test_parents_are_the_path_without_the_name():
    assert Choice("c", "Reporting", "Operational fit / Reporting").parents == "Operational fit"
    assert Choice("c", "Fit", "Fit").parents == ""
    assert Choice("c", "Fit", "elsewhere").parents == "elsewhere"


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=30), max_size=5))
def test_any_text_can_be_typed_and_any_name_searched(query, names):
    choices = [Choice(str(number), name, f"a / {name}") for number, name in enumerate(names)]

    for match in match_names(query, choices):
        assert set(match.in_name) <= set(range(len(match.choice.name)))
        assert set(match.in_parents) <= set(range(len(match.choice.parents)))


def test_a_key_among_four_hundred_codes_takes_a_few_milliseconds(codes):
    many = [
        Choice(f"{code.id}-{copy}", f"{code.name} {copy}", f"{code.path} {copy}")
        for copy in range(5)
        for code in codes
    ][:400]
    match_names("warm up", many)
    matching._find.cache_clear()
    took = []
    for typed in ["i", "in", "inf", "info", "infor", "inform", "informa"]:
        began = time.perf_counter()
        match_names(typed, many)
        took.append(time.perf_counter() - began)

    # Measured: 2 ms. The middle one, so that a busy machine does not decide.
    assert sorted(took)[len(took) // 2] < 0.015
