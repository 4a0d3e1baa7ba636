"""The patterns of a code: their forms, their ids, and what is wrong with them."""

import random
from typing import Any

import pytest

from fitcode.domain.choices import Valence
from fitcode.domain.codebook import Pattern
from fitcode.errors import InvalidFile
from fitcode.formats.codebook_yaml import parse_codebook

PATTERNS = [
    "spare part",
    "{phrase: run out of fuel, valence: misfit, weight: 0.8}",
    '{tokens: [{LEMMA: not}, {OP: "?"}, {LEMMA: {IN: [deliver, arrive]}}], valence: misfit}',
    "{near: [[fuel, diesel, spare], [lend, borrow, share]], within: 6}",
    "{near: [[workshop], [repair, fix]], unless: [training workshop]}",
    "{phrase: à court de, language: fr}",
    "{id: my-own, phrase: broken}",
]


def patterns_of(*patterns: str) -> tuple[Pattern, ...]:
    lines = "".join(f"      - {pattern}\n" for pattern in patterns)
    return (
        parse_codebook(f"id: fit\ncodes:\n  - id: a\n    patterns:\n{lines}", file="f.yaml").codes[0].patterns
    )


def faults_of(*patterns: str) -> list[str]:
    with pytest.raises(InvalidFile) as caught:
        patterns_of(*patterns)
    return [str(fault) for fault in caught.value.faults]


def tokens_of(tokens: str) -> tuple[dict[str, Any], ...] | None:
    return patterns_of(f"{{tokens: {tokens}}}")[0].tokens


def test_a_pattern_has_one_of_four_forms():
    forms = [pattern.form for pattern in patterns_of(*PATTERNS, "{any_of: [fuel, spare part]}")]

    assert forms == ["phrase", "phrase", "tokens", "near", "near", "phrase", "phrase", "any_of"]


def test_one_phrase_or_more_make_an_any_of():
    several, one = patterns_of("{any_of: [fuel,  spare  part, fuel]}", "{any_of: fuel}")

    assert (several.any_of, one.any_of) == (("fuel", "spare part"), ("fuel",))
    for empty in ("[]", "''", "~"):
        assert "f.yaml:5:10: `any_of` should be a list of phrases" in faults_of(f"{{any_of: {empty}}}")[0]
    assert "should be a list of texts" in faults_of("{any_of: {a: b}}")[0]


def test_everything_that_a_pattern_states_is_read():
    _, phrase, tokens, near, silenced, french, own = patterns_of(*PATTERNS)

    assert (phrase.phrase, phrase.valence, phrase.weight) == ("run out of fuel", Valence.misfit, 0.8)
    assert tokens.tokens == ({"LEMMA": "not"}, {"OP": "?"}, {"LEMMA": {"IN": ["deliver", "arrive"]}})
    assert (near.near, near.within) == ((("fuel", "diesel", "spare"), ("lend", "borrow", "share")), 6)
    assert (silenced.unless, silenced.within, silenced.weight) == (("training workshop",), 8, 0.5)
    assert french.language == "fr"
    assert own.id == "my-own"


def test_the_id_of_a_pattern_does_not_move_when_patterns_do():
    before = {pattern.id: pattern for pattern in patterns_of(*PATTERNS)}
    shuffled = random.Random(0).sample(PATTERNS, k=len(PATTERNS))

    after = {pattern.id: pattern for pattern in patterns_of(*shuffled)}

    assert after == before
    assert all(len(name) == 8 for name in before if name != "my-own")


def test_a_phrase_has_the_same_id_however_it_is_written():
    ids = {
        patterns_of(written)[0].id
        for written in [
            "spare part",
            '"spare  part"',
            "{phrase: spare part}",
            "{weight: 0.50, phrase: 'spare part'}",
        ]
    }

    assert len(ids) == 1


def test_a_pattern_that_says_something_else_has_another_id():
    variants = [
        "{phrase: a}",
        "{phrase: b}",
        "{phrase: a, unless: c}",
        "{phrase: a, language: fr}",
        "{near: [[a], [c]]}",
        "{near: [[a], [c]], within: 3}",
    ]

    assert len({pattern.id for pattern in patterns_of(*variants)}) == len(variants)


