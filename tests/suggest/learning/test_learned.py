"""The learned suggester: what people coded moves it away from what the codebook says."""

import pytest

from fitcode.suggest.learning.learned import LEARNED, LearnedSuggester, train_learned
from fitcode.suggest.material import Example, Source
from fitcode.suggest.meaning.code_texts import code_tree
from fitcode.suggest.meaning.semantic import SemanticSuggester
from fitcode.suggest.meaning.semantic_training import train_semantic
from fitcode.suggest.model_state import state_from_bytes, state_to_bytes
from fitcode.suggest.stacking import combined_probability
from fitcode.suggest.suggester import Recipe
from tests.suggest.meaning.test_semantic import chances, read
from tests.suggest.meanings import RECIPE, TALK, WordEncoder, material

SAID = [text for _, _, text in TALK]


@pytest.fixture(scope="module")
def state():
    return train_learned(RECIPE, material(), WordEncoder())


def test_it_learns_what_no_definition_says():
    odd = [(f"t{n % 5}", "camp/trust" if n % 2 else "", f"{word} tea") for n, word in enumerate("abcdefghij")]
    odd = [(group, code, f"{text} with sugar" if code else text) for group, code, text in odd] * 3

    taught = train_learned(RECIPE, material([*TALK, *odd]), WordEncoder())

    untaught = train_semantic(RECIPE, material(), WordEncoder())
    before = chances(SemanticSuggester(untaught, None), "Tea with sugar.")
    after = chances(LearnedSuggester(taught, None), "Tea with sugar.")
    assert after[0, 0] > before[0, 0] + 0.1


def test_rejections_push_a_code_down(state):
    rejected = [Example(row, "camp/radios", False, source=Source.rejected) for row in (0, 6)]
    kept = [one for one in material().examples if one.row not in (0, 6)]
    turned = train_learned(
        RECIPE, material().with_examples([*kept, *rejected, Example(3, "camp/radios", True)]), WordEncoder()
    )

    before, after = (chances(LearnedSuggester(one, None), *SAID) for one in (state, turned))
    assert after[0, 2] < before[0, 2]


def test_evidence_names_the_coded_segment_that_is_nearest(state):
    found = LearnedSuggester(state, None).propose(read("Their radios had another frequency."))

    assert found[0].code == "camp/radios"
    assert found[0].evidence["learned"]["nearest"]["uid"] == "c0"
    assert found[0].reason.startswith('like the coded "Their radios')


def test_few_decisions_are_refused_with_the_reason():
    few = material().with_examples(material().examples[:5])

    refused = train_learned(RECIPE, few, WordEncoder())
    suggester = LearnedSuggester(refused, None)

    assert "too few to learn from" in refused.facts["refused"]
    assert suggester.notes == (refused.facts["refused"],)
    assert suggester.propose(read(*SAID)) == []
    assert LEARNED.fingerprints(Recipe(RECIPE.codebooks, models={"learned": refused})) == {}


def test_a_project_with_rejections_only_is_refused():
    no = [Example(row, "camp/trust", False, source=Source.rejected) for row in range(12)]

    refused = train_learned(RECIPE, material().with_examples(no), WordEncoder())

    assert refused.facts["refused"].startswith("All decisions are rejections")


def test_a_code_without_an_example_says_so():
    rest = [one for one in material().examples if one.code != "camp/language"]

    state = train_learned(RECIPE, material().with_examples(rest), WordEncoder())

    assert state.facts["codes"]["camp/language"]["reason"] == "no example of it"
    assert state.facts["codes"]["camp/trust"]["reason"] is None


def test_every_code_that_is_graded_has_a_fingerprint_that_moves_with_its_grades():
    """Of codes other than that of a decision nothing is said; they follow their branch all the same."""
    decided = [Example(row, "camp/trust", row % 3 > 0, source=Source.accepted) for row in range(12)]

    known = [
        LEARNED.fingerprints(Recipe(RECIPE.codebooks, models={"learned": state}))
        for state in (
            train_learned(RECIPE, material().with_examples(some), WordEncoder())
            for some in (decided, decided[1:])
        )
    ]

    assert known[0].keys() == set(code_tree(RECIPE.codebooks).codes)
    assert known[0]["camp/language"] != known[1]["camp/language"]


def test_examples_without_any_against_them_are_no_reason_to_fail():
    yes = [Example(row, "camp/trust", True, source=Source.accepted) for row in range(12)]

    state = train_learned(RECIPE, material().with_examples(yes), WordEncoder())

    assert state.facts["codes"]["camp/trust"]["reason"] == "no example against it"


def test_equal_material_gives_equal_states_and_proposals(state):
    again = train_learned(RECIPE, material(), WordEncoder())
    kept = state_from_bytes(state_to_bytes(state))

    assert again.fingerprint == kept.fingerprint
    assert LearnedSuggester(kept, None).propose(read(*SAID)) == LearnedSuggester(again, None).propose(
        read(*SAID)
    )


def test_one_transcript_is_enough_to_learn_from():
    alone = material([("ana", code, text) for _, code, text in TALK])

    assert train_learned(RECIPE, alone, WordEncoder()).facts["refused"] is None


def test_words_join_when_decisions_are_many():
    many = material([(f"{group}{n}", code, text) for n in range(40) for group, code, text in TALK])

    state = train_learned(RECIPE, many, WordEncoder())

    found = LearnedSuggester(state, None).propose(read("The fuel for the trucks came late."))
    words = dict(found[0].evidence["learned"]["features"])
    assert found[0].code == "camp/trucks"
    assert {"fuel", "trucks", "the trucks"} & set(words)


@pytest.mark.parametrize(
    ("rules", "semantic", "learned", "least", "most"),
    [
        (0.5, None, None, 0.5, 0.5),
        (None, 0.2, None, 0.2, 0.2),
        (None, 0.2, 0.6, 0.6, 0.6),
        (0.5, 0.2, None, 0.3, 0.4),
        (0.9, 0.9, 0.9, 0.95, 0.95),
        (None, None, None, 0.01, 0.01),
    ],
)
def test_chances_are_combined_as_log_odds(rules, semantic, learned, least, most):
    assert least <= combined_probability(rules, semantic, learned) <= most
