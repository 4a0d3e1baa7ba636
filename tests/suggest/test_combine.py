"""What all suggesters say of one segment and one code becomes one suggestion."""

from dataclasses import replace

import pytest

from fitcode.domain.codebook import Codebook
from fitcode.domain.suggestion import Decided, DecidedAs, NewSuggestion, span_reasons
from fitcode.suggest.calibration import HIGHEST_SCORE
from fitcode.suggest.calibration import NAME as CALIBRATION
from fitcode.suggest.combine import MOST_MERGED, combined_score
from fitcode.suggest.model_state import ModelState, state_of
from fitcode.suggest.passes import prepare_pass
from fitcode.suggest.suggester import PassSettings, Recipe
from tests.suggest.examples import MINUSMA, codebook, transcript, words
from tests.support.outside import facts_of

TWO_CODES = Codebook(
    id="fit",
    name="fit",
    codes=(*codebook("fuel", code="fuel").codes, *codebook("diesel", code="diesel").codes),
)


def suggested(
    book: Codebook,
    *turns: str,
    decided: tuple[Decided, ...] = (),
    calibration: ModelState | None = None,
    **settings: object,
) -> list[NewSuggestion]:
    models = {CALIBRATION: calibration} if calibration else {}
    recipe = Recipe((book,), (MINUSMA,), PassSettings.model_validate(settings), models)
    said = transcript(*turns)._replace(decided=decided)
    return [one for _, found in prepare_pass(recipe).run([said]) for one in found]


def quotes(found: list[NewSuggestion]) -> list[str]:
    return [one.quote for one in found]


def decision(start: int, end: int, *rules: str, right: bool = False, code: str = "fit/spares") -> Decided:
    return Decided(start, end, code, DecidedAs.accepted if right else DecidedAs.rejected, rules)


def bent(*, slope: float = 1.0, shift: float = 0.0) -> ModelState:
    return state_of(CALIBRATION, facts={"slope": slope, "shift": shift}, arrays={}, trained_on="this test")


def test_all_that_fires_in_a_segment_for_a_code_is_one_suggestion():
    [one] = suggested(codebook("spare part", "lack"), "R: We lack spare parts.")

    assert one.reason == 'phrase: "lack"; phrase: "spare parts"'
    assert words([one]) == ["lack", "spare parts"]
    assert facts_of(one.evidence) == {"parts": {"rules": 0.75}, "raw": 0.75}
    assert (one.score, one.suggester) == (0.75, "rules")


def test_each_code_of_a_segment_is_a_suggestion_of_its_own_in_the_order_of_places_and_codes():
    found = suggested(TWO_CODES, "R: Fuel, diesel. Fuel.")

    assert [(one.code, one.quote) for one in found] == [
        ("fit/diesel", "Fuel, diesel."),
        ("fit/fuel", "Fuel, diesel. Fuel."),
    ]


class TestMerging:
    def test_neighbours_with_the_same_code_are_one_suggestion(self):
        assert quotes(suggested(codebook("fuel"), "R: No fuel. Fuel again. A truck.")) == [
            "No fuel. Fuel again."
        ]

    def test_a_suggestion_spans_three_segments_at_most(self):
        found = suggested(codebook("fuel"), "R: Fuel one. Fuel two. Fuel three. Fuel four.")

        assert MOST_MERGED == 3
        assert quotes(found) == ["Fuel one. Fuel two. Fuel three.", "Fuel four."]

    def test_a_segment_in_between_parts_them(self):
        assert quotes(suggested(codebook("fuel"), "R: Fuel one. A truck. Fuel two.")) == [
            "Fuel one.",
            "Fuel two.",
        ]

    def test_turns_part_them(self):
        assert quotes(suggested(codebook("fuel"), "R: Fuel one.", "R: Fuel two.")) == [
            "Fuel one.",
            "Fuel two.",
        ]

    def test_another_component_parts_them(self):
        found = suggested(codebook("fuel"), "R: ASIFU has fuel. UNPOL has fuel. They have fuel.")

        assert [one.quote for one in found][:2] == ["ASIFU has fuel.", "UNPOL has fuel."]
        assert [one.about for one in found][:2] == ["minusma/asifu", "minusma/police"]

    def test_the_likeliest_segment_gives_the_score_and_explains_it(self):
        book = codebook({"phrase": "fuel", "weight": 0.3}, {"phrase": "diesel", "weight": 0.7})

        [one] = suggested(book, "R: No fuel. No diesel. Fuel.")

        assert one.score == 0.7
        assert facts_of(one.evidence) == {"parts": {"rules": 0.7}, "raw": 0.7, "scored": [12, 22]}

    @pytest.mark.usefixtures("outside")
    def test_it_is_kept_why_each_segment_is_in_it(self):
        [one] = suggested(codebook("fuel"), "R: No fuel. A radio. A truck.", suggesters=("rules", "echo"))

        assert one.evidence["segments"] == [
            {"span": [3, 11], "reasons": ["p1"]},
            {"span": [12, 20], "reasons": ["meaning"]},
        ]
        assert span_reasons(one.evidence, start=3, end=20) == (
            (3, 11, ("p1",)),
            (12, 20, ("meaning",)),
        )

    def test_the_reason_names_every_part_once(self):
        [one] = suggested(codebook("fuel", "diesel"), "R: No fuel. No diesel. No fuel.")

        assert one.reason == 'phrase: "fuel"; phrase: "diesel"'
        assert words([one]) == ["fuel", "diesel", "fuel"]