def test_weight_and_valence_may_be_edited_without_another_id():
    variants = ["a", "{phrase: a, weight: 0.6}", "{phrase: a, valence: fit}"]

    assert len({patterns_of(variant)[0].id for variant in variants}) == 1


def test_patterns_that_differ_in_weight_or_valence_alone_have_ids_of_their_own_in_any_order():
    variants = ["{phrase: a}", "{phrase: a, weight: 0.6}", "{phrase: a, valence: fit}", "{phrase: b}"]

    made = patterns_of(*variants)

    assert len({pattern.id for pattern in made}) == 4
    assert set(patterns_of(*reversed(variants))) == set(made)


def test_a_bare_text_stands_for_a_list_of_one():
    codebook = parse_codebook("id: fit\ncodes:\n  - id: a\n    patterns: spare part\n", file="f.yaml")

    assert [pattern.phrase for pattern in codebook.codes[0].patterns] == ["spare part"]
    assert patterns_of("{phrase: a, unless: b}")[0].unless == ("b",)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[{LOWER: no}, {LOWER: true}, {TEXT: 112}]", ({"LOWER": "no"}, {"LOWER": "true"}, {"TEXT": "112"})),
        ("[{IS_TITLE: true}, {LIKE_NUM: False}]", ({"IS_TITLE": True}, {"LIKE_NUM": False})),
        ('[{LENGTH: 3}, {LENGTH: {">=": 4}}]', ({"LENGTH": 3}, {"LENGTH": {">=": 4}})),
        ("[{}, {lemma: go, op: '+'}]", ({}, {"LEMMA": "go", "OP": "+"})),
        ('[{LOWER: {REGEX: "^fuel"}, OP: "{2,3}"}]', ({"LOWER": {"REGEX": "^fuel"}, "OP": "{2,3}"},)),
        ("[{LEMMA: {FUZZY2: {IN: [fuel]}}}]", ({"LEMMA": {"FUZZY2": {"IN": ["fuel"]}}},)),
        ("[{LEMMA: {REGEX: {NOT_IN: [a, b]}}}]", ({"LEMMA": {"REGEX": {"NOT_IN": ["a", "b"]}}},)),
    ],
)
def test_a_token_value_has_the_type_of_its_attribute(written, read):
    assert tokens_of(written) == read


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ('""', "f.yaml:5:9: An entry of `patterns` is empty."),
        ("[a, b]", "f.yaml:5:9: A pattern is a phrase, or keys and values"),
        (
            "{phrase: a, near: [[b], [c]]}",
            "exactly one of `phrase`, `any_of`, `near` or `tokens`; this one has `phrase` and `near`",
        ),
        ("{weight: 0.3}", "this one has none of them"),
        ("{phrase: ' '}", "f.yaml:5:10: `phrase` is empty."),
        ("{phrase: [a]}", "f.yaml:5:18: `phrase` should be text, not a list."),
        ("{phrse: a}", "f.yaml:5:10: Unknown key 'phrse' in a pattern. Did you mean 'phrase'?"),
        ("{phrase: a, weight: 1.5}", "f.yaml:5:29: `weight` should be a number from 0 to 1, not '1.5'."),
        ("{phrase: a, weight: .nan}", "`weight` should be a number from 0 to 1, not '.nan'."),
        ('{phrase: a, weight: "0,8"}', "Write a point, not a comma."),
        (
            "{phrase: a, valence: misfitt}",
            "f.yaml:5:30: `valence` cannot be 'misfitt'. Did you mean 'misfit'?",
        ),
        ("{phrase: a, language: french}", "`language`: 'french' is no language code: write 'fr'"),
        ("{phrase: a, unless: [b, ~]}", "f.yaml:5:33: An entry of `unless` is empty."),
        ("{phrase: a, id: My Own}", "write 'my-own'"),
        ("{phrase: a, id: }", "A pattern has no `id`."),
        ("{phrase: a, within: 3}", "f.yaml:5:21: `within` belongs to `near`"),
        (
            "{near: [[a], [b]], within: 0}",
            "f.yaml:5:36: `within` should be a whole number from 1 to 100, not '0'.",
        ),
        ("{near: [[a], [b]], within: 2.5}", "`within` should be a whole number from 1 to 100, not '2.5'."),
        ("{near: [[a]]}", "f.yaml:5:16: `near` needs at least two lists"),
        ("{near: a}", "`near` should be at least two lists of phrases, not text"),
        ("{near: [a, b]}", "f.yaml:5:17: Each entry of `near` should be a list of phrases, not text"),
        ("{near: [[a], []]}", "f.yaml:5:22: A list of `near` is empty."),
        ("{near: [[a], ['']]}", "f.yaml:5:23: An entry of `near` is empty."),
        ("{tokens: not}", "f.yaml:5:10: `tokens` should be a list of tokens, not text"),
        ("{tokens: []}", "`tokens` should be a list of tokens, not an empty list"),
        ("{tokens: [not]}", "f.yaml:5:19: A token should be like {LEMMA: arrive}, not text."),
        ("{tokens: [{LEMA: not}]}", "f.yaml:5:20: Unknown token attribute 'LEMA'. Did you mean 'LEMMA'?"),
        ("{tokens: [{_: {x: y}}]}", "Unknown token attribute '_'."),
        ("{tokens: [{LEMMA: a, lemma: b}]}", "The token has LEMMA twice."),
        ("{tokens: [{LEMMA: [a, b]}]}", "LEMMA cannot be a list: write LEMMA: {IN: [...]}."),
        ("{tokens: [{LEMMA: {INN: [a]}}]}", "LEMMA knows no 'INN'. Did you mean 'IN'?"),
        ("{tokens: [{LEMMA: {IN: a}}]}", "IN should be a list with something in it"),
        ("{tokens: [{LEMMA: a, OP: '??'}]}", "OP should be"),
        ("{tokens: [{IS_ALPHA: yes}]}", "IS_ALPHA should be true or false, not 'yes'."),
        ("{tokens: [{LOWER: Fuel}]}", "LOWER never holds capitals: write 'fuel'."),
        ("{tokens: [{LENGTH: long}]}", "LENGTH should be a whole number, not 'long'."),
        ("{tokens: [{TEXT: {REGEX: '('}}]}", "The regular expression '(' cannot be read"),
        ("{tokens: [{LEMMA: }]}", "LEMMA is empty."),
        ("{tokens: [{ENT_IOB: 3}]}", "ENT_IOB should be I, O or B, not '3'."),
    ],
)
def test_a_mistake_is_named_at_its_place(pattern, fault):
    assert any(fault in found for found in faults_of(pattern)), faults_of(pattern)


