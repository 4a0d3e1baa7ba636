import re
from typing import Any

import pytest

from fitcode.domain.component import Component, Registry
from fitcode.suggest.statements.mentions import Mention
from fitcode.suggest.statements.roles import LEAST_ROLE_CONFIDENCE, Parse, QuestionNames, parse_of, read_roles

REGISTRY = Registry(
    mission="omtar",
    components=(
        Component(id="drones", name="Drone section", aliases=("DS",)),
        Component(id="hospital", name="Field hospital", aliases=("hospital",)),
        Component(id="police", name="Costal police", aliases=("the police", "police team")),
        Component(id="UNPOL", name="UN Police", aliases=("the police",)),
        Component(id="sector", name="Sector North"),
        Component(id="sectors", name="Sectors"),
    ),
)
NAMES = {
    "Drones": ("drones",),
    "Hospital": ("hospital",),
    "Sector": ("sector",),
    "Police": ("police", "UNPOL"),
}
OWN = "sector"


def said(
    text: str,
    *,
    before: str = "",
    after: str = "",
    own: str | None = OWN,
    language: str = "en",
    **options: Any,
) -> Any:
    """The roles of a segment of which ``before`` is the turn's beginning; names are words with a capital."""
    words = re.findall(r"\w+|[^\w\s]", f"{before} {text} {after}")
    first = len(re.findall(r"\w+|[^\w\s]", before))
    past = len(re.findall(r"\w+|[^\w\s]", f"{before} {text}"))
    turn = [
        Mention(0, number, number + 1, number, number + 1, NAMES[word])
        for number, word in enumerate(words)
        if word in NAMES
    ]
    return read_roles(
        segment=[mention for mention in turn if first <= mention.first < past],
        turn=turn,
        own=[own] if own else [],
        words=[word if word == "US" else word.lower() for word in words[first:past]],
        first=first,
        language=language,
        **options,
    )


def roles(text: str, **options: Any) -> tuple[str | None, str | None]:
    found = said(text, **options)
    return found.about.value, found.counterpart.value


def test_of_two_that_are_named_the_first_is_what_it_is_about():
    assert roles("Drones wrote to Hospital and Drones waited.") == ("drones", "hospital")


def test_a_speaker_beside_two_others_is_a_third_party():
    assert roles("We saw Drones and Hospital.") == (None, None)
    assert roles("We at Sector saw Hospital.") == ("sector", "hospital")


def test_three_leave_it_open_and_so_does_an_ambiguous_name():
    assert roles("Drones, Hospital and Sector met.") == (None, None)
    assert roles("Police came.") == (None, None)
    assert roles("They came.", before="Police were late.") == (None, None)


def test_one_is_what_it_is_about():
    assert roles("Drones came late.") == ("drones", None)
    assert roles("Sector came late.") == ("sector", None)
    assert roles("Drones had US fuel.") == ("drones", None)


@pytest.mark.parametrize("text", ["We waited for Drones.", "I wrote to Drones.", "Our patrol met Drones."])
def test_a_name_after_i_and_we_is_the_counterpart_of_the_speakers_own(text):
    assert roles(text) == (OWN, "drones")


@pytest.mark.parametrize("text", ["Drones lent us fuel.", "Drones never told me."])
def test_a_name_before_the_speaker_is_what_it_is_about(text):
    assert roles(text) == ("drones", OWN)


def test_a_parse_says_whether_the_name_is_the_subject():
    text = "With Drones we met."

    assert roles(text, parse=Parse(frozenset({2}))) == (None, None)
    assert roles("Drones lent us fuel.", parse=Parse(frozenset({0}))) == ("drones", OWN)
    assert said(text, parse=Parse(frozenset({2}))).about.confidence < LEAST_ROLE_CONFIDENCE


def test_a_speaker_whose_component_nobody_knows_is_not_named():
    assert roles("We waited for Drones.", own=None) == (None, "drones")
    assert roles("Drones lent us fuel.", own=None) == ("drones", None)


def test_they_are_the_only_ones_named_before_in_the_turn():
    assert roles("They left.", before="Drones came.") == ("drones", None)
    assert roles("They lent us fuel.", before="Drones came.") == ("drones", OWN)
    assert roles("We lent them fuel.", before="Drones came.") == (OWN, "drones")
    assert roles("They left.", before="Drones met Hospital.") == (None, None)
    assert roles("They left.", after="Drones came.") == (None, None)


def test_without_they_a_name_elsewhere_in_the_turn_says_nothing():
    assert roles("The fuel was gone.", before="Drones came.") == (None, None)
    assert roles("We had fuel.", before="Drones came.") == (None, None)


def test_they_may_be_those_asked_about_where_the_turn_named_nobody():
    asked = [("drones",)]

    assert roles("They are polite.", question=asked) == ("drones", None)
    assert roles("We get on.", question=asked) == (OWN, "drones")
    assert roles("They are polite.", question=asked, before="Hospital came.") == ("hospital", None)


@pytest.mark.parametrize("asked", [[("drones",), ("hospital",)], [("police", "UNPOL")], [(OWN,)], []])
def test_a_question_about_two_or_oneself_or_nobody_says_nothing(asked):
    assert roles("They are polite.", question=asked) == (None, None)


def test_a_question_says_nothing_without_a_pronoun():
    assert roles("The fuel was gone.", question=[("drones",)]) == (None, None)


def test_french_and_an_unknown_language():
    assert roles("Nous attendons Drones", language="fr") == (OWN, "drones")
    assert roles("Ils partent", before="Drones arrive .", language="fr") == ("drones", None)
    assert roles("Drones xx", language="xx") == ("drones", None)


def test_each_role_has_its_evidence_and_confidence():
    found = said("Hello, Drones came.", place=lambda first, past: (first * 10, past * 10))

    assert found.about.evidence == {"rule": "one named", "spans": [[20, 30]]}
    assert LEAST_ROLE_CONFIDENCE <= found.about.confidence <= 1
    assert found.counterpart == (None, 0.0, {"rule": "one named"})


def test_names_in_a_question_are_found_by_words_and_dictionary_forms():
    names = QuestionNames([REGISTRY], lemma=lambda word: word.removesuffix("s"))

    assert names.find("And the drone sections? What of DS, or ds?") == [("omtar/drones",), ("omtar/drones",)]
    assert names.find("Does the field hospital answer?") == [("omtar/hospital",)]
    assert names.find("Do the police answer UNPOL?") == [("omtar/UNPOL", "omtar/police"), ("omtar/UNPOL",)]
    assert names.find("And Sector North? And the sector?") == [("omtar/sector",), ("omtar/sectors",)]
    assert names.find("") == []


def test_a_doc_without_a_parse_says_nothing():
    import spacy

    assert parse_of(spacy.blank("en")("Drones lent us fuel."), first=0, past=5) is None


def test_subjects_of_the_main_clause_are_read_from_a_parse():
    import spacy
    from spacy.tokens import Doc

    doc = Doc(
        spacy.blank("en").vocab,
        words=["Well", ",", "drone", "section", "lent", "us", "what", "we", "needed"],
        heads=[4, 4, 3, 4, 4, 4, 8, 8, 4],
        deps=["intj", "punct", "compound", "nsubj", "ROOT", "dative", "dobj", "nsubj", "ccomp"],
    )

    assert parse_of(doc, first=2, past=9) == Parse(frozenset({0, 1}))