class TestDecided:
    """The transcript is ``R: No fuel. No truck.``; its first sentence is at 3:11."""

    SAID = "R: No fuel. No truck."

    @pytest.mark.parametrize(
        "settled",
        [
            decision(3, 11, "p1"),
            decision(3, 11, "p1", "p2"),
            decision(3, 11, "meaning", right=True),
            decision(8, 21, "other", right=True),
        ],
        ids=["rejected", "rejected for more", "accepted for another reason", "accepted, overlapping"],
    )
    def test_what_is_settled_is_not_suggested(self, settled):
        assert suggested(codebook("fuel"), self.SAID, decided=(settled,)) == []

    @pytest.mark.parametrize(
        "settled",
        [
            decision(3, 11, "meaning"),
            decision(3, 11, "p1", right=True, code="fit/other"),
            decision(12, 21, "p1", right=True),
            decision(0, 3, "p1"),
        ],
        ids=["rejected for another reason", "of another code", "elsewhere", "just before"],
    )
    def test_what_is_not_settled_is(self, settled):
        assert quotes(suggested(codebook("fuel"), self.SAID, decided=(settled,))) == ["No fuel."]

    def test_what_was_rejected_is_asked_again_for_a_new_reason(self):
        book = codebook("fuel", "no fuel")

        assert quotes(suggested(book, self.SAID, decided=(decision(3, 11, "p1"),))) == ["No fuel."]
        assert suggested(book, self.SAID, decided=(decision(3, 11, "p1"), decision(3, 11, "p2"))) == []

    @pytest.mark.parametrize(
        ("start", "end", "left"),
        [(3, 11, []), (3, 7, []), (3, 21, []), (0, 6, []), (0, 5, ["No fuel."])],
        ids=["the same", "a part", "more", "half of it outside", "most of it outside"],
    )
    def test_what_a_person_coded_by_hand_is_settled_where_half_of_either_is_shared(self, start, end, left):
        by_hand = Decided(start, end, "fit/spares", DecidedAs.by_hand)

        assert quotes(suggested(codebook("fuel"), self.SAID, decided=(by_hand,))) == left

    def test_of_neighbours_what_is_not_settled_remains(self):
        found = suggested(codebook("fuel"), "R: No fuel. Fuel. Fuel?", decided=(decision(12, 17, "p1"),))

        assert quotes(found) == ["No fuel.", "Fuel?"]


class TestCalibrated:
    def test_scores_are_bent_and_what_they_were_stays_in_the_evidence(self):
        [one] = suggested(codebook("fuel"), "R: Fuel.", calibration=bent(shift=-1.0))

        assert one.score == pytest.approx(0.2689, abs=1e-4)
        assert one.evidence["raw"] == 0.5

    def test_the_least_score_is_one_before_calibration(self):
        """Who accepts most of what is shown to them must not be shown everything."""
        book = codebook({"phrase": "fuel", "weight": 0.6})

        assert suggested(book, "R: Fuel.", min_score=0.7, calibration=bent(shift=+1.0)) == []
        [one] = suggested(book, "R: Fuel.", min_score=0.5, calibration=bent(shift=-1.0))
        assert one.score < 0.5


class TestSeveralSuggesters:
    def test_rules_alone_are_taken_at_their_word(self):
        assert combined_score({"rules": 0.37}) == 0.37

    def test_outside_ones_count_as_independent_chances(self):
        assert combined_score({"echo": 0.5, "likeness": 0.4}) == pytest.approx(0.7)
        assert combined_score({"rules": 0.5, "echo": 0.4}) > combined_score({"rules": 0.5})

    def test_nothing_is_certain(self):
        assert combined_score({"echo": 0.9, "likeness": 0.9}) == HIGHEST_SCORE

    def test_what_ships_is_worth_more_together(self):
        alone = combined_score({"semantic": 0.3})

        assert 0 < alone < combined_score({"semantic": 0.3, "rules": 0.6}) <= HIGHEST_SCORE

    @pytest.mark.usefixtures("outside")
    def test_each_has_its_part_in_the_evidence_and_in_the_reason(self):
        [one] = suggested(codebook("fuel"), "R: No fuel, no radio.", suggesters=("rules", "echo"))

        assert one.reason == 'phrase: "fuel"; somebody said radio'
        assert one.evidence["parts"] == {"rules": 0.5, "echo": 0.4}
        assert one.evidence["raw"] == combined_score({"rules": 0.5, "echo": 0.4})
        assert one.evidence["echo"] == {"of": "radio"}
        assert one.suggester == "rules+echo"

    @pytest.mark.usefixtures("outside")
    def test_what_only_one_proposes_stands_alone(self):
        found = suggested(codebook("fuel"), "R: Fuel.", "R: A radio.", suggesters=("rules", "echo"))

        assert [one.evidence["parts"] for one in found] == [{"rules": 0.5}, {"echo": 0.4}]

    @pytest.mark.usefixtures("outside")
    def test_a_grader_has_a_say_where_it_proposes_nothing(self):
        [one] = suggested(codebook("fuel"), "R: Fuel. A truck.", suggesters=("rules", "grading"))

        assert one.evidence["parts"] == {"grading": 0.5, "rules": 0.5}
        assert one.reason == 'phrase: "Fuel"'
        assert one.score > 0.5


def test_a_recipe_of_other_codes_leaves_the_rest_as_it_is():
    whole = Recipe((TWO_CODES,))
    chosen = replace(whole, settings=PassSettings(only=("fit/fuel",)))
    said = [transcript("R: Fuel, diesel. Fuel.")]

    [(_, every)] = prepare_pass(whole).run(said)
    [(_, some)] = prepare_pass(chosen).run(said)

    assert some == [one for one in every if one.code == "fit/fuel"]
