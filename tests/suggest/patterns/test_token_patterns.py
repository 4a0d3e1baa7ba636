import math
from typing import Any

import pytest

from fitcode.suggest.patterns.cost import regex_ways, token_ways
from fitcode.suggest.patterns.token_patterns import Anchor, anchors, tidied, token_problems

WILD = {"OP": "*"}
Pattern = list[dict[str, Any]]


@pytest.mark.parametrize(
    "tokens",
    [
        [{"LEMMA": "not"}, {"OP": "?"}, {"LEMMA": {"IN": ["deliver", "arrive"]}}],
        [{"lemma": "not"}, WILD, {"LOWER": "there"}],
        [{"LEMMA": "not"}, WILD, WILD, {"LEMMA": "arrive"}],
        [{"TEXT": {"REGEX": "^re.*ed$"}}, {"LOWER": {"FUZZY": "separate"}}],
        [{"OP": "{0,5}"}, {"LOWER": "there"}],
    ],
)
def test_ordinary_patterns_are_in_order(tokens):
    assert token_problems(tokens) == []


@pytest.mark.parametrize(
    "tokens",
    [
        [{"LEMMA": "not"}, WILD, WILD, WILD],
        [{"OP": "?"}] * 30 + [{"LEMMA": "not"}],
        [{"LEMMA": "a", "OP": "{1,100}"}],
        [{"LEMMA": "a", "OP": "{5000000}"}],
        [WILD, WILD],
    ],
)
def test_a_pattern_that_would_run_for_ever_is_refused(tokens):
    [problem] = token_problems(tokens)

    assert "ways in" in problem


@pytest.mark.parametrize(
    "source",
    ["(a+)+$", "(a|b|ab)*c", "(a?){30}a{30}", "a?" * 30 + "a" * 30, ".*.*.*x", r"(.+)\1", "((a|b)+)+"],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_regular_expression_that_would_run_for_ever_is_refused(source, wrapped):
    regex = {"REGEX": {"IN": [source]} if wrapped else source}

    [problem] = token_problems([{"TEXT": regex}])

    assert "run for ever" in problem or "repeats" in problem


@pytest.mark.parametrize(
    "source", ["colou?r", "^(re|un)?suppl(y|ies|ied)$", r"\w*fuel\w*", r"\d{1,3}(?:st|nd|th)"]
)
def test_ordinary_regular_expressions_are_in_order(source):
    assert token_problems([{"LOWER": {"REGEX": source}}]) == []


def test_mistakes_are_named_with_the_nearest_right_name():
    problems = token_problems([{"LEMA": "not"}, {"_": {"x": 1}}, {"TEXT": {"REGEX": "("}}])

    assert "Did you mean 'LEMMA'?" in problems[0]
    assert "extension" in problems[1]
    assert "cannot be read" in problems[2]


def test_no_tokens_and_too_many_are_mistakes():
    assert token_problems([])
    assert token_problems([{"LOWER": "a"}] * 51)


def test_ways_multiply():
    assert token_ways([{"OP": "?"}, {"OP": "{2,5}"}, {"LEMMA": "a"}]) == 16
    assert regex_ways("(a|b)c?") == 2
    assert math.isinf(regex_ways("(a+)+"))


def test_lemmas_are_looked_up_as_the_dictionary_has_them():
    tokens: Pattern = [
        {"lemma": "Meetings"},
        {"LOWER": "Don’t"},
        {"LEMMA": {"NOT_IN": ["left"]}},
        {"TEXT": "U.S."},
    ]
    lemma = {"meetings": "meet", "left": "leave"}

    assert tidied(tokens, lambda form: lemma.get(form, form)) == [
        {"LEMMA": {"IN": ["meet", "meetings"]}},
        {"LOWER": "don't"},
        {"LEMMA": {"NOT_IN": ["left", "leave"]}},
        {"TEXT": "U.S."},
    ]


def test_a_pattern_is_looked_for_by_the_words_it_cannot_do_without_the_rarest_first():
    tokens: Pattern = [
        {"LEMMA": "not"},
        {"LEMMA": "maybe", "OP": "?"},
        {"LOWER": "x", "OP": "!"},
        {"LEMMA": {"NOT_IN": ["be"]}},
        {"TEXT": {"IN": ["Fuel", "Diesel"]}, "OP": "+"},
    ]

    assert anchors(tokens, lambda form: form == "not") == [
        Anchor("LOWER", ("Fuel", "Diesel")),
        Anchor("LEMMA", ("not",)),
    ]
