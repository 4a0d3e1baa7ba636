from typing import Any

import pytest

from fitcode.domain.codebook import Codebook
from fitcode.domain.suggestion import SegmentText, TranscriptText, TurnText
from fitcode.suggest.model_state import ModelState, state_of
from fitcode.suggest.patterns.cost import LONGEST_TOKEN, WINDOW
from fitcode.suggest.patterns.rules import MOST_HITS, RULES
from fitcode.suggest.reading import read_transcript
from fitcode.suggest.reading.pipelines import Pipelines
from fitcode.suggest.reading.read_transcript import read_each
from fitcode.suggest.suggester import PassSettings, Recipe
from tests.suggest.examples import SMALL, codebook, rules_find, transcript, with_small, words

FUEL_LENT = {"near": (("fuel", "diesel", "spare"), ("lend", "borrow", "share")), "within": 8}
NOT_ARRIVED = {"tokens": ({"LEMMA": "not"}, {"OP": "?"}, {"LEMMA": {"IN": ["deliver", "arrive"]}})}


@pytest.mark.parametrize(
    "said",
    [
        "The spare part came.",
        "SPARE PARTS were gone.",
        "Any spare-parts?",
        "Any spare\u2011parts?",
        "The spare\nparts came.",
        "The spare \u00a0 parts came.",
        "The spare\u00ad parts came.",
    ],
)
def test_a_phrase_is_found_in_every_spelling(said):
    assert len(rules_find(codebook("spare part"), said)) == 1


def test_any_of_its_phrases_is_enough_and_each_is_evidence():
    pattern = {"any_of": ("spare part", "diesel", "tyre"), "unless": ("bicycle",)}

    two, one = rules_find(codebook(pattern), "R: We lack spare parts and tyres. No diesel. A bicycle tyre.")

    assert two.reason == 'any_of: "spare parts", "tyres"'
    assert one.quote == "No diesel."


@pytest.mark.parametrize("said", ["Parts, spare or not.", "Spare me that part.", "We had parts to spare."])
def test_a_phrase_needs_its_words_side_by_side(said):
    assert rules_find(codebook("spare part"), said) == []


def test_a_dash_between_two_halves_of_a_sentence_joins_no_phrase():
    assert rules_find(codebook("spare part"), "We had none to spare - parts were gone.") == []


@pytest.mark.parametrize("said", ["They lent it.", "They lend it.", "They are lending it.", "She lends it."])
def test_a_phrase_is_found_in_every_inflection(said):
    assert len(rules_find(codebook("lend"), said)) == 1


@pytest.mark.parametrize("phrase", ["do not trust", "don't trust", "don’t trust"])
@pytest.mark.parametrize("said", ["We don't trust it.", "We don’t trust it.", "We do not trust it."])
def test_a_contraction_is_found_in_every_spelling(phrase, said):
    assert len(rules_find(codebook(phrase), said)) == 1


def test_the_proposal_is_of_the_segment_and_the_evidence_the_words():
    text = "It rained. The spare parts came late."

    [found] = rules_find(
        codebook({"id": "sp", "phrase": "spare part", "weight": 0.6, "valence": "misfit"}), text
    )

    assert (found.start, found.end, found.quote) == (11, 37, "The spare parts came late.")
    assert (found.code, found.score) == ("fit/spares", 0.6)
    assert found.reason == 'phrase: "spare parts"'
    assert found.evidence == {
        "rules": [
            {
                "id": "sp",
                "form": "phrase",
                "weight": 0.6,
                "valence": "misfit",
                "words": ["spare parts"],
                "spans": [[15, 26]],
            }
        ]
    }


def test_a_match_across_two_segments_is_none():
    assert (
        rules_find(
            codebook("spare part", FUEL_LENT, NOT_ARRIVED), "We lend it not. Fuel. Arrive spare. Parts."
        )
        == []
    )


def test_a_phrase_cut_in_two_by_a_border_without_punctuation_is_not_found():
    segments = (SegmentText(0, 0, 13), SegmentText(1, 14, 34))
    turn = TurnText(0, "we lent spare parts of spare parts", True, segments, ())

    found = rules_find(codebook("spare part"), TranscriptText("ana", "", None, (turn,)))

    assert [rule["spans"] for one in found for rule in one.evidence["rules"]] == [[[23, 34]]]


def test_the_words_that_fired_end_where_the_word_ends():
    assert words(rules_find(codebook("spare part"), "The spare\u00ad part\u200b.")) == ["spare\u00ad part"]


def test_every_turn_of_a_respondent_is_read_and_none_of_the_interviewer():
    found = rules_find(codebook("spare part"), "I: Any spare parts?", "R: Yes.", "R: Spare parts came.")

    assert [one.quote for one in found] == ["Spare parts came."]


