import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.codebook import Code, Codebook, Pattern
from fitcode.domain.suggestion import NewSuggestion, TranscriptText
from fitcode.errors import FitcodeError, InvalidFile, UnknownCode
from fitcode.suggest.checks import check_patterns
from fitcode.suggest.passes import PassSettings, pass_fingerprint, prepare_pass
from fitcode.suggest.registry import find_suggester, suggester_names
from tests.suggest.examples import MINUSMA, codebook, suggest, transcript, words

EVERY_FORM = codebook(
    "spare part",
    {"near": (("fuel", "a"), ("lend", "b")), "within": 8},
    {"tokens": ({"LOWER": {"REGEX": "^[a-z]"}}, {"IS_PUNCT": True})},
    {"tokens": ({"LEMMA": "not"}, {"OP": "*"}, {"LEMMA": "a"})},
)
EVERY_FORM_READY = prepare_pass(codebooks=[EVERY_FORM], registries=[MINUSMA], settings=PassSettings())

PIECES = st.lists(
    st.one_of(
        st.sampled_from(["spare", "parts", "fuel", "lent", "a", "b", "not", "ASIFU", "we", "FHQ"]),
        st.sampled_from([" ", "  ", "\n", ". ", "! ", "\u00a0", "\u00ad", "\u200b", "-", "’", "\u0301"]),
        st.text(max_size=4),
    ),
    max_size=40,
)


def fingerprint(*codebooks: Codebook, **settings: object) -> str:
    chosen = PassSettings.model_validate(settings)
    return pass_fingerprint(codebooks=codebooks, registries=[MINUSMA], settings=chosen)


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
    ready = prepare_pass(codebooks=[EVERY_FORM], registries=[], settings=PassSettings(language="nl"))

    assert ready.pipeline == "blank:nl"
    assert "spacy 3." in ready.pipeline_version
    assert "simplemma" in ready.pipeline_version
    assert list(ready.suggester_fingerprints) == ["rules"]


def test_what_decides_the_suggestions_changes_the_fingerprint():
    usual = fingerprint(codebook("fuel"))

    assert usual == fingerprint(codebook("fuel"))
    assert usual != fingerprint(codebook("fuels"))
    assert usual != fingerprint(codebook({"phrase": "fuel", "weight": 0.6}))
    assert usual != fingerprint(codebook("fuel", code="other"))
    assert usual != fingerprint(codebook("fuel"), language="fr")
    assert usual != fingerprint(codebook("fuel"), min_score=0.2)
    assert usual != pass_fingerprint(codebooks=[codebook("fuel")], registries=[], settings=PassSettings())


def test_what_decides_nothing_leaves_the_fingerprint():
    pattern = Pattern(id="p1", phrase="fuel")
    other = Pattern(id="p2", phrase="truck")
    plain = Codebook(id="fit", name="", codes=(Code(id="a", name="A", patterns=(pattern, other)),))
    dressed = Codebook(
        id="fit",
        name="Fit",
        codes=(Code(id="a", name="Fuel", definition="Of fuel.", colour="#fff", patterns=(other, pattern)),),
    )

    assert fingerprint(plain) == fingerprint(dressed)


def test_a_suggester_keeps_its_fingerprint_whatever_is_chosen():
    def rules(**settings: object) -> str:
        chosen = PassSettings.model_validate(settings)
        return prepare_pass(codebooks=[EVERY_FORM], registries=[], settings=chosen).suggester_fingerprints[
            "rules"
        ]

    assert rules() == rules(only=("fit",)) == rules(min_score=0.3)


def test_the_fingerprint_is_known_without_spacy():
    code = (
        "import sys\n"
        "from fitcode.domain.codebook import Codebook\n"
        "from fitcode.suggest.passes import PassSettings, pass_fingerprint\n"
        "pass_fingerprint(codebooks=[Codebook(id='a', name='a')], registries=[], settings=PassSettings())\n"
        "print(sorted({'spacy', 'simplemma', 'numpy'} & set(sys.modules)))"
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