def test_two_patterns_of_a_code_cannot_share_an_id():
    assert faults_of("{id: p, phrase: a}", "{id: p, phrase: b}") == [
        "f.yaml:6:9: Pattern 'p' stands twice in this code, first on line 5."
    ]
    assert "stands twice in this code, first on line 5." in faults_of("same", "other", "{phrase: same}")[0]


def test_spacy_takes_every_token_pattern_that_is_let_through():
    from spacy.matcher import Matcher
    from spacy.vocab import Vocab

    pattern = patterns_of(
        "{tokens: [{}, {LEMMA: {FUZZY2: {IN: [fuel]}}}, {LEMMA: {REGEX: {NOT_IN: [a, b]}}}, "
        '{LENGTH: {">=": 4, IN: [5, 6]}, OP: "{2,3}"}, {LOWER: {REGEX: "^f"}, OP: "{,3}"}, '
        '{IS_SENT_START: true, LIKE_NUM: false, SPACY: true, OP: "{2,}"}, '
        "{MORPH: {IS_SUPERSET: [A=b]}, ENT_IOB: B}, "
        "{ORTH: 3, NORM: a, SHAPE: X, ENT_ID: a, ENT_KB_ID: b, DEP: x, TAG: x, POS: NOUN, ENT_TYPE: X}]}"
    )[0]
    matcher = Matcher(Vocab(), validate=True)

    matcher.add("a", [list(pattern.tokens or ())])

    assert len(matcher) == 1