def test_a_token_pattern_is_found():
    found = rules_find(codebook(NOT_ARRIVED), "It didn’t arrive. It was not even delivered. It arrived.")

    assert words(found) == ["n’t arrive", "not even delivered"]


def test_a_token_pattern_may_name_its_words_as_they_stand():
    pattern = {"tokens": ({"LOWER": "arrived"}, {"TEXT": {"IN": ["Late", "late"]}})}

    assert words(rules_find(codebook(pattern), "It arrived late. It arrives late.")) == ["arrived late"]


def test_lemmas_of_token_patterns_are_read_as_the_dictionary_has_them():
    pattern = {"tokens": ({"LEMMA": "Meetings"},)}

    assert words(rules_find(codebook(pattern), "Two meetings. One meeting.")) == ["meetings", "meeting"]


def test_a_token_pattern_without_a_word_of_its_own_is_tried_everywhere():
    pattern = {"tokens": ({"LIKE_NUM": True}, {"IS_ALPHA": True})}

    assert words(rules_find(codebook(pattern), "We had 12 trucks. We had none.")) == ["12 trucks"]


def test_overlapping_matches_of_a_token_pattern_leave_the_longest():
    pattern = {"tokens": ({"LOWER": "very", "OP": "+"}, {"LOWER": "late"})}

    assert words(rules_find(codebook(pattern), "It was very very very late.")) == ["very very very late"]


def test_a_token_pattern_finds_its_words_in_a_turn_of_any_length():
    said = "word " * (3 * WINDOW + 7) + "did not ever arrive " + "word " * 5 * WINDOW

    found = rules_find(codebook(NOT_ARRIVED), transcript(said, whole_turns=True))

    assert words(found) == ["not ever arrive"]


def test_a_token_too_long_for_a_word_hides_only_itself():
    pattern = {"tokens": ({"TEXT": {"REGEX": "^a.*b$"}},)}
    blob = "a" * LONGEST_TOKEN + "b"

    assert words(rules_find(codebook(pattern), f"An ab {blob} acb.")) == ["ab", "acb"]


def test_near_finds_one_of_each_list_in_any_order():
    found = rules_find(codebook(FUEL_LENT), "They lent us fuel. Diesel they never shared. They lent a tent.")

    assert words(found) == ["lent", "fuel", "Diesel", "shared"]


def test_near_counts_words_from_the_first_to_the_last():
    near = {**FUEL_LENT, "within": 4}

    assert rules_find(codebook(near), "They lent us our fuel.") != []
    assert rules_find(codebook(near), "They lent us some-of-our own fuel.") == []


def test_a_word_on_both_lists_is_not_near_itself():
    near = {"near": (("share", "fuel"), ("share", "lend")), "within": 8}

    assert rules_find(codebook(near), "We share.") == []
    assert words(rules_find(codebook(near), "We share and share.")) == ["share", "share"]


def test_unless_silences_its_own_pattern_in_its_own_segment_only():
    patterns = codebook(
        {
            "id": "fix",
            "near": (("workshop",), ("repair", "fix")),
            "within": 6,
            "unless": ("training workshop",),
        },
        {"id": "any", "phrase": "workshop"},
    )

    found = rules_find(patterns, "The training workshops fixed that. Our workshop fixed it.")

    assert [[rule["id"] for rule in one.evidence["rules"]] for one in found] == [["any"], ["any", "fix"]]


def test_all_rules_of_a_code_in_a_segment_make_one_proposal():
    patterns = codebook(
        {"phrase": "lend", "weight": 0.5, "valence": "fit"},
        {"phrase": "fuel", "weight": 0.4},
        {"phrase": "late", "weight": 0.2, "valence": "misfit"},
    )

    [found] = rules_find(patterns, "They lent us fuel, late.")

    assert found.score == 0.76
    assert found.reason == 'phrase: "lent"; phrase: "fuel"; phrase: "late"'


def test_two_codes_in_a_segment_make_two_proposals():
    found = rules_find(
        [codebook("fuel"), codebook("fuel", code="lending", book="other")], "They lent us fuel."
    )

    assert [one.code for one in found] == ["fit/spares", "other/lending"]


def test_the_evidence_of_one_rule_is_bounded():
    found = rules_find(codebook("fuel"), transcript("fuel " * 500, whole_turns=True))

    assert len(words(found)) == MOST_HITS


def test_patterns_of_another_language_are_not_run():
    both = codebook("panne", {"phrase": "chat", "language": "fr"})

    assert words(rules_find(both, "We had a chat. Panne is velvet.")) == ["Panne"]


def test_french_patterns_are_run_on_french_transcripts():
    french = codebook("manque de carburant", {"phrase": "prêter"}, language="fr")
    said = transcript("L’unité n’a rien prêté. Des manques de carburant.", language="fr-FR")

    assert words(rules_find(french, said)) == ["prêté", "manques de carburant"]
    assert rules_find(french, transcript("Des manques de carburant.", language="en")) == []


def test_a_language_that_no_library_knows_is_still_matched_as_written():
    bambara = codebook("baara", language="bm")

    assert words(rules_find(bambara, transcript("An ka baara kɛ.", language="bm"))) == ["baara"]


def test_a_decomposed_accent_is_the_same_letter():
    said = transcript("Il a pre\u0302te\u0301 un camion.", language="fr")

    assert words(rules_find(codebook("prêter", language="fr"), said)) == ["pre\u0302te\u0301"]


def test_two_rules_that_read_the_very_same_words_count_once():
    twice = codebook({"phrase": "fuel", "weight": 0.3}, {"any_of": ("fuel", "oil"), "weight": 0.5})
    apart = codebook({"phrase": "fuel", "weight": 0.3}, {"phrase": "oil", "weight": 0.5})

    assert [one.score for one in rules_find(twice, "R: No fuel.")] == [0.5]
    assert [one.score for one in rules_find(twice, "R: No fuel, no oil.")] == [0.65]
    assert [one.score for one in rules_find(apart, "R: No fuel, no oil.")] == [0.65]


def test_what_was_learned_of_a_pattern_takes_the_place_of_its_weight():
    book = codebook({"id": "a", "phrase": "fuel", "weight": 0.5}, {"id": "b", "phrase": "oil", "weight": 0.4})
    learned = state_of("rules", facts={"weights": {"fit/spares|a": 0.31}}, arrays={}, trained_on="")
    pipelines = Pipelines()
    suggester = RULES.prepare(Recipe((book,), models={"rules": learned}), pipelines)

    [read] = read_each([transcript("R: Fuel. Oil.")], pipelines)

    assert [(one.score, one.evidence["rules"][0]["weight"]) for one in suggester.propose(read)] == [
        *[(0.31, 0.31), (0.4, 0.4)]
    ]


class TestFingerprints:
    def test_each_code_has_its_own(self):
        both = hashes(codebook("fuel"), codebook("fuel", book="other", code="oil"))

        assert both.keys() == {"fit/spares", "other/oil"}
        assert both["fit/spares"] == hashes(codebook("fuel"), codebook("tyre", book="other"))["fit/spares"]

    @pytest.mark.parametrize(
        "changed", [codebook("oil"), codebook("fuel", "oil"), codebook("fuel", language="fr")]
    )
    def test_another_pattern_or_language_changes_it(self, changed):
        assert hashes(changed) != hashes(codebook("fuel"))

    def test_what_was_learned_changes_it(self):
        learned = state_of("rules", facts={"weights": {"fit/spares|p1": 0.31}}, arrays={}, trained_on="")

        assert hashes(codebook("fuel"), models={"rules": learned}) != hashes(codebook("fuel"))

    def test_definition_and_order_do_not_enter(self):
        book = codebook("fuel", "oil")
        code = book.codes[0]
        other = {"definition": "Things that run out.", "patterns": code.patterns[::-1]}

        assert hashes(book.model_copy(update={"codes": (code.model_copy(update=other),)})) == hashes(book)

    def test_a_code_without_patterns_has_none(self):
        assert hashes(codebook()) == {}

    @with_small
    def test_a_named_pipeline_enters_where_a_pattern_asks_its_model(self):
        plain, verb = codebook("fuel"), codebook({"tokens": ({"POS": "VERB"},)})

        assert hashes(plain, pipeline=SMALL) == hashes(plain)
        assert hashes(verb, pipeline=SMALL) != hashes(verb)


def hashes(*books: Codebook, models: dict[str, ModelState] | None = None, **settings: Any) -> dict[str, str]:
    """Fingerprints of codes."""
    return RULES.fingerprints(Recipe(books, settings=PassSettings(**settings), models=models or {}))


def test_a_transcript_read_in_parts_fires_where_it_fires_as_a_whole(monkeypatch):
    said = "R: No spare part. We lent them fuel.", "I: And?", "R: Nothing to spare.", "R: A spare part came."
    book = codebook("spare part", FUEL_LENT, NOT_ARRIVED)
    whole = rules_find(book, *said)
    monkeypatch.setattr(read_transcript, "_LONGEST_PART", 10)

    assert rules_find(book, *said) == whole
    assert len(whole) == 3
